using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Webhooks;

/// <summary>Webhooks, rung at a server of the test's own.</summary>
public sealed class WebhookTests : IAsyncLifetime, IAsyncDisposable
{
    readonly RegistryApp _app = new();
    Receiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await Receiver.Start();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_happens_is_posted_thin_and_signed()
    {
        var (museum, other) = (await _app.AnInstitution(), await _app.AnInstitution());
        var client = await _app.AKey("museum", museum);
        var (webhook, secret) = await Registered(client, new { types = new[] { "agreement" } });

        var agreement = await client.Post("/agreements", Given.AnAgreement(museum, other)).Is(HttpStatusCode.Created);

        var rung = Assert.Single(await _receiver.Hears(1));
        Assert.Equal("agreement.created", rung.Type);
        Assert.Equal("application/json; charset=utf-8", rung.ContentType);
        Assert.StartsWith("TransferRegistry/", rung.UserAgent, StringComparison.Ordinal);
        Assert.Equal(["type", "timestamp", "data"], rung.Body.Select(member => member.Key));
        Assert.Equal(["seq", "resource"], rung.Body["data"]!.AsObject().Select(member => member.Key));
        Assert.Equal(agreement.Id(), (string)rung.Body["data"]!["resource"]!["id"]!);
        await client.Ask((string)rung.Body["data"]!["resource"]!["href"]!).Is(HttpStatusCode.OK);
        Assert.Equal($"msg_{Guid.Parse(webhook):N}_{rung.Seq}", rung.Id);
        Assert.Equal(_app.Clock.GetCurrentInstant().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), rung.Timestamp);
        Assert.Equal(Signature(secret, rung), rung.Signature);
        await Attempts(webhook, 1);
        var delivery = Assert.Single(await Deliveries(client, webhook));
        Assert.Equal(("delivered", 204, 1), ((string)delivery["outcome"]!, (int)delivery["status"]!, (int)delivery["attempt"]!));
        Assert.False(delivery.ContainsKey("nextAt"));
    }

    [Fact]
    public async Task Whoever_listens_hears_what_the_feed_tells_them_and_nothing_else()
    {
        var (museum, other, stranger) = (await _app.AnInstitution(), await _app.AnInstitution(), await _app.AnInstitution());
        var client = await _app.AKey("museum", museum);
        var begun = (int)(await client.Ask("/changes?from=now").Is(HttpStatusCode.OK))["headSeq"]!;
        await Registered(client, new { });
        foreach (var (first, second) in new[] { (museum, other), (other, stranger), (other, museum) })
            await _app.AsOperator().Post("/agreements", Given.AnAgreement(first, second, new { visibility = "parties", initialStatus = "recorded", evidence = "press", onBehalfOf = first })).Is(HttpStatusCode.Created);

        var feed = (await client.Ask($"/changes?from=seq:{begun + 1}&limit=1000").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(change => (long?)(long)change!["seq"]!).ToList();

        var heard = await _receiver.Hears(feed.Count);
        Assert.Equal(2, heard.Count(rung => rung.Type == "agreement.recorded"));
        Assert.Equal(feed, heard.Select(rung => rung.Seq).Order());
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_told()
    {
        var (museum, other) = (await _app.AnInstitution(), await _app.AnInstitution());
        var auditor = await _app.AKey("auditor");
        await Registered(auditor, new { types = new[] { "agreement.recorded" }, institution = museum });

        foreach (var (first, second) in new[] { (other, await _app.AnInstitution()), (museum, other) })
            await _app.AsOperator().Post("/agreements", Given.AnAgreement(first, second, new { initialStatus = "recorded", evidence = "press" })).Is(HttpStatusCode.Created);
        await _app.AsOperator().Patch($"/institutions/{museum}", new { district = new { ru = "Район" } }, "*").Is(HttpStatusCode.OK);
        await Registered(auditor, new { types = new[] { "institution" } }, from: "start");

        await _receiver.Hears(heard => heard.Any(rung => rung.Type == "institution.changed") && heard.Any(rung => rung.Type == "agreement.recorded"), "both webhooks");
        await Task.Delay(1_000);
        Assert.Single(_receiver.Heard, rung => rung.Type == "agreement.recorded");
    }

    [Fact]
    public async Task What_is_not_taken_is_tried_again_on_the_published_schedule_under_the_same_id_until_it_is()
    {
        var (webhook, secret) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        _receiver.Says(HttpStatusCode.InternalServerError);
        await _app.AnInstitution();
        await Attempts(webhook, 1);
        var failed = Assert.Single(await Deliveries(webhook));
        Assert.Equal(("refused", 500), ((string)failed["outcome"]!, (int)failed["status"]!));
        Assert.InRange(Moment(failed["nextAt"]!) - Now, Duration.FromSeconds(5), Duration.FromSeconds(6));
        Assert.Equal(1, (int)(await Webhook(webhook))["delivery"]!["waiting"]!);

        _app.Clock.AdvanceSeconds(4);
        await Task.Delay(1_500);
        Assert.Single(_receiver.Heard);
        _app.Clock.AdvanceSeconds(2);
        await Attempts(webhook, 2);
        _receiver.Says(HttpStatusCode.OK);
        _app.Clock.AdvanceMinutes(7);
        await Attempts(webhook, 3);

        Assert.Single(_receiver.Heard.Select(rung => rung.Id).Distinct());
        Assert.Single(_receiver.Heard.Select(rung => rung.Text).Distinct());
        Assert.Equal(3, _receiver.Heard.Select(rung => rung.Timestamp).Distinct().Count());
        Assert.All(_receiver.Heard, rung => Assert.Equal(Signature(secret, rung), rung.Signature));
        Assert.Equal(0, (int)(await Webhook(webhook))["delivery"]!["waiting"]!);
        Assert.Equal(["refused", "refused", "delivered"], (await Deliveries(webhook)).Select(delivery => (string)delivery["outcome"]!));
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_after_twenty_seconds_and_keeps_nobody_waiting()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        using var release = new CancellationTokenSource();
        _receiver.Does = (http, _) => Task.Delay(TimeSpan.FromMinutes(2), CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, release.Token).Token).ContinueWith(_ => { }, TaskScheduler.Default);
        await using var other = await Receiver.Start();
        await Registered(_app.AsOperator(), new { url = other.Url, types = new[] { "institution" } });

        await _app.AnInstitution();
        await _receiver.Hears(1);
        // Nothing of the database is held meanwhile: others write, and others are rung.
        await _app.AnInstitution();
        await other.Hears(2);

        await Receiver.Until(async () => (await Deliveries(webhook)).Count > 0, () => "an attempt that timed out");
        var delivery = (await Deliveries(webhook))[0];
        Assert.Equal("timed_out", (string)delivery["outcome"]!);
        Assert.False(delivery.ContainsKey("status"));
        await release.CancelAsync();
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using var elsewhere = await Receiver.Start();
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        _receiver.Says(HttpStatusCode.TemporaryRedirect, ("Location", elsewhere.Url.AbsoluteUri));

        await _app.AnInstitution();

        await Attempts(webhook, 1);
        var delivery = Assert.Single(await Deliveries(webhook));
        Assert.Equal(("refused", 307), ((string)delivery["outcome"]!, (int)delivery["status"]!));
        Assert.Empty(elsewhere.Heard);
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_is_given_it()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        _receiver.Says(HttpStatusCode.TooManyRequests, ("Retry-After", "600"));

        await _app.AnInstitution();

        await Attempts(webhook, 1);
        Assert.Equal(Duration.FromSeconds(600), Moment((await Deliveries(webhook))[0]["nextAt"]!) - Now);
    }

    [Fact]
    public async Task Who_answers_410_is_rung_no_more_until_it_is_enabled_again_and_then_misses_nothing()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        _receiver.Says(HttpStatusCode.Gone);
        await _app.AnInstitution();
        await Receiver.Until(async () => (string)(await Webhook(webhook))["status"]! == "disabled", () => "the webhook to be disabled");
        var disabled = await Webhook(webhook);
        Assert.Equal("gone", (string)disabled["disabledBecause"]!);
        Assert.False(Assert.Single(await Deliveries(webhook)).ContainsKey("nextAt"));
        var told = (await _app.AsOperator().Ask("/changes?types=webhook.disabled&include=record").Is(HttpStatusCode.OK))["items"]!.AsArray();
        Assert.Equal(("gone", webhook), ((string)Assert.Single(told)!["reason"]!, (string)told[0]!["record"]!["id"]!));

        _receiver.Says(HttpStatusCode.OK);
        await _app.AnInstitution();
        await _app.AnInstitution();
        await Task.Delay(1_000);
        Assert.Single(_receiver.Heard);
        await _app.AsOperator().Post($"/webhooks/{webhook}/ping", new { }).Refuses(HttpStatusCode.Conflict, "webhook.disabled");
        var enabled = await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "enabled" }, await _app.AsOperator().Tag($"/webhooks/{webhook}")).Is(HttpStatusCode.OK);

        Assert.False(enabled.ContainsKey("disabledBecause"));
        _app.Clock.AdvanceSeconds(10);
        var heard = await _receiver.Hears(4);
        // The one that was answered 410 comes again, and those of meanwhile for the first time.
        Assert.Equal(3, heard.Select(rung => rung.Id).Distinct().Count());
    }

    [Fact]
    public async Task After_three_days_a_message_is_given_up_and_a_webhook_that_nothing_came_through_to_is_disabled_and_can_be_told_again()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        _receiver.Says(HttpStatusCode.ServiceUnavailable);
        await _app.AnInstitution();
        await Attempts(webhook, 1);
        for (var attempt = 2; attempt <= 10; attempt++)
        {
            var next = Moment((await Deliveries(webhook))[^1]["nextAt"]!);
            _app.Clock.Reset(next);
            await Attempts(webhook, attempt);
        }

        var ended = await Webhook(webhook);
        Assert.Equal(("disabled", "failing"), ((string)ended["status"]!, (string)ended["disabledBecause"]!));
        Assert.Equal((0, 1), ((int)ended["delivery"]!["waiting"]!, (int)ended["delivery"]!["givenUp"]!));
        Assert.InRange(_receiver.Heard.Select(rung => long.Parse(rung.Timestamp, System.Globalization.CultureInfo.InvariantCulture)).ToArray() is [var first, .., var last] ? last - first : 0, 272_105, 326_526);

        _receiver.Says(HttpStatusCode.OK);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "enabled" }, "*").Is(HttpStatusCode.OK);
        await _app.AsOperator().Post($"/webhooks/{webhook}/replay", new { from = (long)ended["delivery"]!["givenUpFrom"]! }).Is(HttpStatusCode.Accepted);
        await Receiver.Until(async () => (await Deliveries(webhook)).Any(delivery => (string)delivery["outcome"]! == "delivered"), () => "a delivery after the replay");
        Assert.Single(_receiver.Heard.Select(rung => rung.Id).Distinct());
        Assert.Equal(0, (int)(await Webhook(webhook))["delivery"]!["givenUp"]!);
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_old_one_for_a_day()
    {
        var (webhook, old) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });

        var rotated = await _app.AsOperator().Post($"/webhooks/{webhook}/rotate-secret", new { }).Is(HttpStatusCode.OK);

        var secret = (string)rotated["secret"]!;
        Assert.Equal(Now + Duration.FromHours(24), Moment(rotated["previousUntil"]!));
        await _app.AnInstitution();
        var both = (await _receiver.Hears(1))[0];
        Assert.Equal($"{Signature(secret, both)} {Signature(old, both)}", both.Signature);
        _app.Clock.AdvanceHours(24);
        await _app.AnInstitution();
        var one = (await _receiver.Hears(2))[1];
        Assert.Equal(Signature(secret, one), one.Signature);
    }

    [Fact]
    public async Task A_secret_is_told_once()
    {
        const string Key = "the-same-webhook-again";
        var body = new { url = _receiver.Url, types = new[] { "institution" } };
        Task<HttpResponseMessage> Send() => _app.AsOperator().Send(HttpMethod.Post, "/webhooks", System.Net.Http.Json.JsonContent.Create(body), ("Idempotency-Key", Key));

        var (first, second) = (await Send().Is(HttpStatusCode.Created), await Send().Is(HttpStatusCode.Created));

        Assert.StartsWith("whsec_", (string)first["secret"]!, StringComparison.Ordinal);
        Assert.False(second.ContainsKey("secret"));
        Assert.Equal(first["webhook"]!.ToJsonString(), second["webhook"]!.ToJsonString());
        Assert.DoesNotContain("whsec_", await _app.AsOperator().GetStringAsync(new Uri("/api/v1/webhooks", UriKind.Relative)), StringComparison.Ordinal);
        await using var db = new Db(_app.Database, CancellationToken.None);
        Assert.Empty(await db.List<string>("SELECT entry.type FROM journal AS entry WHERE entry.document LIKE '%whsec_%'"));
    }

    [Fact]
    public async Task The_line_can_be_tried()
    {
        var (webhook, secret) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });

        var ping = await _app.AsOperator().Post($"/webhooks/{webhook}/ping", new { }).Is(HttpStatusCode.Accepted);

        var rung = Assert.Single(await _receiver.Hears(1));
        Assert.Equal(((string)ping["message"]!, "webhook.ping", webhook), (rung.Id, rung.Type, (string)rung.Body["data"]!["webhook"]!));
        Assert.Equal(Signature(secret, rung), rung.Signature);
        await Attempts(webhook, 1);
    }

    [Fact]
    public async Task What_was_told_is_told_again_from_any_entry_on_under_the_same_ids()
    {
        await _app.AnInstitution();
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        await _app.AnInstitution();
        var told = Assert.Single(await _receiver.Hears(1));

        await _app.AsOperator().Post($"/webhooks/{webhook}/replay", new { from = 1 }).Is(HttpStatusCode.Accepted);

        var heard = await _receiver.Hears(3);
        Assert.Equal(2, heard.Count(rung => rung.Id == told.Id));
        Assert.Contains(heard, rung => rung.Seq < told.Seq);
        // What it has not been told yet is not passed over: a replay leads back only.
        _receiver.Says(HttpStatusCode.OK);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "disabled" }, "*").Is(HttpStatusCode.OK);
        await _app.AnInstitution();
        await _app.AnInstitution();
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "enabled" }, "*").Is(HttpStatusCode.OK);
        var head = (long)(await _app.AsOperator().Ask("/changes?from=now").Is(HttpStatusCode.OK))["headSeq"]!;
        await _app.AsOperator().Post($"/webhooks/{webhook}/replay", new { from = head }).Is(HttpStatusCode.Accepted);
        await _receiver.Hears(5);
        await _app.AsOperator().Post($"/webhooks/{webhook}/replay", new { from = 1_000_000 }).Refuses(HttpStatusCode.UnprocessableEntity, "from.beyond-head");
    }

    [Fact]
    public async Task A_webhook_ends_with_its_key_and_goes_on_with_another_of_its_side_from_where_it_was()
    {
        var museum = await _app.AnInstitution();
        var key = await _app.AsOperator().Post("/keys", new { role = "museum", institution = museum }).Is(HttpStatusCode.Created);
        var (webhook, _) = await Registered(_app.As((string)key["key"]!), new { types = new[] { "institution" } });
        await _app.AnInstitution();
        await _receiver.Hears(1);

        await _app.AsOperator().Send(HttpMethod.Delete, $"/keys/{key.Id()}", content: null);
        await _app.AnInstitution();
        await _app.AnInstitution();

        var another = await _app.AKey("museum", museum);
        await Receiver.Until(async () => (string?)(await another.Ask($"/webhooks/{webhook}").Is(HttpStatusCode.OK))["disabledBecause"] == "key_ended", () => "the webhook to be disabled");
        Assert.Single(_receiver.Heard);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "enabled" }, "*").Is(HttpStatusCode.OK);
        // The operator sees more than the museum may: with whose eyes it reads is not changed by that.
        await Receiver.Until(async () => (string?)(await another.Ask($"/webhooks/{webhook}").Is(HttpStatusCode.OK))["disabledBecause"] == "key_ended", () => "the webhook to be disabled again");
        await another.Patch($"/webhooks/{webhook}", new { status = "enabled" }, "*").Is(HttpStatusCode.OK);
        await _receiver.Hears(3);
    }

    [Fact]
    public async Task Many_changes_ring_once_each()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        for (var made = 0; made < 120; made++)
            await _app.AnInstitution();

        var heard = await _receiver.Hears(120);

        var seqs = (await _app.AsOperator().Ask("/changes?types=institution&limit=1000").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(change => (long?)(long)change!["seq"]!);
        Assert.Equal(seqs, heard.Select(rung => rung.Seq).Order());
        await Attempts(webhook, 120);
    }

    [Fact]
    public async Task Deliveries_are_forgotten_after_thirty_days_and_what_waits_is_not()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        await _app.AnInstitution();
        await Attempts(webhook, 1);
        _receiver.Says(HttpStatusCode.ServiceUnavailable, ("Retry-After", "86400"));
        await _app.AnInstitution();
        await Attempts(webhook, 2);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "disabled" }, "*").Is(HttpStatusCode.OK);

        _app.Clock.AdvanceDays(31);
        await _app.Services.GetRequiredService<Housekeeping>().Round();

        Assert.Empty(await Deliveries(webhook));
        Assert.Equal(1, (int)(await Webhook(webhook))["delivery"]!["waiting"]!);
    }

    [Fact]
    public async Task What_is_deleted_is_rung_no_more_and_stands_in_the_journal()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });
        await _app.AnInstitution();
        await Attempts(webhook, 1);

        await _app.AsOperator().Send(HttpMethod.Delete, $"/webhooks/{webhook}", content: null).Is(HttpStatusCode.NoContent);

        await _app.AnInstitution();
        await _app.AsOperator().Ask($"/webhooks/{webhook}").Refuses(HttpStatusCode.NotFound);
        await Task.Delay(1_000);
        Assert.Single(_receiver.Heard);
        Assert.Equal(["webhook.created", "webhook.deleted"], (await _app.AsOperator().Ask("/changes?types=webhook").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(change => (string)change!["type"]!));
    }

    [Fact]
    public async Task Nobody_keeps_more_than_twenty()
    {
        var client = await _app.AKey("auditor");
        for (var made = 0; made < 20; made++)
            await client.Post("/webhooks", new { url = _receiver.Url, status = "disabled" }).Is(HttpStatusCode.Created);

        await client.Post("/webhooks", new { url = _receiver.Url }).Refuses(HttpStatusCode.Conflict, "webhook.too-many");
    }

    [Fact]
    public async Task A_change_names_the_version_that_was_seen_and_what_is_wrong_is_said_all_at_once()
    {
        var (webhook, _) = await Registered(_app.AsOperator(), new { types = new[] { "institution" } });

        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { description = "x" }).Refuses((HttpStatusCode)428);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { description = "x" }, "\"7\"").Refuses(HttpStatusCode.PreconditionFailed);
        var problem = await _app.AsOperator().Post("/webhooks", new { url = "http://10.0.0.1/", types = new[] { "agreement", "Agreements", "item.created;" }, institution = "nowhere-at-all" })
            .Refuses(HttpStatusCode.UnprocessableEntity, "webhook.host-not-public");
        Assert.Equal(["/url", "/types/1", "/types/2", "/institution"], problem.Pointers());
        // What was read may be sent back as it stands, however far the webhook was told since.
        var shown = await Webhook(webhook);
        await _app.AnInstitution();
        await Attempts(webhook, 1);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", shown, "*").Is(HttpStatusCode.OK);
    }

    Instant Now => _app.Clock.GetCurrentInstant();

    static Instant Moment(JsonNode text) => NodaTime.Text.InstantPattern.ExtendedIso.Parse((string)text!).Value;

    async Task<(string Id, string Secret)> Registered(HttpClient client, object more, string? from = null)
    {
        var registered = await client.Post("/webhooks", Given.Merge(new { url = _receiver.Url, from }, more)).Is(HttpStatusCode.Created);
        return ((string)registered["webhook"]!["id"]!, (string)registered["secret"]!);
    }

    Task<JsonObject> Webhook(string id) => _app.AsOperator().Ask($"/webhooks/{id}").Is(HttpStatusCode.OK);

    Task<IReadOnlyList<JsonObject>> Deliveries(string id) => Deliveries(_app.AsOperator(), id);

    static Task<IReadOnlyList<JsonObject>> Deliveries(HttpClient client, string id) => client.Walk($"/webhooks/{id}/deliveries");

    // What was heard is written down a moment later.
    Task Attempts(string id, int many) => Receiver.Until(async () => (await Deliveries(id)).Count >= many, () => $"{many} attempts");

    static string Signature(string secret, Rung rung) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{rung.Id}.{rung.Timestamp}.{rung.Text}")))}";
}
