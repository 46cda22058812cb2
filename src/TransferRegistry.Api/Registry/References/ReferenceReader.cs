using System.Text.Json;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.References;

/// <summary>The ids that a set of records mentions, by kind: gathered first, so that a page of records costs a statement a kind.</summary>
sealed class ReferenceBatch
{
    public HashSet<Guid> Institutions { get; } = [];
    public HashSet<Guid> Agreements { get; } = [];
    public HashSet<Guid> Transfers { get; } = [];
    public HashSet<Guid> Items { get; } = [];
    public HashSet<Guid> Events { get; } = [];
    /// <summary>Transfers that are not named: asked is only whether the caller may see them.</summary>
    public HashSet<Guid> Acts { get; } = [];

    public ReferenceBatch Institution(params IEnumerable<Guid?> ids) => Add(Institutions, ids);
    public ReferenceBatch Agreement(params IEnumerable<Guid?> ids) => Add(Agreements, ids);
    public ReferenceBatch Transfer(params IEnumerable<Guid?> ids) => Add(Transfers, ids);
    public ReferenceBatch Item(params IEnumerable<Guid?> ids) => Add(Items, ids);
    public ReferenceBatch Event(params IEnumerable<Guid?> ids) => Add(Events, ids);
    public ReferenceBatch Act(params IEnumerable<Guid?> ids) => Add(Acts, ids);

    public ReferenceBatch Institution(IEnumerable<Guid> ids) => Add(Institutions, ids);
    public ReferenceBatch Agreement(IEnumerable<Guid> ids) => Add(Agreements, ids);
    public ReferenceBatch Transfer(IEnumerable<Guid> ids) => Add(Transfers, ids);
    public ReferenceBatch Item(IEnumerable<Guid> ids) => Add(Items, ids);
    public ReferenceBatch Event(IEnumerable<Guid> ids) => Add(Events, ids);

    public ReferenceBatch SubmittedBy(SubmittedBy submission) => Institution(submission.Institution, submission.OnBehalfOf);

    ReferenceBatch Add(HashSet<Guid> known, IEnumerable<Guid> ids)
    {
        known.UnionWith(ids);
        return this;
    }

    ReferenceBatch Add(HashSet<Guid> known, IEnumerable<Guid?> ids)
    {
        foreach (var id in ids)
            if (id is { } given)
                known.Add(given);
        return this;
    }
}

