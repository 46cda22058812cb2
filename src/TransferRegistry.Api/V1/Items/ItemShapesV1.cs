using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.V1.Items;

/// <summary>Precious metals and stones in an item.</summary>
public sealed record PreciousV1
{
    /// <summary>The metal.</summary>
    [StringLength(100)] public string? Metal { get; init; }
    /// <summary>Fineness in parts of a thousand: 925.</summary>
    [Range(1, 1000)] public int? Fineness { get; init; }
    /// <summary>Mass in grams.</summary>
    [Range(0, 1e9)] public decimal? MassGrams { get; init; }
    /// <summary>Stones, as the passport describes them.</summary>
    [StringLength(2000)] public string? Stones { get; init; }
}

/// <summary>A person connected with an item: its first owner, the one portrayed.</summary>
public sealed record AssociatedPersonV1
{
    /// <summary>The name as the source gives it.</summary>
    [StringLength(300)] public required string Name { get; init; }
    /// <summary>What the person has to do with it.</summary>
    [StringLength(300)] public string? Role { get; init; }
}

/// <summary>A piece of what is known of an item's past before the registry.</summary>
public sealed record ProvenanceV1
{
    /// <summary>What is known, by language.</summary>
    public LocalizedText? Text { get; init; }
    /// <summary>The place or person it came from, as the source names it.</summary>
    [StringLength(500)] public string? SourceName { get; init; }
    /// <summary>Where, by language.</summary>
    public LocalizedText? Place { get; init; }
    /// <summary>When, EDTF.</summary>
    public EdtfDate? Date { get; init; }
    /// <summary>How sure it is, in the poster's words.</summary>
    [StringLength(100)] public string? Certainty { get; init; }
}

/// <summary>A restriction on passing an item on.</summary>
public sealed record RestrictionV1
{
    /// <summary>Why.</summary>
    public required RestrictionKindV1 Kind { get; init; }
    /// <summary>First day; absent: from the beginning.</summary>
    public LocalDate? From { get; init; }
    /// <summary>Last day; absent: no end is known.</summary>
    public LocalDate? To { get; init; }

    internal bool IsInForceOn(LocalDate day) => (From is not { } from || from <= day) && (To is not { } to || day <= to);
}
