using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.References;

namespace TransferRegistry.Api.Items;

/// <summary>An item as this caller is shown it.</summary>
sealed class ItemView(ReferenceReader references)
{
    public async Task<IReadOnlyList<ItemV1>> Show(IReadOnlyList<ItemRow> rows, Findings? findings = null)
    {
        var mentions = new Mentions();
        foreach (var row in rows)
            Mention(row.Item, mentions).Institution(row.OwnerId, row.NormalCustodianId, row.CustodianId).Transfer(row.HeldByAct);
        var names = await references.Read(mentions);
        return [.. rows.Select(row => ItemV1.Of(row.Item, names, findings) with
        {
            Owner = Told(row.OwnerId, row, names),
            NormalCustodian = Told(row.NormalCustodianId, row, names),
            CurrentCustodian = Told(row.CustodianId, row, names),
            CustodyState = row.CustodyState is null ? null : Json.Read<CustodyState>(Json.Write(row.CustodyState)),
        })];
    }

    public async Task<ItemV1> Show(ItemRow row, Findings? findings = null) => (await Show([row], findings))[0];

    /// <summary>The item as an entry of the journal holds it: what is derived from acts is no part of it.</summary>
    public Task<ItemV1> Show(JournalEntry entry) => Show(Json.Read<Item>(entry.Document), entry.RecordedAt);

    async Task<ItemV1> Show(Item item, Instant asOf) => ItemV1.Of(item, await references.Read(Mention(item, new Mentions()), asOf));

    static Mentions Mention(Item item, Mentions mentions) =>
        mentions.Institution(item.Institutions.Cast<Guid?>()).Submission(item.SubmittedBy).Item(item.ParentItem);

    // What an act that the caller may not see has changed is told only to who has the item, and to whom it names.
    static CustodianRefV1? Told(Guid? institution, ItemRow row, Names names) => institution is not { } id ? null
        : names.Transfer(row.HeldByAct)?.Withheld is not true || names.IsMine(id) || (row.CustodianId is { } custodian && names.IsMine(custodian))
            ? CustodianRefV1.Of(names.Institution(id))
            : CustodianRefV1.Unseen;
}
