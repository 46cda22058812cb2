using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>The rules of an act that need no look at where its items are: pure, over the records they speak of.</summary>
static class TransferRules
{
    /// <summary>What no act may say, draft or recorded: D2, D5, T2; a recorded one, D2 being only a warning there, D1 and T3 too. A step judges those itself.</summary>
    public static void CheckContent(this Transfer transfer, LocalDate today, Policies policies, Findings findings, string pointer = "")
    {
        var isRecorded = transfer.Status is TransferStatus.Recorded;
        if (transfer.IsTemporary && transfer.LegalEffect is not LegalEffect.CustodyOnly)
            findings.Refuse(Faults.TemporaryTitle.At($"{pointer}/legalEffect", ("kind", Json.ToWire(transfer.Kind))));
        CheckTerm(transfer, findings, pointer, isRecorded);
        CheckPast(transfer, today, findings, pointer);
        CheckCount(transfer, findings, pointer);
        if (isRecorded)
        {
            CheckOrder(transfer, findings, pointer);
            CheckPersons(transfer, policies["T3"], findings, pointer);
        }
        if (transfer.Insurance is { From: { } from, To: { } to } && to < from)
            findings.Refuse(Faults.EndsBeforeItBegins.At($"{pointer}/insurance/to", ("from", from), ("to", to)));
    }

    // D2
    static void CheckTerm(Transfer transfer, Findings findings, string pointer, bool onlyWarns)
    {
        if (!transfer.IsTemporary)
            return;
        if (transfer.DueBackOn is null)
            findings.Add(Faults.NoDueDate.At($"{pointer}/dueBackOn"), onlyWarns);
        else if (transfer.DueBackOn <= (transfer.HandedOverOn?.Earliest ?? transfer.PlannedOn))
            findings.Add(Faults.DueBeforeHandOver.At($"{pointer}/dueBackOn", ("due", transfer.DueBackOn), ("handedOver", (object?)transfer.HandedOverOn ?? transfer.PlannedOn)), onlyWarns);
        if (transfer.Purpose is null)
            findings.Add(Faults.NoPurpose.At($"{pointer}/purpose"), onlyWarns);
    }

    // D5
    static void CheckPast(Transfer transfer, LocalDate today, Findings findings, string pointer)
    {
        foreach (var (member, date) in transfer.InOrder())
            findings.CheckHappened(date, $"{pointer}/{member}", today);
        findings.CheckHappened(transfer.ActDate, $"{pointer}/actDate", today);
        findings.CheckHappened(transfer.Source?.PublishedOn, $"{pointer}/source/publishedOn", today);
        foreach (var (index, basis) in (transfer.Basis ?? []).Index())
            findings.CheckHappened(basis.Date, $"{pointer}/basis/{index}/date", today);
        foreach (var (index, authorization) in (transfer.Authorizations ?? []).Index())
            findings.CheckHappened(authorization.Date, $"{pointer}/authorizations/{index}/date", today);
    }

    /// <summary>D1: each date follows all before it; what the bounds of two neighbours leave open only warns.</summary>
    /// <param name="transfer">The act.</param>
    /// <param name="findings">What is out of order.</param>
    /// <param name="pointer">Where the request speaks of it.</param>
    /// <param name="isStep">The request gives one of the days only: the others are registered.</param>
    public static void CheckOrder(this Transfer transfer, Findings findings, string pointer, bool isStep = false)
    {
        var dates = transfer.InOrder().Where(named => named.Date is not null).ToList();
        foreach (var (index, (later, laterDate)) in dates.Index().Skip(1))
        {
            var before = dates.Take(index).Reverse()
                .Select(named => (named.Member, named.Date, Order: Edtf.Compare(named.Date!.Edtf, laterDate!.Edtf))).ToList();
            if (before.FirstOrDefault(named => named.Order is EdtfOrder.Broken) is { Member: not null } broken)
                findings.Refuse((isStep ? Faults.OutOfOrderWithStored : Faults.OutOfOrder)
                    .At($"{pointer}/{later}", ("earlier", broken.Member), ("earlierDate", broken.Date), ("later", later), ("laterDate", laterDate)));
            else if (before[0].Order is EdtfOrder.Undecided)
                findings.Warn(Faults.OrderUndecided.At($"{pointer}/{later}", ("earlier", before[0].Member), ("earlierDate", before[0].Date), ("later", later), ("laterDate", laterDate)));
        }
    }

