using System.Globalization;

namespace TransferRegistry.Api.Data;

/// <summary>Numbers without gaps, per prefix and year: given in the unit of work that needs one, and given back with it when it is undone.</summary>
static class RegistryNumbers
{
    const string Of = "WHERE prefix = @Prefix AND year = @Year AND series = @Series";

    public static readonly SqlText Advance = $"UPDATE registry_numbers SET last_number = last_number + @By {Of}";

    // Read back behind the row's own lock, as the journal's head is.
    public static readonly SqlText Last = $"SELECT last_number AS value FROM registry_numbers {Of}";

    public static readonly SqlText First = "INSERT INTO registry_numbers (prefix, year, series, last_number) VALUES (@Prefix, @Year, @Series, @By)";

    /// <summary>A number as it is given, however a reader wrote it: in capitals.</summary>
    public static string? Fold(string? number) => number?.ToUpperInvariant();

    /// <summary><c>KZ-19/2026/000042</c> of agreements.</summary>
    public static async Task<string> Agreement(Work work, string prefix) => (await Given(work, prefix, "A", mark: "", many: 1))[0];

    /// <summary><c>KZ-19/2026/T000007</c> of transfers.</summary>
    public static async Task<string> Transfer(Work work, string prefix) => (await Given(work, prefix, "T", mark: "T", many: 1))[0];

    /// <summary><c>KZ-19/2026/I000001</c> of items, one after the other.</summary>
    public static Task<IReadOnlyList<string>> Items(Work work, string prefix, int many) => Given(work, prefix, "I", mark: "I", many);

    static async Task<IReadOnlyList<string>> Given(Work work, string prefix, string series, string mark, int many)
    {
        var of = new { Prefix = prefix, work.Today.Year, Series = series, By = many };
        // Of several who begin a prefix's year at once one does; the others begin anew, and count on.
        if (await work.Write(Advance, of) == 0)
            await work.WriteUnique(First, of, () => throw new UnitRolledBackException("Another unit of work has begun the numbers of this prefix and year."));
        var last = (await work.Find<Number>(Last, new { of.Prefix, of.Year, of.Series }))!.Value;
        return [.. Enumerable.Range(0, many).Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}/{work.Today.Year}/{mark}{last - many + 1 + i:D6}"))];
    }

    sealed record Number
    {
        public required long Value { get; init; }
    }
}
