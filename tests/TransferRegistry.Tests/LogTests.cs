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
        await using var issuer = await Keys.TokenIssuer.Start();
        var (token, forged) = (issuer.Token(), issuer.Token(audience: "another-service"));
        try
        {
            Console.SetOut(TextWriter.Synchronized(written));
            await using var app = new Talkative(issuer.Issuer);
            var client = app.AsOperator();
            key = (string)(await client.Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created))["key"]!;
            await app.As(key).Ask("/me").Is(HttpStatusCode.OK);
            await app.As(key + "x").Ask("/me").Refuses(HttpStatusCode.Unauthorized);
            await app.As(key).Post("/institutions", new { }).Refuses(HttpStatusCode.Forbidden);
            await client.Post("/institutions", new { }).Refuses(HttpStatusCode.UnprocessableEntity);
            await app.As(token).Ask("/me").Is(HttpStatusCode.OK);
            await app.As(forged).Ask("/me").Refuses(HttpStatusCode.Unauthorized);
            await app.As(issuer.Unsigned()).Ask("/me").Refuses(HttpStatusCode.Unauthorized);
            await client.Send(HttpMethod.Post, "/keys", new StringContent("""{"role":"auditor"}""", System.Text.Encoding.UTF8, "application/json"), ("Idempotency-Key", "a-key-of-a-request-0123"))
                .Is(HttpStatusCode.Created);
        }
        finally
        {
            Console.SetOut(console);
        }

        var log = written.ToString();
        Assert.Equal(["201", "200", "401", "403", "422", "200", "401", "401", "201"], Answered().Matches(log).Select(found => found.Groups["status"].Value));
        // The framework tells at length why it does not believe a token, where it is asked to tell all.
        Assert.DoesNotContain(log.Split('\n'), line => line.Contains("   at ", StringComparison.Ordinal) && !line.Contains("JwtBearerHandler", StringComparison.Ordinal));
        foreach (var secret in new[] { RegistryApp.Operator, key, key[^38..], "Bearer ", "eyJ", token.Split('.')[1], token.Split('.')[2], forged.Split('.')[2], "a-key-of-a-request-0123" })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"responded (?<status>\d{3}) in", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answered();

    sealed class Talkative(string issuer) : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => new Dictionary<string, string?>
        {
            ["Access:Issuers:0:Issuer"] = issuer,
            ["Access:Issuers:0:Audience"] = Keys.TokenIssuer.Audience,
            ["Serilog:MinimumLevel:Default"] = "Verbose",
            ["Serilog:MinimumLevel:Override:Microsoft"] = "Debug",
        };
    }
}
