using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.Visibility;

/// <summary>
/// Who sees what (S1), in SQL, for every statement of every room: the columns' owner is called agreement, transfer, item or event.
/// Each kind of record has two conditions, one for what everybody sees and one for what the caller sees as a side, a submitter or a department.
/// A caller who reads everything needs neither. <see cref="VisibilityRules"/> judges a version that has no row.
/// </summary>
static class VisibilitySql
{
    const string Mine = "SELECT side.id FROM institutions AS side WHERE side.id = @Own OR side.supervised_by_id = @Own";

    static readonly string PublicAgreement =
        $"agreement.visibility = 'public' AND agreement.status NOT IN {SqlWords.List(VisibilityRules.UnpublishedAgreement)}";

    static readonly string VisibleAgreement = $"""
        (({PublicAgreement})
          OR agreement.submitter = @Submitter
          OR agreement.posted_for_id IN ({Mine})
          OR (agreement.status NOT IN {SqlWords.List(VisibilityRules.SubmittersAgreement)} AND EXISTS (
                SELECT 1 FROM agreement_parties AS seen_party
                WHERE seen_party.agreement_id = agreement.id AND seen_party.institution_id IN ({Mine}))))
        """;

    static readonly string PublicTransfer = $"""
        COALESCE(transfer.visibility, 'public') = 'public'
          AND COALESCE((SELECT framing.visibility FROM agreements AS framing WHERE framing.id = transfer.agreement_id), 'public') = 'public'
          AND transfer.status NOT IN {SqlWords.List(VisibilityRules.UnpublishedTransfer)}
        """;

    static readonly string VisibleTransfer = $"""
        (({PublicTransfer})
          OR transfer.submitter = @Submitter
          OR transfer.posted_for_id IN ({Mine})
          OR (transfer.registry_number IS NOT NULL AND (transfer.from_id IN ({Mine}) OR transfer.to_id IN ({Mine}))))
        """;

    const string SomeAct = """
        SELECT 1 FROM transfer_lines AS seen_line JOIN transfers AS transfer ON transfer.id = seen_line.transfer_id
        WHERE seen_line.item_id = item.id
        """;

    // A part of a set or lot shares the acts of its whole until it is moved by one of its own: those the ledger names.
    // The ledger has registered items alone, and of what is no part only its own acts: to ask for both first spares looking there.
    const string SomeActOfTheWhole = """
        SELECT 1 FROM custody_intervals AS came JOIN transfers AS transfer ON transfer.id = came.transfer_id
        WHERE item.split_from_id IS NOT NULL AND item.standing = 'registered' AND came.item_id = item.id
        """;

    static readonly string VisibleItem = $"""
        (EXISTS ({SomeAct} AND {VisibleTransfer})
          OR EXISTS ({SomeActOfTheWhole} AND {VisibleTransfer})
          OR (item.standing = 'registered' AND EXISTS (
                SELECT 1 FROM custody_intervals AS held
                WHERE held.item_id = item.id AND held.is_last = 1
                  AND (held.custodian_id IN ({Mine}) OR held.normal_custodian_id IN ({Mine}) OR held.owner_id IN ({Mine})))))
        """;

    const string PublicEvent = "event.visibility = 'public'";

    const string VisibleEvent = $"""
        ({PublicEvent}
          OR event.submitter = @Submitter
          OR event.posted_for_id IN ({Mine})
          OR EXISTS (SELECT 1 FROM event_participants AS seen_participant
                     WHERE seen_participant.event_id = event.id AND seen_participant.institution_id IN ({Mine})))
        """;

    public static readonly VisibilityConditions Agreement = new(PublicAgreement, VisibleAgreement);
    public static readonly VisibilityConditions Transfer = new(PublicTransfer, VisibleTransfer);
    public static readonly VisibilityConditions Item =
        new($"(EXISTS ({SomeAct} AND {PublicTransfer}) OR EXISTS ({SomeActOfTheWhole} AND {PublicTransfer}))", VisibleItem);
    public static readonly VisibilityConditions Event = new(PublicEvent, VisibleEvent);

    /// <summary>
    /// Whether the caller is told of an interval of custody: it sees the act that began it, or the custodian or another of the institutions is its own.
    /// </summary>
    /// <param name="interval">The alias of custody_intervals.</param>
    /// <param name="visibleTransfer">Which transfers are visible.</param>
    /// <param name="institutions">Further columns that name an institution.</param>
    public static string Told(string interval, string visibleTransfer, params string[] institutions) => $"""
        ({interval}.transfer_id IS NULL
          OR EXISTS (
            SELECT 1 FROM institutions AS mine
            WHERE mine.id IN ({string.Join(", ", [$"{interval}.custodian_id", .. institutions])}) AND (mine.id = @Own OR mine.supervised_by_id = @Own))
          OR EXISTS (SELECT 1 FROM transfers AS transfer WHERE transfer.id = {interval}.transfer_id AND {visibleTransfer}))
        """;

    /// <summary>The conditions that a list of a caller has, by name: none where the caller reads everything.</summary>
    public static IEnumerable<string> Of(Caller caller) => caller switch
    {
        { ReadsAll: true } => [],
        { Role: null } => [VisibilityConditions.ToEverybody],
        _ => [VisibilityConditions.ToCaller],
    };

    /// <summary>The parameters of the conditions.</summary>
    public static Dictionary<string, object?> Parameters(Caller caller) =>
        new() { ["Own"] = caller.InstitutionId, ["Submitter"] = caller.Submitter, ["ReadsAll"] = caller.ReadsAll };

    /// <summary>The list without the records that the caller may not see.</summary>
    public static ListFilter VisibleTo(this ListFilter filter, Caller caller) => filter.By(Of(caller), Parameters(caller));

    /// <summary>The institutions that are the caller's own or supervised by it, or were merged into one that is.</summary>
    public static readonly SqlText MineOf = $"{Mine}\nUNION\nSELECT gone.id FROM institutions AS gone WHERE gone.merged_into_id IN ({Mine})";

    /// <summary>Which agreements of those given hide none of the transfers under them.</summary>
    public static readonly SqlText PublicAmong =
        Ids.In("SELECT agreement.id FROM agreements AS agreement WHERE agreement.visibility = 'public' AND agreement.id");
}

/// <summary>Who sees one kind of record, the same text for both dialects.</summary>
/// <param name="Public">What everybody sees.</param>
/// <param name="Visible">What a caller with a key sees.</param>
sealed record VisibilityConditions(string Public, string Visible)
{
    public const string ToEverybody = "visible to everybody";
    public const string ToCaller = "visible to the caller";

    public IEnumerable<(string Name, string Text)> Named => [(ToEverybody, Public), (ToCaller, Visible)];

    /// <summary>The conditions of a list, to which it adds its own.</summary>
    public Dictionary<string, SqlText> ForList() => new() { [ToEverybody] = Public, [ToCaller] = Visible };
}
