using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http;

/// <summary>How many requests of one credential, or without one of one address, an instance of the service answers in a minute.</summary>
/// <param name="RequestsPerMinute">Of a credential; 0: as many as come.</param>
/// <param name="AnonymousPerMinute">Of an address without a credential, or with one that is refused; 0: as many as come.</param>
sealed record RateLimits(int RequestsPerMinute, int AnonymousPerMinute)
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>The key that the configuration sets is not counted: with it the operator mends what others have broken.</summary>
    public const string Uncounted = "bootstrap";

    const string OfCredential = "credential";
    const string Policy = "RateLimit-Policy";
    const string Remaining = "RateLimit";

    public void Configure(RateLimiterOptions options)
    {
        var limiter = options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Of(http) is var (name, who, limit) && limit > 0
            ? RateLimitPartition.GetFixedWindowLimiter($"{name} {who}", _ => new() { PermitLimit = limit, Window = Window })
            : RateLimitPartition.GetNoLimiter(""));
        options.OnRejected = (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : (int)Window.TotalSeconds;
            var (name, _, limit) = Of(context.HttpContext);
            throw (name == OfCredential ? Faults.TooManyRequests : Faults.TooManyRequestsOfAddress).Because(("most", limit), ("seconds", wait))
                .WithHeader("Retry-After", Math.Max(1, wait).ToString(CultureInfo.InvariantCulture));
        };
        _limiter = limiter;
    }

    PartitionedRateLimiter<HttpContext>? _limiter;

    /// <summary>Says in every answer what is left (draft-ietf-httpapi-ratelimit-headers); set as the answer starts, for a refusal begins with empty headers.</summary>
    public void Announce(HttpContext http) => http.Response.OnStarting(() =>
    {
        var (name, _, limit) = Of(http);
        if (limit > 0 && _limiter?.GetStatistics(http) is { } statistics)
        {
            http.Response.Headers[Policy] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={limit};w={Window.TotalSeconds:0}");
            http.Response.Headers[Remaining] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={statistics.CurrentAvailablePermits}");
        }
        return Task.CompletedTask;
    });

    (string Name, string Who, int Limit) Of(HttpContext http)
    {
        // Those who watch over the service are not told that it is down when it only has much to do.
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
            return ("health", "", 0);
        var caller = http.RequestServices.GetRequiredService<Caller>();
        return caller is { Role: not null, Key: { } key }
            ? (OfCredential, key, key == Uncounted ? 0 : RequestsPerMinute)
            : ("address", Network(http.Connection.RemoteIpAddress), AnonymousPerMinute);
    }

    // Who has one IPv6 address has the other 2^64 of its network.
    static string Network(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };
}
