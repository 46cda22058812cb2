using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Custody;

/// <summary>A transfer that has an item for some days, or will.</summary>
sealed record Occupation
{
    public required Guid ItemId { get; init; }
    public required Guid TransferId { get; init; }
    public required string Status { get; init; }
    public required Guid ToId { get; init; }
    public required Guid HolderId { get; init; }
    public LocalDate? ReservedFrom { get; init; }
    public LocalDate? ReservedTo { get; init; }
    public LocalDate? DueBackOn { get; init; }
}

/// <summary>Where every item is and was: folded from the acts, and kept beside them in the act's own unit of work.</summary>
sealed class CustodyLedger(Work work, RegistryTime time)
{
    /// <summary>The chains of items, each from its first holder through all its acts.</summary>
    /// <param name="items">The items.</param>
    /// <param name="without">An act that is judged anew, and therefore left out.</param>
    public async Task<IReadOnlyDictionary<Guid, Chain>> Chains(IReadOnlyCollection<Guid> items, Guid? without = null)
    {
        var ids = new { Ids = Json.Write(items) };
        var acts = (await work.List<ActRow>(CustodySql.Acts, ids)).Where(row => row.TransferId != without).ToLookup(row => row.ItemId);
        return (await work.List<FirstRow>(CustodySql.First, ids)).ToDictionary(row => row.Id, row =>
            Chain.Of(new Holding(row.FirstOwnerId, row.FirstHolderId, row.FirstHolderId),
                acts[row.Id].Select(act => act.Act(time))));
    }

    public async Task<Chain> ChainOf(Guid item) => (await Chains([item]))[item];

    /// <summary>Writes the ledger of the items anew: after any act that moved them, or no longer does.</summary>
    public async Task Rewrite(IReadOnlyCollection<Guid> items)
    {
        await work.Write(CustodySql.Forget, new { Ids = Json.Write(items) });
        foreach (var (item, chain) in await Chains(items))
        {
            foreach (var interval in chain.Intervals)
            {
                await work.WriteOne(CustodySql.Write, new
                {
                    ItemId = item,
                    interval.Position,
                    interval.Holding.Owner,
                    interval.Holding.NormalCustodian,
                    interval.Holding.Custodian,
                    Since = interval.Since?.Text,
                    interval.SinceEarliest,
                    interval.SinceLatest,
                    interval.UntilEarliest,
                    interval.By,
                    interval.EndedBy,
                    IsGap = interval.Gap,
                    IsLast = interval.IsOpen,
                });
            }
        }
    }

    /// <summary>Who else has the items, or will, beside the transfer itself.</summary>
    public async Task<ILookup<Guid, Occupation>> Occupations(Guid transfer, IReadOnlyCollection<Guid> items) =>
        (await work.List<Occupation>(CustodySql.Occupations, new { Transfer = transfer, Ids = Json.Write(items) })).ToLookup(occupation => occupation.ItemId);

    sealed record FirstRow
    {
        public required Guid Id { get; init; }
        public required Guid FirstHolderId { get; init; }
        public required Guid FirstOwnerId { get; init; }
    }

    sealed record ActRow
    {
        public required Guid ItemId { get; init; }
        public required Guid TransferId { get; init; }
        public required Guid FromId { get; init; }
        public required Guid ToId { get; init; }
        public required string LegalEffect { get; init; }
        public string? CustodyOn { get; init; }
        public required Instant MovedAt { get; init; }
        public required bool IsRecorded { get; init; }

        public Act Act(RegistryTime time) => new()
        {
            TransferId = TransferId,
            From = FromId,
            To = ToId,
            Effect = Json.Meaning<LegalEffect>(LegalEffect),
            On = CustodyOn is null ? null : Edtf.Parse(CustodyOn),
            RecordedOn = time.DayOf(MovedAt),
            Order = TimeText.Microseconds(MovedAt),
            IsRecorded = IsRecorded,
        };
    }
}
