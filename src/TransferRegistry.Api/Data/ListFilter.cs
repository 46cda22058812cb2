using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Data;

/// <summary>What a request narrows a list by: conditions of the list by name, and their parameters.</summary>
sealed class ListFilter
{
    readonly List<string> _conditions = [];

    public IReadOnlyCollection<string> Conditions => _conditions;

    public Dictionary<string, object?> Parameters { get; } = [];

    /// <summary>The condition of this name, with its one parameter of the same name; nothing where no value was given.</summary>
    public ListFilter By(string condition, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            Parameters[$"{char.ToUpperInvariant(condition[0])}{condition[1..]}"] = value;
        }
        return this;
    }

    /// <summary>Conditions that share parameters.</summary>
    public ListFilter By(IEnumerable<string> conditions, IReadOnlyDictionary<string, object?> parameters)
    {
        _conditions.AddRange(conditions);
        foreach (var (name, value) in parameters)
            Parameters[name] = value;
        return this;
    }

    /// <summary>A condition without a parameter, when it is asked for.</summary>
    public ListFilter When(bool? asked, string condition)
    {
        if (asked is true)
            _conditions.Add(condition);
        return this;
    }

    /// <summary>A range on a partly unknown date: the conditions "<paramref name="range"/> possible" and "<paramref name="range"/> certain" of the list.</summary>
    public ListFilter Within(string range, LocalDate? from, LocalDate? to, DateMatch? match)
    {
        if ((from ?? to) is null)
            return this;
        _conditions.Add($"{range} {Json.ToWire(match ?? DateMatch.Possible)}");
        DateSql.Range(Parameters, $"{char.ToUpperInvariant(range[0])}{range[1..]}", from, to);
        return this;
    }
}
