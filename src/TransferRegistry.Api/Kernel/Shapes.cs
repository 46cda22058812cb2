using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Kernel;

// Values that requests, responses and stored documents share, member for member.

/// <summary>A person named in a record: never a user, never with personal numbers.</summary>
sealed record Person
{
    /// <summary>The name as the document gives it.</summary>
    public required string Name { get; init; }
    /// <summary>The position, by language.</summary>
    public LocalizedText? Position { get; init; }
}

/// <summary>Who signs for a party.</summary>
sealed record Signatory
{
    /// <summary>The name as the document gives it.</summary>
    public required string Name { get; init; }
    /// <summary>The position, by language.</summary>
    public LocalizedText? Position { get; init; }
    /// <summary>What the right to sign rests on: a charter, a power of attorney and its number.</summary>
    public string? Authority { get; init; }
}

/// <summary>Where the registry's knowledge of a record comes from.</summary>
sealed record Source
{
    /// <summary>Press, letter, archive, web page: a word of the poster's.</summary>
    public string? Kind { get; init; }
    /// <summary>The title of the publication or document.</summary>
    public string? Title { get; init; }
    /// <summary>Who published it.</summary>
    public string? Publisher { get; init; }
    /// <summary>An absolute http or https address.</summary>
    public Uri? Url { get; init; }
    /// <summary>When it was published, EDTF.</summary>
    public EdtfDate? PublishedOn { get; init; }
}

/// <summary>A paper that a record or an act stands on.</summary>
sealed record Basis
{
    /// <summary>What kind of paper.</summary>
    public required BasisKind Kind { get; init; }
    /// <summary>Its number.</summary>
    public string? Number { get; init; }
    /// <summary>Its date, EDTF.</summary>
    public EdtfDate? Date { get; init; }
    /// <summary>Who issued it.</summary>
    public string? IssuedBy { get; init; }
}

/// <summary>A body's permission for an act: a commission's (ФЗК), a department's, a ministry's.</summary>
sealed record Authorization
{
    /// <summary>The body that decided.</summary>
    public required string Body { get; init; }
    /// <summary>What it decided.</summary>
    public string? Decision { get; init; }
    /// <summary>The protocol's number.</summary>
    public string? ProtocolNumber { get; init; }
    /// <summary>The protocol's date, EDTF.</summary>
    public EdtfDate? Date { get; init; }
}

/// <summary>An insurance of the items on their way and at the borrower's.</summary>
sealed record Insurance
{
    /// <summary>The policy's number.</summary>
    public string? Policy { get; init; }
    /// <summary>The insurer.</summary>
    public string? Insurer { get; init; }
    /// <summary>The sum insured, in units of the currency, up to two decimals.</summary>
    public decimal? Sum { get; init; }
    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")] public string? Currency { get; init; }
    /// <summary>First day insured.</summary>
    public LocalDate? From { get; init; }
    /// <summary>Last day insured.</summary>
    public LocalDate? To { get; init; }
}

/// <summary>What an item is held to be worth.</summary>
sealed record Valuation
{
    /// <summary>In units of the currency, up to two decimals.</summary>
    public required decimal Amount { get; init; }
    /// <summary>ISO 4217.</summary>
    [RegularExpression("^[A-Z]{3}$")] public required string Currency { get; init; }
    /// <summary>The day of the valuation, EDTF.</summary>
    public EdtfDate? On { get; init; }
}
