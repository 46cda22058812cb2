using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http;

/// <summary>
/// A POST or PATCH with an Idempotency-Key is done once: sent again it is answered as it was the first time, and nothing else happens. Refusals are not kept; what was refused is judged anew.
/// Who may not send it is refused before this, and If-Match is looked at after it.
/// </summary>
sealed class IdempotencyFilter : IEndpointFilter
{
    /// <summary>true in an answer that was given before.</summary>
    public const string Replayed = "Idempotent-Replayed";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (IdempotencyKey.Of(http.Request) is not { } key)
            return await next(context);
        var work = http.RequestServices.GetRequiredService<Work>();
        var hash = HashOf(http, work.Caller);
        if (await IdempotencyStore.FindOrClaim(work, key, hash) is { } kept)
        {
            if (kept.RequestHash != hash)
                throw Faults.KeyOfAnotherRequest.Header(IdempotencyKey.Header).Refused();
            http.Response.Headers[Replayed] = "true";
            return new Answer((int)kept.Status, kept.Body is null ? null : Encoding.UTF8.GetBytes(kept.Body), kept.Location, kept.EntityTag);
        }
        var result = await next(context);
        var answer = result as Answer ?? throw new InvalidOperationException("What a write answers is bytes before it is committed.");
        await IdempotencyStore.Keep(work, key, new()
        {
            Status = answer.Status, Location = answer.Location, EntityTag = answer.Tag, Body = answer.Repeated is null ? null : Encoding.UTF8.GetString(answer.Repeated),
        });
        return answer;
    }

    static string HashOf(HttpContext http, Caller caller)
    {
        var request = http.Request;
        var body = http.Features.Get<BodyDigest>()?.Sha256 ?? SHA256.HashData([]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{request.Method} {request.Path}{request.QueryString}\n{Json.ToWire(caller.Role!.Value)}\n{Convert.ToHexStringLower(body)}")));
    }
}

/// <summary>The header Idempotency-Key of a POST or PATCH, bare or in quotes.</summary>
static partial class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>Null where the request has none, or is of a method that does the same however often it is sent.</summary>
    public static string? Of(HttpRequest request)
    {
        if (!IsTakenBy(request.Method) || request.Headers[Header] is not { Count: > 0 } given)
            return null;
        return given is [{ } text] && Form().Match(text) is { Success: true } key ? key.Groups["key"].Value : throw Faults.UnreadableKey.Header(Header).Refused();
    }

    public static bool IsTakenBy(string method) => HttpMethods.IsPost(method) || HttpMethods.IsPatch(method);

    [GeneratedRegex(@"\A(?<quote>""?)(?<key>[A-Za-z0-9_.:\-]{16,255})\k<quote>\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}

/// <summary>SHA-256 of the body's bytes as they came.</summary>
sealed record BodyDigest(byte[] Sha256);
