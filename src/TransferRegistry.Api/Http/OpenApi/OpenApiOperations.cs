using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>Refusals of an address that its shape does not tell: for the OpenAPI document.</summary>
sealed record Refuses(params int[] Statuses);

/// <summary>What an operation takes and answers beside what its signature shows: query parameters, preconditions, headers, credentials, refusals.</summary>
sealed class OpenApiOperations(IReadOnlyList<RuleTable> tables) : IOperationFilter
{
    /// <summary>The refusals, by status: the component's name, and what it says.</summary>
    public static readonly IReadOnlyDictionary<int, (string Name, string Description)> Refusals = new SortedDictionary<int, (string, string)>
    {
        [400] = ("Unreadable", "The request can't be read: a body that is no JSON, an unknown parameter, a value that is none."),
        [401] = ("Unauthenticated", "There is no key, or one that is unknown, expired or revoked."),
        [403] = ("Forbidden", "The record can be seen, but your role or your side may not do this; or a token that is good says too little of who you are."),
        [404] = ("NotFound", "There is no such record, or none that your key may see."),
        [406] = ("NotAcceptable", "The Accept header leaves application/json out."),
        [409] = ("Conflict", "What the registry holds speaks against it: a state, a rule, a number that is taken, the custody of an item."),
        [410] = ("HistoryGone", "The registry was restored from a copy that is older than the cursor. Read everything again: from=start."),
        [412] = ("Stale", "The record has changed since the version in If-Match. ETag names the version it has now."),
        [413] = ("TooLarge", "The body is larger than this address takes."),
        [415] = ("UnsupportedMediaType", "The body is of another media type than those taken here."),
        [416] = ("RangeNotSatisfiable", "The file has no such piece. Content-Range says how long it is."),
        [422] = ("Invalid", "The request was read, but does not fit the contract or contradicts itself. errors names every fault with its place."),
        [428] = ("PreconditionRequired", "If-Match is missing."),
        [429] = ("TooManyRequests", "More requests have come from this credential, or this address, than a minute allows."),
        [500] = ("Internal", "The registry failed. Nothing was written."),
        [503] = ("Unavailable", "The registry can't answer for the moment. Nothing was written, unless errors says database.in-doubt."),
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        operation.Responses ??= [];
        var access = metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        var conditional = context.MethodInfo.GetParameters().Any(parameter => parameter.ParameterType == typeof(IfMatch));
        var versioned = Answers(context).Any(type => type.IsAssignableTo(typeof(IVersioned)));

        // A table that the code goes by stands in the description where its name in braces does.
        foreach (var table in tables)
            operation.Description = operation.Description?.Replace($"{{{table.Slug}}}", $"\n\n{RulePages.Markdown(table)}\n\n", StringComparison.Ordinal);
        DescribePath(operation, context);
        foreach (var query in metadata.OfType<QueryMetadata>())
            AddQuery(operation, query, context);
        if (conditional)
            operation.Parameters.Add(Header("If-Match", "The ETag of the version you have seen. * goes on whatever the version.", required: true, "\"1\""));
        if (versioned && IsRead(context))
            operation.Parameters.Add(Header("If-None-Match", "An ETag you have: while it holds, the record is not sent again (304).", required: false));
        if (IdempotencyKey.IsTakenBy(context.ApiDescription.HttpMethod!))
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = IdempotencyKey.Header, In = ParameterLocation.Header, Description = OpenApiTexts.IdempotencyKey,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 16, MaxLength = 257, Pattern = """^"?[A-Za-z0-9_.:\-]{16,255}"?$""" },
            });
        DescribeBody(operation, isPatch: HttpMethods.IsPatch(context.ApiDescription.HttpMethod!));
        DescribeAnswers(operation, context, versioned);
        foreach (var status in RefusalsOf(operation, context, conditional))
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponseReference(Refusals[status].Name, context.Document));
        operation.Security = access switch
        {
            AccessPolicies.Open => [],
            AccessPolicies.Read => [Bearer(context), []],
            _ => [Bearer(context)],
        };
    }

    static IEnumerable<int> RefusalsOf(OpenApiOperation operation, OperationFilterContext context, bool conditional)
    {
        var (address, method) = (context.ApiDescription.RelativePath!, context.ApiDescription.HttpMethod!);
        var (isV1, isRead, body) = (address.StartsWith("api/", StringComparison.Ordinal), IsRead(context), operation.RequestBody is not null);
        var addressed = address.Contains('{', StringComparison.Ordinal);
        // The same key with another request, or while the first is still being worked on.
        var keyed = IdempotencyKey.IsTakenBy(method);
        return new (int Status, bool Given)[]
        {
            // Who is asking is looked at everywhere, also where anybody may ask: a token may say too little, and its issuer be away.
            (400, isV1), (401, true), (403, true), (404, addressed),
            // Another request may change the record at the same moment, whether this one names a version or not.
            (406, isV1), (409, keyed), (412, conditional || (addressed && !isRead)), (413, body), (415, body), (422, keyed || IsBounded(context)), (428, conditional),
            (429, !address.StartsWith("health/", StringComparison.Ordinal)), (500, true), (503, true),
        }.Where(refusal => refusal.Given).Select(refusal => refusal.Status)
            .Concat(context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Refuses>().SelectMany(own => own.Statuses)).Order();
    }

    // A number that reads well and is out of its range.
    static bool IsBounded(OperationFilterContext context) => context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<QueryMetadata>()
        .SelectMany(query => QueryMetadata.Members(query.Type)).Any(member => member.IsDefined(typeof(RangeAttribute), inherit: true));

    static void DescribePath(OpenApiOperation operation, OperationFilterContext context)
    {
        var segments = context.ApiDescription.RelativePath!.Split('/');
        foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>().Where(parameter => parameter.In is ParameterLocation.Path))
        {
            parameter.Description ??= OpenApiTexts.PathParameter(parameter.Name!, Resource(segments));
            if (parameter is { Name: "institution", Schema: OpenApiSchema text })
                (parameter.Example, text.MinLength, text.MaxLength) = ("atameken", 2, 64);
            if (parameter is { Name: "version", Schema: OpenApiSchema number })
                (parameter.Example, number.Minimum) = (1, "1");
        }

        // /agreements/{id}/versions/{version}: both are an agreement's.
        static string Resource(string[] segments) =>
            Array.FindIndex(segments, segment => segment.StartsWith('{')) is var at and > 0 ? segments[at - 1].TrimEnd('s') : "record";
    }

    static void AddQuery(OpenApiOperation operation, QueryMetadata query, OperationFilterContext context)
    {
        foreach (var member in QueryMetadata.Members(query.Type))
        {
            var schema = OpenApiSchemas.Parameter(member.PropertyType, type => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository));
            foreach (var attribute in member.GetCustomAttributes(inherit: true).OfType<ValidationAttribute>())
                if (schema is OpenApiSchema shape)
                    Narrow(shape, attribute);
            operation.Parameters!.Add(new OpenApiParameter
            {
                Name = QueryMetadata.NameOf(member), In = ParameterLocation.Query, Description = XmlDocs.Of(member), Schema = schema,
            });
        }
    }

    static void Narrow(OpenApiSchema schema, ValidationAttribute attribute)
    {
        switch (attribute)
        {
            case RangeAttribute range:
                (schema.Minimum, schema.Maximum) = (Text(range.Minimum), Text(range.Maximum));
                break;
            case AllowedValuesAttribute allowed:
                schema.Enum = [.. allowed.Values.OfType<string>().Select(value => JsonValue.Create(value))];
                break;
            case RegularExpressionAttribute form:
                schema.Pattern = form.Pattern;
                break;
        }

        static string Text(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;
    }

    static void DescribeBody(OpenApiOperation operation, bool isPatch)
    {
        if (operation.RequestBody is not OpenApiRequestBody body)
            return;
        body.Required = true;
        body.Description ??= isPatch ? "What changes, as a merge patch." : "What is posted. What is not known is left out.";
        if (Examples.Of(operation.OperationId!) is { } example)
            foreach (var content in (body.Content ?? new Dictionary<string, IOpenApiMediaType>()).Values.OfType<OpenApiMediaType>())
                content.Example = example;
    }

    static void DescribeAnswers(OpenApiOperation operation, OperationFilterContext context, bool versioned)
    {
        var paged = Answers(context).Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListPage<>));
        foreach (var (status, response) in operation.Responses!)
        {
            if (response is not OpenApiResponse answer)
                continue;
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
            if (context.ApiDescription.RelativePath!.StartsWith("api/", StringComparison.Ordinal))
                answer.Headers[UnitOfWorkFilter.RegistrySeq] = HeaderOf("The number of the journal's last entry in what was read, or with what was written. An answer may come from a copy that lags: where its "
                    + "number is lower than that of your last change, ask again.");
            if (IdempotencyKey.IsTakenBy(context.ApiDescription.HttpMethod!))
                answer.Headers[IdempotencyFilter.Replayed] = HeaderOf("true: this was answered before to the same Idempotency-Key, and nothing has happened now.");
            if (status == "201")
                answer.Headers["Location"] = HeaderOf("Where the new record is.", "uri");
            if (versioned)
                answer.Headers["ETag"] = HeaderOf("The record's version and a hash of these bytes; the next change sends it as If-Match.");
            if (paged && context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<StreamedList>().Any())
                foreach (var whole in new[] { StreamedList.Ndjson, StreamedList.Csv })
                    (answer.Content ??= new Dictionary<string, IOpenApiMediaType>())[whole] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            if (paged)
                answer.Headers["Link"] = HeaderOf("The same addresses as in links (RFC 8288).");
            answer.Description = status switch
            {
                "201" => "It is registered.",
                "204" => "It is done.",
                "206" => "The piece that Range names.",
                "304" => Unchanged,
                _ when paged => "A page of the list.",
                _ => "As asked.",
            };
        }
        if (versioned && IsRead(context))
            operation.Responses.TryAdd("304", new OpenApiResponse { Description = Unchanged });
    }

    const string Unchanged = "It is still what you have: the ETag in If-None-Match.";

    static bool IsRead(OperationFilterContext context) => HttpMethods.IsGet(context.ApiDescription.HttpMethod!);

    static IEnumerable<Type> Answers(OperationFilterContext context) =>
        context.ApiDescription.SupportedResponseTypes.Where(answer => answer.StatusCode < 300).Select(answer => answer.Type).OfType<Type>();

    static OpenApiParameter Header(string name, string description, bool required, string? example = null) => new()
    {
        Name = name, In = ParameterLocation.Header, Required = required, Description = description, Example = example,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 400 },
    };

    public static OpenApiHeader HeaderOf(string description, string? format = null) => new()
    {
        Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format },
    };

    static OpenApiSecurityRequirement Bearer(OperationFilterContext context) =>
        new() { [new OpenApiSecuritySchemeReference(OpenApiRegistration.Bearer, context.Document)] = [] };
}
