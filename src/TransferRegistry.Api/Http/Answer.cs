using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>An answer as it will be sent: its bytes are made before the commit, so that they can be tagged and kept.</summary>
/// <param name="Status">2xx.</param>
/// <param name="Bytes">JSON; absent where the answer has no body.</param>
/// <param name="Location">Where what was made is.</param>
/// <param name="Tag">The entity tag of a single record.</param>
sealed record Answer(int Status, byte[]? Bytes, string? Location, string? Tag) : IResult
{
    /// <summary>What is told again to who asks again; the bytes themselves, unless they hold what is told once.</summary>
    public byte[]? Repeated { get; init; } = Bytes;

    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        if (Location is not null)
            http.Response.Headers.Location = Location;
        if (Tag is not null)
        {
            http.Response.Headers.ETag = Tag;
            http.Response.Headers.CacheControl = "private, no-cache";
            http.Response.Headers.Vary = HeaderNames.Authorization;
        }
        if (Bytes is null)
            return;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = Bytes.Length;
        await http.Response.Body.WriteAsync(Bytes);
    }
}

/// <summary>Every answer that is one record leaves with its tag, and is not sent again to who has it; what a write answers is bytes before it is committed.</summary>
sealed class ETagFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is INestedHttpResult either)
            result = either.Result;
        var request = context.HttpContext.Request;
        return result switch
        {
            IValueHttpResult { Value: IVersioned shown } => Tagged(request, result, shown),
            IValueHttpResult { Value: { } value } when !HttpMethods.IsGet(request.Method) => new Answer(StatusOf(result), Json.Bytes(value), LocationOf(result), Tag: null)
            {
                Repeated = Json.Bytes((value as IToldOnce)?.Repeated ?? value),
            },
            NoContent => new Answer(StatusCodes.Status204NoContent, Bytes: null, Location: null, Tag: null),
            _ => result,
        };
    }

    static Answer Tagged(HttpRequest request, object result, IVersioned shown)
    {
        var tag = EntityTag.Of(shown, out var bytes);
        var known = HttpMethods.IsGet(request.Method) && EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var tags)
            && tags.Any(seen => seen.Equals(EntityTagHeaderValue.Any) || seen.Tag == tag);
        return known ? new Answer(StatusCodes.Status304NotModified, Bytes: null, Location: null, tag) : new Answer(StatusOf(result), bytes, LocationOf(result), tag);
    }

    static int StatusOf(object result) => (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;

    static string? LocationOf(object result) => (string?)result.GetType().GetProperty(nameof(Created.Location))?.GetValue(result);
}
