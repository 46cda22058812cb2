using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Reading.Audit;

static class AuditSql
{
    // An id holds the moment it was made at, so a walk that begins at a moment begins at an id: no entry before it is looked at.
    public static readonly SqlList Accesses = new("""
        entry.id, entry.accessed_at, entry.act, entry.role, entry.institution_id, entry.credential, entry.method, entry.path, entry.resource_type, entry.resource_id,
            entry.status, entry.code, entry.request_id
        """, "access_log AS entry", "entry.id", new Dictionary<string, SqlText>
    {
        ["from"] = "entry.id >= @From",
        ["to"] = "entry.id < @To",
        ["act"] = "entry.act = @Act",
        ["role"] = "entry.role = @Role",
        ["institution"] = "entry.institution_id = @Institution",
        ["credential"] = "entry.credential = @Credential",
        ["resource"] = "entry.resource_id = @Resource",
        ["requestId"] = "entry.request_id = @RequestId",
    });
}
