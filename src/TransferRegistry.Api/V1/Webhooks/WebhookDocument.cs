using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>What a receiver is posted, in the section webhooks of the OpenAPI document (3.1): for who writes one.</summary>
sealed class WebhookDocument : IDocumentFilter
{
    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        var message = context.SchemaGenerator.GenerateSchema(typeof(WebhookMessageV1), context.SchemaRepository);
        document.Webhooks = new Dictionary<string, IOpenApiPathItem>
        {
            ["journal"] = new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation>
                {
                    [HttpMethod.Post] = new()
                    {
                        OperationId = "receiveMessage",
                        Summary = "An entry of the journal",
                        Description = "Posted to the url of each webhook that may see it, as Standard Webhooks 1.0.0 has it. webhook.ping, a test of the line, names only the webhook in data.",
                        Tags = new HashSet<OpenApiTagReference> { new("Webhooks", document) },
                        Security = [],
                        Parameters =
                        [
                            Header("webhook-id", "The message, the same however often it comes: whoever keeps it does nothing twice."),
                            Header("webhook-timestamp", "When this attempt was made, in seconds since 1970 (UTC): one that is minutes away is to be refused."),
                            Header("webhook-signature", "v1, and the HMAC-SHA-256 in base64, of webhook-id, webhook-timestamp and the very bytes of the body, joined by full stops, with the base64 after whsec_ as its key. Two of them, by a blank between, for a day "
                                + "after the secret was changed."),
                        ],
                        RequestBody = new OpenApiRequestBody
                        {
                            Required = true, Description = "What happened, and to what; the rest is read at its address.",
                            Content = new Dictionary<string, IOpenApiMediaType> { ["application/json"] = new OpenApiMediaType { Schema = message } },
                        },
                        Responses = new()
                        {
                            ["204"] = new OpenApiResponse { Description = "It has arrived; any other 2xx says the same. Anything else is tried again." },
                            ["410"] = new OpenApiResponse { Description = "No more of them: the webhook is disabled." },
                        },
                    },
                },
            },
        };
    }

    static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Header, Required = true, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 400 },
    };
}
