using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.References;

/// <summary>The names of records by their ids, and ids by their names.</summary>
static class ReferenceSql
{
    static Dictionary<string, SqlText> Conditions(string record, VisibilityConditions? visibility, params (string Name, SqlText Text)[] more)
    {
        var conditions = new Dictionary<string, SqlText>(visibility?.ForList() ?? [])
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

    public static readonly SqlList Institutions = new("institution.id, institution.code, institution.names AS title", "institutions AS institution", "institution.id",
        Conditions("institution", visibility: null, ("code", WhoseCode("@Name"))));

    public static readonly SqlText MergedItem = "SELECT item.merged_into_id FROM items AS item WHERE item.id = @Id AND item.merged_into_id IS NOT NULL";

    public static readonly SqlText MergedItems =
        Ids.In("SELECT item.id, item.merged_into_id FROM items AS item WHERE item.merged_into_id IS NOT NULL AND item.id");

    public static readonly SqlText MergedInstitution = """
        SELECT institution.merged_into_id FROM institutions AS institution WHERE institution.id = @Id AND institution.merged_into_id IS NOT NULL
        """;

    public static readonly SqlList Agreements = new("agreement.id, agreement.registry_number AS code, agreement.title, agreement.visibility", "agreements AS agreement", "agreement.id",
        Conditions("agreement", VisibilitySql.Agreement, ("code", "agreement.registry_number = @Name")));

    public static readonly SqlList Transfers = new("transfer.id, transfer.registry_number AS code", "transfers AS transfer", "transfer.id",
        Conditions("transfer", VisibilitySql.Transfer, ("code", "transfer.registry_number = @Name")));

    public static readonly SqlList Items = new("item.id, item.registry_number AS code, item.name AS title, item.kind", "items AS item", "item.id",
        Conditions("item", VisibilitySql.Item, ("code", "item.registry_number = @Name"),
            // Differs in how each engine opens a JSON array.
            ("codes", new(
                Sqlite: "item.registry_number IN (SELECT value FROM json_each(@Ids))",
                SqlServer: "item.registry_number IN (SELECT wanted.code COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Ids) WITH (code nvarchar(128) '$') AS wanted)"))));

    public static readonly SqlList Events = new("event.id, event.title", "events AS event", "event.id", Conditions("event", VisibilitySql.Event));

    // Differs only in how each engine opens a JSON array.
    public static readonly SqlText DocumentsAsOf = new(
        Sqlite: $"{Entries} {Ids.Sqlite} {LastBy}",
        SqlServer: $"{Entries} {Ids.SqlServer} {LastBy}");

    const string Entries = "SELECT entry.resource_id AS id, entry.document FROM journal AS entry WHERE entry.resource_type = @ResourceType AND entry.resource_id";

    const string LastBy = """
        AND entry.version = (
            SELECT MAX(prior.version) FROM journal AS prior
            WHERE prior.resource_type = @ResourceType AND prior.resource_id = entry.resource_id AND prior.recorded_at <= @AsOf)
        """;
}
