using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>The rules that ask where an act's items are: judged over rows of items that the unit of work has taken, so that no two judgements cross.</summary>
sealed class CustodyRules(Work work, InstitutionStore institutions, ItemStore items, CustodyLedger ledger, ReferenceReader references, Policies policies)
{
    /// <summary>At approval: C2 of what was merged since, P1, C5, C11, C13, C7, for the days the items are to be reserved.</summary>
    public async Task CheckApproval(Transfer transfer, Findings findings)
    {
        foreach (var (index, item) in (await InLines(transfer)).Index().Where(line => line.Item.MergedInto is not null))
            findings.Refuse(Faults.DraftListsMerged.At($"/lines/{index}/item", ("line", transfer.Lines![index].Line)));
        await CheckTransferable(transfer, await Chains(transfer), transfer.ReservedFrom ?? work.Today, findings, onlyWarns: false, "");
        await CheckCounts(OfAll(transfer, ""), findings);
        await CheckParts(transfer, findings);
        await CheckFree(transfer, transfer.ReservedFrom ?? work.Today, findings);
    }

    /// <summary>At hand-over: the same from that day, and C1: whoever hands over holds.</summary>
    public async Task CheckHandOver(Transfer transfer, Findings findings)
    {
        var day = transfer.HandedOverOn?.Latest ?? work.Today;
        var chains = await Chains(transfer);
        await CheckHeld(transfer, chains, findings, "");
        await CheckTransferable(transfer, chains, day, findings, onlyWarns: false, "");
        await CheckCounts(OfAll(transfer, ""), findings);
        await CheckFree(transfer, day, findings);
    }

    /// <summary>Each line of an act, and where its quantity stands.</summary>
    public static IEnumerable<(TransferLine Line, string Pointer)> OfAll(Transfer transfer, string pointer) =>
        transfer.Lines!.Select((line, index) => (line, $"{pointer}/lines/{index}/quantity"));

    /// <summary>C13: a line names no more than its item is; what is not known exceeds nothing.</summary>
    public async Task CheckCounts(IEnumerable<(TransferLine Line, string Pointer)> lines, Findings findings)
    {
        var counted = lines.ToList();
        var known = (await items.Load(counted.Select(given => given.Line.Item))).ToDictionary(row => row.Id, row => row.Item);
        foreach (var (line, pointer) in counted)
            // An item that is refused itself is not there yet.
            if (known.TryGetValue(line.Item, out var item) && line.Counted > item.Count)
                findings.Refuse(Faults.LineExceedsStoredItem.At(pointer, ("quantity", line.Counted), ("count", item.Count)));
    }

    /// <summary>What is recorded may contradict what the registry holds: it is said, and the record stands.</summary>
    public async Task CheckRecorded(Transfer transfer, Findings findings, string pointer)
    {
        var chains = await Chains(transfer);
        await CheckTransferable(transfer, chains, transfer.CustodyOn?.Latest ?? work.Today, findings, onlyWarns: true, pointer);
        await CheckHeld(transfer, chains, findings, pointer);
    }

    /// <summary>A return: the borrower has what comes back (C1), a loan out of the loan has ended (C6), and nothing of it is on its way (C7).</summary>
    public async Task CheckReturn(Transfer returned, Transfer loan, Findings findings)
    {
        var chains = await ledger.Chains([.. returned.Items]);
        var occupations = await ledger.Reservations(loan.Id, [.. returned.Items]);
        var from = await institutions.Get(returned.From);
        var notHeld = new List<(string Place, Guid Holder, Guid? By)>();
        var sublent = new List<(string Place, Guid Holder, Guid? By)>();
        foreach (var (index, line) in returned.Lines!.Index())
        {
            var verdict = chains[line.Item].Judge(ActOf(returned));
            var out_ = occupations[line.Item].FirstOrDefault(taken => taken.Position is not null && taken.FromId == returned.From);
            if (verdict is Verdict.Undecided)
                findings.Warn(Faults.CustodyUndecided.At($"/lines/{index}", ("from", from.Code)));
            else if (verdict is Verdict.Broken broken)
                (out_ is null ? notHeld : sublent).Add(($"/lines/{index}", broken.Holder, out_?.TransferId ?? broken.By));
        }
        await RefuseNotHeld(sublent, Faults.LoanOutOfItIsOpen, Faults.LoanOutOfItIsOpenUnseen, from, findings, onlyWarns: false);
        await RefuseNotHeld(notHeld, Faults.NotHeld, Faults.NotHeldByFrom, from, findings, onlyWarns: false);
        await RefuseTaken(returned.Lines!.Index().Select(line => ($"/lines/{line.Index}", Hit(line.Item))), Taken, findings);

        Reservation? Hit(TransferLine line) => occupations[line.Item].FirstOrDefault(taken => taken.Status == "in_transit" && taken.TransferId != returned.Id);
    }

