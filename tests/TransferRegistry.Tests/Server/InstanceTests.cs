using System.Net;
using Dapper;
using TransferRegistry.Tests.Data;
using TransferRegistry.Tests.Life;

namespace TransferRegistry.Tests.Server;

/// <summary>What runs on two processes runs one after the other: each of these tests keeps both busy.</summary>
[CollectionDefinition(Name)]
public sealed class OnTwoInstances : ICollectionFixture<TwoInstances>
{
    public const string Name = "Two instances";
}

/// <summary>The journal and its numbers under writers of two processes.</summary>
[Collection(OnTwoInstances.Name)]
public sealed class JournalOfTwoInstancesTests(TwoInstances app) : JournalTests(app);

/// <summary>Races for one item between two processes.</summary>
[Collection(OnTwoInstances.Name)]
public sealed class RacesOfTwoInstancesTests(TwoInstances app) : RaceTests(app);

/// <summary>What one instance has done, the other knows at the next request: nothing that counts is kept in a process.</summary>
[Collection(OnTwoInstances.Name)]
public sealed class InstanceTests(TwoInstances app)
{
    readonly HttpClient _one = app.Of(0, RegistryApp.Operator);
    readonly HttpClient _other = app.Of(1, RegistryApp.Operator);

    [Fact]
    public async Task A_key_made_at_one_opens_the_other_and_revoked_at_one_opens_neither_from_the_next_request_on()
    {
        var key = await _one.Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created);
        var (here, there) = (app.Of(0, (string)key["key"]!), app.Of(1, (string)key["key"]!));
        await here.Ask("/me").Is(HttpStatusCode.OK);
        await there.Ask("/me").Is(HttpStatusCode.OK);

        await _other.Send(HttpMethod.Delete, $"/keys/{key.Id()}", content: null);

        await here.Ask("/me").Refuses(HttpStatusCode.Unauthorized);
        await there.Ask("/me").Refuses(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_list_begun_at_one_is_walked_on_at_the_other()
    {
        var first = await app.AnInstitution();
        for (var i = 0; i < 5; i++)
            await Agreements.AgreementsGiven.AgreementIn(app, "draft", first);

        var page = await _one.Ask($"/agreements?party={first}&limit=2").Is(HttpStatusCode.OK);
        var next = await _other.Ask(new Uri((string)page["links"]!["next"]!).PathAndQuery).Is(HttpStatusCode.OK);

        Assert.Equal(2, next["items"]!.AsArray().Count);
        Assert.Empty(page["items"]!.AsArray().Select(found => (string?)found!["id"]).Intersect(next["items"]!.AsArray().Select(found => (string?)found!["id"])));
    }

    [Fact]
    public async Task A_tag_of_one_is_what_the_other_compares_with()
    {
        var institution = $"/institutions/{await app.AnInstitution()}";
        var tag = await _one.Tag(institution);
        Assert.Equal(tag, await _other.Tag(institution));

        await _other.Patch(institution, new { place = new { ru = "Есик" } }, tag).Is(HttpStatusCode.OK);

        await _one.Patch(institution, new { place = new { ru = "Талгар" } }, tag).Refuses(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Who_reads_the_journal_forward_while_both_write_misses_nothing()
    {
        using var ended = new CancellationTokenSource();
        var reading = Task.Run(() => ReadOn(ended.Token));
        var posted = 0;

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (_, _) =>
        {
            await app.AnInstitution();
            Interlocked.Increment(ref posted);
        });
        await ended.CancelAsync();

        // It has only ever asked for what comes after the last it has seen.
        var seen = await reading;
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(seq => (long)seq), seen);
        Assert.True(seen.Count >= posted);
    }

    async Task<IReadOnlyList<long>> ReadOn(CancellationToken ended)
    {
        var seen = new List<long>();
        await using var connection = await app.Database.Open(CancellationToken.None);
        for (var isLast = false; ; isLast = ended.IsCancellationRequested)
        {
            seen.AddRange(await connection.QueryAsync<long>("SELECT seq FROM journal WHERE seq > @After ORDER BY seq", new { After = seen.Count == 0 ? 0 : seen[^1] }));
            if (isLast)
                return seen;
        }
    }
}
