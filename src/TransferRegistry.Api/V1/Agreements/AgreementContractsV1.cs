using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>An agreement between two or more institutions, as the registry holds it. What is absent is not known.</summary>
public sealed record AgreementV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <inheritdoc/>
    public required long Version { get; init; }
    /// <summary>Given when it entered into force or was recorded; never changes.</summary>
    public string? RegistryNumber { get; init; }
    /// <summary>Where it stands in its life.</summary>
    public required AgreementStatusV1 Status { get; init; }
    /// <summary>The day it came to that, where the step said so.</summary>
    public EdtfDate? StatusOn { get; init; }
    /// <summary>true: its last day is past. Absent otherwise.</summary>
    public bool? Expired { get; init; }
    /// <summary>What it is about.</summary>
    public required AgreementKindV1 Kind { get; init; }
    /// <summary>Whether it binds its parties.</summary>
    public required bool Binding { get; init; }
    /// <summary>The title, by language.</summary>
    public required LocalizedText Title { get; init; }
    /// <summary>What it says in short, by language.</summary>
    public LocalizedText? Summary { get; init; }
    /// <summary>What it reaches to.</summary>
    public IReadOnlyList<ScopeAreaV1>? ScopeAreas { get; init; }
    /// <summary>What it reaches to, in the document's words.</summary>
    public string? ScopeNote { get; init; }
    /// <summary>The institutions that made it.</summary>
    public required IReadOnlyList<AgreementPartyV1> Parties { get; init; }
    /// <summary>What has changed it since it was signed, or is to: the members above are the text in effect on the day asked for.</summary>
    public IReadOnlyList<AmendmentV1>? Amendments { get; init; }
    /// <summary>Of a terminated one: what became of the temporary transfers that were open.</summary>
    public IReadOnlyList<DispositionV1>? Dispositions { get; init; }
    /// <summary>Of an exchange: true where each side's leg is received and none is under way.</summary>
    public bool? Fulfilled { get; init; }
    /// <summary>When it was signed.</summary>
    public EdtfDate? SignedOn { get; init; }
    /// <summary>Where it was signed.</summary>
    public string? SignedAt { get; init; }
    /// <summary>Its first day.</summary>
    public LocalDate? EffectiveFrom { get; init; }
    /// <summary>Its last day.</summary>
    public LocalDate? EffectiveTo { get; init; }
    /// <summary>true: it is known to have no end.</summary>
    public bool? OpenEnded { get; init; }
    /// <summary>Whether and how it is renewed.</summary>
    public RenewalV1? Renewal { get; init; }
    /// <summary>The framework it stands on.</summary>
    public AgreementRefV1? Parent { get; init; }
    /// <summary>The agreement it replaces.</summary>
    public AgreementRefV1? Supersedes { get; init; }
    /// <summary>The papers it rests on.</summary>
    public IReadOnlyList<BasisV1>? Basis { get; init; }
    /// <summary>What the record rests on, as its poster states it.</summary>
    public required EvidenceV1 Evidence { get; init; }
    /// <summary>Where the registry's knowledge of it comes from.</summary>
    public SourceV1? Source { get; init; }
    /// <summary>Who may see it.</summary>
    public required VisibilityV1 Visibility { get; init; }
    /// <summary>The submitter's own reference.</summary>
    public string? ExternalRef { get; init; }
    /// <summary>Anything else worth knowing.</summary>
    public string? Note { get; init; }
    /// <summary>Who put it into the registry, and for whom.</summary>
    public required SubmittedByV1 SubmittedBy { get; init; }
    /// <summary>When it was put into the registry.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was last changed.</summary>
    public required Instant UpdatedAt { get; init; }
    /// <summary>The steps that are open to the caller now.</summary>
    public required IReadOnlyList<AgreementActionV1> AllowedActions { get; init; }
    /// <summary>What the registry noticed and let pass, in the answer to a write; empty otherwise.</summary>
    public required IReadOnlyList<FaultDetail> Warnings { get; init; }
    /// <summary>Where more of it is.</summary>
    public required AgreementLinksV1 Links { get; init; }

    internal static AgreementV1 Of(
        Agreement agreement, ResolvedReferences names, LocalDate today, bool sensitive, Findings? findings = null) => new()
        {
            Id = agreement.Id,
            Version = agreement.Version,
            RegistryNumber = agreement.RegistryNumber,
            Status = agreement.Status.ToV1(),
            StatusOn = agreement.StatusOn,
            Expired = agreement.IsExpired(today) ? true : null,
            Kind = agreement.Kind.ToV1(),
            Binding = agreement.Binding,
            Title = agreement.Title,
            Summary = agreement.Summary,
            ScopeAreas = agreement.ScopeAreas?.ToV1(),
            ScopeNote = agreement.ScopeNote,
            Parties = [.. agreement.Parties.Select(party => AgreementPartyV1.Of(party, names, sensitive))],
            SignedOn = agreement.SignedOn,
            SignedAt = agreement.SignedAt,
            EffectiveFrom = agreement.EffectiveFrom,
            EffectiveTo = agreement.EffectiveTo,
            OpenEnded = agreement.OpenEnded,
            Renewal = agreement.Renewal?.ToV1(),
            Parent = names.Agreement(agreement.Parent).ToV1(),
            Supersedes = names.Agreement(agreement.Supersedes).ToV1(),
            Basis = agreement.Basis?.ToV1(),
            Evidence = agreement.Evidence.ToV1(),
            Source = agreement.Source?.ToV1(),
            Visibility = agreement.Visibility.ToV1(),
            ExternalRef = agreement.ExternalRef,
            Note = agreement.Note,
            SubmittedBy = names.SubmittedBy(agreement.SubmittedBy).ToV1(),
            CreatedAt = agreement.CreatedAt,
            UpdatedAt = agreement.UpdatedAt,
            Dispositions = agreement.Dispositions?.Select(disposition => AmendmentView.Of(disposition, names)).ToList(),
            AllowedActions = [],
            Warnings = [.. (findings?.Warnings ?? []).Select(FaultDetail.Of)],
            Links = new()
            {
                Self = names.Href($"/agreements/{agreement.Id}"),
                History = names.Href($"/agreements/{agreement.Id}/history"),
                Transfers = names.Href($"/agreements/{agreement.Id}/transfers"),
                Items = names.Href($"/agreements/{agreement.Id}/items"),
                Amendments = names.Href($"/agreements/{agreement.Id}/amendments"),
            },
        };
}