    /// <summary>The permanent transfer of what a borrower keeps, judged as any other; the loan itself is not in its way.</summary>
    public async Task CheckRetention(Transfer retention, Findings findings)
    {
        var day = retention.HandedOverOn?.Latest ?? work.Today;
        var chains = await Chains(retention);
        await CheckTransferable(retention, chains, day, findings, onlyWarns: false, "");
        await CheckHeld(retention, chains, findings, "");
        await CheckFree(retention, day, findings);
    }

    /// <summary>D3, C6: a loan stays longer only for days nobody else has the items for, and no longer than a loan it is out of.</summary>
    public async Task CheckExtension(Transfer loan, LocalDate newDue, Findings findings)
    {
        var occupations = await ledger.Reservations(loan.Id, [.. loan.Items]);
        var chains = await ledger.Chains([.. loan.Items]);
        var away = loan.Lines!.Index().Select(line => (Place: $"/lines/{line.Index}", line.Item.Item,
                Loan: chains[line.Item.Item].Loans().FirstOrDefault(known => known.Transfer == loan.Id)))
            .Where(line => line.Loan?.EndedBy is null && (line.Loan is not null || !loan.IsLent)).ToList();
        await RefuseTaken(away.Select(line => (line.Place, occupations[line.Item].FirstOrDefault(Later))), by => (by, by.ReservedTo is null
            ? Faults.ExtendedOverAnotherWithoutEnd.At(pointer: null, ("takenFrom", by.ReservedFrom), ("newDue", newDue))
            : Faults.ExtendedOverAnother.At(pointer: null, ("takenFrom", by.ReservedFrom), ("takenTo", by.ReservedTo), ("newDue", newDue)),
            Faults.ExtendedOverAnotherUnseen.At(pointer: null, ("newDue", newDue))), findings);
        await RefuseTaken(away.Select(line => (line.Place, occupations[line.Item].FirstOrDefault(taken => Encloses(taken, line.Loan)))), OutOf, findings);

        // The days it is taken for already are another's only as loans out of this one.
        bool Later(Reservation taken) => taken.Status == "approved" && taken.FromId != loan.To && taken.ReservedFrom <= newDue
            && (taken.ReservedTo ?? LocalDate.MaxIsoValue) >= (loan.ReservedFrom ?? LocalDate.MinIsoValue);

        bool Encloses(Reservation taken, Loan? mine) => taken.Position is { } position && (mine is null ? taken.HolderId == loan.From : position < mine.Position) && taken.DueBackOn < newDue;
    }

    /// <summary>A correction leaves no act without the item it takes (C1): the chains as they were before it, and are now.</summary>
    public async Task CheckStillHolds(Transfer correction, IReadOnlyDictionary<Guid, Chain> before, Findings findings)
    {
        var after = await ledger.Chains([.. correction.Items]);
        var from = await institutions.Get(correction.From);
        var own = new List<(string Place, Guid Holder, Guid? By)>();
        var later = new List<(string Place, Guid Holder, Guid? By)>();
        foreach (var (index, line) in correction.Lines!.Index())
        {
            var gaps = before[line.Item].Intervals.Where(interval => interval.Gap).Select(interval => interval.By).ToHashSet();
            if (after[line.Item].Intervals.FirstOrDefault(interval => interval.Gap && !gaps.Contains(interval.By)) is not { } gap)
                continue;
            var holder = after[line.Item].Intervals[gap.Position - 1].Holding.Custodian;
            if (gap.By == correction.CorrectsTransfer)
                own.Add(($"/lines/{index}", holder, after[line.Item].Intervals[gap.Position - 1].By));
            else
                later.Add(($"/lines/{index}", holder, gap.By));
        }
        await RefuseNotHeld(own, Faults.NotHeld, Faults.NotHeldByFrom, from, findings, onlyWarns: false);
        await RefuseNotHeld(later, Faults.CorrectionBreaksChain, Faults.CorrectionBreaksChainUnseen, from, findings, onlyWarns: false);
    }

