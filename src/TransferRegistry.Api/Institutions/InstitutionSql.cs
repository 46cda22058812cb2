using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Institutions;

static class InstitutionSql
{
    public static readonly SqlList List = new("SELECT institution.id, institution.document FROM institutions AS institution", "institution.id", new Dictionary<string, SqlText>
    {
        ["id"] = "institution.id = @Id",
        ["code"] = "institution.code = @Code",
        ["kind"] = "institution.kind = @Kind",
        ["region"] = "institution.region = @Region",
        ["bin"] = "institution.bin = @Bin",
        ["isil"] = "institution.isil = @Isil",
        ["status"] = "institution.status = @Status",
        ["supervisedBy"] = "institution.supervised_by_id = @SupervisedBy",
        ["memberOf"] = """
            institution.id IN (SELECT membership.institution_id FROM institution_memberships AS membership WHERE membership.association_id = @MemberOf)
            """,
        ["q"] = Search.SearchSql.Found("institution"),
    });

    public static readonly SqlText Insert = """
        INSERT INTO institutions (id, code, kind, level, legal_form, country, region, bin, isil, supervised_by_id, status, ended_on, successor_id,
            names, document, version, created_at, updated_at)
        VALUES (@Id, @Code, @Kind, @Level, @LegalForm, @Country, @Region, @Bin, @Isil, @SupervisedBy, @Status, @EndedOn, @Successor,
            @Names, @Document, @Version, @CreatedAt, @UpdatedAt)
        """;

    public static readonly SqlText Update = """
        UPDATE institutions
        SET code = @Code, kind = @Kind, level = @Level, legal_form = @LegalForm, country = @Country, region = @Region, bin = @Bin, isil = @Isil,
            supervised_by_id = @SupervisedBy, status = @Status, ended_on = @EndedOn, successor_id = @Successor,
            names = @Names, document = @Document, version = @Version, updated_at = @UpdatedAt
        WHERE id = @Id AND version = @Version - 1
        """;

    public static readonly SqlText Leave = "DELETE FROM institution_memberships WHERE institution_id = @Id";

    public static readonly SqlText Join = """
        INSERT INTO institution_memberships (institution_id, position, association_id) VALUES (@Id, @Position, @Association)
        """;

    /// <summary>Whoever changes memberships or supervision takes this row first, so that no two changes close a circle together.</summary>
    public static readonly SqlText TakeGraph = "UPDATE registry_locks SET taken = taken + 1 WHERE name = 'institutions'";

    // Differs only in the keyword that SQLite wants.
    public static readonly SqlText Above = new(
        Sqlite: $"WITH RECURSIVE {Associations} SELECT above.id FROM above WHERE above.id = @Id",
        SqlServer: $"WITH {Associations} SELECT above.id FROM above WHERE above.id = @Id");

    const string Associations = """
        above (id, depth) AS (
            SELECT first_step.association_id, 1 FROM institution_memberships AS first_step WHERE first_step.institution_id = @Association
            UNION ALL
            SELECT next_step.association_id, above.depth + 1
            FROM above JOIN institution_memberships AS next_step ON next_step.institution_id = above.id
            WHERE above.depth < 50)
        """;

    // Differs only in the keyword that SQLite wants.
    public static readonly SqlText Supervisors = new(
        Sqlite: $"WITH RECURSIVE {Supervision} SELECT above.id FROM above WHERE above.id = @Id",
        SqlServer: $"WITH {Supervision} SELECT above.id FROM above WHERE above.id = @Id");

    const string Supervision = """
        above (id, depth) AS (
            SELECT first_step.supervised_by_id, 1 FROM institutions AS first_step WHERE first_step.id = @SupervisedBy AND first_step.supervised_by_id IS NOT NULL
            UNION ALL
            SELECT next_step.supervised_by_id, above.depth + 1
            FROM above JOIN institutions AS next_step ON next_step.id = above.id
            WHERE next_step.supervised_by_id IS NOT NULL AND above.depth < 50)
        """;
}
