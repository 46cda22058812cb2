using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Reading.Webhooks;

namespace TransferRegistry.Tests.Webhooks;

/// <summary>Where webhooks may not lead, as the operator has left it: to nobody's inside.</summary>
public sealed class TargetTests(TargetTests.Registry app, RegistryApp open) : IClassFixture<TargetTests.Registry>, IClassFixture<RegistryApp>
{
    const string Label = "a-label-of-sixty-three-letters-is-as-long-as-any-label-may-be-x";

    [Theory]
    [InlineData("http://museum.example/ring", "webhook.url")]
    [InlineData("ftp://museum.example/ring", "url.invalid")]
    [InlineData("https://user:secret@museum.example/ring", "webhook.url")]
    [InlineData("https://museum.example/ring#here", "webhook.url")]
    [InlineData("https://localhost/ring", "webhook.host-not-public")]
    [InlineData("https://127.0.0.1/ring", "webhook.host-not-public")]
    [InlineData("https://127.1/ring", "webhook.host-not-public")]
    [InlineData("https://2130706433/ring", "webhook.host-not-public")]
    [InlineData("https://0x7f000001/ring", "webhook.host-not-public")]
    [InlineData("https://0.0.0.0/ring", "webhook.host-not-public")]
    [InlineData("https://10.1.2.3/ring", "webhook.host-not-public")]
    [InlineData("https://172.16.0.1/ring", "webhook.host-not-public")]
    [InlineData("https://192.168.1.1/ring", "webhook.host-not-public")]
    [InlineData("https://100.64.0.1/ring", "webhook.host-not-public")]
    [InlineData("https://169.254.169.254/latest/meta-data", "webhook.host-not-public")]
    [InlineData("https://224.0.0.1/ring", "webhook.host-not-public")]
    [InlineData("https://255.255.255.255/ring", "webhook.host-not-public")]
    [InlineData("https://[::1]/ring", "webhook.host-not-public")]
    [InlineData("https://[::]/ring", "webhook.host-not-public")]
    [InlineData("https://[fe80::1]/ring", "webhook.host-not-public")]
    [InlineData("https://[fd00::1]/ring", "webhook.host-not-public")]
    [InlineData("https://[::ffff:10.0.0.1]/ring", "webhook.host-not-public")]
    [InlineData("https://[64:ff9b::a00:1]/ring", "webhook.host-not-public")]
    [InlineData("https://[2002:a00:1::]/ring", "webhook.host-not-public")]
    [InlineData("https://inside.example/ring", "webhook.host-not-public")]
    [InlineData("https://both.example/ring", "webhook.host-not-public")]
    [InlineData("https://nowhere.example/ring", "webhook.host-unknown")]
    [InlineData("https://0/", "webhook.host-not-public")]
    [InlineData("https://0.0.0.0/", "webhook.host-not-public")]
    [InlineData("https://[::]/", "webhook.host-not-public")]
    [InlineData("https://[::0.0.0.0]/", "webhook.host-not-public")]
    [InlineData("https://[::ffff:0:0]/", "webhook.host-not-public")]
    [InlineData("https://0x7f000001/", "webhook.host-not-public")]
    [InlineData("https://0177.1/", "webhook.host-not-public")]
    [InlineData("https://127.1/", "webhook.host-not-public")]
    [InlineData("https://\uFF10/", "webhook.host-not-public")] // a full-width 0
    [InlineData("https://\uFF11\uFF12\uFF17.0.0.1/", "webhook.host-not-public")]
    [InlineData("https://[fe80::1%25eth0]/", "webhook.host-not-public")]
    [InlineData("https:///ring", "url.invalid")] // no host
    [InlineData("https://:443/ring", "url.invalid")]
    [InlineData($"https://{Label}.{Label}.{Label}.{Label}.{Label}/", "webhook.host-unknown")]
    [InlineData("https://\u00AD/", "webhook.host-unknown")] // a name that has none on the wire
    [InlineData("https://xn--\u0430/", "webhook.host-unknown")]
    [InlineData("https://museum.example:0/ring", "webhook.port")]
    [InlineData("https://museum.example:65536/ring", "url.invalid")]
    [InlineData("https://museum.example:22/ring", "webhook.port")]
    [InlineData("https://museum.example:25/ring", "webhook.port")]
    [InlineData("https://museum.example:80/ring", "webhook.port")]
    [InlineData("https://museum.example:442/ring", "webhook.port")]
    [InlineData("https://museum.example:444/ring", "webhook.port")]
    [InlineData("https://museum.example:1023/ring", "webhook.port")]
    public async Task What_is_not_public_is_refused_when_it_is_registered_and_when_it_is_changed(string url, string code)
    {
        var client = app.AsOperator();
        var known = await client.Post("/webhooks", new { url = "https://museum.example/ring", status = "disabled" }).Is(HttpStatusCode.Created);

        var registered = await client.Post("/webhooks", new { url }).Refuses(HttpStatusCode.UnprocessableEntity, code);
        var changed = await client.Patch($"/webhooks/{known["webhook"]!["id"]}", new { url }, "*").Refuses(HttpStatusCode.UnprocessableEntity, code);

        Assert.Equal(["/url"], registered.Pointers());
        Assert.Equal(["/url"], changed.Pointers());
    }

