using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace TransferRegistry.Tests.Http;

/// <summary>Over a real socket: what the test server leaves out.</summary>
public sealed class KestrelTests : IAsyncLifetime, IAsyncDisposable
{
    readonly Overheard _app = new();
    HttpClient _client = null!;

    public Task InitializeAsync()
    {
        _app.UseKestrel(0);
        _app.StartServer();
        _client = _app.CreateClient();
        _client.DefaultRequestHeaders.Authorization = new("Bearer", RegistryApp.Operator);
        return Task.CompletedTask;
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_ends_in_413_or_a_closed_connection()
    {
        foreach (var chunked in new[] { false, true })
        {
            using var body = new ByteArrayContent(Enumerable.Repeat((byte)' ', 10_000_000).ToArray());
            body.Headers.ContentType = new("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/institutions") { Content = body };
            request.Headers.TransferEncodingChunked = chunked;
            try
            {
                await _client.SendAsync(request).Refuses(HttpStatusCode.RequestEntityTooLarge);
            }
            catch (HttpRequestException closed) when (closed.InnerException is IOException or SocketException)
            {
                // The other allowed end.
            }
        }
        await _client.Ask("/institutions").Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET /api/v1/institutions/%00 HTTP/1.1")]
    [InlineData("GET /api/v1/institutions/%FF HTTP/1.1")]
    [InlineData("GET /api/v1/institutions?q=%FF%ED%A0%80 HTTP/1.1")]
    [InlineData("GET /api/v1/institutions?q=%ZZ HTTP/1.1")]
    [InlineData("GET /api/v1/institutions?%FF=%FF HTTP/1.1")]
    [InlineData("GET /api/v1/institutions/\u0080 HTTP/1.1")]
    [InlineData("GET /api/v1/institutions/../../../etc/passwd HTTP/1.1")]
    [InlineData("GET // HTTP/1.1")]
    [InlineData("GET http://other.example/api/v1/nowhere HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("NONSENSE")]
    [InlineData("POST /api/v1/institutions HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: -1")]
    [InlineData("POST /api/v1/institutions HTTP/1.1\r\nContent-Type: nonsense/\r\nContent-Length: 0")]
    [InlineData("POST /api/v1/institutions HTTP/1.1\r\nContent-Type: application/json; charset=nonsense\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("POST /api/v1/institutions HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    public async Task Nothing_on_the_wire_makes_the_registry_fail(string lines)
    {
        var (head, body) = lines.Split("\r\n\r\n", 2) is { Length: 2 } parts ? (parts[0], parts[1]) : (lines, "");
        var answer = await Say($"{head}\r\nHost: localhost\r\nAuthorization: Bearer {RegistryApp.Operator}\r\nConnection: close\r\n\r\n{body}");

        Assert.InRange(int.Parse(answer.Split(' ', 3)[1], CultureInfo.InvariantCulture), 200, 499);
    }

    [Theory]
    [InlineData("POST", "/institutions", true, "FFFFFFFFFFFFFFFF")]
    [InlineData("POST", "/institutions", true, "80000000")]
    [InlineData("POST", "/institutions", true, "2\r\n{}\r\nFFFFFFFFF")]
    [InlineData("PATCH", "/institutions/nowhere", true, "FFFFFFFFFFFFFFFF")]
    [InlineData("POST", "/institutions", false, "FFFFFFFFFFFFFFFF")] // refused before the body is read
    [InlineData("GET", "/institutions", true, "FFFFFFFFFFFFFFFF")] // read by nobody
    [InlineData("POST", "/nowhere", true, "FFFFFFFFFFFFFFFF")]
    public async Task A_chunk_longer_than_can_be_counted_is_the_senders_fault_and_no_failure(string method, string path, bool hasKey, string chunk)
    {
        using var socket = await Connected();
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
            $"{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIf-Match: *\r\nTransfer-Encoding: chunked\r\n"
            + (hasKey ? $"Authorization: Bearer {RegistryApp.Operator}\r\n" : "") + $"\r\n{chunk}\r\n"));
        using var reader = new StreamReader(socket.GetStream());

        // The line is closed: where the next request would begin nobody knows.
        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));

        var status = int.Parse(answer.Split(' ', 3)[1], CultureInfo.InvariantCulture);
        Assert.Equal(method is "GET" ? 200 : path is "/nowhere" ? 404 : hasKey ? 400 : 401, status);
        Assert.Empty(_app.Log.From(Microsoft.Extensions.Logging.LogLevel.Error));
    }

    [Fact]
    public async Task HEAD_is_answered_with_the_length_and_no_body()
    {
        var code = await _app.AnInstitution();

        var answer = await Say($"HEAD /api/v1/institutions/{code} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Length: ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_reader_and_a_slow_writer_keep_nobody_waiting()
    {
        using var writer = await Connected();
        await writer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/institutions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {RegistryApp.Operator}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"));
        using var reader = await Connected();
        await reader.GetStream().WriteAsync("GET /api/v1/institutions HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

        await _app.AnInstitution().WaitAsync(TimeSpan.FromSeconds(10));
        await _client.Post("/institutions", new { }).Refuses(HttpStatusCode.UnprocessableEntity);
        await _app.AnInstitution().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Who_takes_a_whole_list_byte_by_byte_holds_neither_a_transaction_nor_the_write_gate()
    {
        const int postings = 3, lines = 400;
        await HasItems(postings, lines);
        using var socket = await Connected(receives: 4096);
        var body = await AsksForAllItems(socket);
        var taken = new byte[50];
        for (var at = 0; at < taken.Length; at++)
        {
            await body.ReadExactlyAsync(taken.AsMemory(at, 1));
            await Task.Delay(20);
        }

        await _app.AnInstitution().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(await NobodyReads(), "A transaction is open.");

        using var rest = new StreamReader(body);
        var answer = Encoding.ASCII.GetString(taken) + await rest.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal(postings * lines, answer[answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)..].Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Who_hangs_up_in_the_middle_of_a_whole_list_is_no_failure_in_the_log()
    {
        await HasItems(postings: 3, lines: 400);
        using (var socket = await Connected(receives: 4096))
            await (await AsksForAllItems(socket)).ReadExactlyAsync(new byte[50]);

        var line = await _app.Line("/api/v1/items").WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Null(line.Exception);
        Assert.Equal(LogEventLevel.Information, line.Level);
    }

    // More than all that is on the way can hold, and several times what is read at once.
    async Task HasItems(int postings, int lines)
    {
        var (from, to) = (await _app.AnInstitution(), await _app.AnInstitution());
        var line = new { item = new { name = new { ru = "Домбра" }, description = new { ru = new string('д', 4000) } }, quantity = 1 };
        for (var posting = 0; posting < postings; posting++)
            await _client.Post("/transfers", Given.ATransfer(from, to, new { lines = Enumerable.Repeat(line, lines) })).Is(HttpStatusCode.Created);
    }

    static async Task<NetworkStream> AsksForAllItems(TcpClient socket)
    {
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /api/v1/items?format=ndjson HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer {RegistryApp.Operator}\r\n\r\n"));
        return socket.GetStream();
    }

    // What else runs beside reads for a moment now and then.
    async Task<bool> NobodyReads()
    {
        for (var times = 0; times < 50; times++, await Task.Delay(100))
            if (await Transactions() == 0)
                return true;
        return false;
    }

    async Task<long> Transactions()
    {
        await using var connection = await _app.Database.Open(CancellationToken.None);
        // The log of a file is begun anew only where nobody reads any of it.
        return await connection.ExecuteScalarAsync<long>(RegistryApp.SqlServer is null ? "PRAGMA wal_checkpoint(TRUNCATE)"
            : "SELECT CAST(COUNT(*) AS bigint) FROM sys.dm_exec_sessions WHERE database_id = DB_ID() AND open_transaction_count > 0");
    }

    async Task<TcpClient> Connected(int? receives = null)
    {
        var socket = new TcpClient();
        if (receives is { } bytes)
            socket.ReceiveBufferSize = bytes;
        await socket.ConnectAsync(IPAddress.Loopback, _client.BaseAddress!.Port);
        return socket;
    }

    async Task<string> Say(string request)
    {
        using var socket = await Connected();
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        using var answer = new StreamReader(socket.GetStream());
        return await answer.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>The registry, and the lines its log has of requests.</summary>
    sealed class Overheard : RegistryApp, ILogEventSink
    {
        /// <summary>What is said beside of what went wrong.</summary>
        public HeardLog Log { get; } = new();

        readonly Channel<LogEvent> _lines = Channel.CreateUnbounded<LogEvent>();

        public async Task<LogEvent> Line(string path)
        {
            await foreach (var line in _lines.Reader.ReadAllAsync())
                if (line.Properties.TryGetValue("RequestPath", out var said) && said is ScalarValue { Value: string asked } && asked == path)
                    return line;
            throw new InvalidOperationException("The log has ended.");
        }

        public void Emit(LogEvent logEvent) => _lines.Writer.TryWrite(logEvent);

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<ILogger>(new LoggerConfiguration().WriteTo.Sink(this).CreateLogger())
                .AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(new Microsoft.Extensions.Logging.LoggerFactory([Log])));
        }
    }
}
