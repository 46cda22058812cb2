using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

/// <summary>The parameters of a query string, read into a record whose members are their names: an unknown, doubled or unreadable one is a fault, all at once.</summary>
sealed class Query<T>(T value) : IEndpointParameterMetadataProvider where T : class, new()
{
    public T Value => value;

    public static ValueTask<Query<T>> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var value = new T();
        var faults = QueryMetadata.Unknown(http).Concat(QueryMetadata.Read(typeof(T), http.Request.Query, value)).ToList();
        if (faults.Count > 0)
        {
            // What can't be read comes before what reads well and is out of range.
            var first = faults.Find(fault => fault.Kind.Problem == Problem.UnreadableQuery) ?? faults[0];
            throw new Refusal(first.Kind.Problem, first.Detail, faults);
        }
        return ValueTask.FromResult(new Query<T>(value));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new QueryMetadata(typeof(T)));
}

/// <summary>Which parameters an address takes: for the refusal of all others, and for the OpenAPI document.</summary>
sealed record QueryMetadata(Type Type)
{
    /// <summary>The longest text a parameter takes.</summary>
    public const int MostCharacters = 400;

    public static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties();

    public static string NameOf(PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    /// <summary>The parameters of the request that its address does not take.</summary>
    public static IEnumerable<Fault> Unknown(HttpContext http) => Unknown(http.GetEndpoint()?.Metadata.OfType<QueryMetadata>() ?? [], http.Request.Query.Keys);

    static IEnumerable<Fault> Unknown(IEnumerable<QueryMetadata> queries, IEnumerable<string> names)
    {
        var known = queries.SelectMany(query => Members(query.Type)).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return names.Where(name => !known.Contains(name))
            .Select(name => known.Count == 0 ? Problems.Faults.NoParameters.Parameter(name, ("parameter", name)) : Problems.Faults.UnknownParameter.Parameter(name, ("parameter", name), ("known", known)));
    }

    /// <summary>What is wrong with parameters that are to be sent to the address later.</summary>
    public IReadOnlyList<Fault> Faults(IReadOnlyDictionary<string, string> parameters) =>
        [.. Unknown([this], parameters.Keys), .. Read(Type, parameters.Select(parameter => KeyValuePair.Create(parameter.Key, new StringValues(parameter.Value))), Activator.CreateInstance(Type)!)];

    /// <summary>Reads parameters into the members they name, and gives back what could not be read.</summary>
    public static IEnumerable<Fault> Read(Type type, IEnumerable<KeyValuePair<string, StringValues>> parameters, object into)
    {
        foreach (var (name, texts) in parameters)
        {
            var property = Members(type).FirstOrDefault(member => NameOf(member) == name);
            if (property is null)
                continue;
            if (texts.Count != 1)
            {
                yield return Problems.Faults.DuplicateParameter.Parameter(name, ("parameter", name));
                continue;
            }
            var (value, fault) = Read(texts[0]!, property, name);
            if (fault is not null)
                yield return fault;
            else
                property.SetValue(into, value);
        }
    }

    static (object? Value, Fault? Fault) Read(string text, PropertyInfo property, string name)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object? value = type switch
        {
            _ when type == typeof(string) => Json.CanBeKept(text) && Json.Normalize(text) is { Length: > 0 and <= MostCharacters } tidy ? tidy : null,
            _ when type == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(LocalDate) => TimeText.ReadDay(text),
            _ when type == typeof(Instant) => TimeText.ReadInstant(text),
            _ when type == typeof(Guid) => Guid.TryParseExact(text, "D", out var id) ? id : null,
            _ when type.IsEnum => Word(text, type),
            _ => throw new InvalidOperationException($"No way to read a {type.Name} from a query string."),
        };
        if (value is null)
            return (null, Unreadable(text, type, name));
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed && !allowed.IsValid(value))
            return (null, Problems.Faults.UnreadableWord.Parameter(name, ("value", text), ("choices", allowed.Values.OfType<string>())));
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } form && !form.IsValid(value))
            return (null, Problems.Faults.UnreadableForm.Parameter(name, ("value", text), ("pattern", form.Pattern)));
        return property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value)
            ? (null, Problems.Faults.LimitOutOfRange.Parameter(name, ("parameter", name), ("least", range.Minimum), ("most", range.Maximum)))
            : (value, null);
    }

    static object? Word(string text, Type type)
    {
        var index = Array.IndexOf(Contract.Words(type), text);
        return index < 0 ? null : Enum.GetValues(type).GetValue(index);
    }

    static Fault Unreadable(string text, Type type, string name) => type switch
    {
        _ when type == typeof(string) => Problems.Faults.UnreadableText.Parameter(name, ("value", text), ("most", MostCharacters)),
        _ when type == typeof(bool) => Problems.Faults.UnreadableFlag.Parameter(name, ("value", text)),
        _ when type == typeof(int) => Problems.Faults.UnreadableNumber.Parameter(name, ("value", text), ("most", int.MaxValue)),
        _ when type == typeof(LocalDate) => TimeText.Meant(text) is { } meant ? Problems.Faults.UnreadableDayButMeant.Parameter(name, ("value", text), ("suggestion", meant))
            : Problems.Faults.UnreadableDay.Parameter(name, ("value", text)),
        _ when type == typeof(Instant) => Problems.Faults.UnreadableInstant.Parameter(name, ("value", text)),
        _ when type == typeof(Guid) => Problems.Faults.UnreadableId.Parameter(name, ("value", text)),
        _ => Problems.Faults.UnreadableWord.Parameter(name, ("value", text), ("choices", Contract.Words(type))),
    };
}

/// <summary>A parameter that nobody reads would be obeyed by nobody: it is refused, so that a misspelt filter never returns everything.</summary>
sealed class UnknownParameterFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var unknown = QueryMetadata.Unknown(context.HttpContext).ToList();
        return unknown.Count > 0 ? throw new Refusal(Problem.UnreadableQuery, unknown[0].Detail, unknown) : next(context);
    }
}
