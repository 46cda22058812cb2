using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace TransferRegistry.Bench;

/// <summary>The built service in a process of its own on a free port of the loopback, and how much memory it has resident.</summary>
sealed class ServedRegistry : IDisposable
{
    const string Operator = "the operator's key while measuring, of some length";

    readonly Process _process;
    readonly Timer _watch;
    long _mostResident;

    ServedRegistry(Process process, Uri address)
    {
        _process = process;
        Anybody = new() { BaseAddress = address };
        AsOperator = new() { BaseAddress = address };
        AsOperator.DefaultRequestHeaders.Authorization = new("Bearer", Operator);
        _watch = new(_ => Watch(), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    public HttpClient Anybody { get; }

    public HttpClient AsOperator { get; }

    /// <summary>In megabytes, as the kernel counts.</summary>
    public double MostResident => Interlocked.Read(ref _mostResident) / 1024.0;

    public static async Task<ServedRegistry> Start(string file)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "TransferRegistry.Api.dll"), "--urls", address.ToString()])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Database__Dialect"] = "Sqlite",
                ["Database__ConnectionString"] = $"Data Source={Path.GetFullPath(file)}",
                ["Public__BaseUrl"] = address.ToString(),
                ["Access__BootstrapKey"] = Operator,
                ["Access__AnonymousRead"] = "true",
                ["Limits__RequestsPerMinute"] = "0",
                ["Limits__AnonymousPerMinute"] = "0",
                ["Serilog__MinimumLevel__Default"] = "Warning",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        var service = new ServedRegistry(process, address);
        for (var tries = 0; !await service.IsReady(); tries++)
        {
            if (tries == 100 || process.HasExited)
                throw new InvalidOperationException("The service does not start.");
            await Task.Delay(100);
        }
        return service;
    }

    public static async Task<JsonNode> Ask(HttpClient client, string address) => (await client.GetFromJsonAsync<JsonNode>(new Uri(address, UriKind.RelativeOrAbsolute)))!;

    public void Dispose()
    {
        _watch.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Anybody.Dispose();
        AsOperator.Dispose();
    }

    async Task<bool> IsReady()
    {
        try
        {
            return (await Anybody.GetAsync(new Uri("health/ready", UriKind.Relative))).StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    void Watch()
    {
        var status = $"/proc/{_process.Id}/status";
        if (!File.Exists(status) || File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is not { } line)
            return;
        Interlocked.Exchange(ref _mostResident, long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
