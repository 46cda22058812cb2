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
        LegalEffect = request.LegalEffect ?? Transfer.DefaultEffect(request.Kind),
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
        var lines = new List<TransferLine>();
        var numbers = new HashSet<int>();
        var seen = new Dictionary<Guid, int>();
        var named = new Dictionary<Guid, string>();
        var found = new List<Guid?>();
        foreach (var (index, line) in request.Lines.Index())
            found.Add(await Known(line, known, findings, $"{pointer}/lines/{index}"));
        // Before anything new comes in: it may have the numbers of what goes.
        if (known.Items.Except(found.OfType<Guid>()).ToList() is { Count: > 0 } dropped)
            await items.Withdraw(dropped);
        var wholes = (await items.Load(found.OfType<Guid>())).Select(row => row.Item)
            .Where(item => item is { Quantity: not null, Kind: ItemKind.Lot or ItemKind.Set } || (item.SplitFrom is not null && item.NewIn == known.Id))
            .ToDictionary(item => item.Id);
        foreach (var (index, line) in request.Lines.Index())
        {
            var place = $"{pointer}/lines/{index}";
            var number = line.Line ?? index + 1;
            if (!numbers.Add(number))
                findings.Refuse(Faults.LineTwice.At($"{place}/line", ("line", number)));
            if (line.Quantity > CountOf(line))
                findings.Refuse(Faults.LineExceedsItem.At($"{place}/quantity", ("quantity", line.Quantity), ("count", CountOf(line))));
            if ((found[index] ?? await Introduced(line, known, findings, place)) is not { } item)
                continue;
            if (line.Item is { New: null } && !known.Items.Contains(item))
                named[item] = $"{place}/item";
            if (!seen.TryAdd(item, number))
                findings.Refuse(Faults.ItemTwice.At($"{place}/item", ("line", seen[item])));
            else if (line is { Quantity: { } quantity, Item.New: null } && wholes.TryGetValue(item, out var whole))
                item = await PartOf(whole, quantity, known, findings, place);
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
        return lines;
    }

    // How many objects a line brings in for the first time; null where that is not known, or the registry has the item.
    static int? CountOf(LineEntry line) => line.Item is not { New: { } item } ? line.Lot?.Quantity
        : item.Kind is null or ItemKind.Single ? 1
        : item.Quantity;

    // Fewer than a set or lot has pass as a part of it (C13), which is an item of its own from then on.
    async Task<Guid> PartOf(Item whole, int quantity, Transfer transfer, Findings findings, string place)
    {
        var standing = transfer.Status is TransferStatus.Recorded ? ItemStanding.Registered : ItemStanding.Draft;
        if (whole.SplitFrom is not null && whole.NewIn == transfer.Id)
        {
            if (whole.Quantity != quantity)
                await items.Resize(whole, quantity, findings, $"{place}/quantity");
            return whole.Id;
        }
        if (standing is ItemStanding.Registered)
            await items.Lock([whole.Id]);
        var parts = await items.PartsThatLeave(whole.Id);
        var left = whole.Rest(parts);
        if (quantity > left && parts.Count > 0)
            findings.Refuse(Faults.PartsExceedWhole.At($"{place}/quantity", ("whole", whole.RegistryNumber), ("left", left), ("quantity", quantity)));
        return quantity >= left || findings.Refused.Count > 0 ? whole.Id
            : (await items.Split(whole, quantity, transfer.Id, standing, transfer.SubmittedBy, findings, place)).Id;
    }

    // What it happened at already it may have happened at still, and a line keep its item, whether or not the caller sees them.
    async Task<Guid?> Event(Reference? given, Guid? known, Findings findings, string place) =>
        given?.Id is { } id && id == known ? known : await references.Event(given, place, findings);

    async Task<Guid?> Known(LineEntry line, Transfer transfer, Findings findings, string place)
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
            case { Item: { Inventory: { } inventory } }:
                var holder = await references.Institution(inventory.Institution, $"{place}/item/institution", findings);
                var found = await items.FindByNumber(holder, inventory.Scheme, inventory.Value);
                if (found is null)
                    findings.Refuse(Faults.UnknownReference.At($"{place}/item", ("resource", "item"), ("value", $"{Json.ToWire(inventory.Scheme)} {inventory.Value}")));
                return found?.Id;
            default:
                return await references.Item(line.Item!.Known, $"{place}/item", findings);
        }
    }

    async Task<Guid?> Introduced(LineEntry line, Transfer transfer, Findings findings, string place) => line switch
    {
        { Item: null, Lot: { } lot } => await Register(
            new() { Kind = ItemKind.Lot, Description = lot.Description, Provenance = lot.Provenance, Quantity = lot.Quantity }, transfer, findings, $"{place}/lot"),
        { Item.New: { } item, Lot: null } => await Register(item, transfer, findings, $"{place}/item"),
        _ => null,
    };

    async Task<Guid?> Register(NewItem request, Transfer transfer, Findings findings, string place)
    {
        var before = findings.Refused.Count;
        var begun = ItemMapper.New(request, work.NewId(), transfer.From, transfer.SubmittedBy, work.Now) with
        {
            Standing = transfer.Status is TransferStatus.Recorded ? ItemStanding.Registered : ItemStanding.Draft,
            NewIn = transfer.Id,
        };
        var item = await ItemMapper.Read(request, transfer.From, [transfer.From, transfer.To], references, findings, begun, place);
        item.Check(findings, work.Today, place);
        // What is already refused is not written: it would only be undone.
        if (findings.Refused.Count > before || transfer.From == Guid.Empty)
            return null;
        return (await items.Register(item, findings, place)).Id;
    }
}
