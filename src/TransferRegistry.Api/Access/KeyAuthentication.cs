using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Access;

/// <summary>Who the request turned out to come from: told by the authentication, asked for by everything after it.</summary>
sealed class Bearer
{
    public Caller Caller { get; set; } = Caller.Anonymous;
    /// <summary>Why the credential can't be believed.</summary>
    public Refusal? Refused { get; set; }
}

/// <summary>
/// Authorization: Bearer, to a caller. No header is nobody, which some addresses serve; a header that can't be believed is refused at every address,
/// so that a mistyped key never looks like an empty registry.
/// </summary>
sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder,
    AcceptedCredentials accepted, TokenAuthentication tokens, Database database, TransientRetry retry, RegistryTime time, KeyUse use, IHostEnvironment environment)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            return await Believed();
        }
        catch (Refusal refusal)
        {
            Context.RequestServices.GetRequiredService<Bearer>().Refused = refusal;
            return AuthenticateResult.Fail(refusal);
        }
    }

    async Task<AuthenticateResult> Believed()
    {
        var header = Request.Headers.Authorization;
        if (header.Count == 0)
            return AuthenticateResult.NoResult();
        var words = header.Count == 1 ? header[0]!.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        if (words.Length != 2 || !words[0].Equals(Name, StringComparison.OrdinalIgnoreCase))
            throw Faults.OneBearer.Because();
        var bearer = Context.RequestServices.GetRequiredService<Bearer>();
        var caller = IsBootstrap(words[1]) ? new Caller(Role.Admin, Key: "bootstrap") : await Of(words[1], bearer);
        bearer.Caller = caller;
        var identity = new ClaimsIdentity([new(ClaimTypes.Role, Json.ToWire(caller.Role!.Value)), new(ClaimTypes.NameIdentifier, caller.Key!)], Scheme.Name);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        throw Faults.NoKey.Because();

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        throw Faults.AuditorReads.Because();

    bool IsBootstrap(string given) => accepted.BootstrapKey is { } bootstrap
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(bootstrap)));

    async Task<Caller> Of(string text, Bearer bearer)
    {
        if (tokens.Takes(text))
            return await retry.Of(async () =>
            {
                await using var db = new Db(database, Context.RequestAborted);
                return await tokens.Of(text, Context, bearer, db);
            }, Context.RequestAborted);
        if (RegistryKey.Parse(text) is not { } key)
            throw Faults.NoRegistryKey.Because();
        // Its own connection: the request's unit of work is made for a caller, who is not known before this.
        var found = await retry.Of(async () =>
        {
            await using var db = new Db(database, Context.RequestAborted);
            return await db.Find<BearerRow>(KeySql.Bearers.Only("handle"), new { key.Handle });
        }, Context.RequestAborted);
        if (found is not { } row)
            throw Faults.UnknownKey.Because();
        // Whose key was shown is known from here on, and stands in the access log if it is refused.
        bearer.Caller = Caller.Anonymous with { Key = row.Id.ToString() };
        if (!key.Matches(row.SecretHash))
            throw Faults.UnknownKey.Because();
        var record = row.As<AccessKey>();
        if (record.Refusal(time.Now, takesSamples: environment.IsDevelopment()) is { } refusal)
            throw refusal;
        use.Seen(record.Id, time.Now);
        return record.Bearer(row.InstitutionRegion);
    }
}

static class KeyRegistration
{
    /// <summary>The scheme Bearer, a scheme for each issuer of tokens, the room's store, and the <see cref="Caller"/> of each request.</summary>
    public static IServiceCollection AddRegistryKeys(this IServiceCollection services, IReadOnlyList<TrustedIssuer> issuers)
    {
        // AddAuthentication would also bring data protection, whose key ring is written to the home folder of whoever runs the service; nothing here needs one.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = KeyAuthentication.Name;
            options.AddScheme<KeyAuthentication>(KeyAuthentication.Name, displayName: null);
            foreach (var issuer in issuers)
                options.AddScheme<JwtBearerHandler>(issuer.Scheme, displayName: null);
        });
        foreach (var issuer in issuers)
            services.Configure<JwtBearerOptions>(issuer.Scheme, issuer.Configure);
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, JwtBearerPostConfigureOptions>();
        services.AddTransient<JwtBearerHandler>();
        services.AddSingleton<TokenAuthentication>();
        services.AddWebEncoders();
        services.AddTransient<KeyAuthentication>();
        services.AddScoped<Bearer>();
        services.AddScoped(provider => provider.GetRequiredService<Bearer>().Caller);
        services.AddScoped<KeyStore>();
        services.AddSingleton<OpenKeys>();
        services.AddSingleton<KeyUse>();
        services.AddSingleton<IPeriodicTask>(provider => provider.GetRequiredService<KeyUse>());
        return services;
    }
}
