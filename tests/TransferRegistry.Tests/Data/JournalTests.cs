using System.Data.Common;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using TransferRegistry.Api.Data;
using TransferRegistry.Tests.Agreements;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Data;

/// <summary>Many writers at once, and the one journal they write: of its numbers none is missing, and what is refused leaves nothing.</summary>
public class JournalTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator => app.AsOperator();

    [Fact]
    public async Task Of_twenty_who_change_one_version_one_wins()
    {
        var agreement = await app.AgreementIn("draft");
        var tag = await Operator.Tag(agreement.Path());

        var answers = await AtOnce(writer => Operator.Patch(agreement.Path(), new { note = $"Правка {writer}" }, tag));

        var now = await Operator.Ask(agreement.Path()).Is(HttpStatusCode.OK);
        var winner = await Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK).Is(HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode is HttpStatusCode.PreconditionFailed));
        Assert.Equal((2L, (string?)winner["note"]), ((long)now["version"]!, (string?)now["note"]));
        Assert.Equal(2, (await Operator.Ask($"{agreement.Path()}/history").Is(HttpStatusCode.OK))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Of_twenty_signatures_on_one_version_one_is_given()
    {
        var agreement = await app.AgreementIn("proposed");
        var tag = await Operator.Tag(agreement.Path());

        var answers = await AtOnce(writer =>
            Operator.Post($"{agreement.Path()}/transitions", new { to = "signed", on = AgreementsGiven.Today, party = agreement.Parties()[writer % 2] }, tag));

        var now = await Operator.Ask(agreement.Path()).Is(HttpStatusCode.OK);
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode is HttpStatusCode.PreconditionFailed));
        Assert.Equal(["pending", "signed"], now.Signatures().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_twenty_who_take_one_code_one_has_it()
    {
        var code = Unique("wanted");

        var answers = await AtOnce(_ => Operator.Post("/institutions", AnInstitution(code)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_thousand_writes_at_once_leave_no_gap_and_a_refused_one_leaves_nothing()
    {
        var (first, second) = (await app.AnInstitution(region: "KZ-33"), await app.AnInstitution());
        var (draft, stale) = (await app.AgreementIn("draft", first, second), "\"99-0\"");
        var before = await Counts();
        var taken = new int[Writes.Length];

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (number, _) =>
        {
            var kind = number % Writes.Length;
            var answer = await Answered(() => Writes[kind] switch
            {
                "institution" => Operator.Post("/institutions", AnInstitution(Unique("many"))),
                "code taken" => Operator.Post("/institutions", AnInstitution(first)),
                "agreement" => Operator.Post("/agreements", AnAgreement(first, second, new { initialStatus = "recorded", evidence = "press" })),
                "agreement with a transfer" => Operator.Post("/agreements", WithTransfer(first, second, to: second)),
                // Written in full before the rule that refuses it is met.
                "agreement with a broken transfer" => Operator.Post("/agreements", WithTransfer(first, second, to: first)),
                "party twice" => Operator.Post("/agreements", AnAgreement(first, first)),
                "stale" => Operator.Patch(draft.Path(), new { note = "Поздно" }, stale),
                _ => Operator.Post("/agreements?dryRun=true", AnAgreement(first, second, new { initialStatus = "recorded", evidence = "press" })),
            });
            Assert.Equal((Writes[kind], Expected[kind]), (Writes[kind], (int)answer.StatusCode));
            Interlocked.Increment(ref taken[kind]);
        });

        var (institutions, plain, nested) = (taken[0], taken[2], taken[3]);
        var after = await Counts();
        Assert.Equal(1000, taken.Sum());
        Assert.Equal(before.Institutions + institutions, after.Institutions);
        Assert.Equal(before.Agreements + plain + nested, after.Agreements);
        Assert.Equal(before.Transfers + nested, after.Transfers);
        Assert.Equal(before.Items + nested, after.Items);
        Assert.Equal(before.Parties + (2 * (plain + nested)), after.Parties);
        Assert.Equal(before.Searched + institutions + plain + nested + nested + nested, after.Searched);

        var numbers = (await Operator.Walk("/agreements?region=KZ-33&status=recorded&limit=500")).Select(agreement => (string)agreement["registryNumber"]!);
        Assert.Equal(Enumerable.Range(1, plain + nested).Select(number => $"KZ-33/2026/{number:D6}"), numbers.Order(StringComparer.Ordinal));
        await TheJournalIsWhole(after.Journal);
    }

    // A server that has too much to do asks to come again, and has then done nothing.
    static async Task<HttpResponseMessage> Answered(Func<Task<HttpResponseMessage>> ask)
    {
        for (var left = 10; ; left--)
        {
            var answer = await ask();
            if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null || left == 0)
                return answer;
        }
    }

    static readonly string[] Writes =
        ["institution", "code taken", "agreement", "agreement with a transfer", "agreement with a broken transfer", "party twice", "stale", "dry run"];

    static readonly int[] Expected = [201, 409, 201, 201, 422, 422, 412, 200];

    [Fact]
    public async Task Each_entry_holds_the_record_as_it_then_stood()
    {
        var agreement = await app.AgreementIn("in_force");

        var entries = (await Journal()).Where(entry => entry.ResourceId == Guid.Parse(agreement.Id())).ToList();

        Assert.Equal(["agreement.proposed", "agreement.party_signed", "agreement.signed", "agreement.in_force"], entries.Select(entry => entry.Type));
        Assert.Equal(["proposed", "proposed", "signed", "in_force"], entries.Select(entry => (string)JsonNode.Parse(entry.Document)!["status"]!));
        await using var connection = await app.Database.Open(CancellationToken.None);
        Assert.Equal(entries[^1].Document, await connection.ExecuteScalarAsync<string>("SELECT document FROM agreements WHERE id = @Id",
            new { Id = Guid.Parse(agreement.Id()) }));
    }

    [Theory]
    [InlineData("UPDATE journal SET type = 'nothing' WHERE seq = 1")]
    [InlineData("UPDATE journal SET recorded_at = recorded_at")]
    [InlineData("DELETE FROM journal WHERE seq = 1")]
    [InlineData("DELETE FROM journal")]
    public async Task The_database_itself_changes_and_removes_no_entry(string statement)
    {
        await app.AnInstitution();
        var before = await Journal();

        await using (var connection = await app.Database.Open(CancellationToken.None))
            await Assert.ThrowsAnyAsync<DbException>(() => connection.ExecuteAsync(statement));

        Assert.Equal(before, await Journal());
    }

    async Task TheJournalIsWhole(long count)
    {
        var entries = await Journal();
        Assert.Equal(Enumerable.Range(1, (int)count).Select(number => (long)number), entries.Select(entry => entry.Seq));
        Assert.All(entries.Zip(entries.Skip(1)), pair =>
            Assert.True(pair.First.RecordedAt < pair.Second.RecordedAt, $"{pair.Second.Seq} is not later than {pair.First.Seq}"));
        Assert.All(entries, entry => Assert.Equal(entry.Hash(), entry.EntryHash));
        Assert.All(entries.GroupBy(entry => (entry.ResourceType, entry.ResourceId)),
            versions => Assert.Equal(Enumerable.Range(1, versions.Count()).Select(version => (long)version), versions.Select(entry => entry.Version)));
        Assert.NotEqual(entries[0].EntryHash, (entries[0] with { Document = entries[0].Document + " " }).Hash());
    }

    async Task<IReadOnlyList<JournalEntry>> Journal()
    {
        await using var connection = await app.Database.Open(CancellationToken.None);
        return (await connection.QueryAsync<JournalEntry>("""
            SELECT seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, reason, document, entry_hash
            FROM journal ORDER BY seq
            """)).AsList();
    }

    async Task<(long Journal, long Institutions, long Agreements, long Transfers, long Items, long Parties, long Searched)> Counts()
    {
        await using var connection = await app.Database.Open(CancellationToken.None);
        return (await Count("journal"), await Count("institutions"), await Count("agreements"), await Count("transfers"), await Count("items"),
            await Count("agreement_parties"),
            await Count("search_entries"));

        Task<long> Count(string table) => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}");
    }

    static async Task<IReadOnlyList<HttpResponseMessage>> AtOnce(Func<int, Task<HttpResponseMessage>> write) =>
        await Task.WhenAll(Enumerable.Range(0, 20).Select(writer => Task.Run(() => write(writer))));

    static JsonObject AnInstitution(string code) =>
        Merge(new { code, kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19" }, more: null);

    static JsonObject WithTransfer(string from, string other, string to) => AnAgreement(from, other, new
    {
        initialStatus = "recorded", evidence = "press", transfers = new[] { ATransfer(from, to, new { evidence = (object?)null, initialStatus = "recorded" }) },
    });
}
