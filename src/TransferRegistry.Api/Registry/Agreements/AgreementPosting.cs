using TransferRegistry.Api.Data;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>How an agreement comes in.</summary>
sealed class AgreementPosting(Work work, AgreementStore agreements, ReferenceReader references, Posting posting)
{
    public async Task<Agreement> Post(AgreementPostV1 request, string contentHash, Findings findings)
    {
        var begun = new Agreement
        {
            Id = work.NewId(), Version = 1, Kind = request.Kind, Binding = false, Title = request.Title, Parties = [], Evidence = request.Evidence,
            SubmittedBy = new(work.Caller.Role!.Value, work.Caller.InstitutionId, OnBehalfOf: null), CreatedAt = work.Now, UpdatedAt = work.Now,
        };
        var draft = await AgreementForm.Read(request, references, findings, begun);
        var submission = await posting.By(request.OnBehalfOf, [.. draft.PartyIds], findings);
        return await agreements.Post(draft with { SubmittedBy = submission }, request.InitialStatus ?? InitialStatus.Draft, contentHash, findings);
    }
}
