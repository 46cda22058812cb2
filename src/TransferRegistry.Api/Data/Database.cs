using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace TransferRegistry.Api.Data;

/// <summary>Which engine, and where: gives open connections, and tells apart the errors the registry has an answer to.</summary>
sealed class Database : IDisposable
{
    readonly string _connectionString;
    // SQLite has one writer at a time: waiting here in line is quicker than fighting over the file.
    readonly SemaphoreSlim _writeGate = new(1);

    public Database(Dialect dialect, string connectionString)
    {
        Dialect = dialect;
        _connectionString = dialect is Dialect.Sqlite
            ? new SqliteConnectionStringBuilder(connectionString) { ForeignKeys = true, DefaultTimeout = 30 }.ConnectionString
            : new SqlConnectionStringBuilder(connectionString) { ApplicationName = "TransferRegistry" }.ConnectionString;
    }

    public Dialect Dialect { get; }

    public string ConnectionString => _connectionString;

    public async Task<DbConnection> Open(CancellationToken hungUp)
    {
        DbConnection connection = Dialect is Dialect.Sqlite ? new SqliteConnection(_connectionString) : new SqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(hungUp);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>One moment for all a request reads: what it reads second fits what it read first.</summary>
    public static async Task<DbTransaction> BeginReading(DbConnection connection, CancellationToken hungUp) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: true)
        : await connection.BeginTransactionAsync(System.Data.IsolationLevel.Snapshot, hungUp);

    /// <summary>The only way to write: on SQLite one at a time, from the first statement on.</summary>
    public static async Task<DbTransaction> BeginWriting(DbConnection connection, CancellationToken hungUp) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: false)
        : await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, hungUp);

    public async Task<IDisposable> EnterWriteGate(CancellationToken hungUp)
    {
        if (Dialect is not Dialect.Sqlite)
            return new Gate(Leave: null);
        await _writeGate.WaitAsync(hungUp);
        return new Gate(_writeGate);
    }

    /// <summary>A unique index refused the row: SQLite names its columns, SQL Server the index.</summary>
    public static bool IsTaken(DbException fault) => fault switch
    {
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE or SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY,
        SqlException server => server.Number is 2601 or 2627,
        _ => false,
    };

    /// <summary>
    /// The database can't be reached, is full, or had to choose between two requests: the same request may succeed later.
    /// Neither driver says so by <see cref="DbException.IsTransient"/>.
    /// </summary>
    public static bool IsTransient(DbException fault) => fault switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode
            is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN,
        SqlException server => server.Class >= BrokenConnection || Transient.Contains(server.Number),
        _ => false,
    };

    // From this severity on SQL Server ends the connection; the driver gives it to every fault of the network.
    const byte BrokenConnection = 20;

    static readonly HashSet<int> Transient =
    [
        -2, 258, // timeouts
        2, 53, 64, 121, 233, 10053, 10054, 10060, 10061, 10928, 10929, // the network, and connections refused
        1205, 1222, 3960, // deadlock, lock timeout, snapshot conflict
        701, 1105, 8645, 9002, // memory, disk and log are full
        4060, 6005, 40197, 40501, 40613, 49918, 49919, 49920, // the database is starting, moving, ending or overloaded
    ];

    public void Dispose() => _writeGate.Dispose();

    sealed record Gate(SemaphoreSlim? Leave) : IDisposable
    {
        public void Dispose() => Leave?.Release();
    }
}
