using TransferRegistry.Api.Agreements;
using TransferRegistry.Api.Audit;
using TransferRegistry.Api.Changes;
using TransferRegistry.Api.Custody;
using TransferRegistry.Api.Events;
using TransferRegistry.Api.Exports;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Institutions;
using TransferRegistry.Api.Items;
using TransferRegistry.Api.Keys;
using TransferRegistry.Api.Merging;
using TransferRegistry.Api.Transfers;
using TransferRegistry.Api.Webhooks;

namespace TransferRegistry.Api;

/// <summary>The table of contents: which room answers where, and what every request passes on its way.</summary>
static class Routes
{
    public static void MapRegistry(this WebApplication app)
    {
        var v1 = app.MapGroup("/api/v1")
            .AddEndpointFilter<AcceptFilter>()             // who can't read JSON is told so,
            .AddEndpointFilter<UnknownParameterFilter>()   // what nobody reads is refused,
            .AddEndpointFilter<UnitOfWorkFilter>()         // the transaction holds the key,
            .AddEndpointFilter<IdempotencyFilter>()        // the key holds the answer,
            .AddEndpointFilter<AnswerFilter>();            // the answer holds the tag.
        v1.MapKeysV1();
        v1.MapInstitutionsV1();
        v1.MapAgreementsV1();
        v1.MapTransfersV1();
        v1.MapItemsV1();
        v1.MapCustodyV1();
        v1.MapEventsV1();
        v1.MapMergingV1();
        v1.MapAuditV1();
        v1.MapChangesV1();
        v1.MapWebhooksV1();
        v1.MapExportsV1();

        app.MapHealth();
        app.MapRules();
        app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription().RequireAuthorization(Access.Open);
        app.MapGet("/problems", Problems.Pages).ExcludeFromDescription().RequireAuthorization(Access.Open);
        app.MapGet("/problems/{slug}", Problems.Page).ExcludeFromDescription().RequireAuthorization(Access.Open);
    }
}
