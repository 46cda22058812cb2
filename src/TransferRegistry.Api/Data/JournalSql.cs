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

    // Differs in that SQL Server would wait here for whoever is about to commit, and behind all who wait to.
    // A moment that is not kept after all is only a later one.
    /// <summary>The moment of the journal's last entry, in microseconds, or of one that is about to be.</summary>
    public static readonly SqlText LastMoment = new(
        Sqlite: "SELECT recorded_microsecond FROM journal_head WHERE id = 1",
        SqlServer: "SELECT recorded_microsecond FROM journal_head WITH (READUNCOMMITTED) WHERE id = 1");

    public static readonly SqlText Append = """
        INSERT INTO journal (seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, reason, document, entry_hash)
        VALUES (@Seq, @RecordedAt, @Type, @ResourceType, @ResourceId, @Version, @Institutions, @Actor, @RequestId, @Reason, @Document, @EntryHash)
        """;

    const string Columns = "seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, reason, document, entry_hash";

    const string Heads = "seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, reason, entry_hash";

    /// <summary>The journal read forward, without the records: who may see them is not known yet.</summary>
    // Differs in how each engine says "the first" and "how long".
    public static readonly SqlText Forward = new(
        Sqlite: $"SELECT {Heads}, octet_length(document) AS size FROM journal WHERE seq > @After ORDER BY seq LIMIT @Limit",
        SqlServer: $"SELECT TOP (@Limit) {Heads}, DATALENGTH(document) AS size FROM journal WHERE seq > @After ORDER BY seq");

    const string Then = "SELECT entry.resource_id AS id, entry.document FROM journal AS entry WHERE entry.resource_type = @ResourceType AND entry.resource_id";

    const string SinceChanged = """
        AND entry.version = (
            SELECT MAX(prior.version) FROM journal AS prior
            WHERE prior.resource_type = @ResourceType AND prior.resource_id = entry.resource_id AND prior.seq <= @Seq)
        AND EXISTS (
            SELECT 1 FROM journal AS later
            WHERE later.resource_type = @ResourceType AND later.resource_id = entry.resource_id AND later.version > entry.version)
        """;

    // Differs only in how each engine opens a JSON array.
    /// <summary>Of records that have changed since an entry, what they were at that entry.</summary>
    public static readonly SqlText ChangedSince = new(Sqlite: $"{Then} {Ids.Sqlite}\n{SinceChanged}", SqlServer: $"{Then} {Ids.SqlServer}\n{SinceChanged}");

    /// <summary>The hash of one entry.</summary>
    public static readonly SqlText HashOf = "SELECT entry_hash FROM journal WHERE seq = @Seq";

    static string Wanted(string from) => $"""
        SELECT entry.seq, entry.recorded_at, entry.type, entry.resource_type, entry.resource_id, entry.version, entry.institutions, entry.actor, entry.request_id, entry.reason,
            entry.document, entry.entry_hash
        FROM {from}
        """;

    // Differs only in how each engine opens a JSON array.
    /// <summary>Versions of records, each named by its kind, id and number.</summary>
    public static readonly SqlText Versions = new(
        Sqlite: Wanted("""
            json_each(@Wanted) AS wanted
            JOIN journal AS entry ON entry.resource_type = json_extract(wanted.value, '$.type') AND entry.resource_id = json_extract(wanted.value, '$.id')
                AND entry.version = json_extract(wanted.value, '$.version')
            """),
        SqlServer: Wanted("""
            OPENJSON(@Wanted) WITH (type nvarchar(64) '$.type', id char(36) '$.id', version bigint '$.version') AS wanted
            JOIN journal AS entry ON entry.resource_type = wanted.type COLLATE Latin1_General_100_BIN2 AND entry.resource_id = wanted.id COLLATE Latin1_General_100_BIN2
                AND entry.version = wanted.version
            """));

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

    /// <summary>The numbers of a record's versions after one, and how long each is.</summary>
    // Differs in how each engine says "the first" and "how long".
    public static readonly SqlText Sizes = new(
        Sqlite: $"SELECT version, octet_length(document) AS size {Later} LIMIT @Limit",
        SqlServer: $"SELECT TOP (@Limit) version, DATALENGTH(document) AS size {Later}");

    const string Later = """
        FROM journal
        WHERE resource_type = @ResourceType AND resource_id = @ResourceId AND version > @After
        ORDER BY version
        """;
}
