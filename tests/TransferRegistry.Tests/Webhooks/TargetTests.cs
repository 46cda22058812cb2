using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Webhooks;

namespace TransferRegistry.Tests.Webhooks;

/// <summary>Where webhooks may not lead, as the operator has left it: to nobody's inside.</summary>
public sealed class TargetTests(TargetTests.Registry app) : IClassFixture<TargetTests.Registry>
{
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
    public async Task What_is_not_public_is_refused_when_it_is_registered(string url, string code)
    {
        var problem = await app.AsOperator().Post("/webhooks", new { url }).Refuses(HttpStatusCode.UnprocessableEntity, code);

        Assert.Equal(["/url"], problem.Pointers());
    }

    [Theory]
    [InlineData("https://museum.example:8443/ring?of=ours")]
    [InlineData("https://8.8.8.8/ring")]
    [InlineData("https://[2606:4700::1111]/ring")]
    public async Task What_is_public_is_taken(string url) => await app.AsOperator().Post("/webhooks", new { url, status = "disabled" }).Is(HttpStatusCode.Created);

    [Fact]
    public async Task A_change_of_the_address_is_looked_at_as_well()
    {
        var webhook = (JsonObject)(await app.AsOperator().Post("/webhooks", new { url = "https://museum.example/ring", status = "disabled" }).Is(HttpStatusCode.Created))["webhook"]!;

        await app.AsOperator().Patch($"/webhooks/{webhook.Id()}", new { url = "https://inside.example/" }, "*").Refuses(HttpStatusCode.UnprocessableEntity, "webhook.host-not-public");
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
        await using var open = new RegistryApp();
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
            builder.ConfigureTestServices(services => services.AddSingleton<Resolver>((host, _) => Task.FromResult(IPAddress.TryParse(host, out var address) ? [address]
                : Names.TryGetValue(host, out var addresses) ? addresses : throw new SocketException((int)SocketError.HostNotFound))));
        }
    }
}
