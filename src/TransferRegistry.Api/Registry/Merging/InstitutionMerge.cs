using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.Registry.Merging;

/// <summary>Two records of one institution become one: whatever names the one names the other from then on, each record in a version of its own.</summary>
sealed class InstitutionMerge(Work work, InstitutionStore institutions, AgreementStore agreements, TransferStore transfers, ItemStore items, EventStore events, KeyStore keys,
    CustodyLedger ledger, ReferenceReader references)
{
    public async Task<Institution> Merge(Institution gone, Institution into, string reason, Findings findings)
    {
        await institutions.TakeGraph();
        var (old, stays) = (await institutions.Get(gone.Id), await institutions.Get(into.Id));
        await Check(old, stays, findings);
        findings.ThrowIfRefused();
        var ids = new { Old = old.Id, Into = stays.Id, OldSubmitter = old.Id.ToString(), IntoSubmitter = stays.Id.ToString() };
        // Read before anything is renamed.
        var (acts, held) = (await work.List<Guid>(MergingSql.Transfers, ids), await work.List<Guid>(MergingSql.Held, ids));
        await institutions.Merge(old, stays.With(old, work.Now), reason);
        await institutions.Rewrite([.. (await work.List<DocumentRow>(MergingSql.Institutions, ids)).Select(row => Renamed<Institution>(row.Document, old.Id, stays.Id))
            .Select(named => named with { Version = named.Version + 1, UpdatedAt = work.Now })], "institution.institution_merged", reason);
        await keys.Reassign(old.Id, stays.Id);
        await IdempotencyStore.Reassign(work, old.Id, stays.Id);
        var agreed = await agreements.Lock(await work.List<Guid>(MergingSql.Agreements, ids));
        await agreements.Rewrite(agreed.Select(agreement => Renamed(agreement, old.Id, stays.Id)), "agreement.institution_merged", reason);
        await transfers.Touch([.. (await transfers.LockAlso(acts)).Select(act => Renamed(act, old.Id, stays.Id))], "transfer.institution_merged", reason);
        // What was a draft at the first look may have been proposed or approved before its row was taken.
        await CheckBothNamed(ids, findings);
        findings.ThrowIfRefused();
        await items.Rewrite([.. (await work.List<DocumentRow>(MergingSql.Items, ids))
            .Select(row => Renamed<Item>(row.Document, old.Id, stays.Id).WithNumbersOnce().Next(work.Now))], "item.institution_merged", reason);
        await events.Rewrite((await work.List<DocumentRow>(MergingSql.Events, ids)).Select(row => Renamed<Event>(row.Document, old.Id, stays.Id)),
            "event.institution_merged", reason);
        foreach (var column in new[]
        {
            MergingSql.SubmittedAgreements, MergingSql.SubmittedTransfers, MergingSql.SubmittedItems, MergingSql.SubmittedEvents,
            MergingSql.PostedAgreements, MergingSql.PostedTransfers, MergingSql.PostedEvents,
        })
            await work.Write(column, ids);
        await ledger.Rewrite([.. held]);
        return await institutions.Get(stays.Id);
    }

    async Task Check(Institution old, Institution stays, Findings findings)
    {
        if (old.Id == stays.Id)
            findings.Refuse(Faults.MergedIntoItself.At("/into"));
        foreach (var institution in new[] { old, stays }.Where(institution => institution.MergedInto is not null))
            findings.Refuse(Faults.MergedAlready.At(institution == stays ? "/into" : null, ("record", institution.Code),
                ("into", (await institutions.Get(institution.MergedInto!.Value)).Code)));
        if (old.Bin is not null && stays.Bin is not null && old.Bin != stays.Bin)
            findings.Refuse(Faults.MergedBins.At("/into"));
        if (old.Kind is InstitutionKind.CultureDepartment != stays.Kind is InstitutionKind.CultureDepartment)
            findings.Refuse(Faults.MergedUnlike.At("/into", ("one", old.Kind), ("other", stays.Kind)));
        if (old.Institutions.Where(id => id != old.Id).Contains(stays.Id) || stays.Institutions.Where(id => id != stays.Id).Contains(old.Id))
            findings.Refuse(Faults.MergedRelated.At("/into"));
        if (old.Id != stays.Id)
            await CheckApart(old, stays, findings);
    }

    // What says that they are two is named, each by itself, so that it can be ended: P2, T4, and the numbers of items.
    async Task CheckApart(Institution old, Institution stays, Findings findings)
    {
        var ids = new { Old = old.Id, Into = stays.Id, OldSubmitter = old.Id.ToString(), IntoSubmitter = stays.Id.ToString() };
        await CheckBothNamed(ids, findings);
        var (twice, numbers) = (await work.List<Twins>(MergingSql.ActsTwice, ids), await work.List<Twins>(MergingSql.NumbersTwice, ids));
        var names = await references.Read(new ReferenceBatch().Transfer(twice.SelectMany(pair => new[] { pair.Id, pair.OtherId }))
            .Item(numbers.SelectMany(pair => new[] { pair.Id, pair.OtherId })));
        foreach (var pair in twice.OrderBy(pair => pair.Id))
        {
            var (one, other) = (names.Transfer(pair.Id)!, names.Transfer(pair.OtherId)!);
            var fault = Faults.MergedActs.At("/into", ("one", Named.Of(one)), ("other", Named.Of(other)), ("oneHref", one.Href), ("otherHref", other.Href));
            findings.Refuse(fault with { Act = one });
        }
        foreach (var pair in numbers.OrderBy(pair => pair.Id))
        {
            var (one, other) = (names.Item(pair.Id)!, names.Item(pair.OtherId)!);
            findings.Refuse(Faults.MergedNumbers.At("/into", ("scheme", pair.Scheme), ("value", pair.Value), ("one", Named.Of(one)), ("other", Named.Of(other)),
                ("oneHref", one.Href), ("otherHref", other.Href)));
        }
    }

    // P2
    async Task CheckBothNamed(object ids, Findings findings)
    {
        var (agreed, acts) = (await work.List<Standing>(MergingSql.AgreementsOfBoth, ids), await work.List<Standing>(MergingSql.ActsOfBoth, ids));
        var names = await references.Read(new ReferenceBatch().Agreement(agreed.Select(agreement => agreement.Id)).Transfer(acts.Select(act => act.Id)));
        foreach (var (id, status) in agreed.OrderBy(agreement => agreement.Id).Select(agreement => (agreement.Id, agreement.Status)))
        {
            var agreement = names.Agreement(id)!;
            findings.Refuse(Faults.MergedParties.At("/into", ("record", "agreement"), ("name", Named.Of(agreement)), ("status", status),
                ("href", agreement.Href)));
        }
        foreach (var (id, status) in acts.OrderBy(act => act.Id).Select(act => (act.Id, act.Status)))
        {
            var act = names.Transfer(id)!;
            var fault = Faults.MergedParties.At("/into", ("record", "transfer"), ("name", Named.Of(act)), ("status", status), ("href", act.Href));
            findings.Refuse(fault with { Act = act });
        }
    }

    sealed record Standing
    {
        public required Guid Id { get; init; }
        public required string Status { get; init; }
    }

    sealed record Twins
    {
        public required Guid Id { get; init; }
        public required Guid OtherId { get; init; }
        public string? Scheme { get; init; }
        public string? Value { get; init; }
    }

    // What names both as two is left as it was written: it came to nothing, and the old one's name leads on. The rest of it is renamed.
    static Agreement Renamed(Agreement agreement, Guid old, Guid into)
    {
        var renamed = Renamed<Agreement>(agreement, old, into);
        return renamed with
        {
            Parties = NamesBoth([.. agreement.Parties.Select(party => party.Institution)], old, into) ? agreement.Parties : renamed.Parties,
            Amendments = renamed.Amendments?.Zip(agreement.Amendments!, (after, before) => NamesBoth(before, old, into) ? before : after).ToList(),
        };
    }

    static Transfer Renamed(Transfer transfer, Guid old, Guid into)
    {
        var renamed = Renamed<Transfer>(transfer, old, into);
        return NamesBoth([transfer.From, transfer.To], old, into) ? renamed with { From = transfer.From, To = transfer.To } : renamed;
    }

    static bool NamesBoth(IReadOnlyCollection<Guid> named, Guid old, Guid into) => named.Contains(old) && named.Contains(into);

    static bool NamesBoth(Amendment amendment, Guid old, Guid into)
    {
        var said = Json.Write(amendment.Signatures) + amendment.Changes?.ToJsonString();
        return said.Contains(old.ToString(), StringComparison.Ordinal) && said.Contains(into.ToString(), StringComparison.Ordinal);
    }

    // An id is one record's and stands in a document for nothing else.
    static T Renamed<T>(string document, Guid old, Guid into) => Json.Read<T>(document.Replace(old.ToString(), into.ToString(), StringComparison.Ordinal));

    static T Renamed<T>(T record, Guid old, Guid into) => Renamed<T>(Json.Write(record), old, into);
}
