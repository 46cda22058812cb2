using System.Text.Json.Nodes;
using TransferRegistry.Api.Http.Binding;

namespace TransferRegistry.Api.V1.History;

/// <summary>What turns one JSON value into another, as an RFC 6902 patch of add, remove and replace.</summary>
static class JsonDiff
{
    public static IReadOnlyList<JsonObject> Between(JsonNode? before, JsonNode? after)
    {
        var operations = new List<JsonObject>();
        Compare(before, after, "", operations);
        return operations;
    }

    static void Compare(JsonNode? before, JsonNode? after, string path, List<JsonObject> operations)
    {
        if (JsonNode.DeepEquals(before, after))
            return;
        if (before is JsonObject one && after is JsonObject other)
        {
            foreach (var (name, _) in one.Where(member => !other.ContainsKey(member.Key)))
                operations.Add(Operation("remove", Contract.Below(path, name)));
            foreach (var (name, value) in other)
            {
                if (one.ContainsKey(name))
                    Compare(one[name], value, Contract.Below(path, name), operations);
                else
                    operations.Add(Operation("add", Contract.Below(path, name), value));
            }
        }
        else if (before is JsonArray first && after is JsonArray second)
        {
            for (var i = 0; i < Math.Min(first.Count, second.Count); i++)
                Compare(first[i], second[i], $"{path}/{i}", operations);
            // From the end, so that each index is still right when its turn comes.
            for (var i = first.Count - 1; i >= second.Count; i--)
                operations.Add(Operation("remove", $"{path}/{i}"));
            for (var i = first.Count; i < second.Count; i++)
                operations.Add(Operation("add", $"{path}/{i}", second[i]));
        }
        else
        {
            operations.Add(Operation("replace", path, after));
        }
    }

    static JsonObject Operation(string op, string path) => new() { ["op"] = op, ["path"] = path };

    static JsonObject Operation(string op, string path, JsonNode? value) => new() { ["op"] = op, ["path"] = path, ["value"] = value?.DeepClone() };
}
