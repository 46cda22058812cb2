using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Transfers;
using Xunit.Abstractions;

namespace TransferRegistry.Tests.Http;

/// <summary>
/// The register of cost: how many statements each operation sends at the most. On a server each of them is a round trip, so a count is a time that is the same on
/// every machine. Who makes an operation dearer says so here; who makes it cheaper lowers the ceiling.
/// </summary>
public sealed class CostTests(RegistryApp app, ITestOutputHelper output) : IClassFixture<RegistryApp>
{
    /// <summary>An operation on one record, as the operator asks for it.</summary>
    static readonly IReadOnlyDictionary<string, int> Ceilings = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["changeAgreement"] = 17,
        ["changeEvent"] = 10,
        ["changeInstitution"] = 13,
        ["changeItem"] = 15,
        ["changeTransfer"] = 25,
        ["changeWebhook"] = 8,
        ["createKey"] = 7,
        ["deleteExport"] = 4,
        ["deleteWebhook"] = 8,
        ["getAgreement"] = 3,
        ["getAgreementHistory"] = 5,
        ["getAgreementVersion"] = 5,
        ["getAmendment"] = 3,
        ["getEvent"] = 2,
        ["getEventHistory"] = 4,
        ["getEventVersion"] = 3,
        ["getExport"] = 2,
        ["getExportFile"] = 5,
        ["getInstitution"] = 3,
        ["getInstitutionHistory"] = 5,
        ["getInstitutionVersion"] = 5,
        ["getItem"] = 3,
        ["getItemCustody"] = 6,
        ["getItemHistory"] = 5,
        ["getItemVersion"] = 5,
        ["getLiveness"] = 0,
        ["getMe"] = 0,
        ["getReadiness"] = 2,
        ["getTransfer"] = 5,
        ["getTransferHistory"] = 6,
        ["getTransferVersion"] = 6,
        ["getWebhook"] = 3,
        ["listAccesses"] = 2,
        ["listAgreementItems"] = 4,
        ["listAgreementTransfers"] = 4,
        ["listAgreements"] = 3,
        ["listAmendments"] = 3,
        ["listEvents"] = 2,
        ["listExports"] = 2,
        ["listHoldings"] = 3,
        ["listInstitutions"] = 3,
        ["listItems"] = 2,
        ["listKeys"] = 2,
        ["listTransferLines"] = 5,
        ["listTransfers"] = 3,
        ["listWebhookDeliveries"] = 3,
        ["listWebhooks"] = 3,
        ["mergeInstitution"] = 47,
        ["mergeItem"] = 40,
        ["pingWebhook"] = 4,
        ["postAgreement"] = 11,
        ["postAmendment"] = 20,
        ["postCorrection"] = 51,
        ["postExport"] = 4,
        ["postExtension"] = 35,
        ["postReturn"] = 45,
        ["postTransfer"] = 20,
        ["readChanges"] = 2,
        ["registerEvent"] = 6,
        ["registerInstitution"] = 8,
        ["registerItem"] = 20,
        ["registerWebhook"] = 7,
        ["replayWebhook"] = 8,
        ["revokeKey"] = 9,
        ["rotateWebhookSecret"] = 6,
        ["stepAgreement"] = 16,
        ["stepAmendment"] = 18,
        ["stepTransfer"] = 39,
    };

    static readonly Dictionary<string, string> Uncounted = new(StringComparer.Ordinal)
    {
        ["streamChanges"] = "it goes on until it is hung up on",
    };

    /// <summary>What has many lines, or shows many records: its ceilings for 1, 11 and 111 of them, as the operator and as a museum that is a side.</summary>
    static readonly IReadOnlyDictionary<string, (int One, int Eleven, int Many)> Scales = new Dictionary<string, (int, int, int)>(StringComparer.Ordinal)
    {
        ["POST /agreements with a recorded act, operator"] = (50, 50, 51),
        ["POST /transfers of new items, operator"] = (21, 21, 21),
        ["PATCH of a draft, operator"] = (25, 25, 25),
        ["approved, operator"] = (42, 42, 42),
        ["handed over, operator"] = (33, 33, 33),
        ["received, operator"] = (38, 38, 40),
        ["POST /transfers of known items, operator"] = (21, 21, 21),
        ["POST of a correction, operator"] = (51, 51, 54),
        ["POST of a return, operator"] = (45, 45, 47),
        ["GET of an act, operator"] = (5, 5, 5),
        ["GET of an act's lines, operator"] = (5, 5, 5),
        ["GET /items, operator"] = (4, 4, 4),
        ["GET of holdings, operator"] = (4, 4, 4),
        ["GET /changes, operator"] = (4, 4, 4),
        ["GET /changes with records, operator"] = (6, 6, 6),
        ["GET of a history, operator"] = (6, 6, 6),
        ["POST /agreements with a recorded act, museum"] = (55, 55, 56),
        ["POST /transfers of new items, museum"] = (24, 24, 24),
        ["PATCH of a draft, museum"] = (28, 28, 28),
        ["approved, museum"] = (45, 45, 45),
        ["handed over, museum"] = (36, 36, 36),
        ["received, museum"] = (41, 41, 43),
        ["POST /transfers of known items, museum"] = (24, 24, 24),
        ["POST of a correction, museum"] = (54, 54, 57),
        ["POST of a return, museum"] = (48, 48, 50),
        ["GET of an act, museum"] = (7, 7, 7),
        ["GET of an act's lines, museum"] = (7, 7, 7),
        ["GET /items, museum"] = (6, 6, 6),
        ["GET of holdings, museum"] = (6, 6, 6),
        ["GET /changes, museum"] = (11, 11, 16),
        ["GET /changes with records, museum"] = (12, 12, 17),
        ["GET of a history, museum"] = (8, 8, 8),
    };

    [Fact]
    public async Task No_operation_sends_more_statements_than_its_ceiling()
    {
        var counted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, method, conditional) in await Operations())
        {
            if (Uncounted.ContainsKey(id))
                continue;
            var made = await app.Made(id);
            counted[id] = await Count(app.AsOperator(), method, made.Path, made.Body, conditional ? await app.AsOperator().Tag(made.Record!) : null);
        }
        foreach (var (id, statements) in counted)
            output.WriteLine($"[\"{id}\"] = {statements},");

        Assert.Empty(counted.Keys.Except(Ceilings.Keys).Concat(Ceilings.Keys.Except(counted.Keys)));
        Assert.Empty(counted.Where(operation => operation.Value > Ceilings[operation.Key]).Select(operation => $"{operation.Key} sends {operation.Value} statements, more than {Ceilings[operation.Key]}"));
    }

    [Fact]
    public async Task Of_many_lines_or_records_no_more_statements_are_sent_than_their_ceiling()
    {
        var counted = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var size in new[] { 1, 11, 111 })
        {
            await Lives(size, isOperator: true, counted);
            await Lives(size, isOperator: false, counted);
        }
        foreach (var (what, statements) in counted)
            output.WriteLine($"[\"{what}\"] = ({string.Join(", ", statements)}),");

        Assert.Empty(counted.Keys.Except(Scales.Keys).Concat(Scales.Keys.Except(counted.Keys)));
        Assert.Empty(counted.Where(one => one.Value[0] > Scales[one.Key].One || one.Value[1] > Scales[one.Key].Eleven || one.Value[2] > Scales[one.Key].Many)
            .Select(one => $"{one.Key} sends {string.Join(", ", one.Value)} statements, more than {Scales[one.Key]}"));
    }

    // What is asked for at each size: an agreement with its act, a loan from its draft to its return, and what shows all of it.
    async Task Lives(int size, bool isOperator, Dictionary<string, List<int>> counted)
    {
        var department = await app.AnInstitution("culture_department");
        var (from, to) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department));
        var (sender, receiver) = isOperator ? (app.AsOperator(), app.AsOperator()) : (await app.AKey("museum", from), await app.AKey("museum", to));
        var caller = isOperator ? "operator" : "museum";
        var lines = Enumerable.Range(1, size).Select(number => new
        {
            item = new { name = new { ru = $"Предмет {number}" }, identifiers = new[] { new { scheme = "inv", value = $"{from}-{caller}-{number}" } } },
        }).ToArray();

        var recorded = Given.ATransfer(from, to, new { lines, evidence = "press", initialStatus = "recorded", basis = (object?)null });
        var others = Enumerable.Range(1, size).Select(number => new { item = new { name = new { ru = $"Другой {number}" } } }).ToArray();
        await Step("POST /agreements with a recorded act", sender, HttpMethod.Post, "/agreements", Given.AnAgreement(from, to, new
        {
            evidence = "press", initialStatus = "recorded", transfers = new[] { Given.Merge(recorded, new { lines = others }) },
        }));

        var draft = await Step("POST /transfers of new items", sender, HttpMethod.Post, "/transfers", Given.ATransfer(from, to, new { lines }));
        var items = draft["lines"]!.AsArray().Select(line => (string)line!["item"]!["id"]!).ToArray();
        await Step("PATCH of a draft", sender, HttpMethod.Patch, draft.Act(), Node(new { note = "Иначе" }));
        await Step("approved", sender, HttpMethod.Post, $"{draft.Act()}/transitions", Node(new { to = "approved" }));
        await Step("handed over", sender, HttpMethod.Post, $"{draft.Act()}/transitions", Node(new
        {
            to = "in_transit", on = "2026-11-20", by = new { name = "А. Сеитов" }, actNumber = Given.Unique("акт"), actDate = "2026-11-20",
        }));
        await Step("received", receiver, HttpMethod.Post, $"{draft.Act()}/transitions", Node(new { to = "received", on = "2026-11-20", by = new { name = "Б. Омаров" } }));

        var loan = await app.ALoan(to, from, items[0], "2027-03-01", new { lines = items.Select(item => new { item }).ToArray() });
        var lent = await Step("POST /transfers of known items", receiver, HttpMethod.Post, "/transfers", loan);
        await app.AsOperator().Approve(lent.Act()).Is(HttpStatusCode.OK);
        await app.AsOperator().HandOver(lent.Act(), "2026-11-21").Is(HttpStatusCode.OK);
        await app.AsOperator().Receive(lent.Act(), "2026-11-21").Is(HttpStatusCode.OK);
        await Step("POST of a correction", receiver, HttpMethod.Post, $"{lent.Act()}/corrections", Node(new
        {
            reason = "Сверка", on = "2026-11-22", lines = Enumerable.Range(1, size).Select(line => new { line, outcome = "damaged" }).ToArray(),
        }));
        await Step("POST of a return", receiver, HttpMethod.Post, $"{lent.Act()}/returns", Node(new
        {
            on = "2026-11-22", lines = Enumerable.Range(1, size).Select(line => new { returnsLine = line, outcome = "returned" }).ToArray(),
        }));

        await Step("GET of an act", receiver, HttpMethod.Get, draft.Act());
        await Step("GET of an act's lines", receiver, HttpMethod.Get, $"{draft.Act()}/lines?limit=500");
        await Step("GET /items", receiver, HttpMethod.Get, $"/items?holder={to}&limit=500");
        await Step("GET of holdings", receiver, HttpMethod.Get, $"/institutions/{to}/holdings?limit=500");
        await Step("GET /changes", receiver, HttpMethod.Get, $"/changes?from=start&institution={to}&limit=1000");
        await Step("GET /changes with records", receiver, HttpMethod.Get, $"/changes?from=start&institution={to}&limit=1000&include=record");
        await Step("GET of a history", receiver, HttpMethod.Get, $"{draft.Act()}/history");

        async Task<JsonObject> Step(string what, HttpClient client, HttpMethod method, string path, JsonNode? body = null)
        {
            using var heard = new Heard();
            var answer = await Send(client, method, path, body, tag: method == HttpMethod.Get ? null : "*", heard);
            counted.TryAdd($"{what}, {caller}", []);
            counted[$"{what}, {caller}"].Add(heard.Statements.Count);
            return answer;
        }
    }

    static async Task<int> Count(HttpClient client, HttpMethod method, string path, JsonNode? body, string? tag)
    {
        using var heard = new Heard();
        await Send(client, method, path, body, tag, heard);
        return heard.Statements.Count;
    }

    static async Task<JsonObject> Send(HttpClient client, HttpMethod method, string path, JsonNode? body, string? tag, Heard heard)
    {
        var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var answer = await client.Send(method, path, content, tag is null ? [heard.Header] : [heard.Header, ("If-Match", tag)]);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : [];
    }

    static JsonNode Node(object body) => System.Text.Json.JsonSerializer.SerializeToNode(body)!;

    async Task<IReadOnlyList<(string Id, HttpMethod Method, bool Conditional)>> Operations() =>
        [.. (await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK))["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => ((string)operation.Value!["operationId"]!, HttpMethod.Parse(operation.Key),
                (operation.Value["parameters"] as JsonArray ?? []).Any(parameter => (string?)parameter!["name"] == "If-Match"))))];
}
