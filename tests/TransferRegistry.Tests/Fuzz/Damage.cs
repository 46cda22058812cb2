using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Fuzz;

/// <summary>What goes wrong with requests on their way: types, lengths, encodings, odd numbers, members that are missing or stand twice, odd parameters and headers, JSON that is none.</summary>
sealed class Damage(Random random)
{
    static readonly string[] OddJson =
    [
        "null", "0", "-1", "-0", "1.0", "1.5", "0.1e-400", "1e400", "-1e400", "2147483648", "9223372036854775807", "9223372036854775808", "99999999999999999999", "79228162514264337593543950336", "true", "\"\"", "\" \"",
        "\"x\"", "\"2023-02-29\"", "\"28.02.2026\"", "\"2024\"", "\"XXXX-02-28\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"../..\"", "\"2024-02/2025\"",
        "\"9999-24\"", "\"0000\"", "[]", "[null]", "[[]]", "[{}]", "{}", "{\"id\":null}", "{\"id\":5}", "{\"id\":\"x\"}", "{\"code\":\"x\"}", "{\"edtf\":null}", "{\"edtf\":{}}", "{\"edtf\":\"2024\",\"verbatim\":\"в 2024 г.\"}",
        "{\"ru\":\"x\"}", "{\"ru\":null}", "{\"ru\":[]}", "{\"\":\"x\"}", "\"\\u0000\"", "\"\\uFFFE\\uFDD0\"", "\"\\uD83D\\uDE00\"", "\"\\uD83D\"", "\"\\uDE00\\uD83D\"", "\"00000000-0000-0000-0000-000000000000\"",
        "{\"institution\":null,\"scheme\":\"inv\",\"value\":\"1\"}", "{\"name\":{\"ru\":\"x\"},\"quantity\":0}", "{\"description\":{\"ru\":\"x\"}}", "\"http://127.9.9.9:9009/\"", "\"javascript:alert(1)\"", "\"signed\"", "\"void\"",
    ];

    static readonly string[] OddText =
    [
        "", "%20", "%00", "%FF", "%C3%28", "%EF%BF%BE", "%", "%zz", "null", "0", "-1", "1.5", "501", "2147483648", "99999999999999999999", "NaN", "true", "TRUE", "2023-02-29", "28.02.2026", "0001-01-01", "9999-12-31", "10000-01-01",
        "2026-11-23T06:00:00", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00%2B14:00", "start", "now", "seq:0", "seq:99", "seq:999999999999999999", "xlsx", "csv", "ndjson", "-id", "%27%20OR%201=1--", "%25", "_", "%D2%B0",
        "..%2F..%2Fetc", "00000000-0000-0000-0000-000000000000", "a%0D%0AX:1", "*", "id,-id", "agreement,", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];

