using System.Globalization;
using System.Net;
using Dapper;
using Microsoft.Data.Sqlite;

namespace TransferRegistry.Tests.Data;

/// <summary>Reads from a copy that lags, decisions from the original: an answer says how far its journal goes.</summary>
public sealed class ReadCopyTests : IAsyncDisposable, IAsyncLifetime
{
    readonly string _copy = Path.Combine(Path.GetTempPath(), $"registry_copy_{Guid.NewGuid():N}.db");
    readonly AppWithCopy _app;

    public ReadCopyTests() => _app = new(_copy);

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        File.Delete(_copy);
    }

    [SkippableFact]
    public async Task What_is_only_read_comes_from_the_copy_and_says_how_old_it_is()
    {
        Skip.If(RegistryApp.SqlServer is not null, "A server's copy is the server's own; here the copy is a file.");
        var client = _app.AsOperator();
        var first = await client.Post("/institutions", Museum());
        await CopyNow();
        var second = await client.Post("/institutions", Museum());

        var listed = await client.Ask("/institutions");
        var changed = await client.Patch(new Uri(second.Headers.Location!.ToString()).PathAndQuery, new { place = new { ru = "Есик" } }, "*");

        Assert.Equal(Seq(first), Seq(listed));
        Assert.Single((await listed.Is(HttpStatusCode.OK))["items"]!.AsArray());
        await changed.Is(HttpStatusCode.OK);
        Assert.Equal((Seq(first) + 1, Seq(first) + 2), (Seq(second), Seq(changed)));
        await client.Ask(new Uri(second.Headers.Location!.ToString()).PathAndQuery).Refuses(HttpStatusCode.NotFound);

        await CopyNow();
        Assert.Equal(Seq(changed), Seq(await client.Ask("/institutions")));
    }

    [SkippableFact]
    public async Task An_If_Match_is_compared_with_the_original_and_a_key_revoked_there_opens_nothing_more()
    {
        Skip.If(RegistryApp.SqlServer is not null, "A server's copy is the server's own; here the copy is a file.");
        var client = _app.AsOperator();
        var path = new Uri((await client.Post("/institutions", Museum())).Headers.Location!.ToString()).PathAndQuery;
        var key = await client.Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created);
        var auditor = _app.As((string)key["key"]!);
        await CopyNow();
        await client.Patch(path, new { place = new { ru = "Есик" } }, "*").Is(HttpStatusCode.OK);
        await client.Send(HttpMethod.Delete, $"/keys/{key.Id()}", content: null);

        var stale = await client.Tag(path);
        var refused = await client.Patch(path, new { place = new { ru = "Талгар" } }, stale);

        await Task.FromResult(refused).Refuses(HttpStatusCode.PreconditionFailed);
        Assert.StartsWith("\"2-", refused.Headers.ETag!.Tag, StringComparison.Ordinal);
        await auditor.Ask("/me").Refuses(HttpStatusCode.Unauthorized);
    }

    [SkippableFact]
    public async Task A_registry_whose_copy_is_away_is_not_ready()
    {
        Skip.If(RegistryApp.SqlServer is not null, "A server's copy is the server's own; here the copy is a file.");
        await _app.AnInstitution();

        await _app.AsAnybody().Ask("/health/ready").Refuses(HttpStatusCode.ServiceUnavailable);

        await CopyNow();
        await _app.AsAnybody().Ask("/health/ready").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_copy_every_answer_is_of_the_last_commit()
    {
        await using var app = new RegistryApp();
        var posted = await app.AsOperator().Post("/institutions", Museum());
        var read = await app.AsAnybody().Ask(new Uri(posted.Headers.Location!.ToString()).PathAndQuery);

        Assert.Equal(Seq(posted), Seq(read));
        var unchanged = await app.AsAnybody().Ask(new Uri(posted.Headers.Location!.ToString()).PathAndQuery, ("If-None-Match", read.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.NotModified, Seq(posted)), (unchanged.StatusCode, Seq(unchanged)));
    }

    static object Museum() => new { code = Given.Unique("museum"), kind = "museum", names = new { ru = "Музей" }, country = "KZ" };

    static long Seq(HttpResponseMessage answer) => long.Parse(Assert.Single(answer.Headers.GetValues("Registry-Seq")), CultureInfo.InvariantCulture);

    async Task CopyNow()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_copy);
        await using var connection = await _app.Database.Open(CancellationToken.None);
        await connection.ExecuteAsync("VACUUM INTO @Copy", new { Copy = _copy });
    }

    sealed class AppWithCopy(string copy) : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => SqlServer is null
            ? new Dictionary<string, string?> { ["Database:ReadConnectionString"] = $"Data Source={copy};Mode=ReadOnly" } : [];
    }
}
