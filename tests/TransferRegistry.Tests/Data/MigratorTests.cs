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
    public void Codes_given_up_before_lead_on_and_of_two_equal_ISILs_the_first_is_compared()
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
        connection.Open();
        var scripts = Migrator.Scripts(Dialect.Sqlite).ToLookup(script => string.CompareOrdinal(script.Name, "0021") < 0);
        foreach (var script in scripts[true])
            Run(script.Contents);
        // The first gave "old" up, and the second took it; the first then gave "gone" up.
        Institution("1", "first", "KZ-Alm");
        Institution("2", "old", "kz-alm");
        foreach (var (seq, id, code) in new[] { (1, "1", "old"), (2, "1", "gone"), (3, "1", "first"), (4, "2", "second"), (5, "2", "old") })
            Run($"""
                INSERT INTO journal (seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, document, entry_hash)
                VALUES ({seq}, '', '', 'institution', '{id}', {seq}, '[]', '{"{}"}', '', '{$$"""{"code":"{{code}}"}"""}', '')
                """);

        foreach (var script in scripts[false])
            Run(script.Contents);

        Assert.Equal("first=1 gone=1 old=2 second=2",
            Asked("SELECT group_concat(code || '=' || institution_id, ' ') FROM (SELECT * FROM institution_codes ORDER BY code)"));
        Assert.Equal("1=KZ-ALM 2=", Asked("SELECT group_concat(id || '=' || COALESCE(isil_folded, ''), ' ') FROM (SELECT * FROM institutions ORDER BY id)"));

        void Institution(string id, string code, string isil) => Run($"""
            INSERT INTO institutions (id, code, kind, country, isil, status, names, document, version, created_at, updated_at)
            VALUES ('{id}', '{code}', 'museum', 'KZ', '{isil}', 'active', '', '', 1, '', '')
            """);

        void Run(string text)
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            command.ExecuteNonQuery();
        }

        string? Asked(string text)
        {
            using var command = connection.CreateCommand();
            command.CommandText = text;
            return (string?)command.ExecuteScalar();
        }
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
