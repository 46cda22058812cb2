namespace TransferRegistry.Api.V1.Events;

/// <summary>What kind of event it was.</summary>
public enum EventKindV1
{
    /// <summary>A seminar.</summary>
    Seminar,
    /// <summary>A conference.</summary>
    Conference,
    /// <summary>A ceremony at which items were handed over.</summary>
    HandoverCeremony,
    /// <summary>A ceremony at which an agreement was signed.</summary>
    SigningCeremony,
    /// <summary>A working meeting.</summary>
    WorkingMeeting,
    /// <summary>The opening of an exhibition.</summary>
    ExhibitionOpening,
    /// <summary>A training.</summary>
    Training,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What a participant did there. Attending is not signing, and not transferring.</summary>
public enum ParticipantRoleV1
{
    /// <summary>It took place at theirs.</summary>
    Host,
    /// <summary>Organised it.</summary>
    Organiser,
    /// <summary>Was invited.</summary>
    Guest,
    /// <summary>Spoke.</summary>
    Speaker,
    /// <summary>Was there.</summary>
    Attendee,
}
