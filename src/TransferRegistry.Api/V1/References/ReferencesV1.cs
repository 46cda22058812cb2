using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.V1.References;

/// <summary>An institution, where another record names it.</summary>
public sealed record InstitutionRefV1
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>What people and spreadsheets use.</summary>
    public required string Code { get; init; }
    /// <summary>The official name, by language.</summary>
    public required LocalizedText Name { get; init; }
    /// <summary>Absolute address.</summary>
    public required Uri Href { get; init; }
}

/// <summary>An agreement, where another record names it; only <c>withheld</c> where the caller may not see it.</summary>
public sealed record AgreementRefV1
{
    /// <summary>UUIDv7.</summary>
    public Guid? Id { get; init; }
    /// <summary>Given when it entered into force or was recorded.</summary>
    public string? RegistryNumber { get; init; }
    /// <summary>The title, by language.</summary>
    public LocalizedText? Title { get; init; }
    /// <summary>Absolute address.</summary>
    public Uri? Href { get; init; }
    /// <summary>true: there is one, and the caller may not see it.</summary>
    public bool? Withheld { get; init; }
}

/// <summary>A transfer, where another record names it; only <c>withheld</c> where the caller may not see it.</summary>
public sealed record TransferRefV1
{
    /// <summary>UUIDv7.</summary>
    public Guid? Id { get; init; }
    /// <summary>Given at approval or recording.</summary>
    public string? RegistryNumber { get; init; }
    /// <summary>Absolute address.</summary>
    public Uri? Href { get; init; }
    /// <summary>true: there is one, and the caller may not see it.</summary>
    public bool? Withheld { get; init; }
}

/// <summary>An item, where another record names it; only <c>withheld</c> where the caller may not see it.</summary>
public sealed record ItemRefV1
{
    /// <summary>UUIDv7.</summary>
    public Guid? Id { get; init; }
    /// <summary>Given at creation.</summary>
    public string? RegistryNumber { get; init; }
    /// <summary>The name, by language.</summary>
    public LocalizedText? Name { get; init; }
    /// <summary>single, set or lot.</summary>
    public string? Kind { get; init; }
    /// <summary>Absolute address.</summary>
    public Uri? Href { get; init; }
    /// <summary>true: there is one, and the caller may not see it.</summary>
    public bool? Withheld { get; init; }
}

/// <summary>An event, where another record names it; only <c>withheld</c> where the caller may not see it.</summary>
public sealed record EventRefV1
{
    /// <summary>UUIDv7.</summary>
    public Guid? Id { get; init; }
    /// <summary>The title, by language.</summary>
    public LocalizedText? Title { get; init; }
    /// <summary>Absolute address.</summary>
    public Uri? Href { get; init; }
    /// <summary>true: there is one, and the caller may not see it.</summary>
    public bool? Withheld { get; init; }
}

/// <summary>Who put a record into the registry, and for whom.</summary>
public sealed record SubmittedByV1
{
    /// <summary>The role of the credential it was posted with.</summary>
    public required RoleV1 Role { get; init; }
    /// <summary>Absent: the registry's operator.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>The institution it was posted for, where that is another.</summary>
    public InstitutionRefV1? OnBehalfOf { get; init; }
}
