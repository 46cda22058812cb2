using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Swashbuckle.AspNetCore.SwaggerUI;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, written from the handlers, contracts and comments; and the pages under <c>/swagger</c>.</summary>
static class OpenApiRegistration
{
    public const string Document = "v1";
    public const string Bearer = "bearer";

    public static IServiceCollection AddRegistryOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        // The generator would ask the framework how contracts are written; here they are written by one serializer for everything.
        services.AddSingleton<ISerializerDataContractResolver>(new JsonSerializerDataContractResolver(Json.Options));
        return services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(Document, OpenApiTexts.Info);
            options.AddServer(new() { Url = "/", Description = "This registry" });
            options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "trk_<handle>_<secret> or JWT", Description = OpenApiTexts.Authorization,
            });
            options.IncludeXmlComments(typeof(OpenApiRegistration).Assembly);
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.CustomSchemaIds(OpenApiSchemas.NameOf);
            foreach (var (type, schema) in OpenApiSchemas.Mapped)
                options.MapType(type, schema);
            options.SchemaFilter<OpenApiSchemas>();
            options.OperationFilter<OpenApiOperations>();
            options.DocumentFilter<OpenApiDocuments>();
        });
    }

    public static void UseRegistrySwagger(this IApplicationBuilder app)
    {
        app.UseSwagger(options =>
        {
            options.RouteTemplate = "openapi/{documentName}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "swagger";
            options.DocumentTitle = "Transfer registry";
            options.SwaggerEndpoint($"../openapi/{Document}.json", Document);
            options.EnableDeepLinking();
            options.EnableFilter();
            options.EnablePersistAuthorization();
            options.EnableTryItOutByDefault();
            options.DisplayRequestDuration();
            options.DocExpansion(DocExpansion.None);
            options.DefaultModelsExpandDepth(0);
        });
    }
}
