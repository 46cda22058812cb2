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

/// <summary>A version of the API.</summary>
/// <param name="Name">Where it answers, below /api.</param>
/// <param name="Map">Maps its addresses.</param>
sealed record ApiVersion(string Name, Action<IEndpointRouteBuilder> Map);

/// <summary>The table of contents: which version answers where, and what every request passes on its way.</summary>
static class Routes
{
    public static readonly ApiVersion V1 = new("v1", v1 =>
    {
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
    });

    public static void MapRegistry(this WebApplication app)
    {
        foreach (var version in app.Services.GetServices<ApiVersion>())
            version.Map(app.MapGroup($"/api/{version.Name}")
                .AddEndpointFilter<AcceptFilter>()             // who can't read JSON is told so,
                .AddEndpointFilter<UnknownParameterFilter>()   // what nobody reads is refused,
                .AddEndpointFilter<UnitOfWorkFilter>()         // the transaction holds the key,
                .AddEndpointFilter<IdempotencyFilter>()        // the key holds the answer,
                .AddEndpointFilter<ETagFilter>());             // the answer holds the tag.

        app.MapHealth();
        app.MapRules();
        app.MapGet("/", () => Results.Redirect("/swagger")).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
        app.MapGet("/problems", ProblemResponses.Pages).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
        app.MapGet("/problems/{slug}", ProblemResponses.Page).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
    }
}