    static readonly (string Name, string[] Values)[] OddHeaders =
    [
        ("If-Match", ["", "x", "\"", "\"\"", "\"1\"", "W/\"1\"", "*, \"1\"", "\"99999999999999999999\"", "\"-1\"", "\"1-zz\"", "\"é\""]),
        ("If-None-Match", ["", "*", "\"1\"", "W/\"1\"", "x", "\"", "\"a\",\"b\""]),
        ("If-Range", ["\"x\"", "x", "Mon, 23 Nov 2026 06:00:00 GMT"]),
        ("If-Modified-Since", ["Mon, 23 Nov 2026 06:00:00 GMT", "yesterday", "Mon, 23 Nov 2099 06:00:00 GMT"]),
        ("If-Unmodified-Since", ["Mon, 23 Nov 2020 06:00:00 GMT", "x"]),
        ("Range", ["bytes=0-0", "bytes=0-0,5-6", "bytes=99999999-", "bytes=5-2", "bytes=-0", "bytes=-5", "bytes=x", "lines=1-2", "bytes=18446744073709551616-"]),
        ("Accept", ["text/html", "application/xml", "*/*;q=0", "application/json;q=0", "text/csv", "application/x-ndjson", "application/gzip", "x", ",", "text/event-stream", "application/problem+json"]),
        ("Accept-Encoding", ["gzip", "br", "identity;q=0", "*;q=0", "x", "zstd;q=x"]),
        ("Accept-Language", ["kk", "xx-YY", "*", ";"]),
        ("Idempotency-Key", ["", "short", "0123456789abcdef", "\"0123456789abcdef\"", "\"0123456789abcdef", "0123456789 abcdef"]),
        ("Last-Event-ID", ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]),
        ("Authorization", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a b", "Basic eDp4", "bearer trk_x_y", "Bearer trk_department_ForDevelopmentOnlyNeverASecret002yHwwp", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer a.b.c", "Bearer é"]),
        ("X-HTTP-Method-Override", ["DELETE"]),
        ("traceparent", ["00-x", "00-00000000000000000000000000000000-0000000000000000-01"]),
        ("Origin", ["https://example.kz", "null"]),
        ("Content-Encoding", ["gzip", "br"]),
        ("Expect", ["100-continue"]),
    ];

    public void Of(Shot shot)
    {
        shot.IsWhole = false;
        for (var hits = random.Next(1, 4); hits > 0; hits--)
            Once(shot);
    }

    void Once(Shot shot)
    {
        switch (random.Next(shot.Body is null ? 5 : 12))
        {
            case 0: Header(shot); break;
            case 1 or 2: Parameter(shot); break;
            case 3 when random.Next(3) == 0: Address(shot); break;
            case 3: Header(shot); break;
            case 4 when shot.Method == HttpMethod.Get: shot.Method = HttpMethod.Head; break;
            case 4: Parameter(shot); break;
            case 5: Bytes(shot); break;
            case 6: shot.MediaType = Any(["text/plain", "application/xml", "application/json; charset=utf-16", "application/json; charset=x", "application/json-patch+json", "application/merge-patch+json", "application/problem+json", "json", "", null!]); break;
            default: Member(shot); break;
        }
    }

    T Any<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    void Header(Shot shot)
    {
        var (name, values) = Any(OddHeaders);
        shot.Headers[name] = random.Next(20) == 0 ? new string('x', 5_000) : Any(values);
    }

    void Parameter(Shot shot)
    {
        var known = shot.Operation.Parameters.Where(parameter => parameter.In == "query").ToList();
        var odd = random.Next(20) == 0 ? new string('я', 401) : Any(OddText);
        switch (random.Next(6))
        {
            case 0: shot.Query.Add((Any(["x", "Limit", "api_key", "", "%00", "q[]"]), odd)); break;
            case 1 when shot.Query.Count > 0: shot.Query.Add(Any(shot.Query)); break;
            case 2 when shot.Query.Count > 0: shot.Query[random.Next(shot.Query.Count)] = (Any(shot.Query).Name, odd); break;
            default:
                if (known.Count > 0)
                    shot.Query.Add((Any(known).Name, odd));
                break;
        }
        // Nobody waits a minute.
        shot.Query.RemoveAll(parameter => parameter is { Name: "wait", Value: not ("0" or "-1" or "" or "x" or "501") });
    }

    void Address(Shot shot)
    {
        var segments = shot.Path.Split('/');
        var at = random.Next(3, segments.Length);
        segments[at < segments.Length ? at : ^1] = random.Next(8) switch
        {
            0 => Guid.NewGuid().ToString(),
            1 => "00000000-0000-0000-0000-000000000000",
            2 => segments[^1].ToUpperInvariant(),
            3 => Any(["0", "-1", "99999999999999999999", "2147483648", "1.5"]),
            4 => Any(OddText).Replace("%00", "x", StringComparison.Ordinal) is { Length: > 0 } text ? text : "x",
            5 => new string('a', 3_000),
            6 => "%D0%BC%D1%83%D0%B7%D0%B5%D0%B9",
            _ => segments[at < segments.Length ? at : ^1] + "x",
        };
        shot.Path = string.Join('/', segments);
    }

    void Bytes(Shot shot)
    {
        var body = shot.Body!;
        switch (random.Next(12))
        {
            case 0: shot.Body = []; break;
            case 1: shot.Body = body[..random.Next(body.Length + 1)]; break;
            case 2: shot.Body = [.. body, .. "{}"u8]; break;
            case 3: shot.Body = [.. Encoding.UTF8.Preamble, .. body]; break;
            case 4: shot.Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)); break;
            case 5: shot.Body = Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(body)); break;
            case 6: shot.Body = Nested(random.Next(2) == 0 ? 65 : 20_000, "["); break;
            case 7: shot.Body = Nested(random.Next(2) == 0 ? 64 : 20_000, "{\"a\":"); break;
            case 8 when body.Length > 0: shot.Body = [.. body]; shot.Body[random.Next(body.Length)] ^= (byte)random.Next(1, 256); break;
            case 9: shot.Body = [.. "{"u8, .. "\"kind\":1,\"kind\":2,"u8, .. body.AsSpan(Math.Min(1, body.Length))]; break;
            case 10: shot.Body = Encoding.UTF8.GetBytes($"{{\"{new string('k', 2_000)}\":\"{new string('ы', 200_000)}\"}}"); break;
            default: shot.Body = new byte[random.Next(200)]; random.NextBytes(shot.Body); break;
        }
    }

    static byte[] Nested(int depth, string opening) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, depth)) + "1" + string.Concat(Enumerable.Repeat(opening == "[" ? "]" : "}", depth)));

    void Member(Shot shot)
    {
        JsonNode? tree;
        var places = new List<(JsonNode Parent, object Key)>();
        try
        {
            tree = JsonNode.Parse(shot.Body!);
            Gather(tree, places);
            _ = tree?.ToJsonString();
        }
        catch (Exception fault) when (fault is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            // Damaged already beyond what a tree can hold.
            return;
        }
        if (places.Count == 0)
            return;
        var ((parent, key), mark) = (places[random.Next(places.Count)], $"mark{random.Next(1_000_000_000).ToString(CultureInfo.InvariantCulture)}");
        switch (parent, key)
        {
            case (JsonObject members, string name) when random.Next(4) == 0: members.Remove(name); break;
            case (JsonObject members, string name) when random.Next(8) == 0: members.Add(Any(["x", "Kind", "id", "version", "__proto__", name + " "]) is var other && members.ContainsKey(other) ? mark : other, mark); break;
            case (JsonObject members, string name): members[name] = mark; break;
            case (JsonArray elements, int) when random.Next(3) == 0: elements.Add(mark); break;
            case (JsonArray elements, int) when random.Next(12) == 0:
                for (var more = 0; more < 1_001; more++)
                    elements.Add(elements[0]?.DeepClone());
                break;
            case (JsonArray elements, int index): elements[index] = mark; break;
        }
        // Put in as text: what no tree can hold is what is asked for.
        shot.Body = Encoding.UTF8.GetBytes(tree!.ToJsonString().Replace($"\"{mark}\"", random.Next(25) == 0 ? $"\"{new string('ы', random.Next(100, 10_000))}\"" : Any(OddJson), StringComparison.Ordinal));
    }

    static void Gather(JsonNode? node, List<(JsonNode, object)> places)
    {
        if (node is JsonObject members)
            foreach (var (name, value) in members)
            {
                places.Add((node, name));
                Gather(value, places);
            }
        else if (node is JsonArray elements)
            for (var index = 0; index < elements.Count; index++)
            {
                places.Add((node, index));
                Gather(elements[index], places);
            }
    }
}
