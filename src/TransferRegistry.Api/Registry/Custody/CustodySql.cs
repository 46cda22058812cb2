using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Custody;

static class CustodySql
{
    static readonly string Act = $"""
        SELECT line.item_id, transfer.id AS transfer_id, transfer.from_id, transfer.to_id, transfer.legal_effect, transfer.custody_earliest,
            COALESCE(line.custody_on, transfer.custody_on) AS custody_on, COALESCE(line.moved_at, transfer.moved_at) AS moved_at,
            CASE WHEN transfer.status = 'recorded' THEN 1 ELSE 0 END AS is_recorded,
            CASE WHEN transfer.kind IN {TransferKindSql.Temporary} THEN 1 ELSE 0 END AS is_temporary,
            CASE WHEN transfer.retains_id IS NULL THEN 0 ELSE 1 END AS is_retention,
            CASE WHEN line.outcome IN {OutcomeSql.Losing} THEN 1 ELSE 0 END AS is_loss
        FROM transfer_lines AS line
        """;

    // A correcting act has put its word into the line it corrects, and is no act of its own here.
    static readonly string Moved = $"""
        JOIN transfers AS transfer ON transfer.id = line.transfer_id
        WHERE transfer.status IN ('received', 'recorded') AND transfer.corrects_id IS NULL
          AND line.outcome IN {OutcomeSql.PassingOrLosing} AND line.item_id
        """;

    /// <summary>The acts that passed the items on, and those that say they are lost.</summary>
    // Differs in how each engine opens a JSON array; and SQLite, which would read every act of those states, is told by CROSS to begin at the items.
    public static readonly SqlText Acts = new(Sqlite: $"{Act} CROSS {Moved} {Ids.Sqlite}", SqlServer: $"{Act} {Moved} {Ids.SqlServer}");

    const string FirstOf = "SELECT item.id, item.first_holder_id, item.first_owner_id FROM items AS item WHERE item.id";

    /// <summary>Where the items were before all acts.</summary>
    public static readonly SqlText First = Ids.In(FirstOf);

    const string ForgetOf = "DELETE FROM custody_intervals WHERE item_id";

    public static readonly SqlText Forget = Ids.In(ForgetOf);

    const string ForgetLoansOf = "DELETE FROM custody_loans WHERE item_id";

    public static readonly SqlText ForgetLoans = Ids.In(ForgetLoansOf);

    public static readonly SqlText WriteLoan = """
        INSERT INTO custody_loans (item_id, transfer_id, position, since_earliest, until_earliest, ended_by_id)
        VALUES (@ItemId, @Transfer, @Position, @SinceEarliest, @UntilEarliest, @EndedBy)
        """;

    static readonly string WholesOf = $"""
        SELECT part.id, part.split_from_id,
            CASE WHEN EXISTS (
              SELECT 1 FROM transfer_lines AS own JOIN transfers AS moving ON moving.id = own.transfer_id
              WHERE own.item_id = part.id AND moving.status IN ('received', 'recorded') AND moving.corrects_id IS NULL
                AND own.outcome IN {OutcomeSql.PassingOrLosing}) THEN 1 ELSE 0 END AS has_left
        FROM items AS part
        WHERE part.split_from_id IS NOT NULL AND part.id
        """;

    /// <summary>What the items were split from, directly, and whether an act of their own has moved them since.</summary>
    public static readonly SqlText Wholes = Ids.In(WholesOf);

    const string PartsOf = "SELECT part.id FROM items AS part WHERE part.standing = 'registered' AND part.split_from_id";

    /// <summary>The parts that were split from the items, directly.</summary>
    public static readonly SqlText Parts = Ids.In(PartsOf);

    public static readonly SqlText Write = """
        INSERT INTO custody_intervals (item_id, position, owner_id, normal_custodian_id, custodian_id, since, since_earliest, since_latest, until_earliest,
            transfer_id, ended_by_id, is_gap, is_last)
        VALUES (@ItemId, @Position, @Owner, @NormalCustodian, @Custodian, @Since, @SinceEarliest, @SinceLatest, @UntilEarliest, @By, @EndedBy, @IsGap, @IsLast)
        """;

