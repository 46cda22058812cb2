using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Reading.Webhooks;

static class WebhookSql
{
    /// <summary>Webhooks, each with its owner's key.</summary>
    public static readonly SqlList List = new("webhook.id, webhook.document, webhook.position, webhook.pause_ends_at",
        "webhooks AS webhook LEFT JOIN access_keys AS owner ON owner.id = webhook.key_id", "webhook.id", new Dictionary<string, SqlText>
        {
            ["id"] = "webhook.id = @Id",
            ["institution's"] = "owner.institution_id = @Institution AND owner.role = @Role",
            ["key's"] = "webhook.key_id = @Key",
        });

    public static readonly SqlText Insert = """
        INSERT INTO webhooks (id, key_id, status, position, secret, document, version, created_at)
        VALUES (@Id, @Key, @Status, @Position, @Secret, @Document, @Version, @CreatedAt)
        """;

    // A change may have mended what failed: it is tried again at once.
    public static readonly SqlText Update = """
        UPDATE webhooks
        SET key_id = @Key, status = @Status, document = @Document, version = @Version, failures = 0, pause_ends_at = NULL
        WHERE id = @Id AND version = @Version - 1
        """;

    public static readonly SqlText Rotate = """
        UPDATE webhooks
        SET previous_secret = secret, previous_ends_at = @Until, secret = @Secret, document = @Document, version = @Version, failures = 0, pause_ends_at = NULL
        WHERE id = @Id AND version = @Version - 1
        """;

    // Back, never forward: what it has not been told yet is not passed over.
    public static readonly SqlText Rewind = "UPDATE webhooks SET position = @Position WHERE id = @Id AND position > @Position";

    public static readonly SqlText Delete = "DELETE FROM webhooks WHERE id = @Id AND version = @Version - 1";

    public static readonly SqlText DeleteMessages = "DELETE FROM webhook_messages WHERE webhook_id = @Id";

    public static readonly SqlText DeleteMessagesFrom = "DELETE FROM webhook_messages WHERE webhook_id = @Id AND seq >= @From";

    public static readonly SqlText DeleteAttempts = "DELETE FROM webhook_attempts WHERE webhook_id = @Id";

    /// <summary>How many messages of webhooks have come to a status, and the first entry they tell of.</summary>
    // Differs only in how each engine opens a JSON array.
    public static readonly SqlText Standing = new(Sqlite: $"{Counted} {Data.Ids.Sqlite} {Grouped}", SqlServer: $"{Counted} {Data.Ids.SqlServer} {Grouped}");

    const string Counted = "SELECT message.webhook_id AS id, message.status, COUNT(*) AS messages, MIN(message.seq) AS first_seq FROM webhook_messages AS message WHERE message.status IN ('waiting', 'given_up') AND message.webhook_id";

    const string Grouped = "GROUP BY message.webhook_id, message.status";

    /// <summary>The attempts made for a webhook.</summary>
    public static readonly SqlList Attempts = new("""
        attempt.id, attempt.message, attempt.seq, attempt.type, attempt.attempt, attempt.attempted_at, attempt.milliseconds, attempt.outcome, attempt.status, attempt.next_at
        """, "webhook_attempts AS attempt", "attempt.id", new Dictionary<string, SqlText>
    {
        ["webhook"] = "attempt.webhook_id = @Webhook",
        ["outcome"] = "attempt.outcome = @Outcome",
        ["seq"] = "attempt.seq = @Seq",
    });

    /// <summary>What is enabled, whose it is, how quick it was, and whether there is something to do for it that nobody does.</summary>
    public static readonly SqlText Enabled = """
        SELECT webhook.id, webhook.is_slow, COALESCE(access_key.institution_id, webhook.key_id) AS owner,
            CASE WHEN (webhook.lease_ends_at IS NULL OR webhook.lease_ends_at < @Now OR webhook.lease_id = @Lease)
                AND (webhook.pause_ends_at IS NULL OR webhook.pause_ends_at <= @Now)
                AND (webhook.position < head.seq OR EXISTS (
                    SELECT 1 FROM webhook_messages AS message
                    WHERE message.webhook_id = webhook.id AND message.status = 'waiting' AND message.due_at <= @Now)) THEN 1 ELSE 0 END AS is_due
        FROM journal_head AS head
        JOIN webhooks AS webhook ON webhook.status = 'enabled'
        LEFT JOIN access_keys AS access_key ON access_key.id = webhook.key_id
        WHERE head.id = 1
        """;

