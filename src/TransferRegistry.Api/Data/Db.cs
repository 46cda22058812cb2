using System.Data.Common;
using System.Diagnostics;
using Dapper;

namespace TransferRegistry.Api.Data;

/// <summary>
/// What may be read, all of it as of one moment, and never older than the last commit. A request takes <see cref="Work"/> instead, which may also write, and reads from a copy while it does not.
/// </summary>
class Db(Database database, CancellationToken cancellationToken) : IAsyncDisposable
{
    /// <summary>Tells whoever listens which statements are sent; never their parameters.</summary>
    public static readonly DiagnosticListener Statements = new("TransferRegistry.Data");

    /// <summary>Set when whoever asked is gone.</summary>
    protected CancellationToken HungUp => cancellationToken;

    protected Database Database => database;

    readonly Dictionary<(object What, object Key), object?> _once = [];
    DbConnection? _connection;
    DbTransaction? _transaction;

    public Dialect Dialect => database.Dialect;

    /// <summary>The one row the statement finds, or null.</summary>
    public Task<T?> Find<T>(SqlText statement, object? parameters = null) where T : class =>
        Send(statement, parameters, (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command));

    public async Task<IReadOnlyList<T>> List<T>(SqlText statement, object? parameters = null) =>
        (await Send(statement, parameters, (connection, command) => connection.QueryAsync<T>(command))).AsList();

    /// <summary>What a statement finds for all the rows it is given, which has the bracket of one (see <see cref="SqlRows"/>).</summary>
    public async Task<IReadOnlyList<T>> ListAll<T>(SqlText statement, IEnumerable<object> rows)
    {
        var found = new List<T>();
        foreach (var (text, parameters, _) in SqlRows.Of(statement.For(Dialect), [.. rows]))
            found.AddRange(await List<T>(new SqlText(text, text), parameters));
        return found;
    }

    /// <summary>
    /// What is read once, however often it is asked for, until something is written: what is found by each key, and that nothing is.
    /// </summary>
    /// <param name="what">What is asked of the keys, and for whom.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="read">Reads what is not known yet; keys that it does not find it leaves out.</param>
    public async Task<IReadOnlyDictionary<TKey, T>> Once<TKey, T>(object what, IEnumerable<TKey> keys, Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, T>>> read)
        where TKey : notnull where T : class
    {
        var wanted = keys.Distinct().ToList();
        var unread = wanted.Where(key => !_once.ContainsKey((what, key))).ToList();
        if (unread.Count > 0)
        {
            var found = await read(unread);
            foreach (var key in unread)
                _once[(what, key)] = found.GetValueOrDefault(key);
        }
        return wanted.Where(key => _once[(what, key)] is not null).ToDictionary(key => key, key => (T)_once[(what, key)]!);
    }

    /// <summary>Something is written: what was read may be otherwise now.</summary>
    protected void ReadAgain() => _once.Clear();

    /// <summary>The one value of a statement that always gives one: a count.</summary>
    public Task<long> Count(SqlText statement, object? parameters = null) =>
        Send(statement, parameters, (connection, command) => connection.ExecuteScalarAsync<long>(command));

    async Task<DbConnection> Connection()
    {
        if (_connection is null)
        {
            _connection = await (ReadsCopy ? database.OpenToRead(cancellationToken) : database.Open(cancellationToken));
            _transaction = await Begun(_connection);
        }
        return _connection;
    }

    /// <summary>The only way a statement goes to the engine: what it says of itself is heard here.</summary>
    protected async Task<T> Send<T>(SqlText statement, object? parameters, Func<DbConnection, CommandDefinition, Task<T>> send)
    {
        var connection = await Connection();
        if (Statements.IsEnabled())
            Statements.Write("TransferRegistry.Statement", statement.For(database.Dialect));
        try
        {
            return await send(connection, new(statement.For(database.Dialect), parameters, _transaction, cancellationToken: cancellationToken));
        }
        catch (DbException fault)
        {
            database.Alarm.Raise(fault, statement, parameters, Writes, ReadsCopy);
            throw;
        }
    }

    async Task<DbTransaction> Begun(DbConnection connection)
    {
        try
        {
            return await Database.Begin(connection, Writes, cancellationToken);
        }
        catch (DbException fault)
        {
            database.Alarm.Raise(fault);
            throw;
        }
    }

    /// <summary>Whether it may write.</summary>
    protected virtual bool Writes => false;

    /// <summary>Whether it reads from a copy that may lag.</summary>
    protected virtual bool ReadsCopy => false;

    protected DbTransaction? Transaction => _transaction;

    protected bool IsOpen => _transaction is not null;

    protected virtual async Task Close()
    {
        var (transaction, connection) = (_transaction, _connection);
        (_transaction, _connection) = (null, null);
        _once.Clear();
        try
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
        }
        catch (Exception gone) when (gone is InvalidOperationException or DbException)
        {
            // Its connection has broken, and the engine takes the transaction back by itself. What broke it is on its way up, and says more.
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        GC.SuppressFinalize(this);
    }
}
