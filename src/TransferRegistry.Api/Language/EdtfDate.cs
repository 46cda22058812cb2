using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Language;

/// <summary>
/// A date as contracts carry it: its EDTF and, where known, the words of the source.
/// Written as <c>{"edtf": "XXXX-02-28", "earliest"?, "latest"?, "verbatim": "28 февраля"?}</c>; read so, or as the EDTF text alone.
/// </summary>
/// <param name="Edtf">The date, in the registry's profile of EDTF (ISO 8601-2:2019).</param>
/// <param name="Verbatim">The date as the source wrote it, at most 200 characters; null where that isn't known.</param>
[JsonConverter(typeof(EdtfDateConverter))]
public sealed record EdtfDate(Edtf Edtf, string? Verbatim = null)
{
    /// <summary>The longest <see cref="Verbatim"/> that is read.</summary>
    public const int MaxVerbatimLength = 200;

    /// <inheritdoc cref="Edtf.Earliest" />
    public LocalDate? Earliest => Edtf.Earliest;

    /// <inheritdoc cref="Edtf.Latest" />
    public LocalDate? Latest => Edtf.Latest;
}

/// <summary>Reads both spellings of an <see cref="EdtfDate"/>, writes the object.</summary>
sealed class EdtfDateConverter : JsonConverter<EdtfDate>
{
    /// <inheritdoc />
    public override EdtfDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new(Parse(reader.GetString())),
        JsonTokenType.StartObject => ReadObject(ref reader),
        _ => throw new UnreadableValue(Faults.DateShape.At(pointer: null)),
    };

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, EdtfDate value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteText(writer, "edtf", value.Edtf.Text);
        WriteText(writer, "earliest", Iso(value.Earliest));
        WriteText(writer, "latest", Iso(value.Latest));
        WriteText(writer, "verbatim", value.Verbatim);
        writer.WriteEndObject();
    }

    static EdtfDate ReadObject(ref Utf8JsonReader reader)
    {
        string? edtf = null, verbatim = null, earliest = null, latest = null;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
        {
            switch (reader.GetString())
            {
                case "edtf": edtf = ReadText(ref reader, "edtf"); break;
                case "verbatim": verbatim = ReadText(ref reader, "verbatim") is { } words ? Json.Normalize(words) : null; break;
                case "earliest": earliest = ReadText(ref reader, "earliest"); break;
                case "latest": latest = ReadText(ref reader, "latest"); break;
                default: throw new UnreadableValue(Faults.DateMembers.At(pointer: null));
            }
        }

        if (verbatim?.Length is 0 or > EdtfDate.MaxVerbatimLength)
            throw new UnreadableValue(Faults.DateVerbatim.At(pointer: null, ("most", EdtfDate.MaxVerbatimLength)));

        var date = new EdtfDate(Parse(edtf), verbatim);
        RefuseOther(earliest, date.Earliest, "earliest");
        RefuseOther(latest, date.Latest, "latest");
        return date;
    }

    static Edtf Parse(string? text) => Edtf.TryParse(text, out var value, out var fault) ? value : throw new UnreadableValue(fault);

    static string? ReadText(ref Utf8JsonReader reader, string member) => reader.Read() && reader.TokenType is JsonTokenType.String or JsonTokenType.Null
        ? reader.GetString()
        : throw new UnreadableValue(Faults.DateMemberText.At(pointer: null, ("member", member)));

    // A client may send back what it was given, but not bounds of its own.
    static void RefuseOther(string? given, LocalDate? bound, string member)
    {
        if (given is not null && given != Iso(bound))
            throw new UnreadableValue(bound is null ? Faults.DateNoBound.At(pointer: null, ("member", member)) : Faults.DateBound.At(pointer: null, ("member", member), ("bound", bound)));
    }

    static string? Iso(LocalDate? day) => day is { } known ? LocalDatePattern.Iso.Format(known) : null;

    static void WriteText(Utf8JsonWriter writer, string member, string? text)
    {
        if (text is not null)
            writer.WriteString(member, text);
    }
}
