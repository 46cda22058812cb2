using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Items;

static class ItemSql
{
    // What an anonymous caller sees is what a stranger of no institution does.
    static readonly string VisibleAct = $"(@ReadsAll = 1 OR {VisibilitySql.Transfer.Visible})";

    const string OfTheBooks = "number.institution_id = @Institution AND number.scheme = @Scheme AND number.value = @Value";

    // What an act has closed that the caller may not see it is told to be open.
    static readonly string IsToldOpen = $"""
        (number.is_open = 1
          OR (number.closed_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM transfers AS transfer WHERE transfer.id = number.closed_by_id AND {VisibleAct})))
        """;

    const string IsLent = "last.custodian_id <> last.normal_custodian_id";

    // What the acts that the caller may see say of where an item is, the strongest word first; nothing where none says anything.
    // One walk along its few lines: SQLite compiles a statement anew each time, and one that asks for each state by itself took it longer than reading the item.
    static readonly string Said = $"""
        SELECT MIN(said.claim) FROM (
          SELECT CASE
            WHEN transfer.status = 'approved' THEN CASE WHEN {IsLent} THEN NULL ELSE 5 END
            WHEN transfer.status = 'in_transit' AND line.outcome IN ('listed', 'handed_over', 'returned') THEN 3
            WHEN transfer.status = 'received' AND transfer.corrects_id IS NULL THEN CASE
              WHEN line.outcome = 'destroyed' THEN 1
              WHEN line.outcome = 'lost' THEN 2
              WHEN line.outcome = 'missing' AND transfer.from_id = last.custodian_id AND NOT EXISTS (
                SELECT 1 FROM transfer_lines AS found_line JOIN transfers AS found ON found.id = found_line.transfer_id
                WHERE found_line.item_id = item.id AND found_line.outcome IN ('received', 'damaged', 'returned') AND found.status = 'received'
                  AND found.moved_at > transfer.moved_at) THEN 4
            END
          END AS claim
          FROM transfer_lines AS line JOIN transfers AS transfer ON transfer.id = line.transfer_id
          WHERE line.item_id = item.id AND transfer.status IN ('approved', 'in_transit', 'received') AND {VisibleAct}) AS said
        """;

    // Only acts count that the caller may see; where the one that put the item in its place is none of these, nothing is said.
    // A line that went missing answers until a later act has found the item; what is on loan is not reserved.
    static readonly string State = $"""
        CASE WHEN last.custodian_id IS NOT NULL AND (@ReadsAll = 1 OR {VisibilitySql.Told("last", VisibilitySql.Transfer.Visible)}) THEN
          CASE ({Said})
            WHEN 1 THEN 'destroyed'
            WHEN 2 THEN 'lost'
            WHEN 3 THEN 'in_transit'
            WHEN 4 THEN 'missing'
            WHEN 5 THEN 'reserved'
            ELSE CASE WHEN {IsLent} THEN 'on_loan' ELSE 'held' END
          END
        END
        """;

    static readonly string Columns = $"""
        item.id, item.document, last.owner_id, last.normal_custodian_id, last.custodian_id, last.transfer_id AS held_by_act,
        last.since_earliest, last.since_latest,
        {State} AS custody_state
        """;

    // An item of a draft has no row in the ledger yet.
    public static readonly SqlList List = new(Columns, """
        items AS item
        LEFT JOIN custody_intervals AS last ON last.item_id = item.id AND last.is_last = 1
        """, "item.id", Conditions());

    /// <summary>The same list walked along the ledger: what one institution holds or owns is met in order, without the items of all others.</summary>
    public static readonly SqlList Held = List with
    {
        From = """
            custody_intervals AS last
            JOIN items AS item ON item.id = last.item_id
            """,
        Key = "last.item_id",
    };

