using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>How a loan comes home: by acts of their own, whose lines point at the lines they settle, in parts and as often as it takes.</summary>
sealed class Returns(Work work, TransferStore transfers, AgreementStore agreements, ItemStore items, CustodyLedger ledger, CustodyRules custodyRules, ReferenceReader references, SubmitterPolicy submitters, Caller caller, Policies policies)
{
    /// <summary>The return, received at once where the lender's side posts it, else in transit until the lender confirms. The loan's row is taken.</summary>
    public async Task<Transfer> Post(Transfer loan, ReturnLoan request, Findings findings)
    {
        if (!loan.IsLent)
            throw Faults.NoLoan.At(pointer: null, ("kind", Json.ToWire(loan.Kind)), ("status", Json.ToWire(loan.Status))).Refused();
        var isLenders = await references.IsMine(loan.From);
        var begun = Begun(loan, request, isLenders, await submitters.By(onBehalfOf: null, isLenders ? [loan.From] : [loan.To], findings));
        var contentHash = request.ContentHash;
        await transfers.CheckReference(begun, contentHash, "");
        Check(loan, begun, request, isLenders, findings);
        await items.Lock(loan.Items);
        var lines = await Lines(loan, begun, request, findings);
        findings.ThrowIfRefused();
        var returned = begun with { Lines = lines, MovedAt = isLenders ? await ledger.NextMoment([.. loan.Items]) : null };
        await transfers.CheckAct(returned, findings);
        await custodyRules.CheckReturn(returned, loan, findings);
        findings.ThrowIfRefused();
        returned = returned with { RegistryNumber = await transfers.Number(returned) };
        var kept = Kept(loan, returned, request);
        returned = returned with { Lines = [.. lines.Select(line => kept.TryGetValue(line.Line, out var by) ? line with { KeptBy = by.Id } : line)] };
        foreach (var retention in kept.Values.Distinct())
            await Keep(retention, contentHash, findings);
        await transfers.Enter(returned, contentHash, isLenders ? "transfer.received" : "transfer.in_transit");
        // A part that has been split off is somewhere before it has moved.
        if (!isLenders)
            await ledger.Rewrite([.. returned.Items]);
        await transfers.Mark(loan, "transfer.return_posted");
        return returned;
    }

    Transfer Begun(Transfer loan, ReturnLoan request, bool isLenders, SubmittedBy submission) => new()
    {
        Id = work.NewId(),
        Version = 1,
        ActNumber = Own(request) ? request.ActNumber : loan.ActNumber,
        ActDate = Own(request) ? request.ActDate : loan.ActDate,
        CarriesNumber = Own(request) ? null : true,
        Agreement = loan.Agreement,
        Kind = TransferKind.Return,
        LegalEffect = TransferKinds.Of(TransferKind.Return).DefaultEffect,
        From = loan.To,
        To = loan.From,
        HandedOverOn = request.On,
        ReceivedOn = isLenders ? request.On : null,
        HandedOverBy = request.HandedOverBy,
        ReceivedBy = request.ReceivedBy,
        Evidence = request.Evidence ?? Evidence.PartyStatement,
        Visibility = loan.Visibility,
        ExternalRef = request.ExternalRef,
        Note = request.Note,
        Status = isLenders ? TransferStatus.Received : TransferStatus.InTransit,
        StatusOn = request.On,
        ReturnsTransfer = loan.Id,
        ConfirmedAt = isLenders ? work.Now : null,
        SubmittedBy = submission,
        CreatedAt = work.Now,
        UpdatedAt = work.Now,
    };

    static bool Own(ReturnLoan request) => (request.ActNumber ?? (object?)request.ActDate) is not null;

    void Check(Transfer loan, Transfer returned, ReturnLoan request, bool isLenders, Findings findings)
    {
        findings.CheckHappened(request.On, "/on", work.Today);
        findings.CheckHappened(request.ActDate, "/actDate", work.Today);
        returned.CheckPersons(policies["T3"], findings, "");
        if (loan.CustodyOn is { } received && Edtf.Compare(received.Edtf, request.On.Edtf) is EdtfOrder.Broken)
            findings.Refuse(Faults.ReturnBeforeReceipt.At("/on", ("on", request.On.Edtf), ("received", received.Edtf)));
        foreach (var (index, line) in request.Lines.Index())
        {
            var place = $"/lines/{index}";
            if (line.Outcome is { } outcome && outcome is not (LineOutcome.Returned or LineOutcome.Retained or LineOutcome.Lost or LineOutcome.Destroyed))
                findings.Refuse(Faults.UnknownWord.At($"{place}/outcome", ("value", Json.ToWire(outcome)), ("choices", "returned, retained, lost, destroyed")));
            if (line is { Outcome: LineOutcome.Retained, Transfer: null })
                findings.Refuse(Faults.RetainedWithoutTransfer.At($"{place}/transfer"));
            if (line is { Outcome: not LineOutcome.Retained, Transfer: not null })
                findings.Refuse(Faults.TransferOfNoRetention.At($"{place}/transfer"));
            if (line.Transfer is { Kind: var kind } && TransferKinds.Of(kind).Term is not TransferTerm.Permanent)
                findings.Refuse(Faults.UnknownWord.At($"{place}/transfer/kind", ("value", Json.ToWire(kind)), ("choices", string.Join(", ", TransferKinds.Words(term => term is TransferTerm.Permanent)))));
            if (line.Outcome is LineOutcome.Retained && !isLenders)
                findings.Refuse(Faults.RetainedByBorrower.At($"{place}/outcome"));
        }
    }

