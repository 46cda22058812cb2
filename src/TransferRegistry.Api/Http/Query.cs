using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>The parameters of a query string, read into a record whose members are their names: an unknown, doubled or unreadable one is a fault, all at once.</summary>
sealed class Query<T>(T value) : IEndpointParameterMetadataProvider where T : class, new()
{
    public T Value => value;

    public static ValueTask<Query<T>> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var value = new T();
        var faults = QueryMetadata.Unknown(http).ToList();
        foreach (var (name, texts) in http.Request.Query)
        {
            var property = QueryMetadata.Members(typeof(T)).FirstOrDefault(member => QueryMetadata.NameOf(member) == name);
            if (property is null)
                continue;
            if (texts.Count != 1)
                faults.Add(Faults.DuplicateParameter.Parameter(name, ("parameter", name)));
            else if (Read(texts[0]!, property, name) is { Fault: { } fault })
                faults.Add(fault);
            else if (Read(texts[0]!, property, name) is { Value: { } read })
                property.SetValue(value, read);
        }
        if (faults.Count > 0)
        {
            // What can't be read comes before what reads well and is out of range.
            var first = faults.Find(fault => fault.Kind.Problem == Problem.UnreadableQuery) ?? faults[0];
            throw new Refusal(first.Kind.Problem, first.Detail, faults);
        }
        return ValueTask.FromResult(new Query<T>(value));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new QueryMetadata(typeof(T)));

    static (object? Value, Fault? Fault) Read(string text, PropertyInfo property, string name)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object? value = type switch
        {
            _ when type == typeof(string) => Json.CanBeKept(text) && Json.Tidy(text) is { Length: > 0 and <= 400 } tidy ? tidy : null,
            _ when type == typeof(bool) => text switch { "true" => true, "false" => false, _ => null },
            _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ when type == typeof(LocalDate) => TimeText.ReadDay(text),
            _ when type == typeof(Instant) => TimeText.ReadInstant(text),
            _ when type == typeof(Guid) => Guid.TryParseExact(text, "D", out var id) ? id : null,
            _ when type.IsEnum => Word(text, type),
            _ => throw new InvalidOperationException($"No way to read a {type.Name} from a query string."),
        };
        if (value is null)
            return (null, Faults.UnreadableParameter.Parameter(name, ("value", text), ("expected", QueryMetadata.Expected(type))));
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed && !allowed.IsValid(value))
            return (null, Faults.UnreadableParameter.Parameter(name, ("value", text), ("expected", $"one of {string.Join(", ", allowed.Values)}")));
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } form && !form.IsValid(value))
            return (null, Faults.UnreadableParameter.Parameter(name, ("value", text), ("expected", $"the form {form.Pattern}")));
        return property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value)
            ? (null, Faults.LimitOutOfRange.Parameter(name, ("parameter", name), ("least", range.Minimum), ("most", range.Maximum)))
            : (value, null);
    }

    static object? Word(string text, Type type)
    {
        var index = Array.IndexOf(Contract.Words(type), text);
        return index < 0 ? null : Enum.GetValues(type).GetValue(index);
    }
}

/// <summary>Which parameters an address takes: for the refusal of all others, and for the OpenAPI document.</summary>
sealed record QueryMetadata(Type Type)
{
    public static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties();

    public static string NameOf(PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    /// <summary>The parameters of the request that its address does not take.</summary>
    public static IEnumerable<Fault> Unknown(HttpContext http)
    {
        var known = http.GetEndpoint()?.Metadata.OfType<QueryMetadata>().SelectMany(query => Members(query.Type)).Select(NameOf).ToHashSet(StringComparer.Ordinal) ?? [];
        return http.Request.Query.Keys.Where(name => !known.Contains(name))
            .Select(name => Faults.UnknownParameter.Parameter(name, ("parameter", name), ("known", known.Count == 0 ? "none" : string.Join(", ", known))));
    }

    public static string Expected(Type type) => type switch
    {
        _ when type == typeof(string) => "a text of 1 to 400 characters",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(LocalDate) => "a day, 2026-11-22",
        _ when type == typeof(Instant) => "an RFC 3339 date-time, 2026-11-22T20:40:01Z",
        _ when type == typeof(Guid) => "an id (UUID)",
        _ => $"one of {string.Join(", ", Contract.Words(type))}",
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
