namespace TransferRegistry.Tests.Docs;

/// <summary>What a curl asks for.</summary>
sealed record Curl(HttpMethod Method, Uri Address, IReadOnlyList<(string Name, string Value)> Headers, string? Body, bool ShowsHeaders)
{
    public static Curl Of(IEnumerable<string> words)
    {
        string? method = null, address = null;
        var (data, encoded, headers) = (new List<string>(), new List<string>(), new List<(string, string)>());
        var (gets, shows, rest) = (false, false, new Queue<string>(words));
        while (rest.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-s": break;
                case "-i": shows = true; break;
                case "-G": gets = true; break;
                case "-X": method = rest.Dequeue(); break;
                case "-d": data.Add(rest.Dequeue()); break;
                case "--data-urlencode": encoded.Add(rest.Dequeue()); break;
                case "-H":
                    var header = rest.Dequeue().Split(':', 2);
                    headers.Add((header[0], header[1].Trim()));
                    break;
                case ['-', ..]: throw new InvalidOperationException($"The tour uses a curl option that its test does not know: {word}");
                default: address = address is null ? word : throw new InvalidOperationException($"A second address: {word}"); break;
            }
        }
        var pairs = encoded.Select(pair => pair.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}").Concat(gets ? data : []).ToList();
        var body = gets || data.Count == 0 ? null : string.Join('&', data);
        return new(new(method ?? (body is null ? "GET" : "POST")), new(pairs.Count == 0 ? address! : $"{address}?{string.Join('&', pairs)}"), headers, body, shows);
    }
}
