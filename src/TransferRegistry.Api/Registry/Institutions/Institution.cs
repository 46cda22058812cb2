using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Registry.Institutions;

/// <summary>A name it had before.</summary>
sealed record FormerName
{
    /// <summary>The name, by language.</summary>
    public required LocalizedText Names { get; init; }
    /// <summary>From when, EDTF.</summary>
    public EdtfDate? From { get; init; }
    /// <summary>To when, EDTF.</summary>
    public EdtfDate? To { get; init; }
}

/// <summary>A person who stands for it: a director and the like; never a user, no personal numbers.</summary>
sealed record Representative
{
    /// <summary>The name as a document gives it.</summary>
    [System.ComponentModel.DataAnnotations.StringLength(300)] public required string Name { get; init; }
    /// <summary>The position, by language.</summary>
    public LocalizedText? Position { get; init; }
    /// <summary>From when, EDTF.</summary>
    public EdtfDate? From { get; init; }
    /// <summary>To when, EDTF.</summary>
    public EdtfDate? To { get; init; }
}

sealed record Membership
{
    public required Guid Association { get; init; }
    public LocalDate? From { get; init; }
    public LocalDate? To { get; init; }

    /// <summary>Whether the two are in the same association on the same day; a bound that is absent leaves its side open.</summary>
    public bool Overlaps(Membership other) => Association == other.Association && !(To < other.From) && !(other.To < From);
}

