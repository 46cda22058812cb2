using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Language;

/// <summary>Kazakhstan's regions by ISO 3166-2 as it stands since 2022; other countries' codes are only held to the form.</summary>
static class Regions
{
    static readonly Dictionary<string, string> Kazakhstan = new(StringComparer.Ordinal)
    {
        ["KZ-10"] = "Abai", ["KZ-11"] = "Aqmola", ["KZ-15"] = "Aqtöbe", ["KZ-19"] = "Almaty", ["KZ-23"] = "Atyrau", ["KZ-27"] = "West Kazakhstan",
        ["KZ-31"] = "Jambyl", ["KZ-33"] = "Jetisu", ["KZ-35"] = "Qaraghandy", ["KZ-39"] = "Qostanay", ["KZ-43"] = "Qyzylorda", ["KZ-47"] = "Mangystau",
        ["KZ-55"] = "Pavlodar", ["KZ-59"] = "North Kazakhstan", ["KZ-61"] = "Turkistan", ["KZ-62"] = "Ulytau", ["KZ-63"] = "East Kazakhstan",
        ["KZ-71"] = "Astana", ["KZ-75"] = "Almaty (city)", ["KZ-79"] = "Shymkent",
    };

    // The alphabetic codes that ISO 3166-2 gave until 2022: named in the refusal, never kept.
    static readonly Dictionary<string, string> Replaced = new(StringComparer.Ordinal)
    {
        ["KZ-AKM"] = "KZ-11", ["KZ-AKT"] = "KZ-15", ["KZ-ALM"] = "KZ-19", ["KZ-ATY"] = "KZ-23", ["KZ-ZAP"] = "KZ-27", ["KZ-ZHA"] = "KZ-31",
        ["KZ-KAR"] = "KZ-35", ["KZ-KUS"] = "KZ-39", ["KZ-KZY"] = "KZ-43", ["KZ-MAN"] = "KZ-47", ["KZ-PAV"] = "KZ-55", ["KZ-SEV"] = "KZ-59",
        ["KZ-YUZ"] = "KZ-61", ["KZ-VOS"] = "KZ-63", ["KZ-AST"] = "KZ-71", ["KZ-ALA"] = "KZ-75", ["KZ-SHY"] = "KZ-79",
    };

    public static bool IsKnown(string country, string region) =>
        region.StartsWith(country + "-", StringComparison.Ordinal) && (country != "KZ" || Kazakhstan.ContainsKey(region));

    /// <summary>A code as ISO 3166 writes it: in capitals.</summary>
    public static string? Fold(string? region) => region?.ToUpperInvariant();

    /// <summary>Why a region is none of the country.</summary>
    public static Fault Fault(string country, string region, string pointer) => Replaced.TryGetValue(region, out var now)
        ? Faults.OldRegion.At(pointer, ("region", region), ("country", country), ("now", now))
        : country == "KZ" ? Faults.UnknownRegion.At(pointer, ("region", region), ("country", country), ("known", Kazakhstan.Select(known => $"{known.Key} {known.Value}")))
        : Faults.ForeignRegion.At(pointer, ("region", region), ("country", country));
}
