using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Registry.Items;

/// <summary>What is said of an item when it is entered or changed; what is left out is not known, or has its default.</summary>
record ItemPassport
{
    public ItemKind? Kind { get; init; }
    public LocalizedText? Name { get; init; }
    public LocalizedText? Description { get; init; }
    public ObjectType? ObjectType { get; init; }
    public string? Creator { get; init; }
    public EdtfDate? Created { get; init; }
    public LocalizedText? CreatedPlace { get; init; }
    public string? MaterialTechnique { get; init; }
    public string? Dimensions { get; init; }
    public Precious? Precious { get; init; }
    public int? Quantity { get; init; }
    public QuantityStatus? QuantityStatus { get; init; }
    public Fund? Fund { get; init; }
    public IReadOnlyList<IdentifierEntry>? Identifiers { get; init; }
    public IReadOnlyList<AssociatedPerson>? AssociatedPersons { get; init; }
    public IReadOnlyList<Provenance>? Provenance { get; init; }
    public IReadOnlyList<Restriction>? Restrictions { get; init; }
    public Reference? ParentItem { get; init; }
}

/// <summary>An item that the registry does not know yet.</summary>
sealed record NewItem : ItemPassport
{
    public Reference? Owner { get; init; }
}

/// <summary>A number as it is entered.</summary>
sealed record IdentifierEntry
{
    public required IdentifierScheme Scheme { get; init; }
    public required string Value { get; init; }
    public Reference? Institution { get; init; }
    public EdtfDate? From { get; init; }
    public EdtfDate? To { get; init; }
    public bool? Closed { get; init; }
}
