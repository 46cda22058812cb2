using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>What a correcting act says of a line of the act it corrects.</summary>
sealed record LineCorrection
{
    public required Guid By { get; init; }
    public required LineOutcome Outcome { get; init; }
    public int? Quantity { get; init; }
    /// <summary>When custody passed by the correction, after the act itself had not passed it; absent otherwise.</summary>
    public EdtfDate? CustodyOn { get; init; }
    public Instant? MovedAt { get; init; }
}

/// <summary>A decision that a loan may stay longer.</summary>
sealed record Extension
{
    public LocalDate? OldDueBackOn { get; init; }
    public required LocalDate NewDueBackOn { get; init; }
    public required EdtfDate On { get; init; }
    public required string Reason { get; init; }
    public Person? DecidedBy { get; init; }
}

/// <summary>One line of an act: an item, or a lot.</summary>
sealed record TransferLine
{
    public required int Line { get; init; }
    public required Guid Item { get; init; }
    public int? Quantity { get; init; }
    public QuantityStatus? QuantityStatus { get; init; }
    public int? QuantityReceived { get; init; }
    public string? ConditionOut { get; init; }
    public string? ConditionIn { get; init; }
    public Valuation? Valuation { get; init; }
    public string? Note { get; init; }
    public LineOutcome Outcome { get; init; }
    /// <summary>On a return: the line of the loan that it brings home.</summary>
    public int? ReturnsLine { get; init; }
    /// <summary>On a return: the permanent transfer by which the borrower keeps the item.</summary>
    public Guid? KeptBy { get; init; }
    /// <summary>The last word of a correcting act.</summary>
    public LineCorrection? Corrected { get; init; }

    /// <summary>What became of it after all corrections.</summary>
    [JsonIgnore] public LineOutcome Standing => Corrected?.Outcome ?? Outcome;

    /// <summary>How many it comes to after its receipt and all corrections; null is unknown.</summary>
    [JsonIgnore] public int? Counted => Corrected is { Quantity: { } corrected } ? corrected : QuantityReceived ?? Quantity;

    /// <summary>Custody of its item passes with its act, or has.</summary>
    [JsonIgnore] public bool Moves => Standing.Passes();

    /// <summary>At receipt fewer arrived than were listed, or nothing did.</summary>
    [JsonIgnore] public bool IsDiscrepant => Outcome is LineOutcome.Missing or LineOutcome.Refused || QuantityReceived < Quantity;
}