    const string Reservation = """
        transfer.id AS transfer_id, transfer.status, transfer.from_id, transfer.reserved_from, transfer.reserved_to, transfer.due_back_on, held.custodian_id AS holder_id
        """;

    const string Taken = $"SELECT line.item_id, {Reservation} FROM transfer_lines AS line";

    const string Ahead = """
        JOIN transfers AS transfer ON transfer.id = line.transfer_id
        JOIN custody_intervals AS held ON held.item_id = line.item_id AND held.is_last = 1
        WHERE transfer.id <> @Transfer AND transfer.status IN ('approved', 'in_transit') AND line.item_id
        """;

    /// <summary>The transfers that have taken the items: approved or under way.</summary>
    // Differs as the acts do.
    public static readonly SqlText Reservations = new(
        Sqlite: $"{Taken} CROSS {Ahead} {Ids.Sqlite} ORDER BY transfer.id",
        SqlServer: $"{Taken} {Ahead} {Ids.SqlServer} ORDER BY transfer.id");

    const string Away = $"""
        SELECT loan.item_id, loan.position, {Reservation}
        FROM custody_loans AS loan
        JOIN transfers AS transfer ON transfer.id = loan.transfer_id
        JOIN custody_intervals AS held ON held.item_id = loan.item_id AND held.is_last = 1
        WHERE transfer.id <> @Transfer AND loan.ended_by_id IS NULL AND loan.item_id
        """;

    /// <summary>The loans by which the items are away, a loan out of a loan beside that.</summary>
    public static readonly SqlText OpenLoans = Ids.In(Away);

    // An item is lent where the list asks for what is normally with an institution; else it is with it: its own, borrowed, or nobody knows whose.
    static string Custody(string interval) => $"""
        CASE WHEN {interval}.custodian_id <> @Holder THEN 'lent' WHEN {interval}.normal_custodian_id = {interval}.custodian_id THEN 'own'
            WHEN {interval}.normal_custodian_id IS NOT NULL THEN 'borrowed' END
        """;

    // A day that is known is certain: also that of an act dated a day ahead, which is among those after which nobody asks for a day.
    static readonly string HeldColumns = $"""
        item.id, item.document, held.custodian_id, held.normal_custodian_id, held.transfer_id, held.since,
            {Custody("held")} AS custody,
            CASE WHEN held.normal_custodian_id = held.custodian_id THEN NULL ELSE loan.due_back_on END AS due_back_on,
            CASE WHEN held.since_latest IS NULL OR held.since_latest <= @On OR held.since_latest = held.since_earliest THEN 1 ELSE 0 END AS is_certain
        """;

    const string Held = """
        custody_intervals AS held
        JOIN items AS item ON item.id = held.item_id
        LEFT JOIN transfers AS loan ON loan.id = held.transfer_id
        """;

    // One interval of an item at the most: each ends here where the next may begin.
    const string OnTheDay = "(held.since_earliest IS NULL OR held.since_earliest <= @On) AND (held.ended_by_id IS NULL OR held.until_earliest > @On)";

    /// <summary>What an institution has, and what of its own others have; after all acts, or on a day.</summary>
    public static readonly SqlList Holdings = new(HeldColumns, Held, "held.item_id", new Dictionary<string, SqlText>(VisibilitySql.Item.ForList())
    {
        ["held"] = "held.custodian_id = @Holder",
        ["lent"] = "held.normal_custodian_id = @Holder AND held.custodian_id <> @Holder",
        ["own"] = "held.normal_custodian_id = held.custodian_id",
        ["borrowed"] = "held.normal_custodian_id <> held.custodian_id",
        ["now"] = "held.is_last = 1",
        ["on"] = OnTheDay,
        ["registered"] = "item.standing = 'registered'",
        // A list of holdings must not tell what the chain of custody withholds.
        ["told"] = VisibilitySql.Told("held", VisibilitySql.Transfer.Visible),
    });
}
