using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http;

/// <summary>How the registry is reached: through which proxies, from which pages, how long a request may take, and what every answer tells a browser not to do.</summary>
sealed record Transport
{
    /// <summary>Whose X-Forwarded-For and X-Forwarded-Proto are believed; nobody's where none is named.</summary>
    public IReadOnlyList<System.Net.IPNetwork> Proxies { get; init; } = [];
    /// <summary>The origins of pages that may ask from a browser (CORS).</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
    /// <summary>How long a request may take, its body's way here included.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>For postings of up to 20 MiB, which are long on their way over a poor line.</summary>
    public const string Posting = "posting";
    const int PostingFactor = 10;

    const string Nothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    // Swagger UI draws its icons from data, and brings one style element of its own, which is known by its hash; the browser tests say when that has changed.
    const string Swagger = "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public void Configure(IServiceCollection services)
    {
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null;
            // By itself the framework believes whoever speaks from this machine.
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var proxy in Proxies)
                options.KnownIPNetworks.Add(proxy);
        });
        services.AddCors(options => options.AddDefaultPolicy(policy => policy.WithOrigins([.. Origins]).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(
            "ETag", "Location", "Link", "Retry-After", "RateLimit", "RateLimit-Policy", UnitOfWorkFilter.RegistrySeq, IdempotencyFilter.Replayed)));
        services.AddRequestTimeouts(options =>
        {
            options.DefaultPolicy = Within(Patience);
            options.AddPolicy(Posting, Within(PostingFactor * Patience));
        });

        static RequestTimeoutPolicy Within(TimeSpan patience) => new()
        {
            Timeout = patience,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = http => http.RequestServices.GetRequiredService<ProblemResponses>().Write(http, Faults.TimedOut.Because(("seconds", (int)patience.TotalSeconds))),
        };
    }

    /// <summary>What every answer says, whoever gives it; set as the answer starts, for a refusal begins with empty headers.</summary>
    public static void Protect(HttpContext http) => http.Response.OnStarting(() =>
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal) ? Swagger : Nothing;
        return Task.CompletedTask;
    });

    /// <summary>A registry whose public address is https answers nothing but its health in the clear, and says so for a year (RFC 6797).</summary>
    public static void UseOnlyHttps(IApplicationBuilder app, Uri? baseUrl)
    {
        if (baseUrl?.Scheme != Uri.UriSchemeHttps)
            return;
        app.Use(async (http, next) =>
        {
            if (http.Request.IsHttps)
            {
                http.Response.OnStarting(() =>
                {
                    http.Response.Headers.StrictTransportSecurity = "max-age=31536000";
                    return Task.CompletedTask;
                });
            }
            else if (!http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            {
                // To the address that the configuration names: the one in the request is the sender's word.
                http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
                http.Response.Headers.Location = $"{baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/')}{http.Request.Path.ToUriComponent()}{http.Request.QueryString}";
                return;
            }
            await next(http);
        });
    }
}
