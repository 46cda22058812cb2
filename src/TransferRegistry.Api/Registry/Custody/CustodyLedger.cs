using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Registry.Custody;

/// <summary>A transfer that has an item for some days, or will.</summary>
sealed record Reservation
{
    public required Guid ItemId { get; init; }
    public required Guid TransferId { get; init; }
    public required string Status { get; init; }
    public required Guid FromId { get; init; }
    public required Guid HolderId { get; init; }
    public LocalDate? ReservedFrom { get; init; }
    public LocalDate? ReservedTo { get; init; }
    public LocalDate? DueBackOn { get; init; }
    /// <summary>Of an open loan, where it stands among the item's intervals; absent otherwise.</summary>
    public long? Position { get; init; }

    /// <summary>Both have the item for some day.</summary>
    public bool Overlaps(Reservation other) =>
        ReservedFrom <= (other.ReservedTo ?? LocalDate.MaxIsoValue) && other.ReservedFrom <= (ReservedTo ?? LocalDate.MaxIsoValue);
}

/// <summary>Where every item is and was: folded from the acts, and kept beside them in the act's own unit of work.</summary>
sealed class CustodyLedger(Work work, RegistryTime time)
{
    /// <summary>
    /// The chains of items, each from its first holder through all its acts. A part of a set or lot has those of its whole too, up to the first of its own.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="without">An act that is judged anew, and therefore left out.</param>
    public async Task<IReadOnlyDictionary<Guid, Chain>> Chains(IReadOnlyCollection<Guid> items, Guid? without = null) => Chains(await Read(items), without);

    // What the chains of items are made of.
    async Task<(IReadOnlyDictionary<Guid, PartRow> Wholes, IReadOnlyList<ActRow> Acts, IReadOnlyList<FirstRow> First)> Read(IReadOnlyCollection<Guid> items)
    {
        var wholes = await Wholes(items);
        var acts = await work.List<ActRow>(CustodySql.Acts, new { Ids = Json.Write(items.Union(wholes.Values.Select(part => part.SplitFromId))) });
        return (wholes, acts, await work.List<FirstRow>(CustodySql.First, new { Ids = Json.Write(items) }));
    }

    Dictionary<Guid, Chain> Chains((IReadOnlyDictionary<Guid, PartRow> Wholes, IReadOnlyList<ActRow> Acts, IReadOnlyList<FirstRow> First) read, Guid? without)
    {
        var rows = read.Acts.Where(row => row.TransferId != without).ToLookup(row => row.ItemId);
        return read.First.ToDictionary(row => row.Id, row =>
        {
            var acts = Of(row.Id).ToLookup(act => act.IsLoss);
            return Chain.Of(new Holding(row.FirstOwnerId, row.FirstHolderId, row.FirstHolderId), acts[false].Select(act => act.Act(time)),
                [.. acts[true].Select(act => new Loss(act.TransferId, act.CustodyEarliest))]);
        });

        IEnumerable<ActRow> Of(Guid item)
        {
            var own = rows[item].ToList();
            return !read.Wholes.TryGetValue(item, out var part) ? own
                : own.Count == 0 ? Of(part.SplitFromId)
                : Of(part.SplitFromId).Where(act => act.MovedAt < own.Min(first => first.MovedAt)).Concat(own);
        }
    }

    /// <summary>The chain of an item's acts if it had begun otherwise.</summary>
    public async Task<Chain> ChainFrom(Holding first, Guid item)
    {
        var acts = (await work.List<ActRow>(CustodySql.Acts, new { Ids = Json.Write(new[] { item }) })).ToLookup(act => act.IsLoss);
        return Chain.Of(first, acts[false].Select(act => act.Act(time)));
    }

    /// <summary>An item that is no more has no place in the ledger.</summary>
    public async Task Close(Guid item)
    {
        var ids = new { Ids = Json.Write(new[] { item }) };
        await work.Write(CustodySql.Forget, ids);
        await work.Write(CustodySql.ForgetLoans, ids);
    }

    public async Task<Chain> ChainOf(Guid item) => (await Chains([item]))[item];

    /// <summary>
    /// The moment for an act that moves the items, whose rows are taken: now, but later than that of every act they have. A unit's own clock would not do: it may
    /// have begun before another that took the items first.
    /// </summary>
    public async Task<Instant> NextMoment(IReadOnlyCollection<Guid> items)
    {
        var wholes = await Wholes(items);
        var acts = await work.List<ActRow>(CustodySql.Acts, new { Ids = Json.Write(items.Union(wholes.Values.Select(part => part.SplitFromId))) });
        return acts.Select(act => act.MovedAt + Duration.FromTicks(10)).Append(work.Now).Max();
    }

