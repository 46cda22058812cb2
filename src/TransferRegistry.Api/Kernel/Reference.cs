using System.Text.Json;
using System.Text.Json.Serialization;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Kernel;

/// <summary>
/// Another record, named in a request by its id, by an institution's code or an agreement's or transfer's registry number,
/// or by the object that a response gave for it (its id counts, its other members are passed over).
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed record Reference
{
    /// <summary>The id, where it was given.</summary>
    public Guid? Id { get; init; }
    /// <summary>The code or registry number, where that was given instead.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id?.ToString() ?? Name ?? "";

    /// <summary>A reference as it stands in a path or a query parameter.</summary>
    public static Reference Of(string text) => Guid.TryParseExact(text, "D", out var id) ? new() { Id = id } : new() { Name = text };

    sealed class Converter : JsonConverter<Reference>
    {
        static readonly string[] Names = ["code", "registryNumber"];

        public override Reference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is JsonTokenType.String)
                return Json.Normalize(reader.GetString()!) is { Length: > 0 and <= 128 } text ? Of(text) : throw NoReference();
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                throw NoReference();
            if (Text(document.RootElement, "id") is { } id)
                return Guid.TryParseExact(id, "D", out _) ? Of(id) : throw new UnreadableValue(Faults.NotAnId.At(pointer: null, ("value", id)));
            return Names.Select(name => Text(document.RootElement, name)).FirstOrDefault(name => name is { Length: > 0 and <= 128 }) is { } given
                ? new() { Name = Json.Normalize(given) }
                : throw NoReference();
        }

        public override void Write(Utf8JsonWriter writer, Reference value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        static string? Text(JsonElement element, string member) =>
            element.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

        static UnreadableValue NoReference() => new(Faults.NotAReference.At(pointer: null));
    }
}
