using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.History;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>Transfers over HTTP, version 1; also what spans an agreement and its transfers.</summary>
static class TransfersV1
{
    public static void MapTransfersV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/transfers").WithTags("Transfers");
        group.MapGet("/", List).WithName("listTransfers").RequireAuthorization(AccessPolicies.Read);
        group.MapPost("/", Post).WithName("postTransfer").RequireAuthorization(AccessPolicies.Write).WithMetadata(BodyLimit.Posting).WithRequestTimeout(Transport.Posting);
        group.MapGet("/{id:guid}", Get).WithName("getTransfer").RequireAuthorization(AccessPolicies.Read);
        group.MapPatch("/{id:guid}", Change).WithName("changeTransfer").RequireAuthorization(AccessPolicies.Write).WithMetadata(BodyLimit.Posting).WithRequestTimeout(Transport.Posting);
        group.MapPost("/{id:guid}/transitions", Step).WithName("stepTransfer").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{id:guid}/lines", Lines).WithName("listTransferLines").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}/history", History).WithName("getTransferHistory").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}/versions/{version:long}", Version).WithName("getTransferVersion").RequireAuthorization(AccessPolicies.Read);
        v1.MapReturnsV1();
    }

    /// <summary>List transfers</summary>
    /// <remarks>
    /// Every act you may see that fits all filters given, oldest record first, without its lines. Ranges are closed; where a date is partly unknown,
    /// match says whether it may lie in the range (possible) or must (certain).
    /// </remarks>
    static async Task<ListResult<TransferV1>> List(Query<TransferQuery> query, Paginator paginator, TransferView view, ReferenceReader references, Caller caller, RegistryTime time, Db db)
    {
        var asked = query.Value;
        var filter = new ListFilter()
            .VisibleTo(caller)
            .By("q", SearchText.Query(asked.Q, db.Dialect))
            .By("agreement", await references.AgreementFilter(asked.Agreement))
            .By("item", await references.ItemFilter(asked.Item))
            .By("inventoryNumber", asked.InventoryNumber)
            .By("from", await references.InstitutionFilter(asked.From))
            .By("to", await references.InstitutionFilter(asked.To))
            .By("institution", await references.InstitutionFilter(asked.Institution))
            .By("kind", Json.ToWire(asked.Kind))
            .By("status", Json.ToWire(asked.Status))
            .By("region", Regions.Fold(asked.Region))
            .Within("moved", asked.MovedFrom, asked.MovedTo, asked.Match.OfV1())
            .Within("handedOver", asked.HandedOverFrom, asked.HandedOverTo, asked.Match.OfV1())
            .By("dueBefore", asked.DueBefore)
            .By("returns", await references.TransferFilter(asked.ReturnsTransfer))
            .By("corrects", await references.TransferFilter(asked.CorrectsTransfer))
            .By("evidence", Json.ToWire(asked.Evidence))
            .By("registryNumber", RegistryNumbers.Fold(asked.RegistryNumber))
            .By("externalRef", asked.ExternalRef)
            .When(asked.Awaiting == "me", "awaiting me");
        Derived(filter, asked, time.Today);
        return await paginator.Query<DocumentRow, TransferV1>(asked.Institution is null ? TransferSql.List : TransferSql.OfSide, filter, asked, async rows => await view.Show([.. rows.Select(row => row.As<Transfer>())], asked.On), Past);
    }

    /// <summary>A transfer in a list is without its lines, of which the journal's has all.</summary>
    public static readonly PointInTimeRow<DocumentRow> Past = new("transfer", (_, then) => then with { Document = Work.DocumentOf(then.As<Transfer>() with { Lines = null }) });

    // As of a day that is past a filter has no index to begin with: it goes along the list.
    static void Derived(ListFilter filter, TransferQuery asked, LocalDate today)
    {
        var then = asked.On is null ? "" : " then";
        var day = FactDay.Of(asked.On, today);
        var facts = new[]
        {
            ("overdue", asked.Overdue), ("dueSoon", asked.DueSoon), ("outstanding", asked.Outstanding), ("closed", asked.Closed),
            ("discrepancyOpen", asked.DiscrepancyOpen), ($"unacknowledged{then}", asked.Unacknowledged),
        }.Where(fact => fact.Item2 is not null).Select(fact => fact.Item2 is true ? fact.Item1 : $"not {fact.Item1}").ToList();
        if (facts.Count > 0)
            filter.By(facts, new Dictionary<string, object?>(day.Parameters) { ["Soon"] = day.SoonUntil });
    }

    /// <summary>Read a transfer</summary>
    /// <remarks>With its lines. With asOf: as the registry had it at that instant; with expand=items: the whole item on each line.</remarks>
    static async Task<Ok<TransferV1>> Get(Guid id, Query<TransferReadQuery> query, TransferStore transfers, TransferView view, JournalReader journal)
    {
        var transfer = await transfers.Get(id);
        return TypedResults.Ok(query.Value switch
        {
            { AsOf: { } asOf } => await view.Show(await journal.AsOf(transfer.ResourceType, id, asOf)) ?? throw Faults.NoRecordThen.Because(("record", "transfer"), ("asOf", asOf)),
            { Expand: not null } => await view.ShowWithItems(transfer, query.Value.On),
            _ => (await view.Show([transfer], query.Value.On))[0],
        });
    }

    /// <summary>Post a transfer</summary>
    /// <remarks>
    /// As a draft, for the sending side; or recorded, for either side, when it is known to have happened from evidence weaker than signed_by_all.
    /// A line names an item the registry knows, a new item, or a lot whose items are not known yet. Unknown counts and dates are left out.
    /// </remarks>
    public static async Task<Created<TransferV1>> Post(Body<TransferPostV1> body, TransferPosting posting, TransferView view)
    {
        var findings = new Findings();
        var transfer = await posting.Post(body.Value.ToCommand(), findings);
        var shown = await view.Show(transfer, findings);
        return TypedResults.Created(shown.Links.Self, shown);
    }

    /// <summary>Change a transfer</summary>
    /// <remarks>A merge patch (RFC 7396) with If-Match, while the act is a draft or recorded. Lines are replaced whole. Later acts are mended by correcting acts.</remarks>
    static async Task<Ok<TransferV1>> Change(Guid id, IfMatch ifMatch, MergePatch<TransferChangeV1> patch, TransferStore transfers, TransferPosting posting, TransferView view)
    {
        var known = await transfers.Lock(id);
        await posting.MayChange(known);
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        return TypedResults.Ok(await view.Show(await posting.Change(known, patch.ApplyTo(await view.Whole(known)).ToChange(), findings), findings));
    }

    /// <summary>Take a step in a transfer's life</summary>
    /// <remarks>
    /// {transfer-life}
    /// The operator and a supervising department act for their institutions, and the record says so. allowedActions of the transfer says which steps are open to you.
    /// actNumber and actDate may have been given before. Of lines only those are named that did not arrive as listed. Needs If-Match.
    /// </remarks>
    static async Task<Ok<TransferV1>> Step(Guid id, IfMatch ifMatch, Body<TransferStepRequestV1> body, TransferStore transfers, TransferSteps steps, TransferView view)
    {
        var request = body.Value;
        var known = await transfers.Lock(id);
        await steps.MayTake(known, request.To.OfV1());
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        var stepped = await steps.Take(known, new()
        {
            To = request.To.OfV1(),
            On = request.On,
            By = request.By?.OfV1(),
            Reason = request.Reason,
            ActNumber = request.ActNumber,
            ActDate = request.ActDate,
            Authorizations = request.Authorizations?.OfV1(),
            Lines = [.. (request.Lines ?? []).Select(line => new LineReceipt(line.Line, line.Outcome.OfV1(), line.Quantity, line.ConditionIn, line.Note))],
        }, findings);
        return TypedResults.Ok(await view.Show(stepped, findings));
    }

    /// <summary>The lines of a transfer</summary>
    /// <remarks>For acts of many lines: page by page, in the order of their items' ids; each line says its number.</remarks>
    static async Task<ListResult<LineV1>> Lines(Guid id, Query<ListQuery> query, TransferStore transfers, TransferView view, Paginator paginator)
    {
        var transfer = await transfers.Get(id);
        return await paginator.Query<DocumentRow, LineV1>(TransferSql.LineList, new ListFilter().By("transfer", id), query.Value, async rows => await view.ShowLines(transfer, [.. rows.Select(row => row.As<TransferLine>())]));
    }

    /// <summary>The history of a transfer</summary>
    /// <remarks>Its versions, oldest first: who made each, when, why, and what changed (RFC 6902).</remarks>
    static async Task<Ok<HistoryV1>> History(Guid id, Query<HistoryQuery> query, TransferStore transfers, TransferVersions versions, TransferView view, HistoryView history)
    {
        var transfer = await transfers.Get(id);
        return TypedResults.Ok(await history.Of(transfer, query.Value, view, versions.Seen));
    }

    /// <summary>A version of a transfer</summary>
    /// <remarks>The record as it stood when the version was made, with its lines.</remarks>
    static async Task<Ok<TransferV1>> Version(Guid id, long version, TransferStore transfers, TransferView view, JournalReader journal)
    {
        var transfer = await transfers.Get(id);
        return TypedResults.Ok(await view.Show(await journal.Version(transfer.ResourceType, id, version)) ?? throw Faults.NoVersion.Because(("record", "transfer"), ("version", version)));
    }
}
