using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Items;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>Decisions that a loan may stay longer: dated, the old day and the new one kept, so that a span in which it was overdue stays visible.</summary>
sealed class Extensions(Work work, TransferStore transfers, AgreementStore agreements, ItemStore items, TransferFactsReader facts, CustodyRules custodyRules)
{
    /// <summary>D3. The loan's row is taken.</summary>
    public async Task<Transfer> Post(Transfer loan, ExtendLoan request, Findings findings)
    {
        if (!loan.IsExtensible || (loan.IsLent && !(await facts.Read(loan)).IsOut))
            throw Faults.NotExtensible.At(pointer: null, ("kind", Json.ToWire(loan.Kind)), ("status", Json.ToWire(loan.Status))).Refused();
        findings.CheckHappened(request.On, "/on", work.Today);
        if (request.NewDueBackOn <= loan.DueBackOn)
            findings.Refuse(Faults.ExtendedToNoLater.At("/newDueBackOn", ("newDue", request.NewDueBackOn), ("oldDue", loan.DueBackOn)));
        if (loan.Agreement is { } id && (await agreements.Find(id))?.On(work.Today).EffectiveTo is { } end && request.NewDueBackOn > end)
            findings.Refuse(Faults.DueAfterAgreement.At("/newDueBackOn", ("due", request.NewDueBackOn), ("end", end)));
        await items.Lock(loan.Items);
        await custodyRules.CheckExtension(loan, request.NewDueBackOn, findings);
        findings.ThrowIfRefused();
        var extension = new Extension
        {
            OldDueBackOn = loan.DueBackOn, NewDueBackOn = request.NewDueBackOn, On = request.On, Reason = request.Reason, DecidedBy = request.DecidedBy,
        };
        return await transfers.Touch(loan with { DueBackOn = request.NewDueBackOn, Extensions = [.. loan.Extensions ?? [], extension] }, "transfer.extended", request.Reason);
    }
}
