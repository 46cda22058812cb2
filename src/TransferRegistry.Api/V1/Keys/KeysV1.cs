using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Keys;

/// <summary>Keys, and who one is, over HTTP, version 1.</summary>
static class KeysV1
{
    public static void MapKeysV1(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/me", Me).WithTags("Keys").WithName("getMe").RequireAuthorization(AccessPolicies.Key);
        var group = v1.MapGroup("/keys").WithTags("Keys");
        group.MapGet("/", List).WithName("listKeys").RequireAuthorization(AccessPolicies.Key);
        group.MapPost("/", Create).WithName("createKey").RequireAuthorization(AccessPolicies.Write);
        group.MapDelete("/{id:guid}", Revoke).WithName("revokeKey").RequireAuthorization(AccessPolicies.Write);
    }

    /// <summary>Who am I</summary>
    /// <remarks>
    /// What the registry takes the bearer of this key for: the role, the institution it acts for, and how much one request may carry. A good first call.
    /// </remarks>
    static async Task<Ok<MeV1>> Me(Caller caller, ReferenceReader references, RateLimits limits)
    {
        var names = await references.Read(new ReferenceBatch().Institution(caller.InstitutionId));
        return TypedResults.Ok(new MeV1
        {
            Role = caller.Role!.Value.ToV1(),
            Institution = names.Institution(caller.InstitutionId).ToV1(),
            Region = caller.Region,
            KeyId = Guid.TryParse(caller.Key, out var id) ? id : null,
            Limits = new() { BodyBytes = BodyLimit.Default.Bytes, PostingBytes = BodyLimit.Posting.Bytes, PageSize = 500, RequestsPerMinute = limits.RequestsPerMinute is > 0 and var most ? most : null },
        });
    }

    /// <summary>List keys</summary>
    /// <remarks>
    /// The keys of your own institution, revoked and expired ones included; auditors and the operator see all. The secret itself is never shown again:
    /// a key is told from another by its handle, which is its second part.
    /// </remarks>
    static async Task<ListResult<KeyV1>> List(Query<KeyQuery> query, Paginator paginator, ReferenceReader references, Caller caller)
    {
        var filter = new ListFilter().By(KeyStore.VisibleTo(caller), new Dictionary<string, object?> { ["Institution"] = caller.InstitutionId });
        return await paginator.Query<AccessKeyRow, KeyV1>(KeySql.List, filter, query.Value, async rows =>
        {
            var keys = rows.Select(row => (Key: row.As<AccessKey>(), row.LastUsedAt)).ToList();
            var names = await references.Read(new ReferenceBatch().Institution(keys.Select(row => row.Key.Institution)));
            return [.. keys.Select(row => KeyV1.Of(row.Key, row.LastUsedAt, names))];
        });
    }

    /// <summary>Create a key</summary>
    /// <remarks>
    /// The answer holds the key, once and never again: the registry keeps only its hash. The operator creates keys for anybody;
    /// the bearer of a department's or museum's key creates further ones of the same role for the same institution, for no other region and for no longer
    /// than its own: they expire with it where nothing is said, and are revoked with it.
    /// </remarks>
    static async Task<Created<NewKeyV1>> Create(Body<KeyRequestV1> body, KeyStore keys, ReferenceReader references, Links links, Work work)
    {
        var findings = new Findings();
        var institution = await references.Institution(body.Value.Institution, "/institution", findings);
        MayGive(body.Value, institution, work.Caller, findings);
        var (record, key) = await keys.Create(new()
        {
            Id = work.NewId(), Version = 1, Handle = "", Role = body.Value.Role.OfV1(), Institution = institution, CreatedAt = work.Now,
            Region = body.Value.Region, ExpiresAt = body.Value.ExpiresAt,
        }, findings);
        var names = await references.Read(new ReferenceBatch().Institution(record.Institution));
        return TypedResults.Created(links.To($"/keys/{record.Id}"), NewKeyV1.Of(record, key, names));
    }

    /// <summary>Revoke a key</summary>
    /// <remarks>
    /// From the next request on it opens nothing, and it can't be brought back; the same goes for the keys that a department or a museum has made with it,
    /// and with those. What the operator's keys have made stays, and so does the key you ask with: to rotate a key, create a new one with it, use that, and revoke the old one with it.
    /// Revoking a revoked key changes nothing more.
    /// </remarks>
    static async Task<NoContent> Revoke(Guid id, KeyStore keys)
    {
        await keys.Revoke(id);
        return TypedResults.NoContent();
    }

