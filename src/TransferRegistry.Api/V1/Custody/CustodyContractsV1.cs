using NodaTime;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.V1.Custody;

/// <summary>Which of the items that an institution has to do with.</summary>
public enum HoldingKind
{
    /// <summary>With it, and normally there.</summary>
    Own,
    /// <summary>With it, and normally elsewhere.</summary>
    Borrowed,
    /// <summary>Normally there, and with others.</summary>
    Lent,
}

/// <summary>An act, where a chain of custody names it.</summary>
public sealed record ActRefV1
{
    /// <summary>The transfer.</summary>
    public required TransferRefV1 Transfer { get; init; }
}

/// <summary>Who owned and held an item, through time.</summary>
public sealed record CustodyChainV1
{
    /// <summary>The item.</summary>
    public required ItemRefV1 Item { get; init; }
    /// <summary>The day asked for; absent: after all acts.</summary>
    public LocalDate? On { get; init; }
    /// <summary>Whose it is; absent: not known.</summary>
    public CustodianRefV1? Owner { get; init; }
    /// <summary>Where it belongs; absent: not known.</summary>
    public CustodianRefV1? NormalCustodian { get; init; }
    /// <summary>Who has it.</summary>
    public required CustodianRefV1 CurrentCustodian { get; init; }
    /// <summary>How it is with its custodian; after all acts only.</summary>
    public CustodyStateV1? CustodyState { get; init; }
    /// <summary>Whether the acts leave room for anything else.</summary>
    public required CertaintyV1 Certainty { get; init; }
    /// <summary>Who else may have had it that day.</summary>
    public IReadOnlyList<AlternativeV1>? Alternatives { get; init; }
    /// <summary>The intervals, first to last.</summary>
    public required IReadOnlyList<CustodyIntervalV1> Chain { get; init; }
}

/// <summary>Another institution that may have had the item on the day.</summary>
public sealed record AlternativeV1
{
    /// <summary>Who.</summary>
    public required CustodianRefV1 Custodian { get; init; }
    /// <summary>The act that would have put it there; absent: it was there from the first.</summary>
    public ActRefV1? By { get; init; }
}

/// <summary>A stretch of time with one owner, one normal custodian and one custodian.</summary>
public sealed record CustodyIntervalV1
{
    /// <summary>true: it rests on an act you may not see.</summary>
    public bool? Withheld { get; init; }
    /// <summary>Whose it was; absent: not known.</summary>
    public CustodianRefV1? Owner { get; init; }
    /// <summary>Where it belonged; absent: not known.</summary>
    public CustodianRefV1? NormalCustodian { get; init; }
    /// <summary>Who had it.</summary>
    public CustodianRefV1? Custodian { get; init; }
    /// <summary>From when; absent: from the first, or not known.</summary>
    public EdtfDate? From { get; init; }
    /// <summary>Until when; absent: it is so still, or not known.</summary>
    public EdtfDate? Until { get; init; }
    /// <summary>The act that began it; absent: it was so from the first.</summary>
    public ActRefV1? By { get; init; }
    /// <summary>true: the act's sender was not the custodian before it.</summary>
    public bool? Gap { get; init; }
}

/// <summary>The parameters of a chain of custody.</summary>
public sealed record CustodyQuery
{
    /// <summary>Who held it on this day; after all acts where nothing is said.</summary>
    public LocalDate? On { get; set; }
}

/// <summary>An item that an institution has, or has lent.</summary>
public sealed record HoldingV1
{
    /// <summary>The item.</summary>
    public required ItemRefV1 Item { get; init; }
    /// <summary>own, borrowed or lent; absent where it isn't known where the item belongs.</summary>
    public HoldingKind? Custody { get; init; }
    /// <summary>Who has it, where it is lent.</summary>
    public CustodianRefV1? Custodian { get; init; }
    /// <summary>Since when; absent: from the first, or not known.</summary>
    public EdtfDate? Since { get; init; }
    /// <summary>When it is due back.</summary>
    public LocalDate? DueBackOn { get; init; }
    /// <summary>Whether the acts leave room for anything else.</summary>
    public required CertaintyV1 Certainty { get; init; }
}

/// <summary>The parameters of an institution's holdings.</summary>
public sealed record HoldingsQuery : ListQuery
{
    /// <summary>On this day; now where nothing is said.</summary>
    public LocalDate? On { get; set; }
    /// <summary>own, borrowed or lent; all that is with it where nothing is said.</summary>
    public HoldingKind? Kind { get; set; }
}
