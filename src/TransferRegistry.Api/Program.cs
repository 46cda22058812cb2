using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.ResponseCompression;
using NodaTime;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;
using TransferRegistry.Api;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.OpenApi;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Operations;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Reading.Exports;
using TransferRegistry.Api.Reading.Webhooks;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.Merging;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Custody;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.History;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.Keys;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

return await Verbs.Run(args, Compose);

static WebApplication Compose(string[] args, bool serves)
{
    TypeHandlers.Register();
    var builder = WebApplication.CreateBuilder(args);
    var settings = Settings.Of(builder.Configuration, builder.Environment, serves);

    builder.Host.UseSerilog((_, logging) =>
    {
        // Serilog's own request log says on one line what the framework says on five.
        logging.MinimumLevel.Override("Microsoft", LogEventLevel.Warning).MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .ReadFrom.Configuration(builder.Configuration).Enrich.FromLogContext();
        if (builder.Environment.IsDevelopment())
            logging.WriteTo.Console(formatProvider: CultureInfo.InvariantCulture);
        else
            logging.WriteTo.Console(new RenderedCompactJsonFormatter());
    }, preserveStaticLogger: true);
    if (builder.Configuration["urls"] is null)
        builder.WebHost.UseUrls("http://localhost:5080");
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

    builder.Services.AddSingleton(settings);
    builder.Services.AddSingleton(settings.Policies);
    builder.Services.AddSingleton(new AcceptedCredentials(settings.BootstrapKey, settings.Issuers));
    builder.Services.AddSingleton(RuleTables.All);
    builder.Services.AddSingleton(Routes.V1);
    builder.Services.AddSingleton<IClock>(SystemClock.Instance);
    builder.Services.AddSingleton(services => new RegistryTime(services.GetRequiredService<IClock>(), settings.TimeZone));
    Check(settings);
    builder.Services.AddSingleton(services => new Database(settings.Dialect, settings.ConnectionString, settings.ReadConnectionString,
        services.GetRequiredService<ILogger<Database>>()));
    builder.Services.AddSingleton<Migrator>();
    builder.Services.AddSingleton<Rights>();
    builder.Services.AddSingleton<CursorKey>();
    builder.Services.AddHttpContextAccessor();
    builder.Services.Configure<PublicOptions>(options => options.BaseUrl = settings.BaseUrl);
    builder.Services.AddSingleton<Links>();
    builder.Services.AddScoped(services => new RequestId(Activity.Current?.TraceId.ToString() ?? services.GetRequiredService<IHttpContextAccessor>().HttpContext?.TraceIdentifier ?? "registry"));
    builder.Services.AddScoped(services => new Work(services.GetRequiredService<Database>(), services.GetRequiredService<RegistryTime>(), services.GetRequiredService<Caller>(),
        services.GetRequiredService<RequestId>(), services.GetRequiredService<IHttpContextAccessor>().HttpContext?.RequestAborted ?? CancellationToken.None));
    builder.Services.AddScoped<Db>(services => services.GetRequiredService<Work>());
    builder.Services.AddScoped<AccessLog>();
    builder.Services.AddSingleton<IPeriodicTask, IdempotencyCleaning>();
    builder.Services.AddSingleton<Housekeeping>();
    builder.Services.AddHostedService(services => services.GetRequiredService<Housekeeping>());
    builder.Services.AddScoped<Paginator>();
    builder.Services.AddScoped<ReferenceReader>();
    builder.Services.AddScoped<SubmitterPolicy>();
    builder.Services.AddScoped<JournalReader>().AddScoped<HistoryView>();
    builder.Services.AddScoped<InstitutionStore>().AddScoped<InstitutionView>();
    builder.Services.AddScoped<ItemStore>().AddScoped<ItemVersions>().AddScoped<ItemView>();
    builder.Services.AddScoped<CustodyLedger>().AddScoped<CustodyView>();
    builder.Services.AddScoped<AgreementStore>().AddScoped<AgreementVersions>().AddScoped<AgreementPosting>().AddScoped<AgreementView>().AddScoped<Amendments>().AddScoped<AmendmentView>();
    builder.Services.AddScoped<TransferStore>().AddScoped<TransferVersions>().AddScoped<TransferView>().AddScoped<TransferMapper>().AddScoped<TransferPosting>().AddScoped<TransferSteps>().AddScoped<CustodyRules>();
    builder.Services.AddScoped<TransferFactsReader>().AddScoped<Returns>().AddScoped<Extensions>().AddScoped<Corrections>().AddScoped<Dispositions>();
    builder.Services.AddScoped<EventStore>().AddScoped<EventVersions>().AddScoped<EventView>();
    builder.Services.AddScoped<KeyView>();
    builder.Services.AddSingleton<JournalWatch>();
    builder.Services.AddScoped<Feed>().AddScoped<ChangeView>();
    builder.Services.AddEntryView<AgreementView>().AddEntryView<TransferView>().AddEntryView<ItemView>().AddEntryView<EventView>().AddEntryView<InstitutionView>()
        .AddEntryView<WebhookView>().AddEntryView<KeyView>();
    builder.Services.AddScoped<WebhookStore>().AddScoped<WebhookView>();
    builder.Services.AddSingleton<Resolver>(Dns.GetHostAddressesAsync).AddSingleton(services => new Targets(settings.WebhookNetworks, services.GetRequiredService<Resolver>())).AddSingleton<IWebhookMessages, WebhookMessages>().AddHostedService<WebhookDispatcher>().AddSingleton<IPeriodicTask, DeliveriesCleaning>();
    builder.Services.AddScoped<ExportStore>().AddSingleton<ExportLists>().AddSingleton<ExportRunner>().AddHostedService(services => services.GetRequiredService<ExportRunner>()).AddSingleton<IPeriodicTask, ExportsCleaning>();
    builder.Services.AddScoped<ItemMerge>().AddScoped<InstitutionMerge>();

    settings.Transport.Configure(builder.Services);
    builder.Services.AddRateLimiter(settings.RateLimits.Configure);
    builder.Services.AddSingleton(settings.RateLimits);
    builder.Services.AddRegistryKeys(settings.Issuers);
    // Single records are not compressed: their tags are made of their bytes.
    builder.Services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, [StreamedList.Csv, StreamedList.Ndjson]));
    builder.Services.AddSingleton<IResponseCompressionProvider, ListCompression>();
    builder.Services.AddAuthorization(options => AccessPolicies.Policies(options, settings.AnonymousRead));
    builder.Services.AddSingleton<ProblemResponses>();
    builder.Services.AddSingleton<TransientRetry>();
    builder.Services.AddSingleton<BackgroundUnitOfWork>();
    builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    builder.Services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
    builder.Services.AddSwaggerGen(options => options.DocumentFilter<WebhookDocument>());
    builder.Services.AddRegistryOpenApi();

    var app = builder.Build();
    app.UseForwardedHeaders();
    // Around everything else: a refusal is an exception further in, and its line says the status that was sent.
    app.UseSerilogRequestLogging(options =>
    {
        options.Logger = app.Services.GetRequiredService<Serilog.ILogger>();
        options.EnrichDiagnosticContext = (diagnostics, http) => diagnostics.Set("Caller", http.RequestServices.GetService<Caller>()?.Key ?? "anonymous");
    });
    app.Use((http, next) =>
    {
        Transport.Protect(http);
        return next(http);
    });
    Transport.UseOnlyHttps(app, settings.BaseUrl);
    app.UseHeadAsGet();
    // Not the framework's handler: it takes the ETag off what it answers, and a 412 tells the one there is now.
    app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            await app.Services.GetRequiredService<ProblemResponses>().Say(http, fault);
        }
    });
    // Not the framework's status code pages: they pass over a file's 416, which has a content type and no words.
    app.Use(async (http, next) =>
    {
        await next(http);
        if (!http.Response.HasStarted)
            await app.Services.GetRequiredService<ProblemResponses>().Say(http);
    });
    app.UseResponseCompression();
    app.UseRouting();
    app.UseCors();
    app.UseRequestTimeouts();
    app.UseAuthentication();
    app.Use((http, next) =>
    {
        settings.RateLimits.Announce(http);
        return next(http);
    });
    app.UseRateLimiter();
    // Counted first: who guesses keys is counted by address.
    app.Use((http, next) => http.RequestServices.GetRequiredService<Bearer>().Refused is { } refused ? throw refused : next(http));
    app.UseRegistrySwagger();
    app.UseAuthorization();
    app.MapRegistry();
    return app;
}

static void Check(Settings settings)
{
    Is("Database:ConnectionString", settings.ConnectionString);
    Is("Database:ReadConnectionString", settings.ReadConnectionString ?? settings.ConnectionString);

    void Is(string key, string connectionString)
    {
        try
        {
            _ = new Database(settings.Dialect, connectionString);
        }
        catch (ArgumentException fault)
        {
            throw new SettingException(key, $"is no connection string of {settings.Dialect}: {fault.Message}");
        }
    }
}
