using NodaTime;
using TransferRegistry.Api.Custody;
using TransferRegistry.Api.Institutions;
using TransferRegistry.Api.Items;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Transfers;

/// <summary>The rules that ask where an act's items are: judged over rows of items that the unit of work has taken, so that no two judgements cross.</summary>
sealed class CustodyJudge(Work work, InstitutionStore institutions, ItemStore items, CustodyLedger ledger)
{
    /// <summary>At approval: P1, C5, C11, C7, for the days the items are to be reserved.</summary>
    public async Task CheckApproval(Transfer transfer, Findings findings)
    {
        await CheckTransferable(transfer, transfer.ReservedFrom ?? work.Today, findings, onlyWarns: false, "");
        await CheckFree(transfer, transfer.ReservedFrom ?? work.Today, findings);
    }

    /// <summary>At hand-over: the same from that day, and C1: whoever hands over holds.</summary>
    public async Task CheckHandOver(Transfer transfer, Findings findings)
    {
        var day = transfer.HandedOverOn?.Latest ?? work.Today;
        await CheckTransferable(transfer, day, findings, onlyWarns: false, "");
        await CheckFree(transfer, day, findings);
        await CheckHeld(transfer, findings, "");
    }

    /// <summary>What is recorded may contradict what the registry holds: it is said, and the record stands.</summary>
    public async Task CheckRecorded(Transfer transfer, Findings findings, string pointer)
    {
        await CheckTransferable(transfer, transfer.CustodyOn?.Latest ?? work.Today, findings, onlyWarns: true, pointer);
        await CheckHeld(transfer, findings, pointer);
    }

    async Task CheckTransferable(Transfer transfer, LocalDate day, Findings findings, bool onlyWarns, string pointer)
    {
        var (from, to) = (await institutions.Get(transfer.From), await institutions.Get(transfer.To));
        transfer.CheckOwnership(from, to, findings, onlyWarns, pointer);
        var chains = transfer.IsPermanent ? await ledger.Chains([.. transfer.Items]) : null;
        foreach (var (index, (line, item)) in (await InLines(transfer)).Index())
        {
            var place = $"{pointer}/lines/{index}/item";
            // C5; an owner or normal custodian that is not known forbids nothing.
            if (chains is not null && chains[line.Item].Current.Holding is { } holding
                && holding.Owner != transfer.From && holding.NormalCustodian != transfer.From && holding is not { Owner: null, NormalCustodian: null })
                findings.Add(Faults.NotTheOwner.At(place, ("from", from.Code)), onlyWarns);
            TransferRules.CheckRestrictions(item, day, from.Country != to.Country, findings, onlyWarns, place);
        }
    }

    // C7
    async Task CheckFree(Transfer transfer, LocalDate from, Findings findings)
    {
        var occupations = await ledger.Occupations(transfer.Id, [.. transfer.Items]);
        foreach (var (index, line) in transfer.Lines!.Index())
        {
            if (occupations[line.Item].FirstOrDefault(occupation => StandsInTheWay(occupation, transfer, from)) is not { } taken)
                continue;
            var pointer = $"/lines/{index}/item";
            var fault = taken.Status == "approved"
                ? Faults.Reserved.At(pointer, ("takenFrom", taken.ReservedFrom), ("takenTo", taken.ReservedTo?.ToString() ?? "no stated end"))
                : Faults.Occupied.At(pointer, ("state", taken.Status == "in_transit" ? "in transit" : taken.DueBackOn is { } due ? $"on loan until {due}" : "on loan without a stated end"));
            findings.Refuse(fault with { Holder = taken.ToId, Act = taken.TransferId });
        }
    }

    bool StandsInTheWay(Occupation taken, Transfer transfer, LocalDate from) => taken.Status switch
    {
        "in_transit" => true,
        "approved" => taken.ReservedFrom <= (transfer.DueBackOn ?? LocalDate.MaxIsoValue) && from <= (taken.ReservedTo ?? LocalDate.MaxIsoValue),
        // A borrower may lend what it has on loan, for no longer than it has it itself.
        _ when taken.ToId == transfer.From => transfer.DueBackOn is null || transfer.DueBackOn > taken.DueBackOn || taken.DueBackOn < work.Today,
        _ => taken.DueBackOn is null || from <= taken.DueBackOn || taken.DueBackOn < work.Today,
    };

    // C1
    async Task CheckHeld(Transfer transfer, Findings findings, string pointer)
    {
        var chains = await ledger.Chains([.. transfer.Items]);
        var from = await institutions.Get(transfer.From);
        foreach (var (index, line) in transfer.Lines!.Index())
        {
            var place = $"{pointer}/lines/{index}/item";
            var act = new Act
            {
                TransferId = transfer.Id,
                From = transfer.From,
                To = transfer.To,
                Effect = transfer.LegalEffect,
                On = transfer.CustodyOn?.Edtf,
                RecordedOn = work.Today,
                Order = long.MaxValue,
                IsRecorded = transfer.Status is TransferStatus.Recorded,
            };
            switch (chains[line.Item].Judge(act))
            {
                case Verdict.Undecided:
                    findings.Warn(Faults.CustodyUndecided.At(place, ("from", from.Code)));
                    break;
                case Verdict.Broken broken:
                    var holder = await institutions.Get(broken.Holder);
                    findings.Add((broken.Refuses ? Faults.NotHeld : Faults.CustodyGap).At(place, ("from", from.Code), ("holder", holder.Code))
                        with { Holder = broken.Holder, Act = broken.By }, onlyWarns: !broken.Refuses);
                    break;
            }
        }
    }

    async Task<IEnumerable<(TransferLine Line, Item Item)>> InLines(Transfer transfer)
    {
        var known = (await items.Load(transfer.Items)).ToDictionary(row => row.Id, row => row.Item);
        return transfer.Lines!.Select(line => (line, known[line.Item]));
    }
}