    // C9, C8. Each line takes from what the lines before it have left.
    async Task<IReadOnlyList<TransferLine>> Lines(Transfer loan, Transfer returned, ReturnLoan request, Findings findings)
    {
        var settled = (await work.List<SettledRow>(TransferSql.Settlements, new { loan.Id })).ToLookup(row => row.Line);
        var known = (await items.Load(loan.Items)).ToDictionary(row => row.Id, row => row.Item);
        var parts = await Parts(request);
        var rests = new Dictionary<int, Rest>();
        var lines = new List<TransferLine>();
        var split = new List<(Item Part, string Pointer)>();
        foreach (var (index, asked) in request.Lines.Index())
        {
            var place = $"/lines/{index}";
            if (loan.Lines!.FirstOrDefault(line => line.Line == asked.ReturnsLine) is not { } lent)
            {
                findings.Refuse(Faults.NoLineOfTheLoan.At($"{place}/returnsLine", ("line", asked.ReturnsLine)));
                continue;
            }
            var item = known[lent.Item];
            var rest = rests.TryGetValue(lent.Line, out var before) ? before : Rest.Of(lent, item, [.. settled[lent.Line]]);
            if (rest.IsNothing)
                findings.Refuse(Faults.NothingIsOut.At($"{place}/returnsLine", ("line", lent.Line)));
            else if (asked.Quantity > rest.Out)
                findings.Refuse(Faults.MoreThanIsOut.At($"{place}/quantity", ("quantity", asked.Quantity), ("line", lent.Line), ("out", rest.Out)));
            if (findings.Refused.Count > 0)
                continue;
            var part = Named(asked, lent, parts, place, findings);
            var quantity = asked.Quantity ?? (part is null ? (int?)rest.Out : part.Quantity ?? 1);
            if (part is not null && quantity > part.Count)
                findings.Refuse(Faults.LineExceedsStoredItem.At($"{place}/quantity", ("quantity", quantity), ("count", part.Count)));
            if (part is null && quantity is { } some && quantity != rest.Out)
                split.Add((part = items.PartOf(item, some, returned.Id, ItemStanding.Registered, returned.SubmittedBy), place));
            rests[lent.Line] = part is null ? Rest.Nothing : rest.Less(quantity!.Value);
            lines.Add(new()
            {
                Line = lines.Count + 1,
                Item = part?.Id ?? item.Id,
                Quantity = quantity,
                QuantityStatus = quantity is null ? QuantityStatus.Unknown : QuantityStatus.Declared,
                ConditionIn = asked.ConditionIn,
                Note = asked.Note,
                Outcome = asked.Outcome ?? LineOutcome.Returned,
                ReturnsLine = lent.Line,
            });
        }
        // A lot of which nothing is left to come goes home with the last of it.
        foreach (var last in lines.Where(line => line.Outcome is LineOutcome.Returned && rests[line.ReturnsLine!.Value] is { IsNothing: true, Out: 0 })
            .GroupBy(line => line.ReturnsLine!.Value).Select(settling => settling.Last()).ToList())
        {
            var lot = loan.Lines!.First(line => line.Line == last.ReturnsLine).Item;
            if (lines.All(line => line.Item != lot))
                lines.Add(new() { Line = lines.Count + 1, Item = lot, Quantity = 0, QuantityStatus = last.QuantityStatus, Outcome = LineOutcome.Returned, ReturnsLine = last.ReturnsLine });
        }
        foreach (var twice in lines.GroupBy(line => line.Item).SelectMany(same => same.Skip(1)))
            findings.Refuse(Faults.ItemTwice.At($"/lines/{twice.Line - 1}/item", ("line", lines.First(line => line.Item == twice.Item).Line)));
        if (findings.Refused.Count == 0)
            await items.Register(split, findings);
        return lines;
    }

