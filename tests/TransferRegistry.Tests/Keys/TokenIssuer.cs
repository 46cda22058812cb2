using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TransferRegistry.Tests.Keys;

/// <summary>An OpenID Connect issuer on this machine: its metadata, its public keys, and the tokens it signs.</summary>
public sealed class TokenIssuer : IAsyncDisposable
{
    public const string Audience = "transfer-registry";

    readonly WebApplication _server;
    readonly List<RSA> _keys = [RSA.Create(2048)];
    readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    TokenIssuer(WebApplication server) => _server = server;

    public string Issuer => _server.Urls.First();

    public static async Task<TokenIssuer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new TokenIssuer(builder.Build());
        issuer._server.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Issuer, jwks_uri = $"{issuer.Issuer}/jwks" }));
        issuer._server.MapGet("/jwks", () => Results.Text(issuer.PublicKeys, "application/json"));
        await issuer._server.StartAsync();
        return issuer;
    }

    public string PublicKeys => JsonSerializer.Serialize(new
    {
        keys = _keys.Select((key, index) => JsonWebKeyConverter.ConvertFromRSASecurityKey(Public(key, index)))
            .Append(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new(ECDsa.Create(_curve.ExportParameters(includePrivateParameters: false))) { KeyId = "curve" }))
            .Select(key => new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E, crv = key.Crv, x = key.X, y = key.Y }),
    });

    /// <summary>From now on it signs with another key; what it signed before stays good.</summary>
    public void TakeAnotherKey() => _keys.Add(RSA.Create(2048));

    /// <summary>A token as this registry takes it; claims replace or add, null removes.</summary>
    public string Token(object? claims = null, string algorithm = "RS256", string? audience = Audience, string? issuer = null, TimeSpan? until = null, TimeSpan? from = null,
        SigningCredentials? signedBy = null)
    {
        var all = new Dictionary<string, object> { ["sub"] = "д.оспанова", ["role"] = "auditor" };
        foreach (var claim in (claims is null ? [] : JsonSerializer.SerializeToElement(claims).EnumerateObject().ToList()))
        {
            if (claim.Value.ValueKind is JsonValueKind.Null)
                all.Remove(claim.Name);
            else
                all[claim.Name] = claim.Value;
        }
        var (now, key) = (DateTime.UtcNow, _keys.Count - 1);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Issuer, Audience = audience, Claims = all, Expires = until == TimeSpan.MaxValue ? null : now + (until ?? TimeSpan.FromHours(1)), NotBefore = now + (from ?? TimeSpan.Zero),
            SigningCredentials = signedBy ?? (algorithm.StartsWith("ES", StringComparison.Ordinal)
                ? new(new ECDsaSecurityKey(_curve) { KeyId = "curve" }, algorithm)
                : new(new RsaSecurityKey(_keys[key]) { KeyId = $"key-{key}" }, algorithm)),
        });
    }

    /// <summary>A token that says it needs no signature.</summary>
    public string Unsigned()
    {
        var parts = Token().Split('.');
        return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
    }

    /// <summary>A token signed with what everybody can read, taken for a secret.</summary>
    public string SignedWithThePublicKey() => Token(signedBy: new(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(_keys[0].ExportSubjectPublicKeyInfoPem())) { KeyId = "key-0" }, "HS256"));

    public Task Stop() => _server.StopAsync();

    static RsaSecurityKey Public(RSA key, int index) => new(key.ExportParameters(includePrivateParameters: false)) { KeyId = $"key-{index}" };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _keys.ForEach(key => key.Dispose());
        _curve.Dispose();
    }
}
