using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Registry.Events;

/// <summary>What kind of event it was.</summary>
enum EventKind
{
    Seminar,
    Conference,
    HandoverCeremony,
    SigningCeremony,
    WorkingMeeting,
    ExhibitionOpening,
    Training,
    Other,
}

/// <summary>What a participant did there. Attending is not signing, and not transferring.</summary>
enum ParticipantRole
{
    Host,
    Organiser,
    Guest,
    Speaker,
    Attendee,
}

/// <summary>Who took part: an institution, or a group that only has a name.</summary>
sealed record Participant
{
    public Guid? Institution { get; init; }
    public LocalizedText? Label { get; init; }
    public required ParticipantRole Role { get; init; }
}

/// <summary>Something that took place, or will: people met, something was opened, signed or handed over. It moves nothing by itself.</summary>
sealed record Event : IRecord
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required EventKind Kind { get; init; }
    public required LocalizedText Title { get; init; }
    public EdtfDate? Date { get; init; }
    public LocalizedText? Place { get; init; }
    public LocalizedText? Programme { get; init; }
    public IReadOnlyList<LocalizedText>? Topics { get; init; }
    public IReadOnlyList<Participant>? Participants { get; init; }
    public IReadOnlyList<Guid>? Agreements { get; init; }
    public IReadOnlyList<Guid>? Transfers { get; init; }
    public Source? Source { get; init; }
    public VisibilityLevel Visibility { get; init; }
    public string? Note { get; init; }
    public required SubmittedBy SubmittedBy { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Instant UpdatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "event";

    [JsonIgnore]
    public IEnumerable<Guid> Institutions =>
        (Participants ?? []).Select(participant => participant.Institution).Append(SubmittedBy.Institution).OfType<Guid>();

    /// <summary>What the record itself says that can't be. An event may lie in the future; what was published about it may not (D5).</summary>
    public void Check(Findings findings, LocalDate today) => findings.CheckHappened(Source?.PublishedOn, "/source/publishedOn", today);
}
