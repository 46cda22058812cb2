using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Transfers;
using Xunit.Abstractions;

namespace TransferRegistry.Tests.Authorization;

/// <summary>Every operation of the contract, by every caller, on every kind of record.</summary>
public sealed class MatrixTests(RegistryApp app, ITestOutputHelper output) : IClassFixture<RegistryApp>
{
    /// <summary>Records that stand in one relation to the callers, and the institutions they are between.</summary>
    sealed record Set(string First, string Second, string Agreement, string Contract, string Transfer, string Item, string Event, string Institution, string Key, string Webhook, string Export, string Region, string Visibility);

    [Fact]
    public async Task Every_operation_of_the_contract_has_a_row() =>
        Assert.Equal((await Operations()).Select(operation => operation.Id).Order(StringComparer.Ordinal), Matrix.Rows.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_cell_is_as_it_should_be()
    {
        var (callers, sets) = await Arranged();
        var (faults, cells) = (new List<string>(), 0);
        foreach (var (id, method, path) in await Operations())
            foreach (var (row, caller) in Matrix.Rows[id].Zip(Matrix.Callers))
                foreach (var (expected, relation) in row.Zip(Matrix.Records))
                {
                    cells++;
                    var (cell, said) = await Cell(callers[caller], id, method, path, sets[relation]);
                    if (cell != expected)
                        faults.Add($"{id}, {caller}, {relation}: {expected} is expected, {cell} found. {said}");
                }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        output.WriteLine($"{cells} cells: {Matrix.Rows.Count} operations, {Matrix.Callers.Length} callers, {Matrix.Records.Length} kinds of record. All are as they should be.");
    }

    async Task<(char Cell, string Said)> Cell(HttpClient client, string id, HttpMethod method, string path, Set set)
    {
        var isList = id.StartsWith("list", StringComparison.Ordinal) && !path.Contains('{', StringComparison.Ordinal) && id != "listAccesses";
        if (id == "deleteWebhook")
            set = set with { Webhook = await AWebhook(set.First) };
        if (id == "deleteExport")
            set = set with { Export = await AnExport(set.First) };
        using var content = method == HttpMethod.Get || method == HttpMethod.Delete ? null : new StringContent(JsonSerializer.Serialize(Body(id, set)), System.Text.Encoding.UTF8, "application/json");
        if (id == "streamChanges")
            return await Begun(client, path);
        // Nobody says If-Match: who may change the record is asked for it (428), and nothing changes.
        var answer = await client.Send(method, Address(path, set) + (isList ? "?limit=500" : ""), content);
        var said = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        var cell = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => 'k',
            HttpStatusCode.Forbidden => 'x',
            HttpStatusCode.NotFound => '-',
            HttpStatusCode.BadRequest or >= HttpStatusCode.InternalServerError => '!',
            // The matrix is about who, not about what: a body that is wrong would hide it.
            HttpStatusCode.UnprocessableEntity => '?',
            _ => '+',
        };
        if (cell == '+' && isList)
            cell = (await client.Walk($"{path["/api/v1".Length..]}?limit=500")).Any(record => record.Id() == ListedAs(id, set)) ? '+' : '-';
        return (cell, said.Length > 600 ? said[..600] : said);
    }

    // A stream has no end; that it begins is enough.
    static async Task<(char, string)> Begun(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return (answer.StatusCode is HttpStatusCode.OK ? '+' : answer.StatusCode is HttpStatusCode.Unauthorized ? 'k' : '!', $"{answer.StatusCode}");
    }

    static string Address(string path, Set set)
    {
        var segments = path.Split('/');
        var id = segments.Length > 3 ? segments[3] switch
        {
            "agreements" => path.Contains("/amendments", StringComparison.Ordinal) ? set.Contract : set.Agreement,
            "transfers" => set.Transfer,
            "items" => set.Item,
            "events" => set.Event,
            "keys" => set.Key,
            "webhooks" => set.Webhook,
            "exports" => set.Export,
            _ => "",
        } : "";
        return path.Replace("{id}", id, StringComparison.Ordinal).Replace("{institution}", set.Institution, StringComparison.Ordinal)
            .Replace("{version}", "1", StringComparison.Ordinal).Replace("{seq}", "1", StringComparison.Ordinal);
    }

    static string ListedAs(string id, Set set) => id switch
    {
        "listAgreements" => set.Agreement,
        "listTransfers" => set.Transfer,
        "listItems" => set.Item,
        "listEvents" => set.Event,
        "listKeys" => set.Key,
        "listWebhooks" => set.Webhook,
        "listExports" => set.Export,
        "listInstitutions" => set.Institution,
        _ => throw new InvalidOperationException($"{id} lists what the test does not know."),
    };

