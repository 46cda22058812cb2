using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;

namespace TransferRegistry.Api.Registry.Institutions;

static class InstitutionSql
{
    public static readonly SqlList List = new("institution.id, institution.document", "institutions AS institution", "institution.id", new Dictionary<string, SqlText>
    {
        ["id"] = "institution.id = @Id",
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

    // Of several ISILs that were entered in different case before they were compared one is; the others stay as they are until they are changed.
    public static readonly SqlText Update = """
        UPDATE institutions
        SET code = @Code, kind = @Kind, level = @Level, legal_form = @LegalForm, country = @Country, region = @Region, bin = @Bin, isil = @Isil,
            isil_folded = CASE WHEN isil = @Isil AND EXISTS (
                SELECT 1 FROM institutions AS other WHERE other.isil_folded = @IsilFolded AND other.id <> @Id) THEN isil_folded ELSE @IsilFolded END,
            supervised_by_id = @SupervisedBy, status = @Status, ended_on = @EndedOn, successor_id = @Successor,
            merged_into_id = @MergedInto,
            names = @Names, document = @Document, version = @Version, updated_at = @UpdatedAt
        WHERE id = @Id AND version = @Version - 1
        """;

    /// <summary>Those that led to a record that is merged itself lead to where that leads.</summary>
    public static readonly SqlText LeadOn = "UPDATE institutions SET merged_into_id = @Into WHERE merged_into_id = @Old AND id <> @Old";

    /// <summary>Keeps the code for it, for good; the primary key refuses one that another has or had.</summary>
    public static readonly SqlText KeepCode = """
        INSERT INTO institution_codes (code, institution_id)
        SELECT @Code, @Id
        WHERE NOT EXISTS (SELECT 1 FROM institution_codes AS known WHERE known.code = @Code AND known.institution_id = @Id)
        """;

    /// <summary>The codes of one that is merged are the other's.</summary>
    public static readonly SqlText HandOverCodes = "UPDATE institution_codes SET institution_id = @Into WHERE institution_id = @Old";

    const string MergedOf = """
        SELECT gone.code, stays.code AS into_code FROM institutions AS gone JOIN institutions AS stays ON stays.id = gone.merged_into_id
        WHERE gone.id
        """;

    /// <summary>Those of the given that were merged, with what each was merged into.</summary>
    public static readonly SqlText Merged = Ids.In(MergedOf);

    public static readonly SqlText Leave = "DELETE FROM institution_memberships WHERE institution_id = @Id";

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
