using System.Data.Common;
using System.Diagnostics;
using Dapper;

namespace TransferRegistry.Api.Data;

/// <summary>
/// What may be read, all of it as of one moment, and never older than the last commit. A request takes <see cref="Work"/> instead, which may also write, and reads from a copy while it does not.
/// </summary>
class Db(Database database, CancellationToken hungUp) : IAsyncDisposable
{
    /// <summary>Tells whoever listens which statements are sent; never their parameters.</summary>
    public static readonly DiagnosticListener Statements = new("TransferRegistry.Data");

    /// <summary>Set when whoever asked is gone.</summary>
    protected CancellationToken HungUp => hungUp;

    protected Database Database => database;

    DbConnection? _connection;
    DbTransaction? _transaction;

    public Dialect Dialect => database.Dialect;

    /// <summary>The one row the statement finds, or null.</summary>
    public async Task<T?> Find<T>(SqlText statement, object? parameters = null) where T : class =>
        await (await Connection()).QuerySingleOrDefaultAsync<T>(await Command(statement, parameters));

    public async Task<IReadOnlyList<T>> List<T>(SqlText statement, object? parameters = null) =>
        (await (await Connection()).QueryAsync<T>(await Command(statement, parameters))).AsList();

    /// <summary>The one value of a statement that always gives one: a count.</summary>
    public async Task<long> Count(SqlText statement, object? parameters = null) =>
        await (await Connection()).ExecuteScalarAsync<long>(await Command(statement, parameters));

    protected async Task<DbConnection> Connection()
    {
        if (_connection is null)
        {
            _connection = await Opened(hungUp);
            _transaction = await Begun(_connection, hungUp);
        }
        return _connection;
    }

    protected async Task<CommandDefinition> Command(SqlText statement, object? parameters)
    {
        await Connection();
        if (Statements.IsEnabled())
            Statements.Write("TransferRegistry.Statement", statement.For(database.Dialect));
        return new(statement.For(database.Dialect), parameters, _transaction, cancellationToken: hungUp);
    }

    protected virtual Task<DbConnection> Opened(CancellationToken cancelled) => database.Open(cancelled);

    protected virtual Task<DbTransaction> Begun(DbConnection connection, CancellationToken cancelled) => Database.BeginReading(connection, cancelled);

    protected DbTransaction? Transaction => _transaction;

    protected bool IsOpen => _transaction is not null;

    protected virtual async Task Close()
    {
        var (transaction, connection) = (_transaction, _connection);
        (_transaction, _connection) = (null, null);
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
