using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Data;

/// <summary>One change, without the record: what is read of it before it is known who may see the rest.</summary>
record EntryHead
{
    public required long Seq { get; init; }
    public required Instant RecordedAt { get; init; }
    public required string Type { get; init; }
    public required string ResourceType { get; init; }
    public required Guid ResourceId { get; init; }
    public required long Version { get; init; }
    public required string Institutions { get; init; }
    public required string Actor { get; init; }
    public required string RequestId { get; init; }
    public string? Reason { get; init; }
    public string EntryHash { get; init; } = "";

    /// <summary>Bytes of the document as the database keeps it; only where the entry was read without it.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public long Size { get; init; }
}

/// <summary>One change, as the journal keeps it.</summary>
sealed record JournalEntry : EntryHead
{
    public required string Document { get; init; }

    /// <summary>The leaf hash of RFC 6962 (section 2.1) over <see cref="Bytes"/>: SHA-256 of a zero byte and the entry, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData([0, .. Bytes()]));

    /// <summary>The entry's exact bytes: JSON in this order of members, the stored texts of institutions, actor and document as they stand.</summary>
    public byte[] Bytes() => Json.Bytes(new JsonObject
    {
        ["seq"] = Seq,
        ["recordedAt"] = TimeText.Of(RecordedAt),
        ["type"] = Type,
        ["resourceType"] = ResourceType,
        ["resourceId"] = ResourceId.ToString(),
        ["version"] = Version,
        ["institutions"] = Institutions,
        ["actor"] = Actor,
        ["requestId"] = RequestId,
        ["reason"] = Reason,
        ["document"] = Document,
    });
}

/// <summary>Who made a change, as the journal keeps it.</summary>
sealed record Actor(Role Role, Guid? Institution, string? Key);
