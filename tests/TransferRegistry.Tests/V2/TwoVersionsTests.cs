using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api;
using TransferRegistry.Tests.Agreements;

namespace TransferRegistry.Tests.V2;

/// <summary>The service with the sample, and a second version of agreements beside the first.</summary>
public sealed class WithVersion2 : SampleApp
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton(new ApiVersion("v2", AgreementsV2.MapAgreementsV2)));
    }
}

/// <summary>Two versions over one registry. That version 1 answers byte for byte as without the other is held by RecordedAnswersTests.</summary>
public sealed class TwoVersionsTests(WithVersion2 app) : IClassFixture<WithVersion2>
{
    const string V2 = "/api/v2";

    [Fact]
    public async Task A_second_version_names_and_tells_things_its_own_way()
    {
        var client = app.AsOperator();
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());

        var posted = await Post(client, new { name = new { ru = "Договор" }, parties = new[] { lender, borrower }, effectiveTo = "2026-10-01" });
        var (told, address) = ((await posted.Content.ReadFromJsonAsync<JsonObject>())!, posted.Headers.Location!);

        Assert.Equal((HttpStatusCode.Created, "Договор", "\"1-"), (posted.StatusCode, (string)told["name"]!["ru"]!, posted.Headers.ETag!.Tag[..3]));
        Assert.Equal($"{V2}/agreements/{told.Id()}", address.AbsolutePath);
        Assert.Equal(told.ToJsonString(), (await client.GetFromJsonAsync<JsonObject>(address))!.ToJsonString());
        var first = await client.Ask($"/agreements/{told.Id()}").Is(HttpStatusCode.OK);
        Assert.Equal(("Договор", "recorded", false), ((string)first["title"]!["ru"]!, (string)first["status"]!, first.ContainsKey("name")));
        Assert.Equal($"/api/v1/agreements/{told.Id()}", new Uri((string)first["links"]!["self"]!).AbsolutePath);
    }

    [Fact]
    public async Task A_status_that_the_first_does_not_know_is_told_by_the_second_alone()
    {
        var agreement = await app.AgreementIn("in_force", more: new { signedOn = "2026-01-10", effectiveTo = "2026-11-20" });

        var second = await app.AsOperator().GetFromJsonAsync<JsonObject>($"{V2}/agreements/{agreement.Id()}");

        Assert.Equal("lapsed", (string)second!["status"]!);
        Assert.Equal("in_force", (string)(await app.AsOperator().Ask(agreement.Path()).Is(HttpStatusCode.OK))["status"]!);
    }

    [Fact]
    public async Task Each_version_refuses_in_its_own_words_and_by_the_same_rules()
    {
        var client = app.AsOperator();
        var lender = await app.AnInstitution();

        var unknown = await Post(client, new { title = new { ru = "Договор" }, parties = new[] { lender, lender }, effectiveTo = "2026-10-01" });
        var twice = await Post(client, new { name = new { ru = "Договор" }, parties = new[] { lender, lender }, effectiveTo = "2026-10-01" });

        var pointers = (await unknown.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray().Select(error => (string?)error!["pointer"]).ToList();
        Assert.Contains("/title", pointers);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, twice.StatusCode);
    }

    static Task<HttpResponseMessage> Post(HttpClient client, object body) => client.PostAsJsonAsync($"{V2}/agreements", body);
}
