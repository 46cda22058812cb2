using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>Turns what was asked for into the act that it is: references into ids, new items and lots into items of the registry.</summary>
sealed class TransferMapper(Work work, ReferenceReader references, ItemStore items)
{
    /// <summary>The act as requested, its lines still without items.</summary>
    public async Task<Transfer> Read(TransferContent request, Guid? agreement, Transfer known, Findings findings, string pointer = "") => known with
    {
        ActNumber = request.ActNumber,
        ActDate = request.ActDate,
        Agreement = agreement,
        Basis = request.Basis,
        Kind = request.Kind,
        LegalEffect = request.LegalEffect ?? TransferKinds.Of(request.Kind).DefaultEffect,
        From = await references.Institution(request.From, $"{pointer}/from", findings) ?? Guid.Empty,
        To = await references.Institution(request.To, $"{pointer}/to", findings) ?? Guid.Empty,
        FromCertainty = request.FromCertainty ?? FromCertainty.Stated,
        Event = await Event(request.Event, known.Event, findings, $"{pointer}/event"),
        RequestedOn = request.RequestedOn,
        ApprovedOn = request.ApprovedOn,
        PlannedOn = request.PlannedOn,
        HandedOverOn = request.HandedOverOn,
        ReceivedOn = request.ReceivedOn,
        DueBackOn = request.DueBackOn,
        Purpose = request.Purpose,
        Authorizations = request.Authorizations,
        ApprovedBy = request.ApprovedBy,
        HandedOverBy = request.HandedOverBy,
        ReceivedBy = request.ReceivedBy,
        Insurance = request.Insurance,
        DeclaredCount = request.DeclaredCount,
        Source = request.Source,
        Visibility = request.Visibility,
        ExternalRef = request.ExternalRef,
        Note = request.Note,
    };

    /// <summary>
    /// The lines with their items: known ones found, new ones and lots registered with who hands over; what only this draft named, and no longer does, withdrawn.
    /// </summary>
    public async Task<IReadOnlyList<TransferLine>> Lines(TransferContent request, Transfer known, Findings findings, string pointer = "")
    {
        var found = await Known(request.Lines, known, findings, pointer);
        // Before anything new comes in: it may have the numbers of what goes.
        if (known.Items.Except(found.OfType<Guid>()).ToList() is { Count: > 0 } dropped)
            await items.Withdraw(dropped);
        var wholes = (await items.Load(found.OfType<Guid>())).Select(row => row.Item)
            .Where(item => item is { Quantity: not null, Kind: ItemKind.Lot or ItemKind.Set } || (item.SplitFrom is not null && item.NewIn == known.Id))
            .ToDictionary(item => item.Id);
        var divided = request.Lines.Index().Where(line => line.Item is { Quantity: not null, Item.New: null } && found[line.Index] is { } item && wholes.ContainsKey(item))
            .Select(line => found[line.Index]!.Value).Where(item => !IsOwnPart(wholes[item], known)).Distinct().ToList();
        if (known.Status is TransferStatus.Recorded)
            await items.Lock(divided);
        var leaving = await items.PartsThatLeave(divided);

        var lines = new List<TransferLine>();
        var entered = new List<(Item Item, string Pointer)>();
        var numbers = new HashSet<int>();
        var seen = new Dictionary<Guid, int>();
        var named = new Dictionary<Guid, string>();
        foreach (var (index, line) in request.Lines.Index())
        {
            var place = $"{pointer}/lines/{index}";
            var number = line.Line ?? index + 1;
            if (!numbers.Add(number))
                findings.Refuse(Faults.LineTwice.At($"{place}/line", ("line", number)));
            if (line.Quantity > CountOf(line))
                findings.Refuse(Faults.LineExceedsItem.At($"{place}/quantity", ("quantity", line.Quantity), ("count", CountOf(line))));
            if ((found[index] ?? await Introduced(line, known, entered, findings, place)) is not { } item)
                continue;
            if (line.Item is { New: null } && !known.Items.Contains(item))
                named[item] = $"{place}/item";
            if (!seen.TryAdd(item, number))
                findings.Refuse(Faults.ItemTwice.At($"{place}/item", ("line", seen[item])));
            else if (line is { Quantity: { } quantity, Item.New: null } && wholes.TryGetValue(item, out var whole))
                item = IsOwnPart(whole, known) ? await Resized(whole, quantity, findings, place) : PartOf(whole, leaving[whole.Id], quantity, known, entered, findings, place);
            lines.Add(new()
            {
                Line = number,
                Item = item,
                Quantity = line.Quantity ?? line.Lot?.Quantity,
                QuantityStatus = (line.Quantity ?? line.Lot?.Quantity) is null ? QuantityStatus.Unknown : line.QuantityStatus ?? QuantityStatus.Declared,
                ConditionOut = line.ConditionOut,
                ConditionIn = line.ConditionIn,
                Valuation = line.Valuation,
                Note = line.Note,
                Outcome = LineOutcome.Listed,
            });
        }
        // What only another draft names is not the registry's yet, and what a draft left behind no more.
        foreach (var row in (await items.Load(named.Keys)).Where(row => row.Item.Standing is not ItemStanding.Registered))
            findings.Refuse(Faults.UnregisteredItem.At(named[row.Id], ("value", row.Item.RegistryNumber)));
        // What is already refused is not written: it would only be undone.
        if (findings.Refused.Count == 0)
            await items.Register(entered, findings);
        return lines;
    }