    // T2
    static void CheckCount(Transfer transfer, Findings findings, string pointer)
    {
        if (transfer.DeclaredCount is not { } declared || transfer.Lines is not { } lines)
            return;
        var sum = lines.Sum(line => (long)(line.Quantity ?? 0));
        if (sum > declared)
            findings.Refuse(Faults.CountExceeded.At($"{pointer}/declaredCount", ("sum", sum), ("declared", declared)));
        else if (sum < declared && lines.All(line => line.Quantity is not null))
            findings.Refuse(Faults.CountDiffers.At($"{pointer}/declaredCount", ("sum", sum), ("declared", declared)));
    }

    /// <summary>T3: who hands over, who receives and who approves are different persons.</summary>
    /// <param name="transfer">The act.</param>
    /// <param name="policy">How strictly.</param>
    /// <param name="findings">Who stands twice.</param>
    /// <param name="pointer">Where the request speaks of it.</param>
    /// <param name="isStep">The request names one of the persons only: the others are registered.</param>
    public static void CheckPersons(this Transfer transfer, PolicyMode policy, Findings findings, string pointer, bool isStep = false)
    {
        var persons = new[] { ("approvedBy", transfer.ApprovedBy), ("handedOverBy", transfer.HandedOverBy), ("receivedBy", transfer.ReceivedBy) }
            .Where(named => named.Item2 is not null)
            .Select(named => (Member: named.Item1, Name: named.Item2!.Name, Folded: Folding.Fold(named.Item2.Name)))
            .ToList();
        foreach (var (index, person) in persons.Index())
            if (persons.Take(index).FirstOrDefault(other => other.Folded == person.Folded) is { Member: { } first })
                findings.Add((isStep ? Faults.SamePersonAsStored : Faults.SamePerson).At($"{pointer}/{person.Member}", ("person", person.Name), ("one", first), ("other", person.Member)), policy);
    }

    /// <summary>P2: the sides are two; under an agreement both are parties to it, or successors of parties.</summary>
    public static void CheckSides(Institution from, Institution to, Agreement? agreement, IReadOnlySet<Guid> successors, Findings findings, string pointer = "")
    {
        if (from.Id == to.Id)
            findings.Refuse(Faults.FromIsTo.At($"{pointer}/to", ("institution", to.Code)));
        if (from.Id == to.Id || agreement is null)
            return;
        var parties = agreement.PartyIds.ToHashSet();
        foreach (var (member, side) in new[] { ("from", from), ("to", to) })
            if (!parties.Contains(side.Id) && !successors.Contains(side.Id))
                findings.Refuse(Faults.NotAParty.At($"{pointer}/{member}", ("institution", side.Code), ("agreement", NameOf(agreement))));
    }

    static string NameOf(Agreement agreement) => agreement.RegistryNumber ?? agreement.Id.ToString();

    /// <summary>P1: what is the state's passes to a private holder only by restitution on a court's decision.</summary>
    public static void CheckOwnership(this Transfer transfer, Institution from, Institution to, PolicyMode policy, Findings findings, string pointer = "")
    {
        if (policy is PolicyMode.Off || !transfer.IsPermanent || from.IsOfTheState is false || to.IsOfTheState is true)
            return;
        if (transfer.Kind is TransferKind.Restitution && transfer.Basis?.Any(basis => basis.Kind is BasisKind.CourtDecision) is true)
            return;
        if (from.IsOfTheState is true && to.IsOfTheState is false)
            findings.Add(Faults.OutOfState.At($"{pointer}/to", ("from", from.Code), ("to", to.Code)), policy);
        else
            findings.Warn(Faults.OutOfStateUnknown.At($"{pointer}/{(from.IsOfTheState is null ? "from" : "to")}", ("institution", from.IsOfTheState is null ? from.Code : to.Code)));
    }

