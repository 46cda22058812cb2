namespace TransferRegistry.Api.Data;

/// <summary>Many ids in one parameter: @Ids, a JSON array.</summary>
static class Ids
{
    public const string Sqlite = "IN (SELECT value FROM json_each(@Ids))";
    public const string SqlServer = "IN (SELECT wanted.id COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Ids) WITH (id char(36) '$') AS wanted)";

    /// <summary>A statement or a condition that ends with the column the ids are looked for in.</summary>
    // Differs only in how each engine opens a JSON array.
    public static SqlText In(string column) => new(Sqlite: $"{column} {Sqlite}", SqlServer: $"{column} {SqlServer}");
}
