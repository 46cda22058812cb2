using TransferRegistry.Api.Agreements;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.Transfers;

/// <summary>How an act comes in: by itself or under an agreement posted with it, and how it is changed before it is final.</summary>
sealed class TransferPosting(Work work, TransferStore transfers, TransferForm form, ReferenceReader references, Posting posting, Caller caller)
{
    /// <summary>An act posted by itself.</summary>
    public async Task<Transfer> Post(TransferPostV1 request, Findings findings)
    {
        var agreement = await references.Agreement(request.Agreement, "/agreement", findings);
        if (request.Evidence is null)
            findings.Refuse(Faults.MissingMember.At("/evidence", ("member", "evidence")));
        findings.Settle();
        var begun = New(request.InitialStatus, request.Evidence!.Value, new(caller.Role!.Value, caller.InstitutionId, OnBehalfOf: null));
        var transfer = await form.Read(request, agreement, begun, findings);
        findings.Settle();
        var sides = transfer.Status is TransferStatus.Recorded ? [transfer.From, transfer.To] : Drafters(transfer);
        transfer = transfer with { SubmittedBy = await posting.By(request.OnBehalfOf, sides, findings) };
        return await Post(request, transfer, findings, "");
    }

    /// <summary>An act posted with the agreement it is made under, by who posts the agreement.</summary>
    public async Task<Transfer> Post(NestedTransferV1 request, Agreement agreement, Findings findings, string pointer)
    {
        var transfer = await form.Read(request, agreement.Id, New(request.InitialStatus, request.Evidence ?? agreement.Evidence, agreement.SubmittedBy), findings, pointer);
        findings.Settle();
        // A draft is its sender's: who posts for the sender too posts it for the sender.
        if (await references.IsMine(transfer.From))
            transfer = transfer with { SubmittedBy = transfer.SubmittedBy with { OnBehalfOf = transfer.From } };
        return await Post(request, transfer, findings, pointer);
    }

    /// <summary>Refuses (403) who may not change it.</summary>
    public Task MayChange(Transfer transfer) => posting.MustBeSubmitter("Changing a transfer", transfer.SubmittedBy);

    public async Task<Transfer> Change(Transfer known, TransferChangeV1 request, Findings findings)
    {
        if (!known.MayBeChanged)
            throw Faults.ActFinal.At(pointer: null, ("status", Json.Word(known.Status))).Refused();
        var agreement = await references.Agreement(request.Agreement, "/agreement", findings);
        var changed = await form.Read(request, agreement, known with { Version = known.Version + 1, UpdatedAt = work.Now }, findings);
        CheckEvidence(changed, findings, "");
        findings.Settle();
        changed = changed with { Lines = await form.Lines(request, changed, findings) };
        findings.Settle();
        return await transfers.Change(known, changed, findings);
    }

    async Task<Transfer> Post(TransferRequestV1 request, Transfer transfer, Findings findings, string pointer)
    {
        CheckEvidence(transfer, findings, pointer);
        findings.Settle();
        transfer = transfer with { Lines = await form.Lines(request, transfer, findings, pointer) };
        return await transfers.Post(transfer, Json.Hash(request), findings, pointer);
    }

    Transfer New(InitialTransferStatus? initial, Evidence evidence, Submission submission) => new()
    {
        Id = work.NewId(),
        Version = 1,
        Kind = default,
        LegalEffect = default,
        From = default,
        To = default,
        Evidence = evidence,
        Status = initial is InitialTransferStatus.Recorded ? TransferStatus.Recorded : TransferStatus.Draft,
        SubmittedBy = submission,
        CreatedAt = work.Now,
        UpdatedAt = work.Now,
    };

    // A museum drafts what it sends; a department, for whichever side it supervises.
    Guid[] Drafters(Transfer transfer) => caller.Role is Role.Museum ? [transfer.From] : [transfer.From, transfer.To];

    static void CheckEvidence(Transfer transfer, Findings findings, string pointer)
    {
        if (transfer.Status is TransferStatus.Recorded && transfer.Evidence is Evidence.SignedByAll)
            findings.Refuse(Faults.EvidenceTooStrong.At($"{pointer}/evidence"));
    }
}
