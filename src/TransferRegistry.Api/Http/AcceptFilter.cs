using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>The registry speaks JSON, and of lists CSV and NDJSON: a request that would take only something else is refused before anything is done (RFC 9110, 12.5.1).</summary>
sealed class AcceptFilter : IEndpointFilter
{
    static readonly string[] Spoken = ["application/json", "application/problem+json"];
    static readonly string[] Listed = [StreamedList.Ndjson, StreamedList.Csv];

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var accept = context.HttpContext.Request.Headers.Accept;
        // A header that can't be read asks for nothing.
        if (MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var asked) && asked.Count > 0 && !asked.Any(range => Takes(range, Spoken))
            && !(context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StreamedList>() is not null && asked.Any(range => Takes(range, Listed))))
            throw Faults.OnlyJson.Because(("accept", accept.ToString()));
        return next(context);
    }

    static bool Takes(MediaTypeHeaderValue range, string[] types) => range.Quality is not 0 && types.Any(type => range.MatchesMediaType(type));
}
