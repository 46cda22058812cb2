using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>Which versions of transfers the caller could have seen when they were so (S1).</summary>
sealed class TransferVersions(Db db, ReferenceReader references)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1).</summary>
    public async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries)
    {
        var versions = entries.Select(entry => (Entry: entry, Then: Json.Read<Transfer>(entry.Document))).ToList();
        var viewer = await references.Viewer();
        var framings = await Framings(versions.Select(version => version.Then));
        return versions.Where(version => CouldSee(version.Then, viewer, framings)).Select(version => version.Entry);
    }

    /// <summary>The agreements of these transfers that are public now.</summary>
    public async Task<IReadOnlySet<Guid>> Framings(IEnumerable<Transfer> transfers) =>
        transfers.Select(transfer => transfer.Agreement).OfType<Guid>().Distinct().ToList() is { Count: > 0 } agreements
            ? (await db.List<Guid>(VisibilitySql.PublicAmong, new { Ids = Json.Write(agreements) })).ToHashSet() : [];

    /// <summary>Whether the viewer could have seen a version; its agreement counts as it is now.</summary>
    public static bool CouldSee(Transfer then, Viewer viewer, IReadOnlySet<Guid> framings) => viewer.Sees(new TransferVisibility(then.Visibility,
        IsUnderPublic: then.Agreement is not { } framing || framings.Contains(framing), Json.ToWire(then.Status), IsNumbered: then.RegistryNumber is not null,
        then.SubmittedBy.Submitter, then.PostedFor, [then.From, then.To]));
}
