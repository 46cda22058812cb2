using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Access;

/// <summary>An OpenID Connect issuer whose tokens (RFC 7519, RFC 9068) are taken beside registry keys: <c>Access:Issuers:n</c>.</summary>
sealed record TrustedIssuer
{
    /// <summary>The iss of its tokens; its keys are found below it, at <c>/.well-known/openid-configuration</c>.</summary>
    public required string Issuer { get; init; }
    /// <summary>The aud that names this registry.</summary>
    public required string Audience { get; init; }
    /// <summary>How its tokens may be signed: public keys only, never a shared secret, never not at all.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = ["RS256", "PS256", "ES256"];
    /// <summary>The claim that says what the bearer may do.</summary>
    public string RoleClaim { get; init; } = "role";
    /// <summary>The claim that names the bearer's institution, by its code or id.</summary>
    public string InstitutionClaim { get; init; } = "institution";
    /// <summary>The claim that names a department's region; where a token has none, that of its institution.</summary>
    public string RegionClaim { get; init; } = "region";
    /// <summary>What the issuer calls the registry's roles; the registry's own words where nothing is said.</summary>
    public IReadOnlyDictionary<string, Role> Roles { get; init; } = Enum.GetValues<Role>().ToDictionary(role => Json.ToWire(role), StringComparer.Ordinal);

    /// <summary>Every algorithm that a key of two halves signs with.</summary>
    public static readonly IReadOnlyList<string> Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    public string Scheme => $"issuer {Issuer}";

    public void Configure(JwtBearerOptions options)
    {
        options.Authority = Issuer;
        options.Audience = Audience;
        // Settings let nothing but https pass, unless the issuer is on this machine.
        options.RequireHttpsMetadata = Issuer.StartsWith("https:", StringComparison.Ordinal);
        options.MapInboundClaims = false;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.TokenValidationParameters.ValidIssuer = Issuer;
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.TokenValidationParameters.ClockSkew = Skew;
    }

    /// <summary>The one role that the token's claims come to.</summary>
    /// <exception cref="Refusal">They come to none, or to several.</exception>
    public Role RoleOf(ClaimsPrincipal principal)
    {
        var roles = principal.FindAll(RoleClaim).Where(claim => Roles.ContainsKey(claim.Value)).Select(claim => Roles[claim.Value]).Distinct().ToList();
        return roles.Count == 1 ? roles[0] : throw Faults.TokenRole.Because(("claim", RoleClaim), ("choices", Roles.Keys.Order(StringComparer.Ordinal)));
    }
}
