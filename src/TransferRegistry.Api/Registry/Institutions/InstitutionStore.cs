using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Search;

namespace TransferRegistry.Api.Registry.Institutions;

/// <summary>Every way the registry reads or changes an institution.</summary>
sealed class InstitutionStore(Work work, Links links)
{
    public async Task<Institution?> Find(Reference reference) =>
        await work.Find<DocumentRow>(InstitutionSql.List.Only(reference.Id is null ? "code" : "id"), new { reference.Id, Code = reference.Name }) is { } row
            ? row.As<Institution>()
            : null;

    /// <summary>The institution that an address names; one that was merged, and a code that was given up, lead to where it is now.</summary>
    public async Task<Institution> Get(Reference reference)
    {
        var found = await Find(reference) ?? throw Faults.NoRecord.Because(("record", "institution"), ("id", reference));
        return found.MergedInto is { } into ? throw new RecordMergedException(reference.ToString(), into)
            : reference.Name is { } code && code != found.Code ? throw new RecordMergedException(code, found.Id)
            : found;
    }

    /// <summary>The institution that a record names.</summary>
    public async Task<Institution> Get(Guid id) => await work.Once(id, () => Find(new Reference { Id = id })) ?? throw Faults.NoRecord.Because(("record", "institution"), ("id", id));

    /// <summary>The institutions that records name.</summary>
    public async Task<IReadOnlyDictionary<Guid, Institution>> Load(IEnumerable<Guid> ids) =>
        (await work.OnceEach(ids, institution => institution.Id, Read)).ToDictionary(institution => institution.Id);

    async Task<IReadOnlyList<Institution>> Read(IReadOnlyCollection<Guid> ids) =>
        [.. (await work.List<DocumentRow>(InstitutionSql.List.Only("ids"), new { Ids = Json.Write(ids) })).Select(row => row.As<Institution>())];

    /// <summary>Puts one record of an institution into another, which has its numbers and what it knew.</summary>
    public async Task<Institution> Merge(Institution gone, Institution into, string? reason)
    {
        await Rewrite([gone.Merged(into.Id, work.Now)], "institution.merged", reason);
        await work.Write(InstitutionSql.LeadOn, new { Old = gone.Id, Into = into.Id });
        await work.Write(InstitutionSql.HandOverCodes, new { Old = gone.Id, Into = into.Id });
        work.Forget<Institution>();
        await Rewrite([into], "institution.merged_with", reason);
        return into;
    }

    /// <summary>Writes institutions' next versions as they are given: judged already, or renamed everywhere.</summary>
    public async Task Rewrite(IReadOnlyList<Institution> changed, string type, string? reason)
    {
        await work.WriteAll(InstitutionSql.Update, changed.Select(Row), () => Taken(changed));
        await SaveIndexRows(changed);
        foreach (var institution in changed)
            work.AppendToJournal(type, institution, reason);
    }

    /// <summary>P2: a draft from before a merge may name both of those that are one now; it gets no further like that.</summary>
    public async Task JudgeMerged(IEnumerable<Guid> named, string pointer, Findings findings)
    {
        foreach (var merged in await work.List<MergedRow>(InstitutionSql.Merged, new { Ids = Json.Write(named) }))
            findings.Refuse(Faults.DraftNamesMerged.At(pointer, ("gone", merged.Code), ("into", merged.IntoCode)));
    }

    sealed record MergedRow
    {
        public required string Code { get; init; }
        public required string IntoCode { get; init; }
    }

    /// <summary>Takes the row that every change of memberships, supervision and identity goes through.</summary>
    public Task TakeGraph() => work.ExecuteUnjournaled(InstitutionSql.TakeGraph);

    public async Task<Institution> Register(Institution institution, Findings findings)
    {
        await Judge(institution, findings);
        findings.ThrowIfRefused();
        await work.WriteUnique(InstitutionSql.Insert, Row(institution), () => Taken([institution]));
        await SaveIndexRows([institution]);
        work.AppendToJournal("institution.created", institution);
        return institution;
    }

    public async Task<Institution> Change(Institution institution, Findings findings)
    {
        await Judge(institution, findings);
        await JudgeSupervised(institution, findings);
        findings.ThrowIfRefused();
        await Rewrite([institution], "institution.changed", reason: null);
        return institution;
    }

    async Task Judge(Institution institution, Findings findings)
    {
        institution.Check(findings, work.Today);
        // Taken by every change too, since one of kind may take a department from those it supervises.
        if (institution is { MemberOf: not null } or { SupervisedBy: not null } or { Version: > 1 })
            await work.ExecuteUnjournaled(InstitutionSql.TakeGraph);
        await JudgeMemberships(institution, findings);
        await JudgeSupervisor(institution, findings);
    }

