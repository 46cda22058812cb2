using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Http;

/// <summary>Nobody's change is overwritten unseen, at whatever address.</summary>
public sealed class IfMatchTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    // What is posted to a record and asks for no version, and why.
    static readonly Dictionary<string, string> Unconditional = new(StringComparer.Ordinal)
    {
        ["pingWebhook"] = "a message is sent; the record stays as it is",
        ["replayWebhook"] = "how far it was told is no part of what was read",
        ["rotateWebhookSecret"] = "the secret is another whatever the version was, and the answer alone tells it",
    };

    [Fact]
    public async Task Every_operation_with_If_Match_refuses_none_a_stale_and_a_weak_one()
    {
        var client = app.AsOperator();
        var conditional = (await Operations()).Where(operation => operation.Conditional).ToList();
        foreach (var (id, method, _, _) in conditional)
        {
            var made = await app.Made(id);
            var tag = await client.Tag(made.Record!);

            await Ask(made, method).Refuses(HttpStatusCode.PreconditionRequired, "if-match.missing");
            foreach (var other in new[] { "\"999\"", "\"0\"", $"W/{tag}", "\"x\"", $"\"998\", W/{tag}" })
            {
                var stale = await Ask(made, method, other);
                await Task.FromResult(stale).Refuses(HttpStatusCode.PreconditionFailed, "if-match.stale");
                Assert.Equal((id, tag), (id, stale.Headers.ETag?.ToString()));
            }
            Assert.Equal((id, tag), (id, await client.Tag(made.Record!)));
            var goesOn = await Ask(made, method, $"\"998\", {tag}");
            Assert.True(goesOn.IsSuccessStatusCode, $"{id}: {(int)goesOn.StatusCode} {await goesOn.Content.ReadAsStringAsync()}");
        }

        Assert.NotEmpty(conditional);
    }

    [Fact]
    public async Task Whatever_changes_a_record_asks_for_its_version()
    {
        var operations = await Operations();
        var changing = operations.Where(operation => operation.Method == HttpMethod.Patch || (operation.Method == HttpMethod.Post && operation.Path.Contains('{', StringComparison.Ordinal))).ToList();

        Assert.Equal(Unconditional.Keys.Order(StringComparer.Ordinal), changing.Where(operation => !operation.Conditional).Select(operation => operation.Id).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(operations.Except(changing), operation => operation.Conditional);
    }

    Task<HttpResponseMessage> Ask(MadeRequest made, HttpMethod method, string? tag = null) =>
        app.AsOperator().Send(method, made.Path, new StringContent(made.Body!.ToJsonString(), System.Text.Encoding.UTF8, "application/json"), tag is null ? [] : [("If-Match", tag)]);

    async Task<IReadOnlyList<(string Id, HttpMethod Method, string Path, bool Conditional)>> Operations() =>
        [.. (await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK))["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => ((string)operation.Value!["operationId"]!, HttpMethod.Parse(operation.Key), path.Key,
                (operation.Value["parameters"] as JsonArray ?? []).Any(parameter => (string?)parameter!["name"] == "If-Match"))))];
}
