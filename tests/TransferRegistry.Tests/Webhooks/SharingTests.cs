using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using NodaTime.Text;
using TransferRegistry.Api.Reading.Webhooks;

namespace TransferRegistry.Tests.Webhooks;

/// <summary>Receivers that hang or fail, and the others that share the service with them.</summary>
public sealed class SharingTests : IAsyncLifetime, IAsyncDisposable
{
    readonly RegistryApp _app = new();
    // Which addresses hang at the moment, and how many requests were given up.
    readonly ConcurrentDictionary<string, int> _hanging = new();
    int _ended;
    Receiver _receiver = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.Start();
        _receiver.Does = async (http, _) =>
        {
            if (!http.Request.Path.StartsWithSegments("/hanging"))
                return;
            _hanging.AddOrUpdate(http.Request.Path, 1, (_, many) => many + 1);
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            _hanging.AddOrUpdate(http.Request.Path, 0, (_, many) => many - 1);
            Interlocked.Increment(ref _ended);
        };
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public async Task Webhooks_of_one_owner_that_hang_keep_nobody_elses_message_waiting(int many)
    {
        // A museum has twenty at the most, the operator any number. All are at one host, as behind a gateway.
        var museum = await _app.AKey("museum", await _app.AnInstitution());
        for (var made = 0; made < 2; made++)
            await _app.AnInstitution();
        for (var made = 0; made < many; made++)
            await Registered(many > Webhook.Most ? _app.AsOperator() : museum, $"/hanging/{made}", new { from = "start" });
        await Receiver.Until(() => Task.FromResult(_hanging.Values.Sum() == 3 * WebhookDispatcher.Share), () => $"three a line, not {_hanging.Values.Sum()} in all");
        await Registered(await _app.AKey("museum", await _app.AnInstitution()), "/other");

        await _app.AnInstitution();

        await Receiver.Until(() => Task.FromResult(Others > 0), () => "the other museum's message");
        Assert.Equal((0, WebhookDispatcher.Share), (_ended, _hanging.Count));
    }