    // The items that lines name, as far as the caller knows them.
    async Task<IReadOnlyDictionary<Reference, Item>> Parts(ReturnLoan request)
    {
        var named = await references.Items(request.Lines.Select(line => line.Item));
        var known = (await items.Load(named.Values)).ToDictionary(row => row.Id, row => row.Item);
        return named.ToDictionary(one => one.Key, one => known[one.Value]);
    }

    static Item? Named(ReturnedLine asked, TransferLine lent, IReadOnlyDictionary<Reference, Item> parts, string place, Findings findings)
    {
        if (asked.Item is not { } named)
            return null;
        if (!parts.TryGetValue(named, out var part))
        {
            findings.Refuse(Faults.UnknownReference.At($"{place}/item", ("resource", "item"), ("value", named)));
            return null;
        }
        if (part.Id == lent.Item)
            return null;
        if (part.SplitFrom != lent.Item || part.Standing is not ItemStanding.Registered)
            findings.Refuse(Faults.NoPartOfTheLine.At($"{place}/item", ("line", lent.Line)));
        return part;
    }

    // C10. Lines that say the same of their permanent transfer are one act.
    Dictionary<int, Transfer> Kept(Transfer loan, Transfer returned, ReturnLoan request)
    {
        var kept = new Dictionary<int, Transfer>();
        var retained = returned.Lines!.Zip(request.Lines).Where(pair => pair.Second.Transfer is not null);
        foreach (var act in retained.GroupBy(pair => Json.Write(pair.Second.Transfer!)))
        {
            var retention = Retention(loan, returned, act.First().Second.Transfer!, [.. act.Select((pair, index) => new TransferLine
            {
                Line = index + 1, Item = pair.First.Item, Quantity = pair.First.Quantity, QuantityStatus = pair.First.QuantityStatus, Outcome = LineOutcome.Received,
            })]);
            foreach (var (line, _) in act)
                kept[line.Line] = retention;
        }
        return kept;
    }

    Transfer Retention(Transfer loan, Transfer returned, Retention asked, IReadOnlyList<TransferLine> lines) => new()
    {
        Id = work.NewId(),
        Version = 1,
        ActNumber = asked.ActNumber,
        ActDate = asked.ActDate,
        Agreement = loan.Agreement,
        Basis = asked.Basis,
        Kind = asked.Kind,
        LegalEffect = TransferKinds.Of(asked.Kind).DefaultEffect,
        From = loan.From,
        To = loan.To,
        HandedOverOn = returned.HandedOverOn,
        ReceivedOn = returned.ReceivedOn,
        // Who takes the rest back for the lender is who gives this away.
        HandedOverBy = returned.ReceivedBy,
        ReceivedBy = returned.HandedOverBy,
        Evidence = returned.Evidence,
        Visibility = loan.Visibility,
        Status = TransferStatus.Received,
        StatusOn = returned.StatusOn,
        RetainsTransfer = loan.Id,
        MovedAt = returned.MovedAt!.Value + Duration.FromTicks(10),
        ConfirmedAt = work.Now,
        SubmittedBy = new(caller.Role!.Value, caller.InstitutionId, loan.From),
        CreatedAt = work.Now,
        UpdatedAt = work.Now,
        Lines = lines,
    };

    async Task Keep(Transfer retention, string contentHash, Findings findings)
    {
        retention.CheckContent(work.Today, policies, findings);
        retention.CheckGround(retention.Agreement is { } id ? (await agreements.Find(id))?.On(work.Today) : null, handsOver: true, findings, onlyWarns: false);
        await transfers.CheckAct(retention, findings);
        await custodyRules.CheckRetention(retention, findings);
        findings.ThrowIfRefused();
        await transfers.Enter(retention with { RegistryNumber = await transfers.Number(retention) }, contentHash, "transfer.received");
    }

    /// <summary>What of a loan's line is still out.</summary>
    /// <param name="Out">How many; null where that is not known.</param>
    /// <param name="IsNothing">Nothing is, known or not.</param>
    sealed record Rest(long? Out, bool IsNothing)
    {
        public static readonly Rest Nothing = new(0, IsNothing: true);

        public static Rest Of(TransferLine lent, Item item, IReadOnlyList<SettledRow> settled)
        {
            var lentOut = lent.Counted ?? (item.Kind is ItemKind.Single ? 1 : null);
            return !lent.Moves || settled.Any(row => row.ItemId == lent.Item) ? Nothing
                : new Rest(lentOut, IsNothing: false).Less(settled.Sum(row => (long)(row.Quantity ?? 0)));
        }

        public Rest Less(long quantity) => this with { Out = Out - quantity, IsNothing = Out <= quantity };
    }

    sealed record SettledRow
    {
        public required int Line { get; init; }
        public required Guid ItemId { get; init; }
        public int? Quantity { get; init; }
    }
}
