using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Language;

/// <summary>
/// A text in one or more languages: <c>{"kk": "…", "ru": "…"}</c>, keyed by BCP 47 tag (RFC 5646), in the case that the RFC recommends, whatever it was.
/// At least one language; each text 1 to 4,000 characters, Unicode NFC, without blanks around it.
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed partial class LocalizedText : IReadOnlyDictionary<string, string>, IEquatable<LocalizedText>
{
    static readonly string[] Preferred = ["ru", "kk", "en"];
    internal const int MostCharacters = 4000;
    readonly SortedList<string, string> _texts;

    /// <summary>A text from its languages; throws <see cref="FormatException"/> where a tag or a text is none.</summary>
    public LocalizedText(IEnumerable<KeyValuePair<string, string>> texts)
    {
        _texts = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (var (tag, text) in texts)
        {
            var tidy = Json.Normalize(text);
            if (!IsTag(tag))
                throw new FormatException($"\"{tag}\" is not a language tag: use kk, ru, en or another tag of BCP 47.");
            if (tidy.Length is 0 or > MostCharacters)
                throw new FormatException($"The text in \"{tag}\" has 1 to {MostCharacters} characters; leave the language out when there is none.");
            // A request says a language once; what was stored before that was asked may have it in two spellings.
            if (tag == Canonical(tag) || !_texts.ContainsKey(Canonical(tag)))
                _texts[Canonical(tag)] = tidy;
        }
        if (_texts.Count == 0)
            throw new FormatException("Give the text in one language at least: {\"ru\": \"…\"}.");
    }

    internal static bool IsTag(string text) => LanguageTag().IsMatch(text);

    /// <summary>A tag as RFC 5646 (2.1.1) recommends to write it: <c>kk</c>, <c>kk-Cyrl</c>, <c>en-GB</c>. What is no tag stays as it is.</summary>
    internal static string Canonical(string tag) => IsTag(tag) ? string.Join('-', tag.ToLowerInvariant().Split('-').Select(Subtag)) : tag;

    // A region in capitals, a script with a capital.
    static string Subtag(string subtag, int place) => (place, subtag.Length) switch
    {
        ( > 0, 2) => subtag.ToUpperInvariant(),
        ( > 0, 4) => char.ToUpperInvariant(subtag[0]) + subtag[1..],
        _ => subtag,
    };

    /// <summary>A text in one language.</summary>
    public static LocalizedText In(string tag, string text) => new([new(tag, text)]);

    /// <summary>The text for a reader of any language: Russian, Kazakh, English, else the first there is.</summary>
    [JsonIgnore]
    public string Any => Preferred.Select(tag => _texts.GetValueOrDefault(tag)).FirstOrDefault(text => text is not null) ?? _texts.Values.First();

    /// <inheritdoc/>
    public string this[string key] => _texts[key];
    /// <inheritdoc/>
    public IEnumerable<string> Keys => _texts.Keys;
    /// <inheritdoc/>
    public IEnumerable<string> Values => _texts.Values;
    /// <inheritdoc/>
    public int Count => _texts.Count;
    /// <inheritdoc/>
    public bool ContainsKey(string key) => _texts.ContainsKey(key);
    /// <inheritdoc/>
    public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string value) => _texts.TryGetValue(key, out value);
    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _texts.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    /// <inheritdoc/>
    public bool Equals(LocalizedText? other) => other is not null && _texts.SequenceEqual(other._texts);
    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LocalizedText);
    /// <inheritdoc/>
    public override int GetHashCode() => _texts.Aggregate(0, (hash, text) => HashCode.Combine(hash, text.Key, text.Value));

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguageTag();

    sealed class Converter : JsonConverter<LocalizedText>
    {
        public override LocalizedText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("A text by language is an object.");
            var texts = new List<KeyValuePair<string, string>>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var tag = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null)
                    continue;
                if (reader.TokenType != JsonTokenType.String)
                    throw new JsonException($"The text in \"{tag}\" is a string.");
                texts.Add(new(tag, reader.GetString()!));
            }
            try { return new LocalizedText(texts); }
            catch (FormatException fault) { throw new JsonException(fault.Message, fault); }
        }

        public override void Write(Utf8JsonWriter writer, LocalizedText value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (tag, text) in value)
                writer.WriteString(tag, text);
            writer.WriteEndObject();
        }
    }
}
