using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>The day derived facts are asked for.</summary>
/// <param name="On">The day dues are compared with.</param>
/// <param name="By">What is dated later has not happened yet.</param>
sealed record FactDay(LocalDate On, LocalDate By)
{
    const int Soon = 30;

    /// <summary>A day asked for; without one today, when all that is recorded has happened: acts may be dated a day ahead.</summary>
    public static FactDay Of(LocalDate? on, LocalDate today) => on is { } day ? new(day, day) : new(today, today.PlusDays(1));

    public LocalDate SoonUntil => On.PlusDays(Soon);

    public Dictionary<string, object?> Parameters => new() { ["On"] = On, ["By"] = By };
}

/// <summary>What the acts and the day make of a transfer: never kept, always worked out.</summary>
sealed record TransferFacts
{
    public required FactDay Day { get; init; }
    /// <summary>A loan that has begun.</summary>
    public bool IsLent { get; init; }
    /// <summary>Something is out on it.</summary>
    public bool IsOut { get; init; }
    /// <summary>How many objects are out; null where that is not known.</summary>
    public int? Outstanding { get; init; }
    public LocalDate? DueBackOn { get; init; }
    public bool IsDiscrepancyOpen { get; init; }
    public bool IsUnacknowledged { get; init; }

    public int? DaysOverdue => IsOut && DueBackOn < Day.On ? Period.DaysBetween(DueBackOn.Value, Day.On) : null;

    public bool IsDueSoon => IsOut && DueBackOn >= Day.On && DueBackOn <= Day.SoonUntil;
}

/// <summary>Works the facts out, for a page of transfers at once, by the conditions that the list's filters are made of.</summary>
sealed class TransferFactsReader(Db db, RegistryTime time)
{
    public async Task<IReadOnlyDictionary<Guid, TransferFacts>> Read(IEnumerable<Transfer> transfers, LocalDate? on = null)
    {
        var day = FactDay.Of(on, time.Today);
        var parameters = day.Parameters;
        parameters["Ids"] = Json.Write(transfers.Select(transfer => transfer.Id));
        var rows = await db.List<FactRow>(TransferSql.Facts, parameters);
        var lent = rows.Where(row => row.IsLent).Select(row => row.Id).ToList();
        parameters["Ids"] = Json.Write(lent);
        var outs = lent.Count == 0 ? [] : (await db.List<OutRow>(TransferSql.Outstanding, parameters)).ToDictionary(row => row.Id);
        return rows.ToDictionary(row => row.Id, row => new TransferFacts
        {
            Day = day,
            IsLent = row.IsLent,
            IsOut = outs.ContainsKey(row.Id),
            Outstanding = !row.IsLent ? null : !outs.TryGetValue(row.Id, out var left) ? 0 : left.Unknown > 0 ? null : (int?)left.Quantity,
            DueBackOn = row.DueBackOn,
            IsDiscrepancyOpen = row.IsDiscrepancyOpen,
            IsUnacknowledged = row.IsUnacknowledged,
        });
    }

    public async Task<TransferFacts> Read(Transfer transfer, LocalDate? on = null) => (await Read([transfer], on))[transfer.Id];

    sealed record FactRow
    {
        public required Guid Id { get; init; }
        public LocalDate? DueBackOn { get; init; }
        public required bool IsLent { get; init; }
        public required bool IsDiscrepancyOpen { get; init; }
        public required bool IsUnacknowledged { get; init; }
    }

    sealed record OutRow
    {
        public required Guid Id { get; init; }
        public required long Unknown { get; init; }
        public long? Quantity { get; init; }
    }
}
