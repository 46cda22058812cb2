using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>An agreement as this caller is shown it: its consolidated text on a day, and the amendments beside it.</summary>
sealed class AgreementView(AgreementStore agreements, AmendmentView amendments, ReferenceReader references, Caller caller, RegistryTime time, AccessLog access) : IEntryView
{
    public string ResourceType => "agreement";

    public async Task<IReadOnlyList<AgreementV1>> Show(IReadOnlyList<Agreement> shown, Findings? findings = null, LocalDate? on = null)
    {
        var names = await Names(shown);
        var day = on ?? time.Today;
        var exchanges = shown.Where(agreement => agreement.Kind is AgreementKind.Exchange).ToList();
        var fulfilled = exchanges.Count == 0 ? new HashSet<Guid>() : await agreements.Fulfilled(exchanges);
        return [.. shown.Select(agreement => Of(agreement, day, names, findings) with
        {
            Fulfilled = agreement.Kind is AgreementKind.Exchange ? fulfilled.Contains(agreement.Id) : null,
            AllowedActions = [.. Open(agreement, names).Select(to => new AgreementActionV1 { To = to.ToV1() })],
        })];
    }

    public async Task<AgreementV1> Show(Agreement agreement, Findings? findings = null, LocalDate? on = null) => (await Show([agreement], findings, on))[0];

    /// <summary>The agreement with all it says, for a change to be applied to: what its writer is not shown, its change would otherwise remove.</summary>
    public async Task<AgreementV1> Whole(Agreement agreement, LocalDate? on = null)
    {
        var names = await Names([agreement]);
        var text = agreement.On(on ?? time.Today);
        return AgreementV1.Of(text, names, time.Today, sensitive: true) with
        {
            Amendments = Amended(agreement, names),
            Parent = Unwithheld(names.Agreement(text.Parent).ToV1(), text.Parent),
            Supersedes = Unwithheld(names.Agreement(text.Supersedes).ToV1(), text.Supersedes),
        };

        static AgreementRefV1? Unwithheld(AgreementRefV1? shown, Guid? id) => shown?.Withheld is true ? new() { Id = id } : shown;
    }

    /// <summary>The agreement as an entry of the journal holds it, its text of that day or another; null where the caller could not have seen it so (S1).</summary>
    public async Task<AgreementV1?> Show(JournalEntry entry, LocalDate? on = null)
    {
        var then = Json.Read<Agreement>(entry.Document);
        var names = await Names([then], entry.RecordedAt);
        return AgreementVersions.CouldSee(then, names.Viewer) ? Of(then, on ?? time.DayOf(entry.RecordedAt), names) : null;
    }

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions) => Mention(entries.Select(entry => Json.Read<Agreement>(entry.Document)), mentions);

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries)
    {
        var then = entries.Select(entry => Json.Read<Agreement>(entry.Document)).ToList();
        var names = await Names(then);
        return [.. then.Zip(entries, (agreement, entry) => Of(agreement, time.DayOf(entry.RecordedAt), names))];
    }

    AgreementV1 Of(Agreement agreement, LocalDate day, ResolvedReferences names, Findings? findings = null)
    {
        Access(agreement);
        return AgreementV1.Of(agreement.On(day), names, day, IsSensitive(agreement, names), findings) with { Amendments = Amended(agreement, names) };
    }

    /// <summary>Something of the agreement is told to the caller: where it is sealed, that is kept (S1).</summary>
    public void Access(Agreement agreement)
    {
        if (agreement.Visibility is VisibilityLevel.Sealed)
            access.Shown(agreement);
    }

    List<AmendmentV1>? Amended(Agreement agreement, ResolvedReferences names) => agreement.Amendments?.Select(amendment => amendments.Of(agreement, amendment, names)).ToList();

    Task<ResolvedReferences> Names(IReadOnlyList<Agreement> shown, Instant? asOf = null)
    {
        var mentions = new ReferenceBatch();
        Mention(shown, mentions);
        return references.Read(mentions, asOf);
    }

    static void Mention(IEnumerable<Agreement> agreements, ReferenceBatch mentions)
    {
        foreach (var agreement in agreements)
            AmendmentView.Mention(agreement, mentions);
    }

    bool IsSensitive(Agreement agreement, ResolvedReferences names) => caller.ReadsAll || agreement.Concerned.Any(names.IsMine);

    IEnumerable<AgreementStatus> Open(Agreement agreement, ResolvedReferences names) =>
        caller.Role is null or Role.Auditor ? [] : agreement.On(time.Today).OpenTo(names.Viewer.IsSubmitter(agreement.SubmittedBy.Submitter, agreement.SubmittedBy.OnBehalfOf), names.IsMine, time.Today);
}
