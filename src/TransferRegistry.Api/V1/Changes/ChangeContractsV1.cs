using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.V1.History;
using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.V1.Changes;

/// <summary>One entry of the journal, as far as the caller may see it.</summary>
public sealed record ChangeV1
{
    /// <summary>Its number: from 1, without gaps, in the order of commits. A reader who may not see all of it sees gaps.</summary>
    public required long Seq { get; init; }
    /// <summary>When the registry recorded it; later than that of every entry before.</summary>
    public required Instant RecordedAt { get; init; }
    /// <summary>What happened: agreement.signed. access.withdrawn: what, is no more for the caller to see.</summary>
    public required string Type { get; init; }
    /// <summary>The record it happened to.</summary>
    public required ChangedV1 Resource { get; init; }
    /// <summary>
    /// granted: from this entry on the caller sees the record; read what hangs on it too. withdrawn: the caller no longer sees it; the copy is to be removed, and what hung on it.
    /// Of an institution: the same holds for its records, because the caller has become, or is no more, the department that supervises it.
    /// </summary>
    public AccessChangeV1? Access { get; init; }
    /// <summary>The institutions it concerns.</summary>
    public IReadOnlyList<InstitutionRefV1>? Institutions { get; init; }
    /// <summary>Who did it.</summary>
    public ActorV1? Actor { get; init; }
    /// <summary>The request that did it.</summary>
    public string? RequestId { get; init; }
    /// <summary>Why, where a reason was given.</summary>
    public string? Reason { get; init; }
    /// <summary>SHA-256 over the entry's exact bytes (RFC 6962, 2.1), lower-case hex.</summary>
    public required string EntryHash { get; init; }
    /// <summary>With include=record: the record as it then stood, in the shape its own address answers in. Others are named as they are called today.</summary>
    public JsonObject? Record { get; init; }
}

/// <summary>The record a change happened to.</summary>
public sealed record ChangedV1
{
    /// <summary>agreement, transfer, item, event, institution, key or webhook.</summary>
    public required string Type { get; init; }
    /// <summary>The record's id.</summary>
    public required Guid Id { get; init; }
    /// <summary>The version that the change made.</summary>
    public long? Version { get; init; }
    /// <summary>Where the record is; a key has no address of its own.</summary>
    public Uri? Href { get; init; }
}

/// <summary>A stretch of the journal.</summary>
public sealed record ChangePageV1
{
    /// <summary>The entries, in order.</summary>
    public required IReadOnlyList<ChangeV1> Items { get; init; }
    /// <summary>Where to go on: keep it once the entries are applied. It never expires, and holds for any filter.</summary>
    public required string Cursor { get; init; }
    /// <summary>true: there was nothing beyond this when it was read. false: ask on at once, also after a page without entries.</summary>
    public required bool CaughtUp { get; init; }
    /// <summary>The number of the journal's last entry.</summary>
    public required long HeadSeq { get; init; }
}

/// <summary>Where a stream stands: said at its beginning, and after fifteen seconds in which nothing happened.</summary>
public sealed record HeartbeatV1
{
    /// <summary>Where to go on.</summary>
    public required string Cursor { get; init; }
    /// <summary>The number of the journal's last entry.</summary>
    public required long HeadSeq { get; init; }
}

/// <summary>What a reader of the journal asks for.</summary>
public record ChangeFilterQuery
{
    internal const string Place = "^(start|now|seq:[1-9][0-9]{0,17})$";
    internal const string OneType = @"(agreement|transfer|item|event|institution|key|webhook)(\.[a-z_]+)?";

    /// <summary>The place to go on from, as the page before gave it.</summary>
    public string? Cursor { get; set; }
    /// <summary>Where to begin without a cursor: start (the default), now, or seq:N, the entry of that number.</summary>
    [RegularExpression(Place)] public string? From { get; set; }
    /// <summary>Only these, separated by commas: what happened (agreement.signed) or to what (agreement). What the caller no longer sees is said in any case.</summary>
    [RegularExpression($"^{OneType}(,{OneType})*$")] public string? Types { get; set; }
    /// <summary>Only what concerns this institution: its id or code.</summary>
    public string? Institution { get; set; }
    /// <summary>record: each entry holds the record as it then stood.</summary>
    [AllowedValues("record")] public string? Include { get; set; }
}

/// <summary>The parameters of the feed.</summary>
public sealed record ChangeQuery : ChangeFilterQuery
{
    /// <summary>Entries a page, 1 to 1000; 100 where nothing is said.</summary>
    [Range(1, 1000)] public int? Limit { get; set; }
    /// <summary>Seconds to wait for an entry where there is none, 0 to 60; 0 where nothing is said. The answer comes within a second of the commit.</summary>
    [Range(0, 60)] public int? Wait { get; set; }
}
