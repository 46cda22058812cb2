using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Reading.Changes;

/// <summary>An entry of the journal, as far as the caller may see it.</summary>
sealed record Change
{
    public required long Seq { get; init; }
    public required Instant RecordedAt { get; init; }
    /// <summary>What happened: agreement.signed. access.withdrawn: what, is no more for the caller to see.</summary>
    public required string Type { get; init; }
    public required string EntryHash { get; init; }
    public required string ResourceType { get; init; }
    public required Guid ResourceId { get; init; }
    /// <summary>Null where the caller no longer sees the record.</summary>
    public long? Version { get; init; }
    /// <summary>The record's absolute address; a key has none.</summary>
    public Uri? Href { get; init; }
    public AccessChange? Access { get; init; }
    public IReadOnlyList<InstitutionReference>? Institutions { get; init; }
    /// <summary>The role of who did it; null where that is not told.</summary>
    public Role? Actor { get; init; }
    public InstitutionReference? ActorInstitution { get; init; }
    public string? RequestId { get; init; }
    public string? Reason { get; init; }
    /// <summary>The whole entry, where records were asked for and the caller is told of this one.</summary>
    public JournalEntry? Entry { get; init; }
}

/// <summary>What has become of the caller's access to a record.</summary>
enum AccessChange
{
    Granted,
    Withdrawn,
}
