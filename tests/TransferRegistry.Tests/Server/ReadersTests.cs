using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Changes;

namespace TransferRegistry.Tests.Server;

/// <summary>Readers of the feed while two processes write.</summary>
[Collection(OnTwoInstances.Name)]
public sealed class ReadersTests(TwoInstances app)
{
    /// <summary>How many institutions are registered meanwhile; 100,000 where REGISTRY_TEST_ENTRIES says so.</summary>
    static readonly int Written = int.TryParse(Environment.GetEnvironmentVariable("REGISTRY_TEST_ENTRIES"), CultureInfo.InvariantCulture, out var given) ? given : 1_000;

    [Fact]
    public async Task Whoever_reads_while_sixteen_write_sees_every_entry_once_and_in_order()
    {
        var marker = await app.AnInstitution();
        var (posted, refused) = (new ConcurrentBag<string>(), 0);
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(number => Task.Run(() => Follow(app.Of(number % 2, RegistryApp.Operator), limit: 1 + (number * 333), ended.Token))).ToList();
        var listener = Task.Run(() => Listen(app.Of(0, RegistryApp.Operator), ended.Token));
        var copier = Task.Run(() => Copies(app.Of(1, RegistryApp.Operator), ended.Token));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            var chance = new Random(writer);
            var client = app.Of(writer % 2, RegistryApp.Operator);
            for (var number = writer; number < Written; number += 16)
            {
                if (chance.Next(4) == 0)
                    await Task.Delay(chance.Next(20));
                if (chance.Next(10) == 0)
                {
                    // Refused after its row was written: its number is nobody's.
                    await client.Post("/institutions", Museum(marker)).Refuses(HttpStatusCode.Conflict);
                    Interlocked.Increment(ref refused);
                }
                posted.Add((await client.Post("/institutions", Museum($"reader-{number}")).Is(HttpStatusCode.Created)).Id());
            }
        })));
        await Task.Delay(TimeSpan.FromSeconds(1));
        await ended.CancelAsync();

        Assert.True(refused > 0);
        foreach (var seen in await Task.WhenAll(readers.Append(listener)))
        {
            Assert.Equal(Enumerable.Range(1, seen.Count), seen.Select(entry => (int)entry["seq"]!));
            Assert.Superset(posted.ToHashSet(), seen.Select(entry => (string)entry["resource"]!["id"]!).ToHashSet());
            Assert.True(seen.Zip(seen.Skip(1)).All(pair => string.CompareOrdinal((string)pair.First["recordedAt"]!, (string)pair.Second["recordedAt"]!) < 0));
        }
        // Every copy is what the journal had made of the list by the entry it names: nothing later, nothing left out, each once.
        var made = (await readers[0]).Where(entry => (string)entry["type"]! == "institution.created").ToDictionary(entry => (string)entry["resource"]!["id"]!, entry => (long)entry["seq"]!);
        foreach (var (seq, ids) in await copier)
            Assert.Equal(made.Where(entry => entry.Value <= seq).Select(entry => entry.Key).Order(StringComparer.Ordinal), ids);
        Assert.True((await copier).Count > 2);
    }

    [Fact]
    public async Task Who_waits_at_one_process_hears_within_a_second_what_the_other_has_committed()
    {
        var (here, there) = (app.Of(0, RegistryApp.Operator), app.Of(1, RegistryApp.Operator));
        var slowest = TimeSpan.Zero;
        for (var time = 0; time < 5; time++)
        {
            var cursor = (string)(await here.Ask("/changes?from=now").Is(HttpStatusCode.OK))["cursor"]!;
            var waiting = here.Ask($"/changes?cursor={cursor}&wait=30");
            await Task.Delay(300 + (time * 70));
            await there.Post("/institutions", Museum(Given.Unique("waited"))).Is(HttpStatusCode.Created);
            var committed = Stopwatch.StartNew();
            var page = await waiting.Is(HttpStatusCode.OK);
            slowest = committed.Elapsed > slowest ? committed.Elapsed : slowest;
            Assert.Single(page["items"]!.AsArray());
        }
        // A second is the promise; a machine that does much else may take longer to be asked.
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"It took {slowest}.");
    }

    static object Museum(string code) => new { code, kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19" };

    static async Task<List<JsonObject>> Follow(HttpClient client, int limit, CancellationToken ended)
    {
        var (seen, cursor) = (new List<JsonObject>(), (string?)null);
        while (true)
        {
            var isLast = ended.IsCancellationRequested;
            var page = await client.Ask($"/changes?limit={limit}&wait=1{(cursor is null ? "" : $"&cursor={cursor}")}").Is(HttpStatusCode.OK);
            seen.AddRange(page["items"]!.AsArray().Select(entry => entry!.AsObject()));
            cursor = (string)page["cursor"]!;
            if (isLast && (bool)page["caughtUp"]!)
                return seen;
        }
    }

    /// <summary>The whole list as NDJSON, again and again: the entry each copy names, and the ids in it.</summary>
    static async Task<List<(long Seq, IReadOnlyList<string> Ids)>> Copies(HttpClient client, CancellationToken ended)
    {
        var copies = new List<(long, IReadOnlyList<string>)>();
        while (true)
        {
            var isLast = ended.IsCancellationRequested;
            using var answer = await client.GetAsync(new Uri("/api/v1/institutions?format=ndjson", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(CancellationToken.None));
            var ids = new List<string>();
            while (await lines.ReadLineAsync(CancellationToken.None) is { } line)
                ids.Add((string)JsonNode.Parse(line)!["id"]!);
            copies.Add((long.Parse(answer.Headers.GetValues("Registry-Seq").Single(), CultureInfo.InvariantCulture), ids));
            if (isLast)
                return copies;
        }
    }

    static async Task<List<JsonObject>> Listen(HttpClient client, CancellationToken ended)
    {
        var seen = new List<JsonObject>();
        await using var listening = await StreamTests.Listening.To(client, "/changes/stream?from=start");
        while (!ended.IsCancellationRequested)
        {
            var next = listening.Next();
            if (await Task.WhenAny(next, Task.Delay(Timeout.Infinite, ended)) != next)
                return seen;
            if ((await next) is { EventType: "change" } change)
                seen.Add(JsonNode.Parse(change.Data)!.AsObject());
        }
        return seen;
    }
}
