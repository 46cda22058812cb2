using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Server;

/// <summary>
/// Two processes of the service, started at once on one new database; every request goes to the other one than the request before it.
/// Whatever holds for <see cref="RegistryApp"/> holds for them, or something is kept where only one of them finds it.
/// </summary>
public sealed class TwoInstances : RegistryApp, IAsyncLifetime
{
    readonly List<Process> _processes = [];
    readonly List<Uri> _addresses = [];
    Database? _database;
    int _asked;

    internal override Database Database => _database ??= new(SqlServer is null ? Dialect.Sqlite : Dialect.SqlServer, ConnectionString);

    public async Task InitializeAsync()
    {
        MakeDatabase();
        TypeHandlers.Register();
        foreach (var process in Enumerable.Range(0, 2).Select(_ => Begun()).ToList())
            _addresses.Add(await Serving(process));
    }

    /// <summary>A third, on the same database, for a test that kills it; its number.</summary>
    public async Task<int> Another()
    {
        _addresses.Add(await Serving(Begun()));
        return _addresses.Count - 1;
    }

    /// <summary>Ends an instance in the middle of whatever it does.</summary>
    public async Task Kill(int instance)
    {
        _processes[instance].Kill();
        await _processes[instance].WaitForExitAsync();
    }

    /// <summary>Where an instance is found.</summary>
    public Uri Address(int instance) => _addresses[instance];

    Process Begun()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["exec", typeof(Instance).Assembly.Location, Name])
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _processes.Add(process);
        return process;
    }

    static async Task<Uri> Serving(Process process)
    {
        // It says so after what it logs at start; what it says later has to go somewhere.
        var said = "";
        while (!said.StartsWith("http://", StringComparison.Ordinal))
            said = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("An instance has not started.");
        _ = process.StandardOutput.ReadToEndAsync();
        return new(said);
    }

    protected override HttpClient NewClient() => new(new EachInTurn(this)) { BaseAddress = _addresses[0] };

    /// <summary>A client of one of the two.</summary>
    public HttpClient Of(int instance, string? key) => With(key, new() { BaseAddress = _addresses[instance] });

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public override async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
            process.Dispose();
        }
        _processes.Clear();
        _database?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Links in answers lead to the address all instances share, which here is nobody's.</summary>
    sealed class EachInTurn(TwoInstances instances) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Each but those that a test has killed.
            var living = instances._addresses.Zip(instances._processes).Where(pair => !pair.Second.HasExited).Select(pair => pair.First).ToList();
            var next = living[Interlocked.Increment(ref instances._asked) % living.Count];
            request.RequestUri = new(next, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>One process of the two: the service as in every test, on the database it is told, until its input ends.</summary>
sealed class Instance : RegistryApp
{
    /// <summary>A request's header that ends the process at once: "committing", when all is written and nothing is kept; "answering", when all is kept and nothing is said.</summary>
    public const string Dies = "Test-Dies";

    Instance(string database) => Name = database;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter, Death>().AddSingleton<IClock, ClockOfDeath>());
    }

    protected override void MakeDatabase()
    {
        // Made before any instance was.
    }

    public static async Task Main(string[] arguments)
    {
        await using var instance = new Instance(arguments[0]);
        instance.UseKestrel(0);
        instance.StartServer();
        Console.WriteLine(instance.ClientOptions.BaseAddress);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is said to it; it waits for the end.
        }
        // Its database is not its own: nothing is removed.
        Environment.Exit(0);
    }

    static void Die() => Process.GetCurrentProcess().Kill();

    sealed class Death : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                ClockOfDeath.IsDue.Value = http.Request.Headers[Dies] == "committing";
                if (http.Request.Headers[Dies] == "answering")
                    http.Response.OnStarting(() =>
                    {
                        Die();
                        return Task.CompletedTask;
                    });
                return rest(http);
            });
            next(app);
        };
    }

    /// <summary>The last thing a unit of work does before it enters the journal and is kept is to look at the clock.</summary>
    sealed class ClockOfDeath : IClock
    {
        public static readonly AsyncLocal<bool> IsDue = new();

        public Instant GetCurrentInstant()
        {
            if (IsDue.Value && new StackTrace().ToString().Contains("Append", StringComparison.Ordinal))
                Die();
            return SystemClock.Instance.GetCurrentInstant();
        }
    }
}
