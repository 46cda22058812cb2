using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.OpenApi;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>An act by which items pass, or are said to have passed, from one institution to another. What is absent is not known.</summary>
public sealed record TransferV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <inheritdoc/>
    public required long Version { get; init; }
    /// <summary>Given at approval or recording: region or country of the sender, year, T and a number without gaps.</summary>
    public string? RegistryNumber { get; init; }
    /// <summary>Where it stands.</summary>
    public required TransferStatusV1 Status { get; init; }
    /// <summary>The day it came to that, where the step said so.</summary>
    public EdtfDate? StatusOn { get; init; }
    /// <summary>The act's own number.</summary>
    public string? ActNumber { get; init; }
    /// <summary>The act's date.</summary>
    public EdtfDate? ActDate { get; init; }
    /// <summary>The agreement it is made under.</summary>
    public AgreementRefV1? Agreement { get; init; }
    /// <summary>The papers it stands on beside or instead of an agreement.</summary>
    public IReadOnlyList<BasisV1>? Basis { get; init; }
    /// <summary>What it is for.</summary>
    public required TransferKindV1 Kind { get; init; }
    /// <summary>What moves.</summary>
    public required LegalEffectV1 LegalEffect { get; init; }
    /// <summary>Who hands over.</summary>
    public required InstitutionRefV1 From { get; init; }
    /// <summary>Who receives.</summary>
    public required InstitutionRefV1 To { get; init; }
    /// <summary>Whether the source names the sender.</summary>
    public required FromCertaintyV1 FromCertainty { get; init; }
    /// <summary>The event it happened at.</summary>
    public EventRefV1? Event { get; init; }
    /// <summary>When it was asked for.</summary>
    public EdtfDate? RequestedOn { get; init; }
    /// <summary>When it was decided.</summary>
    public EdtfDate? ApprovedOn { get; init; }
    /// <summary>The day planned for the hand-over.</summary>
    public LocalDate? PlannedOn { get; init; }
    /// <summary>When it was handed over.</summary>
    public EdtfDate? HandedOverOn { get; init; }
    /// <summary>When it arrived.</summary>
    public EdtfDate? ReceivedOn { get; init; }
    /// <summary>The day it is due back.</summary>
    public LocalDate? DueBackOn { get; init; }
    /// <summary>The decisions by which it was given longer, first to last.</summary>
    public IReadOnlyList<ExtensionV1>? Extensions { get; init; }
    /// <summary>Why it is away.</summary>
    public PurposeV1? Purpose { get; init; }
    /// <summary>Decisions of commissions, departments, ministries.</summary>
    public IReadOnlyList<AuthorizationV1>? Authorizations { get; init; }
    /// <summary>Who decided; shown to the sides, auditors and the operator.</summary>
    public PersonV1? ApprovedBy { get; init; }
    /// <summary>Who handed over; shown to the sides, auditors and the operator.</summary>
    public PersonV1? HandedOverBy { get; init; }
    /// <summary>Who received; shown to the sides, auditors and the operator.</summary>
    public PersonV1? ReceivedBy { get; init; }
    /// <summary>The insurance; shown to the sides, auditors and the operator.</summary>
    public InsuranceV1? Insurance { get; init; }
    /// <summary>How many objects the act declares.</summary>
    public int? DeclaredCount { get; init; }
    /// <summary>What the record rests on.</summary>
    public required EvidenceV1 Evidence { get; init; }
    /// <summary>Where the knowledge comes from.</summary>
    public SourceV1? Source { get; init; }
    /// <summary>Who may see it, where it says so itself; never more than its agreement's.</summary>
    public VisibilityV1? Visibility { get; init; }
    /// <summary>The poster's own reference.</summary>
    public string? ExternalRef { get; init; }
    /// <summary>Anything else.</summary>
    public string? Note { get; init; }
    /// <summary>Of a return: the loan that it brings home.</summary>
    public TransferRefV1? ReturnsTransfer { get; init; }
    /// <summary>Of a correcting act: the act it corrects.</summary>
    public TransferRefV1? CorrectsTransfer { get; init; }
    /// <summary>Of the permanent transfer of what a borrower keeps: the loan it was on.</summary>
    public TransferRefV1? RetainsTransfer { get; init; }
    /// <summary>Of a correcting act: why it corrects.</summary>
    public string? Reason { get; init; }
    /// <summary>What passes; left out in lists.</summary>
    public IReadOnlyList<LineV1>? Lines { get; init; }
    /// <summary>Of a loan that has begun: how many objects are out on it; absent where that is not known. Worked out from the returns, as are all that follow.</summary>
    public int? Outstanding { get; init; }
    /// <summary>Of a temporary kind: whether everything has come back, was kept for good, or is lost. Absent once it was cancelled, refused or made void.</summary>
    public bool? Closed { get; init; }
    /// <summary>Something is out after the day it was due back.</summary>
    public OverdueV1? Overdue { get; init; }
    /// <summary>true: something is out and due back within 30 days. Absent otherwise.</summary>
    public bool? DueSoon { get; init; }
    /// <summary>true: handed over or recorded, and not confirmed by the receiving side. Absent otherwise.</summary>
    public bool? Unacknowledged { get; init; }
    /// <summary>true: a line was missing, refused or short at receipt, and no correcting act has spoken of it. Absent otherwise.</summary>
    public bool? DiscrepancyOpen { get; init; }
    /// <summary>Who put the record in, and for whom.</summary>
    public required SubmittedByV1 SubmittedBy { get; init; }
    /// <summary>When it was posted.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was last changed.</summary>
    public required Instant UpdatedAt { get; init; }
    /// <summary>The steps that are open to you now.</summary>
    public required IReadOnlyList<AllowedTransferStepV1> AllowedActions { get; init; }
    /// <summary>What the registry noticed and let pass, in the answer to a write.</summary>
    public required IReadOnlyList<FaultDetail> Warnings { get; init; }
    /// <summary>Where more of it is.</summary>
    public required TransferLinksV1 Links { get; init; }

    internal static TransferV1 Of(Transfer transfer, ResolvedReferences names, bool sensitive, Func<Guid, object> item, Findings? findings = null) => new()
    {
        Id = transfer.Id,
        Version = transfer.Version,
        RegistryNumber = transfer.RegistryNumber,
        Status = transfer.Status.ToV1(),
        StatusOn = transfer.StatusOn,
        ActNumber = transfer.ActNumber,
        ActDate = transfer.ActDate,
        Agreement = names.Agreement(transfer.Agreement).ToV1(),
        Basis = transfer.Basis?.ToV1(),
        Kind = transfer.Kind.ToV1(),
        LegalEffect = transfer.LegalEffect.ToV1(),
        From = names.Institution(transfer.From).ToV1(),
        To = names.Institution(transfer.To).ToV1(),
        FromCertainty = transfer.FromCertainty.ToV1(),
        Event = names.Event(transfer.Event).ToV1(),
        RequestedOn = transfer.RequestedOn,
        ApprovedOn = transfer.ApprovedOn,
        PlannedOn = transfer.PlannedOn,
        HandedOverOn = transfer.HandedOverOn,
        ReceivedOn = transfer.ReceivedOn,
        DueBackOn = transfer.DueBackOn,
        Extensions = transfer.Extensions?.Select(extension => ExtensionV1.Of(extension, sensitive)).ToList(),
        Purpose = transfer.Purpose.ToV1(),
        Authorizations = transfer.Authorizations?.ToV1(),
        ApprovedBy = sensitive ? transfer.ApprovedBy?.ToV1() : null,
        HandedOverBy = sensitive ? transfer.HandedOverBy?.ToV1() : null,
        ReceivedBy = sensitive ? transfer.ReceivedBy?.ToV1() : null,
        Insurance = sensitive ? transfer.Insurance?.ToV1() : null,
        DeclaredCount = transfer.DeclaredCount,
        Evidence = transfer.Evidence.ToV1(),
        Source = transfer.Source?.ToV1(),
        Visibility = transfer.Visibility.ToV1(),
        ExternalRef = transfer.ExternalRef,
        Note = transfer.Note,
        ReturnsTransfer = names.Transfer(transfer.ReturnsTransfer).ToV1(),
        CorrectsTransfer = names.Transfer(transfer.CorrectsTransfer).ToV1(),
        RetainsTransfer = names.Transfer(transfer.RetainsTransfer).ToV1(),
        Reason = transfer.Reason,
        Lines = transfer.Lines?.Select(line => LineV1.Of(line, item(line.Item), names, sensitive)).ToList(),
        SubmittedBy = names.SubmittedBy(transfer.SubmittedBy).ToV1(),
        CreatedAt = transfer.CreatedAt,
        UpdatedAt = transfer.UpdatedAt,
        AllowedActions = [],
        Warnings = [.. (findings?.Warnings ?? []).Select(FaultDetail.Of)],
        Links = new()
        {
            Self = names.Href($"/transfers/{transfer.Id}"),
            History = names.Href($"/transfers/{transfer.Id}/history"),
            Lines = names.Href($"/transfers/{transfer.Id}/lines"),
        },
    };

    /// <summary>With what the acts and the day make of it.</summary>
    internal TransferV1 With(TransferFacts facts, bool isTemporary) => this with
    {
        Outstanding = facts.Outstanding,
        Closed = !isTemporary || Status is TransferStatusV1.Cancelled or TransferStatusV1.Refused or TransferStatusV1.Void ? null : facts.IsLent && !facts.IsOut,
        Overdue = facts.DaysOverdue is { } days ? new() { Days = days } : null,
        DueSoon = facts.IsDueSoon ? true : null,
        Unacknowledged = facts.IsUnacknowledged ? true : null,
        DiscrepancyOpen = facts.IsDiscrepancyOpen ? true : null,
    };
}

