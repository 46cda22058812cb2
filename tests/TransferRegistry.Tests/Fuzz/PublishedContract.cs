using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Fuzz;

/// <summary>A parameter of an operation.</summary>
sealed record Parameter(string Name, string In, JsonObject Schema);

/// <summary>An operation of the document, as whoever knows nothing but the document sees it.</summary>
sealed record Operation(string Id, HttpMethod Method, string Path, IReadOnlyList<Parameter> Parameters, IReadOnlyDictionary<string, JsonObject> Bodies, IReadOnlySet<int> Statuses)
{
    public bool IsConditional { get; } = Parameters.Any(parameter => parameter.Name == "If-Match");
}

/// <summary>The document as it is served.</summary>
sealed class PublishedContract(JsonObject document)
{
    public IReadOnlyList<Operation> Operations { get; } = [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => new Operation(
        (string)operation.Value!["operationId"]!, HttpMethod.Parse(operation.Key), path.Key,
        [.. (operation.Value["parameters"] as JsonArray ?? []).Select(parameter => new Parameter((string)parameter!["name"]!, (string)parameter["in"]!, parameter["schema"]!.AsObject()))],
        (operation.Value["requestBody"]?["content"] as JsonObject ?? []).ToDictionary(content => content.Key, content => content.Value!.AsObject()),
        operation.Value["responses"]!.AsObject().Select(answer => int.Parse(answer.Key, System.Globalization.CultureInfo.InvariantCulture)).ToHashSet())))];

    /// <summary>The name of a component that a schema refers to.</summary>
    public static string? NameOf(JsonObject schema) => ((string?)schema["$ref"])?.Split('/')[^1];

    /// <summary>The schema itself, wherever it stands.</summary>
    public JsonObject Resolve(JsonObject schema) => NameOf(schema) is { } name ? Resolve(document["components"]!["schemas"]![name]!.AsObject()) : schema;

    /// <summary>The longest sentence that the document allows.</summary>
    public int MostOfADetail { get; } = (int)document["components"]!["schemas"]!["Problem"]!["properties"]!["detail"]!["maxLength"]!;
}