/// <summary>A party to an agreement.</summary>
public sealed record AgreementPartyV1
{
    /// <summary>The institution.</summary>
    public required InstitutionRefV1 Institution { get; init; }
    /// <summary>What it is in the agreement.</summary>
    public required PartyRoleV1 Role { get; init; }
    /// <summary>The number the party itself gives the agreement.</summary>
    public string? Number { get; init; }
    /// <summary>Whether the agreement needs its signature.</summary>
    public required bool SignatureRequired { get; init; }
    /// <summary>Who signs for it; shown to the parties' sides, auditors and the operator.</summary>
    public SignatoryV1? Signatory { get; init; }
    /// <summary>When it signed.</summary>
    public EdtfDate? SignedOn { get; init; }
    /// <summary>Whether it has signed in the registry.</summary>
    public required SignatureV1 Signature { get; init; }

    internal static AgreementPartyV1 Of(AgreementParty party, ResolvedReferences names, bool sensitive) => new()
    {
        Institution = names.Institution(party.Institution).ToV1(),
        Role = party.Role.ToV1(),
        Number = party.Number,
        SignatureRequired = party.SignatureRequired,
        Signatory = sensitive ? party.Signatory?.ToV1() : null,
        SignedOn = party.SignedOn,
        Signature = party.Signature.ToV1(),
    };
}

/// <summary>A step that is open: post it to the record's transitions.</summary>
public sealed record AgreementActionV1
{
    /// <summary>Where it leads.</summary>
    public required AgreementStatusV1 To { get; init; }
}

/// <summary>Where more of an agreement is.</summary>
public sealed record AgreementLinksV1
{
    /// <summary>The agreement itself.</summary>
    public required Uri Self { get; init; }
    /// <summary>Its versions.</summary>
    public required Uri History { get; init; }
    /// <summary>The transfers under it.</summary>
    public required Uri Transfers { get; init; }
    /// <summary>The items that were or are to be transferred under it.</summary>
    public required Uri Items { get; init; }
    /// <summary>Its amendments.</summary>
    public required Uri Amendments { get; init; }
}
