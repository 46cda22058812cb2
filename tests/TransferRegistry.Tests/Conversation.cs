using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests;

/// <summary>The few words that tests speak to HTTP with.</summary>
public static class Conversation
{
    public const string V1 = "/api/v1";

    /// <summary>GET below the version's path, or an absolute address as a link gave it.</summary>
    public static Task<HttpResponseMessage> Ask(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.Send(HttpMethod.Get, path, content: null, headers);

    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, object? body, string? ifMatch = null) =>
        client.Send(HttpMethod.Post, path, JsonOf(body), ifMatch is null ? [] : [("If-Match", ifMatch)]);

    public static Task<HttpResponseMessage> Patch(this HttpClient client, string path, object? body, string? ifMatch = null) =>
        client.Send(HttpMethod.Patch, path, JsonOf(body), ifMatch is null ? [] : [("If-Match", ifMatch)]);

    /// <summary>POST of exactly these bytes.</summary>
    public static Task<HttpResponseMessage> PostBytes(this HttpClient client, string path, byte[] body, string mediaType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return client.Send(HttpMethod.Post, path, content);
    }

    public static Task<HttpResponseMessage> PostText(this HttpClient client, string path, string body) => client.PostBytes(path, Encoding.UTF8.GetBytes(body));

    public static async Task<HttpResponseMessage> Send(this HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') && !path.StartsWith("/api", StringComparison.Ordinal) && !IsBesideTheApi(path) ? V1 + path : path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request);
    }

    static bool IsBesideTheApi(string path) => path is "/" || path.Split('/', '?')[1] is "problems" or "rules" or "health" or "openapi" or "swagger";

    static StringContent JsonOf(object? body) => new(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    /// <summary>The body of an answer that has the status; what it says instead when it has not.</summary>
    public static async Task<JsonObject> Is(this Task<HttpResponseMessage> asked, HttpStatusCode status) => await (await asked).Is(status);

    public static async Task<JsonObject> Is(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {(int)status}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The problem document of a refusal: its form is checked, whatever it says.</summary>
    public static async Task<JsonObject> Refuses(this Task<HttpResponseMessage> asked, HttpStatusCode status, string? code = null)
    {
        var answer = await asked;
        var problem = await answer.Is(status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        foreach (var member in new[] { "type", "title", "detail", "instance", "traceId" })
            Assert.False(string.IsNullOrEmpty((string?)problem[member]), $"The problem has no {member}: {problem}");
        Assert.Equal((int)status, (int)problem["status"]!);
        if (code is not null)
            Assert.Contains(code, problem.Codes());
        return problem;
    }

    /// <summary>The codes of a problem's faults.</summary>
    public static IReadOnlyList<string> Codes(this JsonObject problem) => [.. (problem["errors"]?.AsArray() ?? []).Select(fault => (string)fault!["code"]!)];

    /// <summary>The codes of a record's warnings.</summary>
    public static IReadOnlyList<string> Warnings(this JsonObject record) => [.. (record["warnings"]?.AsArray() ?? []).Select(fault => (string)fault!["code"]!)];

    /// <summary>The pointers of a problem's faults.</summary>
    public static IReadOnlyList<string?> Pointers(this JsonObject problem) => [.. (problem["errors"]?.AsArray() ?? []).Select(fault => (string?)fault!["pointer"])];

    public static string Id(this JsonObject record) => (string)record["id"]!;

    /// <summary>The strong tag of a record as it stands now.</summary>
    public static async Task<string> Tag(this HttpClient client, string path)
    {
        var answer = await client.Ask(path);
        await answer.Is(HttpStatusCode.OK);
        return answer.Headers.ETag!.ToString();
    }

    /// <summary>A step in a record's life, with the tag it has now.</summary>
    public static async Task<HttpResponseMessage> Step(this HttpClient client, string path, object step) => await client.Post($"{path}/transitions", step, await client.Tag(path));

    /// <summary>All records of a list, by following next.</summary>
    public static async Task<IReadOnlyList<JsonObject>> Walk(this HttpClient client, string path)
    {
        var all = new List<JsonObject>();
        for (var next = path; next is not null;)
        {
            var page = await client.Ask(next).Is(HttpStatusCode.OK);
            all.AddRange(page["items"]!.AsArray().Select(entry => entry!.AsObject()));
            next = (string?)page["links"]!["next"];
        }
        return all;
    }
}
