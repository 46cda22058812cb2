using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.V1.History;

/// <summary>One version of a record: who made it, when, why, and what changed.</summary>
public sealed record HistoryEntryV1
{
    /// <summary>The version that this change made.</summary>
    public required long Version { get; init; }
    /// <summary>The entry's number in the journal.</summary>
    public required long Seq { get; init; }
    /// <summary>When the registry recorded it.</summary>
    public required Instant RecordedAt { get; init; }
    /// <summary>What happened: agreement.signed.</summary>
    public required string Type { get; init; }
    /// <summary>Who did it.</summary>
    public required ActorV1 Actor { get; init; }
    /// <summary>The request that did it.</summary>
    public required string RequestId { get; init; }
    /// <summary>Why, where a reason was given.</summary>
    public string? Reason { get; init; }
    /// <summary>What changed since the version before, as an RFC 6902 patch of the record as answers show it.</summary>
    public required IReadOnlyList<JsonObject> Diff { get; init; }
}

/// <summary>Who made a change.</summary>
public sealed record ActorV1
{
    /// <summary>The role of the credential.</summary>
    public required RoleV1 Role { get; init; }
    /// <summary>The institution of the credential; absent: the registry's operator, or an auditor's key.</summary>
    public InstitutionRefV1? Institution { get; init; }
}

/// <summary>The parameters of a record's history.</summary>
public sealed record HistoryQuery
{
    /// <summary>Versions after this one; from the first where nothing is said.</summary>
    [System.ComponentModel.DataAnnotations.Range(0, int.MaxValue)] public int? After { get; set; }
    /// <summary>Versions at the most, 1 to 500; 50 where nothing is said. A page of long records ends earlier: follow links.next.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 500)] public int? Limit { get; set; }
}

/// <summary>The parameters of a single record.</summary>
public record AsOfQuery
{
    /// <summary>The record as the registry had it at this instant (RFC 3339); now where nothing is said. For a version and no other, use its recordedAt of /history.</summary>
    public Instant? AsOf { get; set; }
}

/// <summary>A record's versions.</summary>
public sealed record HistoryV1
{
    /// <summary>The versions, oldest first.</summary>
    public required IReadOnlyList<HistoryEntryV1> Items { get; init; }
    /// <summary>How much was asked and given.</summary>
    public required PageInfo Page { get; init; }
    /// <summary>Absolute addresses of this page, the first, and the next if there is one.</summary>
    public required PageLinks Links { get; init; }
}
