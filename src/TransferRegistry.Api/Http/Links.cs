using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace TransferRegistry.Api.Http;

/// <summary>How the registry is reached from outside: <c>Public:BaseUrl</c>.</summary>
sealed class PublicOptions
{
    public Uri? BaseUrl { get; set; }
}

/// <summary>The record that has already what a refused one was to be given.</summary>
sealed record First(Guid Id, string Href);

/// <summary>Absolute addresses (R7): of the configured public base, in Development of the request's own, and where nothing was asked of the server's.</summary>
sealed class Links(IHttpContextAccessor http, IOptions<PublicOptions> options, IServer server)
{
    const string Prefix = "/api/";
    // Where nothing was asked: a message or a file written by the service itself.
    const string Newest = $"{Prefix}v1";

    readonly string? _public = options.Value.BaseUrl?.GetLeftPart(UriPartial.Path).TrimEnd('/');

    public string Base => _public
        ?? (http.HttpContext is { } context ? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}" : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "");

    /// <summary>The address of a resource, in the version of the API that the request asked.</summary>
    public string To(string path) => $"{Base}{Version}{path}";

    public string Problem(string slug) => $"{Base}/problems/{slug}";

    string Version
    {
        get
        {
            var asked = http.HttpContext?.Request.Path.Value ?? "";
            return !asked.StartsWith(Prefix, StringComparison.Ordinal) ? Newest
                : asked.IndexOf('/', Prefix.Length) is > 0 and var end ? asked[..end] : asked;
        }
    }
}
