using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Agreements;

static class AgreementSql
{
    // Of an agreement's terms through time exactly one is in effect on a day.
    static string InEffect(string day) => $"(term.since_on IS NULL OR term.since_on <= {day}) AND (term.until_on IS NULL OR term.until_on > {day})";

    // C12: who gave has been given to, and nothing is under way.
    const string IsFulfilled = """
        agreement.kind = 'exchange'
          AND EXISTS (
            SELECT 1 FROM transfers AS leg JOIN transfers AS other ON other.agreement_id = leg.agreement_id AND other.to_id = leg.from_id
            WHERE leg.agreement_id = agreement.id AND leg.kind = 'exchange' AND leg.status = 'received' AND leg.corrects_id IS NULL
              AND other.kind = 'exchange' AND other.status = 'received' AND other.corrects_id IS NULL)
          AND NOT EXISTS (
            SELECT 1 FROM transfers AS leg
            WHERE leg.agreement_id = agreement.id AND leg.kind = 'exchange' AND leg.status = 'received' AND leg.corrects_id IS NULL AND NOT EXISTS (
              SELECT 1 FROM transfers AS other
              WHERE other.agreement_id = leg.agreement_id AND other.to_id = leg.from_id AND other.kind = 'exchange' AND other.status = 'received'
                AND other.corrects_id IS NULL))
          AND NOT EXISTS (
            SELECT 1 FROM transfers AS leg
            WHERE leg.agreement_id = agreement.id AND leg.kind = 'exchange' AND leg.status IN ('draft', 'approved', 'in_transit', 'recorded'))
        """;

    public static readonly SqlList List = new("agreement.id, agreement.document", "agreements AS agreement", "agreement.id",
        new Dictionary<string, SqlText>(VisibilitySql.Agreement.ForList())
        {
            ["id"] = "agreement.id = @Id",
            ["ids"] = Ids.In("agreement.id"),
            ["q"] = SearchSql.Found("agreement"),
            ["kind"] = "agreement.kind = @Kind",
            ["status"] = "agreement.status = @Status",
            ["evidence"] = "agreement.evidence = @Evidence",
            ["parent"] = "agreement.parent_id = @Parent",
            ["registryNumber"] = "agreement.registry_number = @RegistryNumber",
            ["externalRef"] = "agreement.external_ref = @ExternalRef",
            ["role"] = "EXISTS (SELECT 1 FROM agreement_parties AS party WHERE party.agreement_id = agreement.id AND party.role = @Role AND party.is_invited = 0)",
            ["region"] = """
            agreement.id IN (
              SELECT party.agreement_id FROM institutions AS regional JOIN agreement_parties AS party ON party.institution_id = regional.id
              WHERE regional.region = @Region AND party.is_invited = 0)
            """,
            ["scopeArea"] = """
            EXISTS (SELECT 1 FROM agreement_scope_areas AS scope WHERE scope.agreement_id = agreement.id AND scope.scope_area = @ScopeArea)
            """,
            ["signed possible"] = DateSql.Possible("agreement.signed", "Signed"),
            ["signed certain"] = DateSql.Certain("agreement.signed", "Signed"),
            // What is absent may be: no known end, and where no beginning is given, the signing's.
            ["inForceOn"] = $"""
            (agreement.status = 'in_force' AND EXISTS (
              SELECT 1 FROM agreement_terms AS term
              WHERE term.agreement_id = agreement.id AND {InEffect("@InForceOn")} AND (term.effective_to IS NULL OR term.effective_to >= @InForceOn)
                AND COALESCE(term.effective_from, agreement.signed_earliest, @InForceOn) <= @InForceOn))
            """,
            ["expiresBefore"] = $"agreement.id IN (SELECT term.agreement_id FROM agreement_terms AS term WHERE term.effective_to < @ExpiresBefore AND {InEffect("@On")})",
            ["expired"] = $"agreement.id IN (SELECT term.agreement_id FROM agreement_terms AS term WHERE term.effective_to < @On AND {InEffect("@On")})",
            ["not expired"] = $"""
            NOT EXISTS (SELECT 1 FROM agreement_terms AS term WHERE term.agreement_id = agreement.id AND term.effective_to < @On AND {InEffect("@On")})
            """,
            ["fulfilled"] = $"({IsFulfilled})",
            ["not fulfilled"] = $"(agreement.kind = 'exchange' AND NOT ({IsFulfilled}))",
            ["awaiting me"] = """
            agreement.id IN (
              SELECT party.agreement_id
              FROM institutions AS awaited
              JOIN agreement_parties AS party ON party.institution_id = awaited.id AND party.signature_required = 1 AND party.signature = 'pending'
              JOIN agreements AS asked ON asked.id = party.agreement_id AND asked.status IN ('proposed', 'recorded')
              WHERE awaited.id = @Own OR awaited.supervised_by_id = @Own
              UNION ALL
              SELECT signature.agreement_id
              FROM institutions AS awaited
              JOIN amendment_signatures AS signature ON signature.institution_id = awaited.id AND signature.is_awaited = 1
              WHERE awaited.id = @Own OR awaited.supervised_by_id = @Own)
            """,
        });

