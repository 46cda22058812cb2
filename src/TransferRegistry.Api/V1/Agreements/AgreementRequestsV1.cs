using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>What an agreement says. What is not known is left out.</summary>
public record AgreementRequestV1
{
    /// <summary>What it is about.</summary>
    public required AgreementKindV1 Kind { get; init; }
    /// <summary>Whether it binds its parties; false for a memorandum where nothing is said, else true.</summary>
    public bool? Binding { get; init; }
    /// <summary>The title, by language.</summary>
    public required LocalizedText Title { get; init; }
    /// <summary>What it says in short, by language.</summary>
    public LocalizedText? Summary { get; init; }
    /// <summary>What it reaches to.</summary>
    public IReadOnlyList<ScopeAreaV1>? ScopeAreas { get; init; }
    /// <summary>What it reaches to, in the document's words.</summary>
    public string? ScopeNote { get; init; }
    /// <summary>Two or more institutions, each once; the registry number begins with the region of the first.</summary>
    [MaxLength(10_000)] public required IReadOnlyList<AgreementPartyRequestV1> Parties { get; init; }
    /// <summary>When it was signed, EDTF.</summary>
    public EdtfDate? SignedOn { get; init; }
    /// <summary>Where it was signed.</summary>
    [StringLength(300)] public string? SignedAt { get; init; }
    /// <summary>Its first day; the day of signing where nothing is said.</summary>
    public LocalDate? EffectiveFrom { get; init; }
    /// <summary>Its last day; unknown where nothing is said.</summary>
    public LocalDate? EffectiveTo { get; init; }
    /// <summary>true: it is known to have no end. Not for a loan or a deposit.</summary>
    public bool? OpenEnded { get; init; }
    /// <summary>Whether and how it is renewed.</summary>
    public RenewalV1? Renewal { get; init; }
    /// <summary>The framework it stands on.</summary>
    public Reference? Parent { get; init; }
    /// <summary>The agreement it replaces.</summary>
    public Reference? Supersedes { get; init; }
    /// <summary>The papers it rests on.</summary>
    public IReadOnlyList<BasisV1>? Basis { get; init; }
    /// <summary>What the record rests on.</summary>
    public required EvidenceV1 Evidence { get; init; }
    /// <summary>Where the registry's knowledge of it comes from.</summary>
    public SourceV1? Source { get; init; }
    /// <summary>Who may see it; public where nothing is said.</summary>
    public VisibilityV1? Visibility { get; init; }
    /// <summary>The submitter's own reference, unique among its agreements: a second posting of it is refused with the address of the first.</summary>
    [StringLength(128)] public string? ExternalRef { get; init; }
    /// <summary>Anything else worth knowing.</summary>
    public string? Note { get; init; }
}

/// <summary>An agreement as it is posted.</summary>
public record AgreementPostV1 : AgreementRequestV1
{
    /// <summary>The state it begins in; draft where nothing is said.</summary>
    public InitialStatusV1? InitialStatus { get; init; }
    /// <summary>The party it is posted for, where the caller supervises several.</summary>
    public Reference? OnBehalfOf { get; init; }
}

/// <summary>A party to an agreement.</summary>
public sealed record AgreementPartyRequestV1
{
    /// <summary>The institution.</summary>
    public required Reference Institution { get; init; }
    /// <summary>What it is in the agreement.</summary>
    public required PartyRoleV1 Role { get; init; }
    /// <summary>The number the party itself gives the agreement.</summary>
    [StringLength(128)] public string? Number { get; init; }
    /// <summary>Whether the agreement needs its signature; where nothing is said all do but an approver, a witness, an observer.</summary>
    public bool? SignatureRequired { get; init; }
    /// <summary>Who signs for it.</summary>
    public SignatoryV1? Signatory { get; init; }
    /// <summary>When it signed the document, EDTF. Its signature in the registry is a step of its own.</summary>
    public EdtfDate? SignedOn { get; init; }
}

