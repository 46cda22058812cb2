using System.Net;
using System.Text.RegularExpressions;

namespace TransferRegistry.Tests;

/// <summary>What the log says of requests, and what it never says.</summary>
public sealed partial class LogTests
{
    [Fact]
    public async Task A_request_is_one_line_with_the_status_that_was_sent_and_no_secret()
    {
        var (console, written) = (Console.Out, new StringWriter());
        string key;
        try
        {
            Console.SetOut(TextWriter.Synchronized(written));
            await using var app = new Talkative();
            var client = app.AsOperator();
            key = (string)(await client.Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created))["key"]!;
            await app.As(key).Ask("/me").Is(HttpStatusCode.OK);
            await app.As(key + "x").Ask("/me").Refuses(HttpStatusCode.Unauthorized);
            await app.As(key).Post("/institutions", new { }).Refuses(HttpStatusCode.Forbidden);
            await client.Post("/institutions", new { }).Refuses(HttpStatusCode.UnprocessableEntity);
        }
        finally
        {
            Console.SetOut(console);
        }

        var log = written.ToString();
        Assert.Equal(["201", "200", "401", "403", "422"], Answered().Matches(log).Select(found => found.Groups["status"].Value));
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
        foreach (var secret in new[] { RegistryApp.Operator, key, key[^38..], "Bearer " })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"responded (?<status>\d{3}) in", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answered();

    sealed class Talkative : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => new Dictionary<string, string?>
        {
            ["Serilog:MinimumLevel:Default"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft"] = "Debug",
        };
    }
}
