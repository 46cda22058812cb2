using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1.Events;

/// <summary>An event as this caller is shown it.</summary>
sealed class EventView(ReferenceReader references, AccessLog access) : IEntryView
{
    public string ResourceType => "event";

    public async Task<IReadOnlyList<EventV1>> Show(IReadOnlyList<Event> occasions, Findings? findings = null)
    {
        var names = await Names(occasions);
        return [.. occasions.Select(occasion => Of(occasion, names, findings))];
    }

    public async Task<EventV1> Show(Event occasion, Findings? findings = null) => (await Show([occasion], findings))[0];

    /// <summary>The event as an entry of the journal holds it; null where the caller could not have seen it so (S1).</summary>
    public async Task<EventV1?> Show(JournalEntry entry)
    {
        var then = Json.Read<Event>(entry.Document);
        var names = await Names([then], entry.RecordedAt);
        return EventVersions.CouldSee(then, names.Viewer) ? Of(then, names) : null;
    }

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions) => Mention(entries.Select(entry => Json.Read<Event>(entry.Document)), mentions);

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries)
    {
        var then = entries.Select(entry => Json.Read<Event>(entry.Document)).ToList();
        var names = await Names(then);
        return [.. then.Select(occasion => Of(occasion, names))];
    }

    EventV1 Of(Event occasion, ResolvedReferences names, Findings? findings = null)
    {
        if (occasion.Visibility is VisibilityLevel.Sealed)
            access.Shown(occasion);
        return EventV1.Of(occasion, names, findings);
    }

    Task<ResolvedReferences> Names(IReadOnlyList<Event> occasions, Instant? asOf = null)
    {
        var mentions = new ReferenceBatch();
        Mention(occasions, mentions);
        return references.Read(mentions, asOf);
    }

    static void Mention(IEnumerable<Event> occasions, ReferenceBatch mentions)
    {
        foreach (var occasion in occasions)
            mentions.Institution(occasion.Institutions).SubmittedBy(occasion.SubmittedBy).Agreement(occasion.Agreements ?? []).Transfer(occasion.Transfers ?? []);
    }
}
