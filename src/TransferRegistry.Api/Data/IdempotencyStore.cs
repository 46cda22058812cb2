using System.Data.Common;
using NodaTime;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>
/// The answers to requests that came with an Idempotency-Key. Claimed before anything else is written and filled in the same transaction, so that of many who ask at once one is done,
/// and an answer is kept exactly when what it tells of is.
/// </summary>
static class IdempotencyStore
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly Duration For = Duration.FromDays(30);

    const string Of = "WHERE submitter = @Submitter AND idempotency_key = @Key";

    public static readonly SqlText Read = $"SELECT request_hash, status, location, entity_tag, body, created_at FROM kept_answers {Of}";

    public static readonly SqlText Insert = """
        INSERT INTO kept_answers (submitter, idempotency_key, request_hash, status, created_at) VALUES (@Submitter, @Key, @RequestHash, 0, @Now)
        """;

    public static readonly SqlText Fill = $"UPDATE kept_answers SET status = @Status, location = @Location, entity_tag = @EntityTag, body = @Body {Of}";

    public static readonly SqlText Forget = $"DELETE FROM kept_answers {Of}";

    public static readonly SqlText Clean = "DELETE FROM kept_answers WHERE created_at < @Before";

    /// <summary>A key that both have used stays with the one whose it was.</summary>
    public static readonly SqlText Move = """
        UPDATE kept_answers SET submitter = @Into
        WHERE submitter = @Old AND NOT EXISTS (
          SELECT 1 FROM kept_answers AS other WHERE other.submitter = @Into AND other.idempotency_key = kept_answers.idempotency_key)
        """;

    /// <summary>What was answered to this key; null where it is new, and is then the caller's until the unit of work ends.</summary>
    public static async Task<KeptAnswer?> FindOrClaim(Work work, string key, string requestHash)
    {
        var asked = new { work.Caller.Submitter, Key = key, RequestHash = requestHash, Now = work.Clock };
        if (await work.Find<KeptAnswer>(Read, asked) is { } kept)
        {
            if (kept.CreatedAt > work.Clock - For)
                return kept;
            await work.ExecuteUnjournaled(Forget, asked);
        }
        try
        {
            await work.ExecuteUnjournaled(Insert, asked);
            return null;
        }
        catch (DbException fault) when (Database.IsTaken(fault))
        {
            throw new UnitRolledBackException("Another request with this Idempotency-Key has been answered meanwhile.", fault);
        }
        catch (DbException fault) when (Database.IsTimeout(fault))
        {
            throw Faults.KeyInProgress.Because().WithHeader("Retry-After", "5");
        }
    }

    /// <summary>The answer that will be given again.</summary>
    public static async Task Keep(Work work, string key, KeptAnswer answer) =>
        await work.ExecuteUnjournaled(Fill, new { work.Caller.Submitter, Key = key, answer.Status, answer.Location, answer.EntityTag, answer.Body });

    /// <summary>The keys of an institution are another's, which it was merged into: a request sent again by its old name is not done again.</summary>
    public static async Task Reassign(Work work, Guid institution, Guid into) =>
        await work.ExecuteUnjournaled(Move, new { Old = institution.ToString(), Into = into.ToString() });
}

/// <summary>Forgets keys after their time.</summary>
sealed class IdempotencyCleaning : IPeriodicTask
{
    public bool IsDue => true;

    public async Task Do(Work work) => await work.ExecuteUnjournaled(IdempotencyStore.Clean, new { Before = work.Clock - IdempotencyStore.For });
}

/// <summary>An answer as it was given.</summary>
sealed record KeptAnswer
{
    public string RequestHash { get; init; } = "";
    public required long Status { get; init; }
    public string? Location { get; init; }
    public string? EntityTag { get; init; }
    /// <summary>JSON, byte for byte; absent where the answer had none.</summary>
    public string? Body { get; init; }
    public Instant CreatedAt { get; init; }
}
