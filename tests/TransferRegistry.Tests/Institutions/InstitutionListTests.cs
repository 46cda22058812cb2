using System.Net;

namespace TransferRegistry.Tests.Institutions;

/// <summary>Finding institutions: every filter alone and together, and the folded search.</summary>
public sealed class InstitutionListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator { get; } = app.Ticking().AsOperator();

    [Theory]
    [InlineData("нурсултан", true)]
    [InlineData("НУРСУЛТАН назарбаев", true)]
    [InlineData("Нұрсұлтан", true)]
    [InlineData("назар", true)]
    [InlineData("зарбаев", false)]
    [InlineData("нурсултан сарыарка", false)]
    [InlineData("\"нурсултан\" OR *", false)]
    [InlineData("елбасы: мұражай", true)]
    public async Task Kazakh_letters_are_found_by_their_Russian_neighbours(string words, bool isFound)
    {
        var code = await app.AnInstitution(more: new { names = new { kk = "Нұрсұлтан Назарбаев атындағы мұражай — Елбасы" } });

        Assert.Equal(isFound, (await Codes($"q={Uri.EscapeDataString(words)}")).Contains(code));
    }

    [Fact]
    public async Task A_search_looks_at_names_codes_places_and_numbers_as_they_are_now()
    {
        var code = await app.AnInstitution(more: new
        {
            names = new { ru = "Музей Ёлки" }, shortNames = new { en = "Firtree" }, formerNames = new[] { new { names = new { ru = "Сосновый дом" } } },
            place = new { ru = "Шамалган" }, bin = "051240001234", isil = "KZ-ElkaX",
        });

        foreach (var words in new[] { "елки", "firtree", "сосновый", "шамалган", "051240001234", "elkax", code })
            Assert.Contains(code, await Codes($"q={Uri.EscapeDataString(words)}"));

        await Change(code, new { place = new { ru = "Узынагаш" } });

        Assert.DoesNotContain(code, await Codes("q=шамалган"));
        Assert.Contains(code, await Codes("q=узынагаш"));
    }

    [Fact]
    public async Task Each_filter_finds_what_fits_and_nothing_else()
    {
        var department = await app.AnInstitution("culture_department", region: "KZ-43");
        var association = await app.AnInstitution("museum_association", region: "KZ-43");
        var wanted = await app.AnInstitution("archive", department, "KZ-43", new
        {
            bin = "940130000380", isil = "KZ-Qyz", memberOf = new[] { new { association } },
        });
        var ended = await app.AnInstitution("archive", region: "KZ-47", more: new { status = "liquidated", endedOn = "2001-01-01" });
        var id = (await Operator.Ask($"/institutions/{department}").Is(HttpStatusCode.OK)).Id();

        Assert.Equal([wanted, ended], await Codes("kind=archive"));
        Assert.Equal([department, association, wanted], await Codes("region=KZ-43"));
        Assert.Equal([wanted], await Codes($"code={wanted}"));
        Assert.Equal([wanted], await Codes("bin=940130000380"));
        Assert.Equal([wanted], await Codes("isil=KZ-Qyz"));
        Assert.Equal([wanted], await Codes($"memberOf={association}"));
        Assert.Equal([wanted], await Codes($"supervisedBy={department}"));
        Assert.Equal([wanted], await Codes($"supervisedBy={id}"));
        Assert.Equal([ended], await Codes("status=liquidated"));
        Assert.Equal([wanted], await Codes($"kind=archive&status=active&region=KZ-43&q={wanted}"));
        Assert.Empty(await Codes("kind=archive&status=reorganised"));
        Assert.Empty(await Codes("memberOf=no-such-association"));
    }

    [Theory]
    [InlineData("colour=red")]
    [InlineData("kind=castle")]
    [InlineData("kind=museum&kind=archive")]
    [InlineData("cursor=made-up")]
    public async Task A_parameter_nobody_reads_is_refused(string query) => await Operator.Ask($"/institutions?{query}").Refuses(HttpStatusCode.BadRequest);

    async Task<IReadOnlyList<string>> Codes(string query) => [.. (await Operator.Walk($"/institutions?{query}")).Select(found => (string)found["code"]!)];

    async Task Change(string code, object change) =>
        await Operator.Patch($"/institutions/{code}", change, await Operator.Tag($"/institutions/{code}")).Is(HttpStatusCode.OK);
}
