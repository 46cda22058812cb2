using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Dapper;

namespace TransferRegistry.Api.Data;

/// <summary>
/// Many rows in one statement. A statement is written for one row, <c>VALUES (@Id, @Name)</c>, and sent with as many of these brackets as there are rows:
/// <c>VALUES (@Id0, @Name0), (@Id1, @Name1)</c>. So there is one text to read and to check, and one way to the server.
/// </summary>
static partial class SqlRows
{
    // SQL Server takes 2,100 parameters and 1,000 rows a statement; SQLite 32,766 parameters.
    const int MostParameters = 2_000;
    const int MostRows = 1_000;

    static readonly ConcurrentDictionary<string, Parts> Read = [];
    static readonly ConcurrentDictionary<(Type, string), Func<object, object?>> Getters = [];

    /// <summary>The next versions of records, each found by its id and guarded by the version before it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">What is given of each record, its id and version among it.</param>
    /// <param name="row">The parameters of one record, in the order of the columns.</param>
    /// <param name="set">The columns that change, from <c>given</c>.</param>
    // Differs in where an UPDATE of many rows has them from.
    public static SqlText NextVersions(string table, string columns, string row, SqlText set) => new(
        Sqlite: $"""
            WITH given ({columns}) AS (VALUES ({row}))
            UPDATE {table}
            SET {set.Sqlite}
            FROM given
            WHERE {table}.id = given.id AND {table}.version = given.version - 1
            """,
        SqlServer: $"""
            UPDATE {table}
            SET {set.SqlServer}
            FROM {table}
            JOIN (VALUES ({row})) AS given ({columns}) ON given.id COLLATE Latin1_General_100_BIN2 = {table}.id
            WHERE {table}.version = given.version - 1
            """);

    /// <summary>The statements that write the rows, each with its parameters and the number of rows it has.</summary>
    public static IEnumerable<(string Text, DynamicParameters Parameters, int Rows)> Of(string statement, IReadOnlyList<object> rows)
    {
        var parts = Read.GetOrAdd(statement, Parts.Of);
        foreach (var some in rows.Chunk(int.Clamp(MostParameters / parts.Names.Count, 1, MostRows)))
        {
            var parameters = new DynamicParameters();
            foreach (var (index, row) in some.Index())
                foreach (var name in parts.Names)
                    parameters.Add(name + index.ToString(CultureInfo.InvariantCulture), Value(row, name));
            yield return (parts.Text(some.Length), parameters, some.Length);
        }
    }

    static object? Value(object row, string name) => row is IReadOnlyDictionary<string, object?> named ? named[name]
        : Getters.GetOrAdd((row.GetType(), name), static key => key.Item1.GetProperty(key.Item2, BindingFlags.Public | BindingFlags.Instance) is { } property
            ? property.GetValue
            : throw new InvalidOperationException($"A row of {key.Item1.Name} has no {key.Item2}."))(row);

    /// <summary>A statement as it is cut: what stands before the bracket of a row, the bracket and what stands behind it.</summary>
    sealed record Parts(string Before, string Row, string After, IReadOnlyList<string> Names)
    {
        public static Parts Of(string statement)
        {
            var values = Values().Match(statement);
            if (!values.Success || values.NextMatch().Success)
                throw new InvalidOperationException($"A statement for many rows has VALUES and the bracket of one row: {statement}");
            var row = values.Groups["row"];
            return new(statement[..row.Index], row.Value, statement[(row.Index + row.Length)..],
                [.. Parameter().Matches(row.Value).Select(parameter => parameter.Groups["name"].Value).Distinct()]);
        }

        public string Text(int rows)
        {
            var text = new StringBuilder(Before, Before.Length + After.Length + (rows * (Row.Length + (4 * Names.Count))));
            for (var i = 0; i < rows; i++)
                text.Append(i == 0 ? "" : ", ").Append(Parameter().Replace(Row, parameter => parameter.Value + i.ToString(CultureInfo.InvariantCulture)));
            return text.Append(After).ToString();
        }
    }

    [GeneratedRegex(@"\bVALUES\s*(?<row>\([^()]*\))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Values();

    [GeneratedRegex(@"@(?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
