using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Registry.Merging;

static class MergingSql
{
    // What came to nothing, or to nothing yet: nothing rests on it, and it says of nobody that they are two.
    const string DeadAgreement = "('draft', 'withdrawn', 'declined', 'void')";
    const string DeadAct = "('draft', 'cancelled', 'refused', 'void')";

    /// <summary>Every act that names an item, whatever became of it, but not one that came to nothing and names the other too: that stays as it is.</summary>
    public static readonly SqlText ActsOf = $"""
        SELECT line.transfer_id FROM transfer_lines AS line JOIN transfers AS transfer ON transfer.id = line.transfer_id
        WHERE line.item_id = @Old AND (transfer.status NOT IN {DeadAct} OR NOT EXISTS (
          SELECT 1 FROM transfer_lines AS other WHERE other.transfer_id = line.transfer_id AND other.item_id = @Into))
        """;

    // Submitters, who may also be the operator, are words, and found without an index: two institutions are merged once in a while.

    public static readonly SqlText Agreements = """
        SELECT agreement.id FROM agreements AS agreement
        WHERE agreement.submitter = @OldSubmitter OR agreement.posted_for_id = @Old
          OR agreement.id IN (SELECT party.agreement_id FROM agreement_parties AS party WHERE party.institution_id = @Old)
          OR agreement.id IN (SELECT signature.agreement_id FROM amendment_signatures AS signature WHERE signature.institution_id = @Old)
        ORDER BY agreement.id
        """;

    public static readonly SqlText Transfers = """
        SELECT transfer.id FROM transfers AS transfer
        WHERE transfer.submitter = @OldSubmitter OR transfer.posted_for_id = @Old OR transfer.from_id = @Old OR transfer.to_id = @Old
        ORDER BY transfer.id
        """;

    public static readonly SqlText Items = """
        SELECT item.id, item.document FROM items AS item
        WHERE item.submitter = @OldSubmitter OR item.first_holder_id = @Old OR item.first_owner_id = @Old
          OR item.id IN (SELECT number.item_id FROM item_identifiers AS number WHERE number.institution_id = @Old)
        ORDER BY item.id
        """;

    /// <summary>The items whose ledger names it.</summary>
    public static readonly SqlText Held = """
        SELECT held.item_id FROM custody_intervals AS held WHERE held.custodian_id = @Old
        UNION ALL
        SELECT held.item_id FROM custody_intervals AS held WHERE held.normal_custodian_id = @Old
        UNION ALL
        SELECT held.item_id FROM custody_intervals AS held WHERE held.owner_id = @Old
        """;

    public static readonly SqlText Events = """
        SELECT event.id, event.document FROM events AS event
        WHERE event.submitter = @OldSubmitter OR event.posted_for_id = @Old
          OR event.id IN (SELECT participant.event_id FROM event_participants AS participant WHERE participant.institution_id = @Old)
        ORDER BY event.id
        """;

    public static readonly SqlText Institutions = """
        SELECT institution.id, institution.document FROM institutions AS institution
        WHERE institution.supervised_by_id = @Old OR institution.successor_id = @Old
          OR institution.id IN (SELECT membership.institution_id FROM institution_memberships AS membership WHERE membership.association_id = @Old)
        ORDER BY institution.id
        """;

    /// <summary>The agreements that both are parties to, or are to be, without those that came to nothing.</summary>
    public static readonly SqlText AgreementsOfBoth = $"""
        SELECT agreement.id, agreement.status
        FROM agreement_parties AS one
        JOIN agreement_parties AS other ON other.agreement_id = one.agreement_id
        JOIN agreements AS agreement ON agreement.id = one.agreement_id
        WHERE one.institution_id = @Old AND other.institution_id = @Into AND agreement.status NOT IN {DeadAgreement}
        """;

    /// <summary>The acts between both, without those that came to nothing.</summary>
    public static readonly SqlText ActsOfBoth = $"""
        SELECT transfer.id, transfer.status
        FROM transfer_sides AS one
        JOIN transfer_sides AS other ON other.transfer_id = one.transfer_id
        JOIN transfers AS transfer ON transfer.id = one.transfer_id
        WHERE one.institution_id = @Old AND other.institution_id = @Into AND transfer.status NOT IN {DeadAct}
        """;

    /// <summary>Pairs of acts that would be one (T4).</summary>
    public static readonly SqlText ActsTwice = """
        SELECT one.id, other.id AS other_id
        FROM transfers AS one
        JOIN transfers AS other ON other.act_key = REPLACE(one.act_key, @OldSubmitter, @IntoSubmitter) AND other.id <> one.id
        WHERE one.act_key IS NOT NULL AND (one.from_id = @Old OR one.to_id = @Old)
        """;

    /// <summary>Open numbers that two items have, one with each of the institutions.</summary>
    public static readonly SqlText NumbersTwice = """
        SELECT one.item_id AS id, other.item_id AS other_id, one.scheme, one.value
        FROM item_identifiers AS one
        JOIN item_identifiers AS other ON other.scheme = one.scheme AND other.value = one.value AND other.item_id <> one.item_id
        WHERE one.institution_id = @Old AND one.is_open = 1 AND other.institution_id = @Into AND other.is_open = 1
        """;

    // A reference that both have used is from now on that of the one whose it was.
    static string Submitted(string records) => $"""
        UPDATE {records}
        SET submitter = @IntoSubmitter, external_ref_freed = CASE WHEN EXISTS (
          SELECT 1 FROM {records} AS other
          WHERE other.submitter = @IntoSubmitter AND other.external_ref = {records}.external_ref AND other.external_ref_freed = 0)
          THEN 1 ELSE external_ref_freed END
        WHERE submitter = @OldSubmitter
        """;

    // Who posted a record stands in columns that its own changes leave alone.
    public static readonly SqlText SubmittedAgreements = Submitted("agreements");
    public static readonly SqlText SubmittedTransfers = Submitted("transfers");
    public static readonly SqlText SubmittedItems = "UPDATE items SET submitter = @IntoSubmitter WHERE submitter = @OldSubmitter";
    public static readonly SqlText SubmittedEvents = "UPDATE events SET submitter = @IntoSubmitter WHERE submitter = @OldSubmitter";
    public static readonly SqlText PostedAgreements = "UPDATE agreements SET posted_for_id = @Into WHERE posted_for_id = @Old";
    public static readonly SqlText PostedTransfers = "UPDATE transfers SET posted_for_id = @Into WHERE posted_for_id = @Old";
    public static readonly SqlText PostedEvents = "UPDATE events SET posted_for_id = @Into WHERE posted_for_id = @Old";
}
