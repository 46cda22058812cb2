using TransferRegistry.Api.Data;
using TransferRegistry.Api.References;
using TransferRegistry.Api.Search;

namespace TransferRegistry.Api.Transfers;

static class TransferSql
{
    public static readonly SqlList List = new("SELECT transfer.id, transfer.document FROM transfers AS transfer", "transfer.id", new Dictionary<string, SqlText>(Sight.Transfer)
    {
        ["id"] = "transfer.id = @Id",
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
        ["dueBefore"] = "transfer.due_back_on < @DueBefore",
        ["overdue"] = $"""
            (transfer.due_back_on < @Overdue AND transfer.status IN ('received', 'recorded') AND {OutOnLoan})
            """,
        ["not overdue"] = $"""
            (transfer.due_back_on IS NULL OR transfer.due_back_on >= @Overdue OR transfer.status NOT IN ('received', 'recorded') OR NOT {OutOnLoan})
            """,
        ["unacknowledged"] = "transfer.unacknowledged = 1",
        ["not unacknowledged"] = "transfer.unacknowledged = 0",
        ["awaiting me"] = """
            (transfer.status IN ('in_transit', 'recorded') AND transfer.to_id IN (
              SELECT awaited.id FROM institutions AS awaited WHERE awaited.id = @Own OR awaited.supervised_by_id = @Own))
            """,
    });

    /// <summary>The same list walked along one institution's acts, whichever side it is on.</summary>
    // CROSS JOIN: SQLite then begins with the sides, as it is written.
    public static readonly SqlList OfSide = List with
    {
        Select = """
            SELECT transfer.id, transfer.document
            FROM transfer_sides AS side
            CROSS JOIN transfers AS transfer
            """,
        Key = "side.transfer_id",
        Conditions = new Dictionary<string, SqlText>(List.Conditions)
        {
            ["institution"] = "(side.institution_id = @Institution AND transfer.id = side.transfer_id)",
        },
    };

    // An item is out on a loan as long as that loan is the last act that moved it.
    const string OutOnLoan = """
        EXISTS (SELECT 1 FROM transfer_lines AS lent JOIN custody_intervals AS held ON held.item_id = lent.item_id AND held.is_last = 1
                WHERE lent.transfer_id = transfer.id AND held.transfer_id = transfer.id)
        """;

    public static readonly SqlText Insert = """
        INSERT INTO transfers (id, registry_number, kind, legal_effect, status, evidence, visibility, agreement_id, from_id, to_id, event_id, act_key,
            handed_over_earliest, handed_over_latest, handed_over_day_from, handed_over_day_to, handed_over_qualified,
            reserved_from, reserved_to, due_back_on, custody_on, moved_at, unacknowledged, submitter, posted_for_id, external_ref, external_ref_freed,
            content_hash, document, version, created_at, updated_at)
        VALUES (@Id, @RegistryNumber, @Kind, @LegalEffect, @Status, @Evidence, @Visibility, @Agreement, @From, @To, @Event, @ActKey,
            @Earliest, @Latest, @DayFrom, @DayTo, @Qualified,
            @ReservedFrom, @ReservedTo, @DueBackOn, @CustodyOn, @MovedAt, @Unacknowledged, @Submitter, @PostedFor, @ExternalRef, @ExternalRefFreed,
            @ContentHash, @Document, @Version, @CreatedAt, @UpdatedAt)
        """;

    public static readonly SqlText Update = """
        UPDATE transfers
        SET registry_number = @RegistryNumber, kind = @Kind, legal_effect = @LegalEffect, status = @Status, evidence = @Evidence, visibility = @Visibility,
            agreement_id = @Agreement, from_id = @From, to_id = @To, event_id = @Event, act_key = @ActKey,
            handed_over_earliest = @Earliest, handed_over_latest = @Latest, handed_over_day_from = @DayFrom, handed_over_day_to = @DayTo, handed_over_qualified = @Qualified,
            reserved_from = @ReservedFrom, reserved_to = @ReservedTo, due_back_on = @DueBackOn, custody_on = @CustodyOn, moved_at = @MovedAt, unacknowledged = @Unacknowledged,
            external_ref = @ExternalRef, external_ref_freed = @ExternalRefFreed, document = @Document, version = @Version, updated_at = @UpdatedAt
        WHERE id = @Id AND version = @Version - 1
        """;

    public static readonly SqlText Lines = "SELECT line.transfer_id AS id, line.document FROM transfer_lines AS line WHERE line.transfer_id = @Id ORDER BY line.line";

    /// <summary>The lines of one act, walked by their items' ids: an item stands in one line of an act.</summary>
    public static readonly SqlList LineList = new("SELECT line.item_id AS id, line.document FROM transfer_lines AS line", "line.item_id", new Dictionary<string, SqlText>
    {
        ["transfer"] = "line.transfer_id = @Transfer",
    });

    public static readonly SqlText RemoveLines = "DELETE FROM transfer_lines WHERE transfer_id = @Id";

    public static readonly SqlText RemoveSides = "DELETE FROM transfer_sides WHERE transfer_id = @Id";

    public static readonly SqlText InsertSide = "INSERT INTO transfer_sides (institution_id, transfer_id) VALUES (@Institution, @Id)";

    public static readonly SqlText InsertLine = """
        INSERT INTO transfer_lines (transfer_id, line, item_id, quantity, outcome, document) VALUES (@Id, @Line, @Item, @Quantity, @Outcome, @Document)
        """;

    public static readonly SqlText ByActKey = "SELECT transfer.id, transfer.document FROM transfers AS transfer WHERE transfer.act_key = @ActKey";

    public static readonly SqlText ByExternalRef = """
        SELECT transfer.id, transfer.document, transfer.content_hash FROM transfers AS transfer
        WHERE transfer.submitter = @Submitter AND transfer.external_ref = @ExternalRef AND transfer.external_ref_freed = 0
        """;

    /// <summary>Whoever decides about an act takes its row first.</summary>
    public static readonly SqlText Take = "UPDATE transfers SET version = version WHERE id = @Id";
}
