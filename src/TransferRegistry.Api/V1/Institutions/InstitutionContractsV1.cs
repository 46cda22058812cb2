using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Institutions;

/// <summary>An institution as it is posted.</summary>
public sealed record InstitutionRequestV1
{
    /// <summary>
    /// What people and spreadsheets use: 2 to 64 of a-z, 0-9 and the hyphen. No other institution has it, or ever had; the operator alone changes it.
    /// </summary>
    [RegularExpression("^[a-z0-9-]{2,64}$")] public required string Code { get; init; }
    /// <summary>What it is.</summary>
    public required InstitutionKindV1 Kind { get; init; }
    /// <summary>The official full name, by language.</summary>
    public required LocalizedText Names { get; init; }
    /// <summary>The short name, by language.</summary>
    public LocalizedText? ShortNames { get; init; }
    /// <summary>Names it had before.</summary>
    public IReadOnlyList<FormerNameV1>? FormerNames { get; init; }
    /// <summary>The legal form.</summary>
    public LegalFormV1? LegalForm { get; init; }
    /// <summary>Whose it is.</summary>
    public InstitutionLevelV1? Level { get; init; }
    /// <summary>ISO 3166-1 alpha-2.</summary>
    [RegularExpression("^[A-Z]{2}$")] public required string Country { get; init; }
    /// <summary>ISO 3166-2; Kazakhstan's as of 2022.</summary>
    [RegularExpression("^[A-Z]{2}-[A-Z0-9]{1,3}$")] public string? Region { get; init; }
    /// <summary>The place, by language.</summary>
    public LocalizedText? Place { get; init; }
    /// <summary>The district, by language.</summary>
    public LocalizedText? District { get; init; }
    /// <summary>Kazakhstan's classifier of territories: nine digits, the first two those of the region.</summary>
    [RegularExpression("^[0-9]{9}$")] public string? Kato { get; init; }
    /// <summary>Business identification number: twelve digits with a check digit; unique.</summary>
    [RegularExpression("^[0-9]{12}$")] public string? Bin { get; init; }
    /// <summary>ISO 15511; unique whatever the case. The prefix is kept in capitals.</summary>
    [RegularExpression("^[A-Za-z]{1,4}-[A-Za-z0-9:/-]{1,11}$")] public string? Isil { get; init; }
    /// <summary>
    /// The culture department that supervises it and so may post for it. A department names itself when it registers an institution; every later change is
    /// the operator's.
    /// </summary>
    public Reference? SupervisedBy { get; init; }
    /// <summary>The associations it is a member of; the same one again for other days, where the membership was broken off.</summary>
    [MaxLength(100)] public IReadOnlyList<MembershipRequestV1>? MemberOf { get; init; }
    /// <summary>Directors and the like.</summary>
    public IReadOnlyList<RepresentativeV1>? Representatives { get; init; }
    /// <summary>active where nothing is said.</summary>
    public InstitutionStatusV1? Status { get; init; }
    /// <summary>The day it ended; for a reorganised or liquidated one.</summary>
    public LocalDate? EndedOn { get; init; }
    /// <summary>What it became; for a reorganised one. A department changes it where it supervises both.</summary>
    public Reference? Successor { get; init; }
}

/// <summary>A membership in an association.</summary>
public sealed record MembershipRequestV1
{
    /// <summary>The association.</summary>
    public required Reference Association { get; init; }
    /// <summary>First day.</summary>
    public LocalDate? From { get; init; }
    /// <summary>Last day.</summary>
    public LocalDate? To { get; init; }
}

