using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>What is posted to an act that stands, over HTTP, version 1: returns, extensions, correcting acts.</summary>
static class ReturnsV1
{
    public static void MapReturnsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/transfers/{id:guid}").WithTags("Transfers");
        group.MapPost("/returns", Return).WithName("postReturn").RequireAuthorization(AccessPolicies.Write).WithMetadata(BodyLimit.Posting).WithRequestTimeout(Transport.Posting);
        group.MapPost("/extensions", Extend).WithName("postExtension").RequireAuthorization(AccessPolicies.Write);
        group.MapPost("/corrections", Correct).WithName("postCorrection").RequireAuthorization(AccessPolicies.Write).WithMetadata(BodyLimit.Posting).WithRequestTimeout(Transport.Posting);
    }

    /// <summary>Post a return</summary>
    /// <remarks>
    /// What of a loan comes back, in parts and as often as it takes: a transfer of kind return whose lines point at the loan's. Posted by the lender's side it is received
    /// at once; posted by the borrower's it is in transit until the lender takes the step to received. A line's outcome is returned, retained, lost or destroyed, one line an
    /// outcome; without quantity it speaks of all that is still out on the loan's line, known or not. Fewer than all of a lot come back as a part of it, an item of its own.
    /// What the borrower keeps (retained) takes its permanent transfer with it, made and received in the same write. Needs the loan's If-Match.
    /// </remarks>
    static async Task<Created<TransferV1>> Return(Guid id, IfMatch ifMatch, Body<ReturnRequestV1> body, TransferStore transfers, Returns returns, TransferView view, SubmitterPolicy submitters)
    {
        var loan = await transfers.Lock(id);
        await submitters.MustBeSide(Faults.ReturnOfAnother.At(pointer: null), loan.From, loan.To);
        await ifMatch.Admit(loan.Version, async () => await view.Show(loan));
        var findings = new Findings();
        return Posted(await view.Show(await returns.Post(loan, body.Value.ToCommand(), findings), findings));
    }

    /// <summary>Extend a loan</summary>
    /// <remarks>
    /// A dated decision of the lender that the loan may stay longer, also when it is overdue already: the span in which it was stays visible. The new day is later than the
    /// old one, not after the agreement's end, not into days for which another transfer has the items, and not beyond a loan it is itself out of. Needs the loan's If-Match.
    /// The answer is the loan.
    /// </remarks>
    static async Task<Created<TransferV1>> Extend(Guid id, IfMatch ifMatch, Body<ExtensionRequestV1> body, TransferStore transfers, Extensions extensions, TransferView view,
        SubmitterPolicy submitters)
    {
        var loan = await transfers.Lock(id);
        await submitters.MustBeSide(Faults.ExtensionOfAnother.At(pointer: null), loan.From);
        await ifMatch.Admit(loan.Version, async () => await view.Show(loan));
        var findings = new Findings();
        return Posted(await view.Show(await extensions.Post(loan, body.Value.ToCommand(), findings), findings));
    }

    /// <summary>Correct a received act</summary>
    /// <remarks>
    /// A received act stands as it was confirmed; what is wrong in its lines is said by a correcting act, a transfer of its own that names it. From then on the correction
    /// counts: it closes the line's discrepancy, an item that had not arrived passes on the correction's day, and one that had not arrived after all is where it was.
    /// Refused while a later act rests on what it takes back. Either side posts it. Needs the act's If-Match.
    /// </remarks>
    static async Task<Created<TransferV1>> Correct(Guid id, IfMatch ifMatch, Body<CorrectionRequestV1> body, TransferStore transfers, Corrections corrections, TransferView view,
        SubmitterPolicy submitters)
    {
        var act = await transfers.Lock(id);
        await submitters.MustBeSide(Faults.CorrectionOfAnother.At(pointer: null), act.From, act.To);
        await ifMatch.Admit(act.Version, async () => await view.Show(act));
        var findings = new Findings();
        return Posted(await view.Show(await corrections.Post(act, body.Value.ToCommand(), findings), findings));
    }

    static Created<TransferV1> Posted(TransferV1 shown) => TypedResults.Created(shown.Links.Self, shown);
}
