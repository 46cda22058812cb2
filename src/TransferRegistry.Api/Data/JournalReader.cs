using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>A record's past, read from the journal: what the registry said then, never worked out from what it says now (H2, H3).</summary>
sealed class JournalReader(Db db)
{
    /// <summary>The entry that holds the record as it stood at an instant; refuses when it did not exist then.</summary>
    public async Task<JournalEntry> AsOf(string resourceType, Guid id, Instant asOf) =>
        await db.Find<JournalEntry>(JournalSql.AsOf, new { ResourceType = resourceType, ResourceId = id, AsOf = asOf })
        ?? throw Faults.NoRecordThen.Because(("record", resourceType), ("asOf", asOf));

    /// <summary>Those of the entries whose version was still the record's at the moment beside it, or came later.</summary>
    public async Task<IReadOnlyList<JournalEntry>> StoodAt(IEnumerable<(JournalEntry Entry, Instant Moment)> asked)
    {
        var (later, earlier) = (asked.Where(one => one.Entry.RecordedAt >= one.Moment).ToList(), asked.Where(one => one.Entry.RecordedAt < one.Moment).ToList());
        var next = (await Versions(earlier.Select(one => (one.Entry.ResourceType, one.Entry.ResourceId, one.Entry.Version + 1))))
            .ToDictionary(entry => (entry.ResourceType, entry.ResourceId, entry.Version - 1));
        return [.. later.Concat(earlier.Where(one => !next.TryGetValue((one.Entry.ResourceType, one.Entry.ResourceId, one.Entry.Version), out var after)
            || after.RecordedAt > one.Moment)).Select(one => one.Entry)];
    }

    /// <summary>The entries that made versions, each named by its kind, id and number; those that there are.</summary>
    public async Task<IReadOnlyList<JournalEntry>> Versions(IEnumerable<(string Type, Guid Id, long Version)> wanted) =>
        wanted.Where(one => one.Version > 0).Distinct().Select(one => new { type = one.Type, id = one.Id, version = one.Version }).ToList() is { Count: > 0 } some
            ? await db.List<JournalEntry>(JournalSql.Versions, new { Wanted = Json.Write(some) }) : [];

    /// <summary>How far the journal goes.</summary>
    public async Task<long> Position() => (await db.Once<string, JournalPosition>("journal", ["position"], async _ => new Dictionary<string, JournalPosition>
    {
        ["position"] = new(await db.Count(JournalSql.Position)),
    }))["position"].Seq;

    sealed record JournalPosition(long Seq);

    /// <summary>The entry that made a version; refuses when the record has none of that number.</summary>
    public async Task<JournalEntry> Version(string resourceType, Guid id, long version) => await Find(resourceType, id, version)
        ?? throw Faults.NoVersion.Because(("record", resourceType), ("version", version));

    /// <summary>The entry that made a version, if there is one.</summary>
    public Task<JournalEntry?> Find(string resourceType, Guid id, long version) =>
        db.Find<JournalEntry>(JournalSql.Version, new { ResourceType = resourceType, ResourceId = id, Version = version });

}
