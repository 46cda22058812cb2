using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using TransferRegistry.Api.Data;
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

    /// <summary>What was answered, without what differs anyhow, and what the database was asked meanwhile.</summary>
    static async Task<(string Body, string Headers, IReadOnlyList<string> Statements)> Told(HttpClient client, HttpMethod method, string path, string id)
    {
        var trace = ActivityTraceId.CreateRandom().ToString();
        var statements = new ConcurrentQueue<string>();
        using var heard = Db.Statements.Subscribe(new Listener(told =>
        {
            if (Activity.Current?.TraceId.ToString() == trace)
                statements.Enqueue((string)told.Value!);
        }));
        var answer = await client.Send(method, path.Replace("{id}", id, StringComparison.Ordinal), content: null, ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"));
        var problem = await Task.FromResult(answer).Refuses(HttpStatusCode.NotFound);
        problem.Remove("instance");
        problem.Remove("traceId");
        return (problem.ToJsonString().Replace(id, "{id}", StringComparison.Ordinal), answer.Headers.ToString(), [.. statements]);
    }

    sealed class Listener(Action<KeyValuePair<string, object?>> hear) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value) => hear(value);

        public void OnCompleted()
        {
            // Nothing was begun.
        }

        public void OnError(Exception error)
        {
            // Nobody says so.
        }
    }
}
