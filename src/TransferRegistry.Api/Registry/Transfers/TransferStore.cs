using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>How the registry reads acts, takes them in and changes them while they may be; the steps of their life are in <see cref="TransferSteps"/>.</summary>
sealed class TransferStore(Work work, Caller caller, InstitutionStore institutions, AgreementStore agreements, ItemStore items, CustodyRules custodyRules, CustodyLedger ledger,
    ReferenceReader references, Links links, RegistryTime time, Policies policies)
{
    /// <summary>The act with its lines, whoever asks, its row taken until the unit ends: for what has to do with an act that is taken.</summary>
    public async Task<Transfer> LockAlso(Guid id) => (await LockAlso([id])).Single();

    /// <summary>Acts with their lines, whoever asks, in the order of their ids, which is also that in which their rows are taken.</summary>
    public async Task<IReadOnlyList<Transfer>> LockAlso(IEnumerable<Guid> ids)
    {
        var ordered = ids.Distinct().Order().ToList();
        if (ordered.Count == 0)
            return [];
        var parameters = new { Ids = Json.Write(ordered) };
        await work.ExecuteUnjournaled(TransferSql.Take, parameters);
        return await WithLines([.. (await work.List<DocumentRow>(TransferSql.List.Only("ids"), parameters)).Select(row => row.As<Transfer>()).OrderBy(act => act.Id)]);
    }

    /// <summary>The act with its lines, if the caller may see it.</summary>
    public async Task<Transfer> Get(Guid id) => (await WithLines([await Seen(id)])).Single();

    /// <summary>The act, its row taken until the unit ends, and its agreement's before it: as who decides about the agreement takes them.</summary>
    public async Task<Transfer> Lock(Guid id)
    {
        if ((await Seen(id)).Agreement is { } agreement)
            await agreements.Lock(agreement);
        await work.ExecuteUnjournaled(TransferSql.Take, new { Ids = Json.Write(new[] { id }) });
        return await Get(id);
    }

    /// <summary>The drafts under an agreement, their rows taken until the unit ends, whoever asks: for who decides about the agreement, whose row is taken.</summary>
    public async Task<IReadOnlyList<Transfer>> TakeDrafts(Guid agreement)
    {
        var parameters = new { Agreement = agreement, Status = Json.ToWire(TransferStatus.Draft) };
        var found = await work.List<DocumentRow>(TransferSql.List.Only("agreement", "status"), parameters);
        // Read again behind their locks: one may have left its draft while the list was read.
        return [.. (await LockAlso(found.Select(row => row.Id))).Where(act => act.Status is TransferStatus.Draft)];
    }

    /// <summary>Takes in a new act, as a draft or recorded; its new items stand in the registry already, as drafts.</summary>
    public async Task<Transfer> Post(Transfer transfer, string contentHash, Findings findings, string pointer = "")
    {
        await Judge(transfer, transfer.Items, findings, pointer);
        findings.ThrowIfRefused();
        var posted = transfer.Status is TransferStatus.Recorded
            ? transfer with { RegistryNumber = await Number(transfer), MovedAt = await ledger.NextMoment([.. transfer.Items]) }
            : transfer;
        return await Enter(posted, contentHash, posted.Status is TransferStatus.Recorded ? "transfer.recorded" : "transfer.created", pointer);
    }

    /// <summary>Writes a new act that has been judged, and what follows from it.</summary>
    public async Task<Transfer> Enter(Transfer transfer, string contentHash, string type, string pointer = "")
    {
        await work.WriteUnique(TransferSql.Insert, Row(transfer, contentHash), () => Taken(transfer, contentHash, pointer));
        await SaveIndexRows([transfer]);
        work.AppendToJournal(type, transfer, transfer.Reason);
        if (transfer is { MovedAt: not null, CorrectsTransfer: null })
            await RecordMovement(transfer, transfer.Items);
        return transfer;
    }

    /// <summary>The next version of an act that another has to do with, with all its index rows.</summary>
    public async Task<Transfer> Touch(Transfer transfer, string type, string? reason = null) => (await Touch([transfer], type, reason)).Single();

    /// <summary>The next versions of acts that something else has to do with, with all their index rows.</summary>
    public async Task<IReadOnlyList<Transfer>> Touch(IReadOnlyList<Transfer> acts, string type, string? reason = null)
    {
        var touched = await Mark(acts, type, reason);
        await SaveIndexRows(touched);
        return touched;
    }

    /// <summary>The next version of an act that itself says what it said: another act has to do with it.</summary>
    public async Task<Transfer> Mark(Transfer transfer, string type, string? reason = null) => (await Mark([transfer], type, reason)).Single();

    async Task<IReadOnlyList<Transfer>> Mark(IReadOnlyList<Transfer> acts, string type, string? reason)
    {
        var marked = acts.Select(act => act with { Version = act.Version + 1, UpdatedAt = work.Now }).ToList();
        await Save(marked);
        foreach (var act in marked)
            work.AppendToJournal(type, act, reason);
        return marked;
    }

    /// <summary>Changes an act that is a draft or recorded; items that came in with it began with whoever it says hands over.</summary>
    public async Task<Transfer> Change(Transfer known, Transfer changed, Findings findings)
    {
        if (!known.MayBeChanged)
            throw Faults.ActFinal.At(pointer: null, ("status", Json.ToWire(known.Status))).Refused();
        var concerned = known.Items.Union(changed.Items).ToList();
        if (changed.From != known.From)
            await items.BeginWith(changed.From, known.From, concerned, changed.Id);
        await Judge(changed, concerned, findings, "");
        findings.ThrowIfRefused();
        await Write([changed]);
        work.AppendToJournal("transfer.changed", changed);
        if (changed.Status is TransferStatus.Recorded)
            await RecordMovement(changed, concerned);
        return changed;
    }

    /// <summary>Writes the next versions of acts with their index rows.</summary>
    public async Task Write(IReadOnlyList<Transfer> acts)
    {
        await Save(acts);
        await SaveIndexRows(acts);
    }

    Task Save(IReadOnlyList<Transfer> acts) => work.WriteAll(TransferSql.Update, acts.Select(act => Row(act, contentHash: null)),
        async () => acts is [var only] ? await Taken(only, contentHash: null, "") : Faults.ChangedMeanwhile.Because(("record", "transfer")));

    async Task<Transfer> Seen(Guid id)
    {
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Id"] = id };
        var row = await work.Find<DocumentRow>(TransferSql.List.Only(["id", .. VisibilitySql.Of(caller)]), parameters);
        return row?.As<Transfer>() ?? throw Faults.NoRecord.Because(("record", "transfer"), ("id", id));
    }

    async Task<IReadOnlyList<Transfer>> WithLines(IReadOnlyList<Transfer> acts)
    {
        var lines = (await work.List<DocumentRow>(TransferSql.Lines, new { Ids = Json.Write(acts.Select(act => act.Id)) })).ToLookup(line => line.Id, line => line.As<TransferLine>());
        return [.. acts.Select(act => act with { Lines = [.. lines[act.Id]] })];
    }

    public async Task<string> Number(Transfer transfer) => await RegistryNumbers.Transfer(work, (await institutions.Get(transfer.From)).NumberPrefix);

    /// <summary>Custody has passed, or is recorded to have: the items are the registry's, the old holder's numbers end where title or management moved, the ledger follows.</summary>
    public async Task RecordMovement(Transfer transfer, IEnumerable<Guid> concerned)
    {
        var moved = concerned.Distinct().ToList();
        await items.Settle(moved);
        var chains = await ledger.Rewrite(moved, without: transfer.Id);
        var passes = transfer is { Status: TransferStatus.Received or TransferStatus.Recorded } && Effects.Of(transfer.LegalEffect).ClosesNumbers;
        var passed = (transfer.Lines ?? []).Where(line => passes && line.Moves).Select(line => line.Item).ToHashSet();
        var passing = new Passing(transfer.Id, transfer.From, transfer.CustodyOn);
        var others = moved.SelectMany(item => chains[item].Parted.Select(act => (Item: item, Act: act)))
            .ToLookup(parted => parted.Item, parted => new Passing(parted.Act.TransferId, parted.Act.From, parted.Act.On is { } on ? new(on) : null));
        await items.KeepNumbers(transfer.Id, moved, item => passed.Contains(item) ? passing : null, others);
    }

    /// <summary>What a draft named for the first time is the registry's from now on, and stands in the ledger.</summary>
    public async Task Settle(IReadOnlyCollection<Guid> concerned)
    {
        await items.Settle(concerned);
        await ledger.Rewrite(concerned);
    }

    async Task SaveIndexRows(IReadOnlyList<Transfer> acts)
    {
        if (acts.Where(act => act.Version > 1).Select(act => act.Id).ToList() is { Count: > 0 } known)
        {
            var before = new { Ids = Json.Write(known) };
            await work.Write(TransferSql.RemoveSides, before);
            await work.Write(TransferSql.RemoveLines, before);
            await work.Write(TransferSql.RemoveExtensions, before);
        }
        await work.WriteAll(TransferSql.InsertSide, acts.SelectMany(act => act.Institutions.Select(side => new { act.Id, Institution = side })));
        await work.WriteAll(TransferSql.InsertLine, acts.SelectMany(act => (act.Lines ?? []).Select(line => LineRow(act, line))));
        await work.WriteAll(TransferSql.InsertExtension, acts.SelectMany(act => (act.Extensions ?? []).Select((extension, position) => new
        {
            act.Id, Position = position, extension.OldDueBackOn, DecidedEarliest = extension.On.Edtf.Earliest ?? work.Today,
        })));
        var named = (await items.Load(acts.SelectMany(act => act.Items.Take(MostSearched)))).ToDictionary(row => row.Id, row => row.Item.Name);
        var sides = await institutions.Load(acts.SelectMany(act => new[] { act.From, act.To }));
        await SearchText.Keep(work, acts.Select(act => ((IRecord)act, (IEnumerable<string?>)[
            act.RegistryNumber, act.ActNumber, act.ExternalRef, act.Note, act.Source?.Title, act.Source?.Publisher,
            .. act.Items.Take(MostSearched).SelectMany(item => named[item].Values), .. sides[act.From].Names.Values, .. sides[act.To].Names.Values,
        ])));
    }

    // An act of thousands of lines is found by its first hundred; the items themselves are all found under /items.
    const int MostSearched = 100;

    async Task Judge(Transfer transfer, IEnumerable<Guid> concerned, Findings findings, string pointer)
    {
        var (from, to) = (await institutions.Get(transfer.From), await institutions.Get(transfer.To));
        transfer.CheckContent(work.Today, policies, findings, pointer);
        var agreement = transfer.Agreement is { } id ? (await agreements.Lock(id))?.On(work.Today) : null;
        TransferRules.CheckSides(from, to, agreement, await Successors(agreement), findings, pointer);
        await CheckAct(transfer, findings, pointer);
        if (transfer.Status is TransferStatus.Recorded)
            await items.Lock(concerned);
        await custodyRules.CheckCounts(CustodyRules.OfAll(transfer, pointer), findings);
        if (transfer.Status is not TransferStatus.Recorded || findings.Refused.Count > 0)
            return;
        transfer.CheckGround(agreement, handsOver: true, findings, onlyWarns: true, pointer);
        from.CheckAlive(transfer.HandedOverOn, findings, onlyWarns: true, $"{pointer}/handedOverOn");
        to.CheckAlive(transfer.ReceivedOn, findings, onlyWarns: true, $"{pointer}/receivedOn");
        await custodyRules.CheckRecorded(transfer, findings, pointer);
    }

    // Who has taken a party's place without the agreement saying so yet.
    async Task<IReadOnlySet<Guid>> Successors(Agreement? agreement)
    {
        var parties = await institutions.Load(agreement?.PartyIds ?? []);
        return parties.Values.Select(party => party.Successor).OfType<Guid>().ToHashSet();
    }

    /// <summary>T4: the same sides, number and date are one act, given once.</summary>
    public async Task CheckAct(Transfer transfer, Findings findings, string pointer = "")
    {
        if (transfer.ActKey is not { } key || await work.Find<DocumentRow>(TransferSql.ByActKey, new { ActKey = key }) is not { } first || first.Id == transfer.Id)
            return;
        var act = (await references.Read(new ReferenceBatch().Transfer(first.Id))).Transfer(first.Id)!;
        var fault = Faults.ActTwice.At($"{pointer}/actNumber", ("actNumber", transfer.ActNumber), ("actDate", transfer.ActDate!.Edtf));
        findings.Refuse(fault with { Act = act, Location = act.Href?.AbsoluteUri });
    }

    /// <summary>A submitter's reference is given once: a second posting of it is told of the first, and whether it said the same.</summary>
    public async Task CheckReference(Transfer transfer, string? contentHash, string pointer)
    {
        if (transfer.ExternalRef is { } externalRef && await work.Find<PostedRow>(TransferSql.ByExternalRef,
            new { transfer.SubmittedBy.Submitter, ExternalRef = externalRef }) is { } first && first.Id != transfer.Id)
            throw Faults.ReferenceTwice.At($"{pointer}/externalRef", ("externalRef", externalRef)).Refused()
                .WithHeader("Location", links.To($"/transfers/{first.Id}"))
                .With("act", (await references.Read(new ReferenceBatch().Transfer(first.Id))).Transfer(first.Id))
                .With("sameContent", first.ContentHash == contentHash);
    }

    // A unique index has refused: the submitter's reference, or the act.
    async Task<Refusal> Taken(Transfer transfer, string? contentHash, string pointer)
    {
        await CheckReference(transfer, contentHash, pointer);
        var findings = new Findings();
        await CheckAct(transfer, findings, pointer);
        return findings.Refusal() ?? Faults.ChangedMeanwhile.Because(("record", "transfer"));
    }

    static object LineRow(Transfer transfer, TransferLine line) => new
    {
        transfer.Id, line.Line, line.Item, Quantity = line.Counted, Outcome = Json.ToWire(line.Standing), line.ReturnsLine, line.IsDiscrepant,
        CustodyOn = line.Corrected?.CustodyOn?.Edtf.Text, line.Corrected?.MovedAt, Document = Json.Write(line),
    };

    Dictionary<string, object?> Row(Transfer transfer, string? contentHash)
    {
        var handedOver = DateColumns.Of(transfer.HandedOverOn);
        var moved = DateColumns.Of(transfer.MovedOn);
        return new()
        {
            ["Id"] = transfer.Id,
            ["RegistryNumber"] = transfer.RegistryNumber,
            ["Kind"] = Json.ToWire(transfer.Kind),
            ["LegalEffect"] = Json.ToWire(transfer.LegalEffect),
            ["Status"] = Json.ToWire(transfer.Status),
            ["Evidence"] = Json.ToWire(transfer.Evidence),
            ["Visibility"] = Json.ToWire(transfer.Visibility),
            ["Agreement"] = transfer.Agreement,
            ["From"] = transfer.From,
            ["To"] = transfer.To,
            ["Event"] = transfer.Event,
            ["ActKey"] = transfer.ActKey,
            ["Earliest"] = handedOver.Earliest,
            ["Latest"] = handedOver.Latest,
            ["DayFrom"] = handedOver.DayFrom,
            ["DayTo"] = handedOver.DayTo,
            ["Qualified"] = handedOver.Qualified,
            ["MovedEarliest"] = moved.Earliest,
            ["MovedLatest"] = moved.Latest,
            ["MovedDayFrom"] = moved.DayFrom,
            ["MovedDayTo"] = moved.DayTo,
            ["MovedQualified"] = transfer.MovedOn is null ? null : moved.Qualified,
            ["ReservedFrom"] = transfer.ReservedFrom,
            ["ReservedTo"] = transfer.ReservedFrom is null ? null : transfer.DueBackOn,
            ["DueBackOn"] = transfer.DueBackOn,
            ["FirstDueBackOn"] = transfer.FirstDueBackOn,
            ["BegunEarliest"] = transfer.HasBegun ? transfer.HandedOverOn?.Edtf.Earliest ?? LearntOn(transfer) : null,
            ["CustodyEarliest"] = transfer.MovedAt is null ? null : transfer.CustodyOn?.Edtf.Earliest ?? LearntOn(transfer),
            ["ConfirmedEarliest"] = transfer.IsConfirmed ? transfer.ConfirmedOn?.Edtf.Earliest ?? time.DayOf(transfer.ConfirmedAt ?? transfer.UpdatedAt) : null,
            ["Returns"] = transfer.ReturnsTransfer,
            ["Corrects"] = transfer.CorrectsTransfer,
            ["Retains"] = transfer.RetainsTransfer,
            ["CustodyOn"] = transfer.CustodyOn?.Edtf.Text,
            ["MovedAt"] = transfer.MovedAt,
            ["Unacknowledged"] = transfer.IsUnacknowledged,
            ["Submitter"] = transfer.SubmittedBy.Submitter,
            ["PostedFor"] = transfer.PostedFor,
            ["ExternalRef"] = transfer.ExternalRef,
            ["ExternalRefFreed"] = transfer.Status is TransferStatus.Cancelled && transfer.RegistryNumber is null,
            ["ContentHash"] = contentHash,
            ["Document"] = Work.DocumentOf(transfer with { Lines = null }),
            ["Version"] = transfer.Version,
            ["CreatedAt"] = transfer.CreatedAt,
            ["UpdatedAt"] = transfer.UpdatedAt,
        };
    }

    LocalDate LearntOn(Transfer transfer) => LocalDate.Min(time.DayOf(transfer.MovedAt ?? transfer.CreatedAt), work.Today);

    sealed record PostedRow : DocumentRow
    {
        public required string ContentHash { get; init; }
    }
}
