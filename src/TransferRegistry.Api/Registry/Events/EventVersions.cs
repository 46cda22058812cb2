using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Events;

/// <summary>Which versions of events the caller could have seen when they were so (S1).</summary>
sealed class EventVersions(ReferenceReader references)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1).</summary>
    public async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries)
    {
        var viewer = await references.Viewer();
        return entries.Where(entry => CouldSee(Json.Read<Event>(entry.Document), viewer));
    }

    public static bool CouldSee(Event then, Viewer viewer) => viewer.Sees(new EventVisibility(
        then.Visibility, then.SubmittedBy.Submitter, then.SubmittedBy.OnBehalfOf, (then.Participants ?? []).Select(participant => participant.Institution).OfType<Guid>()));
}
