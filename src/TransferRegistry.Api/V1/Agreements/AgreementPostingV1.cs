using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.Transfers;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>An agreement as it is posted, with the transfers made under it if there are any yet.</summary>
public sealed record AgreementWithTransfersV1 : AgreementPostV1
{
    /// <summary>Transfers made under it, each as it would be posted by itself, without its agreement.</summary>
    [MaxLength(500)] public IReadOnlyList<NestedTransferV1>? Transfers { get; init; }
}

/// <summary>The parameters of a posting.</summary>
public sealed record PostingQuery
{
    /// <summary>true: says what would happen, and keeps nothing.</summary>
    public bool? DryRun { get; set; }
}

/// <summary>What spans an agreement and its transfers: posting them together, a step that takes them along, and the transfers of an agreement.</summary>
static class AgreementPostingV1
{
    public static void MapAgreementPostingV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/agreements").WithTags("Agreements");
        group.MapPost("/", Submit).WithName("postAgreement").RequireAuthorization(AccessPolicies.Write).WithMetadata(BodyLimit.Posting).WithRequestTimeout(Transport.Posting);
        group.MapPost("/{id:guid}/transitions", Step).WithName("stepAgreement").RequireAuthorization(AccessPolicies.Write);
        v1.MapAmendmentsV1();
        group.MapGet("/{id:guid}/transfers", Transfers).WithName("listAgreementTransfers").RequireAuthorization(AccessPolicies.Read);
    }

    /// <summary>Post an agreement</summary>
    /// <remarks>
    /// For a department on behalf of the institutions it supervises, and for a museum that is a party. initialStatus: draft (seen by your side), proposed
    /// (seen by all parties, to be signed) or recorded (known from evidence weaker than signed_by_all). The transfers made under it may come with it: all or nothing.
    /// With dryRun=true it is judged as if posted, and nothing is kept.
    /// </remarks>
    static async Task<Results<Created<AgreementV1>, Ok<AgreementV1>>> Submit(Body<AgreementWithTransfersV1> body, Query<PostingQuery> query, AgreementPosting agreements,
        TransferPosting transfers, AgreementView view, Work work)
    {
        work.DryRun = query.Value.DryRun is true;
        var findings = new Findings();
        var shown = await view.Show(await Post(body.Value, agreements, transfers, findings), findings: findings);
        return work.DryRun ? TypedResults.Ok(shown) : TypedResults.Created(shown.Links.Self, shown);
    }

    /// <summary>The agreement and all its transfers, or nothing.</summary>
    public static async Task<Agreement> Post(AgreementWithTransfersV1 request, AgreementPosting agreements, TransferPosting transfers, Findings findings)
    {
        var agreement = await agreements.Post(request.ToCommand(), findings);
        foreach (var (index, transfer) in (request.Transfers ?? []).Index())
            await transfers.Post(transfer.ToCommand(), agreement, findings, $"/transfers/{index}");
        return agreement;
    }

    /// <summary>Take an agreement a step further</summary>
    /// <remarks>
    /// {agreement-life}
    /// allowedActions says which are open to you. A party whose signature is not required may sign until the agreement ends; that changes nothing else.
    /// In force is a step that somebody takes, from its first day on; to be signed a recorded agreement needs no day.
    /// terminated says in dispositions what becomes of each temporary transfer that is open under it: it returns by a day, continues, or converts. Needs If-Match.
    /// </remarks>
    static async Task<Ok<AgreementV1>> Step(Guid id, IfMatch ifMatch, Body<AgreementStepRequestV1> body, AgreementStore agreements, TransferSteps transfers,
        Dispositions dispositions, AgreementView view, ReferenceReader references, SubmitterPolicy submitters, Caller caller, Work work)
    {
        var known = await agreements.Get(id);
        var notYours = Faults.StepOfAnother.At(pointer: null, ("to", body.Value.To));
        if (AgreementLife.IsSubmitters(body.Value.To.OfV1()))
            await submitters.MustBeSubmitter(notYours, known.SubmittedBy);
        else
            await submitters.MustBeSide(notYours, known.On(work.Today).PartyIds);
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        var taken = await AgreementMapper.Read(body.Value.ToCommand(), references, submitters, caller, findings, [.. known.On(work.Today).PartyIds]);
        var stepped = await agreements.Step(known, taken, findings);
        if (stepped.Status is AgreementStatus.Withdrawn or AgreementStatus.Declined)
            await transfers.CancelDrafts(stepped, taken.Reason);
        if (stepped.Status is AgreementStatus.Terminated)
            await dispositions.Apply(stepped, findings);
        return TypedResults.Ok(await view.Show(stepped, findings));
    }

    /// <summary>The transfers under an agreement</summary>
    /// <remarks>Every act made under it that you may see, oldest record first, without its lines.</remarks>
    static async Task<ListResult<TransferV1>> Transfers(Guid id, Query<ListQuery> query, AgreementStore agreements, Paginator paginator, TransferView view, Caller caller)
    {
        await agreements.Get(id);
        var filter = new ListFilter().VisibleTo(caller).By("agreement", id);
        return await paginator.Query<DocumentRow, TransferV1>(TransferSql.List, filter, query.Value, async rows => await view.Show([.. rows.Select(row => row.As<Transfer>())]), TransfersV1.Past);
    }
}
