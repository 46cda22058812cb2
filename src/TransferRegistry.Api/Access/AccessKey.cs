using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Access;

/// <summary>A key in the list of keys, with its last use.</summary>
sealed record AccessKeyRow : Data.DocumentRow
{
    public Instant? LastUsedAt { get; init; }
}

/// <summary>A key, with what it takes to know its bearer.</summary>
sealed record BearerRow : Data.DocumentRow
{
    public required string SecretHash { get; init; }
    public string? InstitutionRegion { get; init; }
}

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
    /// <summary>The key it was made with; none for one made with the key that the configuration sets.</summary>
    public Guid? CreatedBy { get; init; }
    public Instant? RevokedAt { get; init; }
    public required Instant CreatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "key";

    [JsonIgnore] public IEnumerable<Guid> Institutions => Institution is { } own ? [own] : [];

    /// <summary>Why the key opens nothing now; null when it does.</summary>
    public Refusal? Refusal(Instant now, bool takesSamples) => this switch
    {
        { RevokedAt: not null } => Faults.KeyRevoked.Because(),
        { ExpiresAt: { } end } when end <= now => Faults.KeyExpired.Because(("expiresAt", end)),
        { Sample: true } when !takesSamples => Faults.SampleKey.Because(),
        _ => null,
    };

    public void Check(Findings findings, Instant now)
    {
        if (Role is Role.Department or Role.Museum && Institution is null)
            findings.Refuse(Faults.MissingMember.At("/institution", ("member", "institution")));
        if (Region is not null && Role is not Role.Department)
            findings.Refuse(Faults.RegionOfNoDepartment.At("/region", ("role", Json.ToWire(Role))));
        else if (Region is not null && !Regions.IsKnown(Region[..2], Region))
            findings.Refuse(Regions.Fault(Region[..2], Region, "/region"));
        if (ExpiresAt <= now)
            findings.Refuse(Faults.ExpiredAlready.At("/expiresAt", ("expiresAt", ExpiresAt), ("now", now)));
    }

    /// <summary>
    /// The key as its maker's key gives it: for no other region and for no longer than that. An operator's key gives any.
    /// </summary>
    public AccessKey MadeWith(AccessKey maker, Findings findings)
    {
        if (maker.Role is Role.Admin)
            return this with { CreatedBy = maker.Id };
        if (ExpiresAt > maker.ExpiresAt)
            findings.Refuse(Faults.OutlivesItsMaker.At("/expiresAt", ("most", maker.ExpiresAt)));
        return this with { CreatedBy = maker.Id, ExpiresAt = ExpiresAt ?? maker.ExpiresAt, Region = Region ?? maker.Region };
    }

    /// <summary>
    /// What goes with it when it is revoked: what was made with it, and with those; not what the operator gave, nor the key that asks for it and what was made with that: so a key is rotated.
    /// </summary>
    public IReadOnlyList<AccessKey> Descendants(IReadOnlyList<AccessKey> keys, Guid? asking)
    {
        var found = new List<AccessKey> { this };
        if (Role is not Role.Admin)
            for (var next = 0; next < found.Count; next++)
                found.AddRange(keys.Where(key => key.CreatedBy == found[next].Id && key.Id != asking));
        return found[1..];
    }

    /// <summary>Whom its bearer is taken for.</summary>
    /// <param name="institutionRegion">The region of its institution: a department's where the key names none.</param>
    public Caller Bearer(string? institutionRegion) => new(Role, Institution, Role is Role.Department ? Region ?? institutionRegion : null, Id.ToString(), ExpiresAt);

    public AccessKey Revoked(Instant now) => this with { RevokedAt = now, Version = Version + 1 };
}
