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

    /// <summary>All that is to be named, each with its kind as the journal calls it.</summary>
    public IEnumerable<(string Type, Guid Id)> Named => Of("institution", Institutions).Concat(Of("agreement", Agreements)).Concat(Of("transfer", Transfers))
        .Concat(Of("item", Items)).Concat(Of("event", Events));

    static IEnumerable<(string, Guid)> Of(string type, IEnumerable<Guid> ids) => ids.Select(id => (type, id));

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
sealed class ResolvedReferences(Links links, IReadOnlyDictionary<(string Type, Guid Id), NameRow> names, Viewer viewer, IReadOnlySet<Guid> withheld)
{
    // A page names the same few institutions over and over.
    readonly Dictionary<Guid, InstitutionReference> _named = [];

    /// <summary>The caller, with those of the institutions that are mentioned which are its own.</summary>
    public Viewer Viewer => viewer;

    /// <summary>Whether the institution is the caller's own or one it supervises.</summary>
    public bool IsMine(Guid institution) => viewer.IsMine(institution);

    public InstitutionReference Institution(Guid id)
    {
        if (_named.TryGetValue(id, out var known))
            return known;
        var row = names[("institution", id)];
        return _named[id] = new() { Id = id, Code = row.Code!, Name = Json.Read<LocalizedText>(row.Title!), Href = Href($"/institutions/{id}") };
    }

    public InstitutionReference? Institution(Guid? id) => id is { } given ? Institution(given) : null;

    /// <summary>Whether the act, mentioned as such, is one that the caller may not see.</summary>
    public bool IsWithheld(Guid? act) => act is { } given && withheld.Contains(given);

    public AgreementReference? Agreement(Guid? id) => id is not { } given ? null : !names.TryGetValue(("agreement", given), out var row) ? new() { Withheld = true } : new()
    {
        Id = given, RegistryNumber = row.Code, Title = Json.Read<LocalizedText>(row.Title!), Href = Href($"/agreements/{given}"),
    };

    public TransferReference? Transfer(Guid? id) => id is not { } given ? null : !names.TryGetValue(("transfer", given), out var row) ? new() { Withheld = true } : new()
    {
        Id = given, RegistryNumber = row.Code, Href = Href($"/transfers/{given}"),
    };

    public ItemReference? Item(Guid? id) => id is not { } given ? null : !names.TryGetValue(("item", given), out var row) ? new() { Withheld = true } : new()
    {
        Id = given, RegistryNumber = row.Code, Name = Json.Read<LocalizedText>(row.Title!), Kind = row.Kind, Href = Href($"/items/{given}"),
    };

    public EventReference? Event(Guid? id) => id is not { } given ? null : !names.TryGetValue(("event", given), out var row) ? new() { Withheld = true } : new()
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
    public bool IsSealed(Guid? agreement) => agreement is { } given && names.TryGetValue(("agreement", given), out var row) && row.Visibility == Json.ToWire(VisibilityLevel.Sealed);

    public Uri Href(string path) => new(links.To(path));
}

/// <summary>A record's name as its row gives it: code or registry number, and the JSON of its title.</summary>
sealed record NameRow
{
    public required Guid Id { get; init; }
    /// <summary>The kind of record, as the journal calls it.</summary>
    public required string Type { get; init; }
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
    public async Task<ResolvedReferences> Read(ReferenceBatch mentions, Instant? asOf = null)
    {
        // Who reads everything is not asked about acts: it would be a transfer an item.
        var acts = caller.ReadsAll ? [] : mentions.Acts;
        var names = await Names([.. mentions.Named, .. acts.Select(act => ("transfer", act))]);
        return new(links, asOf is { } then ? await NamesAsOf(names, then) : names, await Viewer(), acts.Where(act => !names.ContainsKey(("transfer", act))).ToHashSet());
    }

