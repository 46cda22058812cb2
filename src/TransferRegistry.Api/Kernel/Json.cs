using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Kernel;

/// <summary>One JSON for requests, responses, the journal and the documents in the database.</summary>
static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
        // Cyrillic and the & of links stay readable; the answers are JSON and say so, and are never put into a page's markup.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new LocalDateConverter());
        options.Converters.Add(new TidyStringConverter());
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException($"No {typeof(T).Name} in a stored document.");

    /// <summary>SHA-256 of a request, read and written again, so that blanks and the order of members make no difference; lower-case hex.</summary>
    public static string Hash(object request) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Options)));

    /// <summary>Whether a text has neither NUL, which databases refuse, nor U+FFFE, which has no normal form.</summary>
    public static bool CanBeKept(string text) => !text.AsSpan().ContainsAny('\0', '\uFFFE');

    /// <summary>Stored and returned text is NFC, without blanks around it (R6).</summary>
    public static string Normalize(string text) => (IsComposed(text) ? text : text.Normalize(NormalizationForm.FormC)).Trim();

    // Nearly every text a registry reads, its own documents above all: asking the Unicode tables about each took half of the time of a whole list.
    static bool IsComposed(string text)
    {
        foreach (var letter in text)
            if (!IsComposed(letter))
                return false;
        return true;
    }

    /// <summary>Latin and Cyrillic letters with what is above them in them, dashes, quotation marks, №: NFC as they stand, whatever is beside them (UAX #15: NFC_Quick_Check=Yes, combining class 0).</summary>
    internal static bool IsComposed(char letter) => letter is < '\u0300' or (>= '\u0400' and <= '\u0481') or (>= '\u048A' and <= '\u052F') or (>= '\u2010' and <= '\u2027') or '№';

    /// <summary>The spelling of an enum's value in JSON, in SQL and in query parameters: <c>in_force</c>.</summary>
    public static string ToWire<T>(T value) where T : struct, Enum => Spelling<T>.Words[value];

    /// <summary>The value that a word of the database spells.</summary>
    public static T FromWire<T>(string word) where T : struct, Enum => Spelling<T>.Meanings[word];

    public static string? ToWire<T>(T? value) where T : struct, Enum => value is { } given ? ToWire(given) : null;

    static class Spelling<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
        public static readonly FrozenDictionary<string, T> Meanings = Words.ToFrozenDictionary(word => word.Value, word => word.Key);
    }

    sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TimeText.ReadInstant(reader.GetString() ?? "") ?? throw new JsonException("An instant is written as RFC 3339 says: 2026-11-22T20:40:01Z.");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(TimeText.Of(value));
    }

    sealed class LocalDateConverter : JsonConverter<LocalDate>
    {
        public override LocalDate Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TimeText.ReadDay(reader.GetString() ?? "") ?? throw new JsonException("A day is written as ISO 8601 says: 2026-11-22.");

        public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) => writer.WriteStringValue(TimeText.Of(value));
    }

    sealed class TidyStringConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Normalize(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString() ?? "";

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }
}
