using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.SqlClient;
using TransferRegistry.Tests.Agreements;

namespace TransferRegistry.Tests.Server;

/// <summary>A database server whose line is cut, that is away, or that chooses another's work over ours: nothing is half-written, and the next request works.</summary>
public sealed class OutageTests : IAsyncLifetime, IAsyncDisposable
{
    const string NoServer = "REGISTRY_TEST_SQLSERVER names no server, and a file has no line to be cut.";

    readonly Line _line;
    readonly AppBehindTheLine _app;

    public OutageTests()
    {
        var (host, port) = Server();
        _line = new(host, port);
        _app = new(_line);
    }

    public Task InitializeAsync()
    {
        if (RegistryApp.SqlServer is not null)
            _line.Up();
        return Task.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (RegistryApp.SqlServer is not null)
            await _app.DisposeAsync();
        _line.Dispose();
    }

    [SkippableFact]
    public async Task A_line_that_is_cut_in_mid_transaction_leaves_one_record_and_no_trace_of_the_first_attempt()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var (first, second) = (await _app.AnInstitution(), await _app.AnInstitution());
        var head = await Head();
        await using var journal = await Held.By(this);
        var posting = _app.AsOperator().Post("/agreements", Given.AnAgreement(first, second));
        await Task.Delay(500);
        Assert.False(posting.IsCompleted);

        _line.Cut();
        await Task.Delay(500);
        await journal.LetGo();

