using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>Strong entity tags (RFC 9110, 8.8.3): the record's version, and a hash of the very bytes sent, which differ by caller and by day.</summary>
static class EntityTag
{
    public static string Of(IVersioned shown, out byte[] bytes)
    {
        bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(shown, shown.GetType(), Json.Options);
        return $"\"{shown.Version}-{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
    }
}

/// <summary>Every answer that is one record leaves with its tag, and is not sent again to who has it.</summary>
sealed class EntityTagFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is INestedHttpResult either)
            result = either.Result;
        if (result is not IValueHttpResult { Value: IVersioned shown })
            return result;
        var http = context.HttpContext;
        var tag = EntityTag.Of(shown, out var bytes);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.Vary = HeaderNames.Authorization;
        if (HttpMethods.IsGet(http.Request.Method) && EntityTagHeaderValue.TryParseList([.. http.Request.Headers.IfNoneMatch.OfType<string>()], out var known)
            && known.Any(seen => seen.Equals(EntityTagHeaderValue.Any) || seen.Tag == tag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return new Sent(bytes, (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK, LocationOf(result));
    }

    static string? LocationOf(object result) => (string?)result.GetType().GetProperty(nameof(Created.Location))?.GetValue(result);

    /// <summary>The bytes the tag was made of.</summary>
    sealed record Sent(byte[] Bytes, int Status, string? Location) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = Status;
            http.Response.ContentType = "application/json; charset=utf-8";
            http.Response.ContentLength = Bytes.Length;
            if (Location is not null)
                http.Response.Headers.Location = Location;
            return http.Response.Body.WriteAsync(Bytes).AsTask();
        }
    }
}
