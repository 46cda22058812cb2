using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TransferRegistry.Tests.Webhooks;

/// <summary>A message as it came.</summary>
sealed record Rung(string Id, string Timestamp, string Signature, string Text, string? ContentType, string? UserAgent)
{
    public JsonObject Body { get; } = JsonNode.Parse(Text)!.AsObject();

    public string Type => (string)Body["type"]!;

    public long? Seq => (long?)Body["data"]!["seq"];
}

/// <summary>Somebody's server that is rung: it keeps what came, and answers as the test tells it to.</summary>
sealed class Receiver : IAsyncDisposable
{
    readonly WebApplication _server;
    readonly ConcurrentQueue<Rung> _rung = [];

    Receiver(WebApplication server) => _server = server;

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver._server.Run(receiver.Answer);
        await receiver._server.StartAsync();
        return receiver;
    }

    /// <summary>What it does once it has read a message; 204 where nothing is said.</summary>
    public Func<HttpContext, Rung, Task> Does { get; set; } = (http, _) =>
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public void Says(HttpStatusCode status, params (string Name, string Value)[] headers) => Does = (http, _) =>
    {
        http.Response.StatusCode = (int)status;
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        return Task.CompletedTask;
    };

    public Uri Url => new(new Uri(_server.Urls.First()), "/ring");

    public IReadOnlyList<Rung> Heard => [.. _rung];

    /// <summary>What has come, once it is enough.</summary>
    public async Task<IReadOnlyList<Rung>> Hears(Func<IReadOnlyList<Rung>, bool> isEnough, string what, TimeSpan? atMost = null)
    {
        await Until(() => Task.FromResult(isEnough(Heard)), () => $"{what}; {_rung.Count} came: {string.Join(", ", Heard.Select(rung => $"{rung.Seq} {rung.Type}"))}", atMost);
        return Heard;
    }

    public Task<IReadOnlyList<Rung>> Hears(int messages) => Hears(heard => heard.Count >= messages, $"{messages} messages");

    public static async Task Until(Func<Task<bool>> isSo, Func<string> what, TimeSpan? atMost = null)
    {
        for (var end = DateTime.UtcNow + (atMost ?? TimeSpan.FromSeconds(60)); !await isSo();)
        {
            Assert.True(DateTime.UtcNow < end, $"It was waited for in vain: {what()}.");
            await Task.Delay(50);
        }
    }

    async Task Answer(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        var rung = new Rung(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync(), http.Request.ContentType, headers.UserAgent);
        _rung.Enqueue(rung);
        await Does(http, rung);
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _server.StopAsync(patience.Token);
        await _server.DisposeAsync();
    }
}
