using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Registry.Items;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>What an act says when it is posted or changed; what is left out is not known, or has its default.</summary>
sealed record TransferContent
{
    public string? ActNumber { get; init; }
    public EdtfDate? ActDate { get; init; }
    public IReadOnlyList<Basis>? Basis { get; init; }
    public required TransferKind Kind { get; init; }
    public LegalEffect? LegalEffect { get; init; }
    public required Reference From { get; init; }
    public required Reference To { get; init; }
    public FromCertainty? FromCertainty { get; init; }
    public Reference? Event { get; init; }
    public EdtfDate? RequestedOn { get; init; }
    public EdtfDate? ApprovedOn { get; init; }
    public LocalDate? PlannedOn { get; init; }
    public EdtfDate? HandedOverOn { get; init; }
    public EdtfDate? ReceivedOn { get; init; }
    public LocalDate? DueBackOn { get; init; }
    public Purpose? Purpose { get; init; }
    public IReadOnlyList<Authorization>? Authorizations { get; init; }
    public Person? ApprovedBy { get; init; }
    public Person? HandedOverBy { get; init; }
    public Person? ReceivedBy { get; init; }
    public Insurance? Insurance { get; init; }
    public int? DeclaredCount { get; init; }
    public Source? Source { get; init; }
    public VisibilityLevel? Visibility { get; init; }
    public string? ExternalRef { get; init; }
    public string? Note { get; init; }
    public required IReadOnlyList<LineEntry> Lines { get; init; }
}

/// <summary>A line: an item the registry knows, a new one, or a lot. Exactly one of item and lot.</summary>
sealed record LineEntry
{
    public int? Line { get; init; }
    public ItemChoice? Item { get; init; }
    public LotEntry? Lot { get; init; }
    public int? Quantity { get; init; }
    public QuantityStatus? QuantityStatus { get; init; }
    public string? ConditionOut { get; init; }
    public string? ConditionIn { get; init; }
    public Valuation? Valuation { get; init; }
    public string? Note { get; init; }
}

/// <summary>A lot whose items are not known yet.</summary>
sealed record LotEntry
{
    public required LocalizedText Description { get; init; }
    public IReadOnlyList<Provenance>? Provenance { get; init; }
    public int? Quantity { get; init; }
}

/// <summary>The item of a line: known by id or registry number, known by a number of its holder, or new. One of them.</summary>
sealed record ItemChoice
{
    public Reference? Known { get; init; }
    public InventoryReference? Inventory { get; init; }
    public NewItem? New { get; init; }
}

/// <summary>An item by the number its holder gave it.</summary>
sealed record InventoryReference
{
    public Reference? Institution { get; init; }
    public required IdentifierScheme Scheme { get; init; }
    public required string Value { get; init; }
}

/// <summary>Puts an act into the registry.</summary>
sealed record PostTransfer
{
    public required TransferContent Content { get; init; }
    public required Evidence Evidence { get; init; }
    public Reference? Agreement { get; init; }
    /// <summary>Null: draft.</summary>
    public InitialTransferStatus? InitialStatus { get; init; }
    public Reference? OnBehalfOf { get; init; }
    /// <summary>Of the request as it was sent: tells the same posting sent again from another under its reference.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>Puts an act into the registry with the agreement it is made under.</summary>
sealed record PostTransferUnderAgreement
{
    public required TransferContent Content { get; init; }
    /// <summary>Null: the agreement's.</summary>
    public Evidence? Evidence { get; init; }
    /// <summary>Null: draft.</summary>
    public InitialTransferStatus? InitialStatus { get; init; }
    /// <summary>Of the request as it was sent: tells the same posting sent again from another under its reference.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>Changes an act that is not final.</summary>
sealed record ChangeTransfer
{
    public required TransferContent Content { get; init; }
    public required Evidence Evidence { get; init; }
    public Reference? Agreement { get; init; }
}

/// <summary>Brings what was lent home.</summary>
sealed record ReturnLoan
{
    public required EdtfDate On { get; init; }
    public Person? HandedOverBy { get; init; }
    public Person? ReceivedBy { get; init; }
    public string? ActNumber { get; init; }
    public EdtfDate? ActDate { get; init; }
    public Evidence? Evidence { get; init; }
    public string? ExternalRef { get; init; }
    public string? Note { get; init; }
    public required IReadOnlyList<ReturnedLine> Lines { get; init; }
    /// <summary>Of the request as it was sent: tells the same posting sent again from another under its reference.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>What comes back of a line of the loan.</summary>
sealed record ReturnedLine
{
    public required int ReturnsLine { get; init; }
    public Reference? Item { get; init; }
    public int? Quantity { get; init; }
    public LineOutcome? Outcome { get; init; }
    public string? ConditionIn { get; init; }
    public string? Note { get; init; }
    public Retention? Transfer { get; init; }
}

/// <summary>The permanent transfer of what a borrower keeps.</summary>
sealed record Retention
{
    public required TransferKind Kind { get; init; }
    public required string ActNumber { get; init; }
    public required EdtfDate ActDate { get; init; }
    public IReadOnlyList<Basis>? Basis { get; init; }
}

/// <summary>Lets a loan stay longer.</summary>
sealed record ExtendLoan
{
    public required LocalDate NewDueBackOn { get; init; }
    public required string Reason { get; init; }
    public Person? DecidedBy { get; init; }
    public required EdtfDate On { get; init; }
}

/// <summary>Says what is wrong in a received act.</summary>
sealed record CorrectAct
{
    public required string Reason { get; init; }
    public required EdtfDate On { get; init; }
    public Evidence? Evidence { get; init; }
    public string? ExternalRef { get; init; }
    public required IReadOnlyList<CorrectedLine> Lines { get; init; }
    /// <summary>Of the request as it was sent: tells the same posting sent again from another under its reference.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>What is said of a line instead.</summary>
sealed record CorrectedLine
{
    public required int Line { get; init; }
    public required LineOutcome Outcome { get; init; }
    public int? Quantity { get; init; }
    public string? ConditionIn { get; init; }
    public string? Note { get; init; }
}
