using System.ComponentModel.DataAnnotations;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.V1.Merging;

/// <summary>Which record another is merged into: both describe one thing.</summary>
public sealed record MergeRequestV1
{
    /// <summary>The record that stays: its id, or its code or registry number.</summary>
    public required Reference Into { get; init; }
    /// <summary>Why they are one. It is kept in the history of both.</summary>
    [StringLength(2000)] public required string Reason { get; init; }
    /// <summary>The record that goes, the one in the address: an institution's code, an item's registry number. Needed, since nothing undoes a merge.</summary>
    [StringLength(128)] public string? Confirm { get; init; }
}
