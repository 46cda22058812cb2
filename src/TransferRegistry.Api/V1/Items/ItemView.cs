using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Items;

/// <summary>An item as this caller is shown it.</summary>
sealed class ItemView(ItemVersions versions, ReferenceReader references, RegistryTime time) : IEntryView
{
    public string ResourceType => "item";

    /// <summary>The items once what they mention is read; each is made when its turn comes, so that a whole list is shown while its next rows are read.</summary>
    public async Task<IEnumerable<ItemV1>> Show(IReadOnlyList<ItemRow> rows, Findings? findings = null)
    {
        var mentions = new ReferenceBatch();
        foreach (var row in rows)
            Mention(row.Item, mentions).Institution(row.OwnerId, row.NormalCustodianId, row.CustodianId).Act(row.HeldByAct);
        var names = await references.Read(mentions);
        return rows.Select(row => ItemV1.Of(row.Item, names, findings) with
        {
            Owner = Told(row.OwnerId, row, names),
            NormalCustodian = Told(row.NormalCustodianId, row, names),
            CurrentCustodian = Told(row.CustodianId, row, names),
            Certainty = row.CustodianId is null ? null : row.IsCertain(time.Today) ? CertaintyV1.Certain : CertaintyV1.Possible,
            CustodyState = row.CustodyState is null ? null : Json.FromWire<CustodyState>(row.CustodyState).ToV1(),
        });
    }

    public async Task<ItemV1> Show(ItemRow row, Findings? findings = null) => (await Show([row], findings)).Single();

    /// <summary>The item for its change, which is of the whole record, also where the caller is told less.</summary>
    public async Task<ItemV1> ShowWhole(ItemRow row)
    {
        var names = await references.Read(Mention(row.Item, new ReferenceBatch()));
        return await Show(row) with
        {
            Identifiers = row.Item.Identifiers?.Select(identifier => IdentifierV1.Of(identifier, names, whole: true)).ToList(),
            ParentItem = row.Item.ParentItem is { } parent ? new() { Id = parent } : null,
        };
    }

    /// <summary>
    /// The item as an entry of the journal holds it, without what is derived from acts; null where it tells of nothing but an act that the caller may not see.
    /// </summary>
    public async Task<ItemV1?> Show(JournalEntry entry)
    {
        if ((await versions.Untold([entry])).Count > 0)
            return null;
        var item = Json.Read<Item>(entry.Document);
        return ItemV1.Of(item, await references.Read(Mention(item, new ReferenceBatch()), entry.RecordedAt));
    }

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions)
    {
        foreach (var entry in entries)
            Mention(Json.Read<Item>(entry.Document), mentions);
    }

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries)
    {
        var then = entries.Select(entry => Json.Read<Item>(entry.Document)).ToList();
        var names = await references.Read(then.Aggregate(new ReferenceBatch(), (mentions, item) => Mention(item, mentions)));
        return [.. then.Select(item => ItemV1.Of(item, names))];
    }

    static ReferenceBatch Mention(Item item, ReferenceBatch mentions) =>
        mentions.Institution(item.Institutions).SubmittedBy(item.SubmittedBy).Item(item.ParentItem)
            .Transfer((item.Identifiers ?? []).Select(identifier => identifier.ClosedBy));

    // What an act that the caller may not see has changed is told only to who has the item, and to whom it names.
    static CustodianRefV1? Told(Guid? institution, ItemRow row, ResolvedReferences names) => institution is not { } id ? null
        : names.Viewer.IsTold(!names.IsWithheld(row.HeldByAct), id, row.CustodianId)
            ? CustodianRefV1.Of(names.Institution(id).ToV1())
            : CustodianRefV1.Unseen;
}
