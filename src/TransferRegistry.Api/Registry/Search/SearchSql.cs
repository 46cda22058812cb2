using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Registry.Search;

static class SearchSql
{
    /// <summary>The records whose text has words that begin with every word looked for. Parameter: @Q, see <see cref="SearchText.Query"/>.</summary>
    // SQLite asks its full-text index; SQL Server reads the folded text, in which every word has a blank before it.
    public static SqlText Found(string resourceType) => new(
        Sqlite: $"""
            {resourceType}.id IN (
              SELECT entry.resource_id FROM search_index AS found JOIN search_entries AS entry ON entry.entry_number = found.rowid
              WHERE search_index MATCH @Q AND entry.resource_type = '{resourceType}')
            """,
        SqlServer: $"""
            {resourceType}.id IN (
              SELECT entry.resource_id FROM search_entries AS entry
              WHERE entry.resource_type = '{resourceType}'
                AND NOT EXISTS (
                  SELECT 1 FROM OPENJSON(@Q) WITH (word nvarchar(400) '$') AS sought
                  WHERE entry.folded NOT LIKE '% ' + sought.word COLLATE Latin1_General_100_BIN2 + '%'))
            """);

    const string Given = "given (resource_type, resource_id, folded)";
    const string Row = "VALUES (@ResourceType, @ResourceId, @Folded)";

    // Differs in where an UPDATE of many rows has them from.
    public static readonly SqlText Update = new(
        Sqlite: $"""
            WITH {Given} AS ({Row})
            UPDATE search_entries
            SET folded = given.folded
            FROM given
            WHERE search_entries.resource_type = given.resource_type AND search_entries.resource_id = given.resource_id
            """,
        SqlServer: $"""
            UPDATE search_entries
            SET folded = given.folded
            FROM search_entries
            JOIN ({Row}) AS {Given}
              ON given.resource_type COLLATE Latin1_General_100_BIN2 = search_entries.resource_type
                AND given.resource_id COLLATE Latin1_General_100_BIN2 = search_entries.resource_id
            """);

    public static readonly SqlText Insert = "INSERT INTO search_entries (resource_type, resource_id, folded) VALUES (@ResourceType, @ResourceId, @Folded)";
}
