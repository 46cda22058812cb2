using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.V1.Institutions;

/// <summary>A name it had before.</summary>
public sealed record FormerNameV1
{
    /// <summary>The name, by language.</summary>
    public required LocalizedText Names { get; init; }
    /// <summary>From when, EDTF.</summary>
    public EdtfDate? From { get; init; }
    /// <summary>To when, EDTF.</summary>
    public EdtfDate? To { get; init; }
}

/// <summary>A person who stands for it: a director and the like; never a user, no personal numbers.</summary>
public sealed record RepresentativeV1
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