/// <summary>A line of an act.</summary>
public sealed record LineV1
{
    /// <summary>Its number on the act.</summary>
    public required int Line { get; init; }
    /// <summary>The item; with expand=items the whole item.</summary>
    [AnyOf(typeof(ItemRefV1), typeof(ItemV1))] public required object Item { get; init; }
    /// <summary>How many were listed; absent: unknown.</summary>
    public int? Quantity { get; init; }
    /// <summary>How well the quantity is known.</summary>
    public QuantityStatusV1? QuantityStatus { get; init; }
    /// <summary>How many arrived, where that was said.</summary>
    public int? QuantityReceived { get; init; }
    /// <summary>The condition on leaving.</summary>
    public string? ConditionOut { get; init; }
    /// <summary>The condition on arrival.</summary>
    public string? ConditionIn { get; init; }
    /// <summary>The value; shown to the sides, auditors and the operator.</summary>
    public ValuationV1? Valuation { get; init; }
    /// <summary>Anything else.</summary>
    public string? Note { get; init; }
    /// <summary>What became of it.</summary>
    public required LineOutcomeV1 Outcome { get; init; }
    /// <summary>On a return: the line of the loan that it speaks of.</summary>
    public int? ReturnsLine { get; init; }
    /// <summary>On a return, of what the borrower keeps: the permanent transfer.</summary>
    public TransferRefV1? KeptBy { get; init; }
    /// <summary>What a correcting act says of the line instead: this counts.</summary>
    public LineCorrectionV1? Corrected { get; init; }

