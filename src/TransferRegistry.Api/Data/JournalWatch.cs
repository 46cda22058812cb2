namespace TransferRegistry.Api.Data;

/// <summary>Tells those who wait that the journal has gone on, whichever instance has written it: one look at the database for all who wait.</summary>
sealed class JournalWatch(Database database)
{
    static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);

    readonly Lock _one = new();
    Task<long>? _look;

    /// <summary>true, when the journal goes beyond the number; false, when the time given is over. Nothing of the database is held meanwhile.</summary>
    public async Task<bool> Beyond(long seq, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(atMost);
        try
        {
            while (await Look().WaitAsync(patience.Token) <= seq)
            {
                // The next look is a while away.
            }
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    Task<long> Look()
    {
        lock (_one)
            return _look = _look is { IsCompleted: false } ? _look : LookLater();
    }

    async Task<long> LookLater()
    {
        await Task.Delay(Between);
        await using var db = new Db(database, CancellationToken.None);
        return await db.Count(JournalSql.Position);
    }
}
