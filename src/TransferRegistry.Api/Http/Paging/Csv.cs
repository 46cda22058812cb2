using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CsvHelper;
using CsvHelper.Configuration;
using TransferRegistry.Api.Http.OpenApi;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Http.Paging;

/// <summary>What the cells of every list have in common.</summary>
static class Csv
{
    /// <summary>The members that have no column of their own in any list, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> LeftOut = new Dictionary<string, string>
    {
        ["links"] = "where to go from the record",
        ["href"] = "the address of what is named, which its id gives",
        ["allowedActions"] = "what its reader may do next",
        ["warnings"] = "what the registry noticed when the record was written",
        ["lines"] = "left out of every list of transfers; they are a list of their own",
        ["earliest"] = "follows from the date as it is written",
        ["latest"] = "follows from the date as it is written",
    };

    /// <summary>How CsvHelper writes. By itself it quotes no lone CR or LF where a record ends with CRLF, and looks for formulas where a cell begins.</summary>
    public static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture) { NewLine = "\r\n", ShouldQuote = cell => IsQuoted(cell.Field) };

    static readonly SearchValues<char> Separating = SearchValues.Create("\r\n\",");
    static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@\t＝＋－＠");
    // All that Unicode knows: so may whoever goes over the file line by line.
    static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\v\f\u0085\u2028\u2029");

    // Blanks at an end too: there are readers that take them off otherwise.
    static bool IsQuoted(string? cell) => cell is { Length: > 0 } && (cell.AsSpan().ContainsAny(Separating) || cell[0] == ' ' || cell[^1] == ' ');

    /// <summary>The text with an apostrophe before each line of it that a spreadsheet would take for a formula, and before an empty first line.</summary>
    public static string? Guarded(string? text)
    {
        if (text is not { Length: > 0 } || !(Formulas.Contains(text[0]) || text.AsSpan().ContainsAny(LineEnds)))
            return text;
        var guarded = new StringBuilder(text.Length + 1);
        foreach (var (index, letter) in text.Index())
        {
            var begins = index == 0 || LineEnds.Contains(text[index - 1]);
            if ((begins && Formulas.Contains(letter)) || (index == 0 && letter is '\r' or '\n'))
                guarded.Append('\'');
            guarded.Append(letter);
        }
        return guarded.ToString();
    }
}

/// <summary>
/// Records as RFC 4180 has them, in UTF-8 with a mark, for spreadsheets: a column a member, a text by language in a column a language, what another record
/// is named by in columns of its own (number or code first), and what has no single value as JSON. A line of a cell that a spreadsheet would take for a
/// formula begins with an apostrophe.
/// </summary>
/// <typeparam name="T">The record; its columns are the same whatever its values.</typeparam>
sealed class Csv<T>(Stream body)
{
    static readonly string[] Languages = ["kk", "ru", "en"];

    // A record in a record is spread out; deeper ones are cells.
    const int Deepest = 1;

    static readonly IReadOnlyList<(string Name, Func<JsonElement, string?> Of)> Columns = [.. ColumnsIn(typeof(T), "", element => element, depth: 0)];

    public static IEnumerable<string> Header => Columns.Select(column => column.Name);

    public async Task Write(IAsyncEnumerable<T> records, CancellationToken cancellationToken)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, Csv.Form, leaveOpen: true);
        foreach (var name in Header)
            csv.WriteField(name);
        await csv.NextRecordAsync();
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            var element = JsonSerializer.SerializeToElement<object>(record!, Json.Options);
            foreach (var (_, of) in Columns)
                csv.WriteField(Csv.Guarded(of(element)));
            await csv.NextRecordAsync();
        }
        await csv.FlushAsync();
    }

    static IEnumerable<(string, Func<JsonElement, string?>)> ColumnsIn(Type type, string prefix, Func<JsonElement, JsonElement?> place, int depth)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.GetCustomAttribute<JsonIgnoreAttribute>() is not null || Csv.LeftOut.ContainsKey(name) || NamedBy(type, depth) == name)
                continue;
            var (column, of) = (prefix + name, (Func<JsonElement, JsonElement?>)(element => Member(place(element), name)));
            // Of a member that takes one of several shapes lists show the first.
            var shape = property.GetCustomAttribute<AnyOfAttribute>()?.Types[0] ?? property.PropertyType;
            foreach (var found in ColumnsOf(Nullable.GetUnderlyingType(shape) ?? shape, column, of, depth))
                yield return found;
        }
    }

    static IEnumerable<(string, Func<JsonElement, string?>)> ColumnsOf(Type type, string column, Func<JsonElement, JsonElement?> of, int depth)
    {
        if (type == typeof(object))
            throw new InvalidOperationException($"The member {column} of {typeof(T).Name} says of no shape that it has it, and would have no columns.");
        if (type == typeof(LocalizedText))
            return [.. Languages.Select(language => ($"{column}.{language}", (Func<JsonElement, string?>)(element => Text(Member(of(element), language))))), ($"{column}.other", element => Others(of(element)))];
        if (type == typeof(EdtfDate))
            return [(column, element => Text(Member(of(element), "edtf"))), ($"{column}.verbatim", element => Text(Member(of(element), "verbatim")))];
        if (type == typeof(string) || type.IsValueType || type == typeof(Uri) || typeof(IEnumerable).IsAssignableFrom(type) || depth >= Deepest)
            return [(column, element => Text(of(element)))];
        var columns = ColumnsIn(type, $"{column}.", of, depth + 1);
        return NamedBy(type, depth + 1) is { } name ? columns.Prepend((column, element => Text(Member(of(element), name)))) : columns;
    }

    // The member that names a record where another mentions it: it stands in the mention's own column.
    static string? NamedBy(Type type, int depth) => depth == 0 || !type.Name.EndsWith("RefV1", StringComparison.Ordinal) ? null
        : type.GetProperty("Code") is not null ? "code" : type.GetProperty("RegistryNumber") is not null ? "registryNumber" : null;

    static JsonElement? Member(JsonElement? element, string name) => element is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) ? value : null;

    static string? Others(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } given && given.EnumerateObject().Where(text => !Languages.Contains(text.Name)).ToList() is { Count: > 0 } others
        ? Json.Write(others.ToDictionary(text => text.Name, text => text.Value.GetString())) : null;

    static string? Text(JsonElement? element) => element switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(entry => entry.ValueKind is JsonValueKind.String) => string.Join("; ", list.EnumerateArray().Select(entry => entry.GetString())),
        { } other => other.GetRawText(),
    };
}
