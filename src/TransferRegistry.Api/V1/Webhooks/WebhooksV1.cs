using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Reading.Webhooks;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Changes;

namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>Webhooks over HTTP, version 1.</summary>
static partial class WebhooksV1
{
    public static void MapWebhooksV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/webhooks").WithTags("Webhooks");
        group.MapGet("/", List).WithName("listWebhooks").RequireAuthorization(AccessPolicies.Key);
        group.MapPost("/", Register).WithName("registerWebhook").RequireAuthorization(AccessPolicies.Key);
        group.MapGet("/{id:guid}", Get).WithName("getWebhook").RequireAuthorization(AccessPolicies.Key);
        group.MapPatch("/{id:guid}", Change).WithName("changeWebhook").RequireAuthorization(AccessPolicies.Key);
        group.MapDelete("/{id:guid}", Delete).WithName("deleteWebhook").RequireAuthorization(AccessPolicies.Key);
        group.MapPost("/{id:guid}/ping", Ping).WithName("pingWebhook").RequireAuthorization(AccessPolicies.Key);
        group.MapPost("/{id:guid}/replay", Replay).WithName("replayWebhook").RequireAuthorization(AccessPolicies.Key);
        group.MapPost("/{id:guid}/rotate-secret", Rotate).WithName("rotateWebhookSecret").RequireAuthorization(AccessPolicies.Key);
        group.MapGet("/{id:guid}/deliveries", Deliveries).WithName("listWebhookDeliveries").RequireAuthorization(AccessPolicies.Key);
    }

    /// <summary>List webhooks</summary>
    /// <remarks>Those of your own side: made with a key of your role for your institution, or, where your key is for none, with your key. The operator sees all.</remarks>
    static async Task<ListResult<WebhookV1>> List(Query<WebhookQuery> query, Paginator paginator, WebhookView view, Caller caller)
    {
        var (conditions, parameters) = WebhookStore.VisibleTo(caller);
        return await paginator.Query<WebhookRow, WebhookV1>(WebhookSql.List, new ListFilter().By(conditions, parameters), query.Value, async rows => await view.Show(rows));
    }

    /// <summary>Register a webhook</summary>
    /// <remarks>
    /// From then on every entry of the journal that your key may see is posted to the address, as Standard Webhooks 1.0.0 has it: `webhook-id`, `webhook-timestamp` and `webhook-signature`, and a thin body, `{type, timestamp, data: {seq, resource, access?}}`.
    /// What happened is read at `resource.href`, or in GET /changes from `seq` on. The answer holds the `secret` that messages are signed with, once and never again.
    /// Any 2xx within twenty seconds is a delivery; anything else is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, each drawn out by chance, or later where Retry-After asks for it. 410 disables the webhook. A message may come twice,
    /// and later ones before it: `webhook-id` and `seq` tell. After five failures in a row one message is tried at a time, the oldest that is due, after pauses
    /// that grow from 5 s to 5 min (`delivery.pausedUntil`); once one comes through, what was not tried yet is sent too. The webhook
    /// reads with the key it was registered with, and is disabled when that ends: change it with another key of your side, and it goes on from where it was.
    /// </remarks>
    static async Task<Created<NewWebhookV1>> Register(Body<NewWebhookRequestV1> body, Target target, WebhookStore webhooks, WebhookView view, ReferenceReader references, Feed feed, Links links, Work work)
    {
        var (findings, caller) = (new Findings(), work.Caller);
        var key = WebhookStore.OwnKey(caller);
        var after = await feed.Place(cursor: null, body.Value.From ?? "now");
        var webhook = await Asked(body.Value, target, references, findings, new()
        {
            Id = work.NewId(), Version = 1, Url = body.Value.Url, Key = key, Owner = caller.InstitutionId, CreatedAt = work.Now, UpdatedAt = work.Now,
        });
        var secret = await webhooks.Register(webhook, after, findings);
        return TypedResults.Created(links.To($"/webhooks/{webhook.Id}"), new NewWebhookV1 { Webhook = await view.Show(webhook, after), Secret = secret });
    }

    /// <summary>Read a webhook</summary>
    /// <remarks>`delivery` says how far it was told, what waits, and what was given up.</remarks>
    static async Task<Ok<WebhookV1>> Get(Guid id, WebhookStore webhooks, WebhookView view)
    {
        return TypedResults.Ok(await view.Show(await webhooks.Get(id)));
    }

    /// <summary>Change a webhook</summary>
    /// <remarks>A merge patch (RFC 7396) with If-Match. It reads with the key you ask with from then on, unless you are the operator. `{"status": "enabled"}` lets one that was disabled go on from where it was.</remarks>
    static async Task<Ok<WebhookV1>> Change(Guid id, IfMatch ifMatch, MergePatch<WebhookRequestV1> patch, Target target, WebhookStore webhooks, WebhookView view, ReferenceReader references)
    {
        var known = await webhooks.Get(id);
        var webhook = known.As<Webhook>();
        await ifMatch.Admit(webhook.Version, async () => await view.Show(known));
        var findings = new Findings();
        var asked = await Asked(patch.ApplyTo(await view.Show(known)), target, references, findings, webhook);
        return TypedResults.Ok(await view.Show(await webhooks.Change(webhook, asked, findings), known.Position));
    }

    /// <summary>Delete a webhook</summary>
    /// <remarks>It is rung no more, and its deliveries are forgotten. Whether it was there stays in the journal.</remarks>
    static async Task<NoContent> Delete(Guid id, WebhookStore webhooks)
    {
        await webhooks.Delete((await webhooks.Get(id)).As<Webhook>());
        return TypedResults.NoContent();
    }

    /// <summary>Test a webhook</summary>
    /// <remarks>
    /// A message of type webhook.ping is sent within a second or two, before all that waits; a pause ends with it.
    /// What became of it stands in the list of deliveries.
    /// </remarks>
    static async Task<Accepted<PingV1>> Ping(Guid id, WebhookStore webhooks, Links links) =>
        TypedResults.Accepted(links.To($"/webhooks/{id}/deliveries"), new PingV1 { Message = await webhooks.Try((await webhooks.Get(id)).As<Webhook>()) });

    /// <summary>Tell a webhook again</summary>
    /// <remarks>Everything from an entry of the journal on, whether it came through or was given up, or happened before the webhook was registered: as you may see it now, under the same webhook-id as before.</remarks>
    static async Task<Accepted<WebhookV1>> Replay(Guid id, Body<ReplayRequestV1> body, WebhookStore webhooks, WebhookView view, Links links, Work work)
    {
        var known = (await webhooks.Get(id)).As<Webhook>();
        var head = await work.Count(JournalSql.Position);
        if (body.Value.From > head + 1)
            throw Faults.BeyondHead.At("/from", ("head", head), ("seq", body.Value.From)).Refused();
        await webhooks.Replay(known, body.Value.From);
        return TypedResults.Accepted(links.To($"/webhooks/{id}/deliveries"), await view.Show(await webhooks.Get(id)));
    }

    /// <summary>Give a webhook another secret</summary>
    /// <remarks>The answer holds it, once and never again. For a day messages carry two signatures, of the new one and of the one before, so that nothing is refused while the receiver changes over.</remarks>
    static async Task<Ok<NewSecretV1>> Rotate(Guid id, WebhookStore webhooks)
    {
        var (secret, until) = await webhooks.Rotate((await webhooks.Get(id)).As<Webhook>());
        return TypedResults.Ok(new NewSecretV1 { Secret = secret, PreviousUntil = until });
    }

    /// <summary>List deliveries</summary>
    /// <remarks>Every attempt of the last 30 days and what became of it, oldest first; sort=-id begins with the latest.</remarks>
    static async Task<ListResult<WebhookAttemptV1>> Deliveries(Guid id, Query<WebhookAttemptQuery> query, WebhookStore webhooks, Paginator paginator)
    {
        await webhooks.Get(id);
        var filter = new ListFilter().By("webhook", id).By("outcome", Json.ToWire(query.Value.Outcome)).By("seq", query.Value.Seq);
        return await paginator.Query<AttemptRow, WebhookAttemptV1>(WebhookSql.Attempts, filter, query.Value, rows => Task.FromResult(rows.Select(WebhookAttemptV1.Of)));
    }

    static async Task<Webhook> Asked(WebhookRequestV1 request, Target target, ReferenceReader references, Findings findings, Webhook known)
    {
        if (target.Fault is { } fault)
            findings.Refuse(fault);
        foreach (var (index, type) in (request.Types ?? []).Index())
            if (!OneType().IsMatch(type))
                findings.Refuse(Faults.WrongPattern.At($"/types/{index}", ("value", type), ("pattern", OneType().ToString())));
        return known with
        {
            Url = request.Url,
            Types = request.Types?.Distinct(StringComparer.Ordinal).ToList(),
            Institution = await references.Institution(request.Institution, "/institution", findings),
            Description = request.Description,
            Status = request.Status.OfV1() ?? WebhookStatus.Enabled,
        };
    }

    [GeneratedRegex($"^{ChangeFilterQuery.OneType}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneType();

    /// <summary>What speaks against the address that the body names: looked up before the unit of work begins, so that nobody waits for a name to be resolved. Bound after the body.</summary>
    sealed record Target(Fault? Fault)
    {
        public static async ValueTask<Target> BindAsync(HttpContext http, ParameterInfo parameter)
        {
            var tree = http.Features.Get<BodyTree>()?.Root;
            return tree is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("url", out var url) && url.ValueKind is JsonValueKind.String
                && Uri.TryCreate(Json.Normalize(url.GetString()!), UriKind.Absolute, out var address)
                ? new(await http.RequestServices.GetRequiredService<Targets>().Fault(address, "/url", http.RequestAborted))
                : new(Fault: null);
        }
    }
}
