using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Transfers;

static class TransferSql
{
    // A day has two sides: @On is the day asked about, which dues are compared with, @By the last day on which what has happened by then may be dated.

    /// <summary>When it was due as of the day: an extension counts from its decision on, and replaces a day that counted until then.</summary>
    const string Due = """
        COALESCE((SELECT MIN(extension.old_due_back_on) FROM transfer_extensions AS extension
                  WHERE extension.transfer_id = transfer.id AND extension.decided_earliest > @On), transfer.due_back_on)
        """;

    static readonly string Settled = $"""
        SELECT SUM(back.quantity)
        FROM transfers AS homeward
        JOIN transfer_lines AS back ON back.transfer_id = homeward.id AND back.returns_line = lent.line
        WHERE homeward.returns_id = lent.transfer_id AND homeward.corrects_id IS NULL AND homeward.status = 'received' AND homeward.custody_earliest <= @By
          AND back.outcome IN {OutcomeSql.Settling}
        """;

    // The ledger says whether the item is away by the loan; of a lot it may be only a rest, or nothing any more.
    const string LentLines = "transfer_lines AS lent JOIN custody_loans AS loan ON loan.transfer_id = lent.transfer_id AND loan.item_id = lent.item_id";
    const string IsAway = "(loan.since_earliest IS NULL OR loan.since_earliest <= @By) AND (loan.ended_by_id IS NULL OR loan.until_earliest > @By)";

    static readonly string IsOut = $"""
        EXISTS (
          SELECT 1 FROM {LentLines}
          WHERE lent.transfer_id = transfer.id AND {IsAway} AND (lent.quantity IS NULL OR lent.quantity > COALESCE(({Settled}), 0)))
        """;

    // By what they are not: what they are would lead SQLite to an index of kinds or states, and to sorting what it finds there.
    static readonly string IsLoan = $"transfer.kind NOT IN {TransferKindSql.NotTemporary} AND transfer.corrects_id IS NULL";
    static readonly string IsLent = $"{IsLoan} AND transfer.status NOT IN ('draft', 'approved', 'in_transit', 'refused', 'cancelled', 'void') AND transfer.custody_earliest <= @By";

    const string IsUncorrected = """
        short.is_discrepant = 1 AND NOT EXISTS (
          SELECT 1 FROM transfers AS mending JOIN transfer_lines AS mended ON mended.transfer_id = mending.id AND mended.line = short.line
          WHERE mending.corrects_id = short.transfer_id AND mending.custody_earliest <= @By)
        """;

    const string IsDiscrepant = $"""
        transfer.status <> 'refused' AND transfer.confirmed_earliest <= @By
          AND EXISTS (SELECT 1 FROM transfer_lines AS short WHERE short.transfer_id = transfer.id AND {IsUncorrected})
        """;

    const string IsUnconfirmed = """
        transfer.begun_earliest <= @By AND (transfer.confirmed_earliest IS NULL OR transfer.confirmed_earliest > @By)
        """;

