using System.Net;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Agreements;

/// <summary>Finding agreements: every filter, partly unknown days, and what waits for the caller.</summary>
public sealed class AgreementListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator { get; } = app.Ticking().AsOperator();

    [Fact]
    public async Task Each_filter_finds_what_fits_and_nothing_else()
    {
        var (first, second) = (await app.AnInstitution(region: "KZ-55"), await app.AnInstitution(region: "KZ-59"));
        var framework = await app.AgreementIn("in_force", first, second,
            new { kind = "framework_agreement", effectiveFrom = "2020-01-01", effectiveTo = "2021-12-31" });
        var wanted = await app.AgreementIn("recorded", second, first, new
        {
            kind = "joint_exhibition", parent = framework.Id(), externalRef = "REF/7", scopeAreas = new[] { "publications" },
            title = new { kk = "Көрме туралы келісім" },
            parties = new[] { new { institution = second, role = "lender" }, new { institution = first, role = "borrower" } }, evidence = "party_statement",
        });
        var number = Uri.EscapeDataString((string)wanted["registryNumber"]!);

        foreach (var query in new[]
        {
            "kind=joint_exhibition", $"status=recorded&party={first}", "role=borrower", $"party={first}&role=borrower", "scopeArea=publications",
            "evidence=party_statement",
            $"parent={framework.Id()}", $"parent={Uri.EscapeDataString((string)framework["registryNumber"]!)}", $"registryNumber={number}", "externalRef=REF/7",
            "q=корме келисим", $"q={second} REF", $"q={number}", "region=KZ-59&kind=joint_exhibition",
        })
            Assert.Equal((query, wanted.Id()), (query, string.Join(' ', await Ids(query))));
        foreach (var query in new[] { $"party={first}", "region=KZ-55", $"party={(await Museum(first)).Id()}" })
            Assert.Equal((query, $"{framework.Id()} {wanted.Id()}"), (query, string.Join(' ', await Ids(query))));
        foreach (var query in new[] { $"party={first}&role=lender", "party=no-such", "kind=gift", "awaiting=me", "expiresBefore=2021-12-31" })
            Assert.Equal((query, ""), (query, string.Join(' ', await Ids(query))));
        foreach (var query in new[] { "expired=true", "expiresBefore=2022-01-01", "inForceOn=2020-01-01", "inForceOn=2021-12-31" })
            Assert.Equal((query, framework.Id()), (query, string.Join(' ', await Ids(query))));
        foreach (var query in new[] { "inForceOn=2019-12-31", "inForceOn=2022-01-01" })
            Assert.DoesNotContain(framework.Id(), await Ids(query));
        Assert.DoesNotContain(framework.Id(), await Ids("expired=false"));
        Assert.Contains(wanted.Id(), await Ids("expired=false"));
    }

    [Theory]
    // value, from, to, possible, certain
    [InlineData("XXXX-02-28", "2018-02-28", "2018-02-28", true, false)]
    [InlineData("XXXX-02-28", "2018-03-01", "2019-02-27", false, false)]
    [InlineData("XXXX-02-28", "2018-12-01", "2019-03-01", true, false)]
    [InlineData("2018-02-28", "2018-02-28", "2018-02-28", true, true)]
    [InlineData("2018-02-28", "2018-03-01", "2018-03-31", false, false)]
    [InlineData("2018-02", "2018-02-28", "2018-12-31", true, false)]
    [InlineData("2018-02", "2018-02-01", "2018-02-28", true, true)]
    [InlineData("2018?", "2018-01-01", "2018-12-31", true, false)]
    [InlineData("2018-02-01/..", "2020-01-01", "2020-12-31", true, false)]
    [InlineData("../2018", "2019-01-01", "2019-12-31", false, false)]
    [InlineData("201X", "2010-01-01", "2019-12-31", true, true)]
    [InlineData(null, "1900-01-01", "2100-01-01", false, false)]
    public async Task A_day_known_in_part_fits_a_range_possibly_or_certainly(string? signedOn, string from, string to, bool possible, bool certain)
    {
        var agreement = await app.Posted(AnAgreement(await app.AnInstitution(), await app.AnInstitution(), new { signedOn }));

        foreach (var (match, fits) in new[] { ("", possible), ("&match=possible", possible), ("&match=certain", certain) })
            Assert.Equal((match, fits), (match, (await Ids($"signedFrom={from}&signedTo={to}{match}")).Contains(agreement.Id())));
    }

    [Fact]
    public async Task What_waits_for_the_callers_signature_is_listed_until_it_is_given()
    {
        var department = await app.AnInstitution("culture_department");
        var (first, second) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution());
        var (official, one, other) = (await app.AKey("department", department), await app.AKey("museum", first), await app.AKey("museum", second));
        var proposed = await app.AgreementIn("proposed", first, second);
        var recorded = await app.AgreementIn("recorded", first, second);
        await app.AgreementIn("draft", first, second);
        await app.AgreementIn("in_force", first, second);
        await app.AgreementIn("declined", first, second);

        foreach (var client in new[] { official, one, other })
            Assert.Equal([proposed.Id(), recorded.Id()], await Ids("awaiting=me", client));

        await one.Step(proposed.Path(), new { to = "signed", on = "2026-11-20" }).Is(HttpStatusCode.OK);

        Assert.Equal([recorded.Id()], await Ids("awaiting=me", one));
        Assert.Equal([recorded.Id()], await Ids("awaiting=me", official));
        Assert.Equal([proposed.Id(), recorded.Id()], await Ids("awaiting=me", other));
        Assert.Empty(await Ids("awaiting=me", await app.AKey("auditor")));
        await other.Ask("/agreements?awaiting=you").Refuses(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_list_is_walked_page_by_page_and_its_cursor_belongs_to_its_filters()
    {
        var first = await app.AnInstitution();
        for (var i = 0; i < 5; i++)
            await app.AgreementIn("draft", first);

        var page = await Operator.Ask($"/agreements?party={first}&limit=2").Is(HttpStatusCode.OK);
        var next = new Uri((string)page["links"]!["next"]!);

        Assert.Equal(5, (await Operator.Walk($"/agreements?party={first}&limit=2")).Select(found => found.Id()).Distinct().Count());
        await Operator.Ask(next.PathAndQuery.Replace(first, await app.AnInstitution(), StringComparison.Ordinal))
            .Refuses(HttpStatusCode.BadRequest, "cursor.invalid");
        await Operator.Ask($"/agreements?limit=501").Refuses(HttpStatusCode.UnprocessableEntity);
    }

    Task<System.Text.Json.Nodes.JsonObject> Museum(string code) => Operator.Ask($"/institutions/{code}").Is(HttpStatusCode.OK);

    async Task<IReadOnlyList<string>> Ids(string query, HttpClient? client = null) =>
        [.. (await (client ?? Operator).Walk($"/agreements?{query}")).Select(found => found.Id())];
}