    // One statement, whatever is mentioned, of the kinds that are.
    Task<IReadOnlyDictionary<(string Type, Guid Id), NameRow>> Names(IReadOnlyCollection<(string Type, Guid Id)> mentioned) =>
        db.Once<(string Type, Guid Id), NameRow>(("names", caller), mentioned, async unread =>
        {
            var types = unread.Select(mention => mention.Type).ToHashSet();
            var lists = ReferenceSql.Names.Where(list => types.Contains(list.Type))
                .Select(list => list.Names.Only(["ids", .. list.Names == ReferenceSql.Institutions ? [] : VisibilitySql.Of(caller)])).ToList();
            var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Ids"] = Json.Write(unread.Select(mention => mention.Id).Distinct()) };
            return (await db.List<NameRow>(ReferenceSql.Union(lists), parameters)).ToDictionary(row => (row.Type, row.Id));
        });

    async Task<IReadOnlyDictionary<(string Type, Guid Id), NameRow>> NamesAsOf(IReadOnlyDictionary<(string Type, Guid Id), NameRow> names, Instant asOf)
    {
        if (names.Count == 0)
            return names;
        var parameters = new { Ids = Json.Write(names.Keys.Select(name => name.Id)), AsOf = asOf };
        var then = (await db.List<RecordThen>(ReferenceSql.DocumentsAsOf, parameters)).ToDictionary(record => (record.Type, record.Id));
        return names.ToDictionary(name => name.Key, name => then.TryGetValue(name.Key, out var record) ? record.Name() : name.Value);
    }

    /// <summary>The caller with the institutions that are its own or supervised by it.</summary>
    public async Task<Viewer> Viewer()
    {
        if (caller.Role is Role.Admin || caller.InstitutionId is not { } own)
            return new(caller, new HashSet<Guid>());
        var mine = await db.Once<Guid, HashSet<Guid>>(("mine", caller), [own], async _ => new Dictionary<Guid, HashSet<Guid>>
        {
            [own] = (await db.List<Guid>(VisibilitySql.MineOf, new { Own = own })).ToHashSet(),
        });
        return new(caller, mine[own]);
    }

    /// <summary>Which of the institutions are the caller's own or supervised by it; all of them for who acts for any.</summary>
    public async Task<IReadOnlySet<Guid>> Mine(IReadOnlyCollection<Guid> institutions)
    {
        var viewer = await Viewer();
        return institutions.Where(viewer.IsMine).ToHashSet();
    }

    /// <summary>Whether the caller may act for the institution: it is its own, or supervised by it, or the caller is the operator.</summary>
    public async Task<bool> IsMine(Guid institution) => (await Viewer()).IsMine(institution);

    // The record a request names; a finding where the caller knows none of that name. Absent stays absent.

    public async Task<Guid?> Institution(Reference? reference, string pointer, Findings findings) => (await Institutions([(reference, pointer)], findings)).Single();

    /// <summary>The institutions that are named, in this order.</summary>
    public async Task<IReadOnlyList<Guid?>> Institutions(IEnumerable<(Reference? Reference, string Pointer)> named, Findings findings)
    {
        var given = named.ToList();
        var found = await Institutions(given.Select(one => one.Reference).OfType<Reference>());
        foreach (var (reference, pointer) in given.Where(one => one.Reference is not null && !found.ContainsKey(one.Reference)))
            findings.Refuse(Unknown("institution", reference!, pointer));
        return [.. given.Select(one => one.Reference is { } reference ? found.GetValueOrDefault(reference)?.Id : null)];
    }

    // By its id, or a code that it has or had; one that was merged is the one it was merged into.
    Task<IReadOnlyDictionary<Reference, NamedInstitution>> Institutions(IEnumerable<Reference> named) => db.Once<Reference, NamedInstitution>("institution", named, async unread =>
    {
        var places = unread.Index().Select(reference => new { Place = reference.Index, reference.Item.Id, reference.Item.Name });
        var found = (await db.List<NamedInstitution>(ReferenceSql.NamedInstitutions, new { Named = Json.Write(places) })).ToDictionary(row => row.Place);
        return unread.Index().Where(reference => found.ContainsKey(reference.Index)).ToDictionary(reference => reference.Item, reference => found[reference.Index]);
    });

