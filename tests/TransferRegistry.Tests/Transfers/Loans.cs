using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>The words that tests about loans and their returns share.</summary>
public static class Loans
{
    /// <summary>A loan that the borrower has received; as it was received.</summary>
    public static async Task<JsonObject> Lent(this RegistryApp app, string from, string to, string item, string due = "2027-03-01", object? more = null, string on = "2026-11-01") =>
        await app.PassOn(await app.ALoan(from, to, item, due, Given.Merge(new { plannedOn = on }, more)), on);

    public static string Act(this JsonObject transfer) => $"/transfers/{transfer.Id()}";

    /// <summary>Posts a return of one line with the tag the loan has now.</summary>
    public static async Task<HttpResponseMessage> Return(this HttpClient client, string loan, object? line = null, string on = "2026-11-20", object? more = null) =>
        await client.Post($"{loan}/returns", Given.Merge(new { on, lines = new[] { Given.Merge(new { returnsLine = 1 }, line) } }, more), await client.Tag(loan));

    public static async Task<HttpResponseMessage> Extend(this HttpClient client, string loan, string newDueBackOn, string on = "2026-11-20") =>
        await client.Post($"{loan}/extensions", new { newDueBackOn, reason = "Выставка продлена", on }, await client.Tag(loan));

    public static async Task<HttpResponseMessage> Correct(this HttpClient client, string act, object line, string on = "2026-11-21") =>
        await client.Post($"{act}/corrections", new { reason = "Сверка", on, lines = new[] { Given.Merge(new { line = 1 }, line) } }, await client.Tag(act));

    /// <summary>The record as it is now.</summary>
    public static Task<JsonObject> Read(this HttpClient client, string path) => client.Ask(path).Is(HttpStatusCode.OK);

    /// <summary>A lot of so many objects that its holder has registered; its id.</summary>
    public static Task<string> ALot(this RegistryApp app, string heldBy, int? quantity = null) => app.AnItem(heldBy,
        new { kind = "lot", name = (object?)null, description = new { ru = "Монеты из клада" }, quantity });
}
