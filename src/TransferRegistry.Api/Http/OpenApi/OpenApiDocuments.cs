using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>The document as a whole: shared components, sections, one order, and what differs between what is sent and what is answered.</summary>
sealed class OpenApiDocuments : IDocumentFilter
{
    const int MostCharacters = 4000;
    const int MostElements = 1000;

    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        context.SchemaGenerator.GenerateSchema(typeof(FaultDetail), context.SchemaRepository);
        document.Components ??= new();
        var schemas = document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, schema) in OpenApiSchemas.Components)
            schemas[name] = schema;
        foreach (var (name, schema) in context.SchemaRepository.Schemas)
            schemas.TryAdd(name, schema);
        document.Components.Responses = OpenApiOperations.Refusals.ToDictionary(refusal => refusal.Value.Name,
            IOpenApiResponse (refusal) => Refusal(refusal.Key, refusal.Value.Description, document));

        LeadOn(document);
        MakePatches(document, schemas);
        var sent = Reached(schemas, Operations(document).Select(operation => operation.RequestBody).OfType<OpenApiRequestBody>()
            .SelectMany(body => Shapes(body.Content)));
        var answered = Reached(schemas, Operations(document).SelectMany(operation => operation.Responses!.Values).Concat(document.Components.Responses.Values)
            .OfType<OpenApiResponse>().SelectMany(response => Shapes(response.Content))
            // What the registry posts by itself is read by others, like its answers.
            .Concat((document.Webhooks ?? new Dictionary<string, IOpenApiPathItem>()).Values.SelectMany(path => path.Operations!.Values).Select(operation => operation.RequestBody).OfType<OpenApiRequestBody>()
                .SelectMany(body => Shapes(body.Content))));
        foreach (var (name, schema) in schemas)
            if (schema is OpenApiSchema shape)
                Settle(shape, sent.Contains(name), answered.Contains(name));

        // What is only built upon, and neither sent nor answered by its own name, is nobody's to read.
        var asked = Reached(schemas, Operations(document).SelectMany(operation => operation.Parameters ?? []).Select(parameter => parameter.Schema).OfType<IOpenApiSchema>());
        foreach (var name in schemas.Keys.Except(sent.Concat(answered).Concat(asked)).ToList())
            schemas.Remove(name);
        document.Components.Schemas = new SortedDictionary<string, IOpenApiSchema>(schemas, StringComparer.Ordinal);
        Order(document);
    }

    static OpenApiResponse Refusal(int status, string description, OpenApiDocument document)
    {
        var response = new OpenApiResponse
        {
            Description = description,
            Headers = new Dictionary<string, IOpenApiHeader>(),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", document) },
            },
        };
        var headers = status switch
        {
            StatusCodes.Status401Unauthorized => [("WWW-Authenticate", "Which kind of credential is taken: Bearer.")],
            StatusCodes.Status409Conflict => [("Location", "The record that stands in the way, where it is one.")],
            StatusCodes.Status412PreconditionFailed => [("ETag", "The version the record has now.")],
            StatusCodes.Status415UnsupportedMediaType => [("Accept-Post", "For a POST: what is taken."), ("Accept-Patch", "For a PATCH: what is taken.")],
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => new[] { ("Retry-After", "Seconds to wait before the next try.") },
            _ => [],
        };
        foreach (var (name, says) in headers)
            response.Headers[name] = OpenApiOperations.HeaderOf(says);
        return response;
    }

    // A record that can be merged may have been: every address of it then leads to that of the other.
    static void LeadOn(OpenApiDocument document)
    {
        const string merge = "/merge";
        var merged = document.Paths.Keys.Where(path => path.EndsWith(merge, StringComparison.Ordinal)).Select(path => path[..^merge.Length]).ToList();
        foreach (var operation in document.Paths.Where(path => merged.Exists(record => path.Key.StartsWith(record, StringComparison.Ordinal))).SelectMany(path => path.Value.Operations!.Values))
            operation.Responses!.TryAdd("308", new OpenApiResponse
            {
                Description = "The record was merged into another. Location is the same address of that one.",
                Headers = new Dictionary<string, IOpenApiHeader> { ["Location"] = OpenApiOperations.HeaderOf("The address of the record that stays.", "uri") },
            });
    }

    // A merge patch has the request's members, none of them needed, and null to take one away.
    static void MakePatches(OpenApiDocument document, IDictionary<string, IOpenApiSchema> schemas)
    {
        foreach (var content in document.Paths.Values.SelectMany(path => path.Operations ?? []).Where(operation => operation.Key == HttpMethod.Patch)
            .Select(operation => operation.Value.RequestBody).OfType<OpenApiRequestBody>().SelectMany(body => body.Content!.Values).OfType<OpenApiMediaType>())
        {
            if (content.Schema is not OpenApiSchemaReference { Reference.Id: { } request } || schemas[request] is not OpenApiSchema whole)
                continue;
            var name = $"{request}Patch";
            if (!schemas.ContainsKey(name))
                schemas[name] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = $"A merge patch (RFC 7396) of {request}: members given replace, null removes.",
                    Properties = whole.Properties!.ToDictionary(
                        member => member.Key, member => whole.Required?.Contains(member.Key) is true ? member.Value : OrNull(member.Value)),
                };
            content.Schema = new OpenApiSchemaReference(name, document);
        }
    }

    static OpenApiSchema OrNull(IOpenApiSchema schema) => new()
    {
        AnyOf = [schema, new OpenApiSchema { Type = JsonSchemaType.Null }],
        Description = schema.Description,
    };

    static void Settle(OpenApiSchema shape, bool sent, bool answered)
    {
        // The registry refuses members it does not know; whoever reads its answers should not.
        if (shape.Type is JsonSchemaType.Object && shape.AdditionalProperties is null)
            shape.AdditionalPropertiesAllowed = !sent || answered;
        if (!sent)
            return;
        foreach (var member in (shape.Properties ?? new Dictionary<string, IOpenApiSchema>()).Values)
            Limit(member);

        static void Limit(IOpenApiSchema member)
        {
            if (member is not OpenApiSchema own)
                return;
            if (own.Type is JsonSchemaType.String && own.Format is null && own.Enum is null or { Count: 0 } && own.Pattern is null)
                (own.MinLength, own.MaxLength) = (own.MinLength ?? 1, own.MaxLength ?? MostCharacters);
            if (own.Type is JsonSchemaType.Array)
                own.MaxItems ??= MostElements;
            foreach (var inner in own.AnyOf ?? [])
                Limit(inner);
        }
    }

    static void Order(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal))
            paths.Add(path, item);
        document.Paths = paths;
        var used = Operations(document).SelectMany(operation => operation.Tags?.Select(tag => tag.Reference.Id) ?? []).ToHashSet();
        document.Tags = new HashSet<OpenApiTag>(OpenApiTexts.Tags.Where(tag => used.Contains(tag.Name))
            .Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
    }

    static IEnumerable<OpenApiOperation> Operations(OpenApiDocument document) =>
        document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());

    static IEnumerable<IOpenApiSchema> Shapes(IDictionary<string, IOpenApiMediaType>? content) =>
        (content?.Values ?? []).Select(media => media.Schema).OfType<IOpenApiSchema>();

    static HashSet<string> Reached(IDictionary<string, IOpenApiSchema> schemas, IEnumerable<IOpenApiSchema> roots)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<IOpenApiSchema>(roots);
        while (open.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference reference)
            {
                if (reached.Add(reference.Reference.Id!) && schemas.TryGetValue(reference.Reference.Id!, out var target))
                    open.Push(target);
                continue;
            }
            foreach (var inner in (schema.Properties?.Values ?? []).Concat(schema.AnyOf ?? []).Concat(schema.AllOf ?? []).Concat(schema.OneOf ?? [])
                .Concat(new[] { schema.Items, schema.AdditionalProperties }.OfType<IOpenApiSchema>()))
                open.Push(inner);
        }
        return reached;
    }
}
