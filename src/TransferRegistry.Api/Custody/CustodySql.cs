using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Custody;

static class CustodySql
{
    const string Act = """
        SELECT line.item_id, transfer.id AS transfer_id, transfer.from_id, transfer.to_id, transfer.legal_effect, transfer.custody_on, transfer.moved_at,
            CASE WHEN transfer.status = 'recorded' THEN 1 ELSE 0 END AS is_recorded
        FROM transfer_lines AS line
        """;

    const string Moved = """
        JOIN transfers AS transfer ON transfer.id = line.transfer_id
        WHERE transfer.status IN ('received', 'recorded') AND line.outcome NOT IN ('refused', 'missing') AND line.item_id
        """;

    /// <summary>The acts that passed the items on, in the order the registry learnt of them.</summary>
    // Differs in how each engine opens a JSON array; and SQLite, which would read every act of those states, is told by CROSS to begin at the items.
    public static readonly SqlText Acts = new(
        Sqlite: $"{Act} CROSS {Moved} {Ids.Sqlite} ORDER BY transfer.moved_at, transfer.id",
        SqlServer: $"{Act} {Moved} {Ids.SqlServer} ORDER BY transfer.moved_at, transfer.id");

    const string FirstOf = "SELECT item.id, item.first_holder_id, item.first_owner_id FROM items AS item WHERE item.id";

    /// <summary>Where the items were before all acts.</summary>
    public static readonly SqlText First = Ids.In(FirstOf);

    const string ForgetOf = "DELETE FROM custody_intervals WHERE item_id";

    public static readonly SqlText Forget = Ids.In(ForgetOf);

    public static readonly SqlText Write = """
        INSERT INTO custody_intervals (item_id, position, owner_id, normal_custodian_id, custodian_id, since, since_earliest, since_latest, until_earliest,
            transfer_id, ended_by_id, is_gap, is_last)
        VALUES (@ItemId, @Position, @Owner, @NormalCustodian, @Custodian, @Since, @SinceEarliest, @SinceLatest, @UntilEarliest, @By, @EndedBy, @IsGap, @IsLast)
        """;

    const string Occupation = """
        SELECT line.item_id, transfer.id AS transfer_id, transfer.status, transfer.to_id, transfer.reserved_from, transfer.reserved_to, transfer.due_back_on,
            held.custodian_id AS holder_id
        FROM transfer_lines AS line
        """;

    const string Open = """
        JOIN transfers AS transfer ON transfer.id = line.transfer_id
        JOIN custody_intervals AS held ON held.item_id = line.item_id AND held.is_last = 1
        WHERE transfer.id <> @Transfer
          AND (transfer.status IN ('approved', 'in_transit')
            OR (transfer.status IN ('received', 'recorded') AND transfer.kind IN ('temporary_use', 'temporary_storage', 'restoration') AND held.transfer_id = transfer.id))
          AND line.item_id
        """;

    /// <summary>The transfers that have the items, or will: approved, under way, or a loan that has not ended.</summary>
    // Differs as the acts do.
    public static readonly SqlText Occupations = new(
        Sqlite: $"{Occupation} CROSS {Open} {Ids.Sqlite} ORDER BY transfer.id",
        SqlServer: $"{Occupation} {Open} {Ids.SqlServer} ORDER BY transfer.id");

    // An item is lent where the list asks for what is normally with an institution; else it is with it: its own, borrowed, or nobody knows whose.
    static string Custody(string interval) => $"""
        CASE WHEN {interval}.custodian_id <> @Holder THEN 'lent' WHEN {interval}.normal_custodian_id = {interval}.custodian_id THEN 'own'
            WHEN {interval}.normal_custodian_id IS NOT NULL THEN 'borrowed' END
        """;

    static readonly string Held = $"""
        SELECT item.id, item.document, held.custodian_id, held.normal_custodian_id, held.transfer_id, held.since,
            {Custody("held")} AS custody,
            CASE WHEN held.normal_custodian_id = held.custodian_id THEN NULL ELSE loan.due_back_on END AS due_back_on,
            CASE WHEN held.since_latest IS NULL OR held.since_latest <= @On THEN 1 ELSE 0 END AS is_certain
        FROM custody_intervals AS held
        JOIN items AS item ON item.id = held.item_id
        LEFT JOIN transfers AS loan ON loan.id = held.transfer_id
        """;

    // One interval of an item at the most: each ends here where the next may begin.
    const string OnTheDay = "(held.since_earliest IS NULL OR held.since_earliest <= @On) AND (held.ended_by_id IS NULL OR held.until_earliest > @On)";

    // A list of holdings must not tell what the chain of custody withholds.
    static string Told(string interval) => $"""
        (@ReadsAll = 1
          OR {interval}.transfer_id IS NULL
          OR EXISTS (SELECT 1 FROM institutions AS mine WHERE mine.id = {interval}.custodian_id AND (mine.id = @Own OR mine.supervised_by_id = @Own))
          OR EXISTS (SELECT 1 FROM transfers AS transfer WHERE transfer.id = {interval}.transfer_id AND {References.Sight.Transfer.Values.Last().Sqlite}))
        """;

    /// <summary>What an institution has, and what of its own others have; after all acts, or on a day.</summary>
    public static readonly SqlList Holdings = new(Held, "held.item_id", new Dictionary<string, SqlText>(References.Sight.Item)
    {
        ["held"] = "held.custodian_id = @Holder",
        ["lent"] = "held.normal_custodian_id = @Holder AND held.custodian_id <> @Holder",
        ["own"] = "held.normal_custodian_id = held.custodian_id",
        ["borrowed"] = "held.normal_custodian_id <> held.custodian_id",
        ["now"] = "held.is_last = 1",
        ["on"] = OnTheDay,
        ["registered"] = "item.standing = 'registered'",
        ["told"] = Told("held"),
    });
}
