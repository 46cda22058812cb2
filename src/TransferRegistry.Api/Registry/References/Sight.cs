using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.References;

/// <summary>
/// Who sees what (S1), in SQL, for every statement of every room: the columns' owner is called agreement, transfer, item or event.
/// Two conditions a kind of record: what everybody sees, and what the caller sees as a side, a submitter or a department.
/// An auditor and the operator see everything and need neither.
/// </summary>
static class Sight
{
    const string Mine = "SELECT side.id FROM institutions AS side WHERE side.id = @Own OR side.supervised_by_id = @Own";

    const string OpenAgreement = "agreement.visibility = 'public' AND agreement.status NOT IN ('draft', 'proposed', 'declined', 'withdrawn')";

    const string MyAgreement = $"""
        (({OpenAgreement})
          OR agreement.submitter = @Submitter
          OR agreement.posted_for_id IN ({Mine})
          OR (agreement.status NOT IN ('draft', 'withdrawn') AND EXISTS (
                SELECT 1 FROM agreement_parties AS seen_party
                WHERE seen_party.agreement_id = agreement.id AND seen_party.institution_id IN ({Mine}))))
        """;

    const string OpenTransfer = """
        COALESCE(transfer.visibility, 'public') = 'public'
          AND COALESCE((SELECT framing.visibility FROM agreements AS framing WHERE framing.id = transfer.agreement_id), 'public') = 'public'
          AND transfer.status NOT IN ('draft', 'approved', 'cancelled')
        """;

    const string MyTransfer = $"""
        (({OpenTransfer})
          OR transfer.submitter = @Submitter
          OR transfer.posted_for_id IN ({Mine})
          OR (transfer.registry_number IS NOT NULL AND (transfer.from_id IN ({Mine}) OR transfer.to_id IN ({Mine}))))
        """;

    const string SomeAct = "SELECT 1 FROM transfer_lines AS seen_line JOIN transfers AS transfer ON transfer.id = seen_line.transfer_id WHERE seen_line.item_id = item.id";

    // A part of a set or lot shares the acts of its whole until it is moved by one of its own: those the ledger names.
    // The ledger has registered items alone, and of what is no part only its own acts: to ask for both first spares looking there.
    const string SomeActOfTheWhole = """
        SELECT 1 FROM custody_intervals AS came JOIN transfers AS transfer ON transfer.id = came.transfer_id
        WHERE item.split_from_id IS NOT NULL AND item.standing = 'registered' AND came.item_id = item.id
        """;

    const string MyItem = $"""
        (EXISTS ({SomeAct} AND {MyTransfer})
          OR EXISTS ({SomeActOfTheWhole} AND {MyTransfer})
          OR (item.standing = 'registered' AND EXISTS (
                SELECT 1 FROM custody_intervals AS held
                WHERE held.item_id = item.id AND held.is_last = 1
                  AND (held.custodian_id IN ({Mine}) OR held.normal_custodian_id IN ({Mine}) OR held.owner_id IN ({Mine})))))
        """;

    const string MyEvent = $"""
        (event.visibility = 'public'
          OR event.submitter = @Submitter
          OR event.posted_for_id IN ({Mine})
          OR EXISTS (SELECT 1 FROM event_participants AS seen_participant
                     WHERE seen_participant.event_id = event.id AND seen_participant.institution_id IN ({Mine})))
        """;

    public static readonly IReadOnlyDictionary<string, SqlText> Agreement = Two(OpenAgreement, MyAgreement);
    public static readonly IReadOnlyDictionary<string, SqlText> Transfer = Two(OpenTransfer, MyTransfer);
    public static readonly IReadOnlyDictionary<string, SqlText> Item = Two($"(EXISTS ({SomeAct} AND {OpenTransfer}) OR EXISTS ({SomeActOfTheWhole} AND {OpenTransfer}))", MyItem);
    public static readonly IReadOnlyDictionary<string, SqlText> Event = Two("event.visibility = 'public'", MyEvent);

    const string Open = "open to everybody";
    const string Seen = "seen by the caller";

    static Dictionary<string, SqlText> Two(string open, string seen) => new() { [Open] = open, [Seen] = seen };

    /// <summary>The conditions of a caller's sight, by name: none for who reads everything.</summary>
    public static IEnumerable<string> Of(Caller caller) => caller switch
    {
        { ReadsAll: true } => [],
        { Role: null } => [Open],
        _ => [Seen],
    };

    /// <summary>The parameters that the conditions of sight take.</summary>
    public static Dictionary<string, object?> Parameters(Caller caller) => new() { ["Own"] = caller.InstitutionId, ["Submitter"] = caller.Submitter, ["ReadsAll"] = caller.ReadsAll };

    /// <summary>Which institutions are the caller's own or supervised by it, or were merged into one that is, of those given.</summary>
    public static readonly SqlText MineAmong =
        Ids.In($"SELECT mine.id FROM institutions AS mine WHERE (mine.id IN ({Mine}) OR mine.merged_into_id IN ({Mine})) AND mine.id");
}