/// <summary>A museum, centre, association, department or other body, as the registry holds it. What is absent is not known.</summary>
public sealed record InstitutionV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <inheritdoc/>
    public required long Version { get; init; }
    /// <summary>What people and spreadsheets use.</summary>
    public required string Code { get; init; }
    /// <summary>What it is.</summary>
    public required InstitutionKindV1 Kind { get; init; }
    /// <summary>The official full name, by language.</summary>
    public required LocalizedText Names { get; init; }
    /// <summary>The short name, by language.</summary>
    public LocalizedText? ShortNames { get; init; }
    /// <summary>Names it had before.</summary>
    public IReadOnlyList<FormerNameV1>? FormerNames { get; init; }
    /// <summary>The legal form.</summary>
    public LegalFormV1? LegalForm { get; init; }
    /// <summary>Whose it is.</summary>
    public InstitutionLevelV1? Level { get; init; }
    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }
    /// <summary>ISO 3166-2.</summary>
    public string? Region { get; init; }
    /// <summary>The place, by language.</summary>
    public LocalizedText? Place { get; init; }
    /// <summary>The district, by language.</summary>
    public LocalizedText? District { get; init; }
    /// <summary>Kazakhstan's classifier of territories.</summary>
    public string? Kato { get; init; }
    /// <summary>Business identification number.</summary>
    public string? Bin { get; init; }
    /// <summary>ISO 15511.</summary>
    public string? Isil { get; init; }
    /// <summary>The culture department that supervises it.</summary>
    public InstitutionRefV1? SupervisedBy { get; init; }
    /// <summary>The associations it is a member of.</summary>
    public IReadOnlyList<MembershipV1>? MemberOf { get; init; }
    /// <summary>Directors and the like; shown to its own side, auditors and the operator.</summary>
    public IReadOnlyList<RepresentativeV1>? Representatives { get; init; }
    /// <summary>Whether it still is.</summary>
    public required InstitutionStatusV1 Status { get; init; }
    /// <summary>The day it ended.</summary>
    public LocalDate? EndedOn { get; init; }
    /// <summary>What it became.</summary>
    public InstitutionRefV1? Successor { get; init; }
    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was last changed.</summary>
    public required Instant UpdatedAt { get; init; }
    /// <summary>What the registry noticed and let pass, in the answer to a write; empty otherwise.</summary>
    public required IReadOnlyList<FaultDetail> Warnings { get; init; }
    /// <summary>Where more of it is.</summary>
    public required InstitutionLinksV1 Links { get; init; }

    internal static InstitutionV1 Of(Institution institution, ResolvedReferences names, bool sensitive, Findings? findings = null) => new()
    {
        Id = institution.Id,
        Version = institution.Version,
        Code = institution.Code,
        Kind = institution.Kind.ToV1(),
        Names = institution.Names,
        ShortNames = institution.ShortNames,
        FormerNames = institution.FormerNames?.ToV1(),
        LegalForm = institution.LegalForm.ToV1(),
        Level = institution.Level.ToV1(),
        Country = institution.Country,
        Region = institution.Region,
        Place = institution.Place,
        District = institution.District,
        Kato = institution.Kato,
        Bin = institution.Bin,
        Isil = institution.Isil,
        SupervisedBy = names.Institution(institution.SupervisedBy).ToV1(),
        MemberOf = institution.MemberOf?.Select(membership => new MembershipV1
        {
            Association = names.Institution(membership.Association).ToV1(), From = membership.From, To = membership.To,
        }).ToList(),
        Representatives = sensitive ? institution.Representatives?.ToV1() : null,
        Status = institution.Status.ToV1(),
        EndedOn = institution.EndedOn,
        Successor = names.Institution(institution.Successor).ToV1(),
        CreatedAt = institution.CreatedAt,
        UpdatedAt = institution.UpdatedAt,
        Warnings = [.. (findings?.Warnings ?? []).Select(FaultDetail.Of)],
        Links = new()
        {
            Self = names.Href($"/institutions/{institution.Id}"),
            History = names.Href($"/institutions/{institution.Id}/history"),
            Holdings = names.Href($"/institutions/{institution.Id}/holdings"),
        },
    };
}

/// <summary>A membership in an association.</summary>
public sealed record MembershipV1
{
    /// <summary>The association.</summary>
    public required InstitutionRefV1 Association { get; init; }
    /// <summary>First day.</summary>
    public LocalDate? From { get; init; }
    /// <summary>Last day.</summary>
    public LocalDate? To { get; init; }
}

/// <summary>Where more of an institution is.</summary>
public sealed record InstitutionLinksV1
{
    /// <summary>The institution itself.</summary>
    public required Uri Self { get; init; }
    /// <summary>Its versions.</summary>
    public required Uri History { get; init; }
    /// <summary>The items it holds.</summary>
    public required Uri Holdings { get; init; }
}

/// <summary>The filters of the list of institutions; those given all apply.</summary>
public sealed record InstitutionQuery : ListQuery
{
    /// <summary>Words, or beginnings of words, in the names, code, place, BIN or ISIL; Kazakh letters match their Russian neighbours.</summary>
    public string? Q { get; set; }
    /// <summary>What it is.</summary>
    public InstitutionKindV1? Kind { get; set; }
    /// <summary>ISO 3166-2.</summary>
    public string? Region { get; set; }
    /// <summary>The code, or one that it has given up.</summary>
    public string? Code { get; set; }
    /// <summary>The BIN.</summary>
    public string? Bin { get; set; }
    /// <summary>The ISIL, in any case.</summary>
    public string? Isil { get; set; }
    /// <summary>Members of this association: its id or code.</summary>
    public string? MemberOf { get; set; }
    /// <summary>Supervised by this department: its id or code.</summary>
    public string? SupervisedBy { get; set; }
    /// <summary>Whether it still is.</summary>
    public InstitutionStatusV1? Status { get; set; }
}
