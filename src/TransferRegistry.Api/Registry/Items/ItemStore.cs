using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Items;

/// <summary>An item's row: the record, and what the custody ledger says of it now. An item of a draft has nothing there yet.</summary>
sealed record ItemRow : DocumentRow
{
    Item? _item;

    public Guid? OwnerId { get; init; }
    public Guid? NormalCustodianId { get; init; }
    public Guid? CustodianId { get; init; }
    /// <summary>The transfer that put it where it is; absent for its first holder.</summary>
    public Guid? HeldByAct { get; init; }
    public LocalDate? SinceEarliest { get; init; }
    public LocalDate? SinceLatest { get; init; }
    public string? CustodyState { get; init; }

    /// <summary>Nothing is undecided about where it is, as the ledger has it; an act of a known day, though that be tomorrow, leaves no doubt.</summary>
    public bool IsCertain(LocalDate today) => SinceLatest is not { } settled || settled <= today || settled == SinceEarliest;

    public Item Item => _item ??= As<Item>();
}

/// <summary>A part of a set or lot.</summary>
sealed record PartRow : DocumentRow
{
    /// <summary>An act of its own moves it, or is to: it is no more among what the whole still has.</summary>
    public required bool HasLeft { get; init; }
}

/// <summary>Every way the registry reads or changes an item.</summary>
sealed class ItemStore(Work work, InstitutionStore institutions, ReferenceReader references)
{
    /// <summary>The item, as far as the caller may see it; a foreign one and a missing one are the same 404.</summary>
    public async Task<ItemRow> Get(Guid id)
    {
        var row = await Find(new Reference { Id = id });
        var into = row is null ? await references.Merged(id) : row.Item.MergedInto;
        // Whoever sees the record it was merged into is led there.
        if (into is { } stays && await Find(new Reference { Id = stays }) is not null)
            throw new RecordMergedException(id.ToString(), stays);
        return into is null && row is not null ? row : throw Faults.NoRecord.Because(("record", "item"), ("id", id));
    }

    public Task<ItemRow?> Find(Reference reference) => Seen(reference.Id is null ? "code" : "id", ("Id", reference.Id), ("Name", reference.Name));

    /// <summary>
    /// The items that have these open numbers, each with its institution but those of the state catalogue: the item that has it, or else the last that the caller is
    /// told has it, as it may not see the act that closed it.
    /// </summary>
    public async Task<IReadOnlyDictionary<(IdentifierScheme Scheme, string Value, Guid? Institution), Guid>> FindByNumbers(
        IEnumerable<(IdentifierScheme Scheme, string Value, Guid? Institution)> numbers)
    {
        var wanted = numbers.ToHashSet();
        if (wanted.Count == 0)
            return new Dictionary<(IdentifierScheme, string, Guid?), Guid>();
        var parameters = VisibilitySql.Parameters(work.Caller);
        parameters["Values"] = Json.Write(wanted.Select(number => number.Value).Distinct());
        var rows = await work.List<NumberedRow>(ItemSql.Numbers.Only(["values", "told open", .. VisibilitySql.Of(work.Caller)]), parameters);
        return rows.GroupBy(row => (Json.FromWire<IdentifierScheme>(row.Scheme), row.Value, row.InstitutionId)).Where(same => wanted.Contains(same.Key))
            .ToDictionary(same => same.Key, same => same.OrderByDescending(row => row.IsOpen).ThenByDescending(row => row.Id).First().Id);
    }

    sealed record NumberedRow
    {
        public required Guid Id { get; init; }
        public required string Scheme { get; init; }
        public required string Value { get; init; }
        public Guid? InstitutionId { get; init; }
        public required bool IsOpen { get; init; }
    }

    Task<ItemRow?> FindOpen(Guid? institution, IdentifierScheme scheme, string value) =>
        Seen(scheme is IdentifierScheme.StateCatalogue ? "state number" : "number", NumberOf(institution, scheme, value));