    public static readonly SqlList List = new("transfer.id, transfer.document", "transfers AS transfer", "transfer.id", new Dictionary<string, SqlText>(VisibilitySql.Transfer.ForList())
    {
        ["id"] = "transfer.id = @Id",
        ["ids"] = Ids.In("transfer.id"),
        ["q"] = SearchSql.Found("transfer"),
        ["agreement"] = "transfer.agreement_id = @Agreement",
        ["item"] = "transfer.id IN (SELECT line.transfer_id FROM transfer_lines AS line WHERE line.item_id = @Item)",
        ["inventoryNumber"] = """
            transfer.id IN (
              SELECT line.transfer_id FROM item_identifiers AS identifier JOIN transfer_lines AS line ON line.item_id = identifier.item_id
              WHERE identifier.value = @InventoryNumber)
            """,
        ["from"] = "transfer.from_id = @From",
        ["to"] = "transfer.to_id = @To",
        ["kind"] = "transfer.kind = @Kind",
        ["status"] = "transfer.status = @Status",
        ["evidence"] = "transfer.evidence = @Evidence",
        ["registryNumber"] = "transfer.registry_number = @RegistryNumber",
        ["externalRef"] = "transfer.external_ref = @ExternalRef",
        ["region"] = """
            EXISTS (SELECT 1 FROM institutions AS regional WHERE regional.id IN (transfer.from_id, transfer.to_id) AND regional.region = @Region)
            """,
        ["handedOver possible"] = DateSql.Possible("transfer.handed_over", "HandedOver"),
        ["handedOver certain"] = DateSql.Certain("transfer.handed_over", "HandedOver"),
        // Said so that SQLite knows the index of those that have moved to hold all that it looks for.
        ["moved possible"] = $"(transfer.moved_qualified IS NOT NULL AND {DateSql.Possible("transfer.moved", "Moved").Sqlite})",
        ["moved certain"] = DateSql.Certain("transfer.moved", "Moved"),
        ["dueBefore"] = "transfer.due_back_on < @DueBefore",
        ["returns"] = "transfer.returns_id = @Returns",
        ["corrects"] = "transfer.corrects_id = @Corrects",
        ["overdue"] = $"(transfer.first_due_back_on < @On AND {Due} < @On AND {IsOut})",
        ["not overdue"] = $"(transfer.first_due_back_on IS NULL OR {Due} >= @On OR NOT {IsOut})",
        ["dueSoon"] = $"(transfer.first_due_back_on <= @Soon AND {Due} BETWEEN @On AND @Soon AND {IsOut})",
        ["not dueSoon"] = $"(transfer.first_due_back_on IS NULL OR {Due} < @On OR {Due} > @Soon OR NOT {IsOut})",
        ["outstanding"] = IsOut,
        ["not outstanding"] = $"NOT {IsOut}",
        ["closed"] = $"({IsLent} AND NOT {IsOut})",
        ["not closed"] = $"({IsLoan} AND (transfer.status NOT IN ('received', 'recorded') OR transfer.custody_earliest > @By OR {IsOut}))",
        ["discrepancyOpen"] = $"({IsDiscrepant})",
        ["not discrepancyOpen"] = $"NOT ({IsDiscrepant})",
        ["unacknowledged"] = "transfer.unacknowledged = 1",
        ["not unacknowledged"] = "transfer.unacknowledged = 0",
        ["unacknowledged then"] = $"({IsUnconfirmed})",
        ["not unacknowledged then"] = """
            (transfer.begun_earliest IS NULL OR transfer.begun_earliest > @By OR transfer.confirmed_earliest <= @By)
            """,
        ["awaiting me"] = """
            (transfer.status IN ('in_transit', 'recorded') AND transfer.to_id IN (
              SELECT awaited.id FROM institutions AS awaited WHERE awaited.id = @Own OR awaited.supervised_by_id = @Own))
            """,
    });

    /// <summary>The same list walked along one institution's acts, whichever side it is on.</summary>
    // CROSS JOIN: SQLite then begins with the sides, as it is written.
    public static readonly SqlList OfSide = List with
    {
        From = """
            transfer_sides AS side
            CROSS JOIN transfers AS transfer
            """,
        Key = "side.transfer_id",
        Conditions = new Dictionary<string, SqlText>(List.Conditions)
        {
            ["institution"] = "(side.institution_id = @Institution AND transfer.id = side.transfer_id)",
        },
    };

    static readonly string FactsOf = $"""
        SELECT transfer.id, {Due} AS due_back_on,
            CASE WHEN {IsLent} THEN 1 ELSE 0 END AS is_lent,
            CASE WHEN {IsDiscrepant} THEN 1 ELSE 0 END AS is_discrepancy_open,
            CASE WHEN {IsUnconfirmed} THEN 1 ELSE 0 END AS is_unacknowledged
        FROM transfers AS transfer
        WHERE transfer.id
        """;

    /// <summary>What the acts and the day make of each transfer.</summary>
    public static readonly SqlText Facts = Ids.In(FactsOf);

    static string OutstandingOf(string ids) => $"""
        SELECT line.id, SUM(CASE WHEN line.rest IS NULL THEN 1 ELSE 0 END) AS unknown, SUM(line.rest) AS quantity
        FROM (
          SELECT lent.transfer_id AS id, lent.quantity - COALESCE(({Settled}), 0) AS rest
          FROM {LentLines}
          WHERE {IsAway} AND lent.transfer_id {ids}) AS line
        WHERE line.rest IS NULL OR line.rest > 0
        GROUP BY line.id
        """;

