using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Audit;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Custody;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.Keys;
using TransferRegistry.Api.V1.Merging;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

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
            .AddEndpointFilter<ETagFilter>();            // the answer holds the tag.
        v1.MapKeysV1();
        v1.MapInstitutionsV1();
        v1.MapAgreementsV1();
        v1.MapAgreementPostingV1();
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
        app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
        app.MapGet("/problems", ProblemResponses.Pages).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
        app.MapGet("/problems/{slug}", ProblemResponses.Page).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
    }
}
