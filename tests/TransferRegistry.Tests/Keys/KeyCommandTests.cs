using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Keys;

/// <summary>Keys on the command line, and what the registry remembers of their use.</summary>
public sealed class KeyCommandTests : IAsyncLifetime, IAsyncDisposable
{
    readonly RegistryApp _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    // xUnit knows this one alone.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task An_operator_creates_lists_and_revokes_keys_without_having_one()
    {
        var museum = await _app.AnInstitution();

        var (created, key, said) = await Call("create", "--role", "museum", "--institution", museum, "--expires-at", "2030-01-01T00:00:00Z");

        Assert.True(created == 0, said);
        key = key.Trim();
        Assert.DoesNotContain(key, said, StringComparison.Ordinal);
        var me = await _app.As(key).Ask("/me").Is(HttpStatusCode.OK);
        Assert.Equal(("museum", museum), ((string)me["role"]!, (string)me["institution"]!["code"]!));

        var (listed, keys, _) = await Call("list");
        var line = Assert.Single(keys.Split('\n'), line => line.Contains((string)me["keyId"]!, StringComparison.Ordinal));
        Assert.Equal(0, listed);
        Assert.Contains("valid until 2030-01-01T00:00:00.000000Z", line, StringComparison.Ordinal);
        Assert.DoesNotContain(key[^38..], keys, StringComparison.Ordinal);

        var (revoked, _, _) = await Call("revoke", RegistryKey.Parse(key)!.Handle);
        Assert.Equal(0, revoked);
        await _app.As(key).Ask("/me").Refuses(HttpStatusCode.Unauthorized, "key.revoked");
    }

    [Theory]
    [InlineData("no institution nobody", "create", "--role", "museum", "--institution", "nobody")]
    [InlineData("\"institution\" is needed", "create", "--role", "museum")]
    [InlineData("--expires-at", "create", "--role", "auditor", "--expires-at", "tomorrow")]
    [InlineData("no such key", "revoke", "nothing")]
    [InlineData("--role", "create")]
    public async Task What_makes_no_sense_ends_with_one_line_that_says_so(string says, params string[] arguments)
    {
        await _app.AnInstitution();

        var (exit, printed, told) = await Call(arguments);

        Assert.Equal((1, ""), (exit, printed.Split("Description:")[0]));
        Assert.Contains(says, told, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_known_to_the_minute()
    {
        var made = await _app.AsOperator().Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created);
        var auditor = _app.As((string)made["key"]!);
        Assert.Null(await LastUse(made.Id()));

        await auditor.Ask("/me").Is(HttpStatusCode.OK);
        await _app.Services.GetRequiredService<Housekeeping>().Round();
        Assert.Equal("2026-11-23T06:00:00.000000Z", await LastUse(made.Id()));

        _app.Clock.AdvanceHours(1);
        await auditor.Ask("/me").Is(HttpStatusCode.OK);
        await _app.Services.GetRequiredService<Housekeeping>().Round();
        Assert.Equal("2026-11-23T07:00:00.000000Z", await LastUse(made.Id()));
    }

    [Fact]
    public async Task An_instance_that_saw_a_key_earlier_does_not_say_so_later()
    {
        var made = await _app.AsOperator().Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created);
        var (earlier, later) = (new KeyUse(), new KeyUse());
        earlier.Seen(Guid.Parse(made.Id()), NodaTime.Instant.FromUtc(2026, 11, 23, 6, 0));
        later.Seen(Guid.Parse(made.Id()), NodaTime.Instant.FromUtc(2026, 11, 23, 7, 0));
        foreach (var use in new[] { later, earlier })
        {
            await using var work = new Work(_app.Database, new(_app.Clock, NodaTime.DateTimeZone.Utc), Api.Kernel.Caller.Operator, new("a test"), CancellationToken.None);
            await work.Begin();
            await use.Do(work);
            await work.Commit();
            Assert.False(use.IsDue);
        }

        Assert.Equal("2026-11-23T07:00:00.000000Z", await LastUse(made.Id()));
    }

    [Fact]
    public async Task Keys_of_requests_are_forgotten_after_thirty_days()
    {
        var body = new { role = "auditor" };
        await _app.AsOperator().Send(HttpMethod.Post, "/keys", System.Net.Http.Json.JsonContent.Create(body), ("Idempotency-Key", "sixteen-characters"));
        var housekeeping = _app.Services.GetRequiredService<Housekeeping>();
        await housekeeping.Round();
        Assert.Equal(1, await Kept());

        _app.Clock.Advance(IdempotencyStore.For + NodaTime.Duration.FromSeconds(1));
        await housekeeping.Round();

        Assert.Equal(0, await Kept());
    }

    [SkippableFact]
    public async Task Outside_development_the_registry_does_not_start_with_keys_that_everybody_knows()
    {
        Skip.If(RegistryApp.SqlServer is not null, "The sample is loaded into a file.");
        await using var sample = new SampleApp();
        await sample.AsAnybody().Ask("/institutions").Is(HttpStatusCode.OK);
        var where = ("Database__ConnectionString", sample.Database.ConnectionString);

        var (exit, told) = await TheProgram.Ends(where);

        Assert.Equal(1, exit);
        Assert.Contains("keys revoke department, keys revoke 0000museum, keys revoke 000auditor, keys revoke 00000admin", told, StringComparison.Ordinal);
        foreach (var (_, _, _, key) in SampleKeys.All)
            Assert.Equal(0, (await TheProgram.Does(["keys", "revoke", key.Handle], where)).Exit);
        // Nothing is wrong with it now but the port.
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (_, _, refused) = await TheProgram.Does(["--urls", $"http://{taken.LocalEndpoint}"], where);
        Assert.Contains("in use", refused, StringComparison.Ordinal);
    }

    async Task<string?> LastUse(string key) =>
        (string?)(await _app.AsOperator().Walk("/keys")).Single(listed => listed.Id() == key)["lastUsedAt"];

    async Task<long> Kept()
    {
        await using var db = new Db(_app.Database, CancellationToken.None);
        return await db.Count("SELECT COUNT(*) FROM kept_answers");
    }

    Task<(int Exit, string Printed, string Told)> Call(params string[] arguments) => TheProgram.Does(["keys", .. arguments],
        ("Database__Dialect", RegistryApp.SqlServer is null ? "Sqlite" : "SqlServer"), ("Database__ConnectionString", _app.Database.ConnectionString));
}
