using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>Every way the registry reads or changes an agreement.</summary>
sealed class AgreementStore(Work work, Caller caller, InstitutionStore institutions, ReferenceReader references, Links links)
{
    /// <summary>The agreement, whoever asks: for what rests on it.</summary>
    public async Task<Agreement?> Find(Guid id) => (await work.Find<DocumentRow>(AgreementSql.List.Only("id"), new { Id = id }))?.As<Agreement>();

    /// <summary>The agreement, if the caller may see it.</summary>
    public async Task<Agreement> Get(Guid id)
    {
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(caller)) { ["Id"] = id };
        var row = await work.Find<DocumentRow>(AgreementSql.List.Only(["id", .. VisibilitySql.Of(caller)]), parameters);
        return row?.As<Agreement>() ?? throw Faults.NoRecord.Because(("record", "agreement"), ("id", id));
    }

    /// <summary>The agreement, its row taken until the unit ends, whoever asks: for who decides about an act under it.</summary>
    public async Task<Agreement?> Lock(Guid id)
    {
        await work.ExecuteUnjournaled(AgreementSql.Take, new { Ids = Json.Write(new[] { id }) });
        return await Find(id);
    }

    /// <summary>Agreements, whoever asks, in the order of their ids, in which also their rows are taken until the unit ends.</summary>
    public async Task<IReadOnlyList<Agreement>> Lock(IEnumerable<Guid> ids)
    {
        var ordered = ids.Distinct().Order().ToList();
        if (ordered.Count == 0)
            return [];
        var parameters = new { Ids = Json.Write(ordered) };
        await work.ExecuteUnjournaled(AgreementSql.Take, parameters);
        return [.. (await work.List<DocumentRow>(AgreementSql.List.Only("ids"), parameters)).Select(row => row.As<Agreement>()).OrderBy(agreement => agreement.Id)];
    }

    /// <summary>Takes in a new agreement. <paramref name="contentHash"/> is that of the request as posted.</summary>
    public async Task<Agreement> Post(Agreement draft, InitialStatus initial, string contentHash, Findings findings)
    {
        var posted = draft with
        {
            Status = initial switch
            {
                InitialStatus.Proposed => AgreementStatus.Proposed,
                InitialStatus.Recorded => AgreementStatus.Recorded,
                _ => AgreementStatus.Draft,
            },
        };
        await Judge(posted, findings);
        if (initial is InitialStatus.Recorded)
            posted = posted with { RegistryNumber = await Number(posted) };
        await work.WriteUnique(AgreementSql.Insert, Row(posted, contentHash), () => Taken(posted, contentHash));
        await SaveIndexRows([posted]);
        work.AppendToJournal(initial is InitialStatus.Draft ? "agreement.created" : $"agreement.{Json.ToWire(initial)}", posted);
        return posted;
    }

    /// <summary>Writes what <see cref="AgreementLife.ToBeChanged"/> allowed to be changed; the signatures given on it are taken back.</summary>
    public async Task<Agreement> Change(Agreement known, Agreement changed, Findings findings)
    {
        await JudgeLeaving(known, changed, findings);
        await Judge(changed, findings);
        await Write([changed], "agreement.changed");
        return changed;
    }

    public async Task<Agreement> Step(Agreement known, AgreementStep step, Findings findings)
    {
        var next = known.After(step, work.Now, work.Today, findings);
        // P3
        if (step is { To: AgreementStatus.Signed, Party: { } party })
            (await institutions.Get(party)).CheckAlive(step.On ?? known.Parties.FirstOrDefault(signing => signing.Institution == party)?.SignedOn ?? known.SignedOn,
                findings, onlyWarns: false, "/on");
        if (known.Status is AgreementStatus.Draft && step.To is AgreementStatus.Proposed)
            await institutions.JudgeMerged(known.PartyIds, "/to", findings);
        if (step.To is AgreementStatus.Terminated)
            await JudgeDispositions(known, next.Dispositions ?? [], step.On?.Latest ?? work.Today, findings, settledMeanwhile: step.Dispositions is null);
        if (step is { To: AgreementStatus.Superseded, Successor: { } successor })
            await JudgeSuccessor(known, successor, findings);
        findings.ThrowIfRefused();
        if (next is { Status: AgreementStatus.InForce, RegistryNumber: null })
            next = next with { RegistryNumber = await Number(next) };
        await Write([next], EventOf(step, known, next), step.Reason);
        return next;
    }

    /// <summary>The next version with an amendment put beside the text, or one that has got further.</summary>
    public async Task<Agreement> Amend(Agreement known, Amendment amendment, string type, string? reason = null)
    {
        var next = known with
        {
            Version = known.Version + 1,
            UpdatedAt = work.Now,
            Amendments = [.. (known.Amendments ?? []).Where(other => other.Seq != amendment.Seq).Append(amendment).OrderBy(other => other.Seq)],
        };
        await Write([next], type, reason);
        return next;
    }

    /// <summary>Writes agreements as they are given, in their next versions: for what renames an institution everywhere.</summary>
    public Task Rewrite(IEnumerable<Agreement> agreements, string type, string? reason) =>
        Write([.. agreements.Select(agreement => agreement with { Version = agreement.Version + 1, UpdatedAt = work.Now })], type, reason);

    /// <summary>A5: nothing that is out under an agreement is forgotten when it ends. The agreement's row is taken.</summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="dispositions">What becomes of each open temporary transfer.</param>
    /// <param name="end">The day it ends.</param>
    /// <param name="findings">What is missing or wrong.</param>
    /// <param name="settledMeanwhile">They were agreed before: some may have come home since.</param>
    public async Task JudgeDispositions(Agreement agreement, IReadOnlyList<Disposition> dispositions, LocalDate end, Findings findings, bool settledMeanwhile = false)
    {
        await work.ExecuteUnjournaled(AgreementSql.Take, new { Ids = Json.Write(new[] { agreement.Id }) });
        if (agreement.Kind is AgreementKind.Exchange && (await Fulfilled([agreement])).Count == 0)
            findings.Warn(Faults.ExchangeUnfulfilled.At(pointer: null));
        var open = await work.List<Guid>(AgreementSql.OpenTransfers, new { agreement.Id });
        var unsaid = open.Except(dispositions.Select(disposition => disposition.Transfer)).ToList();
        if (unsaid.Count > 0)
        {
            var names = await references.Read(new ReferenceBatch().Transfer(unsaid));
            findings.Refuse(Faults.OpenTransfers.At("/dispositions", ("count", open.Count),
                ("transfers", unsaid.Select(transfer => names.Transfer(transfer)!.RegistryNumber ?? "one that is not yours to see"))));
        }
        foreach (var (index, disposition) in dispositions.Index())
        {
            if (!settledMeanwhile && !open.Contains(disposition.Transfer))
                findings.Refuse(Faults.DispositionOfNone.At($"/dispositions/{index}/transfer", ("transfer", disposition.Transfer)));
            if (disposition.On < end)
                findings.Refuse(Faults.DispositionBeforeEnd.At($"/dispositions/{index}/on", ("on", disposition.On), ("end", end)));
        }
    }

    /// <summary>C12: of the exchanges those that are fulfilled.</summary>
    public async Task<IReadOnlySet<Guid>> Fulfilled(IEnumerable<Agreement> exchanges) =>
        (await work.List<Guid>(AgreementSql.Fulfilled, new { Ids = Json.Write(exchanges.Select(exchange => exchange.Id)) })).ToHashSet();

    static string EventOf(AgreementStep step, Agreement known, Agreement next) => step.To switch
    {
        AgreementStatus.Draft => "agreement.redrafted",
        AgreementStatus.Signed when next.Status == known.Status => "agreement.party_signed",
        var to => $"agreement.{Json.ToWire(to)}",
    };

    async Task<string> Number(Agreement agreement) =>
        await RegistryNumbers.Agreement(work, (await institutions.Get(agreement.Parties[0].Institution)).NumberPrefix);

    async Task Judge(Agreement agreement, Findings findings)
    {
        agreement.Check(findings, work.Today);
        await JudgeGrounds(agreement, findings);
        if (agreement.Status is AgreementStatus.Recorded && findings.Refused.Count == 0)
        {
            var parties = await institutions.Load(agreement.PartyIds);
            foreach (var (index, party) in agreement.Parties.Index())
                parties[party.Institution].CheckAlive(party.SignedOn ?? agreement.SignedOn, findings, onlyWarns: true, $"/parties/{index}/institution");
        }
        findings.ThrowIfRefused();
    }

    // P2: under an agreement both sides of an act are its parties, and stay so.
    async Task JudgeLeaving(Agreement known, Agreement changed, Findings findings)
    {
        var leaving = known.PartyIds.Except(changed.PartyIds).ToList();
        if (leaving.Count == 0)
            return;
        await work.ExecuteUnjournaled(AgreementSql.Take, new { Ids = Json.Write(new[] { known.Id }) });
        var sides = (await work.List<Sides>(AgreementSql.Sides, new { known.Id })).SelectMany(act => new[] { act.FromId, act.ToId }).ToHashSet();
        var acting = await institutions.Load(leaving.Where(sides.Contains));
        foreach (var party in leaving.Where(acting.ContainsKey))
            findings.Refuse(Faults.PartyActs.At("/parties", ("institution", acting[party].Code)));
    }

    // A4: what it rests on and what it supersedes lead nowhere back to it, and what it supersedes has no other successor.
    async Task JudgeGrounds(Agreement agreement, Findings findings)
    {
        if ((agreement.Parent ?? agreement.Supersedes) is null)
            return;
        await work.ExecuteUnjournaled(AgreementSql.TakeGraph);
        foreach (var (pointer, ground) in new[] { ("/parent", agreement.Parent), ("/supersedes", agreement.Supersedes) })
            if (ground is { } below && await LeadsTo(below, agreement.Id))
                findings.Refuse(Faults.SupersessionCycle.At(pointer, ("agreement", below)));
        // A successor is a matter of who was party to what it replaces.
        if (agreement.Supersedes is { } replaced && await Find(replaced) is { } before && (await references.Mine([.. before.PartyIds])).Count == 0)
            findings.Refuse(Faults.NobodysSide.At("/supersedes"));
        if (agreement.Supersedes is { } old && await work.Find<DocumentId>(AgreementSql.Successor, new { agreement.Supersedes }) is { } successor
            && successor.Id != agreement.Id)
            findings.Refuse(Faults.SupersededAlready.At("/supersedes", ("agreement", old)));
    }

    async Task<bool> LeadsTo(Guid from, Guid agreement)
    {
        var seen = new HashSet<Guid> { from };
        IReadOnlyCollection<Guid> level = [from];
        while (level.Count > 0 && !seen.Contains(agreement))
        {
            var grounds = await work.List<Grounds>(AgreementSql.Below, new { Ids = Json.Write(level) });
            level = [.. grounds.SelectMany(ground => new[] { ground.ParentId, ground.SupersedesId }).OfType<Guid>().Where(seen.Add)];
        }
        return seen.Contains(agreement);
    }

    // A4
    async Task JudgeSuccessor(Agreement agreement, Guid id, Findings findings)
    {
        await work.ExecuteUnjournaled(AgreementSql.TakeGraph);
        var successor = await Lock(id);
        var name = successor?.RegistryNumber ?? id.ToString();
        if (successor?.Supersedes != agreement.Id)
            findings.Refuse(Faults.NotTheSuccessor.At("/successor", ("successor", name)));
        else if (successor is { Status: not AgreementStatus.InForce })
            findings.Refuse(Faults.SuccessorNotInForce.At("/successor", ("successor", name), ("status", Json.ToWire(successor.Status))));
    }

    async Task Write(IReadOnlyList<Agreement> agreements, string type, string? reason = null)
    {
        await work.WriteAll(AgreementSql.Update, agreements.Select(agreement => Row(agreement, contentHash: null)),
            async () => agreements is [var only] ? await Taken(only, contentHash: null) : Faults.ChangedMeanwhile.Because(("record", "agreement")));
        await SaveIndexRows(agreements);
        foreach (var agreement in agreements)
            work.AppendToJournal(type, agreement, reason);
    }

    async Task SaveIndexRows(IReadOnlyList<Agreement> agreements)
    {
        if (agreements.Where(agreement => agreement.Version > 1).Select(agreement => agreement.Id).ToList() is { Count: > 0 } known)
        {
            var before = new { Ids = Json.Write(known) };
            await work.Write(AgreementSql.RemoveParties, before);
            await work.Write(AgreementSql.RemoveTerms, before);
            await work.Write(AgreementSql.RemoveSignatures, before);
            await work.Write(AgreementSql.RemoveScopeAreas, before);
        }
        await work.WriteAll(AgreementSql.InsertParty, agreements.SelectMany(PartyRows));
        await work.WriteAll(AgreementSql.InsertTerm, agreements.SelectMany(agreement => agreement.Terms().Select((term, position) =>
            new { agreement.Id, Position = position, SinceOn = term.Since, UntilOn = term.Until, term.Text.EffectiveFrom, term.Text.EffectiveTo })));
        await work.WriteAll(AgreementSql.InsertSignature, agreements.SelectMany(agreement =>
            (agreement.Amendments ?? []).SelectMany(amendment => amendment.Signatures.Select(signature => new
            {
                agreement.Id, amendment.Seq, signature.Institution,
                IsAwaited = amendment.Status is AmendmentStatus.Proposed && signature.Signature is Signature.Pending && !agreement.IsStale(amendment),
            }))));
        await work.WriteAll(AgreementSql.InsertScopeArea, agreements.SelectMany(agreement =>
            (agreement.On(work.Today).ScopeAreas ?? []).Select(area => new { agreement.Id, ScopeArea = Json.ToWire(area) })));
        var parties = await institutions.Load(agreements.SelectMany(agreement => agreement.Concerned));
        await SearchText.Keep(work, agreements.Select(agreement => ((IRecord)agreement, Texts(agreement, [.. agreement.Concerned.Select(party => parties[party])]))));
    }

    // Whoever is, was or is to be a party finds the agreement among its own, whoever is asked to be one sees it; what each is stands as in the last text that names it.
    IEnumerable<object> PartyRows(Agreement agreement)
    {
        var days = (agreement.Amendments ?? []).Select(amendment => amendment.EffectiveFrom).Append(work.Today).OrderDescending().ToList();
        var parties = days.SelectMany(day => agreement.WithAll(day).Parties).Concat(agreement.Parties).DistinctBy(party => party.Institution).ToList();
        var signed = days.SelectMany(day => agreement.On(day).Parties).Concat(agreement.Parties).Select(party => party.Institution).ToHashSet();
        return parties.Select((party, position) => new
        {
            agreement.Id, party.Institution, Position = position, Role = Json.ToWire(party.Role),
            SignatureRequired = party.SignatureRequired && agreement.Parties.Any(first => first.Institution == party.Institution),
            Signature = Json.ToWire(party.Signature), IsInvited = !signed.Contains(party.Institution),
        });
    }

    IEnumerable<string?> Texts(Agreement agreement, IReadOnlyList<Institution> parties)
    {
        var text = agreement.On(work.Today);
        return
        [
            agreement.RegistryNumber, .. text.Title.Values, .. text.Summary?.Values ?? [],
            .. parties.Select(party => party.Code), .. parties.SelectMany(party => party.Names.Values),
            .. text.Parties.Select(party => party.Number), text.ScopeNote, agreement.ExternalRef, text.Note,
        ];
    }

    // A unique index has refused: the submitter's reference (I7), or what another successor superseded a moment before.
    async Task<Refusal> Taken(Agreement agreement, string? contentHash)
    {
        if (agreement.ExternalRef is not null && await work.Find<PostedRow>(AgreementSql.ByExternalRef,
            new { agreement.SubmittedBy.Submitter, agreement.ExternalRef }) is { } first && first.Id != agreement.Id)
            return Faults.ReferenceTwice.At("/externalRef", ("externalRef", agreement.ExternalRef)).Refused()
                .WithHeader("Location", links.To($"/agreements/{first.Id}"))
                .With("first", new First(first.Id, links.To($"/agreements/{first.Id}")))
                .With("sameContent", first.ContentHash == contentHash);
        return Faults.ChangedMeanwhile.Because(("record", "agreement"));
    }

    static object Row(Agreement agreement, string? contentHash)
    {
        var (earliest, latest, dayFrom, dayTo, qualified) = DateColumns.Of(agreement.SignedOn);
        return new
        {
            agreement.Id, agreement.RegistryNumber, Kind = Json.ToWire(agreement.Kind), agreement.Binding, Status = Json.ToWire(agreement.Status),
            Evidence = Json.ToWire(agreement.Evidence), Visibility = Json.ToWire(agreement.Visibility),
            Earliest = earliest, Latest = latest, DayFrom = dayFrom, DayTo = dayTo, Qualified = qualified,
            agreement.EffectiveFrom, agreement.EffectiveTo, agreement.Parent, agreement.Supersedes,
            agreement.SubmittedBy.Submitter, agreement.PostedFor,
            agreement.ExternalRef, ContentHash = contentHash, Title = Json.Write(agreement.Title), Document = Work.DocumentOf(agreement), agreement.Version,
            agreement.CreatedAt, agreement.UpdatedAt,
        };
    }

    sealed record DocumentId
    {
        public required Guid Id { get; init; }
    }

    sealed record Sides
    {
        public required Guid FromId { get; init; }
        public required Guid ToId { get; init; }
    }

    sealed record PostedRow
    {
        public required Guid Id { get; init; }
        public required string ContentHash { get; init; }
    }

    sealed record Grounds
    {
        public Guid? ParentId { get; init; }
        public Guid? SupersedesId { get; init; }
    }
}
