using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TransferRegistry.Tests.Recorded;

/// <summary>
/// A conversation with the registry, written down. What no two runs share is named instead of quoted: an id by the order in which it was first met,
/// a cursor, a hash, a secret by a word. All else is kept byte for byte.
/// </summary>
sealed partial class Recording(RegistryApp app, IReadOnlyDictionary<string, string?> keys)
{
    readonly List<string> _exchanges = [];
    readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    readonly Dictionary<string, HttpClient> _clients = keys.ToDictionary(key => key.Key, key => app.As(key.Value), StringComparer.Ordinal);

    /// <summary>One text an exchange: the request, the status, the headers that clients go by, the body.</summary>
    public IReadOnlyList<string> Exchanges => _exchanges;

    /// <summary>Sends a request and writes down what was said; the answer's body, where it is a JSON object.</summary>
    public async Task<JsonObject> Say(string caller, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        // Every request has its own moment, so that what is made later is listed later.
        app.Clock.AdvanceMinutes(1);
        var sent = body is null ? null : body as string ?? System.Text.Json.JsonSerializer.Serialize(body, Plain);
        using var content = sent is null ? null : new StringContent(sent, Encoding.UTF8, "application/json");
        using var answer = await _clients[caller].Send(new(method), path, content, headers);
        var told = answer.StatusCode is HttpStatusCode.NoContent ? "" : await answer.Content.ReadAsStringAsync();

        var text = new StringBuilder($"{method} {Named(path)} as {caller}\n");
        foreach (var (name, value) in headers)
            text.Append(CultureInfo.InvariantCulture, $"{name}: {Named(value)}\n");
        if (sent is not null)
            text.Append(CultureInfo.InvariantCulture, $"{Named(sent)}\n");
        text.Append(CultureInfo.InvariantCulture, $"=> {(int)answer.StatusCode}\n");
        foreach (var name in Headers)
            if (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values))
                text.Append(CultureInfo.InvariantCulture, $"{name}: {Named(string.Join(", ", values))}\n");
        text.Append(Named(told.ReplaceLineEndings("\n")));
        _exchanges.Add(text.ToString().TrimEnd('\n'));
        return answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json" ? JsonNode.Parse(told)!.AsObject() : [];
    }

    static readonly string[] Headers =
        ["Content-Type", "Location", "ETag", "Link", "Allow", "Accept-Patch", "Accept-Post", "Retry-After", "WWW-Authenticate", "Idempotent-Replayed",
            "Registry-Seq", "Content-Disposition"];

    static readonly System.Text.Json.JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    string Named(string text)
    {
        text = Moment().Replace(text, "${kept}…");
        text = Secret().Replace(Hash().Replace(Cursor().Replace(Tag().Replace(text, "${kept}-…"), "${kept}…"), "${kept}…"), "${kept}…");
        return Id().Replace(text, found =>
        {
            if (!_ids.TryGetValue(found.Value, out var name))
                _ids.Add(found.Value, name = string.Create(CultureInfo.InvariantCulture, $"#{_ids.Count + 1}"));
            return name;
        });
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    /// <summary>The version of a strong tag is the registry's word; its hash is that of bytes with ids in them.</summary>
    [GeneratedRegex("(?<kept>\"[0-9]+)-[0-9a-f]{8,}(?=\")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("""(?<kept>cursor=|"cursor":")[A-Za-z0-9_.~-]+""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cursor();

    [GeneratedRegex("""(?<kept>"traceId":"|"entryHash":"|"sha256":"|"requestId":"|urn:uuid:)[A-Za-z0-9=+/-]+""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hash();

    [GeneratedRegex("(?<kept>trk_|whsec_)[A-Za-z0-9_+/=]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    /// <summary>The service's own units at the same moment take microseconds of it too.</summary>
    [GeneratedRegex("(?<kept>[0-9]{2}:[0-9]{2}:[0-9]{2}\\.)[0-9]{6}(?=Z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moment();
}
