using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>Which versions of agreements the caller could have seen when they were so (S1).</summary>
sealed class AgreementVersions(ReferenceReader references)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1).</summary>
    public async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries)
    {
        var viewer = await references.Viewer();
        return entries.Where(entry => CouldSee(Json.Read<Agreement>(entry.Document), viewer));
    }

    public static bool CouldSee(Agreement then, Viewer viewer) =>
        viewer.Sees(new AgreementVisibility(then.Visibility, Json.ToWire(then.Status), then.SubmittedBy.Submitter, then.PostedFor, then.PartiesEver()));
}
