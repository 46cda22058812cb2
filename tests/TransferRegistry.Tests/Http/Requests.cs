using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Http;

/// <summary>A request as the operator may send it.</summary>
/// <param name="Path">Below the version's path, or beside it.</param>
/// <param name="Body">What is sent, if anything is.</param>
/// <param name="Record">Where the record stands whose tag it is asked with.</param>
sealed record MadeRequest(string Path, JsonNode? Body = null, string? Record = null);

/// <summary>For every operation of the document a request that succeeds, on records made for it.</summary>
static class Requests
{
    static readonly object AnEvent = new { kind = "seminar", title = new { ru = "Семинар" } };
    static readonly object AnExport = new { list = "events", format = "csv" };
    // Nothing listens there.
    static readonly object AWebhook = new { url = "http://127.0.0.1:9009/" };

    static readonly Dictionary<string, Func<RegistryApp, Task<MadeRequest>>> Rows = new(StringComparer.Ordinal)
    {
        ["listAgreements"] = At("/agreements"),
        ["postAgreement"] = async app => new("/agreements", Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution())),
        ["getAgreement"] = app => OfAgreement(app, ""),
        ["changeAgreement"] = app => OfAgreement(app, "", new { note = "Иначе" }),
        ["stepAgreement"] = app => OfAgreement(app, "/transitions", new { to = "proposed" }),
        ["getAgreementHistory"] = app => OfAgreement(app, "/history"),
        ["getAgreementVersion"] = app => OfAgreement(app, "/versions/1"),
        ["listAgreementItems"] = app => OfAgreement(app, "/items"),
        ["listAgreementTransfers"] = app => OfAgreement(app, "/transfers"),
        ["listAmendments"] = app => OfAmendment(app, isMade: true, "/amendments"),
        ["postAmendment"] = app => OfAmendment(app, isMade: false, "/amendments", version => AnAmendment(version)),
        ["getAmendment"] = app => OfAmendment(app, isMade: true, "/amendments/1"),
        ["stepAmendment"] = app => OfAmendment(app, isMade: true, "/amendments/1/transitions", _ => new { to = "withdrawn", reason = "Ошибка" }),

        ["listTransfers"] = At("/transfers"),
        ["postTransfer"] = async app => new("/transfers", Given.ATransfer(await app.AnInstitution(), await app.AnInstitution())),
        ["getTransfer"] = app => OfTransfer(app, ""),
        ["changeTransfer"] = app => OfTransfer(app, "", new { note = "Иначе" }),
        ["stepTransfer"] = app => OfTransfer(app, "/transitions", new { to = "approved" }),
        ["getTransferHistory"] = app => OfTransfer(app, "/history"),
        ["getTransferVersion"] = app => OfTransfer(app, "/versions/1"),
        ["listTransferLines"] = app => OfTransfer(app, "/lines"),
        ["postReturn"] = app => OfLoan(app, "/returns", new { on = "2026-11-20", lines = new[] { new { returnsLine = 1, outcome = "returned" } } }),
        ["postExtension"] = app => OfLoan(app, "/extensions", new { newDueBackOn = "2027-06-30", reason = "Выставка продлена", on = "2026-11-20" }),
        ["postCorrection"] = app => OfLoan(app, "/corrections", new { reason = "Сверка", on = "2026-11-21", lines = new[] { new { line = 1, outcome = "damaged" } } }),

        ["listItems"] = At("/items"),
        ["registerItem"] = async app => new("/items", Node(new { name = new { ru = "Домбра" }, heldBy = await app.AnInstitution() })),
        ["getItem"] = app => OfItem(app, ""),
        ["changeItem"] = app => OfItem(app, "", new { description = new { ru = "Иначе" } }),
        ["getItemCustody"] = app => OfItem(app, "/custody"),
        ["getItemHistory"] = app => OfItem(app, "/history"),
        ["getItemVersion"] = app => OfItem(app, "/versions/1"),
        ["mergeItem"] = async app =>
        {
            var holder = await app.AnInstitution();
            var (gone, stays) = (await app.AnItem(holder), await app.AnItem(holder));
            var confirm = (string?)(await app.AsOperator().Ask($"/items/{gone}").Is(HttpStatusCode.OK))["registryNumber"];
            return new($"/items/{gone}/merge", Node(new { into = stays, reason = "Записан дважды", confirm }), $"/items/{gone}");
        },

        ["listEvents"] = At("/events"),
        ["registerEvent"] = app => Task.FromResult(new MadeRequest("/events", Node(AnEvent))),
        ["getEvent"] = app => OfEvent(app, ""),
        ["changeEvent"] = app => OfEvent(app, "", new { note = "Иначе" }),
        ["getEventHistory"] = app => OfEvent(app, "/history"),
        ["getEventVersion"] = app => OfEvent(app, "/versions/1"),

