using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.Agreements;

/// <summary>An agreement as this caller is shown it.</summary>
sealed class AgreementView(ReferenceReader references, Caller caller, RegistryTime time)
{
    public async Task<IReadOnlyList<AgreementV1>> Show(IReadOnlyList<Agreement> agreements, Findings? findings = null)
    {
        var names = await Names(agreements);
        return [.. agreements.Select(agreement =>
            AgreementV1.Of(agreement, names, time.Today, IsSensitive(agreement, names), Open(agreement, names), findings))];
    }

    public async Task<AgreementV1> Show(Agreement agreement, Findings? findings = null) => (await Show([agreement], findings))[0];

    /// <summary>The agreement with all it says, for a change to be applied to: what its writer is not shown, its change would otherwise remove.</summary>
    public async Task<AgreementV1> Whole(Agreement agreement)
    {
        var names = await Names([agreement]);
        return AgreementV1.Of(agreement, names, time.Today, sensitive: true, Open(agreement, names)) with
        {
            Parent = Unwithheld(names.Agreement(agreement.Parent), agreement.Parent),
            Supersedes = Unwithheld(names.Agreement(agreement.Supersedes), agreement.Supersedes),
        };

        static AgreementRefV1? Unwithheld(AgreementRefV1? shown, Guid? id) => shown?.Withheld is true ? new() { Id = id } : shown;
    }

    /// <summary>The agreement as an entry of the journal holds it; null where the caller could not have seen it so (S1).</summary>
    public async Task<AgreementV1?> Show(JournalEntry entry)
    {
        var then = Json.Read<Agreement>(entry.Document);
        var names = await Names([then], entry.RecordedAt);
        return CouldSee(then, names) ? AgreementV1.Of(then, names, time.DayOf(entry.RecordedAt), IsSensitive(then, names), open: []) : null;
    }

    Task<Names> Names(IReadOnlyList<Agreement> agreements, Instant? asOf = null)
    {
        var mentions = new Mentions();
        foreach (var agreement in agreements)
            mentions.Institution(agreement.Institutions.Cast<Guid?>()).Agreement(agreement.Parent, agreement.Supersedes);
        return references.Read(mentions, asOf);
    }

    bool IsSensitive(Agreement agreement, Names names) => caller.ReadsAll || agreement.PartyIds.Any(names.IsMine);

    IEnumerable<AgreementStatus> Open(Agreement agreement, Names names) =>
        caller.Role is null or Role.Auditor ? [] : agreement.OpenTo(IsSubmitters(agreement, names), names.IsMine, time.Today);

    bool IsSubmitters(Agreement agreement, Names names) => caller.Role is Role.Admin
        || (caller.Role is not null && caller.Submitter == agreement.SubmittedBy.Submitter)
        || (agreement.SubmittedBy.OnBehalfOf is { } owner && names.IsMine(owner));

    // The same rule as in References/Sight.cs, asked of a version that has no row.
    bool CouldSee(Agreement then, Names names) => caller.ReadsAll || IsSubmitters(then, names)
        || (then.Status is not (AgreementStatus.Draft or AgreementStatus.Withdrawn) && then.PartyIds.Any(names.IsMine))
        || (then.Visibility is Visibility.Public
            && then.Status is not (AgreementStatus.Draft or AgreementStatus.Proposed or AgreementStatus.Declined or AgreementStatus.Withdrawn));
}