        var posted = await posting.Is(HttpStatusCode.Created);
        Assert.Single(await _app.AsOperator().Walk($"/agreements?party={first}"));
        await _app.AsOperator().Ask(posted.Path()).Is(HttpStatusCode.OK);
        Assert.Equal(head + 1, await Head());
        await Gapless();
    }

    [SkippableFact]
    public async Task A_line_that_is_cut_again_and_again_ends_in_a_refusal_that_left_nothing_and_the_next_request_works()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var (first, second) = (await _app.AnInstitution(), await _app.AnInstitution());
        var head = await Head();
        await using var journal = await Held.By(this);
        var posting = _app.AsOperator().Post("/agreements", Given.AnAgreement(first, second));
        while (!posting.IsCompleted)
        {
            await Task.Delay(300);
            _line.Cut();
        }
        await journal.LetGo();

        var refused = await posting;
        await Task.FromResult(refused).Refuses(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Empty(await _app.AsOperator().Walk($"/agreements?party={first}"));
        Assert.Equal(head, await Head());
        await _app.AsOperator().Post("/agreements", Given.AnAgreement(first, second)).Is(HttpStatusCode.Created);
        await Gapless();
    }

    [SkippableFact]
    public async Task A_line_that_is_cut_with_the_commit_leaves_one_record_where_the_request_has_a_key()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var (first, second) = (await _app.AnInstitution(), await _app.AnInstitution());
        var (trace, cuts) = (ActivityTraceId.CreateRandom().ToString(), 0);
        using var committing = DiagnosticListener.AllListeners.Subscribe(new OnCommit(() =>
        {
            if (Activity.Current?.TraceId.ToString() == trace && Interlocked.Increment(ref cuts) == 1)
                _line.Cut();
        }));
        using var body = new StringContent(Given.AnAgreement(first, second).ToJsonString(), System.Text.Encoding.UTF8, "application/json");

        var posted = await _app.AsOperator().Send(HttpMethod.Post, "/agreements", body,
            ("Idempotency-Key", "cut-with-the-commit"), ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01")).Is(HttpStatusCode.Created);

        Assert.True(cuts > 1, "The commit was not asked for again.");
        Assert.Equal(posted.Id(), Assert.Single(await _app.AsOperator().Walk($"/agreements?party={first}")).Id());
        await Gapless();
    }

    [SkippableFact]
    public async Task A_server_that_is_away_is_said_to_be_and_all_works_again_without_a_restart_when_it_is_back()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var institution = await _app.AnInstitution();
        var museum = await _app.AKey("museum", institution);
        await _app.AsAnybody().Ask("/health/ready").Is(HttpStatusCode.OK);

        _line.Down();

        foreach (var asked in new[]
        {
            _app.AsAnybody().Ask("/health/ready"), _app.AsAnybody().Ask("/institutions"), museum.Ask("/me"),
            _app.AsOperator().Patch($"/institutions/{institution}", new { place = new { ru = "Есик" } }, "*"),
        })
        {
            var answer = await asked;
            await Task.FromResult(answer).Refuses(HttpStatusCode.ServiceUnavailable);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        await _app.AsAnybody().Ask("/health/live").Is(HttpStatusCode.OK);

        _line.Up();

        await _app.AsAnybody().Ask("/health/ready").Is(HttpStatusCode.OK);
        await museum.Ask("/me").Is(HttpStatusCode.OK);
        await _app.AsOperator().Patch($"/institutions/{institution}", new { place = new { ru = "Есик" } }, "*").Is(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task A_connection_that_died_while_nobody_used_it_is_not_noticed_by_whoever_reads_next()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var institution = await _app.AnInstitution();
        for (var i = 0; i < 5; i++)
        {
            _line.Cut();
            await _app.AsAnybody().Ask($"/institutions/{institution}").Is(HttpStatusCode.OK);
        }
    }

    [SkippableFact]
    public async Task A_connection_that_breaks_while_it_is_made_is_made_again_and_neither_reader_nor_writer_hears_of_it()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var institution = await _app.AnInstitution();
        foreach (var asked in new Func<Task<HttpResponseMessage>>[]
        {
            () => _app.AsAnybody().Ask($"/institutions/{institution}"),
            () => _app.AsOperator().Patch($"/institutions/{institution}", new { place = new { ru = "Есик" } }, "*"),
        })
        {
            var broken = _line.Broken;
            await RegistryApp.LetGo(_app.Database.ConnectionString);
            _line.BreakNext(2);
            await asked().Is(HttpStatusCode.OK);
            Assert.Equal(broken + 2, _line.Broken);
        }
    }

    [SkippableFact]
    public async Task A_deadlocks_victim_is_done_anew_and_its_caller_hears_nothing_of_it()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var agreement = await _app.AgreementIn("proposed");
        var tag = await _app.AsOperator().Tag(agreement.Path());
        await using var journal = await Held.By(this);
        // It has the agreement's row, and waits for the journal's head.
        var signing = _app.AsOperator().Post($"{agreement.Path()}/transitions", new { to = "signed", on = AgreementsGiven.Today, party = agreement.Parties()[0] }, tag);
        await Task.Delay(300);

        // And the other way round: one of the two must go. Ours waits longer already, and is chosen; where it is not, it goes on at once.
        try
        {
            await journal.Does("UPDATE agreements SET version = version WHERE id = @Id", new { Id = Guid.Parse(agreement.Id()) });
            await journal.LetGo();
        }
        catch (SqlException fault) when (fault.Number == 1205)
        {
            // The other was chosen.
        }

        Assert.Equal(["signed", "pending"], (await signing.Is(HttpStatusCode.OK)).Signatures());
        await Gapless();
    }

    [SkippableFact]
    public async Task When_every_connection_is_in_use_whoever_comes_is_asked_to_come_again()
    {
        Skip.If(RegistryApp.SqlServer is null, NoServer);
        var (host, port) = Server();
        using var line = new Line(host, port);
        line.Up();
        await using var narrow = new AppBehindTheLine(line) { Connections = 2 };
        await narrow.AnInstitution();
        await using var journal = await Held.By(this, narrow);
        var waiting = Enumerable.Range(0, 2).Select(_ => narrow.AsOperator().Post("/institutions", new JsonObject
        {
            ["code"] = Given.Unique("museum"), ["kind"] = "museum", ["names"] = new JsonObject { ["ru"] = "Музей" }, ["country"] = "KZ",
        })).ToList();
        for (var patience = 0; line.Calls < 2; patience++, await Task.Delay(100))
            Assert.True(patience < 600, "It does not take its second connection.");
        await Task.Delay(1000);

        var answer = await narrow.AsAnybody().Ask("/institutions");
        await Task.FromResult(answer).Refuses(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(answer.Headers.RetryAfter);

        await journal.LetGo();
        foreach (var posted in waiting)
            await posted.Is(HttpStatusCode.Created);
        await narrow.AsAnybody().Ask("/institutions").Is(HttpStatusCode.OK);
    }

    async Task<long> Head()
    {
        await using var connection = await Direct();
        return await connection.QuerySingleAsync<long>("SELECT seq FROM journal_head WHERE id = 1");
    }

    async Task Gapless()
    {
        await using var connection = await Direct();
        var (count, last) = await connection.QuerySingleAsync<(long, long)>("SELECT CAST(COUNT(*) AS bigint), MAX(seq) FROM journal");
        Assert.Equal(count, last);
        Assert.Equal(last, await Head());
    }

    /// <summary>Past the line.</summary>
    async Task<SqlConnection> Direct(AppBehindTheLine? app = null)
    {
        var connection = new SqlConnection(new SqlConnectionStringBuilder(RegistryApp.SqlServer!)
        {
            InitialCatalog = new SqlConnectionStringBuilder((app ?? _app).Database.ConnectionString).InitialCatalog,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>The journal's head in another's hand: whoever writes has written all, and waits with the last.</summary>
    sealed class Held(SqlConnection connection, SqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<Held> By(OutageTests tests, AppBehindTheLine? app = null)
        {
            var connection = await tests.Direct(app);
            var held = new Held(connection, (SqlTransaction)await connection.BeginTransactionAsync());
            await held.Does("UPDATE journal_head SET seq = seq WHERE id = 1");
            return held;
        }

        public Task<int> Does(string statement, object? parameters = null) => connection.ExecuteAsync(statement, parameters, transaction);

        public Task LetGo() => transaction.RollbackAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    /// <summary>Told when the driver is about to ask for a commit.</summary>
    sealed class OnCommit(Action act) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "SqlClientDiagnosticListener")
                value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key.EndsWith("WriteTransactionCommitBefore", StringComparison.Ordinal))
                act();
        }

        public void OnCompleted()
        {
            // It never ends.
        }

        public void OnError(Exception error)
        {
            // Nobody says so.
        }
    }

    static (string Host, int Port) Server()
    {
        var source = new SqlConnectionStringBuilder(RegistryApp.SqlServer ?? "Server=127.0.0.1").DataSource.Split(',');
        return (source[0].Split(':')[^1], source.Length > 1 ? int.Parse(source[1], CultureInfo.InvariantCulture) : 1433);
    }

    sealed class AppBehindTheLine(Line line) : RegistryApp
    {
        /// <summary>How many connections to the database it may have.</summary>
        public int? Connections { get; init; }

        protected override SqlConnectionStringBuilder Reached(SqlConnectionStringBuilder server)
        {
            server.DataSource = $"127.0.0.1,{line.Port}";
            server.ConnectTimeout = 5;
            // A busy server may take its time for a new connection: whoever has one to come is not to give it up.
            if (Connections is { } most)
                (server.MaxPoolSize, server.ConnectTimeout) = (most, 15);
            return server;
        }
    }
}
