using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>How an act comes in: by itself or under an agreement posted with it, and how it is changed before it is final.</summary>
sealed class TransferPosting(Work work, TransferStore transfers, TransferMapper mapper, ReferenceReader references, SubmitterPolicy submitters, Caller caller)
{
    /// <summary>An act posted by itself.</summary>
    public async Task<Transfer> Post(PostTransfer command, Findings findings)
    {
        var agreement = await references.Agreement(command.Agreement, "/agreement", findings);
        findings.ThrowIfRefused();
        var begun = New(command.InitialStatus, command.Evidence, new(caller.Role!.Value, caller.InstitutionId, OnBehalfOf: null));
        var transfer = await mapper.Read(command.Content, agreement, begun, findings);
        findings.ThrowIfRefused();
        transfer = transfer with { SubmittedBy = await submitters.By(command.OnBehalfOf, Writers(transfer), findings) };
        findings.ThrowIfRefused();
        return await Post(command.Content, command.ContentHash, transfer, findings, "");
    }

    /// <summary>An act posted with the agreement it is made under, by who posts the agreement.</summary>
    public async Task<Transfer> Post(PostTransferUnderAgreement command, Agreement agreement, Findings findings, string pointer)
    {
        var transfer = await mapper.Read(command.Content, agreement.Id, New(command.InitialStatus, command.Evidence ?? agreement.Evidence, agreement.SubmittedBy), findings, pointer);
        findings.ThrowIfRefused();
        await CheckWriter(transfer, findings, pointer);
        // A draft is its sender's: who posts for the sender too posts it for the sender.
        var sender = await references.IsMine(transfer.From) ? transfer.From : transfer.To;
        transfer = transfer with { SubmittedBy = transfer.SubmittedBy with { OnBehalfOf = sender } };
        return await Post(command.Content, command.ContentHash, transfer, findings, pointer);
    }

    /// <summary>Refuses (403) who may not change it.</summary>
    public async Task MayChange(Transfer transfer)
    {
        await submitters.MustBeSubmitter(Faults.ChangeOfAnother.At(pointer: null, ("record", "transfer")), transfer.SubmittedBy);
        await CheckWriter(transfer, new Findings());
    }

    public async Task<Transfer> Change(Transfer known, ChangeTransfer command, Findings findings)
    {
        if (!known.MayBeChanged)
            throw Faults.ActFinal.At(pointer: null, ("status", Json.ToWire(known.Status))).Refused();
        // What it stood on already it may stand on still, whether or not the caller sees that.
        var agreement = command.Agreement?.Id is { } id && id == known.Agreement ? id : await references.Agreement(command.Agreement, "/agreement", findings);
        var changed = await mapper.Read(command.Content, agreement, known with { Version = known.Version + 1, UpdatedAt = work.Now, Evidence = command.Evidence }, findings);
        CheckEvidence(changed, findings, "");
        findings.ThrowIfRefused();
        await CheckWriter(changed, findings);
        changed = changed with { Lines = await mapper.Lines(command.Content, changed, findings) };
        findings.ThrowIfRefused();
        return await transfers.Change(known, changed, findings);
    }

    async Task<Transfer> Post(TransferContent content, string contentHash, Transfer transfer, Findings findings, string pointer)
    {
        CheckEvidence(transfer, findings, pointer);
        if (transfer is { Kind: TransferKind.Return, Status: not TransferStatus.Recorded })
            findings.Refuse(Faults.ReturnPostedAlone.At($"{pointer}/kind"));
        findings.ThrowIfRefused();
        // A posting sent again is told of the first before its own items are in the way.
        await transfers.CheckReference(transfer, contentHash, pointer);
        transfer = transfer with { Lines = await mapper.Lines(content, transfer, findings, pointer) };
        return await transfers.Post(transfer, contentHash, findings, pointer);
    }

    Transfer New(InitialTransferStatus? initial, Evidence evidence, SubmittedBy submission) => new()
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

    // Whose side brings an act in, and changes it: either's what is recorded; a museum drafts what it sends, a department for whichever side it supervises.
    Guid[] Writers(Transfer transfer) =>
        caller.Role is Role.Museum && transfer.Status is not TransferStatus.Recorded ? [transfer.From] : [transfer.From, transfer.To];

    async Task CheckWriter(Transfer transfer, Findings findings, string pointer = "")
    {
        if ((await references.Mine(Writers(transfer))).Count == 0)
            findings.Refuse(Faults.NobodysSide.At(pointer));
        findings.ThrowIfRefused();
    }

    static void CheckEvidence(Transfer transfer, Findings findings, string pointer)
    {
        if (transfer.Status is TransferStatus.Recorded && transfer.Evidence is Evidence.SignedByAll)
            findings.Refuse(Faults.EvidenceTooStrong.At($"{pointer}/evidence"));
    }
}
