using System.Reflection;
using System.Text.Json.Nodes;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>A request for each operation that takes one, <c>Examples/&lt;operationId&gt;.json</c>: as it stands it succeeds on a fresh sample.</summary>
static class Examples
{
    const string Folder = "Examples/";
    const string Extension = ".json";

    public static IEnumerable<string> Operations => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..^Extension.Length]).Order(StringComparer.Ordinal);

    public static JsonNode? Of(string operationId)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Folder}{operationId}{Extension}");
        return file is null ? null : JsonNode.Parse(file);
    }
}