    internal static LineV1 Of(TransferLine line, object item, ResolvedReferences names, bool sensitive) => new()
    {
        Line = line.Line,
        Item = item,
        Quantity = line.Quantity,
        QuantityStatus = line.QuantityStatus.ToV1(),
        QuantityReceived = line.QuantityReceived,
        ConditionOut = line.ConditionOut,
        ConditionIn = line.ConditionIn,
        Valuation = sensitive ? line.Valuation?.ToV1() : null,
        Note = line.Note,
        Outcome = line.Outcome.ToV1(),
        ReturnsLine = line.ReturnsLine,
        KeptBy = names.Transfer(line.KeptBy).ToV1(),
        Corrected = line.Corrected is { } corrected ? new() { By = names.Transfer(corrected.By).ToV1()!, Outcome = corrected.Outcome.ToV1(), Quantity = corrected.Quantity } : null,
    };
}

/// <summary>A step that is open to the caller.</summary>
public sealed record AllowedTransferStepV1
{
    /// <summary>Where it leads.</summary>
    public required TransferStatusV1 To { get; init; }
}

/// <summary>Where more of a transfer is.</summary>
public sealed record TransferLinksV1
{
    /// <summary>The transfer itself.</summary>
    public required Uri Self { get; init; }
    /// <summary>Its versions.</summary>
    public required Uri History { get; init; }
    /// <summary>Its lines, page by page.</summary>
    public required Uri Lines { get; init; }
    /// <summary>Where a return is posted, while that is open to you.</summary>
    public Uri? Returns { get; init; }
    /// <summary>Where an extension is posted, while that is open to you.</summary>
    public Uri? Extensions { get; init; }
    /// <summary>Where a correcting act is posted, while that is open to you.</summary>
    public Uri? Corrections { get; init; }
}

/// <summary>The parameters of a single transfer.</summary>
public sealed record TransferReadQuery
{
    /// <summary>The record as the registry had it at this instant (RFC 3339); now where nothing is said.</summary>
    public Instant? AsOf { get; set; }
    /// <summary>The day that outstanding, closed, overdue and the like are told for; today where nothing is said. Not with asOf.</summary>
    public LocalDate? On { get; set; }
    /// <summary>items: each line shows its whole item.</summary>
    [System.ComponentModel.DataAnnotations.AllowedValues("items")] public string? Expand { get; set; }
}