/// <summary>What the mentioned records are called, as far as the caller may see them.</summary>
sealed class ResolvedReferences(Links links, IReadOnlyDictionary<Guid, NameRow> institutions, IReadOnlyDictionary<Guid, NameRow> agreements,
    IReadOnlyDictionary<Guid, NameRow> transfers, IReadOnlyDictionary<Guid, NameRow> items, IReadOnlyDictionary<Guid, NameRow> events, Viewer viewer,
    IReadOnlySet<Guid> withheld)
{
    // A page names the same few institutions over and over.
    readonly Dictionary<Guid, InstitutionReference> _named = [];

    /// <summary>The caller, with those of the institutions that are mentioned which are its own.</summary>
    public Viewer Viewer => viewer;

    /// <summary>Whether the institution is the caller's own or one it supervises.</summary>
    public bool IsMine(Guid institution) => viewer.IsMine(institution);

    public InstitutionReference Institution(Guid id) => _named.TryGetValue(id, out var known) ? known : _named[id] = new()
    {
        Id = id, Code = institutions[id].Code!, Name = Json.Read<LocalizedText>(institutions[id].Title!), Href = Href($"/institutions/{id}"),
    };

    public InstitutionReference? Institution(Guid? id) => id is { } given ? Institution(given) : null;

    /// <summary>Whether the act, mentioned as such, is one that the caller may not see.</summary>
    public bool IsWithheld(Guid? act) => act is { } given && withheld.Contains(given);

    public AgreementReference? Agreement(Guid? id) => id is not { } given ? null : !agreements.TryGetValue(given, out var row) ? new() { Withheld = true } : new()
    {
        Id = given, RegistryNumber = row.Code, Title = Json.Read<LocalizedText>(row.Title!), Href = Href($"/agreements/{given}"),
    };

    public TransferReference? Transfer(Guid? id) => id is not { } given ? null : !transfers.TryGetValue(given, out var row) ? new() { Withheld = true } : new()
    {
        Id = given, RegistryNumber = row.Code, Href = Href($"/transfers/{given}"),
    };

    public ItemReference? Item(Guid? id) => id is not { } given ? null : !items.TryGetValue(given, out var row) ? new() { Withheld = true } : new()
    {
        Id = given, RegistryNumber = row.Code, Name = Json.Read<LocalizedText>(row.Title!), Kind = row.Kind, Href = Href($"/items/{given}"),
    };

    public EventReference? Event(Guid? id) => id is not { } given ? null : !events.TryGetValue(given, out var row) ? new() { Withheld = true } : new()
    {
        Id = given, Title = Json.Read<LocalizedText>(row.Title!), Href = Href($"/events/{given}"),
    };

    public SubmitterReference SubmittedBy(SubmittedBy submission) => new()
    {
        Role = submission.Role,
        Institution = Institution(submission.Institution),
        OnBehalfOf = submission.OnBehalfOf == submission.Institution ? null : Institution(submission.OnBehalfOf),
    };

    /// <summary>Whether every reading of the agreement, and of what passes under it, is kept; false for one the caller may not see.</summary>
    public bool IsSealed(Guid? agreement) => agreement is { } given && agreements.TryGetValue(given, out var row) && row.Visibility == Json.ToWire(VisibilityLevel.Sealed);

    public Uri Href(string path) => new(links.To(path));
}

/// <summary>A record's name as its row gives it: code or registry number, and the JSON of its title.</summary>
sealed record NameRow
{
    public required Guid Id { get; init; }
    public string? Code { get; init; }
    public string? Title { get; init; }
    public string? Kind { get; init; }
    /// <summary>Of an agreement.</summary>
    public string? Visibility { get; init; }
}

/// <summary>Turns ids into names for answers, and the references of requests into ids.</summary>
sealed class ReferenceReader(Db db, Caller caller, Links links)
{
    /// <summary>The names of what is mentioned; with <paramref name="asOf"/> as they were then (H3), visibility always that of now.</summary>
    public async Task<ResolvedReferences> Read(ReferenceBatch mentions, Instant? asOf = null) => new(links,
        await Read(ReferenceSql.Institutions, "institution", mentions.Institutions, seesAll: true, asOf),
        await Read(ReferenceSql.Agreements, "agreement", mentions.Agreements, caller.ReadsAll, asOf),
        await Read(ReferenceSql.Transfers, "transfer", mentions.Transfers, caller.ReadsAll, asOf),
        await Read(ReferenceSql.Items, "item", mentions.Items, caller.ReadsAll, asOf),
        await Read(ReferenceSql.Events, "event", mentions.Events, caller.ReadsAll, asOf),
        new Viewer(caller, await Mine(mentions.Institutions)),
        await Withheld(mentions.Acts));

    async Task<IReadOnlySet<Guid>> Withheld(HashSet<Guid> acts)
    {
        // Who reads everything is not asked about: it would be a transfer an item.
        if (caller.ReadsAll)
            return new HashSet<Guid>();
        var seen = await Read(ReferenceSql.Transfers, "transfer", acts, seesAll: false, asOf: null);
        return acts.Where(act => !seen.ContainsKey(act)).ToHashSet();
    }

