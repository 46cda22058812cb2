using Microsoft.Data.SqlClient;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>A migrated database of its own on a server, gone afterwards.</summary>
sealed class TemporaryDatabase : IAsyncDisposable
{
    const int NullRefused = 515;

    readonly string _name = $"registry_sql_{Guid.NewGuid():N}";
    readonly string _server;
    readonly Database _database;

    TemporaryDatabase(string server)
    {
        _server = server;
        _database = new(Dialect.SqlServer, new SqlConnectionStringBuilder(server) { InitialCatalog = _name }.ConnectionString);
    }

    public static async Task<TemporaryDatabase> On(string server)
    {
        var database = new TemporaryDatabase(server);
        await new Migrator(database._database).Migrate(CancellationToken.None);
        return database;
    }

    /// <summary>Runs each with every parameter absent, and takes it back: what the server has to say but that an absent value is refused.</summary>
    public async Task<IReadOnlyList<string>> Refused(IEnumerable<Statement> statements)
    {
        var faults = new List<string>();
        await using var connection = (SqlConnection)await _database.Open(CancellationToken.None);
        foreach (var statement in statements.DistinctBy(statement => statement.Text.SqlServer))
        {
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync();
            await using var command = new SqlCommand(statement.Text.SqlServer, connection, transaction);
            var parameters = SqlChecker.Parameters.Of(statement.Text.SqlServer);
            foreach (var name in parameters.Names)
                command.Parameters.AddWithValue(name, parameters.Numbers.Contains(name) ? 1L : DBNull.Value);
            try
            {
                await using (var reader = await command.ExecuteReaderAsync())
                    while (await reader.NextResultAsync())
                    {
                    }
                await transaction.RollbackAsync();
            }
            catch (SqlException fault) when (fault.Number is not NullRefused)
            {
                faults.Add($"{statement.Name} on the server: {fault.Number} {fault.Message}");
            }
            catch (SqlException)
            {
                // An INSERT that got as far as this has its tables, columns and types right.
            }
        }
        return faults;
    }

    public async ValueTask DisposeAsync()
    {
        _database.Dispose();
        SqlConnection.ClearAllPools();
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(_server) { InitialCatalog = "master" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"DROP DATABASE {_name}";
        await command.ExecuteNonQueryAsync();
    }
}