    /// <summary>The same list walked along one party's agreements: they are met in order, without being gathered first. Always asked with a party.</summary>
    // A CROSS JOIN keeps SQLite from beginning at an index of the agreements, and sorting what it finds there.
    public static readonly SqlList OfParty = List with
    {
        From = """
            agreement_parties AS party
            CROSS JOIN agreements AS agreement
            """,
        Key = "party.agreement_id",
        Conditions = new Dictionary<string, SqlText>(List.Conditions)
        {
            ["party"] = "(party.institution_id = @Party AND agreement.id = party.agreement_id AND party.is_invited = 0)",
            ["role"] = "party.role = @Role",
        },
    };

    public static readonly SqlText Insert = """
        INSERT INTO agreements (id, registry_number, kind, binding, status, evidence, visibility,
            signed_earliest, signed_latest, signed_day_from, signed_day_to, signed_qualified, effective_from, effective_to, parent_id, supersedes_id,
            submitter, posted_for_id, external_ref, external_ref_freed, content_hash, title, document, version, created_at, updated_at)
        VALUES (@Id, @RegistryNumber, @Kind, @Binding, @Status, @Evidence, @Visibility,
            @Earliest, @Latest, @DayFrom, @DayTo, @Qualified, @EffectiveFrom, @EffectiveTo, @Parent, @Supersedes,
            @Submitter, @PostedFor, @ExternalRef, 0, @ContentHash, @Title, @Document, @Version, @CreatedAt, @UpdatedAt)
        """;

    const string Given = """
        id, registry_number, kind, binding, status, evidence, visibility, signed_earliest, signed_latest, signed_day_from, signed_day_to, signed_qualified,
            effective_from, effective_to, parent_id, supersedes_id, external_ref, title, document, version, updated_at
        """;

    const string Row = """
        @Id, @RegistryNumber, @Kind, @Binding, @Status, @Evidence, @Visibility, @Earliest, @Latest, @DayFrom, @DayTo, @Qualified,
            @EffectiveFrom, @EffectiveTo, @Parent, @Supersedes, @ExternalRef, @Title, @Document, @Version, @UpdatedAt
        """;

    // A draft that is withdrawn gives its reference back (I7): status and reference are still those before. Another reference is its submitter's again.
    static string Set(string givenReference) => $"""
        registry_number = given.registry_number, kind = given.kind, binding = given.binding, status = given.status, evidence = given.evidence,
            visibility = given.visibility, signed_earliest = given.signed_earliest, signed_latest = given.signed_latest,
            signed_day_from = given.signed_day_from, signed_day_to = given.signed_day_to, signed_qualified = given.signed_qualified,
            effective_from = given.effective_from, effective_to = given.effective_to, parent_id = given.parent_id, supersedes_id = given.supersedes_id,
            external_ref = given.external_ref, external_ref_freed = CASE WHEN given.status = 'withdrawn' AND agreements.status = 'draft' THEN 1
                WHEN agreements.external_ref = {givenReference} THEN agreements.external_ref_freed ELSE 0 END,
            title = given.title, document = given.document, version = given.version, updated_at = given.updated_at
        """;

    public static readonly SqlText Update = SqlRows.NextVersions("agreements", Given, Row, new(
        Sqlite: Set("given.external_ref"),
        SqlServer: Set("given.external_ref COLLATE Latin1_General_100_BIN2")));

