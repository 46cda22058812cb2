using System.ComponentModel.DataAnnotations;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>Whether and how an agreement is renewed.</summary>
public sealed record RenewalV1
{
    /// <summary>How it goes on after its end.</summary>
    public required RenewalKindV1 Kind { get; init; }
    /// <summary>For how long each time, as an ISO 8601 duration: P1Y.</summary>
    [RegularExpression("^P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,5}D)?$")] public string? Period { get; init; }
    /// <summary>How many days before the end notice is given.</summary>
    [Range(0, 36_500)] public int? NoticeDays { get; init; }
}
