namespace TransferRegistry.Api.Data;

/// <summary>The journal is written in two statements, and read by whoever may.</summary>
static class JournalSql
{
    // Taken last and held to commit: numbers appear in order and without gaps, and recorded_at always rises.
    public static readonly SqlText Advance = """
        UPDATE journal_head
        SET seq = seq + @By,
            recorded_microsecond = CASE WHEN recorded_microsecond >= @Now THEN recorded_microsecond + @By ELSE @Now + @By - 1 END
        WHERE id = 1
        """;

    // Read back behind the row's own lock, not by OUTPUT: a server was met whose OUTPUT gives waiting writers the number from before the wait.
    public static readonly SqlText Head = "SELECT seq, recorded_microsecond FROM journal_head WHERE id = 1";

    /// <summary>How far the journal goes; also what tells that a database can be read.</summary>
    public static readonly SqlText Position = "SELECT seq FROM journal_head WHERE id = 1";

    public static readonly SqlText Append = """
        INSERT INTO journal (seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, reason, document, entry_hash)
        VALUES (@Seq, @RecordedAt, @Type, @ResourceType, @ResourceId, @Version, @Institutions, @Actor, @RequestId, @Reason, @Document, @EntryHash)
        """;

    const string Columns = "seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, reason, document, entry_hash";

    public static readonly SqlText Version = $"""
        SELECT {Columns} FROM journal
        WHERE resource_type = @ResourceType AND resource_id = @ResourceId AND version = @Version
        """;

    // Differs only in how each engine says "the first".
    public static readonly SqlText AsOf = new(
        Sqlite: $"SELECT {Columns} {RecordedBy} LIMIT 1",
        SqlServer: $"SELECT TOP (1) {Columns} {RecordedBy}");

    const string RecordedBy = """
        FROM journal
        WHERE resource_type = @ResourceType AND resource_id = @ResourceId AND recorded_at <= @AsOf
        ORDER BY version DESC
        """;

    // Differs only in how each engine says "the first".
    public static readonly SqlText Next = new(
        Sqlite: $"SELECT {Columns} {Later} LIMIT 1",
        SqlServer: $"SELECT TOP (1) {Columns} {Later}");

    const string Later = """
        FROM journal
        WHERE resource_type = @ResourceType AND resource_id = @ResourceId AND version > @After
        ORDER BY version
        """;
}
