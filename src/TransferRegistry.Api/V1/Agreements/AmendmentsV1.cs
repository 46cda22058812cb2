using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>Amendments of agreements over HTTP, version 1; here because an amendment that ends an agreement disposes of the transfers under it.</summary>
static class AmendmentsV1
{
    public static void MapAmendmentsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/agreements/{id:guid}/amendments").WithTags("Agreements");
        group.MapGet("/", List).WithName("listAmendments").RequireAuthorization(AccessPolicies.Read);
        group.MapPost("/", Propose).WithName("postAmendment").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{seq:int}", Get).WithName("getAmendment").RequireAuthorization(AccessPolicies.Read);
        group.MapPost("/{seq:int}/transitions", Step).WithName("stepAmendment").RequireAuthorization(AccessPolicies.Write);
    }

    /// <summary>The amendments of an agreement</summary>
    /// <remarks>By their numbers, those that were declined or withdrawn too.</remarks>
    static async Task<Ok<ListPage<AmendmentV1>>> List(Guid id, AgreementStore agreements, AgreementView view, Links links)
    {
        var amendments = (await view.Show(await agreements.Get(id))).Amendments ?? [];
        var self = new Uri(links.To($"/agreements/{id}/amendments"));
        return TypedResults.Ok(new ListPage<AmendmentV1>
        {
            Items = amendments, Page = new() { Limit = int.Max(amendments.Count, 1), Returned = amendments.Count }, Links = new() { Self = self, First = self },
        });
    }

    /// <summary>Read an amendment</summary>
    /// <remarks>What it changes, who has signed it, and which steps are open to the caller.</remarks>
    static async Task<Ok<AmendmentV1>> Get(Guid id, int seq, AgreementStore agreements, AmendmentView view) =>
        TypedResults.Ok(await view.Show(Known(await agreements.Get(id), seq).Agreement, seq));

    /// <summary>Propose an amendment</summary>
    /// <remarks>
    /// For any party of an agreement that is signed, in force or suspended. What was signed is never overwritten: the amendment is put beside it with a number of its own, and
    /// has effect from effectiveFrom on, once every party has signed whose signature is needed. baseVersion is the agreement's version it was drafted on; one that another was
    /// signed after is no more to be signed. changes is a merge patch of the agreement, of the members its kind may change:
    /// {amendments}
    /// suspension, resumption and termination change the state: in the write of the last signature, or, where effectiveFrom is later, by a step somebody takes from that
    /// day on. Needs the agreement's If-Match.
    /// </remarks>
    static async Task<Created<AmendmentV1>> Propose(Guid id, IfMatch ifMatch, Body<AmendmentRequestV1> body, AgreementStore agreements, Amendments amendments, AgreementView view,
        AmendmentView amendmentView, ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        var known = await Taken(id, agreements);
        await submitters.MustBeSide(Faults.AmendmentOfAnother.At(pointer: null), known.On(work.Today).PartyIds);
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        var request = body.Value;
        var dispositions = await AgreementMapper.Dispositions(request.Dispositions?.Select(disposition => disposition.ToCommand()).ToList(), references, findings);
        Amendments.MustBeAmendable(known);
        // A merge patch is of the agreement as this version shows it on the amendment's first day.
        var changed = request.Changes is { } changes
            ? ContractPatch.Apply<AgreementRequestV1>(changes, await view.Whole(known, request.EffectiveFrom), "/changes") : null;
        var amended = await amendments.Propose(known, request.ToCommand(changed?.ToContent()), dispositions, findings);
        var shown = await amendmentView.Show(amended, amended.Amendments!.Count, findings);
        return TypedResults.Created(shown.Links.Self, shown);
    }

    /// <summary>Sign, decline or take back an amendment</summary>
    /// <remarks>
    /// proposed → signed, declined, withdrawn. Each party signs or declines for itself; withdrawn is its proposer's. With the last signature it is signed.
    /// Needs the agreement's If-Match.
    /// </remarks>
    static async Task<Ok<AmendmentV1>> Step(Guid id, int seq, IfMatch ifMatch, Body<AmendmentStepRequestV1> body, AgreementStore agreements, Amendments amendments,
        Dispositions dispositions, AgreementView view, AmendmentView amendmentView, SubmitterPolicy submitters, Work work)
    {
        var (known, amendment) = Known(await Taken(id, agreements), seq);
        // Who is asked to join is a party only once this is in effect, and signs it before.
        await submitters.MustBeSide(Faults.AmendmentOfAnother.At(pointer: null),
            known.On(work.Today).PartyIds.Union(amendment.Signatures.Select(signature => signature.Institution)));
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        var stepped = await amendments.Step(known, amendment, body.Value.ToCommand(), findings);
        if (stepped.Status is AgreementStatus.Terminated && known.Status is not AgreementStatus.Terminated)
            await dispositions.Apply(stepped, findings);
        return TypedResults.Ok(await amendmentView.Show(stepped, seq, findings));
    }

    // Seen first, then taken, and read again behind its lock.
    static async Task<Agreement> Taken(Guid id, AgreementStore agreements)
    {
        await agreements.Get(id);
        return (await agreements.Lock(id))!;
    }

    static (Agreement Agreement, Amendment Amendment) Known(Agreement agreement, int seq) => (agreement,
        agreement.Amendments?.FirstOrDefault(amendment => amendment.Seq == seq) ?? throw Faults.NoAmendment.Because(("seq", seq)));
}