    // Where the items are but for the act itself.
    Task<IReadOnlyDictionary<Guid, Chain>> Chains(Transfer transfer) => ledger.Chains([.. transfer.Items], without: transfer.Id);

    async Task CheckTransferable(Transfer transfer, IReadOnlyDictionary<Guid, Chain> chains, LocalDate day, Findings findings, bool onlyWarns, string pointer)
    {
        var (from, to) = (await institutions.Get(transfer.From), await institutions.Get(transfer.To));
        transfer.CheckOwnership(from, to, policies.Of("P1", onlyWarns), findings, pointer);
        if (transfer.IsPermanent)
            await CheckOwned(transfer, chains, from, findings, onlyWarns, pointer);
        foreach (var (index, item) in (await InLines(transfer)).Index())
        {
            transfer.CheckRestrictions(item, day, from.Country != to.Country, findings, onlyWarns, $"{pointer}/lines/{index}/item");
            if (chains[item.Id].Losses.Count > 0)
                findings.Add(Faults.Gone.At($"{pointer}/lines/{index}/item"), onlyWarns);
            if (!onlyWarns)
                TransferRules.CheckNumbered(item, chains[item.Id].KeptBy(from.Id), from, day, policies, findings, $"{pointer}/lines/{index}/item");
        }
    }

    // C13: what this draft adds to a whole's parts was not counted as long as it was a draft.
    async Task CheckParts(Transfer transfer, Findings findings)
    {
        var added = (await InLines(transfer)).Index().Where(line => line.Item is { ParentItem: not null, Standing: ItemStanding.Draft }).ToList();
        await items.Lock(added.Select(line => line.Item.ParentItem!.Value));
        await items.CheckParts([.. added.Select(line => (line.Item, $"/lines/{line.Index}/quantity"))], findings);
    }

