using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Merging;

static class MergingSql
{
    /// <summary>Every act that names an item, whatever became of it.</summary>
    public static readonly SqlText ActsOf = "SELECT line.transfer_id FROM transfer_lines AS line WHERE line.item_id = @Item";

    // Submitters, who may also be the operator, are words, and found without an index: two institutions are merged once in a while.

    public static readonly SqlText Agreements = """
        SELECT agreement.id, agreement.document FROM agreements AS agreement
        WHERE agreement.submitter = @OldSubmitter OR agreement.posted_for_id = @Old
          OR agreement.id IN (SELECT party.agreement_id FROM agreement_parties AS party WHERE party.institution_id = @Old)
          OR agreement.id IN (SELECT signature.agreement_id FROM amendment_signatures AS signature WHERE signature.institution_id = @Old)
        ORDER BY agreement.id
        """;

    public static readonly SqlText Transfers = """
        SELECT transfer.id, transfer.document FROM transfers AS transfer
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

    /// <summary>Agreements both are parties to, and acts between them.</summary>
    public static readonly SqlText Together = """
        SELECT COUNT(*) FROM (
          SELECT one.agreement_id AS id FROM agreement_parties AS one JOIN agreement_parties AS other ON other.agreement_id = one.agreement_id
          WHERE one.institution_id = @Old AND other.institution_id = @Into
          UNION ALL
          SELECT one.transfer_id AS id FROM transfer_sides AS one JOIN transfer_sides AS other ON other.transfer_id = one.transfer_id
          WHERE one.institution_id = @Old AND other.institution_id = @Into) AS together
        """;

    // Who posted a record stands in columns that its own changes leave alone.
    public static readonly SqlText SubmittedAgreements = "UPDATE agreements SET submitter = @IntoSubmitter WHERE submitter = @OldSubmitter";
    public static readonly SqlText SubmittedTransfers = "UPDATE transfers SET submitter = @IntoSubmitter WHERE submitter = @OldSubmitter";
    public static readonly SqlText SubmittedItems = "UPDATE items SET submitter = @IntoSubmitter WHERE submitter = @OldSubmitter";
    public static readonly SqlText SubmittedEvents = "UPDATE events SET submitter = @IntoSubmitter WHERE submitter = @OldSubmitter";
    public static readonly SqlText PostedAgreements = "UPDATE agreements SET posted_for_id = @Into WHERE posted_for_id = @Old";
    public static readonly SqlText PostedTransfers = "UPDATE transfers SET posted_for_id = @Into WHERE posted_for_id = @Old";
    public static readonly SqlText PostedEvents = "UPDATE events SET posted_for_id = @Into WHERE posted_for_id = @Old";
}