    /// <summary>Which of the institutions are the caller's own or supervised by it; all of them for who acts for any.</summary>
    public async Task<IReadOnlySet<Guid>> Mine(IReadOnlyCollection<Guid> institutions)
    {
        if (caller.Role is Role.Admin || institutions.Count == 0)
            return institutions.ToHashSet();
        if (caller.InstitutionId is null)
            return new HashSet<Guid>();
        return (await db.List<Guid>(VisibilitySql.MineAmong, new { Ids = Json.Write(institutions), Own = caller.InstitutionId })).ToHashSet();
    }

    /// <summary>Whether the caller may act for the institution: it is its own, or supervised by it, or the caller is the operator.</summary>
    public async Task<bool> IsMine(Guid institution) => (await Mine([institution])).Contains(institution);

    // The record a request names; a finding where the caller knows none of that name. Absent stays absent.

    public Task<Guid?> Institution(Reference? reference, string pointer, Findings findings) => Known("institution", ReferenceSql.Institutions, reference, seesAll: true, pointer, findings);

    public Task<Guid?> Agreement(Reference? reference, string pointer, Findings findings) => Known("agreement", ReferenceSql.Agreements, reference, caller.ReadsAll, pointer, findings);

    public Task<Guid?> Transfer(Reference? reference, string pointer, Findings findings) => Known("transfer", ReferenceSql.Transfers, reference, caller.ReadsAll, pointer, findings);

    public Task<Guid?> Item(Reference? reference, string pointer, Findings findings) => Known("item", ReferenceSql.Items, reference, caller.ReadsAll, pointer, findings);

