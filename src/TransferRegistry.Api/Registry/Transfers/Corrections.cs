using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>Correcting acts (T1): a received act stands as it was signed, and another says what is wrong in it.</summary>
sealed class Corrections(Work work, TransferStore transfers, ItemStore items, CustodyLedger ledger, CustodyRules custodyRules, SubmitterPolicy submitters)
{
    /// <summary>The correcting act. The row of the act it corrects is taken.</summary>
    public async Task<Transfer> Post(Transfer act, CorrectAct request, Findings findings)
    {
        if (!act.IsCorrectable)
            throw Faults.NotCorrected.At(pointer: null, ("status", Json.ToWire(act.Status))).Refused();
        var correction = Begun(act, request, await submitters.By(onBehalfOf: null, [act.From, act.To], findings));
        var contentHash = request.ContentHash;
        await transfers.CheckReference(correction, contentHash, "");
        Check(act, request, findings);
        findings.ThrowIfRefused();
        await items.Lock(correction.Items);
        correction = correction with { MovedAt = await ledger.NextMoment([.. correction.Items]) };
        var corrected = act with { Lines = [.. act.Lines!.Select(line => Corrected(line, request, correction))] };
        if (corrected.DeclaredCount is { } declared && corrected.Lines!.Sum(line => (long)(line.Counted ?? 0)) is var sum && sum > declared)
            findings.Refuse(Faults.CountExceeded.At("/lines", ("sum", sum), ("declared", declared)));
        await CheckReturned(corrected, request, findings);
        await CheckCounts(corrected, request, findings);
        findings.ThrowIfRefused();

        var concerned = correction.Items.ToList();
        var before = await ledger.Chains(concerned);
        correction = correction with { RegistryNumber = await transfers.Number(correction) };
        await transfers.Enter(correction, contentHash, "transfer.correction_posted");
        corrected = await transfers.Touch(corrected, "transfer.corrected", request.Reason);
        await transfers.RecordMovement(corrected, concerned);
        await custodyRules.CheckStillHolds(correction, before, findings);
        findings.ThrowIfRefused();
        if (act.ReturnsTransfer is { } loan)
            await transfers.Mark(await transfers.LockAlso(loan), "transfer.return_corrected", request.Reason);
        return correction;
    }

    Transfer Begun(Transfer act, CorrectAct request, SubmittedBy submission) => new()
    {
        Id = work.NewId(),
        Version = 1,
        ActNumber = act.ActNumber,
        ActDate = act.ActDate,
        CarriesNumber = true,
        Agreement = act.Agreement,
        Kind = act.Kind,
        LegalEffect = act.LegalEffect,
        From = act.From,
        To = act.To,
        ReceivedOn = request.On,
        Evidence = request.Evidence ?? Evidence.PartyStatement,
        Visibility = act.Visibility,
        ExternalRef = request.ExternalRef,
        Reason = request.Reason,
        Status = TransferStatus.Received,
        StatusOn = request.On,
        CorrectsTransfer = act.Id,
        ConfirmedAt = work.Now,
        SubmittedBy = submission,
        CreatedAt = work.Now,
        UpdatedAt = work.Now,
        Lines =
        [
            .. from asked in request.Lines
               join line in act.Lines! on asked.Line equals line.Line
               select new TransferLine
               {
                   Line = line.Line, Item = line.Item, Quantity = asked.Quantity, ConditionIn = asked.ConditionIn, Note = asked.Note, Outcome = asked.Outcome,
                   ReturnsLine = line.ReturnsLine,
               },
        ],
    };