    [Fact]
    public async Task A_receiver_that_was_slow_once_stands_behind_the_others_of_its_owner()
    {
        var museum = await _app.AKey("museum", await _app.AnInstitution());
        for (var made = 0; made < WebhookDispatcher.Share; made++)
            await Registered(museum, $"/hanging/{made}");
        await _app.AnInstitution();
        await Receiver.Until(() => Task.FromResult(_hanging.Values.Sum() == WebhookDispatcher.Share), () => "a message on each line");
        await Receiver.Until(() => Task.FromResult(_ended == WebhookDispatcher.Share), () => "each to be given up");
        await Registered(museum, "/other");
        await Receiver.Until(async () =>
        {
            // They come back on their schedule, as soon as what became of them is written down.
            _app.Clock.AdvanceSeconds(6);
            await Task.Delay(500);
            return _hanging.Values.Sum() == WebhookDispatcher.Share;
        }, () => "each to hang again");

        await _app.AnInstitution();

        await Receiver.Until(() => Task.FromResult(Others > 0), () => "the message of the one that is quick");
        Assert.Equal(WebhookDispatcher.Share, _ended);
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_is_tried_with_one_message_at_a_time()
    {
        var webhook = await TwelveWait();

        Assert.Equal((12, 5), ((int)(await Delivery(webhook))["waiting"]!, await Pause(webhook)));
        foreach (var (pause, next) in new[] { (5, 10), (10, 20), (20, 40) })
        {
            var before = _receiver.Heard.Count;
            _app.Clock.AdvanceSeconds(pause - 1);
            await Task.Delay(1_200);
            Assert.Equal(before, _receiver.Heard.Count);
            _app.Clock.AdvanceSeconds(1);
            await Receiver.Until(async () => await Pause(webhook) == next, () => $"a pause of {next} seconds");
            Assert.Equal(before + 1, _receiver.Heard.Count);
        }

        _receiver.Says(HttpStatusCode.OK);
        _app.Clock.AdvanceSeconds(40);
        await Receiver.Until(async () => !(await Delivery(webhook)).ContainsKey("pausedUntil"), () => "the end of the pauses");
        // Those that were refused come back on their schedule.
        _app.Clock.AdvanceMinutes(10);
        await Receiver.Until(async () => (int)(await Delivery(webhook))["waiting"]! == 0, () => "all that waited");
        Assert.Equal(12, (await Deliveries(webhook)).Count(delivery => (string)delivery["outcome"]! == "delivered"));
        Assert.Equal(12, _receiver.Heard.Select(rung => rung.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_oldest_message_keeps_its_schedule_whatever_waits_behind_it_and_nothing_is_lost()
    {
        var webhook = await TwelveWait();
        var first = (int)(await Deliveries(webhook)).Min(delivery => (int)delivery["seq"]!);
        for (var attempt = 2; attempt <= 10; attempt++)
        {
            _app.Clock.Reset(InstantPattern.ExtendedIso.Parse((string)(await Of(first))[^1]["nextAt"]!).Value);
            await Receiver.Until(async () => (await Of(first)).Count >= attempt, () => $"attempt {attempt}");
        }

        var ended = await _app.AsOperator().Ask($"/webhooks/{webhook}").Is(HttpStatusCode.OK);
        Assert.Equal(("failing", 11, 1), ((string)ended["disabledBecause"]!, (int)ended["delivery"]!["waiting"]!, (int)ended["delivery"]!["givenUp"]!));
        _receiver.Says(HttpStatusCode.OK);
        _app.Clock.AdvanceHours(1);
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "enabled" }, "*").Is(HttpStatusCode.OK);
        await Receiver.Until(async () => (int)(await Delivery(webhook))["waiting"]! == 0, () => "all that waited");
        Assert.Equal(11, (await Deliveries(webhook)).Count(delivery => (string)delivery["outcome"]! == "delivered"));

        Task<IReadOnlyList<JsonObject>> Of(int seq) => _app.AsOperator().Walk($"/webhooks/{webhook}/deliveries?seq={seq}");
    }

    [Fact]
    public async Task A_ping_ends_a_pause_and_goes_before_all_that_waits()
    {
        var webhook = await TwelveWait();
        var before = _receiver.Heard.Count;

        await _app.AsOperator().Post($"/webhooks/{webhook}/ping", new { }).Is(HttpStatusCode.Accepted);

        var heard = await _receiver.Hears(heard => heard.Skip(before).Any(rung => rung.Type == WebhookStore.Ping), "the ping");
        Assert.InRange(heard.Count - before, 1, WebhookDispatcher.AtOnce);
    }

    // The first handful is refused, and the webhook paused.
    async Task<string> TwelveWait()
    {
        _receiver.Says(HttpStatusCode.ServiceUnavailable);
        var webhook = await Registered(_app.AsOperator(), "/failing", new { status = "disabled" });
        for (var made = 0; made < 12; made++)
            await _app.AnInstitution();
        await _app.AsOperator().Patch($"/webhooks/{webhook}", new { status = "enabled" }, "*").Is(HttpStatusCode.OK);
        await Receiver.Until(async () => (await Delivery(webhook)).ContainsKey("pausedUntil"), () => "a pause");
        Assert.Equal(WebhookDispatcher.AtOnce, _receiver.Heard.Count);
        return webhook;
    }

    int Others => _receiver.Heard.Count - _hanging.Values.Sum() - _ended;

    async Task<string> Registered(HttpClient client, string path, object? more = null)
    {
        var webhook = Given.Merge(new { url = new Uri(_receiver.Url, path), types = new[] { "institution" } }, more);
        return (string)(await client.Post("/webhooks", webhook).Is(HttpStatusCode.Created))["webhook"]!["id"]!;
    }

    async Task<JsonObject> Delivery(string webhook) => (await _app.AsOperator().Ask($"/webhooks/{webhook}").Is(HttpStatusCode.OK))["delivery"]!.AsObject();

    async Task<int> Pause(string webhook) => (string?)(await Delivery(webhook))["pausedUntil"] is { } until
        ? (int)(InstantPattern.ExtendedIso.Parse(until).Value - _app.Clock.GetCurrentInstant()).TotalSeconds : 0;

    Task<IReadOnlyList<JsonObject>> Deliveries(string webhook) => _app.AsOperator().Walk($"/webhooks/{webhook}/deliveries");
}
