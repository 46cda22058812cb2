using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Reading.Webhooks;

/// <summary>Every way a webhook's owner reads or changes it. It is its key's: whose key it is may change it, and so may who has a key of the same role for the same institution, and the operator.</summary>
sealed class WebhookStore(Work work)
{
    /// <summary>What a test of the line is called.</summary>
    public const string Ping = "webhook.ping";

    static readonly Duration Overlap = Duration.FromHours(24);

    /// <summary>The webhook, if it is the caller's to know of.</summary>
    public async Task<WebhookRow> Get(Guid id)
    {
        var (conditions, parameters) = VisibleTo(work.Caller);
        return await work.Find<WebhookRow>(WebhookSql.List.Only(["id", .. conditions]), new Dictionary<string, object?>(parameters) { ["Id"] = id })
            ?? throw Faults.NoRecord.Because(("record", "webhook"), ("id", id));
    }

    /// <summary>Which webhooks a caller knows of, as conditions of the list.</summary>
    public static (string[] Conditions, IReadOnlyDictionary<string, object?> Parameters) VisibleTo(Caller caller) => caller switch
    {
        { Role: Role.Admin } => ([], new Dictionary<string, object?>()),
        { InstitutionId: { } institution } => (["institution's"], new Dictionary<string, object?> { ["Institution"] = institution, ["Role"] = Json.ToWire(caller.Role) }),
        _ => (["key's"], new Dictionary<string, object?> { ["Key"] = KeyOf(caller) ?? Guid.Empty }),
    };

    /// <summary>The key a caller's webhook reads with; none for the operator's own.</summary>
    /// <exception cref="Refusal">The caller has a token, which ends before a webhook does.</exception>
    public static Guid? OwnKey(Caller caller) => KeyOf(caller) ?? (caller.Role is Role.Admin ? null : throw Faults.WebhooksWithKeys.Because());

    static Guid? KeyOf(Caller caller) => Guid.TryParse(caller.Key, out var key) ? key : null;

    /// <summary>Registers it, to be told of what comes after an entry; its secret is given back, and by nobody else.</summary>
    public async Task<string> Register(Webhook webhook, long after, Findings findings)
    {
        var (conditions, parameters) = VisibleTo(work.Caller);
        if (work.Caller.Role is not Role.Admin && await work.Count(WebhookSql.List.Count(conditions), parameters) >= Webhook.Most)
            findings.Refuse(Faults.TooManyWebhooks.At(pointer: null, ("most", Webhook.Most)));
        findings.ThrowIfRefused();
        var secret = WebhookSecret.New();
        await work.WriteOne(WebhookSql.Insert, new
        {
            webhook.Id, webhook.Key, Status = Json.ToWire(webhook.Status), Position = after, Secret = secret, Document = Work.DocumentOf(webhook), webhook.Version, webhook.CreatedAt,
        });
        work.AppendToJournal("webhook.created", webhook);
        return secret;
    }

    /// <summary>
    /// Writes its next version. Who changes a webhook of its own side makes it read with the key it did so with, so that one that has lost its key goes on; the operator, who sees more than its owner, leaves it the key it has.
    /// </summary>
    public async Task<Webhook> Change(Webhook known, Webhook asked, Findings findings)
    {
        findings.ThrowIfRefused();
        var changed = asked with
        {
            Version = known.Version + 1,
            UpdatedAt = work.Now,
            DisabledBecause = asked.Status == known.Status ? known.DisabledBecause : null,
            Key = work.Caller.Role is Role.Admin ? known.Key : OwnKey(work.Caller),
            Owner = work.Caller.Role is Role.Admin ? known.Owner : work.Caller.InstitutionId,
        };
        await Write(work, changed);
        work.AppendToJournal("webhook.changed", changed);
        return changed;
    }

    /// <summary>Writes a version that says it is disabled, in whatever unit finds out.</summary>
    public static async Task Disable(Work unit, Webhook known, DisabledBecause because)
    {
        var disabled = known.Disabled(because, unit.Now);
        await Write(unit, disabled);
        unit.AppendToJournal("webhook.disabled", disabled, reason: Json.ToWire(because));
    }

    static async Task Write(Work unit, Webhook webhook) => await unit.WriteOne(WebhookSql.Update, new
    {
        webhook.Id, webhook.Key, Status = Json.ToWire(webhook.Status), Document = Work.DocumentOf(webhook), webhook.Version,
    });

