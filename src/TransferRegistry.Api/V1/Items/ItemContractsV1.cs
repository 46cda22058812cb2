using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Items;

/// <summary>What describes an item, as a request gives it.</summary>
public record ItemPassportV1
{
    /// <summary>Whether it is one object, a set or a lot; single where nothing is said.</summary>
    public ItemKindV1? Kind { get; init; }
    /// <summary>The name, by language. Needed, but for a lot: that goes by its description.</summary>
    public LocalizedText? Name { get; init; }
    /// <summary>The description, by language; needed for a lot.</summary>
    public LocalizedText? Description { get; init; }
    /// <summary>What sort of object it is.</summary>
    public ObjectTypeV1? ObjectType { get; init; }
    /// <summary>Who made it.</summary>
    [StringLength(500)] public string? Creator { get; init; }
    /// <summary>When it was made, EDTF; not in the future.</summary>
    public EdtfDate? Created { get; init; }
    /// <summary>Where it was made, by language.</summary>
    public LocalizedText? CreatedPlace { get; init; }
    /// <summary>Material and technique.</summary>
    [StringLength(2000)] public string? MaterialTechnique { get; init; }
    /// <summary>Dimensions, with their units.</summary>
    [StringLength(2000)] public string? Dimensions { get; init; }
    /// <summary>Precious metals and stones.</summary>
    public PreciousV1? Precious { get; init; }
    /// <summary>
    /// How many objects; absent: not known. A single item is one; a lot is no fewer than its parts, and a part no more than is left of its whole (C13).
    /// </summary>
    [Range(1, 1_000_000_000)] public int? Quantity { get; init; }
    /// <summary>How well the quantity is known: declared where a quantity is given and nothing else is said, unknown for a lot without one.</summary>
    public QuantityStatusV1? QuantityStatus { get; init; }
    /// <summary>The part of the holder's collection.</summary>
    public FundV1? Fund { get; init; }
    /// <summary>Its numbers.</summary>
    public IReadOnlyList<IdentifierRequestV1>? Identifiers { get; init; }
    /// <summary>Persons connected with it.</summary>
    public IReadOnlyList<AssociatedPersonV1>? AssociatedPersons { get; init; }
    /// <summary>What is known of its past before the registry.</summary>
    public IReadOnlyList<ProvenanceV1>? Provenance { get; init; }
    /// <summary>Restrictions on passing it on.</summary>
    public IReadOnlyList<RestrictionV1>? Restrictions { get; init; }
    /// <summary>The set or lot it is a part of.</summary>
    public Reference? ParentItem { get; init; }
}

/// <summary>An item that is new in a line of a transfer: the sender holds it.</summary>
public record ItemRequestV1 : ItemPassportV1
{
    /// <summary>Its owner; who holds it where nothing is said.</summary>
    public Reference? Owner { get; init; }
}

/// <summary>An item as it is posted by itself.</summary>
public sealed record ItemPostV1 : ItemRequestV1
{
    /// <summary>The institution that holds it: yours, or one you supervise.</summary>
    public required Reference HeldBy { get; init; }
}

/// <summary>A number of an item, as a request gives it: unique at its holder while it is open.</summary>
public sealed record IdentifierRequestV1
{
    /// <summary>Which book it stands in.</summary>
    public required IdentifierSchemeV1 Scheme { get; init; }
    /// <summary>The number as it is written.</summary>
    [StringLength(128)] public required string Value { get; init; }
    /// <summary>
    /// Whose number it is: the holder's or the owner's, in a transfer the sender's or the receiver's; the holder's where nothing is said. Left out for the
    /// state catalogue's, which follows the object.
    /// </summary>
    public Reference? Institution { get; init; }
    /// <summary>From when, EDTF.</summary>
    public EdtfDate? From { get; init; }
    /// <summary>To when, EDTF; absent: it is open.</summary>
    public EdtfDate? To { get; init; }
    /// <summary>true: it is closed, and the day is not known.</summary>
    public bool? Closed { get; init; }
}

