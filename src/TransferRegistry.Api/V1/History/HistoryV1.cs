using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Reading.History;
using TransferRegistry.Api.Registry.References;
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
    public required Role Role { get; init; }
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
    public required PageInfoV1 Page { get; init; }
    /// <summary>Absolute addresses of this page, the first, and the next if there is one.</summary>
    public required PageLinksV1 Links { get; init; }
}

/// <summary>A record's past, read from the journal: what the registry said then, never worked out from what it says now (H2, H3).</summary>
sealed class HistoryReader(Db db, Links links, ReferenceReader references, IHttpContextAccessor http)
{
    const int Usual = 50;

    // A page ends where its documents reach this length, so that nobody has a large record worked through five hundred times at once.
    const int MostCharacters = 8_000_000;

    // What an answer derives for its reader and its day is no part of what changed.
    static readonly string[] Derived = ["links", "allowedActions", "warnings", "expired", "overdue", "dueSoon", "outstanding", "closed", "unacknowledged", "discrepancyOpen",
        "owner", "normalCustodian", "currentCustodian", "custodyState"];

    /// <summary>The entry that holds the record as it stood at an instant; refuses when it did not exist then.</summary>
    public async Task<JournalEntry> AsOf(string resourceType, Guid id, Instant asOf) =>
        await db.Find<JournalEntry>(JournalSql.AsOf, new { ResourceType = resourceType, ResourceId = id, AsOf = asOf })
        ?? throw Faults.NoRecordThen.Because(("record", resourceType), ("asOf", asOf));

    /// <summary>Whether the version that an entry made was still the record's at a moment, or came later.</summary>
    public async Task<bool> StoodAt(JournalEntry entry, Instant moment) => entry.RecordedAt >= moment
        || await After(entry.ResourceType, entry.ResourceId, entry.Version) is not { } next || next.RecordedAt > moment;

    public async Task<JournalEntry> Version(string resourceType, Guid id, long version) => await Find(resourceType, id, version)
        ?? throw Faults.NoVersion.Because(("record", resourceType), ("version", version));

    /// <summary>A page of versions; <paramref name="show"/> gives the record as an answer would, or null where the caller could not have seen that version.</summary>
    public async Task<HistoryV1> Of(string resourceType, Guid id, string path, HistoryQuery query, Func<JournalEntry, Task<IVersioned?>> show)
    {
        var (limit, after) = (query.Limit ?? Usual, (long)(query.After ?? 0));
        var before = await Find(resourceType, id, after) is { } last ? await Shown(last, show) : null;
        var versions = new List<(JournalEntry Entry, Actor Actor, IReadOnlyList<JsonObject> Diff)>();
        var (taken, size) = (0, 0);
        // One at a time: documents can be long, and nobody holds a page of them.
        var entry = await After(resourceType, id, after);
        while (entry is not null && taken < limit && (taken == 0 || size + entry.Document.Length <= MostCharacters))
        {
            (taken, size, after) = (taken + 1, size + entry.Document.Length, entry.Version);
            if (await Shown(entry, show) is { } shown)
            {
                versions.Add((entry with { Document = "" }, Json.Read<Actor>(entry.Actor), JsonDiff.Between(before ?? new JsonObject(), shown)));
                before = shown;
            }
            entry = await After(resourceType, id, after);
        }
        var names = await references.Read(new Mentions().Institution(versions.Select(version => version.Actor.Institution)));
        var items = versions.ConvertAll(version => new HistoryEntryV1
        {
            Version = version.Entry.Version,
            Seq = version.Entry.Seq,
            RecordedAt = version.Entry.RecordedAt,
            Type = version.Entry.Type,
            Actor = new() { Role = version.Actor.Role, Institution = names.Institution(version.Actor.Institution) },
            RequestId = version.Entry.RequestId,
            Reason = version.Entry.Reason,
            Diff = version.Diff,
        });
        var pages = new PageLinksV1 { Self = Address(query.After ?? 0), First = Address(0), Next = entry is null ? null : Address(after) };
        pages.Announce(http.HttpContext!.Response);
        return new() { Items = items, Page = new() { Limit = limit, Returned = items.Count }, Links = pages };

        Uri Address(long from) => new(links.To($"{path}/history?limit={limit}{(from == 0 ? "" : $"&after={from}")}"));
    }

    Task<JournalEntry?> Find(string resourceType, Guid id, long version) =>
        db.Find<JournalEntry>(JournalSql.Version, new { ResourceType = resourceType, ResourceId = id, Version = version });

    Task<JournalEntry?> After(string resourceType, Guid id, long version) =>
        db.Find<JournalEntry>(JournalSql.Next, new { ResourceType = resourceType, ResourceId = id, After = version });

    static async Task<JsonNode?> Shown(JournalEntry entry, Func<JournalEntry, Task<IVersioned?>> show)
    {
        if (await show(entry) is not { } record)
            return null;
        var shown = JsonSerializer.SerializeToNode(record, record.GetType(), Json.Options)!.AsObject();
        foreach (var name in Derived)
            shown.Remove(name);
        return shown;
    }
}
