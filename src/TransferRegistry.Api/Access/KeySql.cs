using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Access;

static class KeySql
{
    public static readonly SqlList List = new(
        "access_key.id, access_key.document, key_use.last_used_at", "access_keys AS access_key LEFT JOIN key_uses AS key_use ON key_use.key_id = access_key.id", "access_key.id", new Dictionary<string, SqlText>
        {
            ["id"] = "access_key.id = @Id",
            ["handle"] = "access_key.handle = @Handle",
            ["institution"] = "access_key.institution_id = @Institution",
        });

    /// <summary>Keys, with what it takes to know their bearers.</summary>
    public static readonly SqlList Bearers = new(
        "access_key.id, access_key.document, access_key.secret_hash, institution.region AS institution_region",
        "access_keys AS access_key LEFT JOIN institutions AS institution ON institution.id = access_key.institution_id", "access_key.id",
        new Dictionary<string, SqlText> { ["id"] = "access_key.id = @Id", ["handle"] = "access_key.handle = @Handle" });

    /// <summary>The institution that a token names, by a code that it may have given up.</summary>
    public static readonly SqlList Institutions = new("institution.id, institution.region, institution.merged_into_id", "institutions AS institution", "institution.id",
        new Dictionary<string, SqlText> { ["id"] = "institution.id = @Id", ["code"] = ReferenceSql.WhoseCode("@Code") });

    public static readonly SqlText Insert = """
        INSERT INTO access_keys (id, handle, secret_hash, role, institution_id, region, sample, expires_at, document, version, created_at)
        VALUES (@Id, @Handle, @SecretHash, @Role, @Institution, @Region, @Sample, @ExpiresAt, @Document, @Version, @CreatedAt)
        """;

    // What is later stands: instances write down what they have seen in any order.
    public static readonly SqlText Use = "UPDATE key_uses SET last_used_at = @At WHERE key_id = @Key AND last_used_at < @At";

    public static readonly SqlText Uses = "SELECT COUNT(*) FROM key_uses WHERE key_id = @Key";

    public static readonly SqlText FirstUse = "INSERT INTO key_uses (key_id, last_used_at) VALUES (@Key, @At)";

    /// <summary>Taken before it is read, so that of two revocations the second finds the first.</summary>
    public static readonly SqlText Take = "UPDATE access_keys SET version = version WHERE id = @Id";

    /// <summary>Taken by who makes a key with one of them and by who revokes one, so that none is made unseen with a key that goes.</summary>
    public static readonly SqlText TakeInstitutions = "UPDATE access_keys SET version = version WHERE institution_id = @Institution";

    public static readonly SqlText Reassign = SqlRows.NextVersions("access_keys", "id, institution_id, document, version", "@Id, @Institution, @Document, @Version",
        "institution_id = given.institution_id, document = given.document, version = given.version");

    public static readonly SqlText Revoke = SqlRows.NextVersions("access_keys", "id, revoked_at, document, version", "@Id, @RevokedAt, @Document, @Version",
        "revoked_at = given.revoked_at, document = given.document, version = given.version");
}
