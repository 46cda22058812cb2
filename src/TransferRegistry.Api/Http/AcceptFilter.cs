using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>The registry speaks JSON: a request that would take anything else only is refused before anything is done (RFC 9110, 12.5.1).</summary>
sealed class AcceptFilter : IEndpointFilter
{
    static readonly string[] Spoken = ["application/json", "application/problem+json"];

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var accept = context.HttpContext.Request.Headers.Accept;
        // A header that can't be read asks for nothing.
        if (MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var asked) && asked.Count > 0 && !asked.Any(TakesJson))
            throw Faults.OnlyJson.Because(("accept", accept.ToString()));
        return next(context);
    }

    static bool TakesJson(MediaTypeHeaderValue range) => range.Quality is not 0 && Spoken.Any(type => range.MatchesMediaType(type));
}
