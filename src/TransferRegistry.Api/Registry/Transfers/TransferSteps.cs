using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>What was received of one line.</summary>
sealed record LineReceipt(int Line, LineOutcome? Outcome, int? Quantity, string? ConditionIn, string? Note);

/// <summary>A step somebody takes: what, when, by whom, and what it says about the act.</summary>
sealed record Step
{
    public required TransferStatus To { get; init; }
    public EdtfDate? On { get; init; }
    public Person? By { get; init; }
    public string? Reason { get; init; }
    public string? ActNumber { get; init; }
    public EdtfDate? ActDate { get; init; }
    public IReadOnlyList<Authorization>? Authorizations { get; init; }
    public IReadOnlyList<LineReceipt> Lines { get; init; } = [];
}

/// <summary>The steps of an act's life: each asks whether the state, the side and the rules allow it, and writes the act as it then stands.</summary>
sealed class TransferSteps(Work work, TransferStore transfers, AgreementStore agreements, InstitutionStore institutions, ItemStore items, CustodyLedger ledger, CustodyRules custodyRules, SubmitterPolicy submitters, Policies policies)
{
    /// <summary>Refuses (403) whose step it is not, whatever the state.</summary>
    public Task MayTake(Transfer transfer, TransferStatus to) =>
        submitters.MustBeSide(Faults.StepOfAnother.At(pointer: null, ("to", to)), Sides(transfer, Transfer.Life.FirstOrDefault(known => known.To == to)?.By ?? Side.Either));

    public async Task<Transfer> Take(Transfer transfer, Step step, Findings findings)
    {
        if (Transfer.Life.FirstOrDefault(known => known.From == transfer.Status && known.To == step.To) is not { } taken)
            throw Open(transfer) is { Length: > 0 } open
                ? Faults.NoSuchStep.Because(("record", "transfer"), ("status", transfer.Status), ("to", step.To), ("open", open))
                : Faults.NoStepLeft.Because(("record", "transfer"), ("status", transfer.Status));
        CheckMembers(transfer, taken, step, work.Today, findings);
        findings.ThrowIfRefused();
        await items.Lock([.. transfer.Items]);
        return step.To switch
        {
            TransferStatus.Approved => await Approve(transfer, step, findings),
            TransferStatus.InTransit => await HandOver(transfer, step, findings),
            TransferStatus.Received => await Receive(transfer, step, findings),
            TransferStatus.Refused => await Refuse(transfer, step, findings),
            TransferStatus.Cancelled => (await Cancel([transfer], step)).Single(),
            _ => await Annul(transfer, step),
        };
    }

    /// <summary>The drafts under an agreement that comes to nothing go with it, and free their items' numbers and their own references.</summary>
    public async Task CancelDrafts(Agreement agreement, string? reason)
    {
        var drafts = await transfers.TakeDrafts(agreement.Id);
        if (drafts.Count == 0)
            return;
        await items.Lock(drafts.SelectMany(draft => draft.Items));
        await Cancel(drafts, new() { To = TransferStatus.Cancelled, Reason = reason });
    }

    public static IEnumerable<Guid> Sides(Transfer transfer, Side side) => side switch
    {
        Side.From => [transfer.From],
        Side.To => [transfer.To],
        _ => [transfer.From, transfer.To],
    };

    static string Open(Transfer transfer) => string.Join(", ", Transfer.Life.Where(step => step.From == transfer.Status).Select(step => Json.ToWire(step.To)));

    async Task<Transfer> Approve(Transfer transfer, Step step, Findings findings)
    {
        var approved = Next(transfer, step) with
        {
            ApprovedOn = step.On ?? transfer.ApprovedOn,
            ApprovedBy = step.By ?? transfer.ApprovedBy,
            Authorizations = step.Authorizations ?? transfer.Authorizations,
        };
        approved = approved with { ReservedFrom = transfer.PlannedOn ?? approved.ApprovedOn?.Earliest ?? work.Today };
        approved.CheckContent(work.Today, policies, findings);
        approved.CheckPapers(policies, findings);
        approved.CheckOrder(findings, "", isStep: true);
        approved.CheckPersons(policies["T3"], findings, "", isStep: true);
        findings.Move("/approvedOn", "/on");
        findings.Move("/approvedBy", "/by");
        if (approved.DueBackOn <= approved.ReservedFrom)
            findings.Refuse(Faults.DueBeforeHandOver.At("/dueBackOn", ("due", approved.DueBackOn), ("handedOver", approved.ReservedFrom)));
        approved.CheckGround(await Agreement(approved), handsOver: false, findings, onlyWarns: false);
        await institutions.JudgeMerged(approved.Institutions, "/to", findings);
        await custodyRules.CheckApproval(approved, findings);
        findings.ThrowIfRefused();
        approved = approved with { RegistryNumber = await transfers.Number(approved) };
        await Write(approved, step);
        await transfers.Settle([.. approved.Items]);
        return approved;
    }

