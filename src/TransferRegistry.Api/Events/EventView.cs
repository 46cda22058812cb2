using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.Events;

/// <summary>An event as this caller is shown it.</summary>
sealed class EventView(ReferenceReader references)
{
    public async Task<IReadOnlyList<EventV1>> Show(IReadOnlyList<Event> occasions, Instant? asOf = null, Findings? findings = null)
    {
        var mentions = new Mentions();
        foreach (var occasion in occasions)
        {
            mentions.Institution(occasion.Institutions.Cast<Guid?>()).Submission(occasion.SubmittedBy)
                .Agreement((occasion.Agreements ?? []).Cast<Guid?>()).Transfer((occasion.Transfers ?? []).Cast<Guid?>());
        }
        var names = await references.Read(mentions, asOf);
        return [.. occasions.Select(occasion => EventV1.Of(occasion, names, findings))];
    }

    public async Task<EventV1> Show(Event occasion, Instant? asOf = null, Findings? findings = null) => (await Show([occasion], asOf, findings))[0];

    /// <summary>The event as an entry of the journal holds it.</summary>
    public Task<EventV1> Show(JournalEntry entry) => Show(Json.Read<Event>(entry.Document), entry.RecordedAt);
}
