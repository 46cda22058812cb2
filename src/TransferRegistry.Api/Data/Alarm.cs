using System.Data.Common;
using System.Diagnostics;
using Dapper;
using NodaTime;

namespace TransferRegistry.Api.Data;

/// <summary>
/// The database is damaged or can't use its disk: a statement that meets this raises the alarm. The log says it once, as critical;
/// the alarm stands until the statement succeeds and there is room to write.
/// </summary>
sealed partial class Alarm(Database database, ILogger? logger)
{
    // As much as a usual posting writes, several times over: a disk with less is full.
    const int Room = 1 << 19;

    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    readonly Lock _one = new();
    Func<Task>? _again;
    Task? _look;
    Func<Task>? _lookedFor;
    long _begun;

    /// <summary>Raises the alarm, if the error says that the database is damaged or can't use its disk.</summary>
    /// <param name="fault">The error.</param>
    /// <param name="again">Does what has failed once more, and keeps nothing of it; nothing where writing is enough.</param>
    public void Raise(DbException fault, Func<Task>? again = null)
    {
        if (Database.TroubleOf(fault) is not (Trouble.Disk or Trouble.Damage))
            return;
        if (Interlocked.CompareExchange(ref _again, again ?? (() => Task.CompletedTask), comparand: null) is null && logger is not null)
            Raised(logger, fault);
    }

    /// <summary>
    /// As <see cref="Raise(DbException, Func{Task})"/>, for a statement: it is tried again on a connection with nothing in its cache, and rolled back.
    /// </summary>
    public void Raise(DbException fault, SqlText statement, object? parameters, bool writes, bool fromCopy) => Raise(fault, async () =>
    {
        using var gate = await database.EnterWriteGate(CancellationToken.None);
        await using var connection = await database.OpenAnew(fromCopy);
        await using var transaction = await Database.Begin(connection, writes, CancellationToken.None);
        try
        {
            await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(statement.For(database.Dialect), parameters, transaction));
            while (await reader.ReadAsync())
            {
                // Every row has to be found.
            }
        }
        catch (DbException other) when (Database.TroubleOf(other) is null)
        {
            // A unique index refuses it, or a key: the engine could read what it needed to say so.
        }
    });

    /// <summary>
    /// Finds out whether the database can be written, and whether a statement that raised the alarm still fails.
    /// One look serves all who ask meanwhile; a good one stands for a second.
    /// </summary>
    /// <exception cref="DbException">It can't.</exception>
    public Task Look()
    {
        lock (_one)
        {
            var again = Volatile.Read(ref _again);
            var isFresh = again is null && _look is { IsCompletedSuccessfully: true } && Stopwatch.GetElapsedTime(_begun) < Fresh;
            // A look that began before the alarm says nothing of it.
            if (_look is not null && again == _lookedFor && (!_look.IsCompleted || isFresh))
                return _look;
            (_begun, _lookedFor) = (Stopwatch.GetTimestamp(), again);
            return _look = Look(again);
        }
    }

    async Task Look(Func<Task>? again)
    {
        await Task.Yield();
        if (again is null)
        {
            using var patience = new CancellationTokenSource(Fresh);
            try
            {
                await Write(characters: 1, patience.Token);
            }
            catch (OperationCanceledException)
            {
                // Others write all the while, and would have met it.
            }
            return;
        }
        await again();
        await Write(Room, CancellationToken.None);
        database.LetGo();
        if (Interlocked.CompareExchange(ref _again, value: null, again) == again && logger is not null)
            Ended(logger);
    }

    // A kept answer that nobody asks for, committed and removed. One that a crash leaves behind is older than any other: the next cleaning removes it.
    async Task Write(int characters, CancellationToken atTheGate)
    {
        var row = new
        {
            Submitter = "registry", Key = $"{Guid.NewGuid():N}", RequestHash = "", Now = NodaConstants.UnixEpoch,
            Status = 200L, Location = (string?)null, EntityTag = (string?)null, Body = new string('.', characters),
        };
        try
        {
            await Kept(IdempotencyStore.Insert, IdempotencyStore.Fill);
            await Kept(IdempotencyStore.Forget);
        }
        catch (DbException fault)
        {
            Raise(fault);
            throw;
        }

        async Task Kept(params SqlText[] statements)
        {
            using var gate = await database.EnterWriteGate(atTheGate);
            await using var connection = await database.Open(CancellationToken.None);
            await using var transaction = await Database.Begin(connection, writes: true, CancellationToken.None);
            foreach (var statement in statements)
                await connection.ExecuteAsync(new CommandDefinition(statement.For(database.Dialect), row, transaction));
            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The database is damaged or can't use its disk. Until that is mended the registry is not ready")]
    static partial void Raised(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database can be read and written again")]
    static partial void Ended(ILogger logger);
}
