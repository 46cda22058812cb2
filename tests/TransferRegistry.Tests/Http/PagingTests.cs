using System.Net;
using System.Text.RegularExpressions;

namespace TransferRegistry.Tests.Http;

/// <summary>Walking lists: every record once, whoever writes meanwhile.</summary>
public sealed partial class PagingTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task A_walk_meets_every_record_that_was_there_exactly_once_while_others_are_added()
    {
        var region = "KZ-75";
        var known = new List<string>();
        for (var i = 0; i < 23; i++)
        {
            app.Clock.AdvanceMilliseconds(1);
            known.Add(await app.AnInstitution(region: region));
        }

        foreach (var sort in new[] { "id", "-id" })
        {
            var met = new List<string>();
            for (var next = $"/institutions?region={region}&limit=5&sort={sort}"; next is not null;)
            {
                var page = await _operator.Ask(next).Is(HttpStatusCode.OK);
                met.AddRange(page["items"]!.AsArray().Select(record => (string)record!["code"]!));
                next = (string?)page["links"]!["next"];
                app.Clock.AdvanceMilliseconds(1);
                await app.AnInstitution(region: region);
            }
            Assert.Equal(met.Count, met.Distinct().Count());
            Assert.Equal(sort == "id" ? known : Enumerable.Reverse(known), met.Where(known.Contains));
        }
    }

    [Fact]
    public async Task A_page_says_where_it_is_twice_alike()
    {
        foreach (var _ in Enumerable.Range(0, 3))
            await app.AnInstitution(region: "KZ-79", more: new { place = new { ru = "город А & Б" } });

        var answer = await _operator.Ask($"/institutions?q={Uri.EscapeDataString("город А & Б")}&region=KZ-79&limit=2&count=true");
        var page = await answer.Is(HttpStatusCode.OK);
        var last = await _operator.Ask((string)page["links"]!["next"]!).Is(HttpStatusCode.OK);

        Assert.Equal("""{"limit":2,"returned":2,"totalCount":3}""", page["page"]!.ToJsonString());
        Assert.Equal(
            page["links"]!.AsObject().Select(link => $"<{(string?)link.Value}>; rel=\"{link.Key}\""),
            string.Join(",", answer.Headers.GetValues("Link")).Split(", "));
        Assert.All(page["links"]!.AsObject(), link => Assert.StartsWith("http://localhost/api/v1/institutions?", (string?)link.Value, StringComparison.Ordinal));
        Assert.Matches(CursorLetters(), ((string)page["links"]!["next"]!).Split("cursor=")[1]);
        Assert.Equal(["self", "first"], last["links"]!.AsObject().Select(link => link.Key));
        Assert.Equal((string?)page["links"]!["self"], (string?)last["links"]!["first"]);
        Assert.Equal(page["items"]!.ToJsonString(), (await _operator.Ask((string)last["links"]!["first"]!).Is(HttpStatusCode.OK))["items"]!.ToJsonString());
        Assert.Null((await _operator.Ask("/institutions?limit=500").Is(HttpStatusCode.OK))["page"]!["totalCount"]);
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_list_and_as_it_stands()
    {
        await app.AnInstitution(region: "KZ-33");
        await app.AnInstitution(region: "KZ-33");
        var cursor = ((string)(await _operator.Ask("/institutions?region=KZ-33&limit=1").Is(HttpStatusCode.OK))["links"]!["next"]!).Split("cursor=")[1];

        await _operator.Ask($"/institutions?region=KZ-33&limit=7&cursor={cursor}").Is(HttpStatusCode.OK);
        await _operator.Ask($"/institutions?region=KZ-33&limit=7&count=true&cursor={cursor}").Is(HttpStatusCode.OK);
        foreach (var foreign in new[]
        {
            "/institutions?", "/institutions?region=KZ-35&", "/institutions?region=KZ-33&kind=museum&", "/institutions?region=KZ-33&sort=-id&", "/agreements?region=KZ-33&", "/institutions?q=KZ-33&",
        })
            await _operator.Ask($"{foreign}cursor={cursor}").Refuses(HttpStatusCode.BadRequest, "cursor.invalid");
        foreach (var index in Enumerable.Range(0, cursor.Length))
        {
            foreach (var letter in "AB_z".Where(letter => letter != cursor[index]))
                await _operator.Ask($"/institutions?region=KZ-33&cursor={cursor[..index]}{letter}{cursor[(index + 1)..]}").Refuses(HttpStatusCode.BadRequest, "cursor.invalid");
        }
        foreach (var tampered in new[] { cursor + "A", cursor[..^1], cursor + "=", cursor.Insert(4, "%20"), Convert.ToBase64String(Guid.NewGuid().ToByteArray()) })
            await _operator.Ask($"/institutions?region=KZ-33&cursor={tampered}").Refuses(HttpStatusCode.BadRequest, "cursor.invalid");
    }

    [Fact]
    public async Task A_filter_that_looks_like_two_is_one()
    {
        await app.AnInstitution(more: new { shortNames = new { ru = "ab region KZ 31" } }, region: "KZ-31");
        await app.AnInstitution(more: new { shortNames = new { ru = "ab region KZ 31" } }, region: "KZ-31");
        var cursor = ((string)(await _operator.Ask("/institutions?q=ab%26region%3DKZ-31&limit=1").Is(HttpStatusCode.OK))["links"]!["next"]!).Split("cursor=")[1];

        await _operator.Ask($"/institutions?q=ab&region=KZ-31&limit=1&cursor={cursor}").Refuses(HttpStatusCode.BadRequest, "cursor.invalid");
    }

    [Theory]
    [InlineData("/institutions")]
    [InlineData("/agreements")]
    [InlineData("/transfers")]
    [InlineData("/items")]
    [InlineData("/events")]
    [InlineData("/keys")]
    public async Task Every_list_has_the_same_form(string path)
    {
        var page = await _operator.Ask($"{path}?limit=500&count=true&sort=-id").Is(HttpStatusCode.OK);

        Assert.Equal(["items", "page", "links"], page.Select(member => member.Key));
        Assert.Equal(page["items"]!.AsArray().Count, (int)page["page"]!["returned"]!);
        Assert.Equal(page["items"]!.AsArray().Count, (int)page["page"]!["totalCount"]!);
        await _operator.Ask($"{path}?sort=createdAt").Refuses(HttpStatusCode.BadRequest, "parameter.unreadable");
    }

    [GeneratedRegex("^[A-Za-z0-9_.~-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CursorLetters();
}