    /// <summary>How many objects are out on each loan, and on how many lines nobody knows; no row where nothing is out.</summary>
    // Differs in how each engine opens a JSON array.
    public static readonly SqlText Outstanding = new(Sqlite: OutstandingOf(Ids.Sqlite), SqlServer: OutstandingOf(Ids.SqlServer));

    /// <summary>What the returns of a loan have settled or are bringing, of each of its lines (C8): refused ones do not count.</summary>
    public static readonly SqlText Settlements = $"""
        SELECT back.transfer_id, back.returns_line AS line, back.item_id, back.quantity
        FROM transfers AS homeward
        JOIN transfer_lines AS back ON back.transfer_id = homeward.id
        WHERE homeward.returns_id = @Id AND homeward.corrects_id IS NULL AND homeward.status IN ('in_transit', 'received')
          AND back.outcome IN {OutcomeSql.Settling}
        """;

    public static readonly SqlText Insert = """
        INSERT INTO transfers (id, registry_number, kind, legal_effect, status, evidence, visibility, agreement_id, from_id, to_id, event_id, act_key,
            handed_over_earliest, handed_over_latest, handed_over_day_from, handed_over_day_to, handed_over_qualified,
            moved_earliest, moved_latest, moved_day_from, moved_day_to, moved_qualified,
            reserved_from, reserved_to, due_back_on, first_due_back_on, begun_earliest, custody_earliest, confirmed_earliest, custody_on, moved_at, unacknowledged,
            returns_id, corrects_id, retains_id, submitter, posted_for_id, external_ref, external_ref_freed,
            content_hash, document, version, created_at, updated_at)
        VALUES (@Id, @RegistryNumber, @Kind, @LegalEffect, @Status, @Evidence, @Visibility, @Agreement, @From, @To, @Event, @ActKey,
            @Earliest, @Latest, @DayFrom, @DayTo, @Qualified,
            @MovedEarliest, @MovedLatest, @MovedDayFrom, @MovedDayTo, @MovedQualified,
            @ReservedFrom, @ReservedTo, @DueBackOn, @FirstDueBackOn, @BegunEarliest, @CustodyEarliest, @ConfirmedEarliest, @CustodyOn, @MovedAt, @Unacknowledged,
            @Returns, @Corrects, @Retains, @Submitter, @PostedFor, @ExternalRef, @ExternalRefFreed,
            @ContentHash, @Document, @Version, @CreatedAt, @UpdatedAt)
        """;

    const string Given = """
        id, registry_number, kind, legal_effect, status, evidence, visibility, agreement_id, from_id, to_id, event_id, act_key,
            handed_over_earliest, handed_over_latest, handed_over_day_from, handed_over_day_to, handed_over_qualified,
            moved_earliest, moved_latest, moved_day_from, moved_day_to, moved_qualified,
            reserved_from, reserved_to, due_back_on, first_due_back_on, begun_earliest, custody_earliest, confirmed_earliest, custody_on, moved_at, unacknowledged,
            returns_id, corrects_id, retains_id, external_ref, external_ref_freed, document, version, updated_at
        """;

    const string Row = """
        @Id, @RegistryNumber, @Kind, @LegalEffect, @Status, @Evidence, @Visibility, @Agreement, @From, @To, @Event, @ActKey,
            @Earliest, @Latest, @DayFrom, @DayTo, @Qualified,
            @MovedEarliest, @MovedLatest, @MovedDayFrom, @MovedDayTo, @MovedQualified,
            @ReservedFrom, @ReservedTo, @DueBackOn, @FirstDueBackOn, @BegunEarliest, @CustodyEarliest, @ConfirmedEarliest, @CustodyOn, @MovedAt, @Unacknowledged,
            @Returns, @Corrects, @Retains, @ExternalRef, @ExternalRefFreed, @Document, @Version, @UpdatedAt
        """;

