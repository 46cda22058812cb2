using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Items;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>What the end of an agreement makes of the temporary transfers that were open under it (A5).</summary>
sealed class Dispositions(Work work, TransferStore transfers, ItemStore items, TransferFactsReader facts, CustodyRules custodyRules)
{
    /// <summary>What returns by a day is due on that day from the end of the agreement on. What continues or converts stays as it is, and the agreement says so.</summary>
    public async Task Apply(Agreement ended, Findings findings)
    {
        foreach (var (index, disposition) in (ended.Dispositions ?? []).Index())
        {
            if (disposition is not { How: DispositionKind.ReturnBy, On: { } on })
                continue;
            var transfer = await transfers.LockAlso(disposition.Transfer);
            // Agreed before, it may have come home since.
            if (transfer.DueBackOn == on || !transfer.IsExtensible || (transfer.IsLent && !(await facts.Read(transfer)).IsOut))
                continue;
            await Judge(transfer, on, $"/dispositions/{index}/on", findings);
            var decision = new Extension { OldDueBackOn = transfer.DueBackOn, NewDueBackOn = on, On = ended.StatusOn ?? new(Edtf.Of(work.Today)), Reason = Reason(ended) };
            await transfers.Touch(transfer with { DueBackOn = on, Extensions = [.. transfer.Extensions ?? [], decision] }, "transfer.due_back", Reason(ended));
        }
        findings.ThrowIfRefused();
    }

    // D2, and where it is given longer D3: the days may be another's.
    async Task Judge(Transfer transfer, LocalDate on, string pointer, Findings findings)
    {
        var own = new Findings();
        if (on <= (transfer.HandedOverOn?.Edtf.Earliest ?? transfer.ReservedFrom))
            own.Refuse(Faults.DueBeforeHandOver.At(pointer, ("due", on), ("handedOver", (object?)transfer.HandedOverOn?.Edtf ?? transfer.ReservedFrom)));
        await items.Lock(transfer.Items);
        if (on > transfer.DueBackOn)
            await custodyRules.CheckExtension(transfer, on, own);
        foreach (var fault in own.Refused)
            findings.Refuse(fault with { Pointer = pointer });
    }

    static string Reason(Agreement ended) => $"The agreement {ended.RegistryNumber ?? ended.Id.ToString()} was terminated.";
}