    /// <summary>The items that are named, those of them that the caller knows.</summary>
    public async Task<IReadOnlyDictionary<Reference, Guid>> Items(IEnumerable<Reference?> named)
    {
        var given = named.OfType<Reference>().Distinct().ToList();
        var byCode = given.Where(reference => reference.Id is null).ToLookup(reference => RegistryNumbers.Fold(reference.Name)!);
        var found = new Dictionary<Reference, Guid>();
        if (byCode.Count > 0)
            foreach (var row in await Seen("codes", byCode.Select(code => code.Key)))
                foreach (var reference in byCode[row.Code!])
                    found[reference] = row.Id;
        if (given.Where(reference => reference.Id is not null).ToList() is { Count: > 0 } byId)
            foreach (var row in await Seen("ids", byId.Select(reference => reference.Id!.Value.ToString())))
                found[new() { Id = row.Id }] = row.Id;
        // A record that was merged is named still by those who have not heard of it, and need not be seen itself.
        var ids = given.Select(reference => (Reference: reference, Id: found.TryGetValue(reference, out var id) ? id : reference.Id)).Where(one => one.Id is not null).ToList();
        if (ids.Count == 0)
            return found;
        var merged = (await db.List<MergedRow>(ReferenceSql.MergedItems, new { Ids = Json.Write(ids.Select(one => one.Id)) }))
            .ToDictionary(row => row.Id, row => row.MergedIntoId);
        var unseen = ids.Where(one => !found.ContainsKey(one.Reference) && merged.ContainsKey(one.Id!.Value)).ToList();
        var led = unseen.Count == 0 ? [] : (await Seen("ids", unseen.Select(one => merged[one.Id!.Value].ToString()).Distinct())).Select(row => row.Id).ToHashSet();
        foreach (var (reference, id) in ids)
            if (merged.TryGetValue(id!.Value, out var into) && (found.ContainsKey(reference) || led.Contains(into)))
                found[reference] = into;
        return found;

        Task<IReadOnlyList<NameRow>> Seen(string by, IEnumerable<string> values) => db.List<NameRow>(
            ReferenceSql.Items.Only([by, .. caller.ReadsAll ? [] : VisibilitySql.Of(caller)]), new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Ids"] = Json.Write(values) });
    }

    public Task<Guid?> Event(Reference? reference, string pointer, Findings findings) => Known("event", ReferenceSql.Events, reference, caller.ReadsAll, pointer, findings);

    // The record a filter names: one that nobody knows is no record's, and the list is empty.

    public Task<Guid?> InstitutionFilter(string? text) => Filter(ReferenceSql.Institutions, text, seesAll: true);

    /// <summary>What a record of an item was merged into; null where it was not.</summary>
    public async Task<Guid?> Merged(Guid item) => (await db.Find<MergedRow>(ReferenceSql.MergedItem, new { Id = item }))?.MergedIntoId;

    public Task<Guid?> AgreementFilter(string? text) => Filter(ReferenceSql.Agreements, text, caller.ReadsAll);

    public Task<Guid?> TransferFilter(string? text) => Filter(ReferenceSql.Transfers, text, caller.ReadsAll);

    public Task<Guid?> ItemFilter(string? text) => Filter(ReferenceSql.Items, text, caller.ReadsAll);

    async Task<Guid?> Filter(SqlList list, string? text, bool seesAll) => text is null ? null : await Find(list, Reference.Of(text), seesAll) ?? Guid.Empty;

    async Task<Guid?> Known(string resource, SqlList list, Reference? reference, bool seesAll, string pointer, Findings findings)
    {
        if (reference is null)
            return null;
        var id = await Find(list, reference, seesAll);
        if (id is null)
            findings.Refuse(Faults.UnknownReference.At(pointer, ("resource", resource), ("value", reference)));
        return id;
    }

    async Task<Guid?> Find(SqlList list, Reference reference, bool seesAll)
    {
        var by = reference.Id is null ? "code" : "id";
        if (!list.Conditions.ContainsKey(by))
            return null;
        var visible = seesAll ? [] : VisibilitySql.Of(caller);
        var name = list == ReferenceSql.Institutions ? reference.Name : RegistryNumbers.Fold(reference.Name);
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Id"] = reference.Id, ["Name"] = name };
        if ((await db.Find<NameRow>(list.Only([by, .. visible]), parameters))?.Id is { } found)
            return list == ReferenceSql.Institutions ? await MergedInstitution(found) ?? found : list == ReferenceSql.Items ? await Merged(found) ?? found : found;
        // A record that was merged is named still by those who have not heard of it.
        return list == ReferenceSql.Items && reference.Id is { } gone && await Merged(gone) is { } into ? await Find(list, new Reference { Id = into }, seesAll) : null;
    }

    async Task<Guid?> MergedInstitution(Guid institution) => (await db.Find<MergedRow>(ReferenceSql.MergedInstitution, new { Id = institution }))?.MergedIntoId;

    sealed record MergedRow
    {
        public Guid Id { get; init; }
        public required Guid MergedIntoId { get; init; }
    }

    async Task<IReadOnlyDictionary<Guid, NameRow>> Read(SqlList list, string resourceType, HashSet<Guid> ids, bool seesAll, Instant? asOf)
    {
        if (ids.Count == 0)
            return new Dictionary<Guid, NameRow>();
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Ids"] = Json.Write(ids) };
        var rows = (await db.List<NameRow>(list.Only(["ids", .. seesAll ? [] : VisibilitySql.Of(caller)]), parameters)).ToDictionary(row => row.Id);
        if (asOf is null)
            return rows;
        foreach (var then in await db.List<RecordThen>(ReferenceSql.DocumentsAsOf, new { Ids = Json.Write(ids), ResourceType = resourceType, AsOf = asOf }))
            if (rows.ContainsKey(then.Id))
                rows[then.Id] = then.Name();
        return rows;
    }

    sealed record RecordThen
    {
        public required Guid Id { get; init; }
        public required string Document { get; init; }

        public NameRow Name()
        {
            using var document = JsonDocument.Parse(Document);
            return new()
            {
                Id = Id,
                Code = Member("code")?.GetString() ?? Member("registryNumber")?.GetString(),
                Title = (Member("names") ?? Member("title") ?? Member("name"))?.GetRawText(),
                Kind = Member("kind")?.GetString(),
                Visibility = Member("visibility")?.GetString(),
            };

            JsonElement? Member(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
        }
    }
}
