using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

/// <summary>The registry speaks JSON, of lists CSV and NDJSON, and whatever else an address says it answers in: a request that would take only something else is refused before anything is done (RFC 9110, 12.5.1).</summary>
sealed class AcceptFilter : IEndpointFilter
{
    static readonly string[] Spoken = ["application/json", "application/problem+json"];
    static readonly string[] Listed = [StreamedList.Ndjson, StreamedList.Csv];

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var accept = context.HttpContext.Request.Headers.Accept;
        // A header that can't be read asks for nothing.
        if (MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var asked) && asked.Count > 0 && !asked.Any(range => Takes(range, Spoken))
            && !asked.Any(range => Takes(range, SpokenAt(context.HttpContext.GetEndpoint()?.Metadata))))
            throw Faults.OnlyJson.Because(("accept", accept.ToString()));
        return next(context);
    }

    static IEnumerable<string> SpokenAt(EndpointMetadataCollection? address) => address is null ? []
        : (address.GetMetadata<StreamedList>() is null ? [] : Listed).Concat(address.OfType<IProducesResponseTypeMetadata>().Where(answer => answer.StatusCode == StatusCodes.Status200OK).SelectMany(answer => answer.ContentTypes));

    static bool Takes(MediaTypeHeaderValue range, IEnumerable<string> types) => range.Quality is not 0 && types.Any(type => range.MatchesMediaType(type));
}
