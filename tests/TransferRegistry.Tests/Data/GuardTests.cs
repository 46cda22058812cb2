using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Data;

/// <summary>
/// What must be so when a row is changed stands in the WHERE of the statement that changes it. Each such condition is listed here beside a row that breaks it
/// and nothing else: the statement leaves that row alone, and without the condition it would not.
/// </summary>
public sealed partial class GuardTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    /// <summary>Conditions that only say which row is meant.</summary>
    static readonly HashSet<string> Keys =
    [
        "id = @Id", "id = 1", "id IN ids", "item_id IN ids", "transfer_id IN ids", "agreement_id IN ids", "event_id IN ids", "institution_id IN ids",
        "webhook_id = @Id", "export_id = @Id", "key_id = @Key", "institution_id = @Institution", "name = 'institutions'", "institution_id = @Old",
        "name = 'agreements'", "prefix = @Prefix", "year = @Year", "series = @Series",
        "submitter = @Submitter", "idempotency_key = @Key", "submitter = @OldSubmitter", "submitter = @Old", "posted_for_id = @Old", "merged_into_id = @Old",
    ];

    /// <summary>A condition of a statement, and how a row comes to break it: by what the statement is given, or by what happened to it before.</summary>
    sealed record Guard(string Condition, object? Given = null, string? Happened = null);

    /// <summary>A statement with its conditions, and a row of its own that it changes when it is given this.</summary>
    sealed record Guarded(string Statement, Func<Rows, Task<Dictionary<string, object?>>> Row, params IReadOnlyList<Guard> Guards);

    static readonly Instant Moment = Instant.FromUtc(2026, 11, 23, 6, 0);
    static readonly Guid Mine = new(1, 0, 0, new byte[8]);
    static readonly Guid Another = new(2, 0, 0, new byte[8]);

    // The records are at version 1: who would write the second has read the first.
    static readonly Guard Version = new("version = @Version - 1", new { Version = 3 });

    static Guard VersionOf(string table) => Version with { Condition = $"{table}.version = given.version - 1" };

    static readonly Guard IsRunning = new("status = 'running'", Happened: "UPDATE exports SET status = 'failed' WHERE id = @Id");
    static readonly Guard IsLeased = new("lease_id = @Lease", new { Lease = Another });

    static readonly IReadOnlyList<Guarded> All =
    [
        new("InstitutionSql.Update", rows => rows.Record("institutions", new { IsilFolded = "KZ-GUARDED" }), VersionOf("institutions")),
        new("AgreementSql.Update", rows => rows.Record("agreements", new { Status = "draft" }), VersionOf("agreements")),
        new("TransferSql.Update", rows => rows.Record("transfers", new { ExternalRefFreed = false }), VersionOf("transfers")),
        new("ItemSql.Update", rows => rows.Record("items"), VersionOf("items")),
        new("EventSql.Update", rows => rows.Record("events"), VersionOf("events")),
        new("KeySql.Reassign", rows => rows.Key(), VersionOf("access_keys")),
        new("KeySql.Revoke", rows => rows.Key(), VersionOf("access_keys")),
        new("WebhookSql.Update", rows => rows.Webhook(), Version),
        new("WebhookSql.Rotate", rows => rows.Webhook(new { Until = Moment, Secret = "a new one" }), Version),
        new("WebhookSql.Delete", rows => rows.Webhook(), Version),

        // A record that leads on never leads to itself.
        new("ItemSql.LeadOn", rows => rows.Led("items"),
            new Guard("id <> @Old", Happened: "UPDATE items SET merged_into_id = CASE WHEN id = @Old THEN @Old END WHERE id IN (@Old, @Led)")),
        new("InstitutionSql.LeadOn", rows => rows.Led("institutions"),
            new Guard("id <> @Old", Happened: "UPDATE institutions SET merged_into_id = CASE WHEN id = @Old THEN @Old END WHERE id IN (@Old, @Led)")),

        new("KeySql.Use", rows => rows.KeyUse(), new Guard("last_used_at < @At", new { At = Moment })),
        new("IdempotencyStore.Clean", rows => rows.KeptAnswer(new { Before = Moment + Duration.FromDays(1) }),
            new Guard("created_at < @Before", new { Before = Moment })),
        new("IdempotencyStore.Move", rows => rows.KeptAnswer(new { Old = "old", Into = "new" }), new Guard(
            "NOT EXISTS ( SELECT 1 FROM kept_answers AS other WHERE other.submitter = @Into AND other.idempotency_key = kept_answers.idempotency_key)",
            Happened: """
                INSERT INTO kept_answers (submitter, idempotency_key, request_hash, status, created_at)
                SELECT 'new', idempotency_key, request_hash, status, created_at FROM kept_answers WHERE submitter = 'old'
                """)),

        new("WebhookSql.Rewind", rows => rows.Webhook(new { Position = 3 }), new Guard("position > @Position", new { Position = 5 })),
        new("WebhookSql.Lease", rows => rows.Webhook(new { Lease = Mine, Until = Moment + Duration.FromSeconds(60), Now = Moment }),
            new Guard("(lease_ends_at IS NULL OR lease_ends_at < @Now OR lease_id = @Lease)",
                Happened: "UPDATE webhooks SET lease_id = @Another, lease_ends_at = @Until WHERE id = @Id")),
        new("WebhookSql.Release", rows => rows.Webhook(new { Lease = Mine }, "UPDATE webhooks SET lease_id = @Lease WHERE id = @Id"), IsLeased),
        new("WebhookSql.Advance", rows => rows.Webhook(new { From = 5, To = 9 }), new Guard("position = @From", new { From = 4 }),
            new Guard("status = 'enabled'", Happened: "UPDATE webhooks SET status = 'disabled' WHERE id = @Id")),
        new("WebhookSql.Took", rows => rows.Webhook(new { IsSlow = true, Failures = 1, PauseEndsAt = Moment, Known = 0 }),
            new Guard("failures = @Known", new { Known = 3 })),
        new("WebhookSql.DeleteMessagesFrom", rows => rows.Message(new { From = 7 }, idOf: "webhook"), new Guard("seq >= @From", new { From = 8 })),
        new("WebhookSql.Settle", rows => rows.Message(new { Status = "given_up", Attempts = 2, DueAt = Moment }),
            new Guard("status = 'waiting'", Happened: "UPDATE webhook_messages SET status = 'delivered' WHERE id = @Id")),
        new("WebhookSql.CleanMessages", rows => rows.Message(new { Before = Moment + Duration.FromDays(1) },
            before: "UPDATE webhook_messages SET status = 'delivered' WHERE id = @Id"),
            new Guard("created_at < @Before", new { Before = Moment }),
            new Guard("status <> 'waiting'", Happened: "UPDATE webhook_messages SET status = 'waiting' WHERE id = @Id")),
        new("WebhookSql.CleanAttempts", rows => rows.Attempt(new { Before = Moment + Duration.FromDays(1) }),
            new Guard("attempted_at < @Before", new { Before = Moment })),

        new("ExportSql.Claim", rows => rows.Export(new { Lease = Mine, Until = Moment + Duration.FromSeconds(60) }),
            new Guard("status IN ('queued', 'running')", Happened: "UPDATE exports SET status = 'done' WHERE id = @Id"),
            new Guard("(lease_ends_at IS NULL OR lease_ends_at < @Now)",
                Happened: "UPDATE exports SET status = 'running', lease_ends_at = @Until WHERE id = @Id")),
        .. new[] { "ExportSql.Progress", "ExportSql.Finish", "ExportSql.Fail" }.Select(statement => new Guarded(statement, rows => rows.Export(
            new { Lease = Mine }, "UPDATE exports SET status = 'running', lease_id = @Lease WHERE id = @Id"), IsRunning, IsLeased)),
    ];

    public static TheoryData<string> Statements() => [.. All.Select(guarded => guarded.Statement)];

    [Fact]
    public void Every_condition_of_a_change_is_a_key_or_a_guard_that_is_tried()
    {
        var changes = Changes();
        var known = All.ToDictionary(guarded => guarded.Statement, guarded => guarded.Guards.Select(guard => guard.Condition).ToHashSet());

        Assert.True(changes.Count > 40);
        Assert.Empty(known.Keys.Except(changes.Keys));
        foreach (var (name, text) in changes)
            Assert.Equal((name, string.Join(" AND ", (known.GetValueOrDefault(name) ?? []).Order(StringComparer.Ordinal))),
                (name, string.Join(" AND ", Conditions(text).Where(condition => !Keys.Contains(condition)).Order(StringComparer.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task A_row_that_breaks_a_guard_is_left_alone_and_only_for_that(string statement)
    {
        var guarded = All.Single(known => known.Statement == statement);
        var text = Changes()[statement];

        Assert.True(await Changed(guarded, text, guard: null) > 0, $"{statement} changes no row of those it should.");
        foreach (var guard in guarded.Guards)
        {
            var written = text.For(app.Database.Dialect);
            Assert.Equal((guard.Condition, 0), (guard.Condition, await Changed(guarded, text, guard)));
            var unguarded = Spaces().Replace(written, " ").Replace(guard.Condition, "1 = 1", StringComparison.Ordinal);
            Assert.True(await WouldChange(guarded, unguarded, guard), $"{statement} would leave the row alone without {guard.Condition} too.");
        }
    }

    // It changes the row, or only a unique index keeps it from that.
    async Task<bool> WouldChange(Guarded guarded, string unguarded, Guard guard)
    {
        try
        {
            return await Changed(guarded, unguarded, guard) > 0;
        }
        catch (DbException fault) when (Database.IsTaken(fault))
        {
            return true;
        }
    }

    // How many rows it changes; nothing of it is kept.
    async Task<int> Changed(Guarded guarded, SqlText text, Guard? guard)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var rows = await Rows.Of(app);
        await using var work = new Work(app.Database, scope.ServiceProvider.GetRequiredService<RegistryTime>(), Caller.Operator, new RequestId("a look"),
            CancellationToken.None);
        await work.Begin();
        var given = await guarded.Row(rows with { Work = work });
        foreach (var (name, value) in Members(guard?.Given))
            given[name] = value;
        if (guard?.Happened is { } happened)
            await work.Write(happened, given);
        return await work.Write(Harmless(text.For(work.Dialect), given), given);
    }

    // What it would write but is not given stays as it is. The last WHERE: what is written may ask something itself.
    static SqlText Harmless(string text, Dictionary<string, object?> given) => GivenRow().Match(text) is { Success: true } row
        ? HarmlessRows(text, row, given)
        : Assigned().Replace(text, match =>
            given.ContainsKey(match.Groups["parameter"].Value) || match.Index > text.LastIndexOf("WHERE", StringComparison.Ordinal)
                ? match.Value
                : $"{match.Groups["column"].Value} = {match.Groups["column"].Value}");

    static string HarmlessRows(string text, Match row, Dictionary<string, object?> given)
    {
        var table = Updated().Match(text).Groups["table"].Value;
        var columns = row.Groups["columns"].Value.Split(',', StringSplitOptions.TrimEntries);
        foreach (var (column, parameter) in columns.Zip(row.Groups["row"].Value.Split(',', StringSplitOptions.TrimEntries)))
            if (given.TryAdd(parameter[1..], null))
                text = text.Replace($" {column} = given.{column}", $" {column} = {table}.{column}", StringComparison.Ordinal);
        return text;
    }

    static Dictionary<string, SqlText> Changes() => SqlChecker.StatementsOf(typeof(SqlText).Assembly, SqlTests.Habits)
        .Where(statement => IsChange().IsMatch(statement.Text.SqlServer)).ToDictionary(statement => statement.Name, statement => statement.Text);

    static IEnumerable<string> Conditions(SqlText text)
    {
        var script = TSql.Parse(text.SqlServer, out _);
        UpdateDeleteSpecificationBase change = script.Batches.Single().Statements.Single() switch
        {
            UpdateStatement update => update.UpdateSpecification,
            DeleteStatement delete => delete.DeleteSpecification,
            var other => throw new InvalidOperationException($"{other.GetType().Name} changes nothing."),
        };
        var joined = (change.FromClause?.TableReferences ?? []).OfType<QualifiedJoin>().Select(join => join.SearchCondition);
        return joined.Append(change.WhereClause?.SearchCondition).OfType<BooleanExpression>().SelectMany(Terms).Select(TSql.Text)
            .Select(condition => AmongIds().Replace(condition, "${column} IN ids")).Where(condition => !OfTheRow().IsMatch(condition));
    }

    static IEnumerable<BooleanExpression> Terms(BooleanExpression condition) =>
        condition is BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both
            ? Terms(both.FirstExpression).Concat(Terms(both.SecondExpression)) : [condition];

    static Dictionary<string, object?> Members(object? given) =>
        (given?.GetType().GetProperties() ?? []).ToDictionary(member => member.Name, member => member.GetValue(given));

    [GeneratedRegex(@"^\s*(UPDATE|DELETE)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsChange();

    [GeneratedRegex(@"^(?<column>\w+) IN \(\s*SELECT .*\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AmongIds();

    [GeneratedRegex(@"\b(?<column>\w+) = @(?<parameter>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"given \((?<columns>[^)]*)\) AS \(VALUES \((?<row>[^)]*)\)\)|\(VALUES \((?<row>[^)]*)\)\) AS given \((?<columns>[^)]*)\)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GivenRow();

    [GeneratedRegex(@"\bUPDATE (?<table>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Updated();

    // Which of the rows that are given is meant.
    [GeneratedRegex(@"^given\.(?<column>\w+) COLLATE \w+ = \w+\.\k<column>$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfTheRow();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    /// <summary>Rows for the statements: records that the API has made, and what is no record, which the unit itself writes and takes back.</summary>
    sealed record Rows(IReadOnlyDictionary<string, IReadOnlyList<Guid>> Records, Guid KeyId)
    {
        static readonly Dictionary<RegistryApp, Rows> Made = [];

        public Work? Work { get; init; }

        public static async Task<Rows> Of(RegistryApp app)
        {
            if (Made.TryGetValue(app, out var known))
                return known;
            var (one, other) = (await app.AnInstitution(), await app.AnInstitution());
            var client = app.AsOperator();
            async Task<Guid> Id(string path) => Guid.Parse((await client.Read(path)).Id());
            var posted = (await client.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" } }).Is(System.Net.HttpStatusCode.Created)).Id();
            var key = await client.Post("/keys", new { role = "museum", institution = one }).Is(System.Net.HttpStatusCode.Created);
            return Made[app] = new(new Dictionary<string, IReadOnlyList<Guid>>
            {
                ["institutions"] = [await Id($"/institutions/{one}"), await Id($"/institutions/{other}")],
                ["items"] = [Guid.Parse(await app.AnItem(one)), Guid.Parse(await app.AnItem(one))],
                ["agreements"] = [Guid.Parse((await app.AgreementIn("draft")).Id())],
                ["transfers"] = [await Id(await client.Begin(Given.ATransfer(one, other)))],
                ["events"] = [Guid.Parse(posted)],
            }, Guid.Parse(key.Id()));
        }

        public Task<Dictionary<string, object?>> Record(string table, object? given = null) =>
            Task.FromResult(With(given, ("Id", Records[table][0]), ("Version", 2)));

        public Task<Dictionary<string, object?>> Key() => Task.FromResult(With(given: null, ("Id", KeyId), ("Version", 2)));

        public async Task<Dictionary<string, object?>> Led(string table)
        {
            var given = With(given: null, ("Old", Records[table][0]), ("Led", Records[table][1]), ("Into", Records[table][0]));
            await Work!.Write($"UPDATE {table} SET merged_into_id = @Old WHERE id = @Led", given);
            return given;
        }

        public async Task<Dictionary<string, object?>> KeyUse()
        {
            await Work!.Write(Api.Access.KeySql.FirstUse, new { Key = KeyId, At = Moment });
            return With(given: null, ("Key", KeyId), ("At", Moment + Duration.FromSeconds(1)));
        }

        public async Task<Dictionary<string, object?>> KeptAnswer(object given)
        {
            await Work!.Write(IdempotencyStore.Insert, new { Submitter = "old", Key = "0123456789abcdef", RequestHash = "hash", Now = Moment });
            return With(given);
        }

        public async Task<Dictionary<string, object?>> Webhook(object? given = null, string? before = null)
        {
            var all = With(given, ("Id", Mine), ("Version", 2), ("Another", Another));
            await Work!.Write(Api.Reading.Webhooks.WebhookSql.Insert, new
            {
                Id = Mine, Key = KeyId, Status = "enabled", Position = 5, Secret = "a secret", Document = "{}", Version = 1, CreatedAt = Moment,
            });
            if (before is not null)
                await Work.Write(before, all);
            return all;
        }

        public async Task<Dictionary<string, object?>> Message(object given, string? before = null, string idOf = "message")
        {
            await Webhook();
            await Work!.Write(Api.Reading.Webhooks.WebhookSql.Make, new { Id = Another, Webhook = Mine, Seq = 7, Type = "item.changed", Body = "{}", DueAt = Moment, Now = Moment });
            var all = With(given, ("Id", idOf == "message" ? Another : Mine));
            if (before is not null)
                await Work.Write(before, all);
            return all;
        }

        public async Task<Dictionary<string, object?>> Attempt(object given)
        {
            await Work!.Write(Api.Reading.Webhooks.WebhookSql.Log, new
            {
                Id = Another, Webhook = Mine, Message = "msg_1", Seq = 7, Type = "item.changed", Attempt = 1, AttemptedAt = Moment, Milliseconds = 5,
                Outcome = "refused", Status = 500, NextAt = (Instant?)null,
            });
            return With(given);
        }

        public async Task<Dictionary<string, object?>> Export(object given, string? before = null)
        {
            var all = With(given, ("Id", Mine), ("Now", Moment), ("ExpiresAt", Moment + Duration.FromDays(1)));
            await Work!.Write(Api.Reading.Exports.ExportSql.Insert,
                With(new { Owner = "somebody", Document = "{}" }, ("Id", Mine), ("Now", Moment), ("ExpiresAt", Moment)));
            if (before is not null)
                await Work.Write(before, all);
            return all;
        }

        static Dictionary<string, object?> With(object? given, params (string Name, object? Value)[] more)
        {
            var all = Members(given);
            foreach (var (name, value) in more)
                all[name] = value;
            return all;
        }
    }
}
