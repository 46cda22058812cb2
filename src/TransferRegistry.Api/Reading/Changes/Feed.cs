using System.Buffers.Binary;
using System.Globalization;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.Reading.Changes;

/// <summary>
/// The journal read forward. An entry is shown to a caller who sees its record now and could have seen that version; where a version takes a record away from the caller, or gives it, the feed says so,
/// so that a caller who only reads forward ends with what the lists would show (F6).
/// </summary>
sealed class Feed(Work db, Database database, Caller caller, CursorKey key, ReferenceReader references, JournalReader journal, AgreementVersions agreements,
    TransferVersions transfers, EventVersions events, ItemVersions items)
{
    const string Bound = "changes";
    const int PlaceBytes = 16;

    // Entries looked at for one page: who sees little of much is asked to come again, and keeps nobody waiting.
    const int MostScanned = 5_000;
    // Entries looked at together, at the least.
    const int Handful = 250;
    // A record may have thousands of lines: where documents come to so many bytes, no more are read at once, and a page ends.
    const int MostBytes = 16_000_000;

    /// <summary>The next entries for the caller, and where it then stands.</summary>
    public async Task<Stretch> Read(long after, ChangeFilter filter, int limit)
    {
        var head = await journal.Position();
        var (found, at, hash, scanned, size) = (new List<Change>(), after, "", 0, 0);
        while (found.Count < limit && at < head && scanned < MostScanned && size < MostBytes)
        {
            var heads = AtOnce(await db.List<EntryHead>(JournalSql.Forward, new { After = at, Limit = Math.Max(limit - found.Count, Handful) }));
            if (heads.Count == 0)
                break;
            var visibility = caller.ReadsAll ? null : await VisibilityOf(heads);
            var shown = (await Shown(heads, visibility, filter)).Take(limit - found.Count).ToList();
            var records = filter.WithRecords ? await Records(shown, visibility) : new Dictionary<long, JournalEntry>();
            found.AddRange(shown.Select(change => change with { Entry = records.GetValueOrDefault(change.Seq) }));
            // A page that is full ends with the last it holds, not with the last that was looked at.
            var last = found.Count == limit ? heads.First(entry => entry.Seq == found[^1].Seq) : heads[^1];
            (at, hash, scanned, size) = (last.Seq, last.EntryHash, scanned + heads.Count, size + records.Values.Sum(entry => entry.Document.Length));
        }
        // A copy may lag behind where the reader has come to already.
        return new(found, at, at == after ? await Hash(after) : hash, CaughtUp: at >= head, Math.Max(head, at));
    }

    /// <summary>The number of the entry after which the caller goes on.</summary>
    /// <exception cref="Refusal">The cursor is none of the registry's (400), or of a past that it no longer has (410).</exception>
    public async Task<long> Place(string? cursor, string? from)
    {
        if (cursor is null)
            return await Begun(from ?? "start");
        var place = Http.Paging.Cursor.Read(cursor, PlaceBytes, Bound, await key.Secret(db)) ?? throw Faults.ForeignCursor.Parameter("cursor").Refused();
        var seq = BinaryPrimitives.ReadInt64BigEndian(place);
        if (seq > 0 && !Begins(await Hash(seq), place.AsSpan(8)))
            throw Faults.HistoryGone.Because(("seq", seq), ("head", await journal.Position()));
        return seq;
    }

    /// <summary>The place as its reader keeps it: with the entry's hash, so that another past is known for one.</summary>
    public async Task<string> Cursor(long seq, string hash)
    {
        var place = new byte[PlaceBytes];
        BinaryPrimitives.WriteInt64BigEndian(place, seq);
        if (hash.Length > 0)
            Convert.FromHexString(hash.AsSpan(0, 16)).CopyTo(place.AsSpan(8));
        return Http.Paging.Cursor.Write(place, Bound, await key.Secret(db));
    }

    /// <summary>The cursor of a place, and how far the journal goes.</summary>
    public async Task<(string Cursor, long Head)> Standing(long at) => (await Cursor(at, await Hash(at)), await journal.Position());

    async Task<long> Begun(string from)
    {
        if (from == "start")
            return 0;
        var head = await journal.Position();
        if (from == "now")
            return head;
        var seq = long.Parse(from.AsSpan(4), CultureInfo.InvariantCulture);
        return seq <= head + 1 ? seq - 1 : throw Faults.BeyondHead.Parameter("from", ("head", head), ("seq", seq)).Refused();
    }

    // Where a copy lags, the original knows.
    async Task<string> Hash(long seq)
    {
        if (seq == 0)
            return "";
        if (await db.Find<string>(JournalSql.HashOf, new { Seq = seq }) is { } hash)
            return hash;
        await using var original = new Db(database, CancellationToken.None);
        return await original.Find<string>(JournalSql.HashOf, new { Seq = seq }) ?? "";
    }

    static bool Begins(string hash, ReadOnlySpan<byte> with) => hash.Length > 0 && Convert.FromHexString(hash.AsSpan(0, 16)).AsSpan().SequenceEqual(with);

    // The first of them whatever its length, and those that fit beside it.
    static IReadOnlyList<EntryHead> AtOnce(IReadOnlyList<EntryHead> heads)
    {
        var size = 0L;
        return [.. heads.TakeWhile((entry, index) => (size += entry.Size) <= MostBytes || index == 0)];
    }

    async Task<IReadOnlyList<Change>> Shown(IReadOnlyList<EntryHead> heads, EntryVisibility? visibility, ChangeFilter filter)
    {
        var wanted = heads.Where(head => filter.Takes(head.Type, head.ResourceType) && (visibility is null || visibility.Seen.Contains(head.Seq))).ToList();
        var names = await references.Read(new ReferenceBatch().Institution(wanted.SelectMany(Concerned)).Institution(wanted.Select(head => ActorOf(head).Institution)));
        var shown = new List<Change>();
        foreach (var head in heads)
        {
            if (visibility?.Lost.Contains(head.Seq) is true)
                shown.Add(new()
                {
                    Seq = head.Seq, RecordedAt = head.RecordedAt, Type = "access.withdrawn", EntryHash = head.EntryHash, Access = AccessChange.Withdrawn,
                    ResourceType = head.ResourceType, ResourceId = head.ResourceId,
                });
            else if (wanted.Contains(head) && Concerned(head).Where(id => visibility is null || head.ResourceType != "item" || names.IsMine(id)).ToList() is var concerned
                && (filter.Institution is not { } only || concerned.Contains(only)))
                shown.Add(new()
                {
                    Seq = head.Seq,
                    RecordedAt = head.RecordedAt,
                    Type = head.Type,
                    ResourceType = head.ResourceType,
                    ResourceId = head.ResourceId,
                    Version = head.Version,
                    Href = head.ResourceType == "key" ? null : names.Href($"/{head.ResourceType}s/{head.ResourceId}"),
                    Access = visibility?.Access.GetValueOrDefault(head.Seq),
                    Institutions = concerned.ConvertAll(names.Institution),
                    Actor = ActorOf(head).Role,
                    ActorInstitution = names.Institution(ActorOf(head).Institution),
                    RequestId = head.RequestId,
                    Reason = head.Reason,
                    EntryHash = head.EntryHash,
                });
        }
        return shown;
    }

    // Seen by those whose it is.
    static bool IsOwn(EntryHead head) => head.ResourceType is "key" or "webhook";

    static Guid[] Concerned(EntryHead head) => Json.Read<Guid[]>(head.Institutions);

    static Actor ActorOf(EntryHead head) => Json.Read<Actor>(head.Actor);

    // Only of what is given; of what was read to see who may, from there.
    async Task<IReadOnlyDictionary<long, JournalEntry>> Records(IReadOnlyList<Change> changes, EntryVisibility? visibility)
    {
        var known = (visibility?.Versions ?? []).ToDictionary(entry => entry.Seq);
        // Where access was withdrawn the change has no version, and nothing of it is told.
        var told = changes.Where(change => change.Version is not null).ToList();
        foreach (var entry in await journal.Versions(told.Where(change => !known.ContainsKey(change.Seq)).Select(change => (change.ResourceType, change.ResourceId, change.Version!.Value))))
            known[entry.Seq] = entry;
        return told.Where(change => known.ContainsKey(change.Seq)).ToDictionary(change => change.Seq, change => known[change.Seq]);
    }

    async Task<EntryVisibility> VisibilityOf(IReadOnlyList<EntryHead> heads)
    {
        var versions = (await journal.Versions(heads.Where(head => !IsOwn(head))
            .SelectMany(head => new[] { (head.ResourceType, head.ResourceId, head.Version), (head.ResourceType, head.ResourceId, head.Version - 1) }))).ToList();
        var byVersion = versions.ToDictionary(entry => (entry.ResourceType, entry.ResourceId, entry.Version));
        var now = await Now(heads, Of("item"));
        var could = new HashSet<long>();
        could.UnionWith((await agreements.Seen(Of("agreement"))).Select(entry => entry.Seq));
        could.UnionWith((await transfers.Seen(Of("transfer"))).Select(entry => entry.Seq));
        could.UnionWith((await events.Seen(Of("event"))).Select(entry => entry.Seq));
        could.UnionWith((await items.Seen([.. Of("item").Where(entry => now.Contains(entry.ResourceId))])).Select(entry => entry.Seq));
        // The record stays visible, and what has changed is told by none.
        var untold = (await items.Untold(Of("item"))).Select(entry => entry.Seq).ToHashSet();
        var seeing = new EntryVisibility([], [], [], versions);
        foreach (var head in heads)
        {
            if (head.ResourceType == "institution" || IsOwn(head))
            {
                if (head.ResourceType == "institution" || Concerned(head).Contains(caller.InstitutionId ?? Guid.Empty))
                    seeing.Seen.Add(head.Seq);
                if (head.ResourceType == "institution" && Supervision(head) is { } change)
                    seeing.Access[head.Seq] = change;
                continue;
            }
            var (isSeen, before) = (could.Contains(head.Seq), Entry(head, head.Version - 1));
            var wasSeen = before is not null && could.Contains(before.Seq);
            if (isSeen && now.Contains(head.ResourceId))
            {
                if (untold.Contains(head.Seq))
                    continue;
                seeing.Seen.Add(head.Seq);
                if (before is not null && !wasSeen)
                    seeing.Access[head.Seq] = AccessChange.Granted;
            }
            else if (wasSeen && !isSeen)
                seeing.Lost.Add(head.Seq);
        }
        return seeing;

        List<JournalEntry> Of(string type) => [.. versions.Where(entry => entry.ResourceType == type)];

        JournalEntry? Entry(EntryHead head, long version) => byVersion.GetValueOrDefault((head.ResourceType, head.ResourceId, version));

        AccessChange? Supervision(EntryHead head) => (Is(Entry(head, head.Version - 1)), Is(Entry(head, head.Version))) switch
        {
            (false, true) when head.Version > 1 => AccessChange.Granted,
            (true, false) => AccessChange.Withdrawn,
            _ => null,
        };

        bool Is(JournalEntry? entry) => entry is not null && caller.InstitutionId is { } own && Json.Read<Institution>(entry.Document).SupervisedBy == own;
    }

    /// <summary>The records of these entries that the caller sees now; with them all that these name is read.</summary>
    async Task<IReadOnlySet<Guid>> Now(IReadOnlyList<EntryHead> heads, IEnumerable<JournalEntry> passports)
    {
        IEnumerable<Guid> Ids(string type) => heads.Where(head => head.ResourceType == type).Select(head => head.ResourceId).Distinct();
        var names = await references.Read(new ReferenceBatch().Agreement(Ids("agreement")).Transfer(Ids("transfer")).Item(Ids("item")).Event(Ids("event"))
            .Transfer(passports.Select(entry => Json.Read<Item>(entry.Document).NumbersBy))
            .Institution(heads.SelectMany(Concerned)).Institution(heads.Select(head => ActorOf(head).Institution)));
        return heads.Where(head => head.ResourceType switch
        {
            "agreement" => names.Agreement(head.ResourceId)?.Withheld is not true,
            "transfer" => names.Transfer(head.ResourceId)?.Withheld is not true,
            "item" => names.Item(head.ResourceId)?.Withheld is not true,
            "event" => names.Event(head.ResourceId)?.Withheld is not true,
            _ => true,
        }).Select(head => head.ResourceId).ToHashSet();
    }

    /// <summary>Which entries are shown, which are only said to have taken a record away, what else they did to the caller's access, and the versions that this was seen from.</summary>
    sealed record EntryVisibility(HashSet<long> Seen, HashSet<long> Lost, Dictionary<long, AccessChange?> Access, IReadOnlyList<JournalEntry> Versions);
}

/// <summary>A stretch of the journal as the caller sees it, and the entry it ends with.</summary>
sealed record Stretch(IReadOnlyList<Change> Changes, long At, string Hash, bool CaughtUp, long Head);

/// <summary>Which entries a reader asks for.</summary>
sealed record ChangeFilter(IReadOnlySet<string>? Types, Guid? Institution, bool WithRecords)
{
    public bool Takes(string type, string resourceType) => Types is null || Types.Contains(type) || Types.Contains(resourceType);
}
