using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Authorization;

/// <summary>Whether a record is there is told to nobody whom it does not concern: neither by what is answered nor by how.</summary>
public sealed class HiddenRecordTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_record_of_others_and_one_that_is_not_there_are_refused_alike_and_by_the_same_statements()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", first, second, new { visibility = "sealed" });
        var transfer = await app.AsOperator().Post("/transfers", Given.ATransfer(first, second, new { visibility = "parties" })).Is(HttpStatusCode.Created);
        var item = await app.AnItem(first);
        var occasion = await app.AsOperator().Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, visibility = "parties" }).Is(HttpStatusCode.Created);
        var key = await app.AsOperator().Post("/keys", new { role = "museum", institution = first }).Is(HttpStatusCode.Created);
        var strangers = new[] { await app.AKey("museum", await app.AnInstitution()), await app.AKey("department", await app.AnInstitution("culture_department")) };

        foreach (var stranger in strangers)
            foreach (var (method, path, id) in new[]
            {
                (HttpMethod.Get, "/agreements/{id}", agreement.Id()), (HttpMethod.Get, "/agreements/{id}/history", agreement.Id()), (HttpMethod.Get, "/agreements/{id}/versions/1", agreement.Id()),
                (HttpMethod.Get, "/agreements/{id}/items", agreement.Id()), (HttpMethod.Get, "/agreements/{id}/transfers", agreement.Id()), (HttpMethod.Get, "/agreements/{id}/amendments", agreement.Id()),
                (HttpMethod.Get, "/transfers/{id}", transfer.Id()), (HttpMethod.Get, "/transfers/{id}/lines", transfer.Id()), (HttpMethod.Get, "/transfers/{id}/history", transfer.Id()),
                (HttpMethod.Get, "/items/{id}", item), (HttpMethod.Get, "/items/{id}/custody", item), (HttpMethod.Get, "/items/{id}/history", item),
                (HttpMethod.Get, "/events/{id}", occasion.Id()), (HttpMethod.Get, "/events/{id}/history", occasion.Id()),
                (HttpMethod.Delete, "/keys/{id}", key.Id()),
            })
            {
                var hidden = await Told(stranger, method, path, id);
                var missing = await Told(stranger, method, path, Guid.CreateVersion7().ToString());

                Assert.NotEmpty(hidden.Statements);
                Assert.Equal((path, hidden.Body), (path, missing.Body));
                Assert.Equal(hidden.Statements, missing.Statements);
                Assert.Equal(hidden.Headers, missing.Headers);
            }
    }

    [Fact]
    public async Task What_names_a_hidden_record_is_refused_as_what_names_none()
    {
        var (first, second, own) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var number = Given.Unique("ГК");
        var numbers = new[] { new { scheme = "inv", value = number }, new { scheme = "state_catalogue", value = number } };
        var item = await app.AsOperator().Post("/items", new { name = new { ru = "Кобыз" }, heldBy = first, identifiers = numbers }).Is(HttpStatusCode.Created);
        var agreement = await app.AgreementIn("in_force", first, second, new { visibility = "sealed" });
        var transfer = await app.PassOn(Acts.Of(first, second, await app.AnItem(first), new { visibility = "parties" }));
        var occasion = await app.AsOperator().Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, visibility = "parties" })
            .Is(HttpStatusCode.Created);
        var stranger = await app.AKey("museum", own);
        object Line(object named) => new { lines = new[] { new { item = named } } };
        JsonObject Act(object more) => Given.ATransfer(own, first, more);
        JsonObject AnEvent(object more) => Given.Merge(new { kind = "seminar", title = new { ru = "Семинар" } }, more);

        foreach (var (path, body, hidden, missing) in new (string, Func<string, object>, string, string)[]
        {
            ("/transfers", id => Act(Line(id)), item.Id(), Guid.CreateVersion7().ToString()),
            ("/transfers", code => Act(Line(new { registryNumber = code })), (string)item["registryNumber"]!, "KZ-19/2026/I999999"),
            ("/transfers", value => Act(Line(new { institution = first, scheme = "inv", value })), number, "никакой"),
            ("/transfers", value => Act(Line(new { scheme = "state_catalogue", value })), number, "никакой"),
            ("/transfers", id => Act(new { agreement = id }), agreement.Id(), Guid.CreateVersion7().ToString()),
            ("/transfers", code => Act(new { agreement = code }), (string)agreement["registryNumber"]!, "KZ-19/2026/999999"),
            ("/transfers", id => Act(new { @event = id }), occasion.Id(), Guid.CreateVersion7().ToString()),
            ("/items", id => new { name = new { ru = "Кобыз" }, heldBy = own, parentItem = id }, item.Id(), Guid.CreateVersion7().ToString()),
            ("/agreements", id => Given.AnAgreement(own, first, new { parent = id }), agreement.Id(), Guid.CreateVersion7().ToString()),
            ("/agreements", id => Given.AnAgreement(own, first, new { supersedes = id }), agreement.Id(), Guid.CreateVersion7().ToString()),
            ("/events", id => AnEvent(new { agreements = new[] { id } }), agreement.Id(), Guid.CreateVersion7().ToString()),
            ("/events", id => AnEvent(new { transfers = new[] { id } }), transfer.Id(), Guid.CreateVersion7().ToString()),
            ("/events", code => AnEvent(new { transfers = new[] { code } }), (string)transfer["registryNumber"]!, "KZ-19/2026/T999999"),
        })
            Assert.Equal(await Refused(path, body(missing), missing), await Refused(path, body(hidden), hidden));
        foreach (var (filter, hidden, missing) in new[]
        {
            ("/items?agreement=", agreement.Id(), Guid.CreateVersion7().ToString()), ("/items?parentItem=", item.Id(), Guid.CreateVersion7().ToString()),
            ("/items?identifier=", number, "никакой"), ("/items?q=", number, "никакой"),
            ("/transfers?agreement=", agreement.Id(), Guid.CreateVersion7().ToString()), ("/transfers?item=", item.Id(), Guid.CreateVersion7().ToString()),
            ("/transfers?inventoryNumber=", number, "никакой"),
            ("/transfers?returnsTransfer=", transfer.Id(), Guid.CreateVersion7().ToString()),
            ("/transfers?correctsTransfer=", transfer.Id(), Guid.CreateVersion7().ToString()),
            ("/transfers?registryNumber=", (string)transfer["registryNumber"]!, "KZ-19/2026/T999999"),
            ("/agreements?parent=", agreement.Id(), Guid.CreateVersion7().ToString()),
            ("/agreements?registryNumber=", (string)agreement["registryNumber"]!, "KZ-19/2026/999999"),
            ("/events?agreement=", agreement.Id(), Guid.CreateVersion7().ToString()), ("/events?transfer=", transfer.Id(), Guid.CreateVersion7().ToString()),
        })
            Assert.Equal(await Listed(filter, missing), await Listed(filter, hidden));

        async Task<string> Refused(string path, object body, string named)
        {
            var problem = await stranger.Post(path, body).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
            return Plain(Given.Merge(problem, new { instance = (string?)null, traceId = (string?)null })).Replace(named, "{named}", StringComparison.Ordinal);
        }

        // Letters as they are, so that the name is found in what is said.
        static string Plain(JsonObject answer) => answer
            .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

        async Task<string> Listed(string filter, string value) => Plain(await stranger.Ask($"{filter}{Uri.EscapeDataString(value)}&count=true")
            .Is(HttpStatusCode.OK))
            .Replace(Uri.EscapeDataString(value), "{value}", StringComparison.Ordinal).Replace(value, "{value}", StringComparison.Ordinal);
    }

    /// <summary>What was answered, without what differs anyhow, and what the database was asked meanwhile.</summary>
    static async Task<(string Body, string Headers, IReadOnlyList<string> Statements)> Told(HttpClient client, HttpMethod method, string path, string id)
    {
        using var heard = new Heard();
        var answer = await client.Send(method, path.Replace("{id}", id, StringComparison.Ordinal), content: null, heard.Header);
        var problem = await Task.FromResult(answer).Refuses(HttpStatusCode.NotFound);
        problem.Remove("instance");
        problem.Remove("traceId");
        return (problem.ToJsonString().Replace(id, "{id}", StringComparison.Ordinal), answer.Headers.ToString(), heard.Statements);
    }
}
