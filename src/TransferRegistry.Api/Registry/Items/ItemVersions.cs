using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Items;

/// <summary>
/// Which versions of items the caller could have seen when they were so (S1): all of them where it is on the item's side; else those
/// since the first act that it sees. What the record said before that was not for it.
/// </summary>
sealed class ItemVersions(Db db, Caller caller, ItemStore items, ReferenceReader references, JournalReader journal)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1), of items that it sees now.</summary>
    public Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries) => Seen(entries, items.LoadSeen);

    /// <summary>Which of these entries, of an item that the caller sees now, tell it something it could have seen when it was so.</summary>
    public async Task<IEnumerable<JournalEntry>> Told(IReadOnlyList<JournalEntry> entries, ItemRow now)
    {
        var seen = (await Seen(entries, now)).ToList();
        return seen.Except(await Untold(seen));
    }

    /// <summary>Whether the entry says what the caller could have seen when it was so, of an item that it sees now.</summary>
    public async Task<bool> CouldSee(JournalEntry entry, ItemRow now) => (await Seen([entry], now)).Any();

    Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries, ItemRow now) => Seen(entries, _ => Task.FromResult<IReadOnlyList<ItemRow>>([now]));

    async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries, Func<IEnumerable<Guid>, Task<IReadOnlyList<ItemRow>>> load)
    {
        var mine = await references.Mine([.. entries.SelectMany(entry => Json.Read<Item>(entry.Document).Sides).Distinct()]);
        var others = entries.Where(entry => !Json.Read<Item>(entry.Document).Sides.Any(mine.Contains)).ToList();
        var since = others.Count == 0 ? new Dictionary<Guid, Instant>() : await SeenSince(await load(others.Select(entry => entry.ResourceId).Distinct()));
        var stood = await journal.StoodAt(others.Where(entry => since.ContainsKey(entry.ResourceId)).Select(entry => (entry, since[entry.ResourceId])));
        return entries.Except(others).Concat(stood).OrderBy(entry => entry.Seq);
    }

    /// <summary>Which of these entries tell of nothing but an act that is not the caller's to see.</summary>
    public async Task<IReadOnlyCollection<JournalEntry>> Untold(IReadOnlyCollection<JournalEntry> entries)
    {
        var acts = entries.Select(entry => (Entry: entry, By: Json.Read<Item>(entry.Document).NumbersBy)).Where(change => change.By is not null).ToList();
        var names = await references.Read(new ReferenceBatch().Transfer(acts.Select(change => change.By)));
        return [.. acts.Where(change => names.Transfer(change.By)!.Withheld is true).Select(change => change.Entry)];
    }

    async Task<IReadOnlyDictionary<Guid, Instant>> SeenSince(IReadOnlyList<ItemRow> rows)
    {
        if (caller.ReadsAll || rows.Count == 0)
            return rows.ToDictionary(row => row.Id, _ => Instant.MinValue);
        var mine = await references.Mine([.. rows.SelectMany(SidesOf).Distinct()]);
        var others = rows.Where(row => !SidesOf(row).Any(mine.Contains)).Select(row => row.Id).ToList();
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Ids"] = Json.Write(others) };
        var acts = others.Count == 0 ? [] : await db.List<SeenAct>(ItemSql.SeenActs.Only(["items", .. VisibilitySql.Of(caller)]), parameters);
        var first = acts.GroupBy(act => act.Id).ToDictionary(same => same.Key, same => same.Min(act => act.Since));
        return rows.ToDictionary(row => row.Id, row => first.TryGetValue(row.Id, out var since) ? since : Instant.MinValue);
    }

    static IEnumerable<Guid> SidesOf(ItemRow row) => row.Item.Sides.Concat(new[] { row.OwnerId, row.NormalCustodianId, row.CustodianId }.OfType<Guid>());

    sealed record SeenAct
    {
        public required Guid Id { get; init; }
        public required Instant Since { get; init; }
    }
}
