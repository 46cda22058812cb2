using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NodaTime;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>An answer's member that has one of several shapes.</summary>
[AttributeUsage(AttributeTargets.Property)]
sealed class AnyOfAttribute(params Type[] types) : Attribute
{
    public IReadOnlyList<Type> Types => types;
}

/// <summary>The shapes of values as JSON has them, where .NET's own shape would mislead.</summary>
sealed class OpenApiSchemas : ISchemaFilter
{
    const int MostCharacters = 4000;

    /// <summary>Types that have a shape of their own in JSON; those that come often are components.</summary>
    public static readonly IReadOnlyDictionary<Type, Func<IOpenApiSchema>> Mapped = new Dictionary<Type, Func<IOpenApiSchema>>
    {
        [typeof(LocalDate)] = Day,
        [typeof(LocalDate?)] = Day,
        [typeof(Instant)] = Moment,
        [typeof(Instant?)] = Moment,
        [typeof(decimal)] = Number,
        [typeof(decimal?)] = Number,
        [typeof(JsonElement)] = () => new OpenApiSchema { Type = JsonSchemaType.Object },
        [typeof(JsonElement?)] = () => new OpenApiSchema { Type = JsonSchemaType.Object },
        [typeof(JsonObject)] = () => new OpenApiSchema { Type = JsonSchemaType.Object },
        [typeof(IReadOnlyDictionary<string, object>)] = () => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = new OpenApiSchema { AnyOf = [new OpenApiSchema { Type = JsonSchemaType.String }, Number()] },
        },
        [typeof(JsonNode)] = () => new OpenApiSchema(),
        [typeof(EdtfDate)] = () => new OpenApiSchemaReference(nameof(EdtfDate)),
        [typeof(LocalizedText)] = () => new OpenApiSchemaReference(nameof(LocalizedText)),
        [typeof(Reference)] = () => new OpenApiSchemaReference(nameof(Reference)),
    };

    public static IReadOnlyDictionary<string, OpenApiSchema> Components => new Dictionary<string, OpenApiSchema>
    {
        [nameof(EdtfDate)] = new()
        {
            Description = "A date of which some part may be unknown, in EDTF (ISO 8601-2:2019). Answers give the object; requests may give the text alone.",
            AnyOf =
            [
                Described(Text(Edtf.MaxLength), "The date as EDTF: 2024-02-28, XXXX-02-28, 2018/2019-06."),
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "edtf" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["edtf"] = Described(Text(Edtf.MaxLength), "The date as EDTF."),
                        ["earliest"] = Described(Day(), "The first day it may mean; absent where that is open. Worked out by the registry."),
                        ["latest"] = Described(Day(), "The last day it may mean; absent where that is open. Worked out by the registry."),
                        ["verbatim"] = Described(Text(EdtfDate.MaxVerbatimLength), "The date in the words of the source: «28 февраля»."),
                    },
                },
            ],
            Examples = [new JsonObject { ["edtf"] = "XXXX-02-28", ["verbatim"] = "28 февраля" }],
        },
        [nameof(LocalizedText)] = new()
        {
            Type = JsonSchemaType.Object,
            Description = "A text in one or more languages, by BCP 47 tag: kk, ru, en or another.",
            MinProperties = 1,
            AdditionalProperties = Text(MostCharacters),
            Examples = [new JsonObject { ["kk"] = "Мұражай", ["ru"] = "Музей" }],
        },
        [nameof(Reference)] = new()
        {
            Description = "Another record: its id, an institution's code, an agreement's or transfer's registry number, or the object an answer gave for it.",
            AnyOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 128 },
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["id"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid", Description = "The id." },
                        ["code"] = Described(Text(128), "An institution's code."),
                        ["registryNumber"] = Described(Text(128), "An agreement's, a transfer's or an item's registry number."),
                    },
                },
            ],
            Examples = ["museum-first-president"],
        },
        ["Problem"] = Problem(),
    };

    /// <summary>InstitutionV1 is Institution here, and ListPage of it InstitutionPage: the version stands in the address.</summary>
    public static string NameOf(Type type) => type.IsGenericType
        ? string.Concat(type.GetGenericArguments().Select(NameOf)) + Bare(type.Name.Split('`')[0])
        : Bare(type.Name);

    /// <summary>Shapes that every version answers in, under the names the document has for them.</summary>
    static readonly Dictionary<string, string> Shared = new()
    {
        ["ListPage"] = "Page", [nameof(FaultDetail)] = "Fault", [nameof(HealthReport)] = "Health",
    };

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        var type = Nullable.GetUnderlyingType(context.Type) ?? context.Type;
        if (schema is not OpenApiSchema shape)
            return;
        if (type.IsEnum && context.MemberInfo is null && context.ParameterInfo is null)
            shape.Description = string.Join('\n', new[] { XmlDocs.Of(type), "" }.Concat(
                Enum.GetNames(type).Zip(Contract.Words(type), (name, word) => $"* `{word}`: {XmlDocs.Of(type, name) ?? word}")));
        // Absent means unknown, and no answer says null.
        foreach (var property in (shape.Properties ?? new Dictionary<string, IOpenApiSchema>()).Values.OfType<OpenApiSchema>())
            property.Type &= ~JsonSchemaType.Null;
        if (context.MemberInfo?.GetCustomAttributes(typeof(AnyOfAttribute), inherit: false).FirstOrDefault() is AnyOfAttribute choice)
            shape.AnyOf = [.. choice.Types.Select(one => context.SchemaGenerator.GenerateSchema(one, context.SchemaRepository))];
        if (type.IsAssignableTo(typeof(IContractChoice)))
        {
            (shape.AnyOf, shape.AdditionalPropertiesAllowed) = ([.. shape.Properties!.Values], true);
            (shape.Type, shape.Properties, shape.Required) = (null, null, null);
        }
    }

    /// <summary>The schema of a query parameter.</summary>
    public static IOpenApiSchema Parameter(Type declared, SchemaGenerator generate)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        return type == typeof(string) ? new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = QueryMetadata.MostCharacters } : generate(type);
    }

    public delegate IOpenApiSchema SchemaGenerator(Type type);

    static string Bare(string name) => Shared.TryGetValue(name, out var known) ? known : name.EndsWith("V1", StringComparison.Ordinal) ? name[..^2] : name;

    static OpenApiSchema Day() => new() { Type = JsonSchemaType.String, Format = "date" };

    static OpenApiSchema Moment() => new() { Type = JsonSchemaType.String, Format = "date-time" };

    static OpenApiSchema Address() => new() { Type = JsonSchemaType.String, Format = "uri" };

    static OpenApiSchema Number() => new() { Type = JsonSchemaType.Number };

    static OpenApiSchema Text(int most) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = most };

    static OpenApiSchema Described(OpenApiSchema schema, string description)
    {
        schema.Description = description;
        return schema;
    }

    static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Why the request was refused (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "detail", "instance", "traceId" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Described(Address(), "The kind of refusal; the address leads to a page that says what to do."),
            ["title"] = Described(Text(200), "The kind of refusal, in words."),
            ["status"] = Described(new() { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "400", Maximum = "599" }, "The status of the answer."),
            ["detail"] = Described(Text(FaultKind.MostCharacters), "What was wrong this time."),
            ["instance"] = Described(Address(), "This refusal's own name."),
            ["traceId"] = Described(Text(100), "What to give to the operator when asking about it."),
            ["invariant"] = Described(Text(10), "The rule of the domain that was broken: C1."),
            ["holder"] = Described(new() { Type = JsonSchemaType.Object }, "The institution that in truth holds the item."),
            ["act"] = Described(new() { Type = JsonSchemaType.Object }, "The transfer that put it there, or stands in the way."),
            ["first"] = Described(new() { Type = JsonSchemaType.Object }, "The record that has the reference, code or number already: its id and href."),
            ["sameContent"] = Described(new() { Type = JsonSchemaType.Boolean },
                "true: your earlier request with the same content succeeded; nothing is left to do."),
            ["errors"] = Described(new() { Type = JsonSchemaType.Array, MaxItems = Findings.Most, Items = new OpenApiSchemaReference("Fault") },
                "Every fault, with its place in the request."),
        },
    };
}