    async Task<Transfer> HandOver(Transfer transfer, Step step, Findings findings)
    {
        var handed = Next(transfer, step) with
        {
            HandedOverOn = step.On,
            HandedOverBy = step.By,
            ActNumber = step.ActNumber ?? transfer.ActNumber,
            ActDate = step.ActDate ?? transfer.ActDate,
            Lines = [.. transfer.Lines!.Select(line => line with { Outcome = LineOutcome.HandedOver })],
        };
        handed.CheckContent(work.Today, policies, findings);
        handed.CheckOrder(findings, "", isStep: true);
        handed.CheckPersons(policies["T3"], findings, "", isStep: true);
        handed.CheckGround(await Agreement(handed), handsOver: true, findings, onlyWarns: false);
        await transfers.CheckAct(handed, findings);
        await custodyRules.CheckHandOver(handed, findings);
        (await institutions.Get(handed.From)).CheckAlive(step.On, findings, onlyWarns: false, "/on");
        findings.Move("/handedOverOn", "/on");
        findings.Move("/handedOverBy", "/by");
        findings.ThrowIfRefused();
        return await Write(handed, step);
    }

    async Task<Transfer> Receive(Transfer transfer, Step step, Findings findings)
    {
        var received = Next(transfer, step) with
        {
            ReceivedOn = step.On ?? transfer.ReceivedOn,
            ReceivedBy = step.By ?? transfer.ReceivedBy,
            MovedAt = transfer.MovedAt ?? await ledger.NextMoment([.. transfer.Items]),
            ConfirmedAt = work.Now,
            Lines = [.. transfer.Lines!.Select(line => Received(line, step, findings))],
        };
        CheckReceipt(received, findings);
        await custodyRules.CheckCounts(step.Lines.Select((receipt, index) => (received.Lines!.First(line => line.Line == receipt.Line), $"/lines/{index}/quantity"))
            .Where(given => given.Item1.QuantityReceived is not null), findings);
        (await institutions.Get(received.To)).CheckAlive(step.On, findings, onlyWarns: false, "/on");
        findings.ThrowIfRefused();
        await Write(received, step);
        await transfers.RecordMovement(received, received.Items);
        await MarkLoan(received, "transfer.return_received");
        return received;
    }

    async Task<Transfer> Refuse(Transfer transfer, Step step, Findings findings)
    {
        var refused = Next(transfer, step) with { ConfirmedAt = work.Now, Lines = [.. transfer.Lines!.Select(line => line with { Outcome = LineOutcome.Refused })] };
        CheckNotBefore(transfer, step, findings);
        findings.ThrowIfRefused();
        await Write(refused, step);
        await MarkLoan(refused, "transfer.return_refused");
        return refused;
    }

    async Task MarkLoan(Transfer returned, string type)
    {
        if (returned.ReturnsTransfer is { } loan)
            await transfers.Mark(await transfers.LockAlso(loan), type);
    }

    async Task<IReadOnlyList<Transfer>> Cancel(IReadOnlyList<Transfer> acts, Step step)
    {
        var cancelled = acts.Select(act => Next(act, step) with { ReservedFrom = null }).ToList();
        await Write(cancelled, step);
        await items.Withdraw(acts.Where(act => act.Status is TransferStatus.Draft).SelectMany(act => act.Items));
        return cancelled;
    }

    async Task<Transfer> Annul(Transfer transfer, Step step)
    {
        var annulled = await Write(Next(transfer, step), step);
        await transfers.RecordMovement(annulled with { LegalEffect = LegalEffect.CustodyOnly }, annulled.Items);
        return annulled;
    }

    Transfer Next(Transfer transfer, Step step) => transfer with { Status = step.To, StatusOn = step.On, Version = transfer.Version + 1, UpdatedAt = work.Now };

