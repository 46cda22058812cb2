using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>Which versions of agreements the caller could have seen when they were so (S1).</summary>
sealed class AgreementVersions(ReferenceReader references, Caller caller)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1).</summary>
    public async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries)
    {
        var versions = entries.Select(entry => (Entry: entry, Then: Json.Read<Agreement>(entry.Document))).ToList();
        var names = await references.Read(new ReferenceBatch().Institution(versions.SelectMany(version => version.Then.Institutions)));
        return versions.Where(version => CouldSee(version.Then, names)).Select(version => version.Entry);
    }

    /// <summary>Whether the agreement was put in by the caller's side.</summary>
    public bool IsSubmitters(Agreement agreement, ResolvedReferences names) => caller.Role is Role.Admin
        || (caller.Role is not null && caller.Submitter == agreement.SubmittedBy.Submitter)
        || (agreement.SubmittedBy.OnBehalfOf is { } owner && names.IsMine(owner));

    /// <summary>The same rule as in Sight, asked of a version that has no row.</summary>
    public bool CouldSee(Agreement then, ResolvedReferences names) => caller.ReadsAll || IsSubmitters(then, names)
        || (then.Status is not (AgreementStatus.Draft or AgreementStatus.Withdrawn) && then.Concerned.Any(names.IsMine))
        || (then.Visibility is Visibility.Public
            && then.Status is not (AgreementStatus.Draft or AgreementStatus.Proposed or AgreementStatus.Declined or AgreementStatus.Withdrawn));
}
