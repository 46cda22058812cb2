using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Reading.Exports;

/// <summary>The lists as they stand at their addresses: an export asks there, as a client would, and whatever the address refuses, filters or shows is so in its file.</summary>
sealed class ExportLists(EndpointDataSource endpoints, IAuthorizationService authorization, IAuthorizationPolicyProvider policies, IHttpContextAccessor accessor)
{
    static readonly string[] OfPages = ["limit", "cursor", "count", "format"];

    RouteEndpoint At(ExportList list) => endpoints.Endpoints.OfType<RouteEndpoint>()
        .First(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName == $"list{list}");

    /// <summary>The filters of a request as its list's address takes them.</summary>
    /// <exception cref="Refusal">The list is not for the caller (403), or the address would not take the filters (422).</exception>
    public async Task<IReadOnlyDictionary<string, string>> Filters(ExportList list, JsonElement? given, HttpContext http)
    {
        var endpoint = At(list);
        if (await AuthorizationPolicy.CombineAsync(policies, endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()) is { } policy && !(await authorization.AuthorizeAsync(http.User, policy)).Succeeded)
            throw Faults.RoleMayNot.Because();
        var (faults, filters) = (new List<Fault>(), new Dictionary<string, string>());
        foreach (var member in given?.EnumerateObject() ?? default)
            if (OfPages.Contains(member.Name))
                faults.Add(Faults.PagesOnly.At($"/filter/{member.Name}"));
            else if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                filters[member.Name] = member.Value.ValueKind is JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
            else if (member.Value.ValueKind is not JsonValueKind.Null)
                faults.Add(Faults.NoScalar.At(Contract.Below("/filter", member.Name), ("actual", Contract.Say(member.Value))));
        faults.AddRange(endpoint.Metadata.GetMetadata<QueryMetadata>()!.Faults(filters)
            .Select(fault => fault with { ParameterName = null, Pointer = Contract.Below("/filter", fault.ParameterName!) }));
        return faults.Count == 0 ? filters : throw new Refusal(Problem.Invalid, faults[0].Detail, faults);
    }

    /// <summary>Writes the whole list, as of one entry of the journal.</summary>
    /// <param name="export">What was asked.</param>
    /// <param name="services">A scope of which the caller is the one who asked.</param>
    /// <param name="to">Where it is written to.</param>
    /// <param name="walk">Told how far it is.</param>
    /// <param name="ended">Given up when this is set.</param>
    /// <exception cref="Refusal">The address refuses.</exception>
    public async Task Write(Export export, IServiceProvider services, Stream to, ListWalk walk, CancellationToken ended)
    {
        var endpoint = At(export.List);
        var address = new Uri(export.Base);
        var http = new DefaultHttpContext { RequestServices = services, RequestAborted = ended };
        (http.Request.Method, http.Request.Scheme, http.Request.Host) = (HttpMethods.Get, address.Scheme, HostString.FromUriComponent(address));
        (http.Request.PathBase, http.Request.Path) = (address.AbsolutePath.TrimEnd('/'), $"/{endpoint.RoutePattern.RawText!.Trim('/')}");
        http.Request.QueryString = new QueryBuilder(export.Filter.Append(new("format", Json.ToWire(export.Format)))).ToQueryString();
        http.Response.Body = to;
        http.Features.Set(walk);
        http.SetEndpoint(endpoint);
        accessor.HttpContext = http;
        await endpoint.RequestDelegate!(http);
    }
}
