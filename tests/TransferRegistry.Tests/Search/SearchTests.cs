using System.Net;

namespace TransferRegistry.Tests.Search;

/// <summary>The search box: words as people type them.</summary>
public sealed class SearchTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Theory]
    [InlineData("нурсултан", true)]
    [InlineData("НҰРСҰЛТАН", true)]
    [InlineData("Нұрсұл", true)]
    [InlineData("назарбаев", true)]
    [InlineData("ёлки", true)]
    [InlineData("елкин музеи", true)]
    [InlineData("музей нұрсұлтан", true)]
    [InlineData("музей\u0306", true)]
    [InlineData("«нурсултан»", true)]
    [InlineData("нурсултан -музей", true)]
    [InlineData("\"нурсултан", true)]
    [InlineData("нурсултан*", true)]
    [InlineData("^нурсултан", true)]
    [InlineData("folded:нурсултан", false)]
    [InlineData("нурсултан AND", false)]
    [InlineData("нурсултан OR ничего", false)]
    [InlineData("NOT нурсултан", false)]
    [InlineData("нурсултан NEAR музей", false)]
    [InlineData("урсултан", false)]
    [InlineData("нурсултан театр", false)]
    [InlineData("нурсултан%", true)]
    [InlineData("н_рсултан", false)]
    [InlineData("%", false)]
    [InlineData("_", false)]
    [InlineData("*", false)]
    [InlineData("\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("'", false)]
    [InlineData("()", false)]
    [InlineData("- . , ; : ! ?", false)]
    [InlineData("😀", false)]
    [InlineData("\u0301", false)]
    [InlineData("\uFFFF\uFDD0", false)]
    [InlineData("'; DROP TABLE search_entries; --", false)]
    public async Task Words_are_found_by_their_beginnings_and_nothing_is_an_operator(string typed, bool found)
    {
        var code = await app.AnInstitution(more: new { names = new { ru = "Музей имени Ёлкина", kk = "Нұрсұлтан Назарбаев" } });

        var codes = (await _operator.Walk($"/institutions?limit=500&q={Uri.EscapeDataString(typed)}")).Select(record => (string)record["code"]!).ToList();

        Assert.Equal(found, codes.Contains(code));
        if (!typed.Any(char.IsLetter))
            Assert.Empty(codes);
    }

    [Fact]
    public async Task Every_list_is_searched_alike()
    {
        var word = "қобыз" + Guid.NewGuid().ToString("N")[..8];
        var (from, to) = (await app.AnInstitution(more: new { shortNames = new { kk = word } }), await app.AnInstitution());
        var agreement = await _operator.Post("/agreements", Given.AnAgreement(from, to, new { title = new { ru = $"О {word}" } })).Is(HttpStatusCode.Created);
        var transfer = await _operator.Post("/transfers", Given.ATransfer(from, to, new
        {
            note = word, evidence = "press", initialStatus = "recorded", lines = new[] { new { item = new { name = new { kk = word } }, quantity = 1 } },
        })).Is(HttpStatusCode.Created);
        var occasion = await _operator.Post("/events", new { kind = "seminar", title = new { kk = word } }).Is(HttpStatusCode.Created);
        var item = transfer["lines"]![0]!["item"]!.AsObject().Id();

        foreach (var (list, id) in new[] { ("/agreements", agreement.Id()), ("/transfers", transfer.Id()), ("/events", occasion.Id()), ("/items", item) })
        {
            Assert.Contains(id, (await _operator.Walk($"{list}?q={word[..9].Replace('қ', 'к')}")).Select(record => record.Id()));
            foreach (var nothing in new[] { "*", "\"", "%", $"{word} nothing-of-the-kind", "😀" })
                Assert.Empty(await _operator.Walk($"{list}?q={Uri.EscapeDataString(nothing)}"));
        }
        Assert.Contains(from, (await _operator.Walk($"/institutions?q={word.ToUpperInvariant()}")).Select(record => (string)record["code"]!));
    }

    [Fact]
    public async Task What_a_record_no_longer_says_no_longer_finds_it()
    {
        var (before, after) = ("а" + Guid.NewGuid().ToString("N"), "б" + Guid.NewGuid().ToString("N"));
        var path = $"/institutions/{await app.AnInstitution(more: new { place = new { ru = before } })}";
        Assert.Single(await _operator.Walk($"/institutions?q={before}"));

        await _operator.Patch(path, new { place = new { ru = after } }, "*").Is(HttpStatusCode.OK);

        Assert.Empty(await _operator.Walk($"/institutions?q={before}"));
        Assert.Single(await _operator.Walk($"/institutions?q={after}"));
    }
}
