using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>Which versions of transfers the caller could have seen when they were so (S1).</summary>
sealed class TransferVersions(ReferenceReader references, AgreementStore agreements, Caller caller)
{
    /// <summary>Which of these entries say what the caller could have seen when it was so (S1).</summary>
    public async Task<IEnumerable<JournalEntry>> Seen(IReadOnlyList<JournalEntry> entries)
    {
        var versions = entries.Select(entry => (Entry: entry, Then: Json.Read<Transfer>(entry.Document))).ToList();
        var names = await references.Read(new ReferenceBatch().Institution(versions.SelectMany(version => new[] { version.Then.From, version.Then.To, version.Then.SubmittedBy.OnBehalfOf })));
        var framings = await Framings(versions.Select(version => version.Then));
        return versions.Where(version => CouldSee(version.Then, names, framings)).Select(version => version.Entry);
    }

    /// <summary>The agreements of these acts that are for everybody now.</summary>
    public Task<IReadOnlySet<Guid>> Framings(IEnumerable<Transfer> transfers) => agreements.PublicAmong(transfers.Select(transfer => transfer.Agreement).OfType<Guid>());

    /// <summary>The same rule as in Sight, asked of a version that has no row; of its agreement, what that says now.</summary>
    public bool CouldSee(Transfer then, ResolvedReferences names, IReadOnlySet<Guid> framings) => caller.ReadsAll
        || (caller.Role is not null && caller.Submitter == then.SubmittedBy.Submitter)
        || names.IsMine(then.SubmittedBy.OnBehalfOf ?? then.From)
        || (then.RegistryNumber is not null && (names.IsMine(then.From) || names.IsMine(then.To)))
        || (then.Status is not (TransferStatus.Draft or TransferStatus.Approved or TransferStatus.Cancelled) && then.Visibility is null or Visibility.Public
            && (then.Agreement is not { } framing || framings.Contains(framing)));
}
