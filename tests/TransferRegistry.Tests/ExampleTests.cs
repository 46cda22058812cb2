using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests;

/// <summary>The examples of the contract, sent as they stand to the registry as a newcomer starts it.</summary>
public sealed class ExampleTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task Every_example_sent_as_it_stands_succeeds_and_harms_no_record_of_the_sample()
    {
        using var client = app.AsOperator();
        var sample = await Standing(client);
        await MakeTwins(client);

        foreach (var (template, method, operation) in await Operations(client))
        {
            var path = await Filled(client, template);
            foreach (var (mediaType, content) in operation["requestBody"]!["content"]!.AsObject())
            {
                using var body = new StringContent(content!["example"]!.ToJsonString(), System.Text.Encoding.UTF8, mediaType);
                (string, string)[] headers = NeedsTag(operation) ? [("If-Match", await client.Tag(string.Join('/', path.Replace("/api/v1", "", StringComparison.Ordinal).Split('/').Take(3))))] : [];
                var answer = await client.Send(method, path, body, headers);
                var succeeds = answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted;
                Assert.True(succeeds, $"{operation["operationId"]}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                await IsUnharmed(sample, client, operation);
                if (method == HttpMethod.Post)
                    break;
            }
        }
    }

    [Fact]
    public async Task No_example_harms_the_record_of_the_sample_it_is_sent_to()
    {
        await using var fresh = new SampleApp();
        using var client = fresh.AsOperator();
        var sample = await Standing(client);
        var sent = 0;

        foreach (var (template, method, operation) in await Operations(client))
        {
            if (!template.Contains('{', StringComparison.Ordinal) || ListOf(template) is "/webhooks")
                continue;
            foreach (var record in await client.Walk(ListOf(template)))
            {
                var content = operation["requestBody"]!["content"]!.AsObject().First();
                using var body = new StringContent(content.Value!["example"]!.ToJsonString(), System.Text.Encoding.UTF8, content.Key);
                var path = template.Replace("{institution}", record.Id(), StringComparison.Ordinal).Replace("{id}", record.Id(), StringComparison.Ordinal)
                    .Replace("{seq}", "1", StringComparison.Ordinal);
                var answer = await client.Send(method, path, body, NeedsTag(operation) ? [("If-Match", "*")] : []);
                Assert.True((int)answer.StatusCode < 500, $"{operation["operationId"]}: {await answer.Content.ReadAsStringAsync()}");
                sent++;
            }
            await IsUnharmed(sample, client, operation);
        }
        Assert.True(sent > 20, $"Only {sent} examples were sent.");
    }

    [Fact]
    public async Task The_merge_that_the_page_proposes_is_refused_and_says_what_to_write()
    {
        await using var fresh = new SampleApp();
        using var client = fresh.AsOperator();
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        var merge = document["paths"]!["/api/v1/institutions/{institution}/merge"]!["post"]!;
        var prefilled = (string)merge["parameters"]!.AsArray().Single(parameter => (string?)parameter!["name"] == "institution")!["example"]!;

        var refusal = await client.Post($"/institutions/{prefilled}/merge", merge["requestBody"]!["content"]!["application/json"]!["example"], "*")
            .Refuses(HttpStatusCode.UnprocessableEntity, "merge.unconfirmed");

        Assert.Contains("/confirm", refusal.Pointers());
        Assert.Contains(refusal["errors"]!.AsArray(), fault => ((string)fault!["detail"]!)
            .Contains($"write \"{prefilled}\" in confirm", StringComparison.Ordinal));
        await client.Ask($"/institutions/{prefilled}").Is(HttpStatusCode.OK);
    }

    static async Task<IReadOnlyList<(string Key, HttpMethod Method, JsonNode Operation)>> Operations(HttpClient client)
    {
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        return [.. document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(method =>
                (path.Key, Method: new HttpMethod(method.Key.ToUpperInvariant()), Operation: method.Value!)))
            .Where(operation => operation.Operation["requestBody"] is not null)
            // The sample's records come before those that are posted; what is changed, before it takes its next step.
            .OrderBy(operation => (!operation.Key.Contains("{id}", StringComparison.Ordinal),
                Array.FindLastIndex(Late, path => operation.Key.EndsWith(path, StringComparison.Ordinal))))];
    }

    /// <summary>What no example may take from the sample: each of its records is there, in the state it was in, each item where it was.</summary>
    static async Task<IReadOnlyList<string>> Standing(HttpClient client)
    {
        var standing = new List<string>();
        foreach (var list in new[] { "/institutions", "/items", "/agreements", "/transfers", "/events" })
            foreach (var record in await client.Walk(list))
                standing.Add($"{list} {record.Id()} {record["code"]} {record["status"]} {record["currentCustodian"]?["code"]} {record["custodyState"]}");
        return standing;
    }

    static async Task IsUnharmed(IReadOnlyList<string> sample, HttpClient client, JsonNode operation)
    {
        var lost = sample.Except(await Standing(client)).ToList();
        Assert.True(lost.Count == 0, $"{operation["operationId"]} has changed for good: {string.Join("; ", lost)}");
    }

    // What has to do with a record as it stands after its steps; the sample has neither a loan nor an agreement that was signed here, so these are made for what speaks of them.
    static readonly string[] Late = ["/transitions", "/corrections", "/extensions", "/returns", "/amendments", "/amendments/{seq}/transitions"];

    /// <summary>Two records twice, for what can't be undone; the items have the next numbers after the sample's.</summary>
    static async Task MakeTwins(HttpClient client)
    {
        foreach (var code in new[] { "example-library", "example-library-twice" })
            await client.Post("/institutions", new { code, kind = "library", names = new { ru = "Библиотека-пример" }, country = "KZ", region = "KZ-19" })
                .Is(HttpStatusCode.Created);
        for (var count = 0; count < 2; count++)
            await client.Post("/items", new { kind = "lot", description = new { ru = "Предметы" }, heldBy = "museum-first-president" })
                .Is(HttpStatusCode.Created);
    }

    static async Task<string> ADraft(HttpClient client) => (await client.Post("/transfers", Given.ATransfer("museum-first-president", "atameken"))
        .Is(HttpStatusCode.Created)).Id();

    static async Task<string> AReceived(HttpClient client)
    {
        var id = (await client.Post("/transfers", Given.ATransfer("museum-first-president", "atameken", new { initialStatus = "recorded", evidence = "press" }))
            .Is(HttpStatusCode.Created)).Id();
        await client.Step($"/transfers/{id}", new { to = "received" }).Is(HttpStatusCode.OK);
        return id;
    }

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
        (string)(await client.Post("/webhooks", new { url = "http://localhost:9009/" }).Is(HttpStatusCode.Created))["webhook"]!["id"]!;

    string? _loan;
    string? _webhook;
    string? _agreement;

    static string ListOf(string template) => $"/{template.Split('/')[3]}";

    /// <summary>The first record of the sample's list stands for the id, where what is sent can be taken back; else one made for it.</summary>
    async Task<string> Filled(HttpClient client, string template)
    {
        if (template is "/api/v1/institutions/{institution}/merge")
            return template.Replace("{institution}", "example-library-twice", StringComparison.Ordinal);
        var path = template.Replace("{institution}", "atameken", StringComparison.Ordinal);
        if (!path.Contains("{id}", StringComparison.Ordinal))
            return path;
        if (path.Contains("/webhooks/", StringComparison.Ordinal))
            return path.Replace("{id}", _webhook ??= await AWebhook(client), StringComparison.Ordinal);
        if (path.Contains("/amendments", StringComparison.Ordinal))
            return path.Replace("{id}", _agreement ??= await ASignedAgreement(client), StringComparison.Ordinal).Replace("{seq}", "1", StringComparison.Ordinal);
        if (path is "/api/v1/items/{id}/merge")
            return path.Replace("{id}", (await client.Walk("/items")).Single(item => (string?)item["registryNumber"] == "KZ-71/2026/I000004")
                .Id(), StringComparison.Ordinal);
        if (path is "/api/v1/transfers/{id}/transitions")
            return path.Replace("{id}", await ADraft(client), StringComparison.Ordinal);
        if (path.EndsWith("/corrections", StringComparison.Ordinal))
            return path.Replace("{id}", await AReceived(client), StringComparison.Ordinal);
        if (path.EndsWith("/extensions", StringComparison.Ordinal) || path.EndsWith("/returns", StringComparison.Ordinal))
            return path.Replace("{id}", _loan ??= await ALoan(client), StringComparison.Ordinal);
        var list = path[..path.IndexOf("/{id}", StringComparison.Ordinal)];
        var first = (await client.Ask($"{list}?limit=1").Is(HttpStatusCode.OK))["items"]![0]!.AsObject();
        return path.Replace("{id}", first.Id(), StringComparison.Ordinal);
    }

    static bool NeedsTag(JsonNode operation) => (operation["parameters"]?.AsArray() ?? []).Any(parameter => (string?)parameter!["name"] == "If-Match");
}