    public static readonly SqlText RemoveParties = Ids.In("DELETE FROM agreement_parties WHERE agreement_id");

    public static readonly SqlText InsertParty = """
        INSERT INTO agreement_parties (agreement_id, institution_id, position, role, signature_required, signature, is_invited)
        VALUES (@Id, @Institution, @Position, @Role, @SignatureRequired, @Signature, @IsInvited)
        """;

    public static readonly SqlText RemoveTerms = Ids.In("DELETE FROM agreement_terms WHERE agreement_id");

    public static readonly SqlText InsertTerm = """
        INSERT INTO agreement_terms (agreement_id, position, since_on, until_on, effective_from, effective_to)
        VALUES (@Id, @Position, @SinceOn, @UntilOn, @EffectiveFrom, @EffectiveTo)
        """;

    public static readonly SqlText RemoveSignatures = Ids.In("DELETE FROM amendment_signatures WHERE agreement_id");

    public static readonly SqlText InsertSignature = """
        INSERT INTO amendment_signatures (agreement_id, seq, institution_id, is_awaited) VALUES (@Id, @Seq, @Institution, @IsAwaited)
        """;

    /// <summary>The exchanges of those given that are fulfilled.</summary>
    public static readonly SqlText Fulfilled = Ids.In(FulfilledOf);

    const string FulfilledOf = $"SELECT agreement.id FROM agreements AS agreement WHERE {IsFulfilled} AND agreement.id";

    public static readonly SqlText RemoveScopeAreas = Ids.In("DELETE FROM agreement_scope_areas WHERE agreement_id");

    public static readonly SqlText InsertScopeArea = "INSERT INTO agreement_scope_areas (agreement_id, scope_area) VALUES (@Id, @ScopeArea)";

    public static readonly SqlText ByExternalRef = """
        SELECT agreement.id, agreement.content_hash FROM agreements AS agreement
        WHERE agreement.submitter = @Submitter AND agreement.external_ref = @ExternalRef AND agreement.external_ref_freed = 0
        """;

    /// <summary>Whoever decides about agreements, or about acts under them, takes their rows first.</summary>
    public static readonly SqlText Take = Ids.In("UPDATE agreements SET version = version WHERE id");

    /// <summary>Whoever changes what rests on what takes this row first, so that no two changes close a circle together (A4).</summary>
    public static readonly SqlText TakeGraph = "UPDATE registry_locks SET taken = taken + 1 WHERE name = 'agreements'";

    /// <summary>What the agreements given rest on directly: their parents and those they supersede.</summary>
    public static readonly SqlText Below = Ids.In(Grounds);

    const string Grounds = "SELECT agreement.parent_id, agreement.supersedes_id FROM agreements AS agreement WHERE agreement.id";

    public static readonly SqlText Successor = """
        SELECT agreement.id FROM agreements AS agreement
        WHERE agreement.supersedes_id = @Supersedes AND agreement.status <> 'withdrawn' AND agreement.status <> 'declined' AND agreement.status <> 'void'
        """;

    /// <summary>The sides of the acts under it that stand or may come to stand.</summary>
    public static readonly SqlText Sides = """
        SELECT transfer.from_id, transfer.to_id FROM transfers AS transfer
        WHERE transfer.agreement_id = @Id AND transfer.status NOT IN ('cancelled', 'void')
        """;

    static readonly string OpenUnderIt = $"""
        FROM transfers AS transfer
        WHERE transfer.agreement_id = @Id AND transfer.kind IN {TransferKindSql.Temporary} AND transfer.corrects_id IS NULL
          AND (transfer.status IN ('approved', 'in_transit')
            OR EXISTS (SELECT 1 FROM custody_loans AS loan WHERE loan.transfer_id = transfer.id AND loan.ended_by_id IS NULL))
        """;

    /// <summary>The temporary transfers under an agreement that are decided or under way, or have something out.</summary>
    public static readonly SqlText OpenTransfers = $"SELECT transfer.id {OpenUnderIt}";

    /// <summary>How many of them have a party as a side.</summary>
    public static readonly SqlText OpenTransfersOf = $"SELECT COUNT(*) {OpenUnderIt} AND (transfer.from_id = @Party OR transfer.to_id = @Party)";
}