    static object Body(string id, Set set) => id switch
    {
        "postAgreement" => AnAgreement(set.First, set.Second, set.Visibility),
        "postTransfer" => Given.ATransfer(set.First, set.Second, new { visibility = set.Visibility }),
        "registerItem" => new { name = new { ru = "Домбра" }, heldBy = set.First },
        "registerEvent" => new { kind = "seminar", title = new { ru = "Семинар" }, visibility = set.Visibility, participants = new[] { new { institution = set.First, role = "guest" } } },
        "registerInstitution" => new { code = Given.Unique("matrix"), kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = set.Region },
        "createKey" => new { role = "museum", institution = set.First },
        "changeAgreement" or "changeTransfer" or "changeEvent" => new { note = "Так" },
        "changeItem" => new { description = new { ru = "Так" } },
        "changeInstitution" => new { district = new { ru = "Так" } },
        "stepAgreement" or "stepTransfer" => new { to = "void", reason = "Так" },
        "stepAmendment" => new { to = "declined", on = "2026-11-20", reason = "Так", party = set.First },
        "postAmendment" => new { kind = "change_of_terms", baseVersion = 1, effectiveFrom = "2026-12-01", changes = new { note = "Так" }, reason = "Так" },
        "postReturn" => new { on = "2026-11-20", lines = new[] { new { returnsLine = 1, outcome = "returned" } } },
        "postCorrection" => new { on = "2026-11-20", reason = "Так", lines = new[] { new { line = 1, outcome = "received" } } },
        "postExtension" => new { on = "2026-11-20", reason = "Так", newDueBackOn = "2028-01-01" },
        "registerWebhook" => Webhook,
        "postExport" => Export,
        "changeWebhook" => new { description = "Так" },
        "replayWebhook" => new { from = 1 },
        "mergeItem" => new { into = set.Item, reason = "Так" },
        "mergeInstitution" => new { into = set.Second, reason = "Так" },
        _ => new { },
    };

    static JsonObject AnAgreement(string first, string second, string visibility) =>
        Given.AnAgreement(first, second, new { evidence = "press", initialStatus = "recorded", visibility });

    async Task<(Dictionary<string, HttpClient> Callers, Dictionary<string, Set> Sets)> Arranged()
    {
        var department = await app.AnInstitution("culture_department");
        var (museum, sister) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department));
        var (other, stranger) = (await app.AnInstitution(region: "KZ-75"), await app.AnInstitution(region: "KZ-75"));
        var callers = new Dictionary<string, HttpClient>
        {
            ["anonymous"] = app.AsAnybody(), ["museum"] = await app.AKey("museum", museum), ["department"] = await app.AKey("department", department),
            ["auditor"] = await app.AKey("auditor"), ["admin"] = app.AsOperator(),
        };
        return (callers, new()
        {
            ["own"] = await TheSet(museum, other, "parties"),
            ["party"] = await TheSet(other, museum, "parties"),
            ["supervised"] = await TheSet(sister, other, "parties"),
            ["foreign"] = await TheSet(other, stranger, "public"),
            ["sealed"] = await TheSet(other, stranger, "sealed"),
        });
    }

    async Task<Set> TheSet(string first, string second, string visibility)
    {
        var poster = await app.AKey("museum", first);
        var agreement = (await poster.Post("/agreements", AnAgreement(first, second, visibility)).Is(HttpStatusCode.Created)).Id();
        var contract = await app.AnAgreementOf("loan", "lender", "borrower", first, second, new { visibility, effectiveTo = "2029-01-01" });
        await app.AsOperator().Post($"/agreements/{contract}/amendments",
            new { kind = "change_of_terms", baseVersion = 3, effectiveFrom = "2026-12-01", changes = new { note = "Так" }, reason = "Так" }, "*").Is(HttpStatusCode.Created);
        var transfer = await poster.Post("/transfers", Given.ATransfer(first, second, new
        {
            kind = "temporary_use", purpose = "exhibition", dueBackOn = "2027-01-01", evidence = "press", initialStatus = "recorded", handedOverOn = "2026-11-01", visibility, basis = (object?)null,
        })).Is(HttpStatusCode.Created);
        var occasion = await poster.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, visibility, participants = new[] { new { institution = second, role = "guest" } } }).Is(HttpStatusCode.Created);
        var key = await app.AsOperator().Post("/keys", new { role = "museum", institution = first }).Is(HttpStatusCode.Created);
        var institution = await app.AsOperator().Ask($"/institutions/{first}").Is(HttpStatusCode.OK);
        return new(first, second, agreement, contract, transfer.Id(), (string)transfer["lines"]![0]!["item"]!["id"]!, occasion.Id(), institution.Id(), key.Id(), await AWebhook(first), await AnExport(first), (string)institution["region"]!, visibility);
    }

    // Nobody is rung: what the matrix does is nobody's news.
    static readonly object Webhook = new { url = "http://127.0.0.1:9009/", status = "disabled" };

    static readonly object Export = new { list = "events", format = "csv" };

    async Task<string> AnExport(string institution) => (await (await app.AKey("museum", institution)).Post("/exports", Export).Is(HttpStatusCode.Accepted)).Id();

    async Task<string> AWebhook(string institution) =>
        (string)(await (await app.AKey("museum", institution)).Post("/webhooks", Webhook).Is(HttpStatusCode.Created))["webhook"]!["id"]!;

    async Task<IReadOnlyList<(string Id, HttpMethod Method, string Path)>> Operations() =>
        [.. (await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK))["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => ((string)operation.Value!["operationId"]!, HttpMethod.Parse(operation.Key), path.Key)))];
}
