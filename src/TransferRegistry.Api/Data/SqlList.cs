namespace TransferRegistry.Api.Data;

/// <summary>
/// A list: what it selects, the conditions it may be narrowed by, each under its name, and the key it is walked by.
/// Every list is a keyset walk: a page begins after the key of the last record and costs what the first page costs.
/// </summary>
/// <param name="Columns">What is selected; the first is the key, as id.</param>
/// <param name="From">The tables, joined.</param>
/// <param name="Key">The unique column it is ordered by.</param>
/// <param name="Conditions">Condition by name; a parameter of a condition has one meaning in the whole list.</param>
sealed record SqlList(string Columns, string From, string Key, IReadOnlyDictionary<string, SqlText> Conditions)
{
    /// <summary>One page, up to @Limit records: ascending, or descending when <paramref name="descending"/>; from the beginning, or after @After.</summary>
    public SqlText Page(IEnumerable<string> conditions, bool descending, bool continued) => Walked(Columns, conditions, descending, continued);

    /// <summary>As <see cref="Page"/>, the keys alone: for who takes the whole list as it is at one moment.</summary>
    public SqlText Keys(IEnumerable<string> conditions, bool descending, bool continued) => Walked($"{Key} AS id", conditions, descending, continued);

    /// <summary>Those records the conditions leave whose keys are in @Among, a JSON array.</summary>
    // Differs only in how each engine opens a JSON array.
    public SqlText Among(IEnumerable<string> conditions) => Narrowed(Columns, [.. conditions.Select(name => Conditions[name]), new(
        Sqlite: $"{Key} IN (SELECT value FROM json_each(@Among))",
        SqlServer: $"{Key} IN (SELECT among.id COLLATE Latin1_General_100_BIN2 FROM OPENJSON(@Among) WITH (id char(36) '$') AS among)")]);

    /// <summary>The records the conditions leave, all of them: for conditions that leave few.</summary>
    public SqlText Only(params IEnumerable<string> conditions) => Narrowed(Columns, [.. conditions.Select(name => Conditions[name])]);

    /// <summary>How many records the whole list has.</summary>
    public SqlText Count(IEnumerable<string> conditions)
    {
        var whole = Only(conditions);
        return new(Sqlite: $"SELECT COUNT(*) FROM ({whole.Sqlite}) AS counted", SqlServer: $"SELECT COUNT(*) FROM ({whole.SqlServer}) AS counted");
    }

    // The two say differently how many rows are wanted.
    SqlText Walked(string columns, IEnumerable<string> conditions, bool descending, bool continued)
    {
        var narrowed = conditions.Select(name => Conditions[name]).ToList();
        if (continued)
            narrowed.Add($"{Key} {(descending ? '<' : '>')} @After");
        var (all, order) = (Narrowed(columns, narrowed), $"\nORDER BY {Key}{(descending ? " DESC" : "")}");
        return new(Sqlite: $"{all.Sqlite}{order}\nLIMIT @Limit", SqlServer: $"{all.SqlServer}{order}\nOFFSET 0 ROWS FETCH NEXT @Limit ROWS ONLY");
    }

    SqlText Narrowed(string columns, List<SqlText> narrowed)
    {
        return new(Sqlite: Text(Dialect.Sqlite), SqlServer: Text(Dialect.SqlServer));

        string Text(Dialect dialect) => $"SELECT {columns}\nFROM {From}{(narrowed.Count == 0 ? "" : $"\nWHERE {string.Join("\n  AND ", narrowed.Select(text => text.For(dialect)))}")}";
    }
}