    // How many objects a line brings in for the first time; null where that is not known, or the registry has the item.
    static int? CountOf(LineEntry line) => line.Item is not { New: { } item } ? line.Lot?.Quantity
        : item.Kind is null or ItemKind.Single ? 1
        : item.Quantity;

    static bool IsOwnPart(Item item, Transfer transfer) => item.SplitFrom is not null && item.NewIn == transfer.Id;

    async Task<Guid> Resized(Item part, int quantity, Findings findings, string place)
    {
        if (part.Quantity != quantity)
            await items.Resize(part, quantity, findings, $"{place}/quantity");
        return part.Id;
    }

    // Fewer than a set or lot has pass as a part of it (C13), which is an item of its own from then on.
    Guid PartOf(Item whole, IEnumerable<Item> leaving, int quantity, Transfer transfer, List<(Item, string)> entered, Findings findings, string place)
    {
        var left = whole.Rest(leaving);
        if (quantity > left && leaving.Any())
            findings.Refuse(Faults.PartsExceedWhole.At($"{place}/quantity", ("whole", whole.RegistryNumber), ("left", left), ("quantity", quantity)));
        if (quantity >= left || findings.Refused.Count > 0)
            return whole.Id;
        var part = items.PartOf(whole, quantity, transfer.Id, StandingIn(transfer), transfer.SubmittedBy);
        entered.Add((part, place));
        return part.Id;
    }

    static ItemStanding StandingIn(Transfer transfer) => transfer.Status is TransferStatus.Recorded ? ItemStanding.Registered : ItemStanding.Draft;

    // What it happened at already it may have happened at still, and a line keep its item, whether or not the caller sees them.
    async Task<Guid?> Event(Reference? given, Guid? known, Findings findings, string place) =>
        given?.Id is { } id && id == known ? known : await references.Event(given, place, findings);

    // The items that lines name; null where a line brings its own, or names none that is known.
    async Task<IReadOnlyList<Guid?>> Known(IReadOnlyList<LineEntry> lines, Transfer transfer, Findings findings, string pointer)
    {
        var named = await references.Items(lines.Select(line => line is { Lot: null, Item: { Inventory: null, New: null, Known: { } item } }
            && !(item.Id is { } same && transfer.Items.Contains(same)) ? item : null));
        var inventories = lines.Index().Where(line => line.Item is { Lot: null, Item: { Inventory: not null, New: null } }).Select(line => (line.Index, Number: line.Item.Item!.Inventory!)).ToList();
        var holders = await references.Institutions(inventories.Select(line => (line.Number.Institution, $"{pointer}/lines/{line.Index}/item/institution")), findings);
        var numbers = inventories.Zip(holders).ToDictionary(pair => pair.First.Index, pair =>
            (pair.First.Number.Scheme, pair.First.Number.Value, Institution: pair.First.Number.Scheme is IdentifierScheme.StateCatalogue ? null : pair.Second));
        var numbered = await items.FindByNumbers(numbers.Values);
        return [.. lines.Index().Select(line => Known(line.Item, named, numbers.TryGetValue(line.Index, out var number) && numbered.TryGetValue(number, out var item) ? item : null,
            transfer, findings, $"{pointer}/lines/{line.Index}"))];
    }

    static Guid? Known(LineEntry line, IReadOnlyDictionary<Reference, Guid> named, Guid? numbered, Transfer transfer, Findings findings, string place)
    {
        switch (line)
        {
            case { Item: not null, Lot: not null } or { Item: null, Lot: null }:
                findings.Refuse(Faults.EitherOr.At(place, ("members", "item, lot")));
                return null;
            case { Lot: not null } or { Item.New: not null }:
                return null;
            case { Item.Known.Id: { } same } when transfer.Items.Contains(same):
                return same;
            case { Item.Inventory: { } inventory }:
                if (numbered is null)
                    findings.Refuse(Faults.UnknownReference.At($"{place}/item", ("resource", "item"), ("value", $"{Json.ToWire(inventory.Scheme)} {inventory.Value}")));
                return numbered;
            default:
                if (named.TryGetValue(line.Item!.Known!, out var item))
                    return item;
                findings.Refuse(Faults.UnknownReference.At($"{place}/item", ("resource", "item"), ("value", line.Item.Known)));
                return null;
        }
    }

    async Task<Guid?> Introduced(LineEntry line, Transfer transfer, List<(Item, string)> entered, Findings findings, string place) => line switch
    {
        { Item: null, Lot: { } lot } => await Begun(
            new() { Kind = ItemKind.Lot, Description = lot.Description, Provenance = lot.Provenance, Quantity = lot.Quantity }, transfer, entered, findings, $"{place}/lot"),
        { Item.New: { } item, Lot: null } => await Begun(item, transfer, entered, findings, $"{place}/item"),
        _ => null,
    };

    async Task<Guid?> Begun(NewItem request, Transfer transfer, List<(Item, string)> entered, Findings findings, string place)
    {
        var begun = ItemMapper.New(request, work.NewId(), transfer.From, transfer.SubmittedBy, work.Now) with { Standing = StandingIn(transfer), NewIn = transfer.Id };
        var item = await ItemMapper.Read(request, transfer.From, [transfer.From, transfer.To], references, findings, begun, place);
        item.Check(findings, work.Today, place);
        if (transfer.From == Guid.Empty)
            return null;
        entered.Add((item, place));
        return item.Id;
    }
}
