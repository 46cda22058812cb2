using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>Whether and how an agreement is renewed.</summary>
sealed record Renewal
{
    /// <summary>How it goes on after its end.</summary>
    public required RenewalKind Kind { get; init; }
    /// <summary>For how long each time, as an ISO 8601 duration: P1Y.</summary>
    [RegularExpression("^P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?$")] public string? Period { get; init; }
    /// <summary>How many days before the end notice is given.</summary>
    public int? NoticeDays { get; init; }
}

sealed record AgreementParty
{
    public required Guid Institution { get; init; }
    public required PartyRole Role { get; init; }
    public string? Number { get; init; }
    public required bool SignatureRequired { get; init; }
    public Signatory? Signatory { get; init; }
    public EdtfDate? SignedOn { get; init; }
    public Signature Signature { get; init; }

    /// <summary>As it was before it signed; the day of a signature that is taken back goes with it.</summary>
    public AgreementParty Unsigned() => Signature is Signature.Pending ? this : this with { Signature = Signature.Pending, SignedOn = null };

    /// <summary>Who need not sign unless the agreement says so.</summary>
    public static bool SignsByDefault(PartyRole role) => role is not (PartyRole.Approver or PartyRole.Witness or PartyRole.Observer);
}

/// <summary>What two or more institutions have promised each other; its life is in <see cref="AgreementLife"/>.</summary>
sealed record Agreement : IRecord
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public string? RegistryNumber { get; init; }
    public required AgreementKind Kind { get; init; }
    public required bool Binding { get; init; }
    public required LocalizedText Title { get; init; }
    public LocalizedText? Summary { get; init; }
    public IReadOnlyList<ScopeArea>? ScopeAreas { get; init; }
    public string? ScopeNote { get; init; }
    public required IReadOnlyList<AgreementParty> Parties { get; init; }
    public EdtfDate? SignedOn { get; init; }
    public string? SignedAt { get; init; }
    public LocalDate? EffectiveFrom { get; init; }
    public LocalDate? EffectiveTo { get; init; }
    public bool? OpenEnded { get; init; }
    public Renewal? Renewal { get; init; }
    public Guid? Parent { get; init; }
    public Guid? Supersedes { get; init; }
    public IReadOnlyList<Basis>? Basis { get; init; }
    public required Evidence Evidence { get; init; }
    public Source? Source { get; init; }
    public VisibilityLevel Visibility { get; init; }
    public string? ExternalRef { get; init; }
    public string? Note { get; init; }
    /// <summary>What changes the text since it was signed, by number.</summary>
    public IReadOnlyList<Amendment>? Amendments { get; init; }
    /// <summary>Of a terminated one: what became of the temporary transfers that were open (A5).</summary>
    public IReadOnlyList<Disposition>? Dispositions { get; init; }
    public AgreementStatus Status { get; init; }
    /// <summary>The day it came to its status, where the step said so.</summary>
    public EdtfDate? StatusOn { get; init; }
    public required SubmittedBy SubmittedBy { get; init; }
    [JsonIgnore] public Guid PostedFor => SubmittedBy.OnBehalfOf ?? Parties[0].Institution;
    public required Instant CreatedAt { get; init; }
    public required Instant UpdatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "agreement";

    [JsonIgnore] public IEnumerable<Guid> Institutions => new[] { SubmittedBy.Institution, SubmittedBy.OnBehalfOf }.OfType<Guid>().Concat(Concerned);

    /// <summary>The parties, without one that has left.</summary>
    [JsonIgnore] public IEnumerable<Guid> PartyIds => Parties.Where(party => party.Signature is not Signature.Withdrawn).Select(party => party.Institution);

    /// <summary>All who are parties, were, or were asked to sign an amendment that makes them one.</summary>
    [JsonIgnore]
    public IEnumerable<Guid> Concerned =>
        Parties.Select(party => party.Institution).Concat((Amendments ?? []).SelectMany(amendment => amendment.Signatures).Select(signature => signature.Institution)).Distinct();

    /// <summary>
    /// When it was signed: as its paper says, else on the day of the last to sign of those who must, where every day is known well enough to tell which was
    /// the last.
    /// </summary>
    [JsonIgnore]
    public EdtfDate? LastSignedOn
    {
        get
        {
            var mustSign = Parties.Any(party => party.SignatureRequired);
            var days = Parties.Where(party => party.Signature is Signature.Signed && party.SignatureRequired == mustSign).Select(party => party.SignedOn)
                .ToList();
            return SignedOn ?? (days.All(day => day?.Latest is not null) ? days.MaxBy(day => day!.Latest) : null);
        }
    }

    /// <summary>What an amendment in effect on the day says of the transfers that are open when the agreement ends.</summary>
    public IReadOnlyList<Disposition>? AgreedDispositions(LocalDate day) =>
        Amendments?.LastOrDefault(amendment => amendment.Kind is AmendmentKind.Termination && amendment.IsInEffect(day))?.Dispositions;

    public bool IsExpired(LocalDate today) => EffectiveTo < today;

    /// <summary>A1: not before its first day; a day of grace for who is east of the registry.</summary>
    public bool HasBegun(LocalDate today) => EffectiveFrom is null || EffectiveFrom <= today.PlusDays(1);

    /// <summary>What the record itself says that can't be: findings without a look at any other record.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="today">The day of the check.</param>
    /// <param name="pointer">Where the request speaks of it.</param>
    public void Check(Findings findings, LocalDate today, string pointer = "")
    {
        CheckParties(findings, pointer);
        PartyRoles.Check(this, findings, pointer);
        if (EffectiveTo < EffectiveFrom)
            findings.Refuse(Faults.EndsBeforeItBegins.At($"{pointer}/effectiveTo", ("from", EffectiveFrom), ("to", EffectiveTo)));
        CheckBeginning(findings, Faults.OutOfOrder, $"{pointer}/effectiveTo");
        if (OpenEnded is true && AgreementKinds.Of(Kind).Ends)
            findings.Refuse(Faults.OpenEndedLoan.At($"{pointer}/openEnded", ("kind", Json.ToWire(Kind))));
        if (OpenEnded is true && EffectiveTo is not null)
            findings.Refuse(Faults.EndAndOpenEnded.At($"{pointer}/openEnded"));
        if (Status is AgreementStatus.Recorded && Evidence is Evidence.SignedByAll)
            findings.Refuse(Faults.EvidenceTooStrong.At($"{pointer}/evidence"));
        findings.CheckHappened(SignedOn, $"{pointer}/signedOn", today);
        findings.CheckHappened(Source?.PublishedOn, $"{pointer}/source/publishedOn", today);
        foreach (var (index, basis) in (Basis ?? []).Index())
            findings.CheckHappened(basis.Date, $"{pointer}/basis/{index}/date", today);
        foreach (var (index, party) in Parties.Index())
            findings.CheckHappened(party.SignedOn, $"{pointer}/parties/{index}/signedOn", today);
    }

    /// <summary>D1: an agreement of which no first day is known begins with its signing, and ends no earlier.</summary>
    public void CheckBeginning(Findings findings, FaultKind outOfOrder, string pointer)
    {
        if (EffectiveFrom is null && EffectiveTo is { } end)
            findings.CheckOrder("signedOn", LastSignedOn, "effectiveTo", new(Edtf.Of(end)), outOfOrder, pointer);
    }

    // P2. A party that could not be read stands as an empty id, and has its own finding.
    void CheckParties(Findings findings, string pointer)
    {
        if (Parties.Count < 2)
            findings.Refuse(Faults.TooFewParties.At($"{pointer}/parties", ("count", Parties.Count)));
        var seen = new HashSet<Guid> { Guid.Empty };
        foreach (var (index, party) in Parties.Index())
            if (!seen.Add(party.Institution) && party.Institution != Guid.Empty)
                findings.Refuse(Faults.PartyTwice.At($"{pointer}/parties/{index}/institution", ("institution", party.Institution)));
    }
}