        ["listInstitutions"] = At("/institutions"),
        ["registerInstitution"] = app => Task.FromResult(new MadeRequest("/institutions", Node(new { code = Given.Unique("made"), kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19" }))),
        ["getInstitution"] = app => OfInstitution(app, ""),
        ["changeInstitution"] = app => OfInstitution(app, "", new { district = new { ru = "Иначе" } }),
        ["getInstitutionHistory"] = app => OfInstitution(app, "/history"),
        ["getInstitutionVersion"] = app => OfInstitution(app, "/versions/1"),
        ["listHoldings"] = app => OfInstitution(app, "/holdings"),
        ["mergeInstitution"] = async app =>
        {
            var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());
            return new($"/institutions/{gone}/merge", Node(new { into = stays, reason = "Записан дважды", confirm = gone }), $"/institutions/{gone}");
        },

        ["getMe"] = At("/me"),
        ["listKeys"] = At("/keys"),
        ["createKey"] = async app => new("/keys", Node(new { role = "museum", institution = await app.AnInstitution() })),
        ["revokeKey"] = async app => new($"/keys/{(await app.AsOperator().Post("/keys", new { role = "museum", institution = await app.AnInstitution() }).Is(HttpStatusCode.Created)).Id()}"),
        ["listAccesses"] = At("/audit/access"),
        ["readChanges"] = At("/changes?from=now"),
        ["streamChanges"] = At("/changes/stream?from=now"),

        ["listExports"] = At("/exports"),
        ["postExport"] = app => Task.FromResult(new MadeRequest("/exports", Node(AnExport))),
        ["getExport"] = app => OfExport(app, ""),
        ["deleteExport"] = app => OfExport(app, ""),
        ["getExportFile"] = async app =>
        {
            var made = await OfExport(app, "");
            for (var tries = 0; (string?)(await app.AsOperator().Ask(made.Path).Is(HttpStatusCode.OK))["status"] != "done"; tries++)
            {
                Assert.True(tries < 300, "The export was not written.");
                await Task.Delay(100);
            }
            return new($"{made.Path}/file");
        },

        ["listWebhooks"] = At("/webhooks"),
        ["registerWebhook"] = app => Task.FromResult(new MadeRequest("/webhooks", Node(AWebhook))),
        ["getWebhook"] = app => OfWebhook(app, ""),
        ["changeWebhook"] = app => OfWebhook(app, "", new { description = "Иначе" }),
        ["deleteWebhook"] = app => OfWebhook(app, ""),
        ["pingWebhook"] = app => OfWebhook(app, "/ping"),
        ["replayWebhook"] = app => OfWebhook(app, "/replay", new { from = 1 }),
        ["rotateWebhookSecret"] = app => OfWebhook(app, "/rotate-secret"),
        ["listWebhookDeliveries"] = app => OfWebhook(app, "/deliveries"),

        ["getLiveness"] = At("/health/live"),
        ["getReadiness"] = At("/health/ready"),
    };

    /// <summary>The request for an operation; who adds one to the contract says here how it succeeds.</summary>
    public static Task<MadeRequest> Made(this RegistryApp app, string operation)
    {
        Assert.True(Rows.ContainsKey(operation), $"{operation} has no row: say in Requests which request of it succeeds.");
        return Rows[operation](app);
    }

    static Func<RegistryApp, Task<MadeRequest>> At(string path) => _ => Task.FromResult(new MadeRequest(path));

    static JsonNode Node(object body) => JsonSerializer.SerializeToNode(body)!;

    static MadeRequest On(string record, string below, object? body) => new(record + below, body is null ? null : Node(body), record);

    static async Task<MadeRequest> OfAgreement(RegistryApp app, string below, object? body = null) => On((await app.AgreementIn("draft")).Path(), below, body);

    static object AnAmendment(long version) => new { kind = "change_of_terms", baseVersion = version, effectiveFrom = "2026-12-01", changes = new { note = "Иначе" }, reason = "Уточнение" };

    static async Task<MadeRequest> OfAmendment(RegistryApp app, bool isMade, string below, Func<long, object>? body = null)
    {
        var record = (await app.AgreementIn("in_force")).Path();
        var version = (long)(await app.AsOperator().Ask(record).Is(HttpStatusCode.OK))["version"]!;
        if (isMade)
            await app.AsOperator().Post($"{record}/amendments", AnAmendment(version), "*").Is(HttpStatusCode.Created);
        return On(record, below, body?.Invoke(version));
    }

    static async Task<MadeRequest> OfTransfer(RegistryApp app, string below, object? body = null)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        return On(await app.AsOperator().Begin(Acts.Of(from, to, await app.AnItem(from))), below, body);
    }

    static async Task<MadeRequest> OfLoan(RegistryApp app, string below, object body)
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        return On((await app.Lent(lender, borrower, await app.AnItem(lender))).Act(), below, body);
    }

    static async Task<MadeRequest> OfItem(RegistryApp app, string below, object? body = null) => On($"/items/{await app.AnItem(await app.AnInstitution())}", below, body);

    static async Task<MadeRequest> OfEvent(RegistryApp app, string below, object? body = null) =>
        On($"/events/{(await app.AsOperator().Post("/events", AnEvent).Is(HttpStatusCode.Created)).Id()}", below, body);

    static async Task<MadeRequest> OfInstitution(RegistryApp app, string below, object? body = null) => On($"/institutions/{await app.AnInstitution()}", below, body);

    static async Task<MadeRequest> OfExport(RegistryApp app, string below) =>
        On($"/exports/{(await app.AsOperator().Post("/exports", AnExport).Is(HttpStatusCode.Accepted)).Id()}", below, body: null);

    static async Task<MadeRequest> OfWebhook(RegistryApp app, string below, object? body = null) =>
        On($"/webhooks/{(string)(await app.AsOperator().Post("/webhooks", AWebhook).Is(HttpStatusCode.Created))["webhook"]!["id"]!}", below, body);
}
