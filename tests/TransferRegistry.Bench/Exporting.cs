using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.Items;

namespace TransferRegistry.Bench;

/// <summary>
/// All items as NDJSON over HTTP, and the same query in this process, by the same statements and as many records at a time: its rows alone, and its records as the list shows them, one after the other.
/// </summary>
sealed class Exporting(ServedRegistry service, string file)
{
    // The first ones find a service that is still warming up.
    const int Turns = 6;

    public async Task Measure()
    {
        TypeHandlers.Register();
        for (var turn = 0; turn < Turns; turn++)
        {
            var (sent, rows, records) = (await Rate(Sent), await Rate(() => Read(async (read, _) => (await read).Count)), await Rate(() => Read(Shown)));
            Console.WriteLine($"all items as NDJSON over HTTP {sent,7:N0} a second; in process the rows {rows,7:N0}: {sent / rows:N2} of it; the records {records,7:N0}: {sent / records:N2} of it");
        }
    }

    static async Task<double> Rate(Func<Task<long>> act)
    {
        var clock = Stopwatch.StartNew();
        return await act() / clock.Elapsed.TotalSeconds;
    }

    async Task<long> Sent()
    {
        using var answer = await service.AsOperator.GetAsync(new Uri("api/v1/items?format=ndjson", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var (buffer, lines) = (new byte[1 << 16], 0L);
        while (await body.ReadAsync(buffer) is var count and > 0)
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        return lines;
    }

    async Task<long> Read(Func<Task<IReadOnlyList<ItemRow>>, Db, Task<int>> take)
    {
        using var database = new Database(Dialect.Sqlite, $"Data Source={file}");
        var (records, after) = (0L, (Guid?)null);
        while (true)
        {
            IReadOnlyList<Guid> keys;
            await using (var db = new Db(database, CancellationToken.None))
                keys = await db.List<Guid>(ItemSql.List.Keys([], descending: false, continued: after is not null), new Dictionary<string, object?>(VisibilitySql.Parameters(Caller.Operator)) { ["After"] = after, ["Limit"] = Paginator.KeysAtATime });
            foreach (var some in keys.Chunk(Paginator.RecordsAtATime))
            {
                await using var db = new Db(database, CancellationToken.None);
                records += await take(db.List<ItemRow>(ItemSql.List.Among([]), new Dictionary<string, object?>(VisibilitySql.Parameters(Caller.Operator)) { ["Among"] = Json.Write(some) }), db);
            }
            if (keys.Count < Paginator.KeysAtATime)
                return records;
            after = keys[^1];
        }
    }

    async Task<int> Shown(Task<IReadOnlyList<ItemRow>> rows, Db db) =>
        (await new ItemView(versions: null!, new(db, Caller.Operator, _links), Time).Show(await rows)).Sum(_ => 1);

    static readonly RegistryTime Time = new(SystemClock.Instance, DateTimeZone.Utc);

    readonly Links _links = new(new HttpContextAccessor(), Options.Create(new PublicOptions { BaseUrl = new("http://127.0.0.1/") }), server: null!);
}