    /// <summary>Gives it another secret; the one before signs beside it for a day, until the moment that is given back.</summary>
    public async Task<(string Secret, Instant Until)> Rotate(Webhook known)
    {
        var (secret, until, rotated) = (WebhookSecret.New(), work.Clock + Overlap, known with { Version = known.Version + 1, UpdatedAt = work.Now });
        await work.WriteOne(WebhookSql.Rotate, new { rotated.Id, Secret = secret, Until = until, Document = Work.DocumentOf(rotated), rotated.Version });
        work.AppendToJournal("webhook.secret_rotated", rotated);
        return (secret, until);
    }

    /// <summary>Tells it again of what it was told from an entry on, and of what it was not: under the same ids.</summary>
    public async Task Replay(Webhook webhook, long from)
    {
        MustBeEnabled(webhook);
        await work.ExecuteUnjournaled(WebhookSql.Resume, new { webhook.Id });
        await work.ExecuteUnjournaled(WebhookSql.Rewind, new { webhook.Id, Position = from - 1 });
        await work.ExecuteUnjournaled(WebhookSql.DeleteMessagesFrom, new { webhook.Id, From = from });
    }

    /// <summary>Has it told of nothing but that the line is good.</summary>
    /// <returns>The message's id.</returns>
    public async Task<string> Try(Webhook webhook)
    {
        MustBeEnabled(webhook);
        var id = work.NewId();
        await work.ExecuteUnjournaled(WebhookSql.Resume, new { webhook.Id });
        // Due since ever: it goes before all that waits.
        var body = Json.Write(new { type = Ping, timestamp = work.Now, data = new { webhook = webhook.Id } });
        await Make(work, webhook.Id, id, seq: null, Ping, body, NodaConstants.UnixEpoch);
        return DueMessage.IdOf(webhook.Id, seq: null, id);
    }

    /// <summary>Makes a message, to be sent at once; before those that are due later.</summary>
    public static async Task Make(Work unit, Guid webhook, Guid id, long? seq, string type, string body, Instant dueAt) =>
        await unit.ExecuteUnjournaled(WebhookSql.Make, new { Id = id, Webhook = webhook, Seq = seq, Type = type, Body = body, DueAt = dueAt, Now = unit.Clock });

    static void MustBeEnabled(Webhook webhook)
    {
        if (webhook.Status is WebhookStatus.Disabled)
            throw Faults.WebhookDisabled.Because();
    }

    /// <summary>It is rung no more, and all that was to be sent is forgotten; the journal keeps what it was.</summary>
    public async Task Delete(Webhook known)
    {
        var deleted = known with { Version = known.Version + 1, UpdatedAt = work.Now };
        await work.ExecuteUnjournaled(WebhookSql.DeleteAttempts, new { known.Id });
        await work.ExecuteUnjournaled(WebhookSql.DeleteMessages, new { known.Id });
        await work.WriteOne(WebhookSql.Delete, new { deleted.Id, deleted.Version });
        work.AppendToJournal("webhook.deleted", deleted);
    }
}

/// <summary>A webhook, and how far it was told.</summary>
sealed record WebhookRow : DocumentRow
{
    public required long Position { get; init; }
    public Instant? PauseEndsAt { get; init; }
}

/// <summary>How many messages of a webhook have come to a status, and the first entry they tell of.</summary>
sealed record StandingRow : KeyedRow
{
    public required string Status { get; init; }
    public required long Messages { get; init; }
    public long? FirstSeq { get; init; }
}

/// <summary>A message that is to be sent.</summary>
sealed record DueMessage : KeyedRow
{
    public long? Seq { get; init; }
    public required string Type { get; init; }
    public required string Body { get; init; }
    public required long Attempts { get; init; }
    public required Instant CreatedAt { get; init; }

    /// <summary>The header webhook-id: the same for the same entry, however often it is told.</summary>
    public static string IdOf(Guid webhook, long? seq, Guid message) => seq is { } entry ? $"msg_{webhook:N}_{entry}" : $"msg_{message:N}";
}

/// <summary>An attempt, as it was written down.</summary>
sealed record AttemptRow : KeyedRow
{
    public required string Message { get; init; }
    public long? Seq { get; init; }
    public required string Type { get; init; }
    public required long Attempt { get; init; }
    public required Instant AttemptedAt { get; init; }
    public required long Milliseconds { get; init; }
    public required string Outcome { get; init; }
    public long? Status { get; init; }
    public Instant? NextAt { get; init; }
}
