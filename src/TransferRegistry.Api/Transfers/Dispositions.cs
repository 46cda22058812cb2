using TransferRegistry.Api.Agreements;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Transfers;

/// <summary>What the end of an agreement makes of the temporary transfers that were open under it (A5).</summary>
sealed class Dispositions(Work work, TransferStore transfers)
{
    /// <summary>What returns by a day is due on that day from the end of the agreement on. What continues or converts stays as it is, and the agreement says so.</summary>
    public async Task Apply(Agreement ended, Findings findings)
    {
        foreach (var disposition in ended.Dispositions ?? [])
        {
            if (disposition is not { How: DispositionKind.ReturnBy, On: { } on })
                continue;
            var transfer = await transfers.TakeBeside(disposition.Transfer);
            if (transfer.DueBackOn == on)
                continue;
            var decision = new Extension { OldDueBackOn = transfer.DueBackOn, NewDueBackOn = on, On = ended.StatusOn ?? new(Edtf.Of(work.Today)), Reason = Reason(ended) };
            await transfers.Touch(transfer with { DueBackOn = on, Extensions = [.. transfer.Extensions ?? [], decision] }, "transfer.due_back", Reason(ended));
        }
        findings.Settle();
    }

    static string Reason(Agreement ended) => $"The agreement {ended.RegistryNumber ?? ended.Id.ToString()} was terminated.";
}
