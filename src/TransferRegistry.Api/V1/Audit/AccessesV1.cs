using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Audit;
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

namespace TransferRegistry.Api.V1.Audit;

/// <summary>The access log over HTTP, version 1.</summary>
static class AccessesV1
{
    public static void MapAuditV1(this IEndpointRouteBuilder v1) =>
        v1.MapGroup("/audit").WithTags("Audit").MapGet("/access", List).WithName("listAccesses").RequireAuthorization(AccessPolicies.Audit);

    /// <summary>List who read and who was refused</summary>
    /// <remarks>
    /// For auditors and the operator: every reading of a sealed record, every export, and every request that was refused to a credential the registry knows
    /// (401, 403, and 404 at a record's address: a record that is not for the caller and one that does not exist answer alike, and are written down alike). Oldest first; sort=-id begins with the latest.
    /// </remarks>
    static async Task<ListResult<AccessV1>> List(Query<AccessQuery> query, Paginator paginator, ReferenceReader references)
    {
        var asked = query.Value;
        var filter = new ListFilter()
            .By("from", asked.From is { } from ? FirstId(from) : null)
            .By("to", asked.To is { } to ? FirstId(to + Duration.FromMilliseconds(1)) : null)
            .By("act", Json.ToWire(asked.Act))
            .By("role", Json.ToWire(asked.Role))
            .By("institution", await references.InstitutionFilter(asked.Institution))
            .By("credential", asked.Credential)
            .By("resource", asked.Resource)
            .By("requestId", asked.RequestId);
        return await paginator.Query<AccessRow, AccessV1>(AuditSql.Accesses, filter, asked, async rows =>
        {
            var names = await references.Read(new ReferenceBatch().Institution(rows.Select(row => row.InstitutionId)));
            return [.. rows.Select(row => AccessV1.Of(row, names))];
        });
    }

    // The least UUIDv7 of the moment's millisecond (RFC 9562, 5.7).
    static Guid FirstId(Instant moment)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, moment.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>What was done.</summary>
public enum AccessAct
{
    /// <summary>A sealed record was shown.</summary>
    Read,
    /// <summary>A copy of a whole list was taken.</summary>
    Exported,
    /// <summary>The request was refused.</summary>
    Denied,
}

/// <summary>One access, as it was written down.</summary>
public sealed record AccessV1
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>When.</summary>
    public required Instant At { get; init; }
    /// <summary>What was done.</summary>
    public required AccessAct Act { get; init; }
    /// <summary>The caller's role; absent where the credential itself was refused.</summary>
    public RoleV1? Role { get; init; }
    /// <summary>The institution the caller acted for.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>The public part of the credential: a key's id, "bootstrap" for the key that the configuration sets, or a token's issuer and subject.</summary>
    public required string Credential { get; init; }
    /// <summary>The request's method.</summary>
    public required string Method { get; init; }
    /// <summary>The request's path, its first 400 characters.</summary>
    public required string Path { get; init; }
    /// <summary>What kind of record it was about: agreement, transfer, event.</summary>
    public string? ResourceType { get; init; }
    /// <summary>The record's id, or what was taken for one.</summary>
    public Guid? ResourceId { get; init; }
    /// <summary>The status of the answer; of a reading that of a success.</summary>
    public required int Status { get; init; }
    /// <summary>Why it was refused: the code of the first error.</summary>
    public string? Code { get; init; }
    /// <summary>The request's id: traceId in a problem document, requestId in the journal and the log.</summary>
    public required string RequestId { get; init; }

    internal static AccessV1 Of(AccessRow row, ResolvedReferences names) => new()
    {
        Id = row.Id, At = row.AccessedAt, Act = Json.FromWire<AccessAct>(row.Act), Role = row.Role is null ? null : Json.FromWire<Role>(row.Role).ToV1(),
        Institution = names.Institution(row.InstitutionId).ToV1(), Credential = row.Credential, Method = row.Method, Path = row.Path,
        ResourceType = row.ResourceType, ResourceId = row.ResourceId, Status = (int)row.Status, Code = row.Code, RequestId = row.RequestId,
    };
}

/// <summary>The parameters of the access log.</summary>
public sealed record AccessQuery : ListQuery
{
    /// <summary>From this moment on.</summary>
    public Instant? From { get; set; }
    /// <summary>Up to this moment, its millisecond included.</summary>
    public Instant? To { get; set; }
    /// <summary>What was done.</summary>
    public AccessAct? Act { get; set; }
    /// <summary>By whom.</summary>
    public RoleV1? Role { get; set; }
    /// <summary>For which institution: its id or code.</summary>
    public string? Institution { get; set; }
    /// <summary>With which credential, as an entry names it.</summary>
    public string? Credential { get; set; }
    /// <summary>About which record: its id.</summary>
    public Guid? Resource { get; set; }
    /// <summary>In which request.</summary>
    public string? RequestId { get; set; }
}
