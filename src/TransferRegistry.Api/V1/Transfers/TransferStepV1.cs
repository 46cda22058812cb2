using System.ComponentModel.DataAnnotations;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>A step in a transfer's life.</summary>
public sealed record TransferStepRequestV1
{
    /// <summary>Where to: approved, in_transit, received, refused, cancelled, void.</summary>
    public required TransferStatusV1 To { get; init; }
    /// <summary>The day it happened, EDTF; needed for in_transit, received and refused.</summary>
    public EdtfDate? On { get; init; }
    /// <summary>Who acted: it becomes approvedBy, handedOverBy or receivedBy; needed for in_transit and received.</summary>
    public PersonV1? By { get; init; }
    /// <summary>Why; needed for refused, cancelled and void.</summary>
    [StringLength(2000)] public string? Reason { get; init; }
    /// <summary>The act's number; for in_transit, unless it was given before.</summary>
    [StringLength(128)] public string? ActNumber { get; init; }
    /// <summary>The act's date, EDTF; for in_transit, unless it was given before.</summary>
    public EdtfDate? ActDate { get; init; }
    /// <summary>The decisions it rests on; for approved.</summary>
    public IReadOnlyList<AuthorizationV1>? Authorizations { get; init; }
    /// <summary>What was received, for received; a line not named is received as listed.</summary>
    [MaxLength(50_000)] public IReadOnlyList<LineReceiptV1>? Lines { get; init; }
}

/// <summary>What was received of one line.</summary>
public sealed record LineReceiptV1
{
    /// <summary>The line's number.</summary>
    public required int Line { get; init; }
    /// <summary>received where nothing is said; or damaged, refused, missing.</summary>
    public LineOutcomeV1? Outcome { get; init; }
    /// <summary>How many arrived; as listed where nothing is said.</summary>
    [Range(0, 1_000_000_000)] public int? Quantity { get; init; }
    /// <summary>The condition on arrival.</summary>
    [StringLength(2000)] public string? ConditionIn { get; init; }
    /// <summary>Anything else.</summary>
    [StringLength(4000)] public string? Note { get; init; }
}