    static (string, object?)[] NumberOf(Guid? institution, IdentifierScheme scheme, string value) =>
        [("Institution", institution), ("Scheme", Json.ToWire(scheme)), ("Value", value)];

    /// <summary>Many items at once, whoever may see them and wherever they are: for rules, and for records the caller sees already.</summary>
    public Task<IReadOnlyList<ItemRow>> Load(IEnumerable<Guid> ids) =>
        work.OnceEach(ids, row => row.Id, unread => work.List<ItemRow>(ItemSql.Documents, new { Ids = Json.Write(unread) }));

    /// <summary>Many items at once, those of them that the caller may see.</summary>
    public Task<IReadOnlyList<ItemRow>> LoadSeen(IEnumerable<Guid> ids)
    {
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(work.Caller)) { ["Ids"] = Json.Write(ids) };
        return work.List<ItemRow>(ItemSql.List.Only(["ids", .. VisibilitySql.Of(work.Caller)]), parameters);
    }

    /// <summary>A new item with its number. Faults are placed below <paramref name="pointer"/>.</summary>
    public async Task<Item> Register(Item item, Findings findings, string pointer = "") => (await Register([(item, pointer)], findings))[0];

    /// <summary>New items with their numbers, in this order; the faults of each are placed below its pointer.</summary>
    public async Task<IReadOnlyList<Item>> Register(IReadOnlyList<(Item Item, string Pointer)> entered, Findings findings)
    {
        if (entered.Count == 0)
            return [];
        foreach (var (item, pointer) in entered)
            item.Check(findings, work.Today, pointer);
        await Lock(entered.Select(one => one.Item.ParentItem).OfType<Guid>());
        await CheckWholes([.. entered.Select(one => (one.Item, $"{one.Pointer}/parentItem"))], findings);
        await CheckParts([.. entered.Select(one => (one.Item, $"{one.Pointer}/quantity"))], findings);
        findings.ThrowIfRefused();
        var numbered = await Numbered([.. entered.Select(one => one.Item)]);
        await work.WriteAll(ItemSql.Insert, numbered.Select(Row));
        await Number([.. numbered.Zip(entered, (item, one) => (item, (string?)one.Pointer))]);
        await SearchText.Keep(work, numbered.Select(item => ((IRecord)item, Texts(item))));
        foreach (var item in numbered)
            work.AppendToJournal("item.created", item);
        return numbered;
    }

    // Numbers follow the order of the items; a holder's are taken at once.
    async Task<IReadOnlyList<Item>> Numbered(IReadOnlyList<Item> items)
    {
        var numbers = new Dictionary<Guid, string>();
        foreach (var same in items.GroupBy(item => item.FirstHolder))
            foreach (var (item, number) in same.Zip(await RegistryNumbers.Items(work, (await institutions.Get(same.Key)).NumberPrefix, same.Count())))
                numbers[item.Id] = number;
        return [.. items.Select(item => item with { RegistryNumber = numbers[item.Id] })];
    }

    public async Task<Item> Change(Item item, Findings findings)
    {
        item.Check(findings, work.Today);
        await Lock(item.ParentItem is { } whole ? [item.Id, whole] : [item.Id]);
        await CheckCycle(item, findings);
        if (item.ParentItem is { } parent && (await Load([item.Id])).Single().Item.ParentItem != parent)
            await CheckWholes([(item, "/parentItem")], findings);
        await CheckCount(item, findings, "/quantity");
        findings.ThrowIfRefused();
        await Write([item], "item.changed", place: "");
        await SearchText.Keep(work, [(item, Texts(item))]);
        return item;
    }

    /// <summary>Takes the items for a decision about their custody: until the unit of work ends no other decides about them.</summary>
    // In the order of the ids, so that two that take the same items never wait for each other; a whole with its parts, whose custody follows its own.
    public async Task Lock(IEnumerable<Guid> ids)
    {
        var asked = ids.Distinct().ToList();
        if (asked.Count == 0)
            return;
        // What was read before may have changed until the row was taken.
        work.Forget<ItemRow>();
        var left = await Family(asked);
        for (var taken = new HashSet<Guid>(); left.Count > 0; left = [.. (await Family(taken)).Except(taken)])
        {
            await work.ExecuteUnjournaled(ItemSql.Take, new { Ids = Json.Write(left.Order()) });
            taken.UnionWith(left);
        }
    }

    /// <summary>The parts split from sets and lots that an act of their own moves, or is to, each by its whole.</summary>
    public async Task<ILookup<Guid, Item>> PartsThatLeave(IEnumerable<Guid> wholes) =>
        (await work.List<PartRow>(ItemSql.Parts, new { Ids = Json.Write(wholes) })).Where(part => part.HasLeft).Select(part => part.As<Item>())
            .Where(part => part.SplitFrom is not null).ToLookup(part => part.ParentItem!.Value);

    /// <summary>A part split from a set or lot whose row is taken, to be registered: it is an item of its own from then on (C13).</summary>
    public Item PartOf(Item whole, int? quantity, Guid act, ItemStanding standing, SubmittedBy submission) =>
        whole.Part(work.NewId(), quantity, act, standing, submission, work.Now);

    /// <summary>As many as its line now says, of a part that the act of this line has split off; no fewer than another act that stands says of it.</summary>
    public async Task Resize(Item part, int quantity, Findings findings, string pointer)
    {
        await Lock([part.Id]);
        if (await MostInALine(part, part.NewIn) is var most && most > quantity)
            findings.Refuse(Faults.LessThanInAnAct.At(pointer, ("quantity", quantity), ("listed", most)));
        var whole = (await Load([part.SplitFrom!.Value])).Single().Item;
        var kind = quantity is 1 ? ItemKind.Single : part.Kind is ItemKind.Single ? whole.Kind : part.Kind;
        var resized = part.Next(work.Now) with { Quantity = quantity, Kind = kind };
        await CheckCount(resized, findings, pointer);
        if (findings.Refused.Count == 0)
            await Write([resized], "item.changed");
    }

    /// <summary>The most that a line of an act which stands has of the item; <paramref name="but"/> is an act that is not asked.</summary>
    public Task<long> MostInALine(Item item, Guid? but = null) => work.Count(ItemSql.MostInALine, new { Item = item.Id, But = but ?? Guid.Empty });

    /// <summary>
    /// C13, for an item whose row is taken, and its whole's: it is no more than is left of its whole, and no fewer than its own parts.
    /// What is not known, on whichever side, exceeds nothing. Parts that only a draft names are not counted yet.
    /// </summary>
    public async Task CheckCount(Item item, Findings findings, string pointer)
    {
        await CheckParts([(item, pointer)], findings);
        if (item is { Version: > 1, Count: { } count } && item.Rest((await PartsOf([item]))[item.Id]) is < 0 and var lacking)
            findings.Refuse(Faults.LessThanItsParts.At(pointer, ("quantity", count), ("parts", count - lacking)));
    }

    /// <summary>C13, for parts whose wholes' rows are taken: all of them together are no more than is left of their wholes in other parts.</summary>
    public async Task CheckParts(IReadOnlyCollection<(Item Part, string Pointer)> parts, Findings findings)
    {
        var counted = parts.Where(part => part.Part is { ParentItem: not null, Count: not null }).ToLookup(part => part.Part.ParentItem!.Value);
        if (counted.Count == 0)
            return;
        var wholes = (await Load(counted.Select(part => part.Key))).Select(row => row.Item).ToList();
        var others = await PartsOf(wholes);
        var seen = (await LoadSeen(wholes.Select(whole => whole.Id))).Select(row => row.Id).ToHashSet();
        foreach (var whole in wholes)
        {
            var asked = counted[whole.Id].Where(part => whole.Counts(part.Part)).ToList();
            var left = whole.Rest(others[whole.Id].ExceptBy(asked.Select(part => part.Part.Id), other => other.Id));
            foreach (var (part, pointer) in asked)
            {
                if (part.Count > left)
                    findings.Refuse(!seen.Contains(whole.Id) ? Faults.PartsExceedWholeUnseen.At(pointer, ("quantity", part.Count))
                        : Faults.PartsExceedWhole.At(pointer, ("whole", whole.RegistryNumber), ("left", left), ("quantity", part.Count)));
                left -= part.Count;
            }
        }
    }

    // What fills a lot is listed by the side that holds it; what was split from it was so by its act, or by whoever has listed it.
    async Task CheckWholes(IReadOnlyCollection<(Item Item, string Pointer)> parts, Findings findings)
    {
        var listed = parts.Where(part => part.Item is { ParentItem: not null, SplitFrom: null }).ToList();
        if (listed.Count == 0)
            return;
        var lots = (await LoadSeen(listed.Select(part => part.Item.ParentItem!.Value).Distinct())).Where(row => row.Item.Kind is ItemKind.Lot)
            .ToDictionary(row => row.Id, row => (row.Item.RegistryNumber, Holder: row.CustodianId ?? row.Item.FirstHolder));
        var mine = await references.Mine([.. lots.Values.Select(lot => lot.Holder).Distinct()]);
        foreach (var (part, pointer) in listed)
            if (lots.TryGetValue(part.ParentItem!.Value, out var lot) && !mine.Contains(lot.Holder))
                findings.Refuse(Faults.LotOfAnother.At(pointer, ("whole", lot.RegistryNumber)));
    }

    // What the registry has of them, each by its whole; what a draft would add is not of it yet.
    async Task<ILookup<Guid, Item>> PartsOf(IReadOnlyCollection<Item> wholes) =>
        (await work.List<PartRow>(ItemSql.Parts, new { Ids = Json.Write(wholes.Select(whole => whole.Id)) })).Select(row => row.As<Item>())
            .Join(wholes, part => part.ParentItem, whole => whole.Id, (part, whole) => (Part: part, Whole: whole))
            .Where(pair => pair.Whole.Counts(pair.Part)).ToLookup(pair => pair.Whole.Id, pair => pair.Part);

    async Task<IReadOnlyCollection<Guid>> Family(IEnumerable<Guid> ids)
    {
        var all = ids.ToHashSet();
        for (var level = all.ToList(); level.Count > 0;)
            level = [.. (await work.List<Guid>(ItemSql.Family, new { Ids = Json.Write(level) })).Where(all.Add)];
        return all;
    }

    /// <summary>Items of a draft become the registry's when their transfer is approved or recorded.</summary>
    public async Task Settle(IEnumerable<Guid> ids) =>
        await Write([.. await Drafts(ids)], item => item.Settled(work.Now), "item.registered");

    /// <summary>Items of a draft that was withdrawn or cancelled go with it, and free their numbers.</summary>
    public async Task Withdraw(IEnumerable<Guid> ids) => await Write([.. await Drafts(ids)], item => item.Withdrawn(work.Now), "item.withdrawn");

    async Task<IEnumerable<Item>> Drafts(IEnumerable<Guid> ids) => (await Load(ids)).Select(row => row.Item).Where(item => item.Standing is ItemStanding.Draft);

    /// <summary>Of the items, those that were new in the act were first with its new sender, not with the one before.</summary>
    public async Task BeginWith(Guid holder, Guid before, IEnumerable<Guid> ids, Guid act) =>
        await Write([.. (await Load(ids)).Select(row => row.Item).Where(item => item.NewIn == act && item.Standing is not ItemStanding.Withdrawn && item.FirstHolder == before)],
            item => item.BegunWith(holder, before, work.Now), "item.changed");

    /// <summary>The old holder's books close the numbers of what an act passes on (C3), and reopen those of what it no longer does.</summary>
    /// <param name="transfer">The act.</param>
    /// <param name="concerned">All items that it names, or has named.</param>
    /// <param name="passing">How it passes an item on; null where it doesn't.</param>
    /// <param name="others">The other acts by which the items are with others.</param>
    public async Task KeepNumbers(Guid transfer, IEnumerable<Guid> concerned, Func<Guid, Passing?> passing, ILookup<Guid, Passing> others)
    {
        var changed = (await Load(concerned))
            .Select(row => (Before: row.Item, After: row.Item.WithNumbersAfter(transfer, passing(row.Id), others[row.Id], work.Now)))
            .Where(item => item.After.Version > item.Before.Version)
            .Select(item => (item.After, Reopens: item.After.Reopens(item.Before)));
        // What is closed is told before what another then gets back.
        await Write([.. changed.OrderBy(item => item.Reopens).ThenBy(item => item.After.Id)
            .Select(item => (item.After, item.Reopens ? "item.numbers_reopened" : "item.numbers_closed"))], place: null, reason: null);
    }

    async Task<ItemRow?> Seen(string condition, params (string Name, object? Value)[] parameters) => (await All(condition, parameters)).SingleOrDefault();

    Task<IReadOnlyList<ItemRow>> All(string condition, params (string Name, object? Value)[] parameters)
    {
        var all = VisibilitySql.Parameters(work.Caller);
        foreach (var (name, value) in parameters)
            all[name] = value;
        return work.List<ItemRow>(ItemSql.List.Only([condition, .. VisibilitySql.Of(work.Caller)]), all);
    }

    async Task CheckCycle(Item item, Findings findings)
    {
        if (item.ParentItem is { } parent && await LeadsTo(parent, item.Id))
            findings.Refuse(Faults.ParentCycle.At("/parentItem", ("parent", parent), ("item", item.RegistryNumber)));
    }

    async Task<bool> LeadsTo(Guid from, Guid item)
    {
        var seen = new HashSet<Guid> { from };
        IReadOnlyCollection<Guid> level = [from];
        while (level.Count > 0 && !seen.Contains(item))
            level = [.. (await work.List<Guid>(ItemSql.Parents, new { Ids = Json.Write(level) })).Where(seen.Add)];
        return seen.Contains(item);
    }

    /// <summary>Puts one record of an object into another: the one leads to the other from then on, which has its numbers and what it knew. Both rows are taken.</summary>
    public async Task<Item> Merge(Item gone, Item into, string? reason)
    {
        await Write([gone.Merged(into.Id, work.Now)], "item.merged", reason: reason);
        await work.Write(ItemSql.LeadOn, new { Old = gone.Id, Into = into.Id });
        await Write([into], "item.merged_with", reason: reason);
        await SearchText.Keep(work, [(into, Texts(into))]);
        await Write([.. (await work.List<ItemRow>(ItemSql.Children, new { Parent = gone.Id })).Select(child => child.Item)], child => child.Next(work.Now) with
        {
            ParentItem = into.Id,
            SplitFrom = child.SplitFrom is null ? null : into.Id,
            FirstHolder = child.SplitFrom is null ? child.FirstHolder : into.FirstHolder,
            FirstOwner = child.SplitFrom is null ? child.FirstOwner : into.FirstOwner,
        }, "item.changed");
        return into;
    }

    /// <summary>Writes items' next versions as they are given: for what renames an institution everywhere.</summary>
    public Task Rewrite(IReadOnlyList<Item> items, string type, string? reason) => Write(items, type, reason: reason);

    Task Write(IReadOnlyList<Item> items, Func<Item, Item> next, string type) => Write([.. items.Select(next)], type);

    Task Write(IReadOnlyList<Item> items, string type, string? place = null, string? reason = null) => Write([.. items.Select(item => (item, type))], place, reason);

    // Without a place where the request says nothing of the numbers.
    async Task Write(IReadOnlyList<(Item Item, string Type)> changed, string? place, string? reason)
    {
        if (changed.Count == 0)
            return;
        work.Forget<ItemRow>();
        await work.WriteAll(ItemSql.Update, changed.Select(one => Row(one.Item)));
        await work.Write(ItemSql.Unnumber, new { Ids = Json.Write(changed.Select(one => one.Item.Id)) });
        await Number([.. changed.Select(one => (one.Item, place))]);
        foreach (var (item, type) in changed)
            work.AppendToJournal(type, item, reason);
    }

    // All numbers of items of which none is written.
    async Task Number(IReadOnlyList<(Item Item, string? Place)> items)
    {
        var numbers = items.SelectMany(one => (one.Item.Identifiers ?? []).Select((number, position) => (one.Item, one.Place, Number: number, Position: position))).ToList();
        await work.WriteAll(ItemSql.Number, numbers.Select(one => new
        {
            one.Item.Id, one.Position, Scheme = Json.ToWire(one.Number.Scheme), one.Number.Value, one.Number.Institution,
            IsOpen = IsOpen(one.Item, one.Number), one.Number.ClosedBy,
        }), () => Taken([.. numbers.Where(one => IsOpen(one.Item, one.Number)).Select(one => (one.Item.Id, one.Number, one.Place is null ? null : $"{one.Place}/identifiers/{one.Position}"))]));
    }

    static bool IsOpen(Item item, Identifier number) => number.IsOpen && item.Standing is not ItemStanding.Withdrawn;

    // The unique index has refused: two of the numbers are one, or one is another item's, which is named only to a caller who may see it.
    async Task<Refusal> Taken(IReadOnlyList<(Guid Item, Identifier Number, string? Pointer)> given)
    {
        var ids = given.Select(one => one.Item).ToHashSet();
        var open = (await work.ListAll<NumberRow>(ItemSql.OpenNumbers, given.Select(one => new
        {
            one.Number.Institution, Scheme = Json.ToWire(one.Number.Scheme), one.Number.Value,
        }))).Where(row => !ids.Contains(row.ItemId)).Select(row => (Json.FromWire<IdentifierScheme>(row.Scheme), row.Value, row.InstitutionId)).ToHashSet();
        var met = new HashSet<(IdentifierScheme, string, Guid?)>();
        var (_, number, pointer) = given.FirstOrDefault(one => open.Contains(one.Number.Number) || !met.Add(one.Number.Number));
        if (number is null)
            return Faults.ChangedMeanwhile.Because(("record", "item"));
        var holder = number.Institution is { } id ? (await institutions.Get(id)).Code : "state_catalogue";
        var row = await FindOpen(number.Institution, number.Scheme, number.Value);
        var first = (await references.Read(new ReferenceBatch().Item(row?.Id))).Item(row?.Id);
        var refusal = Faults.IdentifierTaken.At(pointer, ("scheme", Json.ToWire(number.Scheme)), ("value", number.Value), ("institution", holder))
            .Refused().With("first", first);
        return first?.Href is { } address ? refusal.WithHeader("Location", address.AbsoluteUri) : refusal;
    }

    sealed record NumberRow
    {
        public required Guid ItemId { get; init; }
        public required string Scheme { get; init; }
        public required string Value { get; init; }
        public Guid? InstitutionId { get; init; }
    }

    static IEnumerable<string?> Texts(Item item) =>
    [
        item.RegistryNumber, .. item.Name.Values, .. item.Description?.Values ?? [], item.Creator, item.MaterialTechnique, .. item.CreatedPlace?.Values ?? [],
        .. (item.Identifiers ?? []).Select(identifier => identifier.Value), .. (item.AssociatedPersons ?? []).Select(person => person.Name),
        .. (item.Provenance ?? []).SelectMany(step => new[] { step.SourceName }.Concat(step.Text?.Values ?? []).Concat(step.Place?.Values ?? [])),
    ];

    static object Row(Item item) => new
    {
        item.Id, item.RegistryNumber, Kind = Json.ToWire(item.Kind), ObjectType = Json.ToWire(item.ObjectType), Standing = Json.ToWire(item.Standing),
        item.ParentItem, item.SplitFrom, item.MergedInto, item.Quantity, item.FirstHolder, item.FirstOwner, Submitter = item.SubmittedBy.Institution?.ToString() ?? Caller.Operator.Submitter,
        Name = Json.Write(item.Name), Document = Work.DocumentOf(item), item.Version, item.CreatedAt, item.UpdatedAt,
    };
}
