using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using TransferRegistry.Api.V1.History;

namespace TransferRegistry.Tests.History;

/// <summary>The diff of two values, applied to the first as RFC 6902 says, gives the second.</summary>
public sealed class JsonDiffTests
{
    static readonly Gen<string> Name = Const("a", "b", "", "~", "/", "a/b", "~1", "0", "-", "ё");

    [Fact]
    public void Applied_to_the_first_it_gives_the_second() =>
        Gen.Select(Value(3), Value(3)).Sample(pair =>
        {
            var (before, after) = (JsonNode.Parse(pair.Item1), JsonNode.Parse(pair.Item2));
            var diff = JsonDiff.Between(before, after);
            var applied = diff.Aggregate(before?.DeepClone(), (document, operation) => Applied(document, JsonNode.Parse(operation.ToJsonString())!.AsObject()));
            Assert.True(JsonNode.DeepEquals(after, applied), $"{pair.Item1} → {pair.Item2}: {string.Join(", ", diff.Select(each => each.ToJsonString()))}");
        }, iter: 20_000);

    [Fact]
    public void What_is_equal_has_no_diff() =>
        Value(3).Sample(text => Assert.Empty(JsonDiff.Between(JsonNode.Parse(text), JsonNode.Parse(text))), iter: 2000);

    [Fact]
    public void A_pointer_escapes_what_would_part_it()
    {
        var operation = Assert.Single(JsonDiff.Between(new JsonObject { ["a/b~c"] = 1 }, new JsonObject()));

        Assert.Equal("""{"op":"remove","path":"/a~1b~0c"}""", operation.ToJsonString());
    }

    static Gen<string> Const(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    static Gen<string> Value(int depth)
    {
        var leaf = Const("1", "2", "true", "null", "\"x\"", "\"\"", "[]", "{}");
        if (depth == 0)
            return leaf;
        var array = Value(depth - 1).Array[0, 4].Select(elements => $"[{string.Join(',', elements)}]");
        var members = Gen.Select(Name, Value(depth - 1)).Array[0, 4].Select(pairs => $"{{{string.Join(',', pairs.DistinctBy(pair => pair.Item1).Select(pair => $"\"{pair.Item1}\":{pair.Item2}"))}}}");
        return Gen.OneOf(leaf, array, members, members);
    }

    // RFC 6902, add, remove and replace; each insists on what the RFC insists on.
    static JsonNode? Applied(JsonNode? document, JsonObject operation)
    {
        var (op, path, value) = ((string)operation["op"]!, (string)operation["path"]!, operation["value"]?.DeepClone());
        Assert.Equal(op != "remove", operation.ContainsKey("value"));
        if (path.Length == 0)
            return value;
        var steps = path[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        var parent = steps.SkipLast(1).Aggregate(document, (node, step) => node is JsonArray array ? array[Index(step)] : node!.AsObject()[step]);
        var last = steps[^1];
        switch (parent, op)
        {
            case (JsonObject members, "add"): members[last] = value; break;
            case (JsonObject members, "remove"): Assert.True(members.Remove(last)); break;
            case (JsonObject members, "replace"): Assert.True(members.ContainsKey(last)); members[last] = value; break;
            case (JsonArray elements, "add"): elements.Insert(Index(last), value); break;
            case (JsonArray elements, "remove"): elements.RemoveAt(Index(last)); break;
            case (JsonArray elements, "replace"): elements[Index(last)] = value; break;
            default: Assert.Fail($"{op} of {path}"); break;
        }
        return document;
    }

    static int Index(string step) => int.Parse(step, CultureInfo.InvariantCulture);
}
