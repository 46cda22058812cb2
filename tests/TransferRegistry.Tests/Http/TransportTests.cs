using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace TransferRegistry.Tests.Http;

/// <summary>How much the registry answers, to whom, over what, and what it tells browsers.</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task A_credential_that_asks_too_much_is_told_when_to_come_again_and_others_are_not_kept()
    {
        await using var app = new Registry(("Limits:RequestsPerMinute", "3"));
        var (one, other) = (await app.AKey("auditor"), await app.AKey("auditor"));

        for (var left = 2; left >= 0; left--)
        {
            var answer = await one.Ask("/me");
            await answer.Is(HttpStatusCode.OK);
            Assert.Equal($"\"credential\";r={left}", Header(answer, "RateLimit"));
            Assert.Equal("\"credential\";q=3;w=60", Header(answer, "RateLimit-Policy"));
        }
        var refused = await one.Ask("/me");
        await Task.FromResult(refused).Refuses(HttpStatusCode.TooManyRequests, "rate-limit.exceeded");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"credential\";r=0", Header(refused, "RateLimit"));

        await other.Ask("/me").Is(HttpStatusCode.OK);
        await app.AsAnybody().Ask("/institutions").Is(HttpStatusCode.OK);
        for (var i = 0; i < 5; i++)
            await app.AsOperator().Ask("/me").Is(HttpStatusCode.OK);
        Assert.Equal(3, (int)(await other.Ask("/me").Is(HttpStatusCode.OK))["limits"]!["requestsPerMinute"]!);
    }

    [Fact]
    public async Task Who_guesses_keys_is_counted_by_address_and_credentials_from_there_are_not()
    {
        await using var app = new Registry(("Limits:AnonymousPerMinute", "4"));
        var auditor = await app.AKey("auditor");

        for (var i = 0; i < 4; i++)
            await app.As(Api.Access.RegistryKey.New().Text).Ask("/me").Refuses(HttpStatusCode.Unauthorized);

        await app.As(Api.Access.RegistryKey.New().Text).Ask("/me").Refuses(HttpStatusCode.TooManyRequests);
        await app.AsAnybody().Ask("/institutions").Refuses(HttpStatusCode.TooManyRequests);
        await auditor.Ask("/me").Is(HttpStatusCode.OK);
        await app.AsAnybody().Ask("/health/live").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_not_limited_says_nothing_of_limits()
    {
        await using var app = new Registry();
        var answer = await app.AsAnybody().Ask("/institutions");

        Assert.False(answer.Headers.Contains("RateLimit"));
        Assert.False((await (await app.AKey("auditor")).Ask("/me").Is(HttpStatusCode.OK))["limits"]!.AsObject().ContainsKey("requestsPerMinute"));
    }

    [Fact]
    public async Task Forwarded_addresses_are_believed_of_the_proxies_that_are_named_and_of_nobody_else()
    {
        await using var app = new Registry(("Limits:AnonymousPerMinute", "2"), ("Public:Proxies", "10.0.0.5, 10.1.0.0/16"));

        async Task<HttpStatusCode> From(string address, string forwarded) =>
            (await app.AsAnybody().Ask("/institutions", ("Test-Address", address), ("X-Forwarded-For", forwarded))).StatusCode;

        // Through a proxy every museum has a count of its own.
        for (var i = 1; i <= 4; i++)
            Assert.Equal(HttpStatusCode.OK, await From("10.0.0.5", $"203.0.113.{i}"));
        Assert.Equal(HttpStatusCode.OK, await From("10.1.2.3", "203.0.113.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("10.0.0.5", "203.0.113.1"));
        // Whoever else says so is counted as who it is.
        Assert.Equal(HttpStatusCode.OK, await From("198.51.100.7", "203.0.113.50"));
        Assert.Equal(HttpStatusCode.OK, await From("198.51.100.7", "203.0.113.51"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await From("198.51.100.7", "203.0.113.52"));
    }

    [Fact]
    public async Task Who_has_one_address_of_a_network_has_all_of_it()
    {
        await using var app = new Registry(("Limits:AnonymousPerMinute", "2"));

        foreach (var (address, expected) in new[]
        {
            ("2001:db8:1:2::1", HttpStatusCode.OK), ("2001:db8:1:2::2", HttpStatusCode.OK), ("2001:db8:1:2:ffff::3", HttpStatusCode.TooManyRequests), ("2001:db8:1:3::1", HttpStatusCode.OK),
            ("::ffff:203.0.113.9", HttpStatusCode.OK), ("203.0.113.9", HttpStatusCode.OK), ("203.0.113.9", HttpStatusCode.TooManyRequests),
        })
            Assert.Equal((address, expected), (address, (await app.AsAnybody().Ask("/institutions", ("Test-Address", address))).StatusCode));
    }

    [Theory]
    [InlineData("/api/v1/institutions", HttpStatusCode.OK)]
    [InlineData("/api/v1/me", HttpStatusCode.Unauthorized)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/problems/not-found", HttpStatusCode.OK)]
    [InlineData("/rules", HttpStatusCode.OK)]
    [InlineData("/swagger/index.html", HttpStatusCode.OK)]
    [InlineData("/health/live", HttpStatusCode.OK)]
    public async Task Every_answer_tells_browsers_what_not_to_do(string address, HttpStatusCode status)
    {
        await using var app = new Registry();
        using var client = app.CreateClient();

        var answer = await client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        var policy = Header(answer, "Content-Security-Policy");
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
        Assert.False(answer.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task A_registry_whose_address_is_https_leads_there_and_says_so_for_a_year()
    {
        await using var app = new Registry(("Public:BaseUrl", "https://registry.example.kz"), ("Public:Proxies", "10.0.0.5"));
        var client = app.AsAnybody();

        var led = await client.Ask("/institutions?limit=2", ("Host", "evil.example"));
        Assert.Equal((HttpStatusCode.PermanentRedirect, "https://registry.example.kz/api/v1/institutions?limit=2"), (led.StatusCode, led.Headers.Location?.OriginalString));
        Assert.False(led.Headers.Contains("Strict-Transport-Security"));

        var answer = await client.Ask("/institutions", ("Test-Address", "10.0.0.5"), ("X-Forwarded-Proto", "https"));
        Assert.Equal((HttpStatusCode.OK, "max-age=31536000"), (answer.StatusCode, Header(answer, "Strict-Transport-Security")));

        // Who is no proxy of ours can't say that it came by https; and who watches over the service asks it directly.
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await client.Ask("/institutions", ("Test-Address", "10.0.0.6"), ("X-Forwarded-Proto", "https"))).StatusCode);
        await client.Ask("/health/live").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pages_of_the_origins_that_are_named_may_ask_and_no_others()
    {
        await using var app = new Registry(("Public:Origins", "https://museum.example.kz"));
        var client = app.AsAnybody();

        var asked = await client.Send(HttpMethod.Options, "/agreements", content: null,
            ("Origin", "https://museum.example.kz"), ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "authorization,if-match,idempotency-key"));
        Assert.Equal(("https://museum.example.kz", "PATCH"), (Header(asked, "Access-Control-Allow-Origin"), Header(asked, "Access-Control-Allow-Methods")));
        Assert.Contains("idempotency-key", Header(asked, "Access-Control-Allow-Headers"), StringComparison.Ordinal);

        var answer = await client.Ask("/institutions", ("Origin", "https://museum.example.kz"));
        Assert.Contains("ETag", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        var refused = await client.Ask("/me", ("Origin", "https://museum.example.kz"));
        Assert.Equal((HttpStatusCode.Unauthorized, "https://museum.example.kz"), (refused.StatusCode, Header(refused, "Access-Control-Allow-Origin")));

        Assert.False((await client.Ask("/institutions", ("Origin", "https://other.example"))).Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_waited_for_a_while_and_keeps_nobody()
    {
        await using var app = new Registry(("Limits:RequestSeconds", "1"));
        app.UseKestrel(0);
        app.StartServer();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, app.ClientOptions.BaseAddress.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/institutions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {RegistryApp.Operator}\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n{"));
        using var reader = new StreamReader(socket.GetStream());

        var answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("request.timed-out", answer, StringComparison.Ordinal);
        Assert.Contains("Retry-After: 5", answer, StringComparison.Ordinal);
        await app.AnInstitution();
    }

    [Fact]
    public async Task Nothing_is_encrypted_with_a_key_of_this_machine()
    {
        await using var app = new Registry();

        Assert.Null(app.Services.GetService<IDataProtectionProvider>());
    }

    static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    /// <summary>With settings of its own, and callers that say where they call from.</summary>
    sealed class Registry(params (string Key, string Value)[] settings) : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value));

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<IStartupFilter, Whence>());
        }
    }

    sealed class Whence : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                if (http.Request.Headers["Test-Address"] is [{ } address])
                    http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                return rest(http);
            });
            next(app);
        };
    }
}
