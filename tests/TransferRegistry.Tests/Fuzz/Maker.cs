using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TransferRegistry.Tests.Fuzz;

/// <summary>Values that fit a schema of the document, with records that are there for what is referred to.</summary>
sealed class Maker(PublishedContract contract, Harvest harvest, Random random)
{
    static readonly string[] Days = ["2024-02-29", "2025-12-31", "2026-01-10", "2026-11-01", "2026-11-20", "2026-11-21", "2026-11-23", "2027-03-01", "2030-01-01"];
    static readonly string[] Dates = ["2024-02-28", "2024-02", "2024", "202X", "XXXX-02-28", "2018/2019-06", "2024-21", "2024?", "../2024", "2024-02-01/..", "2026-11-20", "2026-11"];
    static readonly string[] Moments = ["2026-11-23T06:00:00Z", "2026-11-23T11:00:00+05:00", "2030-01-01T00:00:00.123456Z", "2020-01-01T00:00:00Z"];
    static readonly string[] Texts = ["Музей", "Қобыз", "а", "=1+1", "O'Brien; DROP TABLE", "😀", "e\u0301", "line\nline", "<b>x</b>", "%", "_", "\"", "\\"];
    static readonly string[] Forms = ["KZ", "KZ-19", "KZT", "P6M", "start", "now", "seq:1", "agreement", "transfer,item.created", "191010000", "990140000385", "KZ-MUS1", "made-up-code"];
    // Nothing listens there.
    const string Address = "http://127.9.9.9:9009/";

    static readonly (string Resource, string[] Names)[] Referred =
    [
        ("institutions", ["institution", "from", "to", "party", "supervisedBy", "heldBy", "holder", "owner", "association", "memberOf", "successor", "onBehalfOf", "lender", "borrower"]),
        ("agreements", ["agreement", "agreements", "parent", "supersedes"]),
        ("transfers", ["transfer", "transfers", "returnsTransfer", "correctsTransfer"]),
        ("items", ["item", "parentItem"]),
        ("events", ["event"]),
    ];

    /// <summary>A record of what a member or a parameter names; null where none was told of yet.</summary>
    public string? Record(string name) => Referred.FirstOrDefault(known => known.Names.Contains(name)).Resource is { } resource ? harvest.Any(resource, random) : null;

    public T Any<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public JsonNode? Value(JsonObject schema, string name, int depth = 0)
    {
        switch (PublishedContract.NameOf(schema))
        {
            case "Reference": return Record(name) ?? harvest.Any(random.Next(2) == 0 ? "items" : "institutions", random) ?? "nobody";
            case "EdtfDate": return random.Next(3) == 0 ? new JsonObject { ["edtf"] = Any(Dates), ["verbatim"] = "в тот год" } : Any(Dates);
            case "LocalizedText": return new JsonObject { [Any(["ru", "kk", "en"])] = Any(Texts) };
        }
        var known = contract.Resolve(schema);
        if ((known["anyOf"] ?? known["oneOf"]) is JsonArray choices)
            return Value(choices[random.Next(choices.Count)]!.AsObject(), name, depth);
        if (known["allOf"] is JsonArray { Count: > 0 } all)
            return Value(all[0]!.AsObject(), name, depth);
        if (known["enum"] is JsonArray words)
            return words[random.Next(words.Count)]!.DeepClone();
        return (string?)known["type"] switch
        {
            "string" => Text(known, name),
            "integer" => Number(known, name),
            "number" => random.Next(3) == 0 ? 10.5m : random.Next(1_000),
            "boolean" => random.Next(2) == 0,
            "null" => null,
            "array" => Array(known, name, depth),
            _ => Object(known, depth),
        };
    }

    JsonObject Object(JsonObject schema, int depth)
    {
        var (made, needed) = (new JsonObject(), (schema["required"] as JsonArray ?? []).Select(name => (string)name!).ToHashSet());
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
            if (needed.Contains(name) || (depth < 4 && random.Next(depth == 0 ? 3 : 4) == 0))
                made[name] = Value(member!.AsObject(), name, depth + 1);
        return made;
    }

    JsonArray Array(JsonObject schema, string name, int depth)
    {
        var count = Math.Max((int?)schema["minItems"] ?? 0, random.Next(depth < 3 ? 3 : 1));
        return [.. Enumerable.Range(0, count).Select(_ => Value(schema["items"]!.AsObject(), name, depth + 1))];
    }

    JsonNode Number(JsonObject schema, string name) => name is "line" or "returnsLine" or "seq" or "version" ? 1 : random.Next(8) switch
    {
        0 when schema["minimum"] is { } least => Bound(least),
        1 when schema["maximum"] is { } most && name != "wait" => Bound(most),
        _ => random.Next(1, 5),
    };

    static JsonNode Bound(JsonNode bound) => bound.GetValueKind() is System.Text.Json.JsonValueKind.String ? long.Parse((string)bound!, CultureInfo.InvariantCulture) : bound.DeepClone();

    string Text(JsonObject schema, string name) => (string?)schema["format"] switch
    {
        "date" => Any(Days),
        "date-time" => Any(Moments),
        "uuid" => Record(name) is { } id && Guid.TryParse(id, out _) ? id : harvest.Any("items", random) ?? Guid.NewGuid().ToString(),
        "uri" => Address,
        _ when (string?)schema["pattern"] is { } form => Formed(form, name),
        _ when Record(name) is { } record => record,
        _ => harvest.Any(name, random) is { } told && random.Next(2) == 0 ? told : Any(Texts),
    };

    string Formed(string form, string name)
    {
        if (name is "code")
            return string.Create(CultureInfo.InvariantCulture, $"made-{random.Next(1_000_000)}");
        var fitting = Forms.Where(text => Regex.IsMatch(text, form, RegexOptions.None, TimeSpan.FromSeconds(1))).ToList();
        return fitting.Count > 0 ? Any(fitting) : "x";
    }

    /// <summary>The example as it stands, with records that are there in the place of those it names.</summary>
    public JsonNode Example(JsonNode example)
    {
        var made = example.DeepClone();
        Rename(made);
        return made;
    }

    void Rename(JsonNode? node)
    {
        if (node is JsonArray elements)
            foreach (var element in elements)
                Rename(element);
        if (node is JsonObject members)
            foreach (var (name, value) in members.ToList())
                if (value is JsonValue text && text.GetValueKind() is System.Text.Json.JsonValueKind.String)
                    members[name] = name switch
                    {
                        "url" => Address,
                        "code" => string.Create(CultureInfo.InvariantCulture, $"made-{random.Next(1_000_000)}"),
                        // A step's to is no institution.
                        "to" when !members.ContainsKey("from") => text.DeepClone(),
                        _ => Record(name) ?? text.DeepClone(),
                    };
                else
                    Rename(value);
    }
}
