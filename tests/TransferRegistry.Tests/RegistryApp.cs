using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Testing;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests;

/// <summary>
/// The real service on a database of its own, with the clock in the test's hand. On SQLite, unless REGISTRY_TEST_SQLSERVER holds a connection string:
/// then every fixture makes a database on that server, and drops it.
/// </summary>
public class RegistryApp : WebApplicationFactory<Program>
{
    /// <summary>The operator's key in tests.</summary>
    public const string Operator = "the operator's key in tests, of forty characters";

    public static string? SqlServer => Environment.GetEnvironmentVariable("REGISTRY_TEST_SQLSERVER") is { Length: > 0 } connection ? connection : null;

    /// <summary>The database's: nobody else's, unless it is given.</summary>
    protected string Name { get; init; } = $"registry_test_{Guid.NewGuid():N}";

    static RegistryApp()
    {
        if (SqlServer is not null)
            Data.ParameterTypes.Watch();
    }

    readonly Documented _documented = new();

    public FakeClock Clock { get; } = new(Instant.FromUtc(2026, 11, 23, 6, 0));

    /// <summary>The environment's name; Development brings the sample and its keys.</summary>
    protected virtual string Environmental => "Testing";

    /// <summary>Settings beside the usual ones.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string?>> Settings => [];

    /// <summary>How the service reaches the server.</summary>
    protected virtual SqlConnectionStringBuilder Reached(SqlConnectionStringBuilder server) => server;

    internal virtual Database Database => Services.GetRequiredService<Database>();

    protected string ConnectionString => SqlServer is { } server
        ? Reached(new(server) { InitialCatalog = Name }).ConnectionString
        : $"Data Source={Path.Combine(Path.GetTempPath(), Name)}.db";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        MakeDatabase();
        builder.UseEnvironment(Environmental);
        foreach (var (key, value) in Default.Concat(Settings))
            builder.UseSetting(key, value);
        builder.ConfigureTestServices(services => services.AddSingleton<IClock>(Clock).AddSingleton<IStartupFilter>(_documented));
    }

    /// <summary>A file is made by whoever opens it.</summary>
    protected virtual void MakeDatabase()
    {
        if (SqlServer is { } server)
            Create(server);
    }

    Dictionary<string, string?> Default => new()
    {
        ["Database:Dialect"] = SqlServer is null ? "Sqlite" : "SqlServer",
        ["Database:ConnectionString"] = ConnectionString,
        ["Access:BootstrapKey"] = Operator,
        ["Access:AnonymousRead"] = "true",
        ["Public:BaseUrl"] = "http://localhost",
        ["Webhooks:Networks"] = "127.0.0.0/8",
        ["Serilog:MinimumLevel:Default"] = Environment.GetEnvironmentVariable("REGISTRY_TEST_LOG") ?? "Fatal",
        ["Limits:RequestsPerMinute"] = "0",
        ["Limits:AnonymousPerMinute"] = "0",
    };

    /// <summary>A client that speaks with a key; without one, anonymously.</summary>
    public HttpClient As(string? key) => With(key, NewClient());

    protected virtual HttpClient NewClient() => CreateClient(new() { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress });

    protected static HttpClient With(string? key, HttpClient client)
    {
        if (key is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    public HttpClient AsOperator() => As(Operator);

    public HttpClient AsAnybody() => As(key: null);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        if (SqlServer is { } server)
            await Drop(server);
        else
            Delete();
        _documented.Settle();
    }

    void Delete()
    {
        SqliteConnection.ClearAllPools();
        foreach (var ending in new[] { ".db", ".db-wal", ".db-shm" })
            File.Delete(Path.Combine(Path.GetTempPath(), Name + ending));
    }

    // One at a time: some servers that speak the protocol can't create two databases at once.
    void Create(string server)
    {
        lock (OneAtATime)
        {
            using var connection = new SqlConnection(new SqlConnectionStringBuilder(server) { InitialCatalog = "master" }.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"CREATE DATABASE {Name}";
            command.ExecuteNonQuery();
        }
    }

    static readonly Lock OneAtATime = new();

    /// <summary>The connections that a service on this database has left in its pool; nobody else's, who would have to connect anew.</summary>
    public static async Task LetGo(string connectionString)
    {
        using var database = new Database(Dialect.SqlServer, connectionString);
        await using var any = new SqlConnection(database.ConnectionString);
        SqlConnection.ClearPool(any);
    }

    async Task Drop(string server)
    {
        await LetGo(ConnectionString);
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(server) { InitialCatalog = "master" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"DROP DATABASE IF EXISTS {Name}";
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (SqlException) when (attempt < 10)
            {
                // A process that was killed is heard of a moment later.
                await Task.Delay(500);
            }
        }
    }
}

/// <summary>The service as a newcomer starts it: in Development, with the sample and its keys.</summary>
public class SampleApp : RegistryApp
{
    protected override string Environmental => "Development";
}
