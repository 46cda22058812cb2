using Dapper;

namespace TransferRegistry.Tests.Docs;

/// <summary>What db/README says about a longer code list, done to the sample: SQLite can't alter a check, and others reference the table.</summary>
public sealed class RebuildingTests
{
    [SkippableFact]
    public async Task A_code_list_grows_on_SQLite_by_the_recipe_of_the_schemas_README()
    {
        Skip.If(RegistryApp.SqlServer is not null, "SQLite's own.");
        await using var app = new SampleApp();
        using var client = app.AsOperator();
        var known = (await client.Walk("/items")).Count;
        var recipe = Documents.Blocks(Documents.Section(Documents.Text("db/README.md"), "Adding a code-list value")).Single(block => block.Language == "sql").Text;

        await using (var connection = await app.Database.Open(CancellationToken.None))
        {
            var table = (await connection.ExecuteScalarAsync<string>("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'items'"))!;
            var others = (await connection.QueryAsync<string>("SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND tbl_name = 'items' AND sql IS NOT NULL")).ToList();
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync(recipe.Replace("CREATE TABLE items (…);", table.Replace("'lot'", "'lot', 'pair'", StringComparison.Ordinal) + ";", StringComparison.Ordinal),
                transaction: transaction);
            foreach (var other in others)
                await connection.ExecuteAsync(other, transaction: transaction);
            await transaction.CommitAsync();

            Assert.Empty(await connection.QueryAsync("PRAGMA foreign_key_check"));
            Assert.Equal(known, await connection.ExecuteAsync("UPDATE items SET kind = 'pair'"));
        }

        Assert.Equal(known, (await client.Walk("/items")).Count);
    }
}