    static Dictionary<string, SqlText> Conditions()
    {
        var conditions = new Dictionary<string, SqlText>(VisibilitySql.Item.ForList())
        {
            ["id"] = "item.id = @Id",
            ["not merged"] = "item.merged_into_id IS NULL",
            ["code"] = "item.registry_number = @Name",
            ["ids"] = Ids.In("item.id"),
            ["q"] = SearchSql.Found("item"),
            ["identifier"] = Numbered("number.value = @Identifier"),
            ["open identifier"] = Numbered($"number.value = @Identifier AND {IsToldOpen}"),
            ["objectType"] = "item.object_type = @ObjectType",
            ["parentItem"] = "item.parent_item_id = @ParentItem",
            ["holder"] = "last.is_last = 1 AND last.custodian_id = @Holder",
            ["owner"] = "last.is_last = 1 AND last.owner_id = @Owner",
            ["agreement"] = Under("1 = 1"),
            ["custodyState"] = $"{State} = @CustodyState",
            // Beside custodyState, so that the few items of open transfers are not sought among all.
            ["transferStatus"] = """
                item.id IN (
                  SELECT open_line.item_id FROM transfers AS open_transfer JOIN transfer_lines AS open_line ON open_line.transfer_id = open_transfer.id
                  WHERE open_transfer.status = @TransferStatus)
                """,
            ["number"] = Numbered($"{OfTheBooks} AND number.is_open = 1"),
            ["state number"] = Numbered("number.institution_id IS NULL AND number.scheme = @Scheme AND number.value = @Value AND number.is_open = 1"),
        };
        // A filter must not tell what the answer withholds.
        foreach (var (name, visible) in VisibilitySql.Transfer.Named)
        {
            conditions[$"holder {name}"] = VisibilitySql.Told("last", visible);
            conditions[$"owner {name}"] = VisibilitySql.Told("last", visible, "last.owner_id");
            conditions[$"agreement {name}"] = Under(visible);
        }
        return conditions;
    }

    /// <summary>The numbers of items.</summary>
    public static readonly SqlList Numbers = new("item.id, number.scheme, number.value, number.institution_id, number.is_open",
        "item_identifiers AS number JOIN items AS item ON item.id = number.item_id", "item.id", new Dictionary<string, SqlText>(VisibilitySql.Item.ForList())
        {
            // Differs in how each engine opens a JSON array.
            ["values"] = new(
                Sqlite: "number.value IN (SELECT value FROM json_each(@Values))",
                SqlServer: "number.value IN (SELECT wanted.value COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Values) WITH (value nvarchar(400) '$') AS wanted)"),
            ["told open"] = IsToldOpen,
        });

    static string Numbered(string which) => $"item.id IN (SELECT number.item_id FROM item_identifiers AS number WHERE {which})";

    static string Under(string visible) => $"""
        item.id IN (
          SELECT line.item_id FROM transfers AS transfer JOIN transfer_lines AS line ON line.transfer_id = transfer.id
          WHERE transfer.agreement_id = @Agreement AND {visible})
        """;

    const string Passports = "SELECT item.id, item.document FROM items AS item WHERE item.id";

    /// <summary>Many items without where they are.</summary>
    public static readonly SqlText Documents = Ids.In(Passports);

    public static readonly SqlText Insert = """
        INSERT INTO items (id, registry_number, kind, object_type, standing, parent_item_id, split_from_id, quantity, first_holder_id, first_owner_id, submitter,
            name, document, version, taken, created_at, updated_at)
        VALUES (@Id, @RegistryNumber, @Kind, @ObjectType, @Standing, @ParentItem, @SplitFrom, @Quantity, @FirstHolder, @FirstOwner, @Submitter,
            @Name, @Document, @Version, 0, @CreatedAt, @UpdatedAt)
        """;

    public static readonly SqlText Update = SqlRows.NextVersions("items", """
        id, kind, object_type, standing, merged_into_id, parent_item_id, split_from_id, quantity, first_holder_id, first_owner_id, name, document, version, updated_at
        """, """
        @Id, @Kind, @ObjectType, @Standing, @MergedInto, @ParentItem, @SplitFrom, @Quantity, @FirstHolder, @FirstOwner, @Name, @Document, @Version, @UpdatedAt
        """, """
        kind = given.kind, object_type = given.object_type, standing = given.standing, merged_into_id = given.merged_into_id,
            parent_item_id = given.parent_item_id, split_from_id = given.split_from_id, quantity = given.quantity,
            first_holder_id = given.first_holder_id, first_owner_id = given.first_owner_id,
            name = given.name, document = given.document, version = given.version, updated_at = given.updated_at
        """);

    public static readonly SqlText Unnumber = Ids.In("DELETE FROM item_identifiers WHERE item_id");

    public static readonly SqlText Number = """
        INSERT INTO item_identifiers (item_id, position, scheme, value, institution_id, is_open, closed_by_id)
        VALUES (@Id, @Position, @Scheme, @Value, @Institution, @IsOpen, @ClosedBy)
        """;

