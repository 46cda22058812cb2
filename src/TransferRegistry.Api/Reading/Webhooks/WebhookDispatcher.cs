using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NodaTime;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Reading.Webhooks;

/// <summary>
/// Rings. What the journal tells a webhook is made into messages, once, in the unit that moves the webhook on; a message is sent until it has come through or three days are over, and every attempt is written down.
/// Any instance may do it, one at a time for a webhook: whoever has its lease. An instance that ends in the middle is followed by another when the lease is over, and what it had sent and not written down is sent again.
/// A receiver that hangs keeps no other waiting: each owner has a share of the lines, and slow receivers have lines of their own.
/// </summary>
sealed partial class WebhookDispatcher(IServiceScopeFactory scopes, Database database, Targets targets, OpenKeys keys, BackgroundUnitOfWork units, IWebhookMessages messages, RegistryTime time,
    ILogger<WebhookDispatcher> logger) : BackgroundService
{
    /// <summary>So many messages are on their way to one receiver at once.</summary>
    public const int AtOnce = 8;

    /// <summary>So many webhooks of one owner are rung at once, of those that are quick and of those that are slow.</summary>
    public const int Share = 4;

    /// <summary>So many are rung at once, of those that are quick and of those that are slow.</summary>
    public const int Lines = 32;

    /// <summary>A receiver that takes longer is slow.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromSeconds(5);

    const int Stretch = 100;

    // Longer than a receiver may take, so that nobody else sends the same meanwhile.
    static readonly Duration Leased = Duration.FromTimeSpan(Targets.Patience) + Duration.FromSeconds(10);
    static readonly TimeSpan WhileEnabled = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan WhileNone = TimeSpan.FromSeconds(1);

    readonly Guid _lease = Guid.NewGuid();
    readonly Dictionary<Guid, (EnabledRow Row, Task Task)> _ringing = [];
    List<Guid> _waiting = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = WhileNone;
            try
            {
                var enabled = await Enabled();
                Begin(enabled, stoppingToken);
                wait = enabled.Count > 0 ? WhileEnabled : WhileNone;
            }
            catch (Exception fault)
            {
                // Whatever it is: webhooks that can't be rung are no reason for the service to end.
                PutOff(logger, fault);
                _waiting = [];
            }
            // A line that is free is given to the next at once.
            await Task.WhenAny([Task.Delay(wait, stoppingToken), .. _waiting.Count > 0 ? _ringing.Values.Select(ringing => ringing.Task) : []]);
        }
        // What was sent is written down before the service ends.
        await Task.WhenAll(_ringing.Values.Select(ringing => ringing.Task));
    }

    // Those that are due, in the order they became so, as far as there are lines.
    void Begin(IReadOnlyList<EnabledRow> enabled, CancellationToken stopping)
    {
        foreach (var (id, _) in _ringing.Where(ringing => ringing.Value.Task.IsCompleted).ToList())
            _ringing.Remove(id);
        var due = enabled.Where(row => row.IsDue && !_ringing.ContainsKey(row.Id)).ToDictionary(row => row.Id);
        var left = new List<Guid>();
        foreach (var id in _waiting.Where(due.ContainsKey).Union(due.Keys))
            if (HasLine(due[id]))
                _ringing.Add(id, (due[id], Ring(id, stopping)));
            else
                left.Add(id);
        _waiting = left;
    }

    bool HasLine(EnabledRow row)
    {
        var alike = _ringing.Values.Select(ringing => ringing.Row).Where(other => other.IsSlow == row.IsSlow).ToList();
        return alike.Count < Lines && alike.Count(other => other.Owner == row.Owner) < Share;
    }

    async Task<IReadOnlyList<EnabledRow>> Enabled()
    {
        await using var db = new Db(database, CancellationToken.None);
        return await db.List<EnabledRow>(WebhookSql.Enabled, new { time.Now, Lease = _lease });
    }

    async Task Ring(Guid id, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested && await Hold(id) && await Told(id) is { } told && await Sent(told, stopping))
            {
                // There may be more.
            }
            await units.Run(work => work.ExecuteUnjournaled(WebhookSql.Release, new { Id = id, Lease = _lease }));
        }
        catch (Exception fault)
        {
            PutOff(logger, fault);
            await Task.Delay(WhileNone, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<bool> Hold(Guid id) =>
        await units.Run(work => work.ExecuteUnjournaled(WebhookSql.Lease, new { Id = id, Lease = _lease, Now = work.Clock, Until = work.Clock + Leased })) == 1;

    /// <summary>Makes the next messages of what the journal has told since; null where the webhook is no more to be rung.</summary>
    async Task<Standing?> Told(Guid id)
    {
        if (await Read(id) is not { } row)
            return null;
        var webhook = row.As<Webhook>();
        var reader = webhook.Key is { } key ? await keys.Bearer(key) : new Caller(Role.Admin);
        if (reader is null)
            return await KeyEnded(id);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Bearer>().Caller = reader;
        var references = scope.ServiceProvider.GetRequiredService<ReferenceReader>();
        var filter = new ChangeFilter(webhook.Types?.ToHashSet(StringComparer.Ordinal), await references.InstitutionFilter(webhook.Institution?.ToString()), WithRecords: false);
        var stretch = await scope.ServiceProvider.GetRequiredService<Feed>().Read(row.Position, filter, Stretch);
        // Read as the feed is read, and nothing held; whether it may be kept is for the position to say.
        await scope.ServiceProvider.GetRequiredService<Work>().DisposeAsync();
        if (stretch.At == row.Position)
            return new(row, webhook, More: false);
        // A key that was revoked meanwhile may have read what came after.
        if (webhook.Key is { } still && await keys.Bearer(still) is null)
            return await KeyEnded(id);
        await units.Run(async work =>
        {
            if (await work.ExecuteUnjournaled(WebhookSql.Advance, new { Id = id, From = row.Position, To = stretch.At }) == 1)
                foreach (var change in stretch.Changes)
                    await WebhookStore.Make(work, id, work.NewId(), change.Seq, change.Type, messages.BodyOf(change), work.Clock);
            return 0;
        });
        return new(row, webhook, More: true);
    }

    async Task<Standing?> KeyEnded(Guid id)
    {
        await units.Run(work => Disabled(work, id, DisabledBecause.KeyEnded), Caller.Operator);
        return null;
    }

    /// <summary>Sends what is due, and writes down what became of it. True if all was taken quickly and there may be more.</summary>
    async Task<bool> Sent(Standing told, CancellationToken stopping)
    {
        var (id, begun) = (told.Webhook.Id, Stopwatch.GetTimestamp());
        var due = await Due(told.Row);
        var sent = new ConcurrentBag<Attempt>();
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = CancellationToken.None }, async (message, _) =>
        {
            if (!stopping.IsCancellationRequested && await Send(told, message, stopping) is { } attempt)
                sent.Add(attempt);
        });
        if (sent.IsEmpty)
            return told.More;
        var attempts = sent.OrderBy(attempt => attempt.Message.Id).ToList();
        var (failed, isSlow) = (attempts.Count(attempt => attempt.Outcome is not DeliveryOutcome.Delivered), Stopwatch.GetElapsedTime(begun) > Quick);
        await units.Run(async work =>
        {
            foreach (var attempt in attempts)
                await Settle(work, id, attempt);
            await Took(work, told.Row, failed, attempts.Count > failed, isSlow);
            if (await Ends(work, id, attempts) is { } because)
                await Disabled(work, id, because);
            return 0;
        }, Caller.Operator);
        return failed == 0 && !isSlow;
    }

    static async Task Took(Work work, RingingRow row, int failed, bool cameThrough, bool isSlow)
    {
        var failures = Breaker.Next(row.Failures, failed, cameThrough);
        if (failures != row.Failures || isSlow != row.IsSlow)
            await work.ExecuteUnjournaled(WebhookSql.Took, new
            {
                row.Id, Known = row.Failures, Failures = failures, PauseEndsAt = Breaker.PauseEndsAt(failures, work.Clock), IsSlow = isSlow,
            });
    }

    static async Task Settle(Work work, Guid webhook, Attempt attempt)
    {
        var (message, number) = (attempt.Message, attempt.Message.Attempts + 1);
        var next = attempt.Outcome is DeliveryOutcome.Delivered ? null : Schedule.Next((int)number, attempt.At, attempt.RetryAfter, Random.Shared.NextDouble());
        await work.ExecuteUnjournaled(WebhookSql.Settle, new
        {
            message.Id, Attempts = number, DueAt = next ?? attempt.At, Status = attempt.Outcome is DeliveryOutcome.Delivered ? "delivered" : next is null ? "given_up" : "waiting",
        });
        await work.ExecuteUnjournaled(WebhookSql.Log, new
        {
            Id = work.NewId(), Webhook = webhook, Message = DueMessage.IdOf(webhook, message.Seq, message.Id), message.Seq, message.Type, Attempt = number, AttemptedAt = attempt.At,
            attempt.Milliseconds, Outcome = Json.ToWire(attempt.Outcome), attempt.Status, NextAt = IsGone(attempt) ? null : next,
        });
    }

    // It waits until the webhook is enabled again, whenever that is.
    static bool IsGone(Attempt attempt) => attempt.Status == (int)HttpStatusCode.Gone;

    static async Task<DisabledBecause?> Ends(Work work, Guid webhook, IReadOnlyList<Attempt> attempts)
    {
        if (attempts.Any(IsGone))
            return DisabledBecause.Gone;
        return attempts.FirstOrDefault(attempt => attempt.Outcome is not DeliveryOutcome.Delivered && Schedule.IsLast((int)attempt.Message.Attempts + 1)) is { } last
            && await work.Count(WebhookSql.CameThrough, new { Id = webhook, Since = last.Message.CreatedAt }) == 0 ? DisabledBecause.Failing : null;
    }

    // As it stands now: its owner may have changed it meanwhile, and an old version would say what is no more.
    async Task<int> Disabled(Work work, Guid id, DisabledBecause because)
    {
        if (await work.Find<RingingRow>(WebhookSql.Ringing, new { Id = id }) is { } row)
        {
            await WebhookStore.Disable(work, row.As<Webhook>(), because);
            Stopped(logger, id, Json.ToWire(because));
        }
        return 0;
    }

    // Null: the service ends, and has broken it off itself; it is sent again.
    async Task<Attempt?> Send(Standing told, DueMessage message, CancellationToken stopping)
    {
        var (at, begun) = (time.Now, Stopwatch.GetTimestamp());
        try
        {
            using var request = Request(told, message, at);
            using var answer = await targets.Send(request, stopping);
            return Became(answer.IsSuccessStatusCode ? DeliveryOutcome.Delivered : DeliveryOutcome.Refused) with { Status = (int)answer.StatusCode, RetryAfter = RetryAfter(answer.Headers.RetryAfter, at) };
        }
        catch (OperationCanceledException)
        {
            return stopping.IsCancellationRequested ? null : Became(DeliveryOutcome.TimedOut);
        }
        catch (Exception fault)
        {
            // Names, sockets, certificates and broken answers fail in many ways: each is an attempt that has failed.
            return Became(Targets.IsForbidden(fault) ? DeliveryOutcome.Forbidden : DeliveryOutcome.Unreachable);
        }

        Attempt Became(DeliveryOutcome outcome) => new(message, at, (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds, outcome);
    }

    static HttpRequestMessage Request(Standing told, DueMessage message, Instant at)
    {
        var id = DueMessage.IdOf(told.Webhook.Id, message.Seq, message.Id);
        string[] secrets = told.Row.PreviousSecret is { } previous && told.Row.PreviousEndsAt > at ? [told.Row.Secret, previous] : [told.Row.Secret];
        var request = new HttpRequestMessage(HttpMethod.Post, told.Webhook.Url) { Content = new StringContent(message.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", WebhookSecret.Seconds(at));
        request.Headers.Add("webhook-signature", string.Join(' ', secrets.Select(secret => new WebhookSecret(secret).Sign(id, at, message.Body))));
        return request;
    }

    static Duration? RetryAfter(RetryConditionHeaderValue? asked, Instant now) => asked switch
    {
        { Delta: { } delta } => Duration.FromTimeSpan(delta),
        { Date: { } date } => Instant.FromDateTimeOffset(date) - now,
        _ => null,
    };

    async Task<RingingRow?> Read(Guid id)
    {
        await using var db = new Db(database, CancellationToken.None);
        return await db.Find<RingingRow>(WebhookSql.Ringing, new { Id = id });
    }

    async Task<IReadOnlyList<DueMessage>> Due(RingingRow row)
    {
        await using var db = new Db(database, CancellationToken.None);
        return Breaker.IsOpen(row.Failures)
            ? await db.List<DueMessage>(WebhookSql.Trial, new { row.Id, time.Now })
            : await db.List<DueMessage>(WebhookSql.Due, new { row.Id, time.Now, Limit = AtOnce });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks were not rung, and are tried again")]
    static partial void PutOff(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} is disabled: {Because}")]
    static partial void Stopped(ILogger logger, Guid webhook, string because);

    sealed record EnabledRow : KeyedRow
    {
        public required bool IsDue { get; init; }
        public required bool IsSlow { get; init; }
        /// <summary>The institution whose key it reads with, or the key; none: the operator.</summary>
        public Guid? Owner { get; init; }
    }

    /// <summary>A webhook that is rung.</summary>
    /// <param name="Row">As it is kept.</param>
    /// <param name="Webhook">What it is.</param>
    /// <param name="More">Whether the journal may tell it more.</param>
    sealed record Standing(RingingRow Row, Webhook Webhook, bool More);

    sealed record RingingRow : DocumentRow
    {
        public required long Position { get; init; }
        public required string Secret { get; init; }
        public string? PreviousSecret { get; init; }
        public Instant? PreviousEndsAt { get; init; }
        public required long Failures { get; init; }
        public required bool IsSlow { get; init; }
    }

    sealed record Attempt(DueMessage Message, Instant At, long Milliseconds, DeliveryOutcome Outcome)
    {
        public int? Status { get; init; }
        public Duration? RetryAfter { get; init; }
    }
}

/// <summary>Forgets deliveries after 30 days; what still waits is kept.</summary>
sealed class DeliveriesCleaning : IPeriodicTask
{
    static readonly Duration Kept = Duration.FromDays(30);

    public bool IsDue => true;

    public async Task Do(Work work)
    {
        await work.ExecuteUnjournaled(WebhookSql.CleanAttempts, new { Before = work.Clock - Kept });
        await work.ExecuteUnjournaled(WebhookSql.CleanMessages, new { Before = work.Clock - Kept });
    }
}
