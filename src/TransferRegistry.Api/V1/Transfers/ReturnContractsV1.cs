using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>A return: what of a loan comes back, stays for good, or is lost.</summary>
public sealed record ReturnRequestV1
{
    /// <summary>The day it was handed back, EDTF; where the lender's side posts it, the day it was received too.</summary>
    public required EdtfDate On { get; init; }
    /// <summary>Who hands back, for the borrower.</summary>
    public PersonV1? HandedOverBy { get; init; }
    /// <summary>Who takes it back, for the lender.</summary>
    public PersonV1? ReceivedBy { get; init; }
    /// <summary>The number of an act of its own; else it goes by that of the loan.</summary>
    [StringLength(128)] public string? ActNumber { get; init; }
    /// <summary>The date of an act of its own, EDTF.</summary>
    public EdtfDate? ActDate { get; init; }
    /// <summary>What the record rests on; party_statement where nothing is said.</summary>
    public EvidenceV1? Evidence { get; init; }
    /// <summary>Your own reference: unique among what you have posted.</summary>
    [StringLength(128)] public string? ExternalRef { get; init; }
    /// <summary>Anything else.</summary>
    [StringLength(4000)] public string? Note { get; init; }
    /// <summary>What comes back, one line an outcome.</summary>
    [MinLength(1), MaxLength(50_000)] public required IReadOnlyList<ReturnLineRequestV1> Lines { get; init; }
}

/// <summary>A line of a return.</summary>
public sealed record ReturnLineRequestV1
{
    /// <summary>The line of the loan that it speaks of.</summary>
    public required int ReturnsLine { get; init; }
    /// <summary>An item listed out of the line's lot, by id or registry number, where it is this that comes back. Left out: objects of the line, whichever.</summary>
    public Reference? Item { get; init; }
    /// <summary>How many; absent: all that are still out on the line, known or not.</summary>
    [Range(1, 1_000_000_000)] public int? Quantity { get; init; }
    /// <summary>returned where nothing is said; or retained, lost, destroyed.</summary>
    public LineOutcomeV1? Outcome { get; init; }
    /// <summary>The condition on coming back.</summary>
    [StringLength(2000)] public string? ConditionIn { get; init; }
    /// <summary>Anything else.</summary>
    [StringLength(4000)] public string? Note { get; init; }
    /// <summary>For retained: the permanent transfer by which the borrower keeps it, made and received in the same write. Equal ones are one act.</summary>
    public RetentionRequestV1? Transfer { get; init; }
}

/// <summary>The permanent transfer of what a borrower keeps, from the lender to the borrower.</summary>
public sealed record RetentionRequestV1
{
    /// <summary>A permanent kind: permanent, gift, purchase, exchange, restitution.</summary>
    public required TransferKindV1 Kind { get; init; }
    /// <summary>The act's number.</summary>
    [StringLength(128)] public required string ActNumber { get; init; }
    /// <summary>The act's date, EDTF.</summary>
    public required EdtfDate ActDate { get; init; }
    /// <summary>The papers it stands on beside the loan's agreement.</summary>
    public IReadOnlyList<BasisV1>? Basis { get; init; }
}

/// <summary>A decision that a loan may stay longer; also when it is overdue already.</summary>
public sealed record ExtensionRequestV1
{
    /// <summary>The new day it is due back, later than the old one.</summary>
    public required LocalDate NewDueBackOn { get; init; }
    /// <summary>Why.</summary>
    [StringLength(2000)] public required string Reason { get; init; }
    /// <summary>Who decided, for the lender.</summary>
    public PersonV1? DecidedBy { get; init; }
    /// <summary>The day of the decision, EDTF: from then on the new day counts.</summary>
    public required EdtfDate On { get; init; }
}

/// <summary>A correcting act: what a received act says wrongly of its lines.</summary>
public sealed record CorrectionRequestV1
{
    /// <summary>Why.</summary>
    [StringLength(2000)] public required string Reason { get; init; }
    /// <summary>The day of the correcting act, EDTF. An item that had not arrived passes on that day.</summary>
    public required EdtfDate On { get; init; }
    /// <summary>What the record rests on; party_statement where nothing is said.</summary>
    public EvidenceV1? Evidence { get; init; }
    /// <summary>Your own reference: unique among what you have posted.</summary>
    [StringLength(128)] public string? ExternalRef { get; init; }
    /// <summary>The lines it corrects.</summary>
    [MinLength(1), MaxLength(50_000)] public required IReadOnlyList<CorrectionLineRequestV1> Lines { get; init; }
}

/// <summary>What a correcting act says of a line.</summary>
public sealed record CorrectionLineRequestV1
{
    /// <summary>The line's number on the act.</summary>
    public required int Line { get; init; }
    /// <summary>received, damaged, refused, missing, lost or destroyed; of a return returned instead of received.</summary>
    public required LineOutcomeV1 Outcome { get; init; }
    /// <summary>How many; as before where nothing is said.</summary>
    [Range(0, 1_000_000_000)] public int? Quantity { get; init; }
    /// <summary>The condition.</summary>
    [StringLength(2000)] public string? ConditionIn { get; init; }
    /// <summary>Anything else.</summary>
    [StringLength(4000)] public string? Note { get; init; }
}

/// <summary>A decision that a loan may stay longer.</summary>
public sealed record ExtensionV1
{
    /// <summary>The day it was due back until then; absent: not known.</summary>
    public LocalDate? OldDueBackOn { get; init; }
    /// <summary>The day it is due back since.</summary>
    public required LocalDate NewDueBackOn { get; init; }
    /// <summary>The day of the decision.</summary>
    public required EdtfDate On { get; init; }
    /// <summary>Why.</summary>
    public required string Reason { get; init; }
    /// <summary>Who decided; shown to the sides, auditors and the operator.</summary>
    public PersonV1? DecidedBy { get; init; }

    internal static ExtensionV1 Of(Extension extension, bool sensitive) => new()
    {
        OldDueBackOn = extension.OldDueBackOn,
        NewDueBackOn = extension.NewDueBackOn,
        On = extension.On,
        Reason = extension.Reason,
        DecidedBy = sensitive ? extension.DecidedBy?.ToV1() : null,
    };
}

/// <summary>How long a loan is overdue.</summary>
public sealed record OverdueV1
{
    /// <summary>Days since it was due.</summary>
    public required int Days { get; init; }
}

/// <summary>What the last correcting act says of a line.</summary>
public sealed record LineCorrectionV1
{
    /// <summary>The correcting act.</summary>
    public required References.TransferRefV1 By { get; init; }
    /// <summary>What became of the line in truth.</summary>
    public required LineOutcomeV1 Outcome { get; init; }
    /// <summary>How many in truth; absent: as before.</summary>
    public int? Quantity { get; init; }
}
