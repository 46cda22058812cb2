using System.Data.Common;
using Dapper;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>
/// One unit of work: everything an unsafe request reads and writes, in one transaction that ends with the journal.
/// What was written without being recorded is refused at commit.
/// </summary>
sealed class Work(Database database, RegistryTime time, Caller caller, RequestId request, CancellationToken cancellationToken) : Db(database, cancellationToken)
{
    readonly List<(string Type, IRecord Record, string Document, string? Reason)> _recorded = [];
    readonly Dictionary<(Type, Guid), object> _read = [];
    IDisposable? _gate;
    Instant _lastStamp;
    bool _begun;
    bool _wrote;
    long? _position;

    /// <summary>
    /// The unit's one moment: createdAt and updatedAt of all it writes. Later than every entry of the journal that was committed before the unit began,
    /// also where the clock was set back since; of units at work at the same time the one that began first may commit last.
    /// </summary>
    public Instant Now { get; private set; }

    /// <summary>What the clock says, which may be before <see cref="Now"/>: for terms and leases, which are held against the clock elsewhere.</summary>
    public Instant Clock { get; private set; }

    /// <summary>The day by the clock, also where stamps have gone on: what is signed today is no matter of what the journal said yesterday.</summary>
    public LocalDate Today { get; private set; }

    public Caller Caller => caller;

    /// <summary>
    /// A new id: UUIDv7 whose twelve bits after the milliseconds are the microseconds (RFC 9562, 6.2, method 3), a microsecond later each time,
    /// so that what is made sorts in the order it was made, whatever the clock does.
    /// </summary>
    public Guid NewId()
    {
        var moment = _lastStamp = time.Stamp(Now);
        var bytes = Guid.CreateVersion7(moment.ToDateTimeOffset()).ToByteArray(bigEndian: true);
        var fraction = (int)(TimeText.Microseconds(moment) % 1000) << 2;
        bytes[6] = (byte)(0x70 | (fraction >> 8));
        bytes[7] = (byte)fraction;
        return new Guid(bytes, bigEndian: true);
    }

    public async Task Begin()
    {
        _gate = await Database.EnterWriteGate(HungUp);
        (Clock, _begun, _position) = (time.Now, true, null);
        Today = time.DayOf(Clock);
        var journalled = TimeText.FromMicroseconds(await Count(JournalSql.LastMoment) + 1);
        Now = _lastStamp = time.Stamp(Instant.Max(Clock, journalled));
    }

    /// <summary>A record that the unit reads once, however often it is asked for. Where such records are written they are forgotten.</summary>
    public async Task<T?> Once<T>(Guid id, Func<Task<T?>> read) where T : class
    {
        if (_read.TryGetValue((typeof(T), id), out var known))
            return (T)known;
        if (await read() is not { } record)
            return null;
        _read[(typeof(T), id)] = record;
        return record;
    }

    /// <summary>Records that the unit reads once, by their ids and in the order of these; those that there are.</summary>
    public async Task<IReadOnlyList<T>> OnceEach<T>(IEnumerable<Guid> ids, Func<T, Guid> id, Func<IReadOnlyCollection<Guid>, Task<IReadOnlyList<T>>> read) where T : class
    {
        var wanted = ids.Distinct().Order().ToList();
        var unread = wanted.Where(one => !_read.ContainsKey((typeof(T), one))).ToList();
        if (unread.Count > 0)
            foreach (var record in await read(unread))
                _read[(typeof(T), id(record))] = record;
        return [.. wanted.Select(one => (T?)_read.GetValueOrDefault((typeof(T), one))).OfType<T>()];
    }

    /// <summary>Records of this kind are written, or taken: each is read again when it is asked for.</summary>
    public void Forget<T>()
    {
        foreach (var key in _read.Keys.Where(key => key.Item1 == typeof(T)).ToList())
            _read.Remove(key);
    }

    public async Task<int> Write(SqlText statement, object? parameters = null)
    {
        Begun();
        _wrote = true;
        ReadAgain();
        return await Send(statement, parameters, (connection, command) => connection.ExecuteAsync(command));
    }

    /// <summary>Writes exactly one row, or refuses: the guard in its WHERE found the record changed meanwhile.</summary>
    public async Task WriteOne(SqlText statement, object parameters)
    {
        if (await Write(statement, parameters) != 1)
            throw Faults.ChangedMeanwhile.Because(("record", "record"));
    }

    /// <summary>Writes all rows by one statement, which has the bracket of one (see <see cref="SqlRows"/>), or refuses where a guard found one of them changed meanwhile.</summary>
    public Task WriteAll(SqlText statement, IEnumerable<object> rows) => WriteAll(statement, rows, taken: null);

    /// <summary>Writes all rows by one statement, each of which a unique index may refuse; then <paramref name="taken"/> says who has what, and the unit ends.</summary>
    public Task WriteAll(SqlText statement, IEnumerable<object> rows, Func<Task<Refusal>>? taken) => WriteRows(statement, rows, taken, all: true);

    /// <summary>Writes as many of the rows as there are to write, each of which a unique index may refuse, as <see cref="WriteUnique"/> does.</summary>
    public Task WriteFree(SqlText statement, IEnumerable<object> rows, Func<Task<Refusal>> taken) => WriteRows(statement, rows, taken, all: false);

