using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

/// <summary>A single value held against its type and its validation attributes.</summary>
static class ContractFaults
{
    /// <summary>What is wrong with a value, or null.</summary>
    public static Fault? Of(JsonElement element, Type declared, ICustomAttributeProvider? attributes, string pointer)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
            return element.ValueKind is JsonValueKind.String ? TextFault(Json.Normalize(element.GetString()!), attributes, pointer) : Wrong("string");
        if (type == typeof(bool))
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Wrong("boolean");
        if (type == typeof(int) || type == typeof(long))
            return element.ValueKind is JsonValueKind.Number && (type == typeof(int) ? element.TryGetInt32(out _) : element.TryGetInt64(out _))
                ? RangeFault(element, attributes, pointer) : Faults.NotWhole.At(pointer, ("actual", Contract.Say(element)), ("most", type == typeof(int) ? int.MaxValue : long.MaxValue));
        if (type == typeof(decimal))
            return element.ValueKind is JsonValueKind.Number && element.TryGetDecimal(out _) ? RangeFault(element, attributes, pointer) : Faults.NotDecimal.At(pointer, ("actual", Contract.Say(element)));
        if (type.IsEnum)
            return WordFault(element, type, pointer);
        if (type == typeof(LocalDate))
            return element.ValueKind is not JsonValueKind.String ? Faults.NoDayText.At(pointer, ("actual", Contract.Say(element))) : DayFault(element.GetString()!, pointer);
        if (type == typeof(Instant))
            return element.ValueKind is not JsonValueKind.String ? Faults.NoInstantText.At(pointer, ("actual", Contract.Say(element)))
                : TimeText.ReadInstant(element.GetString()!) is null ? Faults.NotAnInstant.At(pointer, ("value", element.GetString())) : null;
        if (type == typeof(Uri))
            return element.ValueKind is not JsonValueKind.String ? Wrong("string") : AddressFault(element.GetString()!, pointer);
        if (type == typeof(LocalizedText))
            return Wrong("object");
        try
        {
            element.Deserialize(Json.Options.GetTypeInfo(type));
            return null;
        }
        catch (UnreadableValue unreadable)
        {
            return unreadable.Fault with { Pointer = pointer };
        }

        Fault Wrong(string expected) => Faults.WrongType.At(pointer, ("actual", Contract.Say(element)), ("expected", expected));
    }

    static Fault? DayFault(string text, string pointer) => TimeText.ReadDay(text) is not null ? null
        : TimeText.Meant(text) is { } meant ? Faults.NotADayButMeant.At(pointer, ("value", text), ("suggestion", meant)) : Faults.NotADay.At(pointer, ("value", text));

    static Fault? TextFault(string text, ICustomAttributeProvider? attributes, string pointer)
    {
        var most = Contract.Attribute<StringLengthAttribute>(attributes)?.MaximumLength ?? LocalizedText.MostCharacters;
        if (text.Length == 0)
            return Faults.Blank.At(pointer);
        if (text.Length > most)
            return Faults.TooLong.At(pointer, ("length", text.Length), ("most", most));
        return Contract.Attribute<RegularExpressionAttribute>(attributes) is { } form && !Regex.IsMatch(text, form.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            ? Faults.WrongPattern.At(pointer, ("value", text), ("pattern", form.Pattern))
            : null;
    }

    static Fault? RangeFault(JsonElement element, ICustomAttributeProvider? attributes, string pointer)
    {
        var value = element.GetDecimal();
        return Contract.Attribute<RangeAttribute>(attributes) is { } range && (value < Bound(range.Minimum) || value > Bound(range.Maximum))
            ? Faults.OutOfRange.At(pointer, ("value", value), ("least", range.Minimum), ("most", range.Maximum))
            : null;

        static decimal Bound(object bound) => Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
    }

    static Fault? WordFault(JsonElement element, Type type, string pointer)
    {
        if (element.ValueKind is not JsonValueKind.String)
            return Faults.NoWord.At(pointer, ("actual", Contract.Say(element)), ("choices", Contract.Words(type)));
        return Contract.Words(type).Contains(element.GetString(), StringComparer.Ordinal)
            ? null
            : Faults.UnknownWord.At(pointer, ("value", element.GetString()), ("choices", Contract.Words(type)));
    }

    static Fault? AddressFault(string text, string pointer) =>
        text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? null
            : Faults.NotAbsolute.At(pointer, ("value", text));
}
