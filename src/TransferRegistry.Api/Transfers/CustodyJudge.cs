using NodaTime;
using TransferRegistry.Api.Custody;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Institutions;
using TransferRegistry.Api.Items;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.Transfers;

/// <summary>The rules that ask where an act's items are: judged over rows of items that the unit of work has taken, so that no two judgements cross.</summary>
sealed class CustodyJudge(Work work, InstitutionStore institutions, ItemStore items, CustodyLedger ledger, ReferenceReader references)
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
        await CheckHeld(transfer, findings, "");
        await CheckTransferable(transfer, day, findings, onlyWarns: false, "");
        await CheckFree(transfer, day, findings);
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
        if (transfer.IsPermanent)
            await CheckOwned(transfer, from, findings, onlyWarns, pointer);
        foreach (var (index, item) in (await InLines(transfer)).Index())
            TransferRules.CheckRestrictions(item, day, from.Country != to.Country, findings, onlyWarns, $"{pointer}/lines/{index}/item");
    }

    // C5; an owner and normal custodian that are not known forbid nothing.
    async Task CheckOwned(Transfer transfer, Institution from, Findings findings, bool onlyWarns, string pointer)
    {
        var chains = await ledger.Chains([.. transfer.Items], without: transfer.Id);
        var broken = transfer.Lines!.Index().Select(line => (Place: $"{pointer}/lines/{line.Index}/item", chains[line.Item.Item].Current))
            .Where(line => line.Current.Holding is { Owner: not null } or { NormalCustodian: not null }
                && line.Current.Holding.Owner != transfer.From && line.Current.Holding.NormalCustodian != transfer.From).ToList();
        var elsewhere = broken.Where(line => line.Current.Holding.Custodian != transfer.From).ToDictionary(line => line.Place);
        // Who does not even have the item any more is told first who has (C1), on approval already.
        if (transfer.Status is TransferStatus.Approved)
            await RefuseNotHeld([.. elsewhere.Values.Select(line => (line.Place, line.Current.Holding.Custodian, line.Current.By))], Faults.NotHeld,
                Faults.NotHeldByFrom, from, findings, onlyWarns);
        foreach (var (place, _) in broken)
            findings.Add(Faults.NotTheOwner.At(place, ("from", from.Code)) with { Behind = elsewhere.ContainsKey(place) ? "C1" : null }, onlyWarns);
    }

    // C7
    async Task CheckFree(Transfer transfer, LocalDate from, Findings findings)
    {
        // Who asks for an item it does not have is told who has it (C1), and not what its holder plans with it.
        var notHeld = findings.Refused.Where(fault => fault.Kind.Invariant == "C1" && transfer.Status is TransferStatus.Approved).Select(fault => fault.Pointer).ToHashSet(StringComparer.Ordinal);
        var occupations = await ledger.Occupations(transfer.Id, [.. transfer.Items]);
        var taken = transfer.Lines!.Index().Where(line => !notHeld.Contains($"/lines/{line.Index}/item")).Select(line => (line.Index,
            By: occupations[line.Item.Item].FirstOrDefault(occupation => StandsInTheWay(occupation, transfer, from))))
            .Where(line => line.By is not null).Select(line => (line.Index, By: line.By!)).ToList();
        var names = await references.Read(new Mentions().Institution(taken.Select(line => (Guid?)line.By.HolderId))
            .Transfer(taken.Select(line => (Guid?)line.By.TransferId)));
        foreach (var (index, by) in taken)
        {
            var pointer = $"/lines/{index}/item";
            // What an act that is not the caller's to see has taken is not told by its days either.
            var isTold = names.Transfer(by.TransferId)?.Withheld is not true;
            var fault = !isTold ? (by.Status == "approved" ? Faults.ReservedByAnother : Faults.OccupiedByAnother).At(pointer)
                : by.Status == "approved" ? Faults.Reserved.At(pointer, ("takenFrom", by.ReservedFrom), ("takenTo", (object?)by.ReservedTo ?? "no stated end"))
                : Faults.Occupied.At(pointer, ("state", by.Status == "in_transit" ? "in transit" : by.DueBackOn is null ? "on loan without a stated end"
                    : $"on loan until {TimeText.Of(by.DueBackOn.Value)}"));
            findings.Refuse(fault with { Holder = Told(by.HolderId, by.TransferId, names), Act = names.Transfer(by.TransferId) });
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
        var chains = await ledger.Chains([.. transfer.Items], without: transfer.Id);
        var from = await institutions.Get(transfer.From);
        var broken = new List<(string Place, Guid Holder, Guid? By)>();
        foreach (var (index, line) in transfer.Lines!.Index())
        {
            var place = $"{pointer}/lines/{index}/item";
            var verdict = chains[line.Item].Judge(ActOf(transfer));
            if (verdict is Verdict.Undecided)
                findings.Warn(Faults.CustodyUndecided.At(place, ("from", from.Code)));
            else if (verdict is Verdict.Broken { Holder: var holder, By: var by })
                broken.Add((place, holder, by));
        }
        if (transfer.Status is TransferStatus.Recorded)
            await RefuseNotHeld(broken, Faults.CustodyGap, Faults.CustodyGapOfFrom, from, findings, onlyWarns: true);
        else
            await RefuseNotHeld(broken, Faults.NotHeld, Faults.NotHeldByFrom, from, findings, onlyWarns: false);
    }

    // Who holds an item by an act that the caller may not see is not told, in words neither.
    async Task RefuseNotHeld(IReadOnlyCollection<(string Place, Guid Holder, Guid? By)> broken, FaultKind told, FaultKind untold, Institution from,
        Findings findings, bool onlyWarns)
    {
        var names = await references.Read(new Mentions().Institution(broken.Select(line => (Guid?)line.Holder)).Transfer(broken.Select(line => line.By)));
        foreach (var (place, holder, by) in broken)
        {
            var shown = Told(holder, by, names);
            var fault = shown.Withheld is true ? untold.At(place, ("from", from.Code)) : told.At(place, ("from", from.Code), ("holder", shown.Code));
            findings.Add(fault with { Holder = shown, Act = names.Transfer(by) }, onlyWarns);
        }
    }

    static CustodianRefV1 Told(Guid holder, Guid? by, Names names) =>
        names.Transfer(by)?.Withheld is true && !names.IsMine(holder) ? CustodianRefV1.Unseen : CustodianRefV1.Of(names.Institution(holder));

    Act ActOf(Transfer transfer) => new()
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

    async Task<IEnumerable<Item>> InLines(Transfer transfer)
    {
        var known = (await items.Load(transfer.Items)).ToDictionary(row => row.Id, row => row.Item);
        return transfer.Lines!.Select(line => known[line.Item]);
    }
}
