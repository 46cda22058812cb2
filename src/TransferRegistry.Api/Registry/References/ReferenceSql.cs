using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.References;

/// <summary>The names of records by their ids, and ids by their names.</summary>
static class ReferenceSql
{
    // The lists have the same columns, so that one statement reads of all of them.
    const string Nothing = "CAST(NULL AS nvarchar(64))";
    const string NoTitle = "CAST(NULL AS nvarchar(4000))";

    static Dictionary<string, SqlText> Conditions(string record, VisibilityConditions visibility, params (string Name, SqlText Text)[] more)
    {
        var conditions = new Dictionary<string, SqlText>(visibility.ForList())
        {
            ["ids"] = Ids.In($"{record}.id"),
            ["id"] = $"{record}.id = @Id",
        };
        foreach (var (name, text) in more)
            conditions[name] = text;
        return conditions;
    }

    /// <summary>The institution that has or had a code, or that one with it was merged into.</summary>
    // Asked twice: an instance of an earlier version, which may still run beside this one, registers institutions without keeping their codes.
    public static string WhoseCode(string parameter) => $"""
        institution.id = COALESCE(
          (SELECT known.institution_id FROM institution_codes AS known WHERE known.code = {parameter}),
          (SELECT named.id FROM institutions AS named WHERE named.code = {parameter}))
        """;

    public static readonly SqlList Institutions = new($"institution.id, 'institution' AS type, institution.code, institution.names AS title, {Nothing} AS kind, {Nothing} AS visibility", "institutions AS institution", "institution.id",
        new Dictionary<string, SqlText> { ["ids"] = Ids.In("institution.id") });

    public static readonly SqlText MergedItems =
        Ids.In("SELECT item.id, item.merged_into_id FROM items AS item WHERE item.merged_into_id IS NOT NULL AND item.id");

    // Asked twice, as above.
    static string ByIdOrCode(string id, string name) => $"""
        institution.id = COALESCE({id},
          (SELECT known.institution_id FROM institution_codes AS known WHERE known.code = {name}),
          (SELECT named.id FROM institutions AS named WHERE named.code = {name}))
        """;

    /// <summary>The institutions that are named by an id or a code, or what they were merged into. Parameter: @Named, a JSON array of objects with a place and an id or name.</summary>
    // Differs in how each engine opens a JSON array.
    public static readonly SqlText NamedInstitutions = new(
        Sqlite: $"""
            SELECT json_extract(wanted.value, '$.place') AS place, COALESCE(institution.merged_into_id, institution.id) AS id
            FROM json_each(@Named) AS wanted
            JOIN institutions AS institution ON {ByIdOrCode("json_extract(wanted.value, '$.id')", "json_extract(wanted.value, '$.name')")}
            """,
        SqlServer: $"""
            SELECT wanted.place, COALESCE(institution.merged_into_id, institution.id) AS id
            FROM OPENJSON(@Named) WITH (place int '$.place', id char(36) '$.id', name nvarchar(128) '$.name') AS wanted
            JOIN institutions AS institution ON {ByIdOrCode("wanted.id COLLATE Latin1_General_100_BIN2", "wanted.name COLLATE Latin1_General_100_BIN2")}
            """);

    public static readonly SqlList Agreements = new($"agreement.id, 'agreement' AS type, agreement.registry_number AS code, agreement.title, {Nothing} AS kind, agreement.visibility", "agreements AS agreement", "agreement.id",
        Conditions("agreement", VisibilitySql.Agreement, ("code", "agreement.registry_number = @Name")));

    public static readonly SqlList Transfers = new($"transfer.id, 'transfer' AS type, transfer.registry_number AS code, {NoTitle} AS title, {Nothing} AS kind, {Nothing} AS visibility", "transfers AS transfer", "transfer.id",
        Conditions("transfer", VisibilitySql.Transfer, ("code", "transfer.registry_number = @Name")));

    // Differs in how each engine opens a JSON array.
    public static readonly SqlList Items = new($"item.id, 'item' AS type, item.registry_number AS code, item.name AS title, item.kind, {Nothing} AS visibility", "items AS item", "item.id",
        new Dictionary<string, SqlText>(VisibilitySql.Item.ForList())
        {
            ["ids"] = Ids.In("item.id"),
            ["codes"] = new(
                Sqlite: "item.registry_number IN (SELECT value FROM json_each(@Ids))",
                SqlServer: "item.registry_number IN (SELECT wanted.code COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Ids) WITH (code nvarchar(128) '$') AS wanted)"),
        });

    public static readonly SqlList Events = new($"event.id, 'event' AS type, {Nothing} AS code, event.title, {Nothing} AS kind, {Nothing} AS visibility", "events AS event", "event.id", Conditions("event", VisibilitySql.Event));

    /// <summary>The lists that names are read from, each with the journal's word for its records.</summary>
    public static readonly IReadOnlyList<(string Type, SqlList Names)> Names =
        [("institution", Institutions), ("agreement", Agreements), ("transfer", Transfers), ("item", Items), ("event", Events)];

    /// <summary>What several of the lists find, by one statement.</summary>
    public static SqlText Union(IReadOnlyCollection<SqlText> lists) => new(
        Sqlite: string.Join("\nUNION ALL\n", lists.Select(list => list.Sqlite)),
        SqlServer: string.Join("\nUNION ALL\n", lists.Select(list => list.SqlServer)));

    /// <summary>The records of the ids as they were, each in its last version before a moment.</summary>
    // Differs only in how each engine opens a JSON array.
    public static readonly SqlText DocumentsAsOf = new(
        Sqlite: $"{EachKind} JOIN journal AS entry ON entry.resource_type = kind.type AND entry.resource_id {Ids.Sqlite}\n{LastBy}",
        SqlServer: $"{EachKind} JOIN journal AS entry ON entry.resource_type = kind.type AND entry.resource_id {Ids.SqlServer}\n{LastBy}");

    const string EachKind = """
        SELECT entry.resource_id AS id, entry.resource_type AS type, entry.document
        FROM (SELECT 'institution' AS type UNION ALL SELECT 'agreement' UNION ALL SELECT 'transfer' UNION ALL SELECT 'item' UNION ALL SELECT 'event') AS kind
        """;

    const string LastBy = """
        WHERE entry.version = (
            SELECT MAX(prior.version) FROM journal AS prior
            WHERE prior.resource_type = entry.resource_type AND prior.resource_id = entry.resource_id AND prior.recorded_at <= @AsOf)
        """;
}
