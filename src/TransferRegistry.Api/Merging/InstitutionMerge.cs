using TransferRegistry.Api.Agreements;
using TransferRegistry.Api.Custody;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Events;
using TransferRegistry.Api.Institutions;
using TransferRegistry.Api.Items;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Keys;
using TransferRegistry.Api.Transfers;

namespace TransferRegistry.Api.Merging;

/// <summary>Two records of one institution become one: whatever names the one names the other from then on, each record in a version of its own.</summary>
sealed class InstitutionMerge(Work work, InstitutionStore institutions, AgreementStore agreements, TransferStore transfers, ItemStore items, EventStore events, KeyStore keys,
    CustodyLedger ledger)
{
    public async Task<Institution> Merge(Institution gone, Institution into, string reason, Findings findings)
    {
        await institutions.TakeGraph();
        var (old, stays) = (await institutions.Get(gone.Id), await institutions.Get(into.Id));
        await Check(old, stays, findings);
        findings.Settle();
        var ids = new { Old = old.Id, Into = stays.Id, OldSubmitter = old.Id.ToString(), IntoSubmitter = stays.Id.ToString() };
        // Read before anything is renamed.
        var (acts, held) = (await work.List<DocumentRow>(MergingSql.Transfers, ids), await work.List<Guid>(MergingSql.Held, ids));
        await institutions.Merge(old, stays.With(old, work.Now), reason);
        foreach (var row in await work.List<DocumentRow>(MergingSql.Institutions, ids))
        {
            var named = Renamed<Institution>(row.Document, old.Id, stays.Id);
            await institutions.Rewrite(named with { Version = named.Version + 1, UpdatedAt = work.Now }, "institution.institution_merged", reason);
        }
        await keys.Reassign(old.Id, stays.Id);
        await KeptAnswers.Reassign(work, old.Id, stays.Id);
        foreach (var row in await work.List<DocumentRow>(MergingSql.Agreements, ids))
            await agreements.Rewrite(Renamed<Agreement>((await agreements.Take(row.Id))!, old.Id, stays.Id), "agreement.institution_merged", reason);
        foreach (var row in acts)
            await transfers.Touch(Renamed<Transfer>(await transfers.TakeBeside(row.Id), old.Id, stays.Id), "transfer.institution_merged", reason);
        foreach (var row in await work.List<DocumentRow>(MergingSql.Items, ids))
            await items.Rewrite(Renamed<Item>(row.Document, old.Id, stays.Id).Next(work.Now), "item.institution_merged", reason);
        foreach (var row in await work.List<DocumentRow>(MergingSql.Events, ids))
            await events.Rewrite(Renamed<Event>(row.Document, old.Id, stays.Id), "event.institution_merged", reason);
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
            findings.Refuse(Faults.MergedAlready.At("/into", ("record", institution.Code), ("into", institution.MergedInto)));
        if (old.Bin is not null && stays.Bin is not null && old.Bin != stays.Bin)
            findings.Refuse(Faults.MergedUnlike.At("/into", ("difference", "each has a BIN of its own, and a BIN is one legal person's")));
        if (old.Kind is InstitutionKind.CultureDepartment != stays.Kind is InstitutionKind.CultureDepartment)
            findings.Refuse(Faults.MergedUnlike.At("/into", ("difference", "one is a culture department")));
        if (old.Institutions.Where(id => id != old.Id).Contains(stays.Id) || stays.Institutions.Where(id => id != stays.Id).Contains(old.Id))
            findings.Refuse(Faults.MergedRelated.At("/into"));
        if (await work.Count(MergingSql.Together, new { Old = old.Id, Into = stays.Id }) is var together and > 0)
            findings.Refuse(Faults.MergedParties.At("/into", ("count", together)));
    }

    // An id is one record's and stands in a document for nothing else.
    static T Renamed<T>(string document, Guid old, Guid into) => Json.Read<T>(document.Replace(old.ToString(), into.ToString(), StringComparison.Ordinal));

    static T Renamed<T>(T record, Guid old, Guid into) => Renamed<T>(Json.Write(record), old, into);
}
