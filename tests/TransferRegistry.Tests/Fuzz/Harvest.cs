using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Fuzz;

/// <summary>What answers have told so far: ids, codes, numbers, tags, cursors of records that are there.</summary>
sealed class Harvest
{
    // What was told last is likelier to be as it was told.
    const int Most = 60;
    readonly Dictionary<string, List<string>> _told = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);

    public void Note(string kind, string text)
    {
        var told = _told.TryGetValue(kind, out var known) ? known : _told[kind] = [];
        if (told.Contains(text))
            return;
        told.Add(text);
        if (told.Count > Most)
            told.RemoveAt(0);
    }

    public void Tag(string path, string tag)
    {
        _tags[path] = tag;
        if (_tags.Count > 4_000)
            _tags.Remove(_tags.Keys.First());
    }

    public string? TagOf(string path) => _tags.GetValueOrDefault(path);

    /// <summary>One of what was told; null while nothing was.</summary>
    public string? Any(string kind, Random random) => _told.TryGetValue(kind, out var told) ? told[random.Next(told.Count)] : null;

    /// <summary>Everything an answer tells, by the addresses in it.</summary>
    public void Take(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray elements:
                foreach (var element in elements)
                    Take(element);
                break;
            case JsonObject members:
                foreach (var (name, value) in members)
                    if (value is JsonValue text && text.GetValueKind() is System.Text.Json.JsonValueKind.String)
                        Take(name, (string)text!);
                    else
                        Take(value);
                break;
        }
    }

    /// <summary>The ids of the records that an address has listed or made.</summary>
    public void TakeIds(string resource, JsonNode told)
    {
        foreach (var record in told["items"] as IEnumerable<JsonNode?> ?? [told["webhook"] ?? told])
            if ((record as JsonObject)?["id"] is JsonValue id)
                Note(resource, (string)id!);
    }

    void Take(string name, string text)
    {
        if (name is "code" && !text.Contains('.', StringComparison.Ordinal))
            Note("institutions", text);
        else if (name is "cursor")
            Note("cursor", text);
        else if (name is "registryNumber" or "externalRef" or "value")
            Note(name, text);
        // http://localhost/api/v1/agreements/0198…/history
        else if (name is "href" or "self" && text.Split('/') is [_, "", _, "api", "v1", var resource, var id, ..] && id.Length > 0)
            Note(resource, id.Split('?')[0]);
    }
}