/// <summary>A body that keeps, passes or supervises museum objects.</summary>
sealed record Institution : IRecord
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required string Code { get; init; }
    public required InstitutionKind Kind { get; init; }
    public required LocalizedText Names { get; init; }
    public LocalizedText? ShortNames { get; init; }
    public IReadOnlyList<FormerName>? FormerNames { get; init; }
    public LegalForm? LegalForm { get; init; }
    public InstitutionLevel? Level { get; init; }
    public required string Country { get; init; }
    public string? Region { get; init; }
    public LocalizedText? Place { get; init; }
    public LocalizedText? District { get; init; }
    public string? Kato { get; init; }
    public string? Bin { get; init; }
    public string? Isil { get; init; }
    public Guid? SupervisedBy { get; init; }
    public IReadOnlyList<Membership>? MemberOf { get; init; }
    public IReadOnlyList<Representative>? Representatives { get; init; }
    public InstitutionStatus Status { get; init; }
    public LocalDate? EndedOn { get; init; }
    public Guid? Successor { get; init; }
    /// <summary>The record of the same institution that this one was merged into.</summary>
    public Guid? MergedInto { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Instant UpdatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "institution";

    [JsonIgnore] public IEnumerable<Guid> Institutions => new[] { Id, SupervisedBy, Successor }.OfType<Guid>().Concat((MemberOf ?? []).Select(membership => membership.Association));

    /// <summary>The institution once another record of it answers for it: its numbers are that one's, its code stays taken and leads there.</summary>
    public Institution Merged(Guid into, Instant now) => this with
    {
        Version = Version + 1,
        UpdatedAt = now,
        MergedInto = into,
        Bin = null,
        Isil = null,
        SupervisedBy = null,
        MemberOf = null,
        Successor = null,
    };

    /// <summary>The institution with what another record of it knows and it does not.</summary>
    public Institution With(Institution other, Instant now) => this with
    {
        Version = Version + 1,
        UpdatedAt = now,
        ShortNames = ShortNames ?? other.ShortNames,
        FormerNames = FormerNames ?? other.FormerNames,
        LegalForm = LegalForm ?? other.LegalForm,
        Level = Level ?? other.Level,
        Region = Region ?? (Country == other.Country ? other.Region : null),
        Place = Place ?? other.Place,
        District = District ?? other.District,
        Kato = Kato ?? (Region is null || Region == other.Region ? other.Kato : null),
        Bin = Bin ?? other.Bin,
        Isil = Isil ?? other.Isil,
        SupervisedBy = SupervisedBy ?? other.SupervisedBy,
        MemberOf = MemberOf ?? other.MemberOf,
        Representatives = Representatives ?? other.Representatives,
    };

    /// <summary>Of its region, else of its country: what the numbers given for it begin with.</summary>
    [JsonIgnore] public string NumberPrefix => Region ?? Country;

    /// <summary>What the record itself says that can't be: findings without a look at any other record.</summary>
    public void Check(Findings findings, LocalDate today)
    {
        if (Bin is not null && !Language.Bin.IsValid(Bin))
            findings.Refuse(Faults.WrongBin.At("/bin", ("bin", Bin)));
        else if (Bin is not null && !Language.Bin.HasUsualStructure(Bin))
            findings.Warn(Faults.OddBin.At("/bin", ("bin", Bin)));
        if (Region is not null && !Regions.IsKnown(Country, Region))
            findings.Refuse(Regions.Fault(Country, Region, "/region"));
        else if (Kato is not null && Region is not null && Country == "KZ" && Kato[..2] != Region[3..])
            findings.Refuse(Faults.KatoOutsideRegion.At("/kato", ("kato", Kato), ("found", Kato[..2]), ("region", Region), ("expected", Region[3..])));
        if (Status is InstitutionStatus.Active && EndedOn is not null)
            findings.Refuse(Faults.EndWithoutStatus.At("/endedOn"));
        if (Status is not InstitutionStatus.Reorganised && Successor is not null)
            findings.Refuse(Faults.SuccessorWithoutStatus.At("/successor"));
        foreach (var (index, membership) in (MemberOf ?? []).Index())
            if (membership.From > membership.To)
                findings.Refuse(Faults.EndsBeforeItBegins.At($"/memberOf/{index}/to", ("from", membership.From), ("to", membership.To)));
        foreach (var (index, membership) in (MemberOf ?? []).Index())
            if (MemberOf!.Take(index).Any(membership.Overlaps))
                findings.Refuse(Faults.MemberTwice.At($"/memberOf/{index}/association", ("association", membership.Association)));
        findings.CheckHappened(EndedOn is { } ended ? Edtf.Of(ended) : null, "/endedOn", today);
    }

    /// <summary>P3: what it signs or does, it does up to its end; holds where no end or no date is known.</summary>
    public EdtfOrder UpToItsEnd(EdtfDate? on) => on is null || EndedOn is not { } ended ? EdtfOrder.Holds : Edtf.Compare(on.Edtf, Edtf.Of(ended));

    /// <inheritdoc cref="UpToItsEnd" />
    public void CheckAlive(EdtfDate? on, Findings findings, bool onlyWarns, string pointer)
    {
        var order = UpToItsEnd(on);
        if (order is EdtfOrder.Broken)
            findings.Add(Faults.SignedAfterEnd.At(pointer, ("institution", Code), ("endedOn", EndedOn)), onlyWarns);
        else if (order is EdtfOrder.Undecided)
            findings.Warn(Faults.SignedMaybeAfterEnd.At(pointer, ("institution", Code), ("endedOn", EndedOn), ("date", on!.Edtf)));
    }

    /// <summary>Whether it is the state's, for P1; null where nothing recorded says so.</summary>
    [JsonIgnore]
    public bool? IsOfTheState => this switch
    {
        { Kind: InstitutionKind.PrivateCollection } or { Level: InstitutionLevel.Private } => false,
        { LegalForm: Registry.Institutions.LegalForm.Too or Registry.Institutions.LegalForm.PrivateInstitution } => false,
        { LegalForm: Registry.Institutions.LegalForm.Gu or Registry.Institutions.LegalForm.Kgu or Registry.Institutions.LegalForm.Rgu or Registry.Institutions.LegalForm.Kgkp } => true,
        { LegalForm: Registry.Institutions.LegalForm.Gkkp or Registry.Institutions.LegalForm.Rgkp or Registry.Institutions.LegalForm.KgpPhv or Registry.Institutions.LegalForm.RgpPhv } => true,
        { Level: InstitutionLevel.Republican or InstitutionLevel.Regional or InstitutionLevel.City or InstitutionLevel.District } => true,
        _ => null,
    };
}