    /// <summary>
    /// Writes the ledger of the items, and of the parts that go with them, from their acts: after any act that moved them, or no longer does. Gives the chains as
    /// they would be without one act.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, Chain>> Rewrite(IReadOnlyCollection<Guid> items, Guid? without = null)
    {
        var concerned = await WithParts(items);
        var ids = new { Ids = Json.Write(concerned) };
        await work.Write(CustodySql.Forget, ids);
        await work.Write(CustodySql.ForgetLoans, ids);
        var read = await Read(concerned);
        var chains = Chains(read, without: null);
        await work.WriteAll(CustodySql.Write, chains.SelectMany(of => of.Value.Intervals.Select(interval => new
        {
            ItemId = of.Key,
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
        })));
        await work.WriteAll(CustodySql.WriteLoan, chains.SelectMany(of => of.Value.Loans().Select(loan =>
            new { ItemId = of.Key, loan.Transfer, loan.Position, loan.SinceEarliest, loan.UntilEarliest, loan.EndedBy })));
        return without is null ? chains : Chains(read, without);
    }

    /// <summary>Who else has the items, or will, beside the transfer itself. What has taken a whole has taken its parts that have not left it.</summary>
    public async Task<ILookup<Guid, Reservation>> Reservations(Guid transfer, IReadOnlyCollection<Guid> items)
    {
        var wholes = await Wholes(items);
        var parameters = new { Transfer = transfer, Ids = Json.Write(items.Union(wholes.Values.Select(part => part.SplitFromId))) };
        var taken = (await work.List<Reservation>(CustodySql.Reservations, parameters)).ToLookup(occupation => occupation.ItemId);
        // A part that goes with its whole is away by the loans of that; the part of a draft has none in the ledger yet.
        var loans = (await work.List<Reservation>(CustodySql.OpenLoans, parameters)).ToLookup(occupation => occupation.ItemId);
        return items.SelectMany(item => Above(item).SelectMany(whole => taken[whole]).Concat(loans[Above(item).Last()]).Select(occupation => occupation with { ItemId = item }))
            .ToLookup(occupation => occupation.ItemId);

        IEnumerable<Guid> Above(Guid item) => wholes.TryGetValue(item, out var part) && !part.HasLeft ? Above(part.SplitFromId).Prepend(item) : [item];
    }

    // From each part to what it was split from, all the way up.
    async Task<IReadOnlyDictionary<Guid, PartRow>> Wholes(IReadOnlyCollection<Guid> items)
    {
        var wholes = new Dictionary<Guid, PartRow>();
        var level = items;
        while (level.Count > 0)
        {
            var found = await work.List<PartRow>(CustodySql.Wholes, new { Ids = Json.Write(level) });
            foreach (var part in found)
                wholes[part.Id] = part;
            level = [.. found.Select(part => part.SplitFromId).Where(whole => !wholes.ContainsKey(whole)).Distinct()];
        }
        return wholes;
    }

    async Task<IReadOnlyCollection<Guid>> WithParts(IReadOnlyCollection<Guid> items)
    {
        var all = items.ToHashSet();
        var level = items;
        while (level.Count > 0)
            level = [.. (await work.List<Guid>(CustodySql.Parts, new { Ids = Json.Write(level) })).Where(all.Add)];
        return all;
    }

    sealed record PartRow
    {
        public required Guid Id { get; init; }
        public required Guid SplitFromId { get; init; }
        public required bool HasLeft { get; init; }
    }

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
        public required LocalDate CustodyEarliest { get; init; }
        public required Instant MovedAt { get; init; }
        public required bool IsRecorded { get; init; }
        public required bool IsTemporary { get; init; }
        public required bool IsRetention { get; init; }
        public required bool IsLoss { get; init; }

        public Act Act(RegistryTime time) => new()
        {
            TransferId = TransferId,
            From = FromId,
            To = ToId,
            Effect = Json.FromWire<LegalEffect>(LegalEffect),
            On = CustodyOn is null ? null : Edtf.Parse(CustodyOn),
            // Stamps may run ahead of a clock that was set back; what is here has been learnt by today.
            RecordedOn = LocalDate.Min(time.DayOf(MovedAt), time.Today),
            Order = TimeText.Microseconds(MovedAt),
            IsRecorded = IsRecorded,
            IsTemporary = IsTemporary,
            IsRetention = IsRetention,
        };
    }
}