/// <summary>A number of an item.</summary>
public sealed record IdentifierV1
{
    /// <summary>Which book it stands in.</summary>
    public required IdentifierSchemeV1 Scheme { get; init; }
    /// <summary>The number as it is written.</summary>
    public required string Value { get; init; }
    /// <summary>Whose number it is; absent for the state catalogue's.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>From when, EDTF.</summary>
    public EdtfDate? From { get; init; }
    /// <summary>To when, EDTF; absent: it is open, as far as the acts say that you may see.</summary>
    public EdtfDate? To { get; init; }
    /// <summary>true: it is closed, and the day is not known.</summary>
    public bool? Closed { get; init; }

    /// <summary>The number as the caller is told it: where an act closed it that is not the caller's to see, as it was before.</summary>
    internal static IdentifierV1 Of(Identifier identifier, ResolvedReferences names, bool whole = false)
    {
        var told = whole || names.Transfer(identifier.ClosedBy)?.Withheld is not true ? identifier : identifier.Reopened();
        return new()
        {
            Scheme = told.Scheme.ToV1(), Value = told.Value, Institution = names.Institution(told.Institution).ToV1(), From = told.From, To = told.To, Closed = told.Closed,
        };
    }
}

/// <summary>Who owns or holds an item; only <c>withheld</c> where that would tell of an act the caller may not see.</summary>
public sealed record CustodianRefV1
{
    /// <summary>UUIDv7.</summary>
    public Guid? Id { get; init; }
    /// <summary>What people and spreadsheets use.</summary>
    public string? Code { get; init; }
    /// <summary>The official name, by language.</summary>
    public LocalizedText? Name { get; init; }
    /// <summary>Absolute address.</summary>
    public Uri? Href { get; init; }
    /// <summary>true: there is one, and the caller may not know which.</summary>
    public bool? Withheld { get; init; }

    internal static readonly CustodianRefV1 Unseen = new() { Withheld = true };

    internal static CustodianRefV1 Of(InstitutionRefV1 institution) =>
        new() { Id = institution.Id, Code = institution.Code, Name = institution.Name, Href = institution.Href };
}

