using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Http;

/// <summary>What the contract says is the most is the most.</summary>
public sealed class ContractLimitTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Every_text_and_every_array_of_a_body_is_held_to_the_length_its_contract_says()
    {
        var document = (JsonNode)await app.AsAnybody().Ask("/openapi/v1.json").Is(System.Net.HttpStatusCode.OK);
        var (client, tried, faults) = (app.AsOperator(), 0, new List<string>());
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            if (item!["post"]?["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema)
                continue;
            var address = path.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal).Replace("{institution}", "nobody", StringComparison.Ordinal).Replace("{seq}", "1", StringComparison.Ordinal);
            foreach (var (pointer, tooMuch) in Excesses(document, schema, "", depth: 0))
            {
                // A number names an item by three members; alone it is none.
                if (pointer.EndsWith("/item/value", StringComparison.Ordinal))
                    continue;
                tried++;
                using var answer = await client.Post(address, Holding(pointer.Split('/')[1..], tooMuch));
                var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
                if (!(problem["errors"]?.AsArray() ?? []).Any(fault => (string?)fault!["pointer"] == pointer && (string)fault["code"]! is "text.too-long" or "text.pattern" or "array.too-many" or "value.malformed"
                    or "date.edtf" or "url.invalid" or "text.language"))
                    faults.Add($"POST {path} takes too much at {pointer}: {(int)answer.StatusCode} {problem["errors"]?.ToJsonString()}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(tried > 100, $"Only {tried} limits were found.");
    }

    /// <summary>For each limit below the schema: where it is, and a value one beyond it.</summary>
    static IEnumerable<(string Pointer, JsonNode TooMuch)> Excesses(JsonNode document, JsonNode schema, string pointer, int depth)
    {
        if (depth > 6)
            yield break;
        if ((string?)schema["$ref"] is { } reference)
            schema = reference[2..].Split('/').Aggregate(document, (node, step) => node[step]!);
        // A date and a reference are a text or an object, and refused as what they are.
        var either = (schema["anyOf"] as JsonArray ?? []).Concat(schema["oneOf"] as JsonArray ?? []).ToList();
        foreach (var one in either.Any(one => (string?)one!["type"] == "string") ? [] : either)
            foreach (var excess in Excesses(document, one!, pointer, depth + 1))
                yield return excess;
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
            foreach (var excess in Excesses(document, member!, $"{pointer}/{name}", depth + 1))
                yield return excess;
        if (pointer.Length > 0 && schema["items"] is { } items)
        {
            if ((int?)schema["maxItems"] is { } mostItems and <= 1000)
                yield return (pointer, new JsonArray([.. Enumerable.Range(0, mostItems + 1).Select(_ => (JsonNode?)(IsObject(document, items) ? new JsonObject() : JsonValue.Create("x")))]));
            foreach (var excess in Excesses(document, items, $"{pointer}/0", depth + 1))
                yield return excess;
        }
        if (pointer.Length > 0 && (int?)schema["maxLength"] is { } most)
            yield return (pointer, JsonValue.Create(new string('a', most + 1)));
    }

    static bool IsObject(JsonNode document, JsonNode schema) => (string?)schema["$ref"] is { } reference
        ? (string?)reference[2..].Split('/').Aggregate(document, (node, step) => node[step]!)["type"] == "object" : (string?)schema["type"] == "object";

    static JsonNode Holding(string[] place, JsonNode value) => place.Length == 0 ? value.DeepClone()
        : place[0] == "0" ? new JsonArray(Holding(place[1..], value)) : new JsonObject { [place[0]] = Holding(place[1..], value) };
}
