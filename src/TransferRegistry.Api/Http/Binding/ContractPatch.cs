using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

/// <summary>A merge patch (RFC 7396) made into the whole request that it means.</summary>
static class ContractPatch
{
    // An answer derives them for its reader, its day and its request: the same record sent back by another, or later, has others.
    static readonly string[] ForItsReader = ["warnings", "allowedActions", "links", "delivery"];

    /// <summary>
    /// The request that the record as shown would be, with the patch applied (RFC 7396): null removes, arrays are replaced whole.
    /// Members that only the registry gives are passed over when they are unchanged, and faults when they are not;
    /// those it derives for the reader are passed over whatever they hold.
    /// </summary>
    /// <param name="patch">The patch.</param>
    /// <param name="shown">The record as shown.</param>
    /// <param name="pointer">Where in the body the patch stands.</param>
    public static T Apply<T>(JsonElement patch, object shown, string pointer = "")
    {
        var contract = Json.Options.GetTypeInfo(typeof(T));
        var representation = Json.Options.GetTypeInfo(shown.GetType());
        var current = JsonSerializer.SerializeToNode(shown, representation)!;
        var faults = new List<Fault>();
        var change = Settable(JsonNode.Parse(patch.GetRawText()), current, contract, representation, pointer, faults);
        var merged = Merge(Prune(current, contract), change);
        return Contract.Bind<T>(JsonSerializer.SerializeToElement(merged), faults, pointer);
    }

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
        // Languages are found whatever the case of their tags; one that is named twice is refused as it stands.
        if (patch is JsonObject texts && contract.Type == typeof(LocalizedText)
            && texts.Select(text => LocalizedText.Canonical(text.Key)).Distinct().Count() == texts.Count)
            return new JsonObject(texts.Select(text => KeyValuePair.Create(LocalizedText.Canonical(text.Key), text.Value?.DeepClone())));
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
                if (!ForItsReader.Contains(name) && !JsonNode.DeepEquals(value, current?[name]))
                    faults.Add(Faults.ReadOnlyMember.At(Contract.Below(pointer, name), ("member", name)));
            }
            else
            {
                settable[name] = member is null || given is null
                    ? value?.DeepClone()
                    : Settable(value, (current as JsonObject)?[name], Json.Options.GetTypeInfo(member.PropertyType), Json.Options.GetTypeInfo(given.PropertyType),
                        Contract.Below(pointer, name), faults);
            }
        }
        return settable;
    }
}
