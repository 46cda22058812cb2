using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Transfers;

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
    const string V1 = "/api/v1";

    readonly string? _public = options.Value.BaseUrl?.GetLeftPart(UriPartial.Path).TrimEnd('/');

    public string Base => _public
        ?? (http.HttpContext is { } context ? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}" : server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "");

    public string To(string path) => $"{Base}{V1}{path}";

    public string Problem(string slug) => $"{Base}/problems/{slug}";
}
