using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>A member that takes one of several shapes: says which one an element is meant as.</summary>
interface IContractChoice
{
    static abstract Type Choose(JsonElement element);
}

/// <summary>
/// A tree held against the type it is to become: every unknown or missing member, wrong type and bad value is found, each with its pointer.
/// What the type and its validation attributes say is the contract; the OpenAPI document is written from the same.
/// </summary>
static class Contract
{
    /// <summary>A body with more faults than these is none that anybody mends by hand: the rest goes unsaid.</summary>
    public const int MostFaults = 1000;

    const int MostElements = 1000;

    public static T Bind<T>(JsonElement tree)
    {
        return Bind<T>(tree, []);
    }

    static T Bind<T>(JsonElement tree, List<Fault> faults)
    {
        Walk(tree, Json.Options.GetTypeInfo(typeof(T)), attributes: null, "", faults);
        return faults.Count switch
        {
            0 => tree.Deserialize<T>(Json.Options)!,
            1 => throw faults[0].Refused(),
            >= MostFaults => throw new Refusal(Problem.Invalid, $"{MostFaults} faults or more; the first of them stand in errors.", faults),
            _ => throw new Refusal(Problem.Invalid, $"{faults.Count} faults; each stands in errors.", faults),
        };
    }

    /// <summary>
    /// The request that the record as shown would be, with the patch applied (RFC 7396): null removes, arrays are replaced whole.
    /// Members that only the registry gives are passed over when they are unchanged, and faults when they are not.
    /// </summary>
    public static T Patch<T>(JsonElement patch, object shown)
    {
        var contract = Json.Options.GetTypeInfo(typeof(T));
        var representation = Json.Options.GetTypeInfo(shown.GetType());
        var current = JsonSerializer.SerializeToNode(shown, representation)!;
        var faults = new List<Fault>();
        var change = Settable(JsonNode.Parse(patch.GetRawText()), current, contract, representation, "", faults);
        var merged = Merge(Prune(current, contract), change);
        return Bind<T>(JsonSerializer.SerializeToElement(merged), faults);
    }

    public static string Below(string pointer, string member) =>
        $"{pointer}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Say(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    static void Walk(JsonElement element, JsonTypeInfo info, ICustomAttributeProvider? attributes, string pointer, List<Fault> faults)
    {
        if (faults.Count >= MostFaults)
            return;
        if (element.ValueKind is JsonValueKind.Null)
        {
            // Null says what absence says (R2): unknown. Only an element of an array, and the body itself, can't be absent.
            if (pointer.Length == 0 || attributes is null)
                faults.Add(Faults.WrongType.At(pointer, ("actual", "null"), ("expected", Expected(info))));
            return;
        }
        if (info.Type.IsAssignableTo(typeof(IContractChoice)))
        {
            var chosen = (Type)info.Type.GetMethod(nameof(IContractChoice.Choose), [typeof(JsonElement)])!.Invoke(obj: null, [element])!;
            Walk(element, Json.Options.GetTypeInfo(chosen), attributes, pointer, faults);
            return;
        }
        switch (info.Kind)
        {
            case not JsonTypeInfoKind.Object when info.Type == typeof(LocalizedText) && element.ValueKind is JsonValueKind.Object:
                WalkTexts(element, pointer, faults);
                break;
            case JsonTypeInfoKind.Object:
                WalkObject(element, info, pointer, faults);
                break;
            case JsonTypeInfoKind.Enumerable:
                WalkArray(element, info, attributes, pointer, faults);
                break;
            default:
                if (Fault(element, info.Type, attributes, pointer) is { } fault)
                    faults.Add(fault);
                break;
        }
    }