/// <summary>A step in an agreement's life. A member that does not belong to the step is a fault.</summary>
public sealed record AgreementStepRequestV1
{
    /// <summary>Where the step leads: any state but recorded.</summary>
    public required AgreementStatusV1 To { get; init; }
    /// <summary>The day it happened, EDTF; needed for terminated, and for signed unless the agreement is recorded.</summary>
    public EdtfDate? On { get; init; }
    /// <summary>For signed and declined: the party that acts. Needed where the caller is none of the parties and supervises several.</summary>
    public Reference? Party { get; init; }
    /// <summary>Why; needed for declined, withdrawn, suspended, terminated and void. It is kept in the history.</summary>
    [StringLength(2000)] public string? Reason { get; init; }
    /// <summary>For superseded: the agreement in force that says it supersedes this one.</summary>
    public Reference? Successor { get; init; }
    /// <summary>For terminated: what becomes of each temporary transfer that is open; where nothing is said, what a signed amendment says.</summary>
    [MaxLength(10_000)] public IReadOnlyList<DispositionRequestV1>? Dispositions { get; init; }
}

/// <summary>The filters of the list of agreements; those given all apply.</summary>
public sealed record AgreementQuery : ListQuery
{
    /// <summary>
    /// Words, or beginnings of words, in the titles, summary, numbers, parties' names and codes, notes; Kazakh letters match their Russian neighbours.
    /// </summary>
    public string? Q { get; set; }
    /// <summary>What it is about.</summary>
    public AgreementKindV1? Kind { get; set; }
    /// <summary>Where it stands.</summary>
    public AgreementStatusV1? Status { get; set; }
    /// <summary>With this party: its id or code.</summary>
    public string? Party { get; set; }
    /// <summary>With a party in this role; with party given, that party.</summary>
    public PartyRoleV1? Role { get; set; }
    /// <summary>With a party of this region, ISO 3166-2.</summary>
    public string? Region { get; set; }
    /// <summary>Reaching to this.</summary>
    public ScopeAreaV1? ScopeArea { get; set; }
    /// <summary>Signed on this day or later.</summary>
    public LocalDate? SignedFrom { get; set; }
    /// <summary>Signed on this day or earlier.</summary>
    public LocalDate? SignedTo { get; set; }
    /// <summary>Where the day of signing is known in part: possible (the default) asks for what may lie in the range, certain for what must.</summary>
    public DateMatchV1? Match { get; set; }
    /// <summary>In force, and its term holds this day or may hold it.</summary>
    public LocalDate? InForceOn { get; set; }
    /// <summary>Its last day is before this one.</summary>
    public LocalDate? ExpiresBefore { get; set; }
    /// <summary>true: its last day is past; false: it is not, or is unknown.</summary>
    public bool? Expired { get; set; }
    /// <summary>The day that expired and expiresBefore are asked for, and the text is shown as of; today where nothing is said.</summary>
    public LocalDate? On { get; set; }
    /// <summary>Exchanges: true where each side's leg is received and none is under way; false: the others.</summary>
    public bool? Fulfilled { get; set; }
    /// <summary>What the record rests on.</summary>
    public EvidenceV1? Evidence { get; set; }
    /// <summary>Standing on this framework: its id or registry number.</summary>
    public string? Parent { get; set; }
    /// <summary>The registry number.</summary>
    public string? RegistryNumber { get; set; }
    /// <summary>The submitter's own reference.</summary>
    public string? ExternalRef { get; set; }
    /// <summary>me: those that wait for the signature of the caller's own institution or of one it supervises.</summary>
    public AwaitingV1? Awaiting { get; set; }
}

/// <summary>The parameters of a single agreement.</summary>
public sealed record AgreementReadQuery
{
    /// <summary>The record as the registry had it at this instant (RFC 3339); now where nothing is said. For a version and no other, use its recordedAt of /history.</summary>
    public Instant? AsOf { get; set; }
    /// <summary>The text in effect on this day: what was signed, with the amendments that had effect by then; today where nothing is said.</summary>
    public LocalDate? On { get; set; }
}
