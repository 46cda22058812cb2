using System.IO.Compression;
using NodaTime;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Reading.Exports;

/// <summary>
/// Writes exports, one at a time an instance, the oldest first; any instance may, and holds the export's lease while it does. One that ends in the middle is followed by another when the lease is over, which begins anew: the file is of one moment.
/// </summary>
sealed partial class ExportRunner(IServiceScopeFactory scopes, Database database, ExportLists lists, OpenKeys keys, BackgroundUnitOfWork units, RegistryTime time, ILogger<ExportRunner> logger) : BackgroundService
{
    static readonly TimeSpan Between = TimeSpan.FromSeconds(1);
    static readonly Duration Leased = Duration.FromSeconds(60);

    // What fails so often does not fail by chance.
    const int Attempts = 5;

    readonly Guid _lease = Guid.NewGuid();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            if (!await Round(stoppingToken))
                await Task.Delay(Between, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Writes the next export; false where there is none, or it could not be written now.</summary>
    public async Task<bool> Round(CancellationToken stopping)
    {
        try
        {
            if (await Claimed() is not { } row)
                return false;
            await Run(row, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            // The service ends, or the export was deleted.
            return false;
        }
        catch (Exception fault)
        {
            // Whatever it is: an export that can't be written is no reason for the service to end.
            PutOff(logger, fault);
            return false;
        }
    }

    async Task<ExportRow?> Claimed()
    {
        IReadOnlyList<Guid> open;
        await using (var db = new Db(database, CancellationToken.None))
            open = await db.List<Guid>(ExportSql.Open, new { time.Now });
        foreach (var id in open.Order())
            if (await units.Run(work => work.ExecuteUnjournaled(ExportSql.Claim, new { Id = id, Lease = _lease, Now = work.Clock, Until = work.Clock + Leased })) == 1)
            {
                await using var db = new Db(database, CancellationToken.None);
                return await db.Find<ExportRow>(ExportSql.List.Only("id"), new { Id = id });
            }
        return null;
    }

    async Task Run(ExportRow row, CancellationToken stopping)
    {
        var (export, walk) = (row.As<Export>(), new ListWalk());
        if (row.Attempts > Attempts)
            await Fail(row.Id, Faults.ExportGivenUp.Because(("attempts", Attempts)));
        else if (!await keys.StillOpens(export.Caller))
            await Fail(row.Id, Faults.ExportKeyEnded.Because());
        else
            try
            {
                await units.Run(work => work.ExecuteUnjournaled(ExportSql.DeleteParts, new { row.Id }));
                await using var file = new ExportFile.Writing((part, content, bytes) => Keep(row.Id, walk, part, content, bytes));
                await Write(export, file, walk, stopping);
                var digest = await file.End();
                await Mine(work => work.ExecuteUnjournaled(ExportSql.Finish, new
                {
                    row.Id,
                    Lease = _lease,
                    walk.Seq,
                    Records = walk.Sent,
                    Written = walk.Sent,
                    Bytes = file.Kept,
                    Digest = digest,
                    work.Now,
                    ExpiresAt = work.Clock + Export.Kept,
                }));
            }
            catch (Refusal refusal)
            {
                await Fail(row.Id, refusal);
            }
    }

    async Task Write(Export export, Stream file, ListWalk walk, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Bearer>().Caller = export.Caller;
        if (export.Compression is null)
        {
            await lists.Write(export, scope.ServiceProvider, file, walk, stopping);
            return;
        }
        await using var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        await lists.Write(export, scope.ServiceProvider, gzip, walk, stopping);
    }

    async Task Keep(Guid id, ListWalk walk, long part, byte[] content, long bytes) => await Mine(async work =>
    {
        var kept = await work.ExecuteUnjournaled(ExportSql.Progress, new
        {
            Id = id, Lease = _lease, walk.Seq, walk.Records, Written = walk.Sent, Bytes = bytes, Until = work.Clock + Leased,
        });
        if (kept == 1)
            await work.ExecuteUnjournaled(ExportSql.KeepPart, new { Id = id, Part = part, Content = content });
        return kept;
    });

    async Task Fail(Guid id, Refusal refusal)
    {
        var fault = new ExportFault(refusal.Faults.Count > 0 ? refusal.Faults[0].Kind.Code : refusal.Problem.Slug, refusal.Message);
        await Mine(work => work.ExecuteUnjournaled(ExportSql.Fail, new { Id = id, Lease = _lease, Fault = Json.Write(fault), work.Now, ExpiresAt = work.Clock + Export.Kept }));
        await units.Run(work => work.ExecuteUnjournaled(ExportSql.DeleteParts, new { Id = id }));
    }

    // Another has taken it over, or it was deleted: nothing more is written.
    async Task Mine(Func<Work, Task<int>> act)
    {
        if (await units.Run(act) != 1)
            throw new OperationCanceledException("The export is no more this instance's.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An export was not written, and is tried again")]
    static partial void PutOff(ILogger logger, Exception fault);
}
