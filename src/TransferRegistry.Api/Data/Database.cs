using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>Which engine, and where: gives open connections, and tells apart the errors the registry has an answer to.</summary>
sealed class Database : IDisposable
{
    readonly string _connectionString;
    readonly string _readConnectionString;
    // SQLite has one writer at a time: waiting here in line is quicker than fighting over the file.
    readonly SemaphoreSlim _writeGate = new(1);

    /// <param name="dialect">The engine.</param>
    /// <param name="connectionString">Where everything is written, and read where nothing else is said.</param>
    /// <param name="readConnectionString">A copy that may lag, for what is only read.</param>
    /// <param name="logger">Told of what an operator has to mend.</param>
    public Database(Dialect dialect, string connectionString, string? readConnectionString = null, ILogger<Database>? logger = null)
    {
        (Dialect, Alarm) = (dialect, new(this, logger));
        _connectionString = dialect is Dialect.Sqlite ? ToFile(connectionString) : ToServer(connectionString, ApplicationIntent.ReadWrite);
        _readConnectionString = readConnectionString is null ? _connectionString
            : dialect is Dialect.Sqlite ? ToFile(readConnectionString) : ToServer(readConnectionString, ApplicationIntent.ReadOnly);
    }

    static string ToFile(string given) => new SqliteConnectionStringBuilder(given) { ForeignKeys = true, DefaultTimeout = 30 }.ConnectionString;

    // The driver would begin anew ten seconds after it gave up, and after an outage go on refusing for up to a minute: who waits is told at once, and let in when the server is back.
    static string ToServer(string given, ApplicationIntent intent)
    {
        var server = new SqlConnectionStringBuilder(given) { ApplicationName = "TransferRegistry", ApplicationIntent = intent };
        if (!server.ShouldSerialize("Connect Retry Count"))
            server.ConnectRetryCount = 0;
        if (!server.ShouldSerialize("Pool Blocking Period"))
            server.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        return server.ConnectionString;
    }

    public Dialect Dialect { get; }

    /// <summary>Whether a statement has met a database that is damaged or can't use its disk.</summary>
    public Alarm Alarm { get; }

    public string ConnectionString => _connectionString;

    /// <exception cref="Unreachable">It can't be opened; the driver has tried for as long as it may.</exception>
    public Task<DbConnection> Open(CancellationToken cancellationToken) => Open(_connectionString, cancellationToken);

    /// <summary>As <see cref="Open(CancellationToken)"/>, for what is only read and may be older than the last commit.</summary>
    public Task<DbConnection> OpenToRead(CancellationToken cancellationToken) => Open(_readConnectionString, cancellationToken);

    /// <summary>A connection that no pool has kept and none will: it remembers no page of the file.</summary>
    /// <param name="toRead">As <see cref="OpenToRead"/>.</param>
    public Task<DbConnection> OpenAnew(bool toRead)
    {
        var usual = toRead ? _readConnectionString : _connectionString;
        return Open(Dialect is Dialect.Sqlite ? new SqliteConnectionStringBuilder(usual) { Pooling = false }.ConnectionString
            : new SqlConnectionStringBuilder(usual) { Pooling = false }.ConnectionString, CancellationToken.None);
    }

    /// <summary>No connection that is opened from now on remembers a page of a file.</summary>
    public void LetGo()
    {
        foreach (var kept in Dialect is Dialect.Sqlite ? new[] { _connectionString, _readConnectionString } : [])
        {
            using var any = new SqliteConnection(kept);
            SqliteConnection.ClearPool(any);
        }
    }

    async Task<DbConnection> Open(string connectionString, CancellationToken cancellationToken)
    {
        DbConnection connection = Dialect is Dialect.Sqlite ? new SqliteConnection(connectionString) : new SqlConnection(connectionString);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (Exception fault)
        {
            await connection.DisposeAsync();
            if (fault is DbException broken)
                Alarm.Raise(broken);
            // The second is how the driver says that every connection of its pool is in use, and has been for as long as it may wait.
            if (fault is DbException or InvalidOperationException)
                throw new Unreachable(fault, Stopwatch.GetElapsedTime(begun));
            throw;
        }
    }