    /// <summary>Which items have these numbers, open, whoever may see them.</summary>
    // Differs in where a SELECT has the rows from that it is given.
    public static readonly SqlText OpenNumbers = new(
        Sqlite: $"""
            WITH wanted (institution_id, scheme, value) AS (VALUES (@Institution, @Scheme, @Value))
            SELECT number.item_id, number.scheme, number.value, number.institution_id
            FROM wanted
            JOIN item_identifiers AS number ON number.value = wanted.value
            WHERE number.is_open = 1 AND number.scheme = wanted.scheme AND COALESCE(number.institution_id, '') = COALESCE(wanted.institution_id, '')
            """,
        SqlServer: """
            SELECT number.item_id, number.scheme, number.value, number.institution_id
            FROM (VALUES (@Institution, @Scheme, @Value)) AS wanted (institution_id, scheme, value)
            JOIN item_identifiers AS number ON number.value = wanted.value COLLATE Latin1_General_100_BIN2
            WHERE number.is_open = 1 AND number.scheme = wanted.scheme COLLATE Latin1_General_100_BIN2
              AND COALESCE(number.institution_id, '') = COALESCE(wanted.institution_id COLLATE Latin1_General_100_BIN2, '')
            """);

    /// <summary>Since when the acts that name an item may have told a caller of it.</summary>
    public static readonly SqlList SeenActs = new("line.item_id AS id, COALESCE(transfer.moved_at, transfer.updated_at) AS since", """
        transfer_lines AS line
        JOIN transfers AS transfer ON transfer.id = line.transfer_id
        """, "line.item_id", new Dictionary<string, SqlText>(VisibilitySql.Transfer.ForList()) { ["items"] = Ids.In("line.item_id") });

    /// <summary>Whoever decides about the custody of items takes their rows first, so that no two decisions cross.</summary>
    public static readonly SqlText Take = Ids.In("UPDATE items SET taken = taken + 1 WHERE id");

    /// <summary>Those that led to a record that is merged itself lead to where that leads.</summary>
    public static readonly SqlText LeadOn = "UPDATE items SET merged_into_id = @Into WHERE merged_into_id = @Old AND id <> @Old";

    public static readonly SqlText Children = "SELECT item.id, item.document FROM items AS item WHERE item.parent_item_id = @Parent AND item.merged_into_id IS NULL";

    /// <summary>The parts of items, as the registry has them, and whether an act of their own moves them, or is to.</summary>
    public static readonly SqlText Parts = Ids.In("""
        SELECT item.id, item.document,
            CASE WHEN EXISTS (
              SELECT 1 FROM transfer_lines AS own JOIN transfers AS moving ON moving.id = own.transfer_id
              WHERE own.item_id = item.id AND moving.status IN ('approved', 'in_transit', 'received', 'recorded')) THEN 1 ELSE 0 END AS has_left
        FROM items AS item
        WHERE item.standing = 'registered' AND item.parent_item_id
        """);

    /// <summary>The most that a line of an act which stands, but for one, says of an item; a correcting act's stands in the act that it corrects.</summary>
    public static readonly SqlText MostInALine = """
        SELECT COALESCE(MAX(line.quantity), 0) FROM transfer_lines AS line JOIN transfers AS transfer ON transfer.id = line.transfer_id
        WHERE line.item_id = @Item AND transfer.id <> @But AND transfer.corrects_id IS NULL
          AND transfer.status NOT IN ('draft', 'cancelled', 'refused', 'void')
        """;

    static string FamilyOf(string ids) => $"""
        SELECT part.id FROM items AS part WHERE part.split_from_id {ids}
        UNION ALL
        SELECT part.split_from_id FROM items AS part WHERE part.split_from_id IS NOT NULL AND part.id {ids}
        """;

    /// <summary>What the items were split from, and what was split from them, directly.</summary>
    // Differs in how each engine opens a JSON array.
    public static readonly SqlText Family = new(Sqlite: FamilyOf(Ids.Sqlite), SqlServer: FamilyOf(Ids.SqlServer));

    /// <summary>What the items given are parts of, directly.</summary>
    public static readonly SqlText Parents = Ids.In("SELECT item.parent_item_id FROM items AS item WHERE item.parent_item_id IS NOT NULL AND item.id");
}