    async Task WriteRows(SqlText statement, IEnumerable<object> rows, Func<Task<Refusal>>? taken, bool all)
    {
        Begun();
        foreach (var (text, parameters, many) in SqlRows.Of(statement.For(Dialect), [.. rows]))
        {
            _wrote = true;
            ReadAgain();
            try
            {
                if (await Send(new(text, text), parameters, (connection, command) => connection.ExecuteAsync(command)) != many && all)
                    throw Faults.ChangedMeanwhile.Because(("record", "record"));
            }
            catch (DbException fault) when (taken is not null && Database.IsTaken(fault))
            {
                throw await taken();
            }
        }
    }

    /// <summary>Writes a row that a unique index may refuse; then <paramref name="taken"/> says who has what, and the unit ends.</summary>
    public async Task WriteUnique(SqlText statement, object parameters, Func<Task<Refusal>> taken)
    {
        if (await WriteFree(statement, parameters, taken) != 1)
            throw Faults.ChangedMeanwhile.Because(("record", "record"));
    }

    /// <summary>Writes as many rows as there are to write, each of which a unique index may refuse, as <see cref="WriteUnique"/> does.</summary>
    public async Task<int> WriteFree(SqlText statement, object parameters, Func<Task<Refusal>> taken)
    {
        try
        {
            return await Write(statement, parameters);
        }
        catch (DbException fault) when (Database.IsTaken(fault))
        {
            throw await taken();
        }
    }

    /// <summary>Writes what is no record of the registry and needs no journal: a credential's last use, an item's row taken before a decision.</summary>
    public async Task<int> ExecuteUnjournaled(SqlText statement, object? parameters = null)
    {
        Begun();
        return await Send(statement, parameters, (connection, command) => connection.ExecuteAsync(command));
    }

    /// <summary>Says what happened to a record; it enters the journal at commit, as it stands now.</summary>
    public void AppendToJournal(string type, IRecord record, string? reason = null) => _recorded.Add((type, record, DocumentOf(record), reason));

    /// <summary>The number of the journal's last entry in what the unit has read, or with what it has written; null where it has done neither.</summary>
    public async Task<long?> Position() => _position ?? (IsOpen ? await new JournalReader(this).Position() : null);

    /// <summary>Nothing of the unit is kept: it was only asked what would happen.</summary>
    public bool DryRun { get; set; }

    public async Task Commit()
    {
        if (_wrote && _recorded.Count == 0)
            throw new InvalidOperationException("Rows were written but nothing was recorded.");
        if (_recorded.Count > 0 && !DryRun)
            await Append();
        if (!DryRun && Transaction is { } transaction)
            await Commit(transaction);
        await Close();
    }

    async Task Commit(DbTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbException fault)
        {
            Database.Alarm.Raise(fault);
            if (Database.IsInDoubt(fault))
                throw new CommitInDoubtException(fault);
            throw;
        }
        catch (InvalidOperationException fault) when (transaction.Connection is null or { State: not System.Data.ConnectionState.Open })
        {
            // The driver has noticed that its connection is gone before it could ask for the commit.
            throw new UnitRolledBackException("The connection to the database broke before the commit.", fault);
        }
    }

    /// <summary>The record as a document: what its row and the journal keep.</summary>
    public static string DocumentOf(IRecord record) => System.Text.Json.JsonSerializer.Serialize(record, record.GetType(), Json.Options);

    async Task Append()
    {
        var actor = Json.Write(new Actor(caller.Role ?? throw new InvalidOperationException("Nobody anonymous changes anything."), caller.InstitutionId, caller.Key));
        // Not before any id of the unit: whoever begins after the commit goes on from there.
        await ExecuteUnjournaled(JournalSql.Advance, new { By = _recorded.Count, Now = TimeText.Microseconds(Instant.Max(time.Now, _lastStamp)) });
        var head = await Find<Head>(JournalSql.Head) ?? throw new InvalidOperationException("The journal has lost its head row.");
        _position = head.Seq;
        var entries = _recorded.Index().Select(recorded =>
        {
            var (type, record, document, reason) = recorded.Item;
            var behind = _recorded.Count - 1 - recorded.Index;
            var entry = new JournalEntry
            {
                Seq = head.Seq - behind,
                RecordedAt = TimeText.FromMicroseconds(head.RecordedMicrosecond - behind),
                Type = type,
                ResourceType = record.ResourceType,
                ResourceId = record.Id,
                Version = record.Version,
                Institutions = Json.Write(record.Institutions.Distinct()),
                Actor = actor,
                RequestId = request.Value,
                Reason = reason,
                Document = document,
            };
            return entry with { EntryHash = entry.Hash() };
        });
        await WriteAll(JournalSql.Append, entries);
    }

    void Begun()
    {
        if (!_begun)
            throw new InvalidOperationException("Nothing is written outside a unit of work.");
    }

    protected override bool Writes => _begun;

    // What a decision rests on is never read from a copy that may lag.
    protected override bool ReadsCopy => !_begun;

    protected override async Task Close()
    {
        try
        {
            await base.Close();
        }
        finally
        {
            // Whatever happens to the connection: others wait at the gate.
            _gate?.Dispose();
            (_gate, _begun, _wrote) = (null, false, false);
            _recorded.Clear();
            _read.Clear();
        }
    }

    sealed record Head
    {
        public required long Seq { get; init; }
        public required long RecordedMicrosecond { get; init; }
    }
}

/// <summary>Nothing of the unit is kept, and nothing is wrong with it: done anew it may succeed.</summary>
sealed class UnitRolledBackException(string why, Exception? cause = null) : Exception(why, cause);

/// <summary>The connection was lost with the commit: whether the unit was kept is not known, so it is not done anew.</summary>
sealed class CommitInDoubtException(DbException fault) : Exception("The connection to the database broke during a commit.", fault);
