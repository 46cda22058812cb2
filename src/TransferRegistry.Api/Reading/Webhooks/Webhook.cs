using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Reading.Webhooks;

/// <summary>Whether a webhook is rung.</summary>
enum WebhookStatus
{
    Enabled,
    Disabled,
}

/// <summary>Why the registry has disabled a webhook by itself.</summary>
enum DisabledBecause
{
    Gone,
    Failing,
    KeyEnded,
}

/// <summary>An address that is rung when the journal goes on, for what its key may see of it. The secret is no part of the record.</summary>
sealed record Webhook : IRecord
{
    /// <summary>As many may one owner have.</summary>
    public const int Most = 20;

    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required Uri Url { get; init; }
    /// <summary>What happened, or to what; all where nothing is said.</summary>
    public IReadOnlyList<string>? Types { get; init; }
    /// <summary>Only what concerns this institution.</summary>
    public Guid? Institution { get; init; }
    public string? Description { get; init; }
    public WebhookStatus Status { get; init; }
    public DisabledBecause? DisabledBecause { get; init; }
    /// <summary>The key it reads with; none: the operator's.</summary>
    public Guid? Key { get; init; }
    /// <summary>The institution whose key it is.</summary>
    public Guid? Owner { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Instant UpdatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "webhook";

    [JsonIgnore] public IEnumerable<Guid> Institutions => Owner is { } owner ? [owner] : [];

    public Webhook Disabled(DisabledBecause because, Instant now) =>
        this with { Status = WebhookStatus.Disabled, DisabledBecause = because, Version = Version + 1, UpdatedAt = now };
}

/// <summary>What becomes of a message that was not taken: the example schedule of Standard Webhooks 1.0.0 (Deliverability and reliability), ten attempts in three days.</summary>
static class Schedule
{
    static readonly Duration[] Delays =
    [
        Duration.FromSeconds(5), Duration.FromMinutes(5), Duration.FromMinutes(30), Duration.FromHours(2), Duration.FromHours(5),
        Duration.FromHours(10), Duration.FromHours(14), Duration.FromHours(20), Duration.FromHours(24),
    ];

    /// <summary>What a receiver can ask for by Retry-After.</summary>
    public static readonly Duration Longest = Duration.FromHours(24);

    /// <summary>Whether nothing comes after this attempt.</summary>
    public static bool IsLast(int attempt) => attempt > Delays.Length;

    /// <summary>When the next attempt is due; null when this was the last.</summary>
    /// <param name="attempt">The attempt that has failed, from 1.</param>
    /// <param name="now">When it failed.</param>
    /// <param name="asked">How long the receiver asked to be left alone, at least.</param>
    /// <param name="chance">0 to 1: each delay is drawn out by up to a fifth of it, so that those who failed together don't come back together.</param>
    public static Instant? Next(int attempt, Instant now, Duration? asked, double chance)
    {
        if (IsLast(attempt))
            return null;
        var delay = Delays[attempt - 1] * (1 + chance / 5);
        return TimeText.ToMicroseconds(now + Duration.Max(delay, Duration.Min(asked ?? Duration.Zero, Longest)));
    }
}

/// <summary>Spares a receiver that takes nothing: after several failures in a row one message is tried at a time, after pauses that grow.</summary>
static class Breaker
{
    const int Several = 5;

    static readonly Duration First = Duration.FromSeconds(5);
    // A message that has failed twice is not due sooner: the oldest keeps to its schedule.
    static readonly Duration Longest = Duration.FromMinutes(5);

    /// <summary>Whether one message is tried at a time.</summary>
    public static bool IsOpen(long failures) => failures >= Several;

    /// <summary>How many attempts have failed in a row, with some more. However many fail together when it opens, the first pause is the shortest.</summary>
    public static long Next(long failures, int failed, bool cameThrough) =>
        cameThrough ? 0 : IsOpen(failures) ? failures + failed : Math.Min(failures + failed, Several);

    /// <summary>Until when nothing is sent; null where it may be at once.</summary>
    public static Instant? PauseEndsAt(long failures, Instant now) =>
        IsOpen(failures) ? now + Duration.Min(First * Math.Pow(2, Math.Min(failures - Several, 30)), Longest) : null;
}

/// <summary>What became of an attempt.</summary>
enum DeliveryOutcome
{
    Delivered,
    Refused,
    TimedOut,
    Unreachable,
    Forbidden,
}
