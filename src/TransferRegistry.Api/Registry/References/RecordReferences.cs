using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Registry.References;

/// <summary>An institution, where another record names it: everybody may know which.</summary>
sealed record InstitutionReference
{
    public required Guid Id { get; init; }
    public required string Code { get; init; }
    public required LocalizedText Name { get; init; }
    /// <summary>Absolute address.</summary>
    public required Uri Href { get; init; }
}

/// <summary>An agreement, where another record names it; only <c>Withheld</c> where the caller may not see it.</summary>
sealed record AgreementReference
{
    public Guid? Id { get; init; }
    public string? RegistryNumber { get; init; }
    public LocalizedText? Title { get; init; }
    public Uri? Href { get; init; }
    public bool? Withheld { get; init; }
}

/// <summary>A transfer, where another record names it; only <c>Withheld</c> where the caller may not see it.</summary>
sealed record TransferReference
{
    public Guid? Id { get; init; }
    public string? RegistryNumber { get; init; }
    public Uri? Href { get; init; }
    public bool? Withheld { get; init; }
}

/// <summary>An item, where another record names it; only <c>Withheld</c> where the caller may not see it.</summary>
sealed record ItemReference
{
    public Guid? Id { get; init; }
    public string? RegistryNumber { get; init; }
    public LocalizedText? Name { get; init; }
    /// <summary>single, set or lot.</summary>
    public string? Kind { get; init; }
    public Uri? Href { get; init; }
    public bool? Withheld { get; init; }
}

/// <summary>An event, where another record names it; only <c>Withheld</c> where the caller may not see it.</summary>
sealed record EventReference
{
    public Guid? Id { get; init; }
    public LocalizedText? Title { get; init; }
    public Uri? Href { get; init; }
    public bool? Withheld { get; init; }
}

/// <summary>Who owns or holds an item; only <c>Withheld</c> where that would tell of an act the caller may not see.</summary>
sealed record CustodianReference
{
    public Guid? Id { get; init; }
    public string? Code { get; init; }
    public LocalizedText? Name { get; init; }
    public Uri? Href { get; init; }
    public bool? Withheld { get; init; }

    public static readonly CustodianReference Unseen = new() { Withheld = true };

    public static CustodianReference Of(InstitutionReference institution) =>
        new() { Id = institution.Id, Code = institution.Code, Name = institution.Name, Href = institution.Href };
}

/// <summary>Who put a record into the registry, and for whom.</summary>
sealed record SubmitterReference
{
    public required Role Role { get; init; }
    /// <summary>Null: the registry's operator.</summary>
    public InstitutionReference? Institution { get; init; }
    /// <summary>The institution it was posted for, where that is another.</summary>
    public InstitutionReference? OnBehalfOf { get; init; }
}
