using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Keys;

/// <summary>What a key lets its bearer do, for whom, and until when. The secret is no part of the record, nor its hash.</summary>
sealed record AccessKey : IRecord
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    public required string Handle { get; init; }
    public required Role Role { get; init; }
    public Guid? Institution { get; init; }
    public string? Region { get; init; }
    /// <summary>Known to everybody, and so refused outside development.</summary>
    public bool Sample { get; init; }
    public Instant? ExpiresAt { get; init; }
    public Instant? RevokedAt { get; init; }
    public required Instant CreatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "key";

    [JsonIgnore] public IEnumerable<Guid> Institutions => Institution is { } own ? [own] : [];

    /// <summary>Why the key opens nothing now; null when it does.</summary>
    public string? Refusal(Instant now, bool takesSamples) => this switch
    {
        { RevokedAt: not null } => "This key was revoked.",
        { ExpiresAt: { } end } when end <= now => $"This key expired at {TimeText.Of(end)}.",
        { Sample: true } when !takesSamples => "This is a sample key; they are taken in development only.",
        _ => null,
    };

    public void Check(Findings findings, Instant now)
    {
        if (Role is Role.Department or Role.Museum && Institution is null)
            findings.Refuse(Faults.MissingMember.At("/institution", ("member", "institution")));
        if (Region is not null && Role is not Role.Department)
            findings.Refuse(Faults.RegionOfNoDepartment.At("/region", ("role", Json.Word(Role))));
        else if (Region is not null && !Regions.IsKnown(Region[..2], Region))
            findings.Refuse(Faults.OldRegion.At("/region", ("region", Region), ("country", Region[..2]), ("hint", Regions.Hint(Region[..2], Region))));
        if (ExpiresAt <= now)
            findings.Refuse(Faults.ExpiredAlready.At("/expiresAt", ("expiresAt", TimeText.Of(ExpiresAt.Value)), ("now", TimeText.Of(now))));
    }

    public AccessKey Revoked(Instant now) => this with { RevokedAt = now, Version = Version + 1 };
}