    [Theory]
    [InlineData("https://museum.example:8443/ring?of=ours")]
    [InlineData("https://museum.example:1024/ring")]
    [InlineData("https://museum.example:443/ring")]
    [InlineData("https://8.8.8.8/ring")]
    [InlineData("https://[2606:4700::1111]/ring")]
    public async Task What_is_public_is_taken(string url) => await app.AsOperator().Post("/webhooks", new { url, status = "disabled" }).Is(HttpStatusCode.Created);

    [Theory]
    [InlineData("http://127.0.0.1/ring", null)]
    [InlineData("http://127.0.0.1:80/ring", null)]
    [InlineData("http://127.0.0.1:8080/ring", null)]
    [InlineData("https://127.0.0.1:443/ring", null)]
    [InlineData("https://127.0.0.1:80/ring", "webhook.port")]
    [InlineData("http://127.0.0.1:81/ring", "webhook.port")]
    [InlineData("http://127.0.0.1:25/ring", "webhook.port")]
    [InlineData("http://127.0.0.1:1023/ring", "webhook.port")]
    [InlineData("http://8.8.8.8/ring", "webhook.host-not-public")]
    public async Task In_networks_that_the_operator_allows_port_80_is_taken_too_by_http(string url, string? code)
    {
        var answer = await open.AsOperator().Post("/webhooks", new { url, status = "disabled" });

        if (code is null)
            await Task.FromResult(answer).Is(HttpStatusCode.Created);
        else
            await Task.FromResult(answer).Refuses(HttpStatusCode.UnprocessableEntity, code);
    }

    [Fact]
    public async Task A_port_that_was_registered_before_it_was_closed_is_not_connected_to()
    {
        var asked = new { url = "https://127.0.0.1:2222/ring", types = new[] { "institution" } };
        var webhook = (JsonObject)(await open.AsOperator().Post("/webhooks", asked).Is(HttpStatusCode.Created))["webhook"]!;
        await using (var connection = await open.Database.Open(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE webhooks SET document = REPLACE(document, ':2222/', ':22/') WHERE id = @Id", new { Id = webhook.Id() });

        await open.AnInstitution();

        await Receiver.Until(async () => (await open.AsOperator().Walk($"/webhooks/{webhook.Id()}/deliveries")).Count > 0, () => "an attempt");
        Assert.Equal("forbidden", (string)(await open.AsOperator().Walk($"/webhooks/{webhook.Id()}/deliveries"))[0]["outcome"]!);
    }

    [Fact]
    public async Task A_name_that_moves_inside_after_it_was_registered_is_not_followed_there()
    {
        await using var inside = await Receiver.Start();
        // What it says when it is asked the first time is public; where it leads to when it is rung is this machine.
        var inFact = app.Names["localhost"];
        app.Names["localhost"] = [IPAddress.Parse("93.184.215.14")];
        var webhook = (JsonObject)(await app.AsOperator().Post("/webhooks", new { url = $"https://localhost:{inside.Url.Port}/ring", types = new[] { "institution" } }).Is(HttpStatusCode.Created))["webhook"]!;
        app.Names["localhost"] = inFact;

        await app.AnInstitution();

        await Receiver.Until(async () => (await Deliveries(webhook.Id())).Count > 0, () => "an attempt");
        Assert.Equal("forbidden", (string)(await Deliveries(webhook.Id()))[0]["outcome"]!);
        Assert.Empty(inside.Heard);
    }

    [Fact]
    public async Task Who_is_not_there_is_unreachable()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var webhook = (JsonObject)(await open.AsOperator().Post("/webhooks", new { url = $"https://127.0.0.1:{port}/ring", types = new[] { "institution" } }).Is(HttpStatusCode.Created))["webhook"]!;

        await open.AnInstitution();

        await Receiver.Until(async () => (await open.AsOperator().Walk($"/webhooks/{webhook.Id()}/deliveries")).Count > 0, () => "an attempt");
        Assert.Equal("unreachable", (string)(await open.AsOperator().Walk($"/webhooks/{webhook.Id()}/deliveries"))[0]["outcome"]!);
    }

    Task<IReadOnlyList<JsonObject>> Deliveries(string id) => app.AsOperator().Walk($"/webhooks/{id}/deliveries");

    /// <summary>A registry whose operator allows no network, and whose names are the test's.</summary>
    public sealed class Registry : RegistryApp
    {
        public IDictionary<string, IPAddress[]> Names { get; } = new Dictionary<string, IPAddress[]>()
        {
            ["museum.example"] = [IPAddress.Parse("93.184.215.14"), IPAddress.Parse("2606:2800:21f::1")],
            ["inside.example"] = [IPAddress.Parse("192.168.7.7")],
            ["both.example"] = [IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.1")],
            ["localhost"] = [IPAddress.Loopback, IPAddress.IPv6Loopback],
        };

        protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Webhooks:Networks", "")];

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services => services.AddSingleton<Resolver>(Resolved));
        }

        // Addresses and names that are too long are the system's to answer for, or to refuse; no other name is looked up.
        Task<IPAddress[]> Resolved(string host, CancellationToken cancelled) =>
            Names.TryGetValue(host, out var addresses) ? Task.FromResult(addresses)
            : IPAddress.TryParse(host, out _) || host.Length > 255 ? Dns.GetHostAddressesAsync(host, cancelled)
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}
