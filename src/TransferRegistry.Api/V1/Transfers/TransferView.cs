using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>A transfer as this caller is shown it.</summary>
sealed class TransferView(ReferenceReader references, ItemStore items, ItemView itemView, TransferVersions versions, TransferFactsReader facts, Caller caller, AccessLog access) : IEntryView
{
    public string ResourceType => "transfer";

    public Task<IReadOnlyList<TransferV1>> Show(IReadOnlyList<Transfer> transfers, LocalDate? on = null) => Show(transfers, on, findings: null);

    public async Task<TransferV1> Show(Transfer transfer, Findings? findings = null) => (await Show([transfer], on: null, findings))[0];

    async Task<IReadOnlyList<TransferV1>> Show(IReadOnlyList<Transfer> transfers, LocalDate? on, Findings? findings)
    {
        var names = await references.Read(Mention(transfers));
        var known = await facts.Read(transfers, on);
        return [.. transfers.Select(transfer => Of(transfer, names, known[transfer.Id], id => names.Item(id).ToV1()!, findings))];
    }

    /// <summary>The transfer with all it says, for a change to be applied to: what its writer is not shown, its change would otherwise remove.</summary>
    public async Task<TransferV1> Whole(Transfer transfer)
    {
        var names = await references.Read(Mention([transfer]));
        var whole = Of(transfer, names, await facts.Read(transfer), Item, sensitive: true);
        return whole with
        {
            Agreement = whole.Agreement?.Withheld is true ? new() { Id = transfer.Agreement } : whole.Agreement,
            Event = whole.Event?.Withheld is true ? new() { Id = transfer.Event } : whole.Event,
        };

        ItemRefV1 Item(Guid id) => names.Item(id) is { Withheld: not true } shown ? shown.ToV1() : new() { Id = id };
    }

    /// <summary>With the whole item on every line that names one the caller may see.</summary>
    public async Task<TransferV1> ShowWithItems(Transfer transfer, LocalDate? on)
    {
        var names = await references.Read(Mention([transfer]));
        var seen = (await itemView.Show(await items.LoadSeen(transfer.Items))).ToDictionary(item => item.Id);
        return Of(transfer, names, await facts.Read(transfer, on), id => seen.TryGetValue(id, out var item) ? item : names.Item(id).ToV1()!);
    }

    /// <summary>The lines of one transfer, for a page of them.</summary>
    public async Task<IReadOnlyList<LineV1>> ShowLines(Transfer transfer, IReadOnlyList<TransferLine> lines)
    {
        var names = await references.Read(Mention([transfer with { Lines = lines }]));
        Access(transfer, names);
        return [.. lines.Select(line => LineV1.Of(line, names.Item(line.Item).ToV1()!, names, IsOnASide(transfer, names)))];
    }

    /// <summary>The transfer as an entry of the journal holds it; null where the caller could not have seen it so (S1).</summary>
    public async Task<TransferV1?> Show(JournalEntry entry)
    {
        var transfer = Json.Read<Transfer>(entry.Document);
        var names = await references.Read(Mention([transfer]), entry.RecordedAt);
        if (!TransferVersions.CouldSee(transfer, names.Viewer, await versions.Framings([transfer])))
            return null;
        return Then(transfer, names);
    }

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions) => Mention(entries.Select(entry => Json.Read<Transfer>(entry.Document)), mentions);

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries)
    {
        var then = entries.Select(entry => Json.Read<Transfer>(entry.Document)).ToList();
        var names = await references.Read(Mention(then));
        return [.. then.Select(transfer => Then(transfer, names))];
    }

    TransferV1 Then(Transfer transfer, ResolvedReferences names)
    {
        Access(transfer, names);
        return TransferV1.Of(transfer, names, IsOnASide(transfer, names), id => names.Item(id).ToV1()!);
    }

    TransferV1 Of(Transfer transfer, ResolvedReferences names, TransferFacts known, Func<Guid, object> item, Findings? findings = null, bool sensitive = false)
    {
        Access(transfer, names);
        var shown = TransferV1.Of(transfer, names, sensitive || IsOnASide(transfer, names), item, findings).With(known, transfer.IsTemporary && transfer.CorrectsTransfer is null);
        var (isLenders, isBorrowers) = caller.Role is Role.Auditor or null ? (false, false) : (names.IsMine(transfer.From), names.IsMine(transfer.To));
        return shown with
        {
            AllowedActions = [.. Allowed(transfer, names)],
            Links = shown.Links with
            {
                Returns = (isLenders || isBorrowers) && known.IsOut ? names.Href($"/transfers/{transfer.Id}/returns") : null,
                Extensions = isLenders && transfer.IsExtensible && (known.IsOut || !transfer.IsLent) ? names.Href($"/transfers/{transfer.Id}/extensions") : null,
                Corrections = (isLenders || isBorrowers) && transfer.IsCorrectable ? names.Href($"/transfers/{transfer.Id}/corrections") : null,
            },
        };
    }

    // Every reading of what is sealed is kept (S1); an act is, where its agreement is.
    void Access(Transfer transfer, ResolvedReferences names)
    {
        if (transfer.Visibility is VisibilityLevel.Sealed || names.IsSealed(transfer.Agreement))
            access.Shown(transfer);
    }

    bool IsOnASide(Transfer transfer, ResolvedReferences names) =>
        caller.ReadsAll || names.IsMine(transfer.From) || names.IsMine(transfer.To)
        || (transfer.SubmittedBy.Institution is { } submitter && submitter == caller.InstitutionId);

    IEnumerable<AllowedTransferStepV1> Allowed(Transfer transfer, ResolvedReferences names) => caller.Role is Role.Auditor or null ? [] :
        Transfer.Life.Where(step => step.From == transfer.Status && TransferSteps.Sides(transfer, step.By).Any(names.IsMine)).Select(step => new AllowedTransferStepV1 { To = step.To.ToV1() });

    static ReferenceBatch Mention(IEnumerable<Transfer> transfers) => Mention(transfers, new());

    static ReferenceBatch Mention(IEnumerable<Transfer> transfers, ReferenceBatch mentions)
    {
        foreach (var transfer in transfers)
            mentions.Institution(transfer.From, transfer.To).Agreement(transfer.Agreement)
                .Transfer(transfer.ReturnsTransfer, transfer.CorrectsTransfer, transfer.RetainsTransfer)
                .Transfer((transfer.Lines ?? []).SelectMany(line => new[] { line.KeptBy, line.Corrected?.By }))
                .Event(transfer.Event).SubmittedBy(transfer.SubmittedBy).Item(transfer.Items);
        return mentions;
    }
}