    async Task<Transfer> Write(Transfer transfer, Step step)
    {
        await Write([transfer], step);
        return transfer;
    }

    async Task Write(IReadOnlyList<Transfer> acts, Step step)
    {
        await transfers.Write(acts);
        foreach (var act in acts)
            work.AppendToJournal($"transfer.{Json.ToWire(step.To)}", act, step.Reason);
    }

    async Task<Agreement?> Agreement(Transfer transfer) => transfer.Agreement is { } id ? (await agreements.Find(id))?.On(work.Today) : null;

    void CheckReceipt(Transfer transfer, Findings findings)
    {
        transfer.CheckOrder(findings, "", isStep: true);
        transfer.CheckPersons(policies["T3"], findings, "", isStep: true);
        findings.Move("/receivedOn", "/on");
        findings.Move("/receivedBy", "/by");
    }

    // D1: what is refused had been handed over.
    static void CheckNotBefore(Transfer transfer, Step step, Findings findings)
    {
        (transfer with { ReceivedOn = step.On }).CheckOrder(findings, "", isStep: true);
        findings.Move("/receivedOn", "/on");
    }

    static TransferLine Received(TransferLine line, Step step, Findings findings)
    {
        var (index, receipt) = step.Lines.Index().FirstOrDefault(given => given.Item.Line == line.Line);
        // A line of a return has said what becomes of it when it was handed back.
        var asListed = line.ReturnsLine is null ? LineOutcome.Received : line.Outcome;
        if (receipt is null)
            return line with { Outcome = asListed };
        if (receipt.Quantity > line.Quantity)
            findings.Refuse(Faults.MoreThanListed.At($"/lines/{index}/quantity", ("quantity", receipt.Quantity), ("listed", line.Quantity), ("line", line.Line)));
        return line with
        {
            Outcome = receipt.Outcome is null or LineOutcome.Received ? asListed : receipt.Outcome.Value,
            QuantityReceived = receipt.Quantity,
            ConditionIn = receipt.ConditionIn ?? line.ConditionIn,
            Note = receipt.Note ?? line.Note,
        };
    }

    // Which members a step needs, and which belong to another: said all at once.
    static void CheckMembers(Transfer transfer, TransferStep taken, Step step, LocalDate today, Findings findings)
    {
        var to = Json.ToWire(step.To);
        findings.CheckHappened(step.On, "/on", today);
        foreach (var (member, isKnown, isGiven, lacking) in new (string, bool, bool, FaultKind?)[]
        {
            ("on", step.On is not null, step.On is not null, Faults.NeedsOn),
            ("by", step.By is not null, step.By is not null, Faults.NeedsBy),
            ("reason", step.Reason is not null, step.Reason is not null, Faults.NeedsReason),
            ("actNumber", (step.ActNumber ?? transfer.ActNumber) is not null, step.ActNumber is not null, Faults.NeedsAct),
            ("actDate", (step.ActDate ?? transfer.ActDate) is not null, step.ActDate is not null, Faults.NeedsAct),
            ("authorizations", step.Authorizations is not null, step.Authorizations is not null, null),
            ("lines", step.Lines.Count > 0, step.Lines.Count > 0, null),
        })
        {
            if (taken.Needs.Contains(member) && !isKnown)
                findings.Refuse(lacking!.At($"/{member}", ("to", to)));
            if (isGiven && !taken.Has(member))
                findings.Refuse(Faults.NotOfThisStep.At($"/{member}", ("member", member), ("to", to)));
        }
        foreach (var (index, receipt) in step.Lines.Index())
        {
            if (transfer.Lines!.All(line => line.Line != receipt.Line))
                findings.Refuse(Faults.UnknownLine.At($"/lines/{index}/line", ("line", receipt.Line)));
            if (step.Lines.Take(index).Any(other => other.Line == receipt.Line))
                findings.Refuse(Faults.LineTwice.At($"/lines/{index}/line", ("line", receipt.Line)));
            if (receipt.Outcome is not (null or LineOutcome.Received or LineOutcome.Damaged or LineOutcome.Refused or LineOutcome.Missing))
                findings.Refuse(Faults.UnknownWord.At($"/lines/{index}/outcome", ("value", Json.ToWire(receipt.Outcome)), ("choices", "received, damaged, refused, missing")));
        }
    }
}
