using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Institutions;
using TransferRegistry.Api.Items;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.Merging;

/// <summary>Merging two records of one thing, over HTTP, version 1.</summary>
static class MergingV1
{
    public static void MapMergingV1(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/items/{id:guid}/merge", Items).WithTags("Items").WithName("mergeItem").RequireAuthorization(Access.Write);
        v1.MapPost("/institutions/{institution}/merge", Institutions).WithTags("Institutions").WithName("mergeInstitution").RequireAuthorization(Access.Write);
    }

    /// <summary>Merge an item into another record of it</summary>
    /// <remarks>
    /// Where two sides have recorded one object: the acts of both are the acts of the record that stays, its numbers are united, and what it does not say of itself the other
    /// says. Refused (C2) where the acts tell no one story: an act would take the item from somebody who does not have it. The old id answers 308 from then on. For the operator,
    /// and a department that supervises both holders. Needs the If-Match of the record that goes; the answer is the one that stays.
    /// </remarks>
    static async Task<Ok<ItemV1>> Items(Guid id, IfMatch ifMatch, Body<MergeRequestV1> body, ItemStore items, ItemMerge merge, ItemView view, ReferenceReader references, Posting posting)
    {
        var gone = await items.Get(id);
        var findings = new Findings();
        var into = await references.Item(body.Value.Into, "/into", findings) is { } stays ? await items.Get(stays) : null;
        await posting.MustSupervise(Faults.MergeOfAnother.At(pointer: null), [.. new[] { gone, into }.OfType<ItemRow>().Select(row => row.CustodianId ?? row.Item.FirstHolder).Distinct()]);
        await ifMatch.Admit(gone.Item.Version, async () => await view.Show(gone));
        findings.Settle();
        var merged = await merge.Merge(gone, into!, body.Value.Reason, findings);
        return TypedResults.Ok(await view.Show(await items.Get(merged.Id), findings));
    }

    /// <summary>Merge an institution into another record of it</summary>
    /// <remarks>
    /// Whatever names the one names the other from then on: agreements, acts, items and their numbers, memberships, events, keys, each in a version of its own. Refused (P2)
    /// where both are parties to one agreement or the two sides of an act, and where each has a BIN of its own. The old id and the old code answer 308 from then on. For the
    /// operator, and a department that supervises both. Needs the If-Match of the record that goes; the answer is the one that stays.
    /// </remarks>
    static async Task<Ok<InstitutionV1>> Institutions(string institution, IfMatch ifMatch, Body<MergeRequestV1> body, InstitutionStore institutions, InstitutionMerge merge,
        InstitutionView view, ReferenceReader references, Posting posting)
    {
        var gone = await institutions.Get(Reference.Of(institution));
        var findings = new Findings();
        var stays = await references.Institution(body.Value.Into, "/into", findings);
        await posting.MustSupervise(Faults.MergeOfAnother.At(pointer: null), [.. new[] { gone.Id, stays }.OfType<Guid>().Distinct()]);
        await ifMatch.Admit(gone.Version, async () => await view.Show(gone));
        findings.Settle();
        var merged = await merge.Merge(gone, await institutions.Get(stays!.Value), body.Value.Reason, findings);
        return TypedResults.Ok(await view.Show(merged, findings: findings));
    }
}