    async Task JudgeMemberships(Institution institution, Findings findings)
    {
        var memberships = institution.MemberOf ?? [];
        // Each by itself only where there is a circle to be found.
        if (!await LeadTo(InstitutionSql.Associations, memberships.Select(membership => membership.Association), institution.Id))
            return;
        foreach (var (index, membership) in memberships.Index())
            if (await LeadTo(InstitutionSql.Associations, [membership.Association], institution.Id))
                findings.Refuse(Faults.MembershipCycle.At($"/memberOf/{index}/association", ("association", membership.Association), ("institution", institution.Code)));
    }

    async Task JudgeSupervisor(Institution institution, Findings findings)
    {
        if (institution.SupervisedBy is not { } supervisor)
            return;
        if (await LeadTo(InstitutionSql.Supervisors, [supervisor], institution.Id))
            findings.Refuse(Faults.SupervisionCycle.At("/supervisedBy", ("supervisor", supervisor), ("institution", institution.Code)));
        else if (await Get(supervisor) is { Kind: not InstitutionKind.CultureDepartment } other)
            findings.Refuse(Faults.NoDepartment.At("/supervisedBy", ("supervisor", other.Code), ("kind", other.Kind)));
    }

    async Task JudgeSupervised(Institution institution, Findings findings)
    {
        if (institution.Kind is not InstitutionKind.CultureDepartment && await work.Count(InstitutionSql.Supervised, new { institution.Id }) is var count and > 0)
            findings.Refuse(Faults.StillSupervises.At("/kind", ("count", count)));
    }

    // Level by level, each institution once.
    async Task<bool> LeadTo(SqlText above, IEnumerable<Guid> from, Guid institution)
    {
        var seen = from.ToHashSet();
        IReadOnlyCollection<Guid> level = [.. seen];
        while (level.Count > 0 && !seen.Contains(institution))
            level = [.. (await work.List<Guid>(above, new { Ids = Json.Write(level) })).Where(seen.Add)];
        return seen.Contains(institution);
    }

    async Task SaveIndexRows(IReadOnlyList<Institution> written)
    {
        work.Forget<Institution>();
        await work.WriteFree(InstitutionSql.KeepCodes, written.Select(institution => new { institution.Code, institution.Id }), () => Taken(written));
        if (written.Where(institution => institution.Version > 1).Select(institution => institution.Id).ToList() is { Count: > 0 } known)
            await work.Write(InstitutionSql.Leave, new { Ids = Json.Write(known) });
        await work.WriteAll(InstitutionSql.Join, written.SelectMany(institution => (institution.MemberOf ?? []).Select((membership, position) =>
            new { institution.Id, Position = position, membership.Association })));
        await SearchText.Keep(work, written.Select(institution => ((IRecord)institution, (IEnumerable<string?>)[
            institution.Code, .. institution.Names.Values, .. institution.ShortNames?.Values ?? [],
            .. (institution.FormerNames ?? []).SelectMany(former => former.Names.Values),
            .. institution.Place?.Values ?? [], .. institution.District?.Values ?? [], institution.Bin, institution.Isil,
        ])));
    }

    // The unique index has refused; who has the code or number already is read for the answer.
    async Task<Refusal> Taken(IReadOnlyList<Institution> written)
    {
        // Of several, renamed everywhere, none has changed its own.
        if (written is not [var institution])
            return Faults.ChangedMeanwhile.Because(("record", "institution"));
        foreach (var (condition, value, fault) in new[]
        {
            ("code", institution.Code, Faults.CodeTaken.At("/code", ("code", institution.Code))),
            ("bin", institution.Bin, Faults.BinTaken.At("/bin", ("bin", institution.Bin))),
            ("isil", institution.Isil, Faults.IsilTaken.At("/isil", ("isil", institution.Isil))),
        })
        {
            if (value is not null && await work.Find<DocumentRow>(InstitutionSql.List.Only(condition),
                new { Code = value, Bin = value, Isil = Isil.Fold(value) }) is { } row
                && row.As<Institution>() is { } first && first.Id != institution.Id)
                return fault.Refused().WithHeader("Location", links.To($"/institutions/{first.Id}"))
                    .With("first", new First(first.Id, links.To($"/institutions/{first.Id}")));
        }
        return Faults.ChangedMeanwhile.Because(("record", "institution"));
    }

    static object Row(Institution institution) => new
    {
        institution.Id, institution.Code, Kind = Json.ToWire(institution.Kind), Level = Json.ToWire(institution.Level), LegalForm = Json.ToWire(institution.LegalForm),
        institution.Country, institution.Region, institution.Bin, institution.Isil,
        IsilFolded = institution.Isil is { } isil ? Isil.Fold(isil) : null, institution.SupervisedBy, Status = Json.ToWire(institution.Status),
        institution.EndedOn, institution.Successor, institution.MergedInto, Names = Json.Write(institution.Names), Document = Work.DocumentOf(institution), institution.Version,
        institution.CreatedAt, institution.UpdatedAt,
    };
}
