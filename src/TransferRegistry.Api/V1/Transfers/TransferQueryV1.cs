using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Http.Paging;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>The filters of the list of transfers; those given all apply.</summary>
public sealed record TransferQuery : ListQuery
{
    /// <summary>Words, or beginnings of words, in numbers, item names, institutions' names, notes.</summary>
    public string? Q { get; set; }
    /// <summary>Under this agreement: its id or registry number.</summary>
    public string? Agreement { get; set; }
    /// <summary>With this item: its id or registry number.</summary>
    public string? Item { get; set; }
    /// <summary>With an item that has or had this inventory number.</summary>
    public string? InventoryNumber { get; set; }
    /// <summary>Handed over by this institution: its id or code.</summary>
    public string? From { get; set; }
    /// <summary>Received by this institution: its id or code.</summary>
    public string? To { get; set; }
    /// <summary>On either side: its id or code.</summary>
    public string? Institution { get; set; }
    /// <summary>What it is for.</summary>
    public TransferKindV1? Kind { get; set; }
    /// <summary>Where it stands.</summary>
    public TransferStatusV1? Status { get; set; }
    /// <summary>With a side in this region, ISO 3166-2.</summary>
    public string? Region { get; set; }
    /// <summary>
    /// Custody passed on this day or later: received then or, where that day is not known, handed over. Acts that have not come to that are left out.
    /// </summary>
    public LocalDate? MovedFrom { get; set; }
    /// <summary>Custody passed on this day or earlier.</summary>
    public LocalDate? MovedTo { get; set; }
    /// <summary>Handed over on this day or later.</summary>
    public LocalDate? HandedOverFrom { get; set; }
    /// <summary>Handed over on this day or earlier.</summary>
    public LocalDate? HandedOverTo { get; set; }
    /// <summary>For dates that are partly unknown: possible (where nothing is said) or certain.</summary>
    public DateMatchV1? Match { get; set; }
    /// <summary>Due back before this day.</summary>
    public LocalDate? DueBefore { get; set; }
    /// <summary>The day that the derived facts (overdue, dueSoon, outstanding, closed, unacknowledged, discrepancyOpen) are asked and told for; today where nothing is said.</summary>
    public LocalDate? On { get; set; }
    /// <summary>true: something is out after the day it was due back; false: all others.</summary>
    public bool? Overdue { get; set; }
    /// <summary>true: something is out and due back within 30 days; false: all others.</summary>
    public bool? DueSoon { get; set; }
    /// <summary>true: loans on which something is out; false: all others.</summary>
    public bool? Outstanding { get; set; }
    /// <summary>true: loans on which nothing is out any more; false: temporary transfers that have not come to that.</summary>
    public bool? Closed { get; set; }
    /// <summary>true: a line was missing, refused or short at receipt, and no correcting act has spoken of it; false: all others.</summary>
    public bool? DiscrepancyOpen { get; set; }
    /// <summary>The returns of this loan: its id or registry number.</summary>
    public string? ReturnsTransfer { get; set; }
    /// <summary>The correcting acts of this act: its id or registry number.</summary>
    public string? CorrectsTransfer { get; set; }
    /// <summary>true: handed over or recorded, and not confirmed by the receiving side; false: all others.</summary>
    public bool? Unacknowledged { get; set; }
    /// <summary>What the record rests on.</summary>
    public EvidenceV1? Evidence { get; set; }
    /// <summary>The registry number.</summary>
    public string? RegistryNumber { get; set; }
    /// <summary>The poster's own reference.</summary>
    public string? ExternalRef { get; set; }
    /// <summary>me: waits for my confirmation of receipt.</summary>
    [AllowedValues("me")] public string? Awaiting { get; set; }
}
