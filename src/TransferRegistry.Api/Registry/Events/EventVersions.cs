using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Events;

/// <summary>Which versions of events the caller could have seen when they were so (S1).</summary>
sealed class EventVersions(ReferenceReader references, Caller caller)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1).</summary>
    public async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries)
    {
        var versions = entries.Select(entry => (Entry: entry, Then: Json.Read<Event>(entry.Document))).ToList();
        var names = await references.Read(new ReferenceBatch().Institution(versions.SelectMany(version => version.Then.Institutions)));
        return versions.Where(version => CouldSee(version.Then, names)).Select(version => version.Entry);
    }

    /// <summary>The same rule as in Sight, asked of a version that has no row.</summary>
    public bool CouldSee(Event then, ResolvedReferences names) => caller.ReadsAll || then.Visibility is Visibility.Public || (caller.Role is not null && then.Institutions.Any(names.IsMine));
}