    // C5; an owner and normal custodian that are not known forbid nothing.
    async Task CheckOwned(Transfer transfer, IReadOnlyDictionary<Guid, Chain> chains, Institution from, Findings findings, bool onlyWarns, string pointer)
    {
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

    // C7, C6
    async Task CheckFree(Transfer transfer, LocalDate from, Findings findings)
    {
        // Who asks for an item it does not have is told who has it (C1), and not what its holder plans with it.
        var notHeld = findings.Refused.Where(fault => fault.Kind.Invariant == "C1" && transfer.Status is TransferStatus.Approved).Select(fault => fault.Pointer).ToHashSet(StringComparer.Ordinal);
        var occupations = await ledger.Reservations(transfer.Id, [.. transfer.Items]);
        var asked = transfer.Lines!.Index().Select(line => (Place: $"/lines/{line.Index}/item", Reservations: occupations[line.Item.Item].Where(taken => taken.TransferId != transfer.RetainsTransfer)))
            .Where(line => !notHeld.Contains(line.Place)).ToList();
        await RefuseTaken(asked.Select(line => (line.Place, line.Reservations.FirstOrDefault(taken => StandsInTheWay(taken, transfer, from)))), Taken, findings);
        await RefuseTaken(asked.Select(line => (line.Place, line.Reservations.FirstOrDefault(taken => IsOutlasted(taken, transfer)))), OutOf, findings);
    }

    static (Reservation By, Fault Told, Fault Untold) Taken(Reservation by) => by switch
    {
        { Status: "approved", ReservedTo: null } => (by, Faults.ReservedWithoutEnd.At(pointer: null, ("takenFrom", by.ReservedFrom)), Faults.ReservedByAnother.At(pointer: null)),
        { Status: "approved" } => (by, Faults.Reserved.At(pointer: null, ("takenFrom", by.ReservedFrom), ("takenTo", by.ReservedTo)), Faults.ReservedByAnother.At(pointer: null)),
        { Status: "in_transit" } => (by, Faults.Occupied.At(pointer: null), Faults.OccupiedByAnother.At(pointer: null)),
        { DueBackOn: null } => (by, Faults.OccupiedByOpenLoan.At(pointer: null), Faults.OccupiedByAnother.At(pointer: null)),
        _ => (by, Faults.OccupiedByLoan.At(pointer: null, ("due", by.DueBackOn)), Faults.OccupiedByAnother.At(pointer: null)),
    };

    static (Reservation By, Fault Told, Fault Untold) OutOf(Reservation by) =>
        (by, Faults.LentOutOfALoan.At(pointer: null, ("due", by.DueBackOn)), Faults.OccupiedByAnother.At(pointer: null));

    async Task RefuseTaken(IEnumerable<(string Place, Reservation? By)> lines, Func<Reservation, (Reservation By, Fault Told, Fault Untold)> say, Findings findings)
    {
        var taken = lines.Where(line => line.By is not null).Select(line => (line.Place, Said: say(line.By!))).ToList();
        var names = await references.Read(new ReferenceBatch().Institution(taken.Select(line => line.Said.By.HolderId))
            .Transfer(taken.Select(line => line.Said.By.TransferId)));
        foreach (var (place, (by, told, untold)) in taken)
        {
            // What an act that is not the caller's to see has taken is not told by its days either.
            var fault = names.Transfer(by.TransferId)?.Withheld is not true ? told : untold;
            findings.Refuse(fault with { Pointer = place, Holder = Told(by.HolderId, by.TransferId, names), Act = names.Transfer(by.TransferId) });
        }
    }

    bool StandsInTheWay(Reservation taken, Transfer transfer, LocalDate from) => taken switch
    {
        { Status: "in_transit" } => true,
        { Status: "approved" } => taken.ReservedFrom <= (transfer.DueBackOn ?? LocalDate.MaxIsoValue) && from <= (taken.ReservedTo ?? LocalDate.MaxIsoValue),
        // A borrower may lend what it has on loan; how long is a question of its own.
        _ when taken.HolderId == transfer.From => transfer.DueBackOn is null || taken.DueBackOn < work.Today,
        _ => taken.DueBackOn is null || from <= taken.DueBackOn || taken.DueBackOn < work.Today,
    };

    // C6
    bool IsOutlasted(Reservation taken, Transfer transfer) => taken.Position is not null && taken.HolderId == transfer.From
        && transfer.DueBackOn > taken.DueBackOn && taken.DueBackOn >= work.Today;

    // C1
    async Task CheckHeld(Transfer transfer, IReadOnlyDictionary<Guid, Chain> chains, Findings findings, string pointer)
    {
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
        var names = await references.Read(new ReferenceBatch().Institution(broken.Select(line => line.Holder)).Transfer(broken.Select(line => line.By)));
        foreach (var (place, holder, by) in broken)
        {
            var shown = Told(holder, by, names);
            var fault = shown.Withheld is true ? untold.At(place, ("from", from.Code)) : told.At(place, ("from", from.Code), ("holder", shown.Code));
            findings.Add(fault with { Holder = shown, Act = names.Transfer(by) }, onlyWarns);
        }
    }

    static CustodianReference Told(Guid holder, Guid? by, ResolvedReferences names) =>
        names.Viewer.IsTold(names.Transfer(by)?.Withheld is not true, holder) ? CustodianReference.Of(names.Institution(holder)) : CustodianReference.Unseen;

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
        IsTemporary = transfer.IsTemporary,
        IsRetention = transfer.RetainsTransfer is not null,
    };

    async Task<IEnumerable<Item>> InLines(Transfer transfer)
    {
        var known = (await items.Load(transfer.Items)).ToDictionary(row => row.Id, row => row.Item);
        return transfer.Lines!.Select(line => known[line.Item]);
    }
}
