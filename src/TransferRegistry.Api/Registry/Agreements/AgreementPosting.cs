using TransferRegistry.Api.Data;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>How an agreement comes in.</summary>
sealed class AgreementPosting(Work work, AgreementStore agreements, ReferenceReader references, SubmitterPolicy submitters)
{
    public async Task<Agreement> Post(PostAgreement command, Findings findings)
    {
        var begun = new Agreement
        {
            Id = work.NewId(), Version = 1, Kind = command.Content.Kind, Binding = false, Title = command.Content.Title, Parties = [], Evidence = command.Content.Evidence,
            SubmittedBy = new(work.Caller.Role!.Value, work.Caller.InstitutionId, OnBehalfOf: null), CreatedAt = work.Now, UpdatedAt = work.Now,
        };
        var draft = await AgreementMapper.Read(command.Content, references, findings, begun);
        var submission = await submitters.By(command.OnBehalfOf, [.. draft.PartyIds], findings);
        return await agreements.Post(draft with { SubmittedBy = submission }, command.InitialStatus ?? InitialStatus.Draft, command.ContentHash, findings);
    }
}
