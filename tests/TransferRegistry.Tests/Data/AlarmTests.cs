using System.Net;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TransferRegistry.Tests.Data;

/// <summary>A file that is damaged under the service, and a disk that takes no more.</summary>
public sealed class AlarmTests : IAsyncLifetime, IAsyncDisposable
{
    const string OnlyFiles = "A file is damaged, and a server has none.";

    readonly Overheard _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    // xUnit knows this one alone.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [SkippableTheory]
    [InlineData("items")]
    [InlineData("transfer_lines")]
    [InlineData("sqlite_schema")] // the first page: the file is no database any more
    public async Task A_damaged_table_is_an_alarm_and_the_registry_is_not_ready_until_it_is_mended(string table)
    {
        Skip.If(RegistryApp.SqlServer is not null, OnlyFiles);
        var (from, to) = (await _app.AnInstitution(), await _app.AnInstitution());
        var transfer = await _app.AsOperator().Post("/transfers", Given.ATransfer(from, to)).Is(HttpStatusCode.Created);
        var reading = table is "transfer_lines" ? $"/transfers/{transfer.Id()}/lines" : "/items";
        await Ready(HttpStatusCode.OK);
        var (place, sound) = await Damage(table);

        await _app.AsOperator().Ask(reading).Refuses(HttpStatusCode.ServiceUnavailable, "database.damaged");
        await _app.AsOperator().Post("/transfers", Given.ATransfer(from, to)).Refuses(HttpStatusCode.ServiceUnavailable, "database.damaged");

        Assert.Single(_app.Log.From(LogLevel.Critical));
        for (var asked = 0; asked < 3; asked++)
            await Ready(HttpStatusCode.ServiceUnavailable, "database.damaged");
        await _app.AsAnybody().Ask("/health/live").Is(HttpStatusCode.OK);

        Write(place, sound);
        await Ready(HttpStatusCode.OK);
        await _app.AsOperator().Ask(reading).Is(HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task A_full_disk_is_an_alarm_and_the_registry_is_not_ready_until_there_is_room()
    {
        Skip.If(RegistryApp.SqlServer is not null, OnlyFiles);
        var institution = await _app.AnInstitution();
        await Ready(HttpStatusCode.OK);
        await Everywhere("PRAGMA max_page_count = 1"); // as many as there are

        var ru = new string('м', 1000);
        HttpResponseMessage answer;
        do
            answer = await _app.AsOperator().Post("/institutions", new { code = Given.Unique("museum"), kind = "museum", names = new { ru }, country = "KZ" });
        while (answer.StatusCode is HttpStatusCode.Created);

        await Task.FromResult(answer).Refuses(HttpStatusCode.ServiceUnavailable, "database.disk");
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Single(_app.Log.From(LogLevel.Critical));
        for (var asked = 0; asked < 3; asked++)
            await Ready(HttpStatusCode.ServiceUnavailable, "database.disk");
        // What is there can be read.
        await _app.AsOperator().Ask($"/institutions/{institution}").Is(HttpStatusCode.OK);

        await Everywhere("PRAGMA max_page_count = 1000000");
        await Ready(HttpStatusCode.OK);
        await _app.AnInstitution();
    }

    [SkippableFact]
    public async Task A_registry_that_can_no_longer_write_finds_out_before_somebody_has_tried()
    {
        Skip.If(RegistryApp.SqlServer is not null, OnlyFiles);
        await _app.AnInstitution();
        await Everywhere("PRAGMA query_only = 1");

        await Ready(HttpStatusCode.ServiceUnavailable, "database.disk");

        Assert.Single(_app.Log.From(LogLevel.Critical));
        await Everywhere("PRAGMA query_only = 0");
        await Ready(HttpStatusCode.OK);
        await using var connection = await _app.Database.Open(CancellationToken.None);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM kept_answers"));
    }

    async Task Ready(HttpStatusCode status, string? code = null)
    {
        var answer = _app.AsAnybody().Ask("/health/ready");
        if (code is null)
            await answer.Is(status);
        else
            await answer.Refuses(status, code);
    }

    // Every connection that the pool will give: more than are in use at once.
    async Task Everywhere(string pragma)
    {
        var connections = new List<System.Data.Common.DbConnection>();
        for (var opened = 0; opened < 12; opened++)
        {
            connections.Add(await _app.Database.Open(CancellationToken.None));
            await connections[^1].ExecuteAsync(pragma);
        }
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    // The root page of the table, in the file itself: no cache and no log has it any more.
    async Task<(long Place, byte[] Sound)> Damage(string table)
    {
        long place;
        int length;
        await using (var connection = await _app.Database.Open(CancellationToken.None))
        {
            length = (int)await connection.ExecuteScalarAsync<long>("PRAGMA page_size");
            var page = table is "sqlite_schema" ? 1 : await connection.ExecuteScalarAsync<long>(
                "SELECT rootpage FROM sqlite_schema WHERE name = @table", new { table });
            place = length * (page - 1);
            while (await connection.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
                await Task.Delay(50);
        }
        _app.Database.LetGo();
        var sound = new byte[length];
        using (var file = Open())
        {
            file.Seek(place, SeekOrigin.Begin);
            file.ReadExactly(sound);
        }
        Write(place, [.. Enumerable.Repeat((byte)0xA5, length)]);
        return (place, sound);
    }

    void Write(long place, byte[] page)
    {
        using var file = Open();
        file.Seek(place, SeekOrigin.Begin);
        file.Write(page);
    }

    FileStream Open() =>
        new(new SqliteConnectionStringBuilder(_app.Database.ConnectionString).DataSource, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    sealed class Overheard : RegistryApp
    {
        public HeardLog Log { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<ILoggerFactory>(new LoggerFactory([Log])));
        }
    }
}
