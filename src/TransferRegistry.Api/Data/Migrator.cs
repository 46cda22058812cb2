using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>Brings a database to the schema in <c>db/</c>: each script of the dialect once, in the order of its name, each in a transaction.</summary>
sealed class Migrator(Database database)
{
    public async Task Migrate(CancellationToken cancelled)
    {
        if (database.Dialect is Dialect.Sqlite)
        {
            CreateFolder();
            await RememberWal(cancelled);
        }
        else
        {
            CreateDatabase();
            await AllowSnapshots(cancelled);
        }
        await Apply(cancelled);
        await MakeSecret(cancelled);
    }

    // Two instances may start on a new database at once. Whoever fails on a script that the other has done meanwhile goes on with what is left.
    async Task Apply(CancellationToken cancelled)
    {
        var (left, fruitless) = (Missing().Count, 0);
        while (Upgrade().PerformUpgrade() is { Successful: false } result)
        {
            var before = left;
            left = Missing().Count;
            fruitless = left < before ? 0 : fruitless + 1;
            if (fruitless == 5)
                throw new ConfigurationException($"The migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancelled);
        }
    }

    // Made here and not in a script: the engines have no random bytes in common, and whoever comes second finds the first one's.
    async Task MakeSecret(CancellationToken cancelled)
    {
        await using var connection = await database.Open(cancelled);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(Secret.For(database.Dialect),
                new { Value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) }, cancellationToken: cancelled));
        }
        catch (DbException fault) when (Database.IsTaken(fault))
        {
            // Another instance made it between this one's look and its write.
        }
    }

    public static readonly SqlText Secret = """
        INSERT INTO registry_secrets (name, value)
        SELECT 'cursor', @Value WHERE NOT EXISTS (SELECT 1 FROM registry_secrets AS known WHERE known.name = 'cursor')
        """;

    /// <summary>The scripts that this database still lacks.</summary>
    public IReadOnlyList<string> Missing()
    {
        if (database.Dialect is Dialect.Sqlite && !File.Exists(DataSource) && !DataSource.Contains(":memory:", StringComparison.Ordinal))
            return [.. Scripts(database.Dialect).Select(script => script.Name)];
        return [.. Upgrade().GetScriptsToExecute().Select(script => script.Name)];
    }

    /// <summary>A dialect's scripts, as they travel in the assembly.</summary>
    public static IReadOnlyList<SqlScript> Scripts(Dialect dialect)
    {
        var folder = $"db/{(dialect is Dialect.Sqlite ? "sqlite" : "sqlserver")}/";
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                return new SqlScript(name[folder.Length..], reader.ReadToEnd());
            })];
    }

    UpgradeEngine Upgrade()
    {
        UpgradeEngineBuilder builder = database.Dialect is Dialect.Sqlite
            ? DeployChanges.To.SqliteDatabase(database.ConnectionString)
            : DeployChanges.To.SqlDatabase(database.ConnectionString);
        return builder.WithScripts(Scripts(database.Dialect)).WithTransactionPerScript().WithVariablesDisabled().LogToNowhere().Build();
    }

    string DataSource => new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;

    void CreateFolder()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(DataSource)) is { } folder)
            Directory.CreateDirectory(folder);
    }

    // The journal mode is kept in the file: readers never wait for the writer. synchronous is FULL unless told otherwise: a commit survives power loss.
    async Task RememberWal(CancellationToken cancelled)
    {
        await using var connection = await database.Open(cancelled);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        await command.ExecuteNonQueryAsync(cancelled);
    }

    void CreateDatabase()
    {
        try
        {
            EnsureDatabase.For.SqlDatabase(database.ConnectionString, new NoOpUpgradeLog());
        }
        catch (SqlException fault) when (fault.Number is DatabaseExists)
        {
            // Another instance made it between this one's look and its write.
        }
    }

    const int DatabaseExists = 1801;

    async Task AllowSnapshots(CancellationToken cancelled)
    {
        await using var connection = await database.Open(cancelled);
        await using var command = connection.CreateCommand();
        // Only where it is off: the change waits until nobody else is in the database.
        command.CommandText = """
            IF EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND snapshot_isolation_state = 0)
                EXEC ('ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON');
            """;
        try
        {
            await command.ExecuteNonQueryAsync(cancelled);
        }
        catch (SqlException)
        {
            // Servers that only speak the protocol read from snapshots anyhow; on SQL Server the first read says what is missing.
        }
    }
}
