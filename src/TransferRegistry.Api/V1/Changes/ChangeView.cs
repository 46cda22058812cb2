using System.Text.Json;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.V1.Changes;

/// <summary>Entries of the journal as version 1 shows them, each record in the shape its own address answers in.</summary>
sealed class ChangeView(IEnumerable<IEntryView> views, ReferenceReader references)
{
    public async Task<IReadOnlyList<ChangeV1>> Show(IReadOnlyList<Change> changes)
    {
        var records = new Dictionary<long, JsonObject>();
        var entries = changes.Select(change => change.Entry).OfType<Data.JournalEntry>().ToLookup(entry => entry.ResourceType);
        var mentions = new ReferenceBatch();
        foreach (var view in views)
            view.Mention([.. entries[view.ResourceType]], mentions);
        // Read at once for all of them: each view finds there what it names.
        await references.Read(mentions);
        foreach (var view in views)
        {
            var shown = entries[view.ResourceType].ToList();
            foreach (var (entry, record) in shown.Count == 0 ? [] : shown.Zip(await view.Show(shown)))
                records[entry.Seq] = JsonSerializer.SerializeToNode(record, record.GetType(), Json.Options)!.AsObject();
        }
        return [.. changes.Select(change => Of(change) with { Record = records.GetValueOrDefault(change.Seq) })];
    }

    /// <summary>The entry without its record.</summary>
    public static ChangeV1 Of(Change change) => new()
    {
        Seq = change.Seq,
        RecordedAt = change.RecordedAt,
        Type = change.Type,
        Resource = new() { Type = change.ResourceType, Id = change.ResourceId, Version = change.Version, Href = change.Href },
        Access = change.Access.ToV1(),
        Institutions = change.Institutions?.Select(institution => institution.ToV1()).ToList(),
        Actor = change.Actor is { } role ? new() { Role = role.ToV1(), Institution = change.ActorInstitution.ToV1() } : null,
        RequestId = change.RequestId,
        Reason = change.Reason,
        EntryHash = change.EntryHash,
    };
}
