using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.Items;

namespace TransferRegistry.Api.V1.Custody;

/// <summary>Where items are and were, over HTTP, version 1; and the entry of an item that is already with its holder.</summary>
static class CustodyV1
{
    public static void MapCustodyV1(this IEndpointRouteBuilder v1)
    {
        var items = v1.MapGroup("/items").WithTags("Items");
        items.MapPost("/", Register).WithName("registerItem").RequireAuthorization(AccessPolicies.Write);
        items.MapGet("/{id:guid}/custody", Chain).WithName("getItemCustody").RequireAuthorization(AccessPolicies.Read);
        v1.MapGet("/institutions/{institution}/holdings", Holdings).WithTags("Institutions").WithName("listHoldings").RequireAuthorization(AccessPolicies.Read);
    }

    /// <summary>Register an item</summary>
    /// <remarks>
    /// An item that an institution holds and no transfer has named yet. It is its holder's own unless an owner is given. Items new in a transfer are posted in its lines.
    /// With a lot as parentItem it is listed out of the lot by who holds that: it has the lot's owner and past, and goes with the lot until an act of its own moves it;
    /// the items listed are never more than the lot has.
    /// </remarks>
    static async Task<Created<ItemV1>> Register(Body<ItemPostV1> body, ItemStore items, ItemView view, CustodyLedger ledger, ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        var findings = new Findings();
        var holder = await references.Institution(body.Value.HeldBy, "/heldBy", findings);
        findings.ThrowIfRefused();
        var submission = await submitters.By(onBehalfOf: null, [holder!.Value], findings);
        findings.ThrowIfRefused();
        var entered = body.Value.ToNewItem();
        var begun = ItemMapper.New(entered, work.NewId(), holder.Value, submission, work.Now) with { Standing = ItemStanding.Registered };
        var read = await ItemMapper.Read(entered, holder.Value, books: null, references, findings, begun, "");
        var item = await items.Register(await OutOf(read, body.Value, holder.Value, items, ledger, findings), findings);
        await ledger.Rewrite([item.Id]);
        var shown = await view.Show(await items.Get(item.Id), findings);
        return TypedResults.Created(shown.Links.Self, shown);
    }

    // A part of a set, which is an item of its own from the first, is none of a lot's.
    static async Task<Item> OutOf(Item item, ItemPostV1 request, Guid holder, ItemStore items, CustodyLedger ledger, Findings findings)
    {
        if (item.ParentItem is not { } parent)
            return item;
        await items.Lock([parent]);
        if ((await items.Load([parent])).Single().Item is not { Kind: ItemKind.Lot, Standing: ItemStanding.Registered } lot)
            return item;
        if (request.Owner is not null)
            findings.Refuse(Faults.PartHasItsOwner.At("/owner"));
        if ((await ledger.ChainOf(lot.Id)).Current.Holding.Custodian != holder)
            findings.Refuse(Faults.PartElsewhere.At("/heldBy", ("whole", lot.RegistryNumber), ("heldBy", request.HeldBy)));
        return item with { SplitFrom = lot.Id, FirstHolder = lot.FirstHolder, FirstOwner = lot.FirstOwner };
    }

    /// <summary>Who held an item, and when</summary>
    /// <remarks>
    /// The chain of its custodians and owners, derived from the acts that are confirmed or recorded, each interval with the act that began it; a gap says that an act's
    /// sender was not the holder before it. With on, who held it on that day; without, who holds it after all acts, as of today. Where the dates leave it open:
    /// the last custodian they allow, certainty possible, and the alternatives. An act that contradicts others and is dated less closely than they is not the
    /// last. What rests on an act you may not see is withheld.
    /// </remarks>
    static async Task<Ok<CustodyChainV1>> Chain(Guid id, Query<CustodyQuery> query, CustodyView view, ItemStore items) =>
        TypedResults.Ok(await view.Show(await items.Get(id), query.Value.On));

    /// <summary>What an institution holds</summary>
    /// <remarks>
    /// The items with it: its own and borrowed ones, or with kind=lent those of its own that others have. Now, or on a day; where the dates leave open whether an item
    /// is there, certainty is possible. An item stands in the list once, where the last act that may have happened by then has put it.
    /// </remarks>
    static async Task<ListResult<HoldingV1>> Holdings(string institution, Query<HoldingsQuery> query, InstitutionStore institutions, CustodyView view, Paginator paginator, Caller caller,
        RegistryTime time)
    {
        var holder = await institutions.Get(Reference.Of(institution));
        var asked = query.Value;
        var filter = new ListFilter()
            .VisibleTo(caller)
            .By([asked.Kind is HoldingKind.Lent ? "lent" : "held"], new Dictionary<string, object?> { ["Holder"] = holder.Id })
            .When(asked.Kind is HoldingKind.Own, "own")
            .When(asked.Kind is HoldingKind.Borrowed, "borrowed")
            .By(["registered", asked.On is null ? "now" : "on"], new Dictionary<string, object?> { ["On"] = asked.On ?? time.Today });
        filter.When(!caller.ReadsAll, "told");
        return await paginator.Query<HeldRow, HoldingV1>(CustodySql.Holdings, filter, asked, async rows => await view.Show(rows));
    }
}
