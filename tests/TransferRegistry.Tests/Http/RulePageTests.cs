using System.Net;
using TransferRegistry.Api;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Tests.Http;

/// <summary>Every rule has a page, and the tables that the code goes by are shown as it has them.</summary>
public sealed class RulePageTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Every_rule_and_every_table_has_a_page_that_says_what_to_do()
    {
        var index = await Page("/rules");
        foreach (var rule in Rules.All)
        {
            var page = await Page($"/rules/{rule.Id.ToLowerInvariant()}");
            Assert.Contains($"href=\"/rules/{rule.Id}\"", index, StringComparison.Ordinal);
            foreach (var text in new[] { rule.Statement, rule.Why, rule.Remedy })
                Assert.Contains(WebUtility.HtmlEncode(text).Replace("&#39;", "&#x27;", StringComparison.Ordinal), page, StringComparison.Ordinal);
        }
        foreach (var table in RuleTables.All)
        {
            var page = await Page($"/rules/{table.Slug}");
            Assert.Equal(table.Rows.Count + 1, page.Split("<tr>").Length - 1);
        }
        await app.AsAnybody().Ask("/rules/C99").Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_document_shows_the_steps_as_the_code_has_them()
    {
        var document = await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK);
        string Description(string path) => (string)document["paths"]![$"/api/v1{path}"]!["post"]!["description"]!;

        foreach (var step in Api.Registry.Transfers.Transfer.Life)
            Assert.Contains($"| {Json.ToWire(step.From)} | {Json.ToWire(step.To)} |", Description("/transfers/{id}/transitions"), StringComparison.Ordinal);
        foreach (var step in Api.Registry.Agreements.AgreementLife.Steps)
            Assert.Contains($"| {Json.ToWire(step.From)} | {Json.ToWire(step.To)} |", Description("/agreements/{id}/transitions"), StringComparison.Ordinal);
        Assert.DoesNotContain("{transfer-life}", document.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("{amendments}", document.ToJsonString(), StringComparison.Ordinal);
    }

    async Task<string> Page(string path)
    {
        var answer = await app.AsAnybody().Ask(path);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return await answer.Content.ReadAsStringAsync();
    }
}
