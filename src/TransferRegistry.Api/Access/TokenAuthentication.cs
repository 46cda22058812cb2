using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Access;

/// <summary>A token of a trusted issuer, to a caller: checked by the framework (signature, algorithm, issuer, audience, lifetime), read by the issuer's claims.</summary>
sealed class TokenAuthentication(AcceptedCredentials accepted, IOptionsMonitor<JwtBearerOptions> options)
{
    // That of a row of the access log, which tells one bearer from another.
    const int LongestName = 400;

    static readonly JsonWebTokenHandler Reader = new();

    /// <summary>Whether a credential has the form of a token, and some are taken.</summary>
    public bool Takes(string text) => accepted.Issuers.Count > 0 && Reader.CanReadToken(text);

    /// <exception cref="Refusal">It can't be believed (401), says too little (403), or its issuer can't be asked for its keys (503).</exception>
    public async Task<Caller> Of(string token, HttpContext http, Bearer bearer, Db db)
    {
        var said = Said(token);
        var issuer = accepted.Issuers.FirstOrDefault(known => known.Issuer == said) ?? throw Faults.TokenIssuer.Because();
        await CheckReachable(issuer, http.RequestAborted);
        var result = await http.AuthenticateAsync(issuer.Scheme);
        if (result.Principal is not { } principal)
            throw (result.Failure is SecurityTokenExpiredException ? Faults.TokenExpired : Faults.TokenInvalid).Because();
        var name = $"{issuer.Issuer}#{principal.FindFirst(JwtRegisteredClaimNames.Sub)?.Value ?? throw Faults.TokenInvalid.Because()}";
        if (name.Length > LongestName)
            throw Faults.TokenInvalid.Because();
        bearer.Caller = Caller.Anonymous with { Key = name };

        var role = issuer.RoleOf(principal);
        // Of several institutions nobody says which is meant.
        var named = principal.FindAll(issuer.InstitutionClaim).Select(claim => claim.Value).Distinct().ToList();
        var institution = named.Count == 1 ? await Institution(named[0], db) : null;
        if (institution is null && (role is Role.Department or Role.Museum || named.Count > 0))
            throw Faults.TokenInstitution.Because(("claim", issuer.InstitutionClaim));
        var region = role is Role.Department ? principal.FindFirst(issuer.RegionClaim)?.Value ?? institution?.Region : null;
        var end = long.Parse(principal.FindFirst(JwtRegisteredClaimNames.Exp)!.Value, System.Globalization.CultureInfo.InvariantCulture);
        return new(role, institution?.Id, region, name, NodaTime.Instant.FromUnixTimeSeconds(end));
    }

    // Not believed yet: it only says whose keys to hold the token against.
    static string Said(string token)
    {
        try
        {
            return Reader.ReadJsonWebToken(token).Issuer;
        }
        catch (Exception malformed) when (malformed is ArgumentException or SecurityTokenException)
        {
            throw Faults.NoRegistryKey.Because();
        }
    }

    // The framework takes an issuer it can't reach for one that does not know the token's key.
    async Task CheckReachable(TrustedIssuer issuer, CancellationToken cancellationToken)
    {
        try
        {
            await options.Get(issuer.Scheme).ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        }
        catch (Exception away) when (away is InvalidOperationException or HttpRequestException or IOException)
        {
            throw Faults.IssuerAway.Because(("issuer", issuer.Issuer));
        }
    }

    static async Task<InstitutionRow?> Institution(string named, Db db)
    {
        var reference = Reference.Of(named);
        var found = await db.Find<InstitutionRow>(KeySql.Institutions.Only(reference.Id is null ? "code" : "id"), new { reference.Id, Code = reference.Name });
        return found?.MergedIntoId is { } into ? await db.Find<InstitutionRow>(KeySql.Institutions.Only("id"), new { Id = into }) : found;
    }

    sealed record InstitutionRow : KeyedRow
    {
        public string? Region { get; init; }
        public Guid? MergedIntoId { get; init; }
    }
}