    // Nobody gives more than they have: another role, institution or region is the operator's to give.
    static void MayGive(KeyRequestV1 asked, Guid? institution, Caller caller, Findings findings)
    {
        if (caller.Role is Role.Admin || findings.Refused.Count > 0)
            return;
        // A token lasts an hour, a key may last for ever.
        if (!Guid.TryParse(caller.Key, out _))
            throw Faults.KeysWithKeys.Because();
        if (asked.Role.OfV1() != caller.Role || institution is null || institution != caller.InstitutionId)
            throw Faults.KeysOfOwnRole.Because();
        if (asked.Region is not null && asked.Region != caller.Region)
            throw Faults.KeyOfAnotherRegion.Because();
    }
}

/// <summary>A key that is asked for.</summary>
public sealed record KeyRequestV1
{
    /// <summary>What its bearer may do.</summary>
    public required RoleV1 Role { get; init; }
    /// <summary>The institution it acts for: its id or code. Needed for a department's and a museum's key.</summary>
    public Reference? Institution { get; init; }
    /// <summary>A department's region, ISO 3166-2; where nothing is said that of the key it is made with, else its institution's.</summary>
    [RegularExpression("^[A-Z]{2}-[A-Z0-9]{1,3}$")] public string? Region { get; init; }
    /// <summary>When it ceases to open anything; where nothing is said, with the key it is made with, and never if an operator makes it.</summary>
    public Instant? ExpiresAt { get; init; }
}

/// <summary>A key just made.</summary>
public sealed record NewKeyV1 : IToldOnce
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>What its bearer may do.</summary>
    public required RoleV1 Role { get; init; }
    /// <summary>The institution it acts for.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>A department's region, where the key names one.</summary>
    public string? Region { get; init; }
    /// <summary>When it ceases to open anything.</summary>
    public Instant? ExpiresAt { get; init; }
    /// <summary>The key itself, here and never again: it is left out where the request is answered a second time (Idempotency-Key). Send it as Authorization: Bearer.</summary>
    public string? Key { get; init; }

    object IToldOnce.Repeated => this with { Key = null };

    internal static NewKeyV1 Of(AccessKey record, RegistryKey key, ResolvedReferences names) => new()
    {
        Id = record.Id, Role = record.Role.ToV1(), Institution = names.Institution(record.Institution).ToV1(), Region = record.Region,
        ExpiresAt = record.ExpiresAt, Key = key.Text,
    };
}

/// <summary>A key, without what makes it one.</summary>
public sealed record KeyV1
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>The second part of the key, by which its bearer knows it.</summary>
    public required string Handle { get; init; }
    /// <summary>What its bearer may do.</summary>
    public required RoleV1 Role { get; init; }
    /// <summary>The institution it acts for.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>A department's region, where the key names one.</summary>
    public string? Region { get; init; }
    /// <summary>true: a well-known key of the sample, which is taken in development only.</summary>
    public bool? Sample { get; init; }
    /// <summary>When it was made.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it ceases to open anything.</summary>
    public Instant? ExpiresAt { get; init; }
    /// <summary>The id of the key it was made with; absent for one made with the key that the configuration sets.</summary>
    public Guid? CreatedBy { get; init; }
    /// <summary>When it was revoked.</summary>
    public Instant? RevokedAt { get; init; }
    /// <summary>When it was last used, to the minute; absent where it never was.</summary>
    public Instant? LastUsedAt { get; init; }

    internal static KeyV1 Of(AccessKey key, Instant? lastUsedAt, ResolvedReferences names) => new()
    {
        Id = key.Id, Handle = key.Handle, Role = key.Role.ToV1(), Institution = names.Institution(key.Institution).ToV1(), Region = key.Region,
        Sample = key.Sample ? true : null, CreatedAt = key.CreatedAt, CreatedBy = key.CreatedBy, ExpiresAt = key.ExpiresAt, RevokedAt = key.RevokedAt, LastUsedAt = lastUsedAt,
    };
}

/// <summary>Who a key's bearer is to the registry.</summary>
public sealed record MeV1
{
    /// <summary>What the bearer may do.</summary>
    public required RoleV1 Role { get; init; }
    /// <summary>The institution the bearer acts for.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>A department's region, ISO 3166-2.</summary>
    public string? Region { get; init; }
    /// <summary>The key's id in the list of keys; absent for the key that the configuration sets.</summary>
    public Guid? KeyId { get; init; }
    /// <summary>How much one request may carry.</summary>
    public required LimitsV1 Limits { get; init; }
}

/// <summary>How much one request may carry.</summary>
public sealed record LimitsV1
{
    /// <summary>Bytes of a JSON body.</summary>
    public required long BodyBytes { get; init; }
    /// <summary>Bytes of a posting of agreements or transfers.</summary>
    public required long PostingBytes { get; init; }
    /// <summary>Records a page of a list, at the most.</summary>
    public required int PageSize { get; init; }
    /// <summary>Requests a minute with one credential; absent where they are not counted.</summary>
    public int? RequestsPerMinute { get; init; }
}

/// <summary>The parameters of the list of keys.</summary>
public sealed record KeyQuery : ListQuery;
