using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Http;

/// <summary>Merge patches (RFC 7396) on the request shape, and the tags they are made on.</summary>
public sealed class PatchTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task What_was_read_can_be_sent_back_as_it_stands()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution(more: new { representatives = new[] { new { name = "А. Б." } } }));
        var agreement = await _operator.Post("/agreements", Given.AnAgreement(from, to, new
        {
            evidence = "press", initialStatus = "recorded", signedOn = new { edtf = "XXXX-02-28", verbatim = "28 февраля" }, effectiveTo = "2020-01-01",
            source = new { kind = "press", url = "https://example.kz/?a=1&b=2" },
        })).Is(HttpStatusCode.Created);
        var transfer = await _operator.Post("/transfers", Given.ATransfer(from, to, new
        {
            agreement = agreement.Id(), evidence = "press", initialStatus = "recorded", handedOverOn = "2018", handedOverBy = new { name = "В. Г." },
            lines = new object[] { new { item = new { name = new { ru = "Домбра" }, identifiers = new[] { new { scheme = "inv", value = Given.Unique("ИН") } } }, quantity = 1 },
                new { lot = new { description = new { ru = "предметы" } } } },
        })).Is(HttpStatusCode.Created);
        var occasion = await _operator.Post("/events", new
        {
            kind = "seminar", title = new { ru = "Семинар" }, date = new { edtf = "2018-02-XX", verbatim = "в феврале" }, agreements = new[] { agreement.Id() }, transfers = new[] { transfer.Id() },
            participants = new object[] { new { institution = from, role = "organiser" }, new { label = new { ru = "студенты" }, role = "attendee" } },
        }).Is(HttpStatusCode.Created);
        var item = transfer["lines"]![0]!["item"]!.AsObject().Id();

        foreach (var path in new[] { $"/institutions/{from}", $"/institutions/{to}", $"/agreements/{agreement.Id()}", $"/transfers/{transfer.Id()}", $"/items/{item}", $"/events/{occasion.Id()}" })
        {
            var answer = await _operator.Ask(path);
            var shown = await answer.Is(HttpStatusCode.OK);
            var changed = await _operator.Patch(path, shown, answer.Headers.ETag!.ToString()).Is(HttpStatusCode.OK);
            Assert.True(JsonNode.DeepEquals(Lasting(shown), Lasting(changed)), $"{path}\n{shown}\n{changed}");
            var after = await _operator.Ask(path).Is(HttpStatusCode.OK);
            Assert.True(JsonNode.DeepEquals(Lasting(shown), Lasting(after)), $"{path}\n{shown}\n{after}");
            Assert.Equal((long)changed["version"]!, (long)after["version"]!);
        }
    }

    [Fact]
    public async Task Null_removes_an_object_is_merged_and_an_array_replaced()
    {
        var code = await app.AnInstitution(more: new
        {
            shortNames = new { ru = "Музей", kk = "Мұражай" }, place = new { ru = "Каскелен" },
            representatives = new[] { new { name = "А. Б." }, new { name = "В. Г." } }, bin = "020240003361",
        });
        var path = $"/institutions/{code}";

        var changed = await _operator.Patch(path,
            """{"shortNames":{"ru":null,"en":"Museum"},"place":null,"bin":null,"representatives":[{"name":"Д. Е.","position":null}]}""", await _operator.Tag(path)).Is(HttpStatusCode.OK);

        Assert.Equal("""{"en":"Museum","kk":"Мұражай"}""", Text(changed["shortNames"]));
        Assert.Equal("""[{"name":"Д. Е."}]""", Text(changed["representatives"]));
        Assert.False(changed.ContainsKey("place") || changed.ContainsKey("bin"));
    }

    [Fact]
    public async Task The_answer_to_a_write_is_itself_a_patch()
    {
        var institution = new { code = Given.Unique("sent-back"), kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19", bin = "991340000801" };
        var answers = new Dictionary<string, JsonObject>
        {
            ["institutions"] = await _operator.Post("/institutions", institution).Is(HttpStatusCode.Created),
            ["events"] = await _operator.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" } }).Is(HttpStatusCode.Created),
            ["agreements"] = await _operator.Post("/agreements", Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution())).Is(HttpStatusCode.Created),
        };

        Assert.NotEmpty(answers["institutions"].Warnings());
        foreach (var (room, answer) in answers)
        {
            var path = $"/{room}/{answer.Id()}";
            Assert.Empty((await _operator.Ask(path).Is(HttpStatusCode.OK))["warnings"]!.AsArray());
            await _operator.Patch(path, answer, await _operator.Tag(path)).Is(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("""{"warnings":[{"code":"any"}]}""")]
    [InlineData("""{"warnings":null,"links":{"self":"elsewhere"}}""")]
    [InlineData("""{"allowedActions":[],"links":7}""")]
    public async Task What_an_answer_derives_for_its_reader_is_passed_over_whatever_it_holds(string change)
    {
        var agreement = await _operator.Post("/agreements", Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution())).Is(HttpStatusCode.Created);
        var path = $"/agreements/{agreement.Id()}";

        var changed = await _operator.Patch(path, change, await _operator.Tag(path)).Is(HttpStatusCode.OK);

        Assert.True(JsonNode.DeepEquals(Lasting(agreement), Lasting(changed)), Text(changed));
    }

    [Fact]
    public async Task A_reference_is_changed_by_code_by_id_or_by_what_a_response_gave()
    {
        var (one, other) = (await app.AnInstitution("culture_department"), await app.AnInstitution("culture_department"));
        var path = $"/institutions/{await app.AnInstitution(supervisedBy: one)}";
        var given = (await _operator.Ask(path).Is(HttpStatusCode.OK))["supervisedBy"]!;
        var id = (await _operator.Ask($"/institutions/{other}").Is(HttpStatusCode.OK)).Id();

        foreach (var (reference, expected) in new (JsonNode Reference, string Expected)[]
        {
            (other, other), (given.DeepClone(), one), (new JsonObject { ["code"] = other }, other), (new JsonObject { ["id"] = (string?)given["id"] }, one), (id, other), (one, one),
        })
            Assert.Equal(expected, (string?)(await _operator.Patch(path, new JsonObject { ["supervisedBy"] = reference }, "*").Is(HttpStatusCode.OK))["supervisedBy"]!["code"]);
        Assert.False((await _operator.Patch(path, "{\"supervisedBy\":null}", "*").Is(HttpStatusCode.OK)).ContainsKey("supervisedBy"));
    }

    [Fact]
    public async Task A_partly_known_date_is_changed_as_text_or_as_object()
    {
        var made = await _operator.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, date = new { edtf = "2018-02", verbatim = "в феврале" } }).Is(HttpStatusCode.Created);
        var path = $"/events/{made.Id()}";

        Assert.Equal("""{"edtf":"2018-02-27","earliest":"2018-02-27","latest":"2018-02-27","verbatim":"в феврале"}""", Text(await Patched("""{"edtf":"2018-02-27"}""")));
        Assert.Equal("""{"edtf":"2018-02-27","earliest":"2018-02-27","latest":"2018-02-27"}""", Text(await Patched("""{"verbatim":null}""")));
        Assert.Equal("""{"edtf":"2019","earliest":"2019-01-01","latest":"2019-12-31"}""", Text(await Patched("\"2019\"")));
        Assert.Equal("""{"edtf":"2019","earliest":"2019-01-01","latest":"2019-12-31","verbatim":"в 2019 г."}""", Text(await Patched("""{"verbatim":"  в 2019 г. "}""")));
        Assert.Null(await Patched("null"));

        async Task<JsonNode?> Patched(string date) => (await _operator.Patch(path, $"{{\"date\":{date}}}", "*").Is(HttpStatusCode.OK))["date"];
    }

    [Fact]
    public async Task What_cannot_be_set_or_removed_is_told_together_with_all_else()
    {
        var path = $"/institutions/{await app.AnInstitution()}";

        var problem = await _operator.Patch(path, """{"version":9,"id":null,"names":null,"colour":"red","kind":7,"createdAt":"2020-01-01T00:00:00Z"}""", "*")
            .Refuses(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                ("/colour", "member.unknown"), ("/createdAt", "member.read-only"), ("/id", "member.read-only"), ("/kind", "value.type"),
                ("/names", "member.missing"), ("/version", "member.read-only"),
            ],
            problem.Pointers().Zip(problem.Codes()).OrderBy(fault => fault.First, StringComparer.Ordinal).Select(fault => (fault.First!, fault.Second)));
        foreach (var body in new[] { "[]", "null", "\"x\"" })
            await _operator.Patch(path, body, "*").Refuses(HttpStatusCode.UnprocessableEntity, "value.type");
    }

    [Fact]
    public async Task Who_is_shown_less_takes_nothing_away_by_changing_the_rest()
    {
        var department = await app.AnInstitution("culture_department");
        var code = await app.AnInstitution(more: new { representatives = new[] { new { name = "А. Б." } } });
        var client = await app.AKey("department", department, "KZ-19");

        await client.Patch($"/institutions/{code}", new { place = new { ru = "Каскелен" } }, "*").Is(HttpStatusCode.OK);

        Assert.Equal("""[{"name":"А. Б."}]""", Text((await _operator.Ask($"/institutions/{code}").Is(HttpStatusCode.OK))["representatives"]));
    }

    [Fact]
    public async Task Who_has_the_record_is_not_sent_it_again()
    {
        var path = $"/institutions/{await app.AnInstitution(more: new { representatives = new[] { new { name = "А. Б." } } })}";
        var tag = await _operator.Tag(path);
        Assert.Matches("^\"1-[0-9a-f]{16}\"$", tag);

        foreach (var seen in new[] { tag, "*", $"\"x\", {tag}", $"W/{tag}" })
        {
            var answer = await _operator.Ask(path, ("If-None-Match", seen));
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Equal(tag, answer.Headers.ETag?.ToString());
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
        // Others are shown other bytes: the same version, another tag.
        var anybody = await app.AsAnybody().Tag(path);
        Assert.NotEqual(tag, anybody);
        Assert.StartsWith("\"1-", anybody, StringComparison.Ordinal);
        foreach (var other in new[] { anybody, "\"1\"", "nonsense" })
            await _operator.Ask(path, ("If-None-Match", other)).Is(HttpStatusCode.OK);
        // A write is admitted by the version alone.
        var changed = await _operator.Patch(path, new { place = new { ru = "Каскелен" } }, anybody);
        await changed.Is(HttpStatusCode.OK);
        Assert.StartsWith("\"2-", changed.Headers.ETag?.ToString(), StringComparison.Ordinal);
        await _operator.Ask(path, ("If-None-Match", tag)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_twenty_writers_with_one_tag_one_wins()
    {
        var path = $"/institutions/{await app.AnInstitution()}";
        var tag = await _operator.Tag(path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => _operator.Patch(path, new { place = new { ru = $"село {number}" } }, tag)));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode is HttpStatusCode.OK));
        Assert.Equal(19, answers.Count(answer => answer.StatusCode is HttpStatusCode.PreconditionFailed));
        Assert.Equal(2, (int)(await _operator.Ask(path).Is(HttpStatusCode.OK))["version"]!);
    }

    [Fact]
    public async Task Text_is_kept_composed_and_without_blanks_around_it()
    {
        var made = await _operator.Post("/institutions", new
        {
            code = Given.Unique("composed"), kind = "museum", names = new { ru = "\u00a0 Музе\u0438\u0306 им. «Е\u0308лкина»\t\n" }, country = " KZ ", region = "KZ-19",
            representatives = new[] { new { name = " И\u0306 " } },
        }).Is(HttpStatusCode.Created);

        Assert.Equal("Музей им. «Ёлкина»", (string?)made["names"]!["ru"]);
        Assert.Equal("Й", (string?)made["representatives"]![0]!["name"]);
        Assert.Equal("KZ", (string?)made["country"]);
        Assert.True(JsonNode.DeepEquals(made["names"], (await _operator.Ask($"/institutions/{made.Id()}").Is(HttpStatusCode.OK))["names"]));
    }

    // What a write may change though nothing was asked for.
    static JsonObject Lasting(JsonObject shown)
    {
        var lasting = shown.DeepClone().AsObject();
        foreach (var name in new[] { "version", "updatedAt", "warnings", "createdAt" })
            lasting.Remove(name);
        return lasting;
    }

    static string? Text(JsonNode? node) => node?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