/// <summary>One act: items pass, or are said to have passed, from one institution to another.</summary>
sealed record Transfer : IRecord
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public string? RegistryNumber { get; init; }
    public string? ActNumber { get; init; }
    public EdtfDate? ActDate { get; init; }
    public Guid? Agreement { get; init; }
    public IReadOnlyList<Basis>? Basis { get; init; }
    public required TransferKind Kind { get; init; }
    public required LegalEffect LegalEffect { get; init; }
    public required Guid From { get; init; }
    public required Guid To { get; init; }
    public FromCertainty FromCertainty { get; init; }
    public Guid? Event { get; init; }
    public EdtfDate? RequestedOn { get; init; }
    public EdtfDate? ApprovedOn { get; init; }
    public LocalDate? PlannedOn { get; init; }
    public EdtfDate? HandedOverOn { get; init; }
    public EdtfDate? ReceivedOn { get; init; }
    public LocalDate? DueBackOn { get; init; }
    public IReadOnlyList<Extension>? Extensions { get; init; }
    public Purpose? Purpose { get; init; }
    public IReadOnlyList<Authorization>? Authorizations { get; init; }
    public Person? ApprovedBy { get; init; }
    public Person? HandedOverBy { get; init; }
    public Person? ReceivedBy { get; init; }
    public Insurance? Insurance { get; init; }
    public int? DeclaredCount { get; init; }
    public required Evidence Evidence { get; init; }
    public Source? Source { get; init; }
    public VisibilityLevel? Visibility { get; init; }
    public string? ExternalRef { get; init; }
    public string? Note { get; init; }
    /// <summary>Of a correcting act: why it corrects.</summary>
    public string? Reason { get; init; }
    public required TransferStatus Status { get; init; }
    /// <summary>Of a return: the loan.</summary>
    public Guid? ReturnsTransfer { get; init; }
    /// <summary>Of a correcting act: the act it corrects.</summary>
    public Guid? CorrectsTransfer { get; init; }
    /// <summary>Of the permanent transfer of what a borrower keeps: the loan.</summary>
    public Guid? RetainsTransfer { get; init; }
    /// <summary>Its number and date are those of the act it returns or corrects, and not given by itself (T4).</summary>
    public bool? CarriesNumber { get; init; }
    /// <summary>The day it came to its status, where the step said so.</summary>
    public EdtfDate? StatusOn { get; init; }
    /// <summary>The days its items are taken for, from approval on (C7).</summary>
    public LocalDate? ReservedFrom { get; init; }
    /// <summary>When the registry learnt that custody passed.</summary>
    public Instant? MovedAt { get; init; }
    /// <summary>When the receiving side said whether it has received or refused.</summary>
    public Instant? ConfirmedAt { get; init; }
    public required SubmittedBy SubmittedBy { get; init; }
    [JsonIgnore] public Guid PostedFor => SubmittedBy.OnBehalfOf ?? From;
    public required Instant CreatedAt { get; init; }
    public required Instant UpdatedAt { get; init; }
    /// <summary>In a row of their own each; absent where the record was read for a list.</summary>
    public IReadOnlyList<TransferLine>? Lines { get; init; }

    [JsonIgnore] public string ResourceType => "transfer";
    [JsonIgnore] public IEnumerable<Guid> Institutions => [From, To];

    [JsonIgnore] public bool IsTemporary => TransferKinds.Of(Kind).Term is TransferTerm.Temporary;
    [JsonIgnore] public bool IsPermanent => TransferKinds.Of(Kind).Term is TransferTerm.Permanent;

    [JsonIgnore] public bool MayBeChanged => Status is TransferStatus.Draft or TransferStatus.Recorded;

    /// <summary>The day custody passed, as far as it is known.</summary>
    [JsonIgnore] public EdtfDate? CustodyOn => ReceivedOn ?? HandedOverOn;

    /// <summary>
    /// The day custody passed, or of what a borrower keeps the title; absent where the act has not come to that, and of one that only corrects another.
    /// </summary>
    [JsonIgnore]
    public EdtfDate? MovedOn => Status is TransferStatus.Received or TransferStatus.Recorded && CorrectsTransfer is null ? CustodyOn : null;

    [JsonIgnore] public IEnumerable<Guid> Items => (Lines ?? []).Select(line => line.Item);

    /// <summary>From, to, number and date of the act where both are known: given once (T4).</summary>
    [JsonIgnore]
    public string? ActKey => ActNumber is null || ActDate is null || CarriesNumber is true || Status is TransferStatus.Cancelled or TransferStatus.Void
        ? null
        : $"{From}|{To}|{ActDate.Edtf.Text}|{ActNumber}";

    /// <summary>A loan that is decided and not at an end by its state.</summary>
    [JsonIgnore] public bool IsExtensible => IsLent || (IsTemporary && Status is (TransferStatus.Approved or TransferStatus.InTransit));

    /// <summary>T1: a correcting act may speak of it.</summary>
    [JsonIgnore] public bool IsCorrectable => Status is TransferStatus.Received && CorrectsTransfer is null;

    /// <summary>Handed over, or known to have been.</summary>
    [JsonIgnore] public bool HasBegun => Status is TransferStatus.InTransit or TransferStatus.Received or TransferStatus.Refused or TransferStatus.Recorded;

    /// <summary>The receiving side has said whether it has received or refused.</summary>
    [JsonIgnore] public bool IsConfirmed => Status is TransferStatus.Received or TransferStatus.Refused;

    /// <summary>The day for which it said so.</summary>
    [JsonIgnore] public EdtfDate? ConfirmedOn => Status is TransferStatus.Received ? ReceivedOn : StatusOn;

    /// <summary>The earliest day it was ever due.</summary>
    [JsonIgnore] public LocalDate? FirstDueBackOn => (Extensions ?? []).Select(extension => extension.OldDueBackOn).Append(DueBackOn).Min();

    /// <summary>Handed over or recorded, and not confirmed by the receiving side.</summary>
    [JsonIgnore] public bool IsUnacknowledged => Status is TransferStatus.InTransit or TransferStatus.Recorded;

    /// <summary>A loan whose items the borrower has, or had: it can be returned, extended, overdue.</summary>
    [JsonIgnore] public bool IsLent => IsTemporary && CorrectsTransfer is null && Status is (TransferStatus.Received or TransferStatus.Recorded);

    /// <summary>
    /// The life of an act: every step there is, whose side takes it, what it needs and takes. Read by the steps, by allowedActions and by the documentation.
    /// </summary>
    public static readonly IReadOnlyList<TransferStep> Life =
    [
        new(TransferStatus.Draft, TransferStatus.Approved, Side.From, Needs: [], Takes: ["on", "by", "authorizations"], "its items are reserved"),
        new(TransferStatus.Draft, TransferStatus.Cancelled, Side.From, Needs: ["reason"], Takes: [], "what only it named is withdrawn"),
        new(TransferStatus.Approved, TransferStatus.InTransit, Side.From, Needs: ["on", "by", "actNumber", "actDate"], Takes: [], "the items are on their way, the sender still holds them"),
        new(TransferStatus.Approved, TransferStatus.Cancelled, Side.From, Needs: ["reason"], Takes: [], "its items are free again"),
        new(TransferStatus.InTransit, TransferStatus.Received, Side.To, Needs: ["on", "by"], Takes: ["lines"], "custody passes, line by line"),
        new(TransferStatus.InTransit, TransferStatus.Refused, Side.To, Needs: ["on", "reason"], Takes: [], "the items stay with the sender"),
        new(TransferStatus.Recorded, TransferStatus.Received, Side.To, Needs: [], Takes: ["on", "by", "lines"], "what was known is confirmed"),
        new(TransferStatus.Recorded, TransferStatus.Void, Side.Either, Needs: ["reason"], Takes: [], "it counts no more"),
    ];

    public static RuleTable LifeTable => new("transfer-life", "The life of a transfer", ["from", "to", "whose step", "needs", "takes", "what follows"],
        [.. Life.Select(step => (IReadOnlyList<string>)
        [
            Json.ToWire(step.From), Json.ToWire(step.To), step.By switch { Side.From => "the sender's", Side.To => "the receiver's", _ => "either side's" },
            string.Join(", ", step.Needs), string.Join(", ", step.Takes), step.Follows,
        ])]);
}

/// <summary>Who takes a step.</summary>
enum Side { From, To, Either }

/// <summary>A step from one state to another.</summary>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="By">Whose it is.</param>
/// <param name="Needs">The members of the request that it can't do without; the act's number and date may stand in the transfer already.</param>
/// <param name="Takes">Those it takes beside them; on and reason are taken by every step.</param>
/// <param name="Follows">What follows from it.</param>
sealed record TransferStep(TransferStatus From, TransferStatus To, Side By, IReadOnlyList<string> Needs, IReadOnlyList<string> Takes, string Follows)
{
    public bool Has(string member) => member is "on" or "reason" || Needs.Contains(member) || Takes.Contains(member);
}

/// <summary>Two dates that follow each other.</summary>
static class TransferDates
{
    /// <summary>The dates of an act in their order (D1), each with its member's name.</summary>
    public static IReadOnlyList<(string Member, EdtfDate? Date)> InOrder(this Transfer transfer) =>
    [
        ("requestedOn", transfer.RequestedOn), ("approvedOn", transfer.ApprovedOn), ("handedOverOn", transfer.HandedOverOn), ("receivedOn", transfer.ReceivedOn),
    ];
}
