using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests;

/// <summary>The examples of the contract, sent as they stand to the registry as a newcomer starts it.</summary>
public sealed class ExampleTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task Every_example_sent_as_it_stands_succeeds_on_the_sample()
    {
        using var client = app.AsOperator();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method => (path.Key, Method: new HttpMethod(method.Key.ToUpperInvariant()), Operation: method.Value!)))
            .Where(operation => operation.Operation["requestBody"] is not null)
            // The sample's records come before those that are posted; what is changed, before it takes its next step.
            .OrderBy(operation => (!operation.Key.Contains("{id}", StringComparison.Ordinal), Array.FindLastIndex(Late, path => operation.Key.EndsWith(path, StringComparison.Ordinal)))).ToList();

        foreach (var (template, method, operation) in operations)
        {
            var path = await Filled(client, template);
            foreach (var (mediaType, content) in operation["requestBody"]!["content"]!.AsObject())
            {
                using var body = new StringContent(content!["example"]!.ToJsonString(), System.Text.Encoding.UTF8, mediaType);
                (string, string)[] headers = NeedsTag(operation) ? [("If-Match", await client.Tag(string.Join('/', path.Replace("/api/v1", "", StringComparison.Ordinal).Split('/').Take(3))))] : [];
                var answer = await client.Send(method, path, body, headers);
                var succeeds = answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted;
                Assert.True(succeeds, $"{operation["operationId"]}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                if (method == HttpMethod.Post)
                    break;
            }
        }

        Assert.NotEmpty(operations);
    }

    // What has to do with a record as it stands after its steps; the sample has neither a loan nor an agreement that was signed here, so these are made for what speaks of them.
    static readonly string[] Late = ["/transitions", "/corrections", "/extensions", "/returns", "/amendments", "/amendments/{seq}/transitions"];

    static async Task<string> ALoan(HttpClient client) => (await client.Post("/transfers", Given.ATransfer("museum-first-president", "atameken", new
    {
        kind = "temporary_use", initialStatus = "recorded", evidence = "press", dueBackOn = "2030-12-31",
    })).Is(HttpStatusCode.Created)).Id();

    static async Task<string> ASignedAgreement(HttpClient client)
    {
        var id = (await client.Post("/agreements", Given.AnAgreement("museum-first-president", "atameken", new { initialStatus = "proposed", effectiveTo = "2027-12-31" }))
            .Is(HttpStatusCode.Created)).Id();
        foreach (var party in new[] { "museum-first-president", "atameken" })
            await client.Step($"/agreements/{id}", new { to = "signed", on = "2024-01-15", party }).Is(HttpStatusCode.OK);
        return id;
    }

    static async Task<string> AWebhook(HttpClient client) =>
        (string)(await client.Post("/webhooks", new { url = "http://localhost:9/" }).Is(HttpStatusCode.Created))["webhook"]!["id"]!;

    string? _loan;
    string? _webhook;
    string? _agreement;

    /// <summary>The first record of the sample's list stands for the id.</summary>
    async Task<string> Filled(HttpClient client, string template)
    {
        if (template is "/api/v1/institutions/{institution}/merge")
        {
            await client.Post("/institutions", new { code = "karasai", kind = "museum", names = new { ru = "Музей в Карасайском районе" }, country = "KZ", region = "KZ-19" })
                .Is(HttpStatusCode.Created);
            return template.Replace("{institution}", "karasai", StringComparison.Ordinal);
        }
        var path = template.Replace("{institution}", "atameken", StringComparison.Ordinal);
        if (!path.Contains("{id}", StringComparison.Ordinal))
            return path;
        if (path.Contains("/webhooks/", StringComparison.Ordinal))
            return path.Replace("{id}", _webhook ??= await AWebhook(client), StringComparison.Ordinal);
        if (path.Contains("/amendments", StringComparison.Ordinal))
            return path.Replace("{id}", _agreement ??= await ASignedAgreement(client), StringComparison.Ordinal).Replace("{seq}", "1", StringComparison.Ordinal);
        if (path is "/api/v1/items/{id}/merge")
            return path.Replace("{id}", (await client.Post("/items", new { kind = "lot", description = new { ru = "Предметы" }, heldBy = "museum-first-president" })
                .Is(HttpStatusCode.Created)).Id(), StringComparison.Ordinal);
        if (path.EndsWith("/extensions", StringComparison.Ordinal) || path.EndsWith("/returns", StringComparison.Ordinal))
            return path.Replace("{id}", _loan ??= await ALoan(client), StringComparison.Ordinal);
        var list = path[..path.IndexOf("/{id}", StringComparison.Ordinal)];
        var first = (await client.Ask($"{list}?limit=1").Is(HttpStatusCode.OK))["items"]![0]!.AsObject();
        return path.Replace("{id}", first.Id(), StringComparison.Ordinal);
    }

    static bool NeedsTag(JsonNode operation) => (operation["parameters"]?.AsArray() ?? []).Any(parameter => (string?)parameter!["name"] == "If-Match");
}
