namespace TransferRegistry.Api.Data;

/// <summary>
/// A list: what it selects, the conditions it may be narrowed by, each under its name, and the key it is walked by.
/// Every list is a keyset walk: a page begins after the key of the last record and costs what the first page costs.
/// </summary>
/// <param name="Select">SELECT … FROM … without WHERE.</param>
/// <param name="Key">The unique column it is ordered by.</param>
/// <param name="Conditions">Condition by name; a parameter of a condition has one meaning in the whole list.</param>
sealed record SqlList(string Select, string Key, IReadOnlyDictionary<string, SqlText> Conditions)
{
    /// <summary>One page, up to @Limit records: ascending, or descending when <paramref name="descending"/>; from the beginning, or after @After.</summary>
    public SqlText Page(IEnumerable<string> conditions, bool descending, bool continued)
    {
        var narrowed = conditions.Select(name => Conditions[name]).ToList();
        if (continued)
            narrowed.Add($"{Key} {(descending ? '<' : '>')} @After");
        return new(
            Sqlite: $"{Where(Dialect.Sqlite)}{Ordered(descending)}\nLIMIT @Limit",
            SqlServer: $"{Where(Dialect.SqlServer)}{Ordered(descending)}\nOFFSET 0 ROWS FETCH NEXT @Limit ROWS ONLY");

        string Where(Dialect dialect) => narrowed.Count == 0 ? Select : $"{Select}\nWHERE {string.Join("\n  AND ", narrowed.Select(text => text.For(dialect)))}";
    }

    /// <summary>The records the conditions leave, all of them: for conditions that leave few.</summary>
    public SqlText Only(params IEnumerable<string> conditions)
    {
        var narrowed = conditions.Select(name => Conditions[name]).ToList();
        return new(Sqlite: Where(Dialect.Sqlite), SqlServer: Where(Dialect.SqlServer));

        string Where(Dialect dialect) => narrowed.Count == 0 ? Select : $"{Select}\nWHERE {string.Join("\n  AND ", narrowed.Select(text => text.For(dialect)))}";
    }

    /// <summary>How many records the whole list has.</summary>
    public SqlText Count(IEnumerable<string> conditions)
    {
        var whole = Only(conditions);
        return new(Sqlite: $"SELECT COUNT(*) FROM ({whole.Sqlite}) AS counted", SqlServer: $"SELECT COUNT(*) FROM ({whole.SqlServer}) AS counted");
    }

    string Ordered(bool descending) => $"\nORDER BY {Key}{(descending ? " DESC" : "")}";
}
