using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace TransferRegistry.Tests.History;

/// <summary>What the registry said then, to the microsecond.</summary>
public sealed partial class HistoryTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly InstantPattern Moment = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.ffffff'Z'");

    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task An_instant_shows_the_version_that_was_recorded_by_then()
    {
        var path = $"/institutions/{await app.AnInstitution()}";
        app.Clock.AdvanceMinutes(1);
        await _operator.Patch(path, new { place = new { ru = "Каскелен" } }, "*").Is(HttpStatusCode.OK);
        app.Clock.AdvanceMinutes(1);
        await _operator.Patch(path, new { place = new { ru = "Есик" } }, "*").Is(HttpStatusCode.OK);
        var recorded = (await _operator.Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(entry => Moment.Parse((string)entry!["recordedAt"]!).Value).ToList();

        for (var version = 1; version <= 3; version++)
        {
            Assert.Equal(version, await At(recorded[version - 1]));
            if (version > 1)
                Assert.Equal(version - 1, await At(recorded[version - 1] - Duration.FromTicks(10)));
        }
        await _operator.Ask($"{path}?asOf={Moment.Format(recorded[0] - Duration.FromTicks(10))}").Refuses(HttpStatusCode.NotFound);
        Assert.Equal(3, await At(recorded[2] + Duration.FromDays(36_500)));
        // An offset says the same instant otherwise.
        var local = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss.ffffffo<+HH:mm>").Format(recorded[1].WithOffset(Offset.FromHours(5)));
        Assert.Equal(2, (int)(await _operator.Ask($"{path}?asOf={Uri.EscapeDataString(local)}").Is(HttpStatusCode.OK))["version"]!);
        Assert.Equal(2, (int)(await _operator.Ask($"{path}?asOf={Moment.Format(recorded[1]).ToLowerInvariant()}").Is(HttpStatusCode.OK))["version"]!);

        async Task<int> At(Instant instant) => (int)(await _operator.Ask($"{path}?asOf={Moment.Format(instant)}").Is(HttpStatusCode.OK))["version"]!;
    }

    [Fact]
    public async Task A_version_is_shown_as_it_stood()
    {
        var path = $"/institutions/{await app.AnInstitution(more: new { place = new { ru = "Каскелен" } })}";
        var first = await _operator.Ask(path).Is(HttpStatusCode.OK);
        await _operator.Patch(path, new { place = new { ru = "Есик" } }, "*").Is(HttpStatusCode.OK);

        var version = await _operator.Ask($"{path}/versions/1");

        Assert.True(JsonNode.DeepEquals(first, await version.Is(HttpStatusCode.OK)));
        Assert.StartsWith("\"1-", version.Headers.ETag?.ToString(), StringComparison.Ordinal);
        foreach (var none in new[] { "0", "3", "-1", "x" })
            await _operator.Ask($"{path}/versions/{none}").Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_diffs_lead_from_nothing_to_the_record()
    {
        var path = $"/institutions/{await app.AnInstitution(more: new { place = new { ru = "Каскелен" }, representatives = new[] { new { name = "А. Б." }, new { name = "В. Г." } } })}";
        app.Clock.AdvanceMinutes(1);
        await _operator.Patch(path, """{"place":{"kk":"Қаскелең"},"representatives":[{"name":"А. Б."}]}""", "*").Is(HttpStatusCode.OK);
        await _operator.Patch(path, """{"place":null}""", "*").Is(HttpStatusCode.OK);

        var history = await _operator.Ask($"{path}/history").Is(HttpStatusCode.OK);
        var entries = history["items"]!.AsArray();

        Assert.Equal([1, 2, 3], entries.Select(entry => (int)entry!["version"]!));
        Assert.Equal(["institution.created", "institution.changed", "institution.changed"], entries.Select(entry => (string?)entry!["type"]));
        Assert.All(entries, entry => Assert.Equal("""{"role":"admin"}""", entry!["actor"]!.ToJsonString()));
        Assert.Contains("""{"op":"add","path":"/code",""", entries[0]!["diff"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["/representatives/1", "/place/kk", "/updatedAt", "/version"],
            entries[1]!["diff"]!.AsArray().Select(operation => (string)operation!["path"]!).OrderBy(place => Array.IndexOf(["/representatives/1", "/place/kk", "/updatedAt", "/version"], place)));
        Assert.Contains("""{"op":"remove","path":"/place"}""", entries[2]!["diff"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_long_records_ends_before_it_is_too_long_to_hold()
    {
        var path = $"/institutions/{await app.AnInstitution()}";
        for (var letter = 'a'; letter <= 'k'; letter++)
        {
            // Of the tags that are free for private use: enough languages for the longest body that is read.
            var names = Enumerable.Range(0, 200).ToDictionary(number => $"q{(char)('a' + (number / 26))}{(char)('a' + (number % 26))}", _ => new string(letter, 4000));
            await _operator.Patch(path, new { names }, "*").Is(HttpStatusCode.OK);
        }

        var first = await _operator.Ask($"{path}/history?limit=500").Is(HttpStatusCode.OK);

        Assert.InRange((int)first["page"]!["returned"]!, 4, 8);
        Assert.Equal(Enumerable.Range(1, 12), (await _operator.Walk($"{path}/history?limit=500")).Select(entry => (int)entry["version"]!));
    }

    [Fact]
    public async Task A_long_history_is_read_page_by_page()
    {
        var path = $"/institutions/{await app.AnInstitution()}";
        for (var i = 2; i <= 5; i++)
            await _operator.Patch(path, new { place = new { ru = $"село {i}" } }, "*").Is(HttpStatusCode.OK);

        var whole = await _operator.Walk($"{path}/history");
        var paged = await _operator.Walk($"{path}/history?limit=2");

        Assert.Equal(whole.Select(entry => entry.ToJsonString()), paged.Select(entry => entry.ToJsonString()));
        Assert.Empty((await _operator.Ask($"{path}/history?after=5").Is(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Empty((await _operator.Ask($"{path}/history?after=99").Is(HttpStatusCode.OK))["items"]!.AsArray());
        await _operator.Ask($"{path}/history?after=-1").Refuses(HttpStatusCode.UnprocessableEntity, "limit.range");
        await _operator.Ask($"{path}/history?limit=501").Refuses(HttpStatusCode.UnprocessableEntity, "limit.range");
        await _operator.Ask($"{path}/history?cursor=x").Refuses(HttpStatusCode.BadRequest, "parameter.unknown");
    }

    [Fact]
    public async Task Names_in_the_past_are_those_of_the_past()
    {
        var department = await app.AnInstitution("culture_department");
        var path = $"/institutions/{await app.AnInstitution(supervisedBy: department)}";
        var then = (await _operator.Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]![0]!["recordedAt"]!;
        app.Clock.AdvanceMinutes(1);
        await _operator.Patch($"/institutions/{department}", new { names = new { ru = "Новое имя" } }, "*").Is(HttpStatusCode.OK);

        Assert.NotEqual("Новое имя", (string?)(await _operator.Ask($"{path}?asOf={then}").Is(HttpStatusCode.OK))["supervisedBy"]!["name"]!["ru"]);
        Assert.Equal("Новое имя", (string?)(await _operator.Ask(path).Is(HttpStatusCode.OK))["supervisedBy"]!["name"]!["ru"]);
    }

    [Fact]
    public async Task Every_answer_keeps_to_the_forms_of_the_contract()
    {
        var (from, to) = (await app.AnInstitution(more: new { representatives = new[] { new { name = "А. Б." } } }), await app.AnInstitution());
        var agreement = await _operator.Post("/agreements", Given.AnAgreement(from, to, new { evidence = "press", initialStatus = "recorded", signedOn = "XXXX-02-28" })).Is(HttpStatusCode.Created);
        var transfer = await _operator.Post("/transfers", Given.ATransfer(from, to, new { agreement = agreement.Id(), evidence = "press", initialStatus = "recorded" })).Is(HttpStatusCode.Created);
        await _operator.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, date = "2018~", participants = new[] { new { institution = from, role = "organiser" } } }).Is(HttpStatusCode.Created);
        var item = transfer["lines"]![0]!["item"]!.AsObject().Id();

        foreach (var path in new[]
        {
            "/institutions", "/agreements", "/transfers", "/items", "/events", "/keys", "/me", $"/institutions/{from}/history", $"/institutions/{to}/holdings", $"/agreements/{agreement.Id()}",
            $"/agreements/{agreement.Id()}/history", $"/agreements/{agreement.Id()}/transfers", $"/agreements/{agreement.Id()}/items", $"/transfers/{transfer.Id()}", $"/transfers/{transfer.Id()}?expand=items",
            $"/transfers/{transfer.Id()}/lines", $"/transfers/{transfer.Id()}/history", $"/items/{item}", $"/items/{item}/custody", $"/items/{item}/history",
        })
            KeepsForm(await _operator.Ask(path).Is(HttpStatusCode.OK), path);
    }

    static void KeepsForm(JsonNode? node, string place)
    {
        Assert.True(node is not null, $"{place} is null");
        var name = place.Split('/')[^1];
        switch (node)
        {
            case JsonObject members:
                foreach (var (member, value) in members)
                {
                    if (!place.Contains("/params", StringComparison.Ordinal))
                        Assert.Matches(CamelCase(), member);
                    KeepsForm(value, $"{place}/{member}");
                }
                break;
            case JsonArray elements:
                foreach (var (index, element) in elements.Index())
                    KeepsForm(element, $"{place}/{index}");
                break;
            case JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String:
                var text = value.GetValue<string>();
                if (name is "createdAt" or "updatedAt" or "recordedAt" or "expiresAt")
                    Assert.Matches(InstantForm(), text);
                if (name is "earliest" or "latest" or "effectiveFrom" or "effectiveTo" or "endedOn" or "dueBackOn")
                    Assert.Matches(DayForm(), text);
                if (name is "href" or "self" or "first" or "next" || place.Contains("/links/", StringComparison.Ordinal))
                    Assert.StartsWith("http://localhost/api/v1/", text, StringComparison.Ordinal);
                if (name == "id" && !place.StartsWith("/keys", StringComparison.Ordinal))
                    Assert.Matches(Uuid7(), text);
                break;
        }
    }

    [GeneratedRegex("^[a-z][A-Za-z0-9]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CamelCase();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InstantForm();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DayForm();

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uuid7();
}