/// <summary>A museum object, a set or a lot, as the registry holds it. What is absent is not known; who owns and holds it follows from the acts.</summary>
public sealed record ItemV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <inheritdoc/>
    public required long Version { get; init; }
    /// <summary>Given at creation; it never changes.</summary>
    public required string RegistryNumber { get; init; }
    /// <summary>Whether it is one object, a set or a lot.</summary>
    public required ItemKindV1 Kind { get; init; }
    /// <summary>The name, by language; a lot without one goes by its description.</summary>
    public required LocalizedText Name { get; init; }
    /// <summary>The description, by language.</summary>
    public LocalizedText? Description { get; init; }
    /// <summary>What sort of object it is.</summary>
    public ObjectTypeV1? ObjectType { get; init; }
    /// <summary>Who made it.</summary>
    public string? Creator { get; init; }
    /// <summary>When it was made.</summary>
    public EdtfDate? Created { get; init; }
    /// <summary>Where it was made, by language.</summary>
    public LocalizedText? CreatedPlace { get; init; }
    /// <summary>Material and technique.</summary>
    public string? MaterialTechnique { get; init; }
    /// <summary>Dimensions, with their units.</summary>
    public string? Dimensions { get; init; }
    /// <summary>Precious metals and stones.</summary>
    public PreciousV1? Precious { get; init; }
    /// <summary>How many objects; absent: not known.</summary>
    public int? Quantity { get; init; }
    /// <summary>How well the quantity is known.</summary>
    public QuantityStatusV1? QuantityStatus { get; init; }
    /// <summary>The part of the holder's collection.</summary>
    public FundV1? Fund { get; init; }
    /// <summary>Its numbers.</summary>
    public IReadOnlyList<IdentifierV1>? Identifiers { get; init; }
    /// <summary>Persons connected with it.</summary>
    public IReadOnlyList<AssociatedPersonV1>? AssociatedPersons { get; init; }
    /// <summary>What is known of its past before the registry.</summary>
    public IReadOnlyList<ProvenanceV1>? Provenance { get; init; }
    /// <summary>Restrictions on passing it on.</summary>
    public IReadOnlyList<RestrictionV1>? Restrictions { get; init; }
    /// <summary>The set or lot it is a part of.</summary>
    public ItemRefV1? ParentItem { get; init; }
    /// <summary>Whose it is, as the acts say; absent where that is unknown, and for an item of a draft.</summary>
    public CustodianRefV1? Owner { get; init; }
    /// <summary>Where it normally belongs; absent where that is unknown.</summary>
    public CustodianRefV1? NormalCustodian { get; init; }
    /// <summary>Who holds it now.</summary>
    public CustodianRefV1? CurrentCustodian { get; init; }
    /// <summary>Whether the acts leave room for another custodian; absent for an item of a draft.</summary>
    public CertaintyV1? Certainty { get; init; }
    /// <summary>Where it stands now, by the acts you may see; absent where the act that put it there is not among them.</summary>
    public CustodyStateV1? CustodyState { get; init; }
    /// <summary>Who put it in.</summary>
    public required SubmittedByV1 SubmittedBy { get; init; }
    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was last changed.</summary>
    public required Instant UpdatedAt { get; init; }
    /// <summary>What the registry noticed and let pass; in the answer to a write.</summary>
    public IReadOnlyList<FaultDetail>? Warnings { get; init; }
    /// <summary>Where more of it is.</summary>
    public required ItemLinksV1 Links { get; init; }

    internal static ItemV1 Of(Item item, ResolvedReferences names, Findings? findings = null) => new()
    {
        Id = item.Id,
        Version = item.Version,
        RegistryNumber = item.RegistryNumber,
        Kind = item.Kind.ToV1(),
        Name = item.Name,
        Description = item.Description,
        ObjectType = item.ObjectType.ToV1(),
        Creator = item.Creator,
        Created = item.Created,
        CreatedPlace = item.CreatedPlace,
        MaterialTechnique = item.MaterialTechnique,
        Dimensions = item.Dimensions,
        Precious = item.Precious?.ToV1(),
        Quantity = item.Quantity,
        QuantityStatus = item.QuantityStatus.ToV1(),
        Fund = item.Fund.ToV1(),
        Identifiers = item.Identifiers?.Select(identifier => IdentifierV1.Of(identifier, names)).ToList(),
        AssociatedPersons = item.AssociatedPersons?.ToV1(),
        Provenance = item.Provenance?.ToV1(),
        Restrictions = item.Restrictions?.ToV1(),
        ParentItem = names.Item(item.ParentItem).ToV1(),
        SubmittedBy = names.SubmittedBy(item.SubmittedBy).ToV1(),
        CreatedAt = item.CreatedAt,
        UpdatedAt = item.UpdatedAt,
        Warnings = findings?.Warnings.Select(FaultDetail.Of).ToList(),
        Links = new()
        {
            Self = names.Href($"/items/{item.Id}"),
            History = names.Href($"/items/{item.Id}/history"),
            Custody = names.Href($"/items/{item.Id}/custody"),
        },
    };
}

/// <summary>Where more of an item is.</summary>
public sealed record ItemLinksV1
{
    /// <summary>The item itself.</summary>
    public required Uri Self { get; init; }
    /// <summary>Its versions.</summary>
    public required Uri History { get; init; }
    /// <summary>Who owned and held it, act by act.</summary>
    public required Uri Custody { get; init; }
}

/// <summary>The filters of the list of items; those given all apply.</summary>
public sealed record ItemQuery : ListQuery
{
    /// <summary>Words, or their beginnings, in name, description, creator, numbers, persons, provenance; Kazakh letters match Russian ones.</summary>
    public string? Q { get; set; }
    /// <summary>A number that it has or had, as it is written.</summary>
    public string? Identifier { get; set; }
    /// <summary>true: only where the number of identifier is open, by the acts you may see.</summary>
    public bool? Open { get; set; }
    /// <summary>Held now by this institution: its id or code.</summary>
    public string? Holder { get; set; }
    /// <summary>Owned now by this institution: its id or code.</summary>
    public string? Owner { get; set; }
    /// <summary>What sort of object it is.</summary>
    public ObjectTypeV1? ObjectType { get; set; }
    /// <summary>In a transfer under this agreement: its id or registry number.</summary>
    public string? Agreement { get; set; }
    /// <summary>Where it stands now, by the acts you may see.</summary>
    public CustodyStateV1? CustodyState { get; set; }
    /// <summary>A part of this set or lot: its id or registry number.</summary>
    public string? ParentItem { get; set; }
}
