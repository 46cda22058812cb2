using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Events;

/// <summary>An event as it is posted.</summary>
public sealed record EventRequestV1
{
    /// <summary>What kind of event it is.</summary>
    public required EventKindV1 Kind { get; init; }
    /// <summary>The title, by language.</summary>
    public required LocalizedText Title { get; init; }
    /// <summary>When, EDTF; it may lie in the future.</summary>
    public EdtfDate? Date { get; init; }
    /// <summary>Where, by language.</summary>
    public LocalizedText? Place { get; init; }
    /// <summary>The programme, by language.</summary>
    public LocalizedText? Programme { get; init; }
    /// <summary>What was spoken about, each by language.</summary>
    public IReadOnlyList<LocalizedText>? Topics { get; init; }
    /// <summary>Who took part.</summary>
    public IReadOnlyList<ParticipantRequestV1>? Participants { get; init; }
    /// <summary>Agreements it has to do with.</summary>
    public IReadOnlyList<Reference>? Agreements { get; init; }
    /// <summary>Transfers it has to do with.</summary>
    public IReadOnlyList<Reference>? Transfers { get; init; }
    /// <summary>Where the knowledge of it comes from.</summary>
    public SourceV1? Source { get; init; }
    /// <summary>Who may see it; public where nothing is said.</summary>
    public VisibilityV1? Visibility { get; init; }
    /// <summary>A note.</summary>
    [StringLength(4000)] public string? Note { get; init; }
}

/// <summary>Who took part, as a request gives it: exactly one of institution and label.</summary>
public sealed record ParticipantRequestV1
{
    /// <summary>The institution.</summary>
    public Reference? Institution { get; init; }
    /// <summary>A group that is no institution of the registry, by language.</summary>
    public LocalizedText? Label { get; init; }
    /// <summary>What it did there.</summary>
    public required ParticipantRoleV1 Role { get; init; }
}

/// <summary>Who took part.</summary>
public sealed record ParticipantV1
{
    /// <summary>The institution.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>A group that is no institution of the registry, by language.</summary>
    public LocalizedText? Label { get; init; }
    /// <summary>What it did there.</summary>
    public required ParticipantRoleV1 Role { get; init; }
}

/// <summary>Something that took place, or will: a seminar, a ceremony, a meeting. It signs and moves nothing by itself. What is absent is not known.</summary>
public sealed record EventV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <inheritdoc/>
    public required long Version { get; init; }
    /// <summary>What kind of event it is.</summary>
    public required EventKindV1 Kind { get; init; }
    /// <summary>The title, by language.</summary>
    public required LocalizedText Title { get; init; }
    /// <summary>When.</summary>
    public EdtfDate? Date { get; init; }
    /// <summary>Where, by language.</summary>
    public LocalizedText? Place { get; init; }
    /// <summary>The programme, by language.</summary>
    public LocalizedText? Programme { get; init; }
    /// <summary>What was spoken about, each by language.</summary>
    public IReadOnlyList<LocalizedText>? Topics { get; init; }
    /// <summary>Who took part.</summary>
    public IReadOnlyList<ParticipantV1>? Participants { get; init; }
    /// <summary>Agreements it has to do with; only withheld where one is not yours to see.</summary>
    public IReadOnlyList<AgreementRefV1>? Agreements { get; init; }
    /// <summary>Transfers it has to do with; only withheld where one is not yours to see.</summary>
    public IReadOnlyList<TransferRefV1>? Transfers { get; init; }
    /// <summary>Where the knowledge of it comes from.</summary>
    public SourceV1? Source { get; init; }
    /// <summary>Who may see it.</summary>
    public required VisibilityV1 Visibility { get; init; }
    /// <summary>A note.</summary>
    public string? Note { get; init; }
    /// <summary>Who put it in.</summary>
    public required SubmittedByV1 SubmittedBy { get; init; }
    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was last changed.</summary>
    public required Instant UpdatedAt { get; init; }
    /// <summary>What the registry noticed and let pass, in the answer to a write; empty otherwise.</summary>
    public required IReadOnlyList<FaultDetail> Warnings { get; init; }
    /// <summary>Where more of it is.</summary>
    public required EventLinksV1 Links { get; init; }

    internal static EventV1 Of(Event occasion, ResolvedReferences names, Findings? findings = null) => new()
    {
        Id = occasion.Id,
        Version = occasion.Version,
        Kind = occasion.Kind.ToV1(),
        Title = occasion.Title,
        Date = occasion.Date,
        Place = occasion.Place,
        Programme = occasion.Programme,
        Topics = occasion.Topics,
        Participants = occasion.Participants?.Select(participant => new ParticipantV1
        {
            Institution = names.Institution(participant.Institution).ToV1(), Label = participant.Label, Role = participant.Role.ToV1(),
        }).ToList(),
        Agreements = occasion.Agreements?.Select(agreement => names.Agreement(agreement).ToV1()!).ToList(),
        Transfers = occasion.Transfers?.Select(transfer => names.Transfer(transfer).ToV1()!).ToList(),
        Source = occasion.Source?.ToV1(),
        Visibility = occasion.Visibility.ToV1(),
        Note = occasion.Note,
        SubmittedBy = names.SubmittedBy(occasion.SubmittedBy).ToV1(),
        CreatedAt = occasion.CreatedAt,
        UpdatedAt = occasion.UpdatedAt,
        Warnings = [.. (findings?.Warnings ?? []).Select(FaultDetail.Of)],
        Links = new() { Self = names.Href($"/events/{occasion.Id}"), History = names.Href($"/events/{occasion.Id}/history") },
    };
}

/// <summary>Where more of an event is.</summary>
public sealed record EventLinksV1
{
    /// <summary>The event itself.</summary>
    public required Uri Self { get; init; }
    /// <summary>Its versions.</summary>
    public required Uri History { get; init; }
}

/// <summary>The filters of the list of events; those given all apply.</summary>
public sealed record EventQuery : ListQuery
{
    /// <summary>Words, or beginnings of words, in the title, place, programme, topics, groups or note; Kazakh letters match their Russian neighbours.</summary>
    public string? Q { get; set; }
    /// <summary>What kind of event it is.</summary>
    public EventKindV1? Kind { get; set; }
    /// <summary>This institution took part: its id or code.</summary>
    public string? Institution { get; set; }
    /// <summary>It has to do with this agreement: its id or registry number.</summary>
    public string? Agreement { get; set; }
    /// <summary>It has to do with this transfer: its id or registry number.</summary>
    public string? Transfer { get; set; }
    /// <summary>On this day or later.</summary>
    public LocalDate? DateFrom { get; set; }
    /// <summary>On this day or earlier.</summary>
    public LocalDate? DateTo { get; set; }
    /// <summary>possible (the default): some day its date allows lies in the range; certain: every such day does.</summary>
    public DateMatchV1? Match { get; set; }
}
