using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.History;

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
    /// <summary>Versions at the most, 1 to 500; 50 where nothing is said.</summary>
    [System.ComponentModel.DataAnnotations.Range(1, 500)] public int? Limit { get; set; }
}

/// <summary>The parameters of a single record.</summary>
public record AsOfQuery
{
    /// <summary>The record as the registry had it at this instant (RFC 3339); now where nothing is said.</summary>
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
    // What an answer derives for its reader and its day is no part of what changed.
    static readonly string[] Derived = ["links", "allowedActions", "warnings", "expired", "overdue", "dueSoon", "outstanding", "closed", "unacknowledged", "discrepancyOpen",
        "owner", "normalCustodian", "currentCustodian", "custodyState"];

    /// <summary>The entry that holds the record as it stood at an instant; refuses when it did not exist then.</summary>
    public async Task<JournalEntry> AsOf(string resourceType, Guid id, Instant asOf) =>
        await db.Find<JournalEntry>(JournalSql.AsOf, new { ResourceType = resourceType, ResourceId = id, AsOf = asOf })
        ?? throw Problem.NotFound.Because($"The registry had no such {resourceType} at {TimeText.Of(asOf)}.");

    public async Task<JournalEntry> Version(string resourceType, Guid id, long version) => await Find(resourceType, id, version)
        ?? throw Problem.NotFound.Because($"The {resourceType} has no version {version}.");

    /// <summary>A page of versions; <paramref name="show"/> gives the record as an answer would, or null where the caller could not have seen that version.</summary>
    public async Task<HistoryV1> Of(string resourceType, Guid id, string path, HistoryQuery query, Func<JournalEntry, Task<IVersioned?>> show)
    {
        var (limit, after) = (query.Limit ?? 50, query.After ?? 0);
        var entries = await db.List<JournalEntry>(JournalSql.History, new { ResourceType = resourceType, ResourceId = id, After = after, Limit = limit + 1 });
        var before = await Find(resourceType, id, after) is { } last ? await Shown(last, show) : null;
        var actors = entries.ToDictionary(entry => entry.Version, entry => Json.Read<Actor>(entry.Actor));
        var names = await references.Read(new Mentions().Institution(actors.Values.Select(actor => actor.Institution)));
        var items = new List<HistoryEntryV1>();
        foreach (var entry in entries.Take(limit))
        {
            if (await Shown(entry, show) is not { } shown)
                continue;
            items.Add(new()
            {
                Version = entry.Version,
                Seq = entry.Seq,
                RecordedAt = entry.RecordedAt,
                Type = entry.Type,
                Actor = new() { Role = actors[entry.Version].Role, Institution = names.Institution(actors[entry.Version].Institution) },
                RequestId = entry.RequestId,
                Reason = entry.Reason,
                Diff = JsonDiff.Between(before ?? new JsonObject(), shown),
            });
            before = shown;
        }
        var pages = new PageLinksV1 { Self = Address(after), First = Address(0), Next = entries.Count > limit ? Address(entries[limit - 1].Version) : null };
        pages.Announce(http.HttpContext!.Response);
        return new() { Items = items, Page = new() { Limit = limit, Returned = items.Count }, Links = pages };

        Uri Address(long from) => new(links.To($"{path}/history?limit={limit}{(from == 0 ? "" : $"&after={from}")}"));
    }

    Task<JournalEntry?> Find(string resourceType, Guid id, long version) =>
        db.Find<JournalEntry>(JournalSql.Version, new { ResourceType = resourceType, ResourceId = id, Version = version });

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
