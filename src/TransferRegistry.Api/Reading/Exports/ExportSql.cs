using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Reading.Exports;

static class ExportSql
{
    public static readonly SqlList List = new("""
        export.id, export.status, export.attempts, export.seq, export.records, export.written, export.bytes, export.digest, export.fault, export.document, export.version, export.created_at, export.finished_at, export.expires_at
        """, "exports AS export", "export.id", new Dictionary<string, SqlText>
    {
        ["id"] = "export.id = @Id",
        ["owner"] = "export.owner = @Owner",
    });

    public static readonly SqlText Insert = """
        INSERT INTO exports (id, owner, status, attempts, written, bytes, document, version, created_at, expires_at)
        VALUES (@Id, @Owner, 'queued', 0, 0, 0, @Document, 1, @Now, @ExpiresAt)
        """;

    const string IsOpen = "status IN ('queued', 'running') AND (lease_ends_at IS NULL OR lease_ends_at < @Now)";

    /// <summary>What waits to be written, and what nobody writes on.</summary>
    public static readonly SqlText Open = $"SELECT id FROM exports WHERE {IsOpen}";

    public static readonly SqlText Claim = $"""
        UPDATE exports
        SET status = 'running', lease_id = @Lease, lease_ends_at = @Until, attempts = attempts + 1, seq = NULL, records = NULL, written = 0, bytes = 0, version = version + 1
        WHERE id = @Id AND {IsOpen}
        """;

    // Whoever has lost the lease, or whose export was deleted meanwhile, writes nothing more.
    const string IsMine = "id = @Id AND status = 'running' AND lease_id = @Lease";

    public static readonly SqlText Progress = $"""
        UPDATE exports SET seq = @Seq, records = @Records, written = @Written, bytes = @Bytes, lease_ends_at = @Until, version = version + 1 WHERE {IsMine}
        """;

    public static readonly SqlText Finish = $"""
        UPDATE exports
        SET status = 'done', seq = @Seq, records = @Records, written = @Written, bytes = @Bytes, digest = @Digest, lease_id = NULL, lease_ends_at = NULL, finished_at = @Now, expires_at = @ExpiresAt, version = version + 1
        WHERE {IsMine}
        """;

    public static readonly SqlText Fail = $"""
        UPDATE exports
        SET status = 'failed', fault = @Fault, lease_id = NULL, lease_ends_at = NULL, finished_at = @Now, expires_at = @ExpiresAt, version = version + 1
        WHERE {IsMine}
        """;

    public static readonly SqlText KeepPart = "INSERT INTO export_parts (export_id, part, content) VALUES (@Id, @Part, @Content)";

    public static readonly SqlText Part = "SELECT content FROM export_parts WHERE export_id = @Id AND part = @Part";

    public static readonly SqlText DeleteParts = "DELETE FROM export_parts WHERE export_id = @Id";

    public static readonly SqlText Delete = "DELETE FROM exports WHERE id = @Id";

    public static readonly SqlText Expired = "SELECT id FROM exports WHERE expires_at < @Now";
}