    void Check(Transfer act, CorrectAct request, Findings findings)
    {
        findings.CheckHappened(request.On, "/on", work.Today);
        if (act.ReceivedOn is { } received && Edtf.Compare(received.Edtf, request.On.Edtf) is EdtfOrder.Broken)
            findings.Refuse(Faults.CorrectionBeforeReceipt.At("/on", ("on", request.On.Edtf), ("received", received.Edtf)));
        var arrived = act.ReturnsTransfer is null ? LineOutcome.Received : LineOutcome.Returned;
        LineOutcome[] choices = [arrived, LineOutcome.Damaged, LineOutcome.Refused, LineOutcome.Missing, LineOutcome.Lost, LineOutcome.Destroyed];
        foreach (var (index, asked) in request.Lines.Index())
        {
            var place = $"/lines/{index}";
            if (act.Lines!.FirstOrDefault(line => line.Line == asked.Line) is not { } line)
                findings.Refuse(Faults.UnknownLine.At($"{place}/line", ("line", asked.Line)));
            else if (line.Standing is LineOutcome.Retained)
                findings.Refuse(Faults.NotCorrectable.At($"{place}/line", ("line", asked.Line)));
            if (request.Lines.Take(index).Any(other => other.Line == asked.Line))
                findings.Refuse(Faults.LineTwice.At($"{place}/line", ("line", asked.Line)));
            if (!choices.Contains(asked.Outcome))
                findings.Refuse(Faults.UnknownWord.At($"{place}/outcome", ("value", Json.ToWire(asked.Outcome)), ("choices", choices.Select(Json.ToWire))));
        }
    }

    static TransferLine Corrected(TransferLine line, CorrectAct request, Transfer correction)
    {
        if (request.Lines.FirstOrDefault(asked => asked.Line == line.Line) is not { } asked)
            return line;
        // What the act had passed passed by it; what only a correction says has passed, passed on that correction's day.
        var passesByCorrection = asked.Outcome.Passes() && !line.Outcome.Passes();
        return line with
        {
            Corrected = new()
            {
                By = correction.Id,
                Outcome = asked.Outcome,
                Quantity = asked.Quantity ?? line.Corrected?.Quantity,
                CustodyOn = !passesByCorrection ? null : line.Moves ? line.Corrected!.CustodyOn : correction.ReceivedOn,
                MovedAt = !passesByCorrection ? null : line.Moves ? line.Corrected!.MovedAt : correction.MovedAt,
            },
        };
    }

    // C8: a loan's line has at least what came back of it; and the lines of a return come to no more than was lent.
    async Task CheckReturned(Transfer corrected, CorrectAct request, Findings findings)
    {
        var loan = corrected.ReturnsTransfer is { } id ? await transfers.LockAlso(id) : corrected.IsTemporary ? corrected : null;
        if (loan is null)
            return;
        var settled = (await work.List<SettledRow>(TransferSql.Settlements, new { loan.Id })).Where(row => row.TransferId != corrected.Id).ToList();
        if (corrected.ReturnsTransfer is not null)
            settled.AddRange(corrected.Lines!.Where(line => line.Standing.Settles()).Select(line => new SettledRow
            {
                TransferId = corrected.Id, Line = line.ReturnsLine!.Value, Quantity = line.Counted,
            }));
        foreach (var (index, asked) in request.Lines.Index())
        {
            var number = corrected.ReturnsTransfer is null ? asked.Line : corrected.Lines!.First(line => line.Line == asked.Line).ReturnsLine;
            var lent = loan.Lines!.First(line => line.Line == number);
            var back = settled.Where(row => row.Line == number).Sum(row => row.Quantity ?? 0);
            var most = lent.Moves ? lent.Counted : 0;
            if (back > most || (!lent.Moves && settled.Any(row => row.Line == number)))
                findings.Refuse(Faults.MoreThanIsOut.At($"/lines/{index}", ("quantity", back), ("line", number), ("out", most)));
        }
    }

    // C13. What the act itself has split off is as many as its line now says; of anything else a line has no more than there is.
    async Task CheckCounts(Transfer corrected, CorrectAct request, Findings findings)
    {
        var lines = request.Lines.Index().Where(asked => asked.Item.Quantity is > 0)
            .Select(asked => (Line: corrected.Lines!.First(line => line.Line == asked.Item.Line), Pointer: $"/lines/{asked.Index}/quantity")).ToList();
        var split = (await items.Load(lines.Select(line => line.Line.Item))).Select(row => row.Item)
            .Where(item => item.SplitFrom is not null && item.NewIn == corrected.Id).ToDictionary(item => item.Id);
        foreach (var (line, pointer) in lines.Where(line => split.ContainsKey(line.Line.Item)))
            await items.Resize(split[line.Item], line.Counted!.Value, findings, pointer);
        await custodyRules.CheckCounts(lines.Where(line => !split.ContainsKey(line.Line.Item)), findings);
    }

    sealed record SettledRow
    {
        public required Guid TransferId { get; init; }
        public required int Line { get; init; }
        public int? Quantity { get; init; }
    }
}
