using System.Diagnostics;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Items;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Bench;

/// <summary>All items as NDJSON over HTTP, and the same rows by the same statements in this process: without names, custody, JSON and the line.</summary>
sealed class Exporting(ServedRegistry service, string file)
{
    // The first ones find a service that is still warming up.
    const int Turns = 6;

    public async Task Measure()
    {
        TypeHandlers.Register();
        for (var turn = 0; turn < Turns; turn++)
        {
            var (sent, read) = (await Rate(Sent), await Rate(Read));
            Console.WriteLine($"{"all items as NDJSON, in process, over HTTP",-70} {read,7:N0}, {sent,7:N0} a second, {sent / read:N2} of it");
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

    async Task<long> Read()
    {
        using var database = new Database(Dialect.Sqlite, $"Data Source={file}");
        var (rows, after) = (0L, (Guid?)null);
        while (true)
        {
            await using var db = new Db(database, CancellationToken.None);
            var keys = await db.List<Guid>(ItemSql.List.Keys([], descending: false, continued: after is not null), new Dictionary<string, object?>(Sight.Parameters(Caller.Operator)) { ["After"] = after, ["Limit"] = 5_000 });
            foreach (var some in keys.Chunk(200))
                rows += (await db.List<DocumentRow>(ItemSql.List.Among([]), new Dictionary<string, object?>(Sight.Parameters(Caller.Operator)) { ["Among"] = Json.Write(some) })).Count;
            if (keys.Count < 5_000)
                return rows;
            after = keys[^1];
        }
    }
}
