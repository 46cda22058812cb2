using System.Text;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Docs;

/// <summary>
/// An answer as a document prints it: JSON in which … stands for members, entries, a value or a part of a text that were left out.
/// All else must be in the real answer as it is printed, in the same order.
/// </summary>
static class Excerpt
{
    const string Ellipsis = "…";

    /// <summary>Where the answer differs from what is printed; null when it does not.</summary>
    public static string? Difference(string printed, JsonNode? answer) => Difference(JsonNode.Parse(Plain(printed)), answer, "");

    static string? Difference(JsonNode? printed, JsonNode? answer, string place) => (printed, answer) switch
    {
        (JsonValue text, _) when IsEllipsis(text) => null,
        (JsonObject some, JsonObject all) => OfMembers(some, all, place),
        (JsonArray some, JsonArray all) => OfEntries(some, all, place),
        (JsonValue text, JsonValue other) when Text(text) is { } shown && Text(other) is { } real => Fits(shown, real) ? null : $"{place} is {real}, not {shown}",
        _ => JsonNode.DeepEquals(printed, answer) ? null : $"{place} is {answer?.ToJsonString() ?? "null"}, not {printed?.ToJsonString() ?? "null"}",
    };

    static string? OfMembers(JsonObject printed, JsonObject answer, string place)
    {
        var members = answer.Select(member => member.Key).ToList();
        var (next, skips) = (0, false);
        foreach (var (name, value) in printed)
        {
            if (name.StartsWith(Ellipsis, StringComparison.Ordinal))
            {
                skips = true;
                continue;
            }
            var at = members.IndexOf(name);
            if (at < next || (at > next && !skips))
                return $"{place}/{name} is not there: the answer has {string.Join(", ", members.Skip(next))}";
            if (Difference(value, answer[name], $"{place}/{name}") is { } difference)
                return difference;
            (next, skips) = (at + 1, false);
        }
        return next == members.Count || skips ? null : $"{place} has more: {string.Join(", ", members.Skip(next))}";
    }

    static string? OfEntries(JsonArray printed, JsonArray answer, string place)
    {
        var shortened = printed.LastOrDefault() is JsonValue last && IsEllipsis(last);
        var shown = shortened ? printed.Count - 1 : printed.Count;
        if (answer.Count < shown || (answer.Count > shown && !shortened))
            return $"{place} has {answer.Count} entries, not {shown}";
        return Enumerable.Range(0, shown).Select(index => Difference(printed[index], answer[index], $"{place}/{index}")).FirstOrDefault(difference => difference is not null);
    }

    /// <summary>Whether a text is as printed, where … stands for any part of it.</summary>
    public static bool Fits(string printed, string real)
    {
        var parts = printed.Split(Ellipsis);
        if (parts.Length == 1)
            return printed == real;
        if (!real.StartsWith(parts[0], StringComparison.Ordinal))
            return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = real.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + part.Length;
        }
        return real.Length - at >= parts[^1].Length && real.EndsWith(parts[^1], StringComparison.Ordinal);
    }

    static string? Text(JsonValue value) => value.TryGetValue<string>(out var text) ? text : null;

    static bool IsEllipsis(JsonValue value) => Text(value) == Ellipsis;

    /// <summary>The same as JSON proper: a bare … becomes a member, an entry or a value of that name.</summary>
    static string Plain(string printed)
    {
        var (plain, open, inText, before, count) = (new StringBuilder(), new Stack<char>(), false, ' ', 0);
        foreach (var (index, letter) in printed.Index())
        {
            if (letter == '"' && (index == 0 || printed[index - 1] != '\\'))
                inText = !inText;
            if (!inText && letter == Ellipsis[0])
            {
                var isMember = open.Peek() == '{' && before != ':';
                plain.Append(isMember ? $"\"{Ellipsis}{count++}\":null" : $"\"{Ellipsis}\"");
                // A line of its own needs no comma behind it.
                if (printed[(index + 1)..].TrimStart() is [not (',' or '}' or ']'), ..])
                    plain.Append(',');
                before = letter;
                continue;
            }
            if (!inText && letter is '{' or '[')
                open.Push(letter);
            if (!inText && letter is '}' or ']')
                open.Pop();
            if (!char.IsWhiteSpace(letter))
                before = letter;
            plain.Append(letter);
        }
        return plain.ToString();
    }
}
