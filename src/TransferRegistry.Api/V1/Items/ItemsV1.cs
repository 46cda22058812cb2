using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.History;

namespace TransferRegistry.Api.V1.Items;

/// <summary>Items over HTTP, version 1. What needs the custody ledger (a new item, its chain, an institution's holdings) is the Custody room's.</summary>
static class ItemsV1
{
    public static void MapItemsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/items").WithTags("Items");
        group.MapGet("/", List).WithName("listItems").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}", Get).WithName("getItem").RequireAuthorization(AccessPolicies.Read);
        group.MapPatch("/{id:guid}", Change).WithName("changeItem").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{id:guid}/history", History).WithName("getItemHistory").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}/versions/{version:long}", Version).WithName("getItemVersion").RequireAuthorization(AccessPolicies.Read);
        v1.MapGet("/agreements/{id:guid}/items", UnderAgreement).WithTags("Agreements").WithName("listAgreementItems").RequireAuthorization(AccessPolicies.Read);
    }

    /// <summary>List items</summary>
    /// <remarks>
    /// Museum objects, sets and lots that fit all filters given, oldest record first. Each shows its owner, where it normally belongs and who holds it now,
    /// derived from the acts; where an act is not yours to see, its custodians are withheld. Follow links.next until there is none.
    /// </remarks>
    static async Task<ListResult<ItemV1>> List(Query<ItemQuery> query, Paginator paginator, ItemView view, ReferenceReader references, Db db, Caller caller)
    {
        var asked = query.Value;
        var filter = new ListFilter()
            .VisibleTo(caller)
            .When(true, "not merged")
            .By("q", SearchText.Query(asked.Q, db.Dialect))
            .By("identifier", asked.Identifier)
            .When(asked.Identifier is not null && asked.Open is true, "open identifier")
            .By("objectType", Json.ToWire(asked.ObjectType))
            .By("parentItem", await references.ItemFilter(asked.ParentItem))
            .By("custodyState", Json.ToWire(asked.CustodyState))
            .By("transferStatus", asked.CustodyState switch { CustodyStateV1.InTransit => "in_transit", CustodyStateV1.Reserved => "approved", _ => null });
        ByActs(filter, "holder", await references.InstitutionFilter(asked.Holder), caller);
        ByActs(filter, "owner", await references.InstitutionFilter(asked.Owner), caller);
        ByActs(filter, "agreement", await references.AgreementFilter(asked.Agreement), caller);
        var list = (asked.Holder ?? asked.Owner) is null ? ItemSql.List : ItemSql.Held;
        return await paginator.Query<ItemRow, ItemV1>(list, filter, asked, async rows => await view.Show(rows), Past);
    }

    /// <summary>List the items of an agreement</summary>
    /// <remarks>Every item in a line of a transfer under the agreement, as far as you may see the transfer; oldest record first.</remarks>
    static async Task<ListResult<ItemV1>> UnderAgreement(Guid id, Query<ListQuery> query, Paginator paginator, ItemView view, ReferenceReader references,
        Caller caller, AccessLog access)
    {
        if (await references.AgreementFilter(id.ToString()) != id)
            throw Faults.NoRecord.Because(("record", "agreement"), ("id", id));
        if ((await references.Read(new ReferenceBatch().Agreement(id))).IsSealed(id))
            access.Shown("agreement", id);
        var filter = new ListFilter().VisibleTo(caller);
        ByActs(filter, "agreement", id, caller);
        return await paginator.Query<ItemRow, ItemV1>(ItemSql.List, filter, query.Value, async rows => await view.Show(rows), Past);
    }

    /// <summary>Read an item</summary>
    /// <remarks>
    /// The item's passport, and who owns and holds it now. With asOf: the passport as the registry had it at that instant; who held the item on a day
    /// is answered by its custody.
    /// </remarks>
    static async Task<Ok<ItemV1>> Get(Guid id, Query<AsOfQuery> query, ItemStore items, ItemVersions versions, ItemView view, JournalReader journal)
    {
        var row = await items.Get(id);
        return TypedResults.Ok(query.Value.AsOf is { } asOf
            ? await Then(await journal.AsOf(row.Item.ResourceType, id, asOf), row, versions, view, journal)
                ?? throw Faults.NoRecordThen.Because(("record", "item"), ("asOf", asOf))
            : await view.Show(row));
    }

    /// <summary>Change an item's passport</summary>
    /// <remarks>
    /// A merge patch (RFC 7396) with If-Match, for the owner's and the holder's side; while the item is in a draft only, for its submitter. Owner and holder
    /// are not changed here: they follow from transfers. A number that another item has at the same holder is refused.
    /// </remarks>
    static async Task<Ok<ItemV1>> Change(Guid id, IfMatch ifMatch, MergePatch<ItemPassportV1> patch, ItemStore items, ItemView view, ReferenceReader references,
        SubmitterPolicy submitters, Work work)
    {
        var row = await items.Get(id);
        var known = row.Item;
        if (row.CustodianId is { } custodian)
            await submitters.MustBeSide(Faults.ChangeOfAnother.At(pointer: null, ("record", "item")), new[] { custodian, row.OwnerId }.OfType<Guid>());
        else
            await submitters.MustBeSubmitter(Faults.ChangeOfAnother.At(pointer: null, ("record", "item")), known.SubmittedBy);
        await ifMatch.Admit(known.Version, async () => await view.Show(row));
        if (known.Standing is ItemStanding.Withdrawn)
            throw Faults.ItemWithdrawn.Because();
        var findings = new Findings();
        var passport = patch.ApplyTo(await view.ShowWhole(row)).ToPassport();
        var holder = row.CustodianId ?? known.FirstHolder;
        var keepers = (row.CustodianId is null ? [known.FirstHolder, known.FirstOwner] : new[] { row.OwnerId, row.NormalCustodianId }.OfType<Guid>()).ToList();
        var changed = await ItemMapper.Passport(passport, holder, [holder, .. keepers], keepers, references, findings, known.Next(work.Now), pointer: "");
        await items.Change(changed, findings);
        return TypedResults.Ok(await view.Show(await items.Get(id), findings));
    }

    /// <summary>The history of an item</summary>
    /// <remarks>Its versions, oldest first: who made each, when, and what changed (RFC 6902). Where it was passed on is told by its custody.</remarks>
    static async Task<Ok<HistoryV1>> History(Guid id, Query<HistoryQuery> query, ItemStore items, ItemVersions versions, ItemView view, HistoryView history)
    {
        var row = await items.Get(id);
        return TypedResults.Ok(await history.Of(row.Item, query.Value, view, entries => versions.Told(entries, row)));
    }

    /// <summary>A version of an item</summary>
    /// <remarks>The passport as it stood when the version was made; a version that history does not show you is none.</remarks>
    static async Task<Ok<ItemV1>> Version(Guid id, long version, ItemStore items, ItemVersions versions, ItemView view, JournalReader journal)
    {
        var row = await items.Get(id);
        var entry = await journal.Version(row.Item.ResourceType, id, version);
        return TypedResults.Ok((await versions.CouldSee(entry, row) ? await view.Show(entry) : null)
            ?? throw Faults.NoVersion.Because(("record", "item"), ("version", version)));
    }

    // Who sees an item since an act has named it does not see what its record said before.
    static readonly PointInTimeRow<ItemRow> Past = new("item", (now, then) => (now ?? new ItemRow { Id = then.Id, Document = then.Document }) with { Document = then.Document });

    // What only an act has changed that the caller may not see was for it as it was before.
    static async Task<ItemV1?> Then(JournalEntry entry, ItemRow row, ItemVersions versions, ItemView view, JournalReader journal)
    {
        if (!await versions.CouldSee(entry, row))
            return null;
        for (; ; entry = await journal.Version(entry.ResourceType, entry.ResourceId, entry.Version - 1))
            if (await view.Show(entry) is { } told)
                return told;
    }

    // For a caller who does not read everything each of these filters has a twin that also asks whether the act it tells of is visible.
    static void ByActs(ListFilter filter, string condition, Guid? value, Caller caller)
    {
        if (value is not { } id)
            return;
        var conditions = VisibilitySql.Of(caller).Select(name => $"{condition} {name}").ToList();
        if (condition != "agreement" || conditions.Count == 0)
            conditions.Add(condition);
        filter.By(conditions, new Dictionary<string, object?> { [$"{char.ToUpperInvariant(condition[0])}{condition[1..]}"] = id });
    }
}
