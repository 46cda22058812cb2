using System.Diagnostics;
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
        for (var i = 0; i < 2; i++)
            _processes.Add(Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
                ["exec", typeof(Instance).Assembly.Location, Name])
            { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!);
        foreach (var process in _processes)
        {
            // It says so after what it logs at start; what it says later has to go somewhere.
            var said = "";
            while (!said.StartsWith("http://", StringComparison.Ordinal))
                said = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("An instance has not started.");
            _addresses.Add(new(said));
            _ = process.StandardOutput.ReadToEndAsync();
        }
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
            var next = instances._addresses[Interlocked.Increment(ref instances._asked) % instances._addresses.Count];
            request.RequestUri = new(next, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}

/// <summary>One process of the two: the service as in every test, on the database it is told, until its input ends.</summary>
sealed class Instance : RegistryApp
{
    Instance(string database) => Name = database;

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
}