    static void WalkObject(JsonElement element, JsonTypeInfo info, string pointer, List<Fault> faults)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", "an object")));
            return;
        }
        var members = info.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (faults.Count >= MostFaults)
                return;
            if (members.TryGetValue(member.Name, out var property))
                Walk(member.Value, Json.Options.GetTypeInfo(property.PropertyType), property.AttributeProvider, Below(pointer, member.Name), faults);
            else
                faults.Add(Faults.UnknownMember.At(Below(pointer, member.Name), ("member", member.Name), ("known", string.Join(", ", members.Keys))));
        }
        foreach (var property in info.Properties.Where(property => property.IsRequired))
            if (!element.TryGetProperty(property.Name, out var given) || given.ValueKind is JsonValueKind.Null)
                faults.Add(Faults.MissingMember.At(Below(pointer, property.Name), ("member", property.Name)));
    }

    static void WalkTexts(JsonElement element, string pointer, List<Fault> faults)
    {
        var before = faults.Count;
        foreach (var member in element.EnumerateObject().Where(member => member.Value.ValueKind is not JsonValueKind.Null))
        {
            if (faults.Count >= MostFaults)
                return;
            if (!LocalizedText.IsTag(member.Name))
                faults.Add(Faults.NotALanguage.At(Below(pointer, member.Name), ("value", member.Name)));
            else if (Fault(member.Value, typeof(string), attributes: null, Below(pointer, member.Name)) is { } fault)
                faults.Add(fault);
        }
        if (faults.Count == before && element.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.Null))
            faults.Add(Faults.NoLanguage.At(pointer));
    }

    static void WalkArray(JsonElement element, JsonTypeInfo info, ICustomAttributeProvider? attributes, string pointer, List<Fault> faults)
    {
        if (element.ValueKind is not JsonValueKind.Array)
        {
            faults.Add(Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", "an array")));
            return;
        }
        var count = element.GetArrayLength();
        var most = Attribute<MaxLengthAttribute>(attributes)?.Length ?? MostElements;
        var least = Attribute<MinLengthAttribute>(attributes)?.Length ?? 0;
        if (count > most)
        {
            faults.Add(Faults.TooMany.At(pointer, ("count", count), ("most", most)));
            return;
        }
        if (count < least)
            faults.Add(Faults.TooFew.At(pointer, ("count", count), ("least", least)));
        var inner = Json.Options.GetTypeInfo(info.ElementType!);
        foreach (var (index, entry) in element.EnumerateArray().Index())
            Walk(entry, inner, attributes: null, $"{pointer}/{index}", faults);
    }

    static Fault? Fault(JsonElement element, Type declared, ICustomAttributeProvider? attributes, string pointer)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
            return element.ValueKind is JsonValueKind.String ? TextFault(Json.Tidy(element.GetString()!), attributes, pointer) : Wrong("a string");
        if (type == typeof(bool))
            return element.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Wrong("true or false");
        if (type == typeof(int) || type == typeof(long))
            return element.ValueKind is JsonValueKind.Number && (type == typeof(int) ? element.TryGetInt32(out _) : element.TryGetInt64(out _))
                ? RangeFault(element, attributes, pointer) : Wrong($"a whole number up to {(type == typeof(int) ? int.MaxValue : long.MaxValue)}");
        if (type == typeof(decimal))
            return element.ValueKind is JsonValueKind.Number && element.TryGetDecimal(out _) ? RangeFault(element, attributes, pointer) : Wrong("a number of at most 28 digits");
        if (type.IsEnum)
            return WordFault(element, type, pointer);
        if (type == typeof(LocalDate))
            return element.ValueKind is not JsonValueKind.String ? Wrong("a day as a string, 2026-11-22")
                : TimeText.ReadDay(element.GetString()!) is null ? Faults.NotADay.At(pointer, ("value", element.GetString())) : null;
        if (type == typeof(Instant))
            return element.ValueKind is not JsonValueKind.String ? Wrong("an RFC 3339 date-time as a string")
                : TimeText.ReadInstant(element.GetString()!) is null ? Faults.NotAnInstant.At(pointer, ("value", element.GetString())) : null;
        if (type == typeof(Uri))
            return element.ValueKind is not JsonValueKind.String ? Wrong("an address as a string") : AddressFault(element.GetString()!, pointer);
        try
        {
            element.Deserialize(Json.Options.GetTypeInfo(type));
            return null;
        }
        catch (JsonException fault)
        {
            return (type == typeof(EdtfDate) ? Faults.NotAnEdtf : Faults.Malformed).At(pointer, ("fault", fault.Message.Split(" Path:", 2)[0]));
        }

        Fault Wrong(string expected) => Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", expected));
    }

    static Fault? TextFault(string text, ICustomAttributeProvider? attributes, string pointer)
    {
        var most = Attribute<StringLengthAttribute>(attributes)?.MaximumLength ?? LocalizedText.MostCharacters;
        if (text.Length == 0)
            return Faults.Blank.At(pointer);
        if (text.Length > most)
            return Faults.TooLong.At(pointer, ("length", text.Length), ("most", most));
        return Attribute<RegularExpressionAttribute>(attributes) is { } form && !Regex.IsMatch(text, form.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            ? Faults.WrongPattern.At(pointer, ("value", text), ("pattern", form.Pattern))
            : null;
    }

    static Fault? RangeFault(JsonElement element, ICustomAttributeProvider? attributes, string pointer)
    {
        var value = element.GetDecimal();
        return Attribute<RangeAttribute>(attributes) is { } range && (value < Bound(range.Minimum) || value > Bound(range.Maximum))
            ? Faults.OutOfRange.At(pointer, ("value", element.GetRawText()), ("least", range.Minimum), ("most", range.Maximum))
            : null;

        static decimal Bound(object bound) => Convert.ToDecimal(bound, CultureInfo.InvariantCulture);
    }

    static Fault? WordFault(JsonElement element, Type type, string pointer)
    {
        if (element.ValueKind is not JsonValueKind.String)
            return Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", $"one of {string.Join(", ", Words(type))}"));
        return Words(type).Contains(element.GetString(), StringComparer.Ordinal)
            ? null
            : Faults.UnknownWord.At(pointer, ("value", element.GetString()), ("choices", string.Join(", ", Words(type))));
    }

    static Fault? AddressFault(string text, string pointer) =>
        text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? null
            : Faults.NotAbsolute.At(pointer, ("value", text));

    public static string[] Words(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    static string Expected(JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Object => "an object",
        JsonTypeInfoKind.Enumerable => "an array",
        _ => "a value",
    };

    static TAttribute? Attribute<TAttribute>(ICustomAttributeProvider? attributes) where TAttribute : Attribute =>
        attributes?.GetCustomAttributes(typeof(TAttribute), inherit: true).OfType<TAttribute>().FirstOrDefault();

    static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject change)
            return patch?.DeepClone();
        var merged = target as JsonObject ?? [];
        foreach (var (name, value) in change)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = Merge(merged[name]?.DeepClone(), value);
        }
        return merged;
    }

    // A representation without what only the registry gives is a request.
    static JsonNode? Prune(JsonNode? shown, JsonTypeInfo contract)
    {
        if (contract.Kind is JsonTypeInfoKind.Enumerable && shown is JsonArray array)
            return new JsonArray([.. array.Select(entry => Prune(entry, Json.Options.GetTypeInfo(contract.ElementType!)))]);
        // What a response derives would speak against a patch of what it is derived from.
        if (contract.Type == typeof(Reference) && shown is JsonObject { } reference)
            return reference["id"]?.DeepClone();
        if (contract.Type == typeof(EdtfDate) && shown is JsonObject { } date)
            return new JsonObject([.. date.Where(member => member.Key is "edtf" or "verbatim").Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))]);
        if (contract.Kind is not JsonTypeInfoKind.Object || shown is not JsonObject record || contract.Type.IsAssignableTo(typeof(IContractChoice)))
            return shown?.DeepClone();
        var request = new JsonObject();
        foreach (var property in contract.Properties)
            if (record[property.Name] is { } value)
                request[property.Name] = Prune(value, Json.Options.GetTypeInfo(property.PropertyType));
        return request;
    }

    static JsonNode? Settable(JsonNode? patch, JsonNode? current, JsonTypeInfo contract, JsonTypeInfo shown, string pointer, List<Fault> faults)
    {
        if (patch is JsonArray array && contract.Kind is JsonTypeInfoKind.Enumerable && shown.Kind is JsonTypeInfoKind.Enumerable)
        {
            var (inner, innerShown) = (Json.Options.GetTypeInfo(contract.ElementType!), Json.Options.GetTypeInfo(shown.ElementType!));
            var known = current as JsonArray ?? [];
            return new JsonArray([.. array.Select((entry, index) =>
                Settable(entry?.DeepClone(), known.Count > index ? known[index] : null, inner, innerShown, $"{pointer}/{index}", faults))]);
        }
        if (patch is not JsonObject change || contract.Kind is not JsonTypeInfoKind.Object || shown.Kind is not JsonTypeInfoKind.Object
            || contract.Type.IsAssignableTo(typeof(IContractChoice)))
            return patch?.DeepClone();
        var settable = new JsonObject();
        foreach (var (name, value) in change)
        {
            var member = contract.Properties.FirstOrDefault(property => property.Name == name);
            var given = shown.Properties.FirstOrDefault(property => property.Name == name);
            if (member is null && given is not null)
            {
                if (!JsonNode.DeepEquals(value, current?[name]))
                    faults.Add(Faults.ReadOnlyMember.At(Below(pointer, name), ("member", name)));
            }
            else
            {
                settable[name] = member is null || given is null
                    ? value?.DeepClone()
                    : Settable(value, (current as JsonObject)?[name], Json.Options.GetTypeInfo(member.PropertyType), Json.Options.GetTypeInfo(given.PropertyType),
                        Below(pointer, name), faults);
            }
        }
        return settable;
    }
}