    public static readonly SqlText Lease = """
        UPDATE webhooks SET lease_id = @Lease, lease_ends_at = @Until WHERE id = @Id AND (lease_ends_at IS NULL OR lease_ends_at < @Now OR lease_id = @Lease)
        """;

    public static readonly SqlText Release = "UPDATE webhooks SET lease_id = NULL, lease_ends_at = NULL WHERE id = @Id AND lease_id = @Lease";

    /// <summary>A webhook as who rings it needs it.</summary>
    public static readonly SqlText Ringing = """
        SELECT id, document, position, secret, previous_secret, previous_ends_at, failures, is_slow
        FROM webhooks
        WHERE id = @Id AND status = 'enabled'
        """;

    // Who was quicker, or was told to begin elsewhere, has moved it.
    public static readonly SqlText Advance = "UPDATE webhooks SET position = @To WHERE id = @Id AND position = @From AND status = 'enabled'";

    // A ping or a change that came meanwhile has ended the pause: it does not begin again.
    public static readonly SqlText Took = """
        UPDATE webhooks SET is_slow = @IsSlow, failures = @Failures, pause_ends_at = @PauseEndsAt WHERE id = @Id AND failures = @Known
        """;

    /// <summary>It is tried again at once.</summary>
    public static readonly SqlText Resume = "UPDATE webhooks SET failures = 0, pause_ends_at = NULL WHERE id = @Id";

    public static readonly SqlText Make = """
        INSERT INTO webhook_messages (id, webhook_id, seq, type, body, status, attempts, due_at, created_at)
        VALUES (@Id, @Webhook, @Seq, @Type, @Body, 'waiting', 0, @DueAt, @Now)
        """;

    // Differs only in how each engine says "the first".
    public static readonly SqlText Due = new(
        Sqlite: $"SELECT {Message} {IsDue} LIMIT @Limit",
        SqlServer: $"SELECT TOP (@Limit) {Message} {IsDue}");

    const string Message = "id, seq, type, body, attempts, created_at";

    const string IsDue = """
        FROM webhook_messages
        WHERE webhook_id = @Id AND status = 'waiting' AND due_at <= @Now
        ORDER BY due_at, id
        """;

    /// <summary>The oldest message that is due: its attempts keep to the schedule, whatever else waits.</summary>
    public static readonly SqlText Trial = $"""
        SELECT {Message} FROM webhook_messages
        WHERE id = (SELECT MIN(due.id) FROM webhook_messages AS due WHERE due.webhook_id = @Id AND due.status = 'waiting' AND due.due_at <= @Now)
        """;

    // One that came through stays so, whoever tried it beside.
    public static readonly SqlText Settle = "UPDATE webhook_messages SET status = @Status, attempts = @Attempts, due_at = @DueAt WHERE id = @Id AND status = 'waiting'";

    public static readonly SqlText Log = """
        INSERT INTO webhook_attempts (id, webhook_id, message, seq, type, attempt, attempted_at, milliseconds, outcome, status, next_at)
        VALUES (@Id, @Webhook, @Message, @Seq, @Type, @Attempt, @AttemptedAt, @Milliseconds, @Outcome, @Status, @NextAt)
        """;

    /// <summary>Whether something has come through since a moment.</summary>
    public static readonly SqlText CameThrough = "SELECT COUNT(*) FROM webhook_attempts WHERE webhook_id = @Id AND attempted_at >= @Since AND outcome = 'delivered'";

    public static readonly SqlText CleanMessages = "DELETE FROM webhook_messages WHERE created_at < @Before AND status <> 'waiting'";

    public static readonly SqlText CleanAttempts = "DELETE FROM webhook_attempts WHERE attempted_at < @Before";
}