    /// <summary>The only way to begin. To read: one moment for all a request reads. To write: on SQLite one at a time, from the first statement on.</summary>
    public static async Task<DbTransaction> Begin(DbConnection connection, bool writes, CancellationToken cancellationToken) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: !writes)
        : await connection.BeginTransactionAsync(writes ? System.Data.IsolationLevel.ReadCommitted : System.Data.IsolationLevel.Snapshot, cancellationToken);

    public async Task<IDisposable> EnterWriteGate(CancellationToken cancellationToken)
    {
        if (Dialect is not Dialect.Sqlite)
            return new Gate(Leave: null);
        await _writeGate.WaitAsync(cancellationToken);
        return new Gate(_writeGate);
    }

    /// <summary>A unique index refused the row: SQLite names its columns, SQL Server the index.</summary>
    public static bool IsTaken(DbException fault) => fault switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE or SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY,
        SqlException server => server.Number is 2601 or 2627,
        _ => false,
    };

    /// <summary>What an error says of the database itself; null where it speaks of the statement. DbException.IsTransient does not tell.</summary>
    public static Trouble? TroubleOf(DbException fault) => fault switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => Trouble.Damage,
            SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_READONLY => Trouble.Disk,
            SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_PROTOCOL => Trouble.Away,
            SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_NOMEM => Trouble.Away,
            _ => null,
        },
        SqlException server => Damaged.Contains(server.Number) ? Trouble.Damage
            : Disk.Contains(server.Number) ? Trouble.Disk
            : server.Class >= BrokenConnection || Transient.Contains(server.Number) ? Trouble.Away : null,
        _ => null,
    };

    /// <summary>
    /// The engine has taken everything back, and the same unit may succeed at once: it chose another's over this one, or the connection broke before the commit.
    /// Not a timeout or a full disk, which would only be met again.
    /// </summary>
    public static bool IsUndone(DbException fault) => fault is SqlException server && TroubleOf(server) is not (Trouble.Disk or Trouble.Damage)
        && (IsVictim(server) || server.Class >= BrokenConnection || Broken.Contains(server.Number));

    /// <summary>After a failed commit nobody knows whether it was kept, unless the engine itself says that it was not.</summary>
    public static bool IsInDoubt(DbException fault) => fault is SqlException server && !IsVictim(server);

    /// <summary>The statement waited for as long as it may.</summary>
    public static bool IsTimeout(DbException fault) => fault is SqlException { Number: -2 or 1222 };

    // A deadlock, and a conflict between snapshots.
    static bool IsVictim(SqlException server) => server.Number is 1205 or 3960;

    // The network, and a database that starts, moves or is given to another node.
    static readonly HashSet<int> Broken = [53, 64, 121, 233, 10053, 10054, 4060, 6005, 40197, 40501, 40613, 49918, 49919, 49920];

    // From this severity on SQL Server ends the connection; the driver gives it to every fault of the network.
    const byte BrokenConnection = 20;

    static readonly HashSet<int> Transient =
    [
        -2, 258, // timeouts
        2, 53, 64, 121, 233, 10053, 10054, 10060, 10061, 10928, 10929, // the network, and connections refused
        1205, 1222, 3960, // deadlock, lock timeout, snapshot conflict
        701, 8645, // memory is full
        4060, 6005, 40197, 40501, 40613, 49918, 49919, 49920, // the database is starting, moving, ending or overloaded
    ];

    static readonly HashSet<int> Disk =
    [
        823, 825, // the operating system failed to read or write, or only did at another attempt
        1101, 1105, 5149, 9002, // no page to be had, a file group that is full, a file that can't grow, a log that is full
        1132, 40544, // the quota of an elastic pool, of a database
        945, 3906, 9001, // files that can't be opened, a database that is read-only, a log that is away
    ];

    static readonly HashSet<int> Damaged =
    [
        824, 829, 832, // a page that fails its check, that waits to be restored, that changed in memory
        211, 605, 5242, 5243, 9100, // the catalogue, a page of another table, a row, an index
        926, 3313, 3314, 3414, // suspect, and a recovery that failed
    ];

    public void Dispose() => _writeGate.Dispose();

    sealed record Gate(SemaphoreSlim? Leave) : IDisposable
    {
        public void Dispose() => Leave?.Release();
    }
}

/// <summary>What is the matter with a database, whatever it was asked.</summary>
enum Trouble
{
    /// <summary>It can't be reached, is too busy, or had to choose between two requests: the same may succeed later.</summary>
    Away,
    /// <summary>Its disk is full, fails, or can't be written to: an operator makes room.</summary>
    Disk,
    /// <summary>A part of it can't be read as it was written: an operator restores it.</summary>
    Damage,
}

/// <summary>The database can't be reached: it is away, refuses the login, or all connections to it are in use.</summary>
/// <param name="fault">What the driver says.</param>
/// <param name="after">How long it has tried.</param>
sealed class Unreachable(Exception fault, TimeSpan after) : ConfigurationException($"The database can't be opened: {fault.Message}", fault)
{
    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The line broke while the connection was made: it was known at once, and may be otherwise at once. Not where the driver has tried for as long as it may, which it does by itself where nobody is there.
    /// </summary>
    public bool IsPassing => after < AtOnce && InnerException is DbException broken && Database.IsUndone(broken);
}
