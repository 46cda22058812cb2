using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>The words that tests about transfers share: an item that is somewhere, and an act on its way.</summary>
public static class Acts
{
    /// <summary>An item that its holder has registered; its id.</summary>
    public static async Task<string> AnItem(this RegistryApp app, string heldBy, object? more = null) =>
        (await app.AsOperator().Post("/items", Given.Merge(new { name = new { ru = "Домбра" }, heldBy }, more)).Is(HttpStatusCode.Created)).Id();

    /// <summary>A transfer of known items, as it is posted.</summary>
    public static JsonObject Of(string from, string to, string item, object? more = null) =>
        Given.Merge(Given.ATransfer(from, to, new { lines = new[] { new { item, quantity = 1 } } }), more);

    /// <summary>A loan as it is posted, under an agreement of its own.</summary>
    public static async Task<JsonObject> ALoan(this RegistryApp app, string from, string to, string item, string due, object? more = null) =>
        Given.Merge(Of(from, to, item, new
        {
            kind = "temporary_use", purpose = "exhibition", dueBackOn = due,
            agreement = await app.ALoanAgreement(from, to), basis = (object?)null
        }), more);

    public static Task<string> ALoanAgreement(this RegistryApp app, string from, string to, object? more = null) =>
        app.AnAgreementOf("loan", "lender", "borrower", from, to, more);

    /// <summary>An agreement both sides have signed; its id.</summary>
    public static async Task<string> AnAgreementOf(this RegistryApp app, string kind, string first, string second, string from, string to, object? more = null)
    {
        var parties = new[] { new { institution = from, role = first }, new { institution = to, role = second } };
        var path = $"/agreements/{(await app.AsOperator().Post("/agreements",
            Given.Merge(Given.AnAgreement(from, to, new { kind, parties, initialStatus = "proposed" }), more)).Is(HttpStatusCode.Created)).Id()}";
        foreach (var party in new[] { from, to })
            await app.AsOperator().Step(path, new { to = "signed", on = "2026-01-10", party }).Is(HttpStatusCode.OK);
        return path.Split('/')[^1];
    }

    /// <summary>Posts a transfer; where it stands.</summary>
    public static async Task<string> Begin(this HttpClient client, JsonObject transfer) =>
        $"/transfers/{(await client.Post("/transfers", transfer).Is(HttpStatusCode.Created)).Id()}";

    public static Task<HttpResponseMessage> Approve(this HttpClient client, string path, object? more = null) =>
        client.Step(path, Given.Merge(new { to = "approved" }, more));

    public static Task<HttpResponseMessage> HandOver(this HttpClient client, string path, string on = "2026-11-20", object? more = null) =>
        client.Step(path, Given.Merge(new { to = "in_transit", on, by = new { name = "А. Сеитов" }, actNumber = Given.Unique("акт"), actDate = on }, more));

    public static Task<HttpResponseMessage> Receive(this HttpClient client, string path, string on = "2026-11-21", object? more = null) =>
        client.Step(path, Given.Merge(new { to = "received", on, by = new { name = "Б. Омаров" } }, more));

    /// <summary>The whole way, by the operator; the transfer as it was received.</summary>
    public static async Task<JsonObject> PassOn(this RegistryApp app, JsonObject transfer, string on = "2026-11-20", string? receivedOn = null,
        object? receipt = null)
    {
        var client = app.AsOperator();
        var path = await client.Begin(transfer);
        await client.Approve(path).Is(HttpStatusCode.OK);
        await client.HandOver(path, on).Is(HttpStatusCode.OK);
        return await client.Receive(path, receivedOn ?? on, receipt).Is(HttpStatusCode.OK);
    }

    /// <summary>An act known from weaker evidence; the transfer as it was recorded.</summary>
    public static Task<JsonObject> Recorded(this RegistryApp app, string from, string to, string item, string? handedOverOn, object? more = null) =>
        app.AsOperator().Post("/transfers", Given.Merge(Of(from, to, item, new { evidence = "press", initialStatus = "recorded", handedOverOn }), more))
            .Is(HttpStatusCode.Created);

    /// <summary>The code of the institution that has the item now.</summary>
    public static async Task<string?> HolderOf(this RegistryApp app, string item) =>
        (string?)(await app.AsOperator().Ask($"/items/{item}").Is(HttpStatusCode.OK))["currentCustodian"]?["code"];

    public static async Task<string?> StateOf(this RegistryApp app, string item) =>
        (string?)(await app.AsOperator().Ask($"/items/{item}").Is(HttpStatusCode.OK))["custodyState"];

    public static string Item(this JsonObject transfer, int line = 0) => (string)transfer["lines"]![line]!["item"]!["id"]!;

    /// <summary>The rules a problem names, in its order, each once.</summary>
    public static IReadOnlyList<string> Rules(this JsonObject problem) =>
        [.. problem["errors"]!.AsArray().Select(fault => (string?)fault!["invariant"]).OfType<string>().Distinct()];

    public static void Names(this JsonObject problem, string invariant, string? holder = null, JsonObject? act = null)
    {
        Assert.Equal(invariant, (string?)problem["invariant"]);
        if (holder is not null)
            Assert.Equal(holder, (string?)problem["holder"]?["code"]);
        if (act is null)
            return;
        Assert.Equal((string?)act["registryNumber"], (string?)problem["act"]?["registryNumber"]);
        Assert.EndsWith($"/transfers/{act.Id()}", (string?)problem["act"]?["href"], StringComparison.Ordinal);
    }
}