    sealed record NamedInstitution
    {
        public required int Place { get; init; }
        public required Guid Id { get; init; }
    }

    public Task<Guid?> Agreement(Reference? reference, string pointer, Findings findings) => Known("agreement", ReferenceSql.Agreements, reference, pointer, findings);

    public Task<Guid?> Transfer(Reference? reference, string pointer, Findings findings) => Known("transfer", ReferenceSql.Transfers, reference, pointer, findings);

    public async Task<Guid?> Item(Reference? reference, string pointer, Findings findings)
    {
        if (reference is null)
            return null;
        if ((await Items([reference])).TryGetValue(reference, out var item))
            return item;
        findings.Refuse(Unknown("item", reference, pointer));
        return null;
    }

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
            ReferenceSql.Items.Only([by, .. VisibilitySql.Of(caller)]), new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Ids"] = Json.Write(values) });
    }

    public Task<Guid?> Event(Reference? reference, string pointer, Findings findings) => Known("event", ReferenceSql.Events, reference, pointer, findings);

    // The record a filter names: one that nobody knows is no record's, and the list is empty.

    public async Task<Guid?> InstitutionFilter(string? text) =>
        text is null ? null : (await Institutions([Reference.Of(text)])).Values.SingleOrDefault()?.Id ?? Guid.Empty;

    /// <summary>What a record of an item was merged into; null where it was not.</summary>
    public async Task<Guid?> Merged(Guid item) => (await db.List<MergedRow>(ReferenceSql.MergedItems, new { Ids = Json.Write(new[] { item }) })).SingleOrDefault()?.MergedIntoId;

    public Task<Guid?> AgreementFilter(string? text) => Filter(ReferenceSql.Agreements, text);

    public Task<Guid?> TransferFilter(string? text) => Filter(ReferenceSql.Transfers, text);

    public async Task<Guid?> ItemFilter(string? text) => text is null ? null
        : (await Items([Reference.Of(text)])).TryGetValue(Reference.Of(text), out var item) ? item : Guid.Empty;

    async Task<Guid?> Filter(SqlList list, string? text) => text is null ? null : await Find(list, Reference.Of(text)) ?? Guid.Empty;

    async Task<Guid?> Known(string resource, SqlList list, Reference? reference, string pointer, Findings findings)
    {
        if (reference is null)
            return null;
        var id = await Find(list, reference);
        if (id is null)
            findings.Refuse(Unknown(resource, reference, pointer));
        return id;
    }

    static Fault Unknown(string resource, Reference reference, string pointer) => Faults.UnknownReference.At(pointer, ("resource", resource), ("value", reference));

    async Task<Guid?> Find(SqlList list, Reference reference)
    {
        var by = reference.Id is null ? "code" : "id";
        if (!list.Conditions.ContainsKey(by))
            return null;
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Id"] = reference.Id, ["Name"] = RegistryNumbers.Fold(reference.Name) };
        return (await db.Find<NameRow>(list.Only([by, .. VisibilitySql.Of(caller)]), parameters))?.Id;
    }

    sealed record MergedRow
    {
        public Guid Id { get; init; }
        public required Guid MergedIntoId { get; init; }
    }

    sealed record RecordThen
    {
        public required Guid Id { get; init; }
        public required string Type { get; init; }
        public required string Document { get; init; }

        public NameRow Name()
        {
            using var document = JsonDocument.Parse(Document);
            return new()
            {
                Id = Id,
                Type = Type,
                Code = Member("code")?.GetString() ?? Member("registryNumber")?.GetString(),
                Title = (Member("names") ?? Member("title") ?? Member("name"))?.GetRawText(),
                Kind = Member("kind")?.GetString(),
                Visibility = Member("visibility")?.GetString(),
            };

            JsonElement? Member(string name) => document.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
        }
    }
}
