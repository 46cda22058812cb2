using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.Merging;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;

namespace TransferRegistry.Api.V1.Merging;

/// <summary>Merging two records of one thing, over HTTP, version 1.</summary>
static class MergingV1
{
    public static void MapMergingV1(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/items/{id:guid}/merge", Items).WithTags("Items").WithName("mergeItem").RequireAuthorization(AccessPolicies.Write);
        v1.MapPost("/institutions/{institution}/merge", Institutions).WithTags("Institutions").WithName("mergeInstitution").RequireAuthorization(AccessPolicies.Write);
    }

    /// <summary>Merge an item into another record of it</summary>
    /// <remarks>
    /// Where two sides have recorded one object: the acts of both are the acts of the record that stays, its numbers are united, and what it does not say of
    /// itself the other says. Refused (C2) where the acts tell no one story: an act would take the item from somebody who does not have it. An act that came
    /// to nothing (a draft, one that was cancelled, refused or made void) stands in no merge's way; where it lists both, it goes on listing both, and as a
    /// draft it gets no further like that. The old id answers 308 from then on. For the operator, and a department that supervises both holders. Nothing
    /// undoes it: confirm names the record that goes, and with dryRun=true it is judged as if done, and nothing is kept. Needs the If-Match of the record
    /// that goes; the answer is the one that stays.
    /// </remarks>
    static async Task<Ok<ItemV1>> Items(Guid id, IfMatch ifMatch, Body<MergeRequestV1> body, Query<PostingQuery> query, ItemStore items, ItemMerge merge,
        ItemView view, ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        work.DryRun = query.Value.DryRun is true;
        var gone = await items.Get(id);
        var findings = new Findings();
        var into = await references.Item(body.Value.Into, "/into", findings) is { } stays ? await items.Get(stays) : null;
        await submitters.MustSupervise(Faults.MergeOfAnother.At(pointer: null), [.. new[] { gone, into }.OfType<ItemRow>().Select(row => row.CustodianId ?? row.Item.FirstHolder).Distinct()]);
        await ifMatch.Admit(gone.Item.Version, async () => await view.Show(gone));
        CheckConfirmed(body.Value, gone.Item.RegistryNumber, findings);
        findings.ThrowIfRefused();
        var merged = await merge.Merge(gone, into!, body.Value.Reason, findings);
        return TypedResults.Ok(await view.Show(await items.Get(merged.Id), findings));
    }

    /// <summary>Merge an institution into another record of it</summary>
    /// <remarks>
    /// Whatever names the one names the other from then on: agreements, acts, items and their numbers, memberships, events, keys, each in a version of its
    /// own. Refused (P2) where both are parties to one agreement or the two sides of an act: each is named, so that it can be ended. What came to nothing
    /// (drafts, what was withdrawn, declined, cancelled, refused or made void) stands in no merge's way; where it names both, it goes on naming both, and as
    /// a draft it gets no further like that. Refused also where each has a BIN of its own, where one act or one number of an item is registered with both,
    /// and where one belongs to the other. The old id and the old code answer 308 from then on. For the operator, and a department that supervises both.
    /// Nothing undoes it: confirm names the record that goes, and with dryRun=true it is judged as if done, and nothing is kept. Needs the If-Match of the
    /// record that goes; the answer is the one that stays.
    /// </remarks>
    static async Task<Ok<InstitutionV1>> Institutions(string institution, IfMatch ifMatch, Body<MergeRequestV1> body, Query<PostingQuery> query,
        InstitutionStore institutions, InstitutionMerge merge, InstitutionView view, ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        work.DryRun = query.Value.DryRun is true;
        var gone = await institutions.Get(Reference.Of(institution));
        var findings = new Findings();
        var stays = await references.Institution(body.Value.Into, "/into", findings);
        await submitters.MustSupervise(Faults.MergeOfAnother.At(pointer: null), [.. new[] { gone.Id, stays }.OfType<Guid>().Distinct()]);
        await ifMatch.Admit(gone.Version, async () => await view.Show(gone));
        CheckConfirmed(body.Value, gone.Code, findings);
        findings.ThrowIfRefused();
        var merged = await merge.Merge(gone, await institutions.Get(stays!.Value), body.Value.Reason, findings);
        return TypedResults.Ok(await view.Show(merged, findings: findings));
    }

    static void CheckConfirmed(MergeRequestV1 request, string gone, Findings findings)
    {
        if (request.Confirm != gone)
            findings.Refuse(Faults.MergeUnconfirmed.At("/confirm", ("record", gone)));
    }
}