    /// <summary>
    /// D4, and what an act stands on: a temporary one on a binding agreement of a kind that lends, any other on a binding agreement or a basis;
    /// and nothing is handed over before the agreement is signed.
    /// </summary>
    public static void CheckGround(this Transfer transfer, Agreement? agreement, bool handsOver, Findings findings, bool onlyWarns, string pointer = "")
    {
        if (transfer.IsTemporary && !(agreement is { Binding: true } && AgreementKinds.Of(agreement.Kind).Lends))
            findings.Add(Faults.NoAgreement.At($"{pointer}/agreement", ("kind", Json.ToWire(transfer.Kind))), onlyWarns);
        else if (!transfer.IsTemporary && TransferKinds.Of(transfer.Kind).Term is not TransferTerm.Homeward && agreement is not { Binding: true } && transfer.Basis is not { Count: > 0 })
            findings.Add(Faults.NoBasis.At($"{pointer}/basis", ("kind", Json.ToWire(transfer.Kind))), onlyWarns);
        if (agreement is null)
            return;
        if (agreement.Status is AgreementStatus.Suspended)
            findings.Add(Faults.AgreementSuspended.At($"{pointer}/agreement", ("agreement", NameOf(agreement))), onlyWarns);
        if (transfer.DueBackOn is { } due && agreement.EffectiveTo is { } end && due > end)
            findings.Add(Faults.DueAfterAgreement.At($"{pointer}/dueBackOn", ("due", due), ("end", end)), onlyWarns);
        if (!IsSigned(agreement) && (handsOver || WillNotBeSigned(agreement)))
            findings.Add(Faults.AgreementNotSigned.At($"{pointer}/agreement", ("agreement", NameOf(agreement)), ("status", Json.ToWire(agreement.Status))), onlyWarns);
        var moves = transfer.HandedOverOn?.Edtf ?? (transfer.PlannedOn is { } planned ? Edtf.Of(planned) : null);
        if (moves is null || agreement.LastSignedOn?.Edtf is not { } signed)
            return;
        var place = $"{pointer}/{(transfer.HandedOverOn is null ? "plannedOn" : "handedOverOn")}";
        var order = Edtf.Compare(signed, moves);
        if (order is EdtfOrder.Broken)
            findings.Add(Faults.HandOverBeforeSigning.At(place, ("handedOver", moves), ("signed", signed)), onlyWarns);
        else if (order is EdtfOrder.Undecided)
            findings.Warn(Faults.HandOverMaybeBeforeSigning.At(place, ("handedOver", moves), ("signed", signed)));
    }

    static bool IsSigned(Agreement agreement) =>
        agreement.Status is AgreementStatus.Signed or AgreementStatus.InForce or AgreementStatus.Recorded or AgreementStatus.Suspended;

    static bool WillNotBeSigned(Agreement agreement) => agreement.Status is not (AgreementStatus.Draft or AgreementStatus.Proposed);

    /// <summary>What this registry asks of an act when it is approved: its insurance, the decision behind it.</summary>
    public static void CheckPapers(this Transfer transfer, Policies policies, Findings findings)
    {
        if (transfer.IsTemporary && transfer.Insurance is null)
            findings.Add(Faults.NoInsurance.At("/insurance"), policies["insurance"]);
        if ((transfer.IsTemporary || transfer.IsPermanent) && transfer.Authorizations is not { Count: > 0 })
            findings.Add(Faults.NoDecision.At("/authorizations", ("kind", Json.ToWire(transfer.Kind))), policies["commission-decision"]);
    }

    /// <summary>What an institution came to keep for good by an act has a number in its books before it passes it on.</summary>
    /// <param name="item">The item.</param>
    /// <param name="kept">Where the act began its keeping; null where no act did.</param>
    /// <param name="from">The institution.</param>
    /// <param name="on">The day it passes it on.</param>
    /// <param name="policies">How strictly.</param>
    /// <param name="findings">What is lacking.</param>
    /// <param name="pointer">Where the request speaks of the item.</param>
    public static void CheckNumbered(Item item, Custody.Interval? kept, Institution from, LocalDate on, Policies policies, Findings findings, string pointer)
    {
        if (kept is { SinceLatest: { } since } && Period.DaysBetween(since, on) > policies.InventoryNumberAfterDays
            && !(item.Identifiers ?? []).Any(number => number is { IsOpen: true, IsOfTheHoldersBooks: true } && number.Institution == from.Id))
            findings.Add(Faults.NoInventoryNumber.At(pointer, ("holder", from.Code), ("since", since), ("days", policies.InventoryNumberAfterDays)), policies["inventory-number"]);
    }

    /// <summary>C11: what each restriction of an item forbids on its days.</summary>
    public static void CheckRestrictions(this Transfer transfer, Item item, LocalDate on, bool leavesCountry, Findings findings, bool onlyWarns, string pointer)
    {
        foreach (var restriction in (item.Restrictions ?? []).Where(restriction => restriction.IsInForceOn(on)))
            if (Forbids(restriction.Kind, transfer, leavesCountry))
                findings.Add(Faults.Restricted.At(pointer, ("restriction", Json.ToWire(restriction.Kind))), onlyWarns);
    }

    static bool Forbids(RestrictionKind restriction, Transfer transfer, bool leavesCountry) => restriction switch
    {
        RestrictionKind.NoLoan => transfer.IsTemporary,
        RestrictionKind.NoExport => leavesCountry,
        // What is claimed goes to nobody but by the restitution that settles the claim.
        RestrictionKind.UnderClaim => transfer.Kind is not TransferKind.Restitution,
        _ => true,
    };
}
