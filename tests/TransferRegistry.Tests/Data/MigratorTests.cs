using Microsoft.Data.Sqlite;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>Bringing a database to the schema, once, whoever comes first.</summary>
public sealed class MigratorTests : IDisposable
{
    readonly string _file = Path.Combine(Path.GetTempPath(), $"registry_migrated_{Guid.NewGuid():N}", "registry.db");

    [Fact]
    public async Task A_second_time_does_nothing()
    {
        using var database = Another();
        var migrator = new Migrator(database);
        Assert.NotEmpty(migrator.Missing());

        await migrator.Migrate(CancellationToken.None);
        var secret = await Secret(database);
        await migrator.Migrate(CancellationToken.None);

        Assert.Empty(migrator.Missing());
        Assert.Equal(secret, await Secret(database));
    }

    [Fact]
    public async Task Several_at_once_bring_it_to_the_same_end()
    {
        var databases = Enumerable.Range(0, 4).Select(_ => Another()).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => new Migrator(database).Migrate(CancellationToken.None))));

        Assert.Empty(new Migrator(databases[0]).Missing());
        Assert.Single((await Task.WhenAll(databases.Select(Secret))).Distinct());
        databases.ForEach(database => database.Dispose());
    }

    [Fact]
    public async Task What_is_not_migrated_is_not_served_and_the_message_says_what_to_do()
    {
        var (exit, told) = await Started(("Database__MigrateAtStart", "false"));

        Assert.Equal(1, exit);
        Assert.Contains("-- migrate", told, StringComparison.Ordinal);
        Assert.False(File.Exists(_file));
    }

    [Theory]
    [InlineData("Database__Dialect", "Postgres", "Database:Dialect")]
    [InlineData("Database__ConnectionString", "Data Sauce=registry.db", "Database:ConnectionString")]
    [InlineData("Public__BaseUrl", "", "Public:BaseUrl")]
    public async Task A_wrong_setting_ends_the_program_with_one_line_that_names_it(string key, string value, string named)
    {
        var (exit, told) = await Started((key, value));

        Assert.Equal(1, exit);
        Assert.StartsWith(named, told.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
    }

    Task<(int Exit, string Told)> Started(params (string Key, string Value)[] settings) => TheProgram.Ends([("Database__ConnectionString", $"Data Source={_file}"), .. settings]);

    Database Another() => new(Dialect.Sqlite, $"Data Source={_file}");

    static async Task<string> Secret(Database database)
    {
        await using var db = new Db(database, CancellationToken.None);
        return (await db.Find<string>("SELECT value FROM registry_secrets WHERE name = 'cursor'"))!;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        if (Path.GetDirectoryName(_file) is { } folder && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
