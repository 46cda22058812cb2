using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.Registry.Merging;

/// <summary>Two records of one object become one: the acts of both are its acts, as far as they tell one story (C2).</summary>
sealed class ItemMerge(Work work, ItemStore items, CustodyLedger ledger, TransferStore transfers, ReferenceReader references)
{
    public async Task<Item> Merge(ItemRow gone, ItemRow into, string reason, Findings findings)
    {
        await items.Lock([gone.Id, into.Id]);
        var rows = (await items.Load([gone.Id, into.Id])).ToDictionary(row => row.Id, row => row.Item);
        var (old, stays) = (rows[gone.Id], rows[into.Id]);
        await Check(old, stays, findings);
        findings.ThrowIfRefused();
        var acts = await transfers.LockAlso(await work.List<Guid>(MergingSql.ActsOf, new { Old = old.Id, Into = stays.Id }));
        await CheckApart([.. acts.Where(act => act.Items.Contains(stays.Id))], findings);
        await CheckReservations(old.Id, stays.Id, findings);
        findings.ThrowIfRefused();

        var before = await ledger.Chains([old.Id, stays.Id]);
        await transfers.Touch([.. acts.Select(act => act with { Lines = [.. act.Lines!.Select(line => line.Item == old.Id ? line with { Item = stays.Id } : line)] })],
            "transfer.item_merged", reason);
        var merged = await Story(old, stays, before, findings);
        findings.ThrowIfRefused();
        await ledger.Close(old.Id);
        await items.Merge(old, merged, reason);
        await CheckCount(merged, findings);
        findings.ThrowIfRefused();
        await ledger.Rewrite([stays.Id]);
        return merged;
    }

    async Task Check(Item old, Item stays, Findings findings)
    {
        if (old.Id == stays.Id)
            findings.Refuse(Faults.MergedIntoItself.At("/into"));
        foreach (var item in new[] { old, stays }.DistinctBy(item => item.Id))
        {
            var place = item.Id == old.Id ? null : "/into";
            if (item.MergedInto is { } into)
                findings.Refuse(Faults.MergedAlready.At(place, ("record", item.RegistryNumber),
                    ("into", Named.Of((await references.Read(new ReferenceBatch().Item(into))).Item(into)))));
            else if (item.Standing is ItemStanding.Draft)
                findings.Refuse(Faults.MergedDraft.At(place, ("item", item.RegistryNumber)));
            else if (item.Standing is ItemStanding.Withdrawn)
                findings.Refuse(Faults.MergedWithdrawn.At(place, ("item", item.RegistryNumber)));
            if (item.SplitFrom is not null)
                findings.Refuse(Faults.MergedPart.At(place, ("item", item.RegistryNumber)));
        }
        if (old.Kind != stays.Kind)
            findings.Refuse(Faults.MergedUnlike.At("/into", ("one", old.Kind), ("other", stays.Kind)));
    }

    // C13, of the one record that has now the parts and the lines of both.
    async Task CheckCount(Item merged, Findings findings)
    {
        await items.CheckCount(merged, findings, "/into");
        var most = await items.MostInALine(merged);
        if (most > merged.Count)
            findings.Refuse(Faults.MergedFewer.At("/into", ("quantity", most), ("count", merged.Count)));
    }

    async Task CheckApart(IReadOnlyList<Transfer> ofBoth, Findings findings)
    {
        var names = await references.Read(new ReferenceBatch().Transfer(ofBoth.Select(act => act.Id)));
        foreach (var act in ofBoth)
        {
            var named = names.Transfer(act.Id)!;
            var fault = Faults.MergedTwiceInAct.At("/into", ("act", Named.Of(named)), ("status", Json.ToWire(act.Status)), ("href", named.Href));
            findings.Refuse(fault with { Act = named });
        }
    }

    async Task CheckReservations(Guid old, Guid stays, Findings findings)
    {
        var taken = await ledger.Reservations(Guid.Empty, [old, stays]);
        var crossing = (from one in taken[old].Where(occupation => occupation.Position is null)
                        from other in taken[stays].Where(occupation => occupation.Position is null)
                        where one.Status == "in_transit" || other.Status == "in_transit" || one.Overlaps(other)
                        select (One: one.TransferId, Other: other.TransferId)).ToList();
        var names = await references.Read(new ReferenceBatch().Transfer(crossing.SelectMany(pair => new[] { pair.One, pair.Other })));
        foreach (var (one, other) in crossing)
        {
            var (first, second) = (names.Transfer(one)!, names.Transfer(other)!);
            findings.Refuse(Faults.MergedReservations.At("/into", ("one", Named.Of(first)), ("other", Named.Of(second))) with { Act = second });
        }
    }

    // C2. A record without acts says only that its holder had the item some time; where neither beginning leaves the acts without a new gap, they speak of two objects.
    async Task<Item> Story(Item old, Item stays, IReadOnlyDictionary<Guid, Chain> before, Findings findings)
    {
        var gaps = before.Values.Sum(chain => chain.Intervals.Count(interval => interval.Gap));
        var stories = new List<(Item Item, Chain Chain)>();
        foreach (var first in new[] { stays, old }.DistinctBy(item => item.FirstHolder))
        {
            var begun = stays.With(old, work.Now) with { FirstHolder = first.FirstHolder, FirstOwner = first.FirstOwner };
            var chain = await ledger.ChainFrom(new Holding(begun.FirstOwner, begun.FirstHolder, begun.FirstHolder), stays.Id);
            if (chain.Intervals.Count(interval => interval.Gap) <= gaps && new[] { old, stays }.All(item => before[item.Id].Intervals.Count > 1
                || chain.Intervals.Any(interval => interval.Holding.Custodian == item.FirstHolder)))
                return begun;
            stories.Add((begun, chain));
        }
        var (item, broken) = stories[0];
        var gap = broken.Intervals.LastOrDefault(interval => interval.Gap);
        var (holder, by) = gap is null ? (broken.Current.Holding.Custodian, broken.Current.By) : (broken.Intervals[gap.Position - 1].Holding.Custodian, gap.By);
        var names = await references.Read(new ReferenceBatch().Institution(holder).Transfer(by));
        var isSeen = names.Viewer.IsTold(names.Transfer(by)?.Withheld is not true, holder);
        var fault = isSeen ? Faults.MergedCustody.At("/into", ("holder", names.Institution(holder).Code)) : Faults.MergedCustodyUnseen.At("/into");
        findings.Refuse(fault with { Holder = isSeen ? CustodianReference.Of(names.Institution(holder)) : CustodianReference.Unseen, Act = names.Transfer(by) });
        return item;
    }
}
