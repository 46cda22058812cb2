using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

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

    public static T Bind<T>(JsonElement tree) => Bind<T>(tree, []);

    /// <summary>The same, with what was found before, of a tree that stands at a place of the body.</summary>
    public static T Bind<T>(JsonElement tree, List<Fault> faults, string pointer = "")
    {
        Walk(tree, Json.Options.GetTypeInfo(typeof(T)), attributes: null, pointer, faults);
        return faults.Count switch
        {
            0 => tree.Deserialize<T>(Json.Options)!,
            1 => throw faults[0].Refused(),
            >= MostFaults => throw new Refusal(Problem.Invalid, Faults.TooManyFaults.Say(("most", MostFaults)), [.. faults.Take(MostFaults)]),
            _ => throw new Refusal(Problem.Invalid, Faults.Several.Say(("count", faults.Count)), faults),
        };
    }

    public static string Below(string pointer, string member) =>
        $"{pointer}/{member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>The name of its type, as JSON has it.</summary>
    public static string Say(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };

    static void Walk(JsonElement element, JsonTypeInfo info, ICustomAttributeProvider? attributes, string pointer, List<Fault> faults)
    {
        if (faults.Count >= MostFaults)
            return;
        if (element.ValueKind is JsonValueKind.Null)
        {
            // Null says what absence says (R2): unknown. Only an element of an array, and the body itself, can't be absent.
            if (pointer.Length == 0 || attributes is null)
                faults.Add(Faults.NoNull.At(pointer));
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
            // A merge patch inside a body: held against its contract once it is applied.
            case not JsonTypeInfoKind.Object when info.Type == typeof(JsonElement) || info.Type == typeof(JsonElement?):
                if (element.ValueKind is not JsonValueKind.Object)
                    faults.Add(Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", "object")));
                break;
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
                if (ContractFaults.Of(element, info.Type, attributes, pointer) is { } fault)
                    faults.Add(fault);
                break;
        }
    }

    static void WalkObject(JsonElement element, JsonTypeInfo info, string pointer, List<Fault> faults)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", "object")));
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
                faults.Add(Faults.UnknownMember.At(Below(pointer, member.Name), ("member", member.Name), ("known", members.Keys)));
        }
        foreach (var property in info.Properties.Where(property => property.IsRequired))
            if (!element.TryGetProperty(property.Name, out var given) || given.ValueKind is JsonValueKind.Null)
                faults.Add(Faults.MissingMember.At(Below(pointer, property.Name), ("member", property.Name)));
    }

    static void WalkTexts(JsonElement element, string pointer, List<Fault> faults)
    {
        var before = faults.Count;
        var tags = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject().Where(member => member.Value.ValueKind is not JsonValueKind.Null))
        {
            if (faults.Count >= MostFaults)
                return;
            if (!LocalizedText.IsTag(member.Name))
                faults.Add(Faults.NotALanguage.At(Below(pointer, member.Name), ("value", member.Name)));
            else if (!tags.Add(LocalizedText.Canonical(member.Name)))
                faults.Add(Faults.LanguageTwice.At(Below(pointer, member.Name), ("value", LocalizedText.Canonical(member.Name))));
            else if (ContractFaults.Of(member.Value, typeof(string), attributes: null, Below(pointer, member.Name)) is { } fault)
                faults.Add(fault);
        }
        if (faults.Count == before && element.EnumerateObject().All(member => member.Value.ValueKind is JsonValueKind.Null))
            faults.Add(Faults.NoLanguage.At(pointer));
    }

    static void WalkArray(JsonElement element, JsonTypeInfo info, ICustomAttributeProvider? attributes, string pointer, List<Fault> faults)
    {
        if (element.ValueKind is not JsonValueKind.Array)
        {
            faults.Add(Faults.WrongType.At(pointer, ("actual", Say(element)), ("expected", "array")));
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

    public static string[] Words(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static TAttribute? Attribute<TAttribute>(ICustomAttributeProvider? attributes) where TAttribute : Attribute =>
        attributes?.GetCustomAttributes(typeof(TAttribute), inherit: true).OfType<TAttribute>().FirstOrDefault();
}
