using System.Text.Json;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.Keys;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Changes;

/// <summary>Entries of the journal as version 1 shows them, each record in the shape its own address answers in.</summary>
sealed class ChangeView(AgreementView agreements, TransferView transfers, ItemView items, EventView events, InstitutionView institutions, ReferenceReader references,
    IEnumerable<IEntryView> others)
{
    public async Task<IReadOnlyList<ChangeV1>> Show(IReadOnlyList<Change> changes)
    {
        var shown = new List<ChangeV1>(changes.Count);
        foreach (var change in changes)
        {
            var record = change.Entry is { } entry ? await Record(entry) : null;
            shown.Add(Of(change) with { Record = record is null ? null : JsonSerializer.SerializeToNode(record, record.GetType(), Json.Options)!.AsObject() });
        }
        return shown;
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

    async Task<object?> Record(JournalEntry entry) => entry.ResourceType switch
    {
        "agreement" => await agreements.Show(entry),
        "transfer" => await transfers.Show(entry),
        "item" => await items.Show(entry),
        "event" => await events.Show(entry),
        "institution" => await institutions.Show(entry),
        "key" => KeyV1.Of(Json.Read<AccessKey>(entry.Document), lastUsedAt: null, await references.Read(new ReferenceBatch().Institution(Json.Read<AccessKey>(entry.Document).Institution))),
        _ => others.FirstOrDefault(view => view.ResourceType == entry.ResourceType) is { } view ? await view.Show(entry) : null,
    };
}

/// <summary>Shows an entry's record in the shape of its own address, for a room that stands above this one.</summary>
interface IEntryView
{
    /// <summary>The journal's word for its records.</summary>
    string ResourceType { get; }

    Task<object> Show(JournalEntry entry);
}