    // A reference that was given back stays so until another is given in its place.
    static string Set(string givenReference) => $"""
        registry_number = given.registry_number, kind = given.kind, legal_effect = given.legal_effect, status = given.status, evidence = given.evidence,
            visibility = given.visibility, agreement_id = given.agreement_id, from_id = given.from_id, to_id = given.to_id, event_id = given.event_id,
            act_key = given.act_key,
            handed_over_earliest = given.handed_over_earliest, handed_over_latest = given.handed_over_latest,
            handed_over_day_from = given.handed_over_day_from, handed_over_day_to = given.handed_over_day_to, handed_over_qualified = given.handed_over_qualified,
            moved_earliest = given.moved_earliest, moved_latest = given.moved_latest,
            moved_day_from = given.moved_day_from, moved_day_to = given.moved_day_to, moved_qualified = given.moved_qualified,
            reserved_from = given.reserved_from, reserved_to = given.reserved_to, due_back_on = given.due_back_on, first_due_back_on = given.first_due_back_on,
            begun_earliest = given.begun_earliest, custody_earliest = given.custody_earliest, confirmed_earliest = given.confirmed_earliest,
            custody_on = given.custody_on, moved_at = given.moved_at, unacknowledged = given.unacknowledged,
            returns_id = given.returns_id, corrects_id = given.corrects_id, retains_id = given.retains_id,
            external_ref = given.external_ref, external_ref_freed = CASE WHEN given.external_ref_freed = 1 THEN 1
                WHEN transfers.external_ref = {givenReference} THEN transfers.external_ref_freed ELSE 0 END,
            document = given.document, version = given.version, updated_at = given.updated_at
        """;

    public static readonly SqlText Update = SqlRows.NextVersions("transfers", Given, Row, new(
        Sqlite: Set("given.external_ref"),
        SqlServer: Set("given.external_ref COLLATE Latin1_General_100_BIN2")));

    const string LinesOf = "SELECT line.transfer_id AS id, line.document FROM transfer_lines AS line WHERE line.transfer_id";

    /// <summary>The lines of acts, each act's in their order.</summary>
    // Differs in how each engine opens a JSON array.
    public static readonly SqlText Lines = new(
        Sqlite: $"{LinesOf} {Ids.Sqlite} ORDER BY line.transfer_id, line.line",
        SqlServer: $"{LinesOf} {Ids.SqlServer} ORDER BY line.transfer_id, line.line");

    /// <summary>The lines of one act, walked by their items' ids: an item stands in one line of an act.</summary>
    public static readonly SqlList LineList = new("line.item_id AS id, line.document", "transfer_lines AS line", "line.item_id", new Dictionary<string, SqlText>
    {
        ["transfer"] = "line.transfer_id = @Transfer",
    });

    public static readonly SqlText RemoveLines = Ids.In("DELETE FROM transfer_lines WHERE transfer_id");

    public static readonly SqlText RemoveSides = Ids.In("DELETE FROM transfer_sides WHERE transfer_id");

    public static readonly SqlText InsertSide = "INSERT INTO transfer_sides (institution_id, transfer_id) VALUES (@Institution, @Id)";

    public static readonly SqlText InsertLine = """
        INSERT INTO transfer_lines (transfer_id, line, item_id, quantity, outcome, returns_line, is_discrepant, custody_on, moved_at, document)
        VALUES (@Id, @Line, @Item, @Quantity, @Outcome, @ReturnsLine, @IsDiscrepant, @CustodyOn, @MovedAt, @Document)
        """;

    public static readonly SqlText RemoveExtensions = Ids.In("DELETE FROM transfer_extensions WHERE transfer_id");

    public static readonly SqlText InsertExtension = """
        INSERT INTO transfer_extensions (transfer_id, position, old_due_back_on, decided_earliest) VALUES (@Id, @Position, @OldDueBackOn, @DecidedEarliest)
        """;

    public static readonly SqlText ByActKey = "SELECT transfer.id, transfer.document FROM transfers AS transfer WHERE transfer.act_key = @ActKey";

    public static readonly SqlText ByExternalRef = """
        SELECT transfer.id, transfer.document, transfer.content_hash FROM transfers AS transfer
        WHERE transfer.submitter = @Submitter AND transfer.external_ref = @ExternalRef AND transfer.external_ref_freed = 0
        """;

    /// <summary>Whoever decides about acts takes their rows first.</summary>
    public static readonly SqlText Take = Ids.In("UPDATE transfers SET version = version WHERE id");
}
