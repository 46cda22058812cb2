using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.OpenApi;

namespace TransferRegistry.Tests;

/// <summary>The contract as published. <c>PUBLISH_OPENAPI=1 dotnet test</c> writes it anew; the difference is then reviewed like code.</summary>
public sealed class OpenApiTests(SampleApp app) : IClassFixture<SampleApp>
{
    static readonly string[] Policies = [AccessPolicies.Open, AccessPolicies.Read, AccessPolicies.Key, AccessPolicies.Write, AccessPolicies.Audit];

    static string Published => Path.Combine(Root(), "openapi", "v1.json");

    [Fact]
    public async Task What_is_served_is_what_is_published()
    {
        var served = (await Served()).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PUBLISH_OPENAPI") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Published)!);
            await File.WriteAllTextAsync(Published, served);
        }

        Assert.True(File.Exists(Published), "openapi/v1.json is missing; PUBLISH_OPENAPI=1 dotnet test writes it.");
        Assert.Equal((await File.ReadAllTextAsync(Published)).ReplaceLineEndings("\n"), served);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_how_it_refuses()
    {
        var ids = new HashSet<string>();
        foreach (var (name, operation) in await Operations())
        {
            Assert.True(ids.Add((string)operation["operationId"]!), $"{name}: its id is not its own");
            foreach (var member in new[] { "summary", "description" })
                Assert.False(string.IsNullOrWhiteSpace((string?)operation[member]), $"{name} has no {member}");
            Assert.True(operation["tags"] is JsonArray { Count: 1 }, $"{name} stands in one section");
            Assert.True(operation["security"] is JsonArray, $"{name} says which credentials it takes");
            foreach (var status in new[] { "401", "500" })
                Assert.True(operation["responses"]![status]?["$ref"] is not null, $"{name} has no {status}");
            foreach (var parameter in (operation["parameters"] as JsonArray ?? []).OfType<JsonObject>())
                Assert.False(string.IsNullOrWhiteSpace((string?)parameter["description"]), $"{name}: {parameter["name"]} has no description");
        }
    }

    [Fact]
    public async Task Every_section_is_described() =>
        Assert.Equal((await Operations()).Select(operation => (string)operation.Operation["tags"]![0]!).Distinct().Order(StringComparer.Ordinal),
            (await Document())["tags"]!.AsArray().Where(tag => tag!["description"] is not null).Select(tag => (string)tag!["name"]!)
                .Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_operation_that_takes_a_body_has_an_example() =>
        Assert.Equal((await Operations()).Where(operation => operation.Operation["requestBody"] is not null)
            .Select(operation => (string)operation.Operation["operationId"]!).Order(StringComparer.Ordinal), Examples.Operations);

    [Fact]
    public async Task Nothing_is_referred_to_that_is_not_there()
    {
        var document = await Document();

        var references = Descendants(document).OfType<JsonObject>().Select(node => node["$ref"]).OfType<JsonValue>().Select(value => (string)value!);
        foreach (var reference in references.Distinct())
            Assert.True(reference[2..].Split('/').Aggregate((JsonNode?)document, (node, step) => node?[step]) is not null, reference);
    }

    [Fact]
    public void Every_endpoint_says_who_may_call_it()
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint => Assert.Contains(endpoint.Metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy, Policies));
    }

    [Fact]
    public async Task The_pages_bring_everything_they_need_with_them()
    {
        using var client = app.CreateClient();

        var page = await client.GetStringAsync(new Uri("/swagger/index.html", UriKind.Relative));

        Assert.DoesNotContain("//", page.Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    async Task<string> Served()
    {
        using var client = app.CreateClient();
        return await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
    }

    async Task<JsonObject> Document() => JsonNode.Parse(await Served())!.AsObject();

    async Task<List<(string Name, JsonObject Operation)>> Operations() =>
        [.. (await Document())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(method => ($"{method.Key} {path.Key}", method.Value!.AsObject())))];

    static IEnumerable<JsonNode> Descendants(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(Descendants).Prepend(node),
        JsonArray elements => elements.OfType<JsonNode>().SelectMany(Descendants).Prepend(node),
        _ => [node],
    };

    /// <summary>The folder of the repository.</summary>
    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "TransferRegistry.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
