using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>What an agreement says when it is posted or changed; what is left out is not known, or has its default.</summary>
sealed record AgreementContent
{
    public required AgreementKind Kind { get; init; }
    public bool? Binding { get; init; }
    public required LocalizedText Title { get; init; }
    public LocalizedText? Summary { get; init; }
    public IReadOnlyList<ScopeArea>? ScopeAreas { get; init; }
    public string? ScopeNote { get; init; }
    public required IReadOnlyList<PartyEntry> Parties { get; init; }
    public EdtfDate? SignedOn { get; init; }
    public string? SignedAt { get; init; }
    public LocalDate? EffectiveFrom { get; init; }
    public LocalDate? EffectiveTo { get; init; }
    public bool? OpenEnded { get; init; }
    public Renewal? Renewal { get; init; }
    public Reference? Parent { get; init; }
    public Reference? Supersedes { get; init; }
    public IReadOnlyList<Basis>? Basis { get; init; }
    public required Evidence Evidence { get; init; }
    public Source? Source { get; init; }
    public VisibilityLevel? Visibility { get; init; }
    public string? ExternalRef { get; init; }
    public string? Note { get; init; }
}

/// <summary>A party as it is entered.</summary>
sealed record PartyEntry
{
    public required Reference Institution { get; init; }
    public required PartyRole Role { get; init; }
    public string? Number { get; init; }
    public bool? SignatureRequired { get; init; }
    public Signatory? Signatory { get; init; }
    public EdtfDate? SignedOn { get; init; }
}

/// <summary>Puts an agreement into the registry.</summary>
sealed record PostAgreement
{
    public required AgreementContent Content { get; init; }
    /// <summary>Null: draft.</summary>
    public InitialStatus? InitialStatus { get; init; }
    public Reference? OnBehalfOf { get; init; }
    /// <summary>Of the request as it was sent: tells the same posting sent again from another under its reference.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>Takes an agreement a step further.</summary>
sealed record StepAgreement
{
    public required AgreementStatus To { get; init; }
    public EdtfDate? On { get; init; }
    public Reference? Party { get; init; }
    public string? Reason { get; init; }
    public Reference? Successor { get; init; }
    public IReadOnlyList<DispositionEntry>? Dispositions { get; init; }
}

/// <summary>What is to become of a transfer.</summary>
sealed record DispositionEntry
{
    public required Reference Transfer { get; init; }
    public required DispositionKind How { get; init; }
    public LocalDate? On { get; init; }
}

/// <summary>Puts an amendment to the parties.</summary>
sealed record ProposeAmendment
{
    public required AmendmentKind Kind { get; init; }
    public required long BaseVersion { get; init; }
    public required LocalDate EffectiveFrom { get; init; }
    public IReadOnlyList<DispositionEntry>? Dispositions { get; init; }
    public required string Reason { get; init; }
    /// <summary>The text as the amendment leaves it; null where it does not touch the text.</summary>
    public AgreementContent? Amended { get; init; }
}

/// <summary>Signs, declines or takes back an amendment.</summary>
sealed record StepAmendment
{
    public required AmendmentStatus To { get; init; }
    public EdtfDate? On { get; init; }
    public Reference? Party { get; init; }
    public string? Reason { get; init; }
}
