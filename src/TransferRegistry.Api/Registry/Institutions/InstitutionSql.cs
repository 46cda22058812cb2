using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;

namespace TransferRegistry.Api.Registry.Institutions;

static class InstitutionSql
{
    public static readonly SqlList List = new("institution.id, institution.document", "institutions AS institution", "institution.id", new Dictionary<string, SqlText>
    {
        ["id"] = "institution.id = @Id",
        ["ids"] = Ids.In("institution.id"),
        ["not merged"] = "institution.merged_into_id IS NULL",
        ["code"] = ReferenceSql.WhoseCode("@Code"),
        ["kind"] = "institution.kind = @Kind",
        ["region"] = "institution.region = @Region",
        ["bin"] = "institution.bin = @Bin",
        ["isil"] = "institution.isil_folded = @Isil",
        ["status"] = "institution.status = @Status",
        ["supervisedBy"] = "institution.supervised_by_id = @SupervisedBy",
        ["memberOf"] = """
            institution.id IN (SELECT membership.institution_id FROM institution_memberships AS membership WHERE membership.association_id = @MemberOf)
            """,
        ["q"] = SearchSql.Found("institution"),
    });

    public static readonly SqlText Insert = """
        INSERT INTO institutions (id, code, kind, level, legal_form, country, region, bin, isil, isil_folded, supervised_by_id, status, ended_on, successor_id,
            names, document, version, created_at, updated_at)
        VALUES (@Id, @Code, @Kind, @Level, @LegalForm, @Country, @Region, @Bin, @Isil, @IsilFolded, @SupervisedBy, @Status, @EndedOn, @Successor,
            @Names, @Document, @Version, @CreatedAt, @UpdatedAt)
        """;

    const string Given = """
        id, code, kind, level, legal_form, country, region, bin, isil, isil_folded, supervised_by_id, status, ended_on, successor_id, merged_into_id,
            names, document, version, updated_at
        """;

    const string Row = """
        @Id, @Code, @Kind, @Level, @LegalForm, @Country, @Region, @Bin, @Isil, @IsilFolded, @SupervisedBy, @Status, @EndedOn, @Successor, @MergedInto,
            @Names, @Document, @Version, @UpdatedAt
        """;

    // Of several ISILs that were entered in different case before they were compared one is; the others stay as they are until they are changed.
    static string Set(string givenIsil, string givenFolded) => $"""
        code = given.code, kind = given.kind, level = given.level, legal_form = given.legal_form, country = given.country, region = given.region,
            bin = given.bin, isil = given.isil,
            isil_folded = CASE WHEN institutions.isil = {givenIsil} AND EXISTS (
                SELECT 1 FROM institutions AS other WHERE other.isil_folded = {givenFolded} AND other.id <> institutions.id)
                THEN institutions.isil_folded ELSE given.isil_folded END,
            supervised_by_id = given.supervised_by_id, status = given.status, ended_on = given.ended_on, successor_id = given.successor_id,
            merged_into_id = given.merged_into_id, names = given.names, document = given.document, version = given.version, updated_at = given.updated_at
        """;

    public static readonly SqlText Update = SqlRows.NextVersions("institutions", Given, Row, new(
        Sqlite: Set("given.isil", "given.isil_folded"),
        SqlServer: Set("given.isil COLLATE Latin1_General_100_BIN2", "given.isil_folded COLLATE Latin1_General_100_BIN2")));

    /// <summary>Those that led to a record that is merged itself lead to where that leads.</summary>
    public static readonly SqlText LeadOn = "UPDATE institutions SET merged_into_id = @Into WHERE merged_into_id = @Old AND id <> @Old";

    /// <summary>Keeps each code for its institution, for good; the primary key refuses one that another has or had.</summary>
    // Differs in where a SELECT has the rows from that it is given.
    public static readonly SqlText KeepCodes = new(
        Sqlite: """
            WITH given (code, id) AS (VALUES (@Code, @Id))
            INSERT INTO institution_codes (code, institution_id)
            SELECT given.code, given.id FROM given
            WHERE NOT EXISTS (SELECT 1 FROM institution_codes AS known WHERE known.code = given.code AND known.institution_id = given.id)
            """,
        SqlServer: """
            INSERT INTO institution_codes (code, institution_id)
            SELECT given.code, given.id FROM (VALUES (@Code, @Id)) AS given (code, id)
            WHERE NOT EXISTS (
              SELECT 1 FROM institution_codes AS known
              WHERE known.code = given.code COLLATE Latin1_General_100_BIN2 AND known.institution_id = given.id COLLATE Latin1_General_100_BIN2)
            """);

    /// <summary>The codes of one that is merged are the other's.</summary>
    public static readonly SqlText HandOverCodes = "UPDATE institution_codes SET institution_id = @Into WHERE institution_id = @Old";

    const string MergedOf = """
        SELECT gone.code, stays.code AS into_code FROM institutions AS gone JOIN institutions AS stays ON stays.id = gone.merged_into_id
        WHERE gone.id
        """;

    /// <summary>Those of the given that were merged, with what each was merged into.</summary>
    public static readonly SqlText Merged = Ids.In(MergedOf);

    public static readonly SqlText Leave = Ids.In("DELETE FROM institution_memberships WHERE institution_id");

    public static readonly SqlText Join = """
        INSERT INTO institution_memberships (institution_id, position, association_id) VALUES (@Id, @Position, @Association)
        """;

    /// <summary>Whoever changes memberships or supervision takes this row first, so that no two changes close a circle together.</summary>
    public static readonly SqlText TakeGraph = "UPDATE registry_locks SET taken = taken + 1 WHERE name = 'institutions'";

    // Differs only in how each engine opens a JSON array.
    /// <summary>The associations that those given are members of directly.</summary>
    public static readonly SqlText Associations = new(
        Sqlite: $"{Memberships} IN (SELECT value FROM json_each(@Ids))",
        SqlServer: $"{Memberships} IN (SELECT wanted.id COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Ids) WITH (id char(36) '$') AS wanted)");

    const string Memberships = "SELECT membership.association_id FROM institution_memberships AS membership WHERE membership.institution_id";

    // Differs only in how each engine opens a JSON array.
    /// <summary>Those that the institutions given are supervised by directly.</summary>
    public static readonly SqlText Supervisors = new(
        Sqlite: $"{Supervisions} IN (SELECT value FROM json_each(@Ids))",
        SqlServer: $"{Supervisions} IN (SELECT wanted.id COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Ids) WITH (id char(36) '$') AS wanted)");

    const string Supervisions = """
        SELECT supervised.supervised_by_id FROM institutions AS supervised
        WHERE supervised.supervised_by_id IS NOT NULL AND supervised.id
        """;

    /// <summary>How many it supervises itself.</summary>
    public static readonly SqlText Supervised = "SELECT COUNT(*) FROM institutions AS supervised WHERE supervised.supervised_by_id = @Id";
}
