using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>An amendment as it is proposed.</summary>
public sealed record AmendmentRequestV1
{
    /// <summary>What it does.</summary>
    public required AmendmentKindV1 Kind { get; init; }
    /// <summary>The agreement's version that it was drafted on: the one it has now.</summary>
    public required long BaseVersion { get; init; }
    /// <summary>From which day on it has effect, once all who must have signed it.</summary>
    public required LocalDate EffectiveFrom { get; init; }
    /// <summary>What changes, as a merge patch (RFC 7396) of the agreement: arrays are given whole. Not for suspension, resumption and termination.</summary>
    public JsonElement? Changes { get; init; }
    /// <summary>For a termination: what becomes of each temporary transfer that is open.</summary>
    [MaxLength(10_000)] public IReadOnlyList<DispositionRequestV1>? Dispositions { get; init; }
    /// <summary>Why.</summary>
    [StringLength(2000)] public required string Reason { get; init; }
}

/// <summary>What becomes of an open temporary transfer when its agreement ends.</summary>
public sealed record DispositionRequestV1
{
    /// <summary>The transfer: its id or registry number.</summary>
    public required Reference Transfer { get; init; }
    /// <summary>return_by, continues or converts.</summary>
    public required DispositionKindV1 How { get; init; }
    /// <summary>For return_by: the day it is due back.</summary>
    public LocalDate? On { get; init; }
}

/// <summary>A step of an amendment.</summary>
public sealed record AmendmentStepRequestV1
{
    /// <summary>signed, declined or withdrawn.</summary>
    public required AmendmentStatusV1 To { get; init; }
    /// <summary>The day it happened, EDTF; needed for signed.</summary>
    public EdtfDate? On { get; init; }
    /// <summary>For signed and declined: the party that acts. Needed where the caller is none of the parties and supervises several.</summary>
    public Reference? Party { get; init; }
    /// <summary>Why; needed for declined and withdrawn.</summary>
    [StringLength(2000)] public string? Reason { get; init; }
}

/// <summary>An amendment of an agreement.</summary>
public sealed record AmendmentV1 : IVersioned
{
    /// <summary>Its number among the agreement's amendments: from 1, without gaps.</summary>
    public required int Seq { get; init; }
    /// <summary>The agreement's version now: what the next change of it or of its amendments sends as If-Match.</summary>
    public required long Version { get; init; }
    /// <summary>What it does.</summary>
    public required AmendmentKindV1 Kind { get; init; }
    /// <summary>Where it stands.</summary>
    public required AmendmentStatusV1 Status { get; init; }
    /// <summary>The agreement's version that it was drafted on.</summary>
    public required long BaseVersion { get; init; }
    /// <summary>From which day on it has effect.</summary>
    public required LocalDate EffectiveFrom { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
    /// <summary>The members it sets, as the agreement shows them; one it removes is not among them, but in removes.</summary>
    public JsonObject? Changes { get; init; }
    /// <summary>The members it removes.</summary>
    public IReadOnlyList<string>? Removes { get; init; }
    /// <summary>What becomes of the open temporary transfers.</summary>
    public IReadOnlyList<DispositionV1>? Dispositions { get; init; }
    /// <summary>The parties that must sign it, and which have.</summary>
    public required IReadOnlyList<AmendmentSignatureV1> Signatures { get; init; }
    /// <summary>Who proposed it, and for whom.</summary>
    public required SubmittedByV1 SubmittedBy { get; init; }
    /// <summary>When it was proposed.</summary>
    public required Instant ProposedAt { get; init; }
    /// <summary>The steps that are open to the caller now.</summary>
    public required IReadOnlyList<AmendmentActionV1> AllowedActions { get; init; }
    /// <summary>What the registry noticed and let pass, in the answer to a write; empty otherwise.</summary>
    public required IReadOnlyList<FaultDetail> Warnings { get; init; }
    /// <summary>Where more of it is.</summary>
    public required AmendmentLinksV1 Links { get; init; }
}

/// <summary>A party's word on an amendment.</summary>
public sealed record AmendmentSignatureV1
{
    /// <summary>The party.</summary>
    public required InstitutionRefV1 Institution { get; init; }
    /// <summary>Whether it has signed.</summary>
    public required SignatureV1 Signature { get; init; }
    /// <summary>When it signed.</summary>
    public EdtfDate? SignedOn { get; init; }
}

/// <summary>What becomes of a temporary transfer after its agreement's end.</summary>
public sealed record DispositionV1
{
    /// <summary>The transfer.</summary>
    public required TransferRefV1 Transfer { get; init; }
    /// <summary>return_by, continues or converts.</summary>
    public required DispositionKindV1 How { get; init; }
    /// <summary>For return_by: the day.</summary>
    public LocalDate? On { get; init; }
}

/// <summary>A step that is open: post it to the amendment's transitions.</summary>
public sealed record AmendmentActionV1
{
    /// <summary>Where it leads.</summary>
    public required AmendmentStatusV1 To { get; init; }
}

/// <summary>Where more of an amendment is.</summary>
public sealed record AmendmentLinksV1
{
    /// <summary>The amendment itself.</summary>
    public required Uri Self { get; init; }
    /// <summary>The agreement.</summary>
    public required Uri Agreement { get; init; }
}
