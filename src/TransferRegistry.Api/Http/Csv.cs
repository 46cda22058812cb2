using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>
/// Records as RFC 4180 has them, in UTF-8 with a mark, for spreadsheets: a column a member, a text by language in a column a language, a record that is named by its number or code and its id, and what has no
/// single value as JSON. A cell that a spreadsheet would take for a formula begins with an apostrophe.
/// </summary>
/// <typeparam name="T">The record; its columns are the same whatever its values.</typeparam>
sealed class Csv<T>(Stream body)
{
    // Where to go, what to do, what to look at: nothing of the record itself.
    static readonly string[] Beside = ["links", "allowedActions", "warnings", "href"];
    static readonly string[] Languages = ["kk", "ru", "en"];

    // A record in a record is spread out; deeper ones are cells.
    const int Deepest = 1;

    static readonly IReadOnlyList<(string Name, Func<JsonElement, string?> Of)> Columns = [.. ColumnsOf(typeof(T), "", element => element, depth: 0)];

    static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\r\n", InjectionOptions = InjectionOptions.Escape, InjectionCharacters = ['=', '+', '-', '@', '\t'],
    };

    public static IEnumerable<string> Header => Columns.Select(column => column.Name);

    public async Task Write(IAsyncEnumerable<T> records, CancellationToken hungUp)
    {
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = new CsvWriter(text, Form, leaveOpen: true);
        foreach (var name in Header)
            csv.WriteField(name);
        await csv.NextRecordAsync();
        await foreach (var record in records.WithCancellation(hungUp))
        {
            var element = JsonSerializer.SerializeToElement<object>(record!, Json.Options);
            foreach (var (_, of) in Columns)
                csv.WriteField(of(element));
            await csv.NextRecordAsync();
        }
        await csv.FlushAsync();
    }

    static IEnumerable<(string, Func<JsonElement, string?>)> ColumnsOf(Type type, string prefix, Func<JsonElement, JsonElement?> place, int depth)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is not null || Beside.Contains(name))
                continue;
            var (column, of) = (prefix + name, (Func<JsonElement, JsonElement?>)(element => Member(place(element), name)));
            foreach (var found in ColumnsOf(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, column, of, depth, isMember: true))
                yield return found;
        }
    }

    static IEnumerable<(string, Func<JsonElement, string?>)> ColumnsOf(Type type, string column, Func<JsonElement, JsonElement?> of, int depth, bool isMember)
    {
        if (type == typeof(LocalizedText))
            return [.. Languages.Select(language => ($"{column}.{language}", (Func<JsonElement, string?>)(element => Text(Member(of(element), language))))), ($"{column}.other", element => Others(of(element)))];
        if (type == typeof(EdtfDate))
            return [(column, element => Text(Member(of(element), "edtf"))), ($"{column}.verbatim", element => Text(Member(of(element), "verbatim")))];
        if (IsMember(type, "Id") && (IsMember(type, "Code") || IsMember(type, "RegistryNumber")) && isMember && depth == 0 && type.Name.EndsWith("RefV1", StringComparison.Ordinal))
            return [(column, element => Text(Member(of(element), "code")) ?? Text(Member(of(element), "registryNumber"))), ($"{column}.id", element => Text(Member(of(element), "id")))];
        if (type == typeof(string) || type.IsValueType || type == typeof(Uri) || typeof(IEnumerable).IsAssignableFrom(type) || depth >= Deepest)
            return [(column, element => Text(of(element)))];
        return ColumnsOf(type, $"{column}.", of, depth + 1);
    }

    static bool IsMember(Type type, string name) => type.GetProperty(name) is not null;

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
