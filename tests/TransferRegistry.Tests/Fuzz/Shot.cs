using System.Text;

namespace TransferRegistry.Tests.Fuzz;

/// <summary>A request that is being made, and may be damaged before it is sent.</summary>
sealed class Shot(Operation operation, string path)
{
    public Operation Operation => operation;
    public HttpMethod Method { get; set; } = operation.Method;
    public string Path { get; set; } = path;
    public List<(string Name, string Value)> Query { get; } = [];
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);
    public byte[]? Body { get; set; }
    public string? MediaType { get; set; }
    /// <summary>Nothing of it was damaged.</summary>
    public bool IsWhole { get; set; } = true;

    public string Address => Path + (Query.Count == 0 ? "" : "?" + string.Join('&', Query.Select(parameter => $"{parameter.Name}={parameter.Value}")));

    public HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(Method, new Uri("http://localhost" + Address));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (MediaType is not null)
                message.Content.Headers.TryAddWithoutValidation("Content-Type", MediaType);
        }
        foreach (var (name, value) in Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    public override string ToString() => $"{Method} {(Address.Length > 400 ? Address[..400] : Address)} {string.Join(' ', Headers.Select(header => $"[{header.Key}: {(header.Value.Length > 100 ? header.Value[..100] : header.Value)}]"))} "
        + (Body is null ? "" : $"{MediaType} {Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 1_500))}");
}
