using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.V1;

/// <summary>A person named in a record: never a user, never with personal numbers.</summary>
public sealed record PersonV1
{
    /// <summary>The name as the document gives it.</summary>
    [StringLength(300)] public required string Name { get; init; }
    /// <summary>The position, by language.</summary>
    public LocalizedText? Position { get; init; }
}

/// <summary>Who signs for a party.</summary>
public sealed record SignatoryV1
{
    /// <summary>The name as the document gives it.</summary>
    [StringLength(300)] public required string Name { get; init; }
    /// <summary>The position, by language.</summary>
    public LocalizedText? Position { get; init; }
    /// <summary>What the right to sign rests on: a charter, a power of attorney and its number.</summary>
    [StringLength(500)] public string? Authority { get; init; }
}

/// <summary>Where the registry's knowledge of a record comes from.</summary>
public sealed record SourceV1
{
    /// <summary>Press, letter, archive, web page: a word of the poster's.</summary>
    [StringLength(100)] public string? Kind { get; init; }
    /// <summary>The title of the publication or document.</summary>
    [StringLength(500)] public string? Title { get; init; }
    /// <summary>Who published it.</summary>
    [StringLength(300)] public string? Publisher { get; init; }
    /// <summary>An absolute http or https address.</summary>
    public Uri? Url { get; init; }
    /// <summary>When it was published, EDTF.</summary>
    public EdtfDate? PublishedOn { get; init; }
}

/// <summary>A paper that a record or an act stands on.</summary>
public sealed record BasisV1
{
    /// <summary>What kind of paper.</summary>
    public required BasisKindV1 Kind { get; init; }
    /// <summary>Its number.</summary>
    [StringLength(128)] public string? Number { get; init; }
    /// <summary>Its date, EDTF.</summary>
    public EdtfDate? Date { get; init; }
    /// <summary>Who issued it.</summary>
    [StringLength(500)] public string? IssuedBy { get; init; }
}

/// <summary>A body's permission for an act: a commission's (ФЗК), a department's, a ministry's.</summary>
public sealed record AuthorizationV1
{
    /// <summary>The body that decided.</summary>
    [StringLength(500)] public required string Body { get; init; }
    /// <summary>What it decided.</summary>
    [StringLength(2000)] public string? Decision { get; init; }
    /// <summary>The protocol's number.</summary>
    [StringLength(128)] public string? ProtocolNumber { get; init; }
    /// <summary>The protocol's date, EDTF.</summary>
    public EdtfDate? Date { get; init; }
}

/// <summary>An insurance of the items on their way and at the borrower's.</summary>
public sealed record InsuranceV1
{
    /// <summary>The policy's number.</summary>
    [StringLength(128)] public string? Policy { get; init; }
    /// <summary>The insurer.</summary>
    [StringLength(300)] public string? Insurer { get; init; }
    /// <summary>The sum insured, in units of the currency, up to two decimals.</summary>
    [Range(0, 1e15)] public decimal? Sum { get; init; }
    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")] public string? Currency { get; init; }
    /// <summary>First day insured.</summary>
    public LocalDate? From { get; init; }
    /// <summary>Last day insured.</summary>
    public LocalDate? To { get; init; }
}

/// <summary>What an item is held to be worth.</summary>
public sealed record ValuationV1
{
    /// <summary>In units of the currency, up to two decimals.</summary>
    [Range(0, 1e15)] public required decimal Amount { get; init; }
    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")] public required string Currency { get; init; }
    /// <summary>The day of the valuation, EDTF.</summary>
    public EdtfDate? On { get; init; }
}
