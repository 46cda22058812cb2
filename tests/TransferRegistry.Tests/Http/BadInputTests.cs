using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Tests.Http;

/// <summary>What can't be read or makes no sense: a problem document that names every fault and its place, and nothing written.</summary>
public sealed partial class BadInputTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    const string Good = """{"code":"{0}","kind":"museum","names":{"ru":"Музей"},"country":"KZ","region":"KZ-19"}""";

    readonly HttpClient _operator = app.AsOperator();

    [Theory]
    [InlineData("", "body.empty")]
    [InlineData("\uFEFF", "body.empty")]
    [InlineData("{", "body.not-json")]
    [InlineData("not json", "body.not-json")]
    [InlineData("{\"code\":\"x\",}", "body.not-json")]
    [InlineData("{\"code\":\"x\"} {}", "body.not-json")]
    [InlineData("{'code':'x'}", "body.not-json")]
    [InlineData("{\"code\":NaN}", "body.not-json")]
    [InlineData("{/* why */\"code\":\"x\"}", "body.not-json")]
    [InlineData("{\"code\":\"a\",\"code\":\"b\"}", "body.duplicate-member")]
    [InlineData("{\"code\":\"a\",\"\\u0063ode\":\"b\"}", "body.duplicate-member")]
    [InlineData("{\"code\":\"a\\u0000b\"}", "text.nul")]
    [InlineData("{\"co\\u0000de\":1}", "text.nul")]
    [InlineData("{\"code\":\"a\\ufffe\"}", "text.noncharacter")]
    [InlineData("{\"code\":\"\\ud800\"}", "text.lone-surrogate")]
    [InlineData("{\"code\":\"\\udc00\\ud800\"}", "text.lone-surrogate")]
    [InlineData("{\"\\ud800\":1}", "text.lone-surrogate")]
    public async Task A_body_that_cannot_be_read_is_refused_and_nothing_is_written(string body, string code) =>
        await NothingIsWritten(() => _operator.PostText("/institutions", body).Refuses(HttpStatusCode.BadRequest, code));

    [Fact]
    public async Task What_is_not_json_is_told_with_its_line_and_byte()
    {
        var problem = await _operator.PostText("/institutions", "{\n  \"code\": \"x\",\n  \"kind\": museum }").Refuses(HttpStatusCode.BadRequest, "body.not-json");

        Assert.Contains("line 3, byte 11", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.DoesNotContain("Path:", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_told_with_their_place()
    {
        var problem = await _operator.PostBytes("/institutions", [.. "{\"code\":\""u8, 0xC3, 0x28, .. "\"}"u8]).Refuses(HttpStatusCode.BadRequest, "body.not-utf8");

        Assert.Equal(9, (int)problem["errors"]![0]!["params"]!["offset"]!);
        await _operator.PostBytes("/institutions", Encoding.Unicode.GetBytes("{\"code\":\"x\"}")).Refuses(HttpStatusCode.BadRequest);
        await _operator.PostBytes("/institutions", [.. "{\"code\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]).Refuses(HttpStatusCode.BadRequest, "body.not-utf8");
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over() =>
        await _operator.PostText("/institutions", "\uFEFF" + Good.Replace("{0}", Given.Unique("with-mark"), StringComparison.Ordinal)).Is(HttpStatusCode.Created);

    [Fact]
    public async Task Nothing_is_read_below_the_sixty_fourth_level()
    {
        foreach (var depth in new[] { 65, 100_000 })
            await _operator.PostText("/institutions", string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth)))
                .Refuses(HttpStatusCode.BadRequest, "body.not-json");
        await _operator.PostText("/institutions", string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64)))
            .Refuses(HttpStatusCode.UnprocessableEntity, "value.type");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("17")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    public async Task A_body_of_another_shape_is_refused(string body)
    {
        var problem = await _operator.PostText("/institutions", body).Refuses(HttpStatusCode.UnprocessableEntity, "value.type");

        Assert.Equal([""], problem.Pointers());
    }

    [Fact]
    public async Task All_faults_are_told_at_once_each_with_its_pointer()
    {
        var problem = await NothingIsWritten(() => _operator.PostText("/institutions", """
            {"code": 17, "kind": "museums", "names": {"ru": " ", "english please": "x", "kk": 5}, "country": "kz", "endedOn": "2023-02-29", "a/b~c": 1,
             "memberOf": [{"association": "x", "from": "2024-13-01", "until": null}, null], "representatives": {}}
            """).Refuses(HttpStatusCode.UnprocessableEntity));

        Assert.Equal(
            [
                ("/a~1b~0c", "member.unknown"), ("/code", "value.type"), ("/country", "text.pattern"), ("/endedOn", "date.invalid"), ("/kind", "value.unknown"),
                ("/memberOf/0/from", "date.invalid"), ("/memberOf/0/until", "member.unknown"), ("/memberOf/1", "value.type"),
                ("/names/english please", "text.language"), ("/names/kk", "value.type"), ("/names/ru", "text.blank"), ("/representatives", "value.type"),
            ],
            problem.Pointers().Zip(problem.Codes()).OrderBy(fault => fault.First, StringComparer.Ordinal).Select(fault => (fault.First!, fault.Second)));
        foreach (var fault in problem["errors"]!.AsArray())
            Assert.False(string.IsNullOrWhiteSpace((string?)fault!["detail"]));
    }

    [Theory]
    [InlineData("signedOn", "\"2023-02-29\"", "date.edtf")]
    [InlineData("signedOn", "\"XXXX-02-30\"", "date.edtf")]
    [InlineData("signedOn", "\"2024-02-01/2023\"", "date.edtf")]
    [InlineData("signedOn", "\"28 февраля\"", "date.edtf")]
    [InlineData("signedOn", "2024", "date.edtf")]
    [InlineData("signedOn", "[]", "date.edtf")]
    [InlineData("signedOn", "{\"verbatim\":\"28 февраля\"}", "date.edtf")]
    [InlineData("signedOn", "{\"edtf\":\"2024\",\"latest\":\"2024-06-30\"}", "date.edtf")]
    [InlineData("signedOn", "{\"edtf\":\"2024\",\"verbatim\":\"  \"}", "date.edtf")]
    [InlineData("effectiveTo", "\"2023-02-29\"", "date.invalid")]
    [InlineData("effectiveTo", "\"0000-01-01\"", "date.invalid")]
    [InlineData("effectiveTo", "\"-0044-03-15\"", "date.invalid")]
    [InlineData("effectiveTo", "\"2023-02-28T00:00:00Z\"", "date.invalid")]
    [InlineData("effectiveTo", "20230228", "value.type")]
    [InlineData("binding", "\"true\"", "value.type")]
    [InlineData("binding", "1", "value.type")]
    [InlineData("kind", "3", "value.type")]
    [InlineData("kind", "\"Loan\"", "value.unknown")]
    [InlineData("kind", "\"0\"", "value.unknown")]
    [InlineData("kind", "null", "member.missing")]
    [InlineData("title", "\"Договор\"", "value.type")]
    [InlineData("title", "{}", "text.no-language")]
    [InlineData("title", "{\"ru\":null}", "text.no-language")]
    [InlineData("parties", "\"tate\"", "value.type")]
    [InlineData("parties", "[null,null]", "value.type")]
    [InlineData("scopeAreas", "[\"research\",7]", "value.type")]
    [InlineData("parent", "5", "value.malformed")]
    [InlineData("parent", "{\"id\":\"not-a-guid\"}", "value.malformed")]
    [InlineData("source", "{\"url\":\"javascript:alert(1)\"}", "url.invalid")]
    [InlineData("source", "{\"url\":\"/relative\"}", "url.invalid")]
    [InlineData("note", "\" \\u00a0\\t\"", "text.blank")]
    public async Task A_bad_value_is_told_at_its_place(string member, string value, string code)
    {
        var body = Given.AnAgreement("first", "second").ToJsonString();
        var problem = await NothingIsWritten(() => _operator.PostText("/agreements", Given.Merge(JsonNode.Parse(body)!, new JsonObject { [member] = 0 }).ToJsonString()
            .Replace($"\"{member}\":0", $"\"{member}\":{value}", StringComparison.Ordinal)).Refuses(HttpStatusCode.UnprocessableEntity, code));

        Assert.All(problem.Pointers(), pointer => Assert.StartsWith($"/{member}", pointer, StringComparison.Ordinal));
        Assert.DoesNotContain("System.", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"1\"")]
    [InlineData("2147483648")]
    public async Task A_count_is_a_whole_number_in_its_range(string count)
    {
        var body = Given.ATransfer("first", "second").ToJsonString().Replace("\"kind\":\"permanent\"", $"\"kind\":\"permanent\",\"declaredCount\":{count}", StringComparison.Ordinal);

        Assert.Contains("/declaredCount", (await _operator.PostText("/transfers", body).Refuses(HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Fact]
    public async Task Null_says_what_absence_says()
    {
        var body = Good.Replace("{0}", Given.Unique("absent"), StringComparison.Ordinal).Replace("\"ru\":", "\"kk\":null,\"ru\":", StringComparison.Ordinal)
            .Replace("\"country\"", "\"bin\":null,\"supervisedBy\":null,\"memberOf\":null,\"place\":null,\"status\":null,\"endedOn\":null,\"country\"", StringComparison.Ordinal);

        var made = await _operator.PostText("/institutions", body).Is(HttpStatusCode.Created);

        Assert.DoesNotContain("null", made.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_faults_are_enough()
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, 50_000).Select(number => $"\"m{number}\":1")) + "}";

        var problem = await _operator.PostText("/agreements", body).Refuses(HttpStatusCode.UnprocessableEntity, "member.unknown");

        Assert.InRange(problem.Codes().Count, 1000, 1020);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/agreements/not-a-guid", 404)]
    [InlineData("GET", "/agreements/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("GET", "/agreements/00000000-0000-0000-0000-000000000000/versions/99999999999999999999", 404)]
    [InlineData("GET", "/institutions/no-such-code", 404)]
    [InlineData("GET", "/institutions/%FF%FE", 404)]
    [InlineData("GET", "/institutions/..%2F..%2Fetc%2Fpasswd", 404)]
    [InlineData("GET", "/institutions/' OR 1=1 --", 404)]
    [InlineData("GET", "/items/%E2%82%AC", 404)]
    [InlineData("GET", "/problems/no-such-problem", 404)]
    [InlineData("DELETE", "/agreements/00000000-0000-0000-0000-000000000000", 405)]
    [InlineData("PUT", "/institutions/tate", 405)]
    [InlineData("PATCH", "/agreements", 405)]
    [InlineData("OPTIONS", "/agreements", 405)]
    [InlineData("TRACE", "/institutions", 405)]
    [InlineData("BREW", "/institutions", 405)]
    public async Task An_address_or_method_that_is_not_there_is_a_problem_too(string method, string path, int status)
    {
        var answer = await _operator.Send(new HttpMethod(method), path, content: null);

        await Task.FromResult(answer).Refuses((HttpStatusCode)status);
        if (status == 405)
            Assert.Contains("GET", answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task HEAD_says_what_GET_would_say_without_the_body()
    {
        var code = await app.AnInstitution();
        var seen = await _operator.Ask($"/institutions/{code}");

        var head = await _operator.Send(HttpMethod.Head, $"/institutions/{code}", content: null);
        var missing = await _operator.Send(HttpMethod.Head, "/institutions/no-such-code", content: null);
        var list = await _operator.Send(HttpMethod.Head, "/institutions?limit=1", content: null);

        Assert.Equal((HttpStatusCode.OK, seen.Headers.ETag, seen.Content.Headers.ContentLength), (head.StatusCode, head.Headers.ETag, head.Content.Headers.ContentLength));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (missing.StatusCode, list.StatusCode));
        foreach (var answer in new[] { head, missing, list })
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/merge-patch+json")]
    public async Task Another_media_type_is_not_taken(string mediaType)
    {
        var answer = await _operator.PostBytes("/institutions", "{}"u8.ToArray(), mediaType);

        await Task.FromResult(answer).Refuses(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal(["application/json"], answer.Headers.GetValues("Accept-Post"));
    }

    [Fact]
    public async Task A_patch_takes_the_two_media_types_it_names()
    {
        var path = $"/institutions/{await app.AnInstitution()}";

        using var odd = new StringContent("{}", Encoding.UTF8, "application/json-patch+json");
        var refused = await _operator.Send(HttpMethod.Patch, path, odd, ("If-Match", "*"));
        using var merge = new StringContent("{\"place\":{\"ru\":\"Каскелен\"}}", Encoding.UTF8, "application/merge-patch+json");
        var taken = await _operator.Send(HttpMethod.Patch, path, merge, ("If-Match", await _operator.Tag(path)));

        await Task.FromResult(refused).Refuses(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal(["application/merge-patch+json, application/json"], refused.Headers.GetValues("Accept-Patch"));
        await taken.Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8")]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON; charset=utf-8")]
    [InlineData("application/problem+json")]
    [InlineData("text/html, application/*;q=0.1")]
    [InlineData("")]
    [InlineData("no header of this kind")]
    public async Task Who_takes_JSON_among_others_is_given_it(string accept)
    {
        var answer = await _operator.Ask("/institutions", ("Accept", accept));

        await answer.Is(HttpStatusCode.OK);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml, text/*")]
    [InlineData("application/json;q=0")]
    [InlineData("text/csv, */*;q=0.0")]
    public async Task Who_takes_no_JSON_is_told_before_anything_is_written(string accept) => await NothingIsWritten(async () =>
    {
        var body = Good.Replace("{0}", Given.Unique("unread"), StringComparison.Ordinal);
        await _operator.Send(HttpMethod.Post, "/institutions", new StringContent(body, Encoding.UTF8, "application/json"), ("Accept", accept))
            .Refuses(HttpStatusCode.NotAcceptable);
        return await _operator.Ask("/me", ("Accept", accept)).Refuses(HttpStatusCode.NotAcceptable);
    });

    [Fact]
    public async Task Numbers_among_the_params_are_numbers_and_days_are_written_as_days()
    {
        var tooLong = await _operator.Post("/institutions", new { code = "a", kind = "museum", names = new { ru = new string('ы', 4001) } }).Refuses(HttpStatusCode.UnprocessableEntity);
        var fault = tooLong["errors"]!.AsArray().Single(one => (string?)one!["code"] == "text.too-long")!;
        Assert.Equal("""{"length":4001,"most":4000}""", fault["params"]!.ToJsonString());

        var agreement = Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution(), new { effectiveFrom = "2026-03-02", effectiveTo = "2026-03-01" });
        var reversed = await _operator.Post("/agreements", agreement).Refuses(HttpStatusCode.UnprocessableEntity);
        fault = reversed["errors"]!.AsArray().Single(one => (string?)one!["code"] == "period.reversed")!;
        Assert.Equal("""{"from":"2026-03-02","to":"2026-03-01"}""", fault["params"]!.ToJsonString());
        Assert.Equal("The period ends on 2026-03-01, before it begins on 2026-03-02.", (string?)fault["detail"]);
    }

    [Theory]
    [InlineData("/institutions?colour=red", "parameter.unknown")]
    [InlineData("/institutions?Kind=museum", "parameter.unknown")]
    [InlineData("/institutions?kind=museum&kind=museum", "parameter.duplicate")]
    [InlineData("/institutions?kind=museum&kind=archive", "parameter.duplicate")]
    [InlineData("/institutions?kind=MUSEUM", "parameter.unreadable")]
    [InlineData("/institutions?kind=0", "parameter.unreadable")]
    [InlineData("/institutions?kind=", "parameter.unreadable")]
    [InlineData("/institutions?kind", "parameter.unreadable")]
    [InlineData("/institutions?count=yes", "parameter.unreadable")]
    [InlineData("/institutions?limit=ten", "parameter.unreadable")]
    [InlineData("/institutions?limit=1.0", "parameter.unreadable")]
    [InlineData("/institutions?limit=99999999999", "parameter.unreadable")]
    [InlineData("/institutions?sort=name", "parameter.unreadable")]
    [InlineData("/institutions?q=%00", "parameter.unreadable")]
    [InlineData("/institutions?q=%EF%BF%BE", "parameter.unreadable")]
    [InlineData("/institutions?cursor=%E2%98%83", "cursor.invalid")]
    [InlineData("/institutions?cursor=abc", "cursor.invalid")]
    [InlineData("/institutions/{code}?colour=red", "parameter.unknown")]
    [InlineData("/institutions/{code}?asOf=yesterday", "parameter.unreadable")]
    [InlineData("/institutions/{code}?asOf=2026-11-22", "parameter.unreadable")]
    [InlineData("/institutions/{code}?asOf=2026-11-22T20:40:01", "parameter.unreadable")]
    [InlineData("/institutions/{code}?asOf=2026-02-30T00:00:00Z", "parameter.unreadable")]
    [InlineData("/institutions/{code}?asOf=9999-12-31T23:59:59-14:00", "parameter.unreadable")]
    [InlineData("/institutions/{code}?asOf=0001-01-01T00:00:00%2B14:00", "parameter.unreadable")]
    [InlineData("/institutions/{code}?asOf=0000-01-01T00:00:00Z", "parameter.unreadable")]
    [InlineData("/agreements?signedFrom=2023-02-29", "parameter.unreadable")]
    [InlineData("/agreements?signedFrom=0000-01-01", "parameter.unreadable")]
    [InlineData("/agreements?inForceOn=2023", "parameter.unreadable")]
    [InlineData("/agreements?awaiting=you", "parameter.unreadable")]
    [InlineData("/me?x=1", "parameter.unknown")]
    public async Task A_parameter_that_cannot_be_read_is_refused_with_its_name(string path, string code)
    {
        var problem = await _operator.Ask(path.Replace("{code}", await app.AnInstitution(), StringComparison.Ordinal)).Refuses(HttpStatusCode.BadRequest, code);

        Assert.Equal(path.Split('?')[1].Split('=')[0], (string?)problem["errors"]![0]!["parameter"]);
    }

    [Fact]
    public async Task All_faults_of_a_query_are_told_at_once()
    {
        var problem = await _operator.Ask("/agreements?limit=0&colour=red&kind=KIND&signedFrom=x&q=a&q=b").Refuses(HttpStatusCode.BadRequest);

        Assert.Equal(["colour", "kind", "limit", "q", "signedFrom"], problem["errors"]!.AsArray().Select(fault => (string)fault!["parameter"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_post_takes_no_parameter_it_does_not_know() =>
        await NothingIsWritten(() => _operator.PostText("/institutions?dryrun=true", Good.Replace("{0}", Given.Unique("museum"), StringComparison.Ordinal))
            .Refuses(HttpStatusCode.BadRequest, "parameter.unknown"));

    [Theory]
    [InlineData("/institutions", 0)]
    [InlineData("/agreements", 501)]
    [InlineData("/items", -1)]
    [InlineData("/events", 2147483647)]
    public async Task A_limit_outside_1_to_500_is_refused(string list, int limit) =>
        Assert.Equal(["limit.range"], (await _operator.Ask($"{list}?limit={limit}").Refuses(HttpStatusCode.UnprocessableEntity)).Codes());

    [Fact]
    public async Task A_very_long_question_is_refused_and_a_long_one_answered()
    {
        await _operator.Ask($"/agreements?q={new string('я', 401)}").Refuses(HttpStatusCode.BadRequest, "parameter.unreadable");
        await _operator.Ask($"/agreements?q={string.Concat(Enumerable.Repeat("я ", 199))}").Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("1", 400)]
    [InlineData("\"1", 400)]
    [InlineData("W/\"1-abc\"", 412)]
    [InlineData("\"2\"", 412)]
    [InlineData("\"\"", 412)]
    [InlineData("\"99999999999999999999\"", 412)]
    [InlineData("\"-1\"", 412)]
    [InlineData("\"7-x\", \"8-y\"", 412)]
    public async Task A_change_needs_the_version_it_is_made_on(string? ifMatch, int status)
    {
        var path = $"/institutions/{await app.AnInstitution()}";

        using var body = new StringContent("{\"place\":{\"ru\":\"Каскелен\"}}", Encoding.UTF8, "application/json");
        var answer = await NothingIsWritten(() => _operator.Send(HttpMethod.Patch, path, body, ifMatch is null ? [] : [("If-Match", ifMatch)]));

        await Task.FromResult(answer).Refuses((HttpStatusCode)status);
        if (status == 412)
            Assert.Equal(await _operator.Tag(path), answer.Headers.ETag?.ToString());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"7-x\", \"1-y\"")]
    [InlineData("\"1\"")]
    public async Task A_list_of_versions_and_any_version_are_taken(string ifMatch) =>
        await _operator.Patch($"/institutions/{await app.AnInstitution()}", new { place = new { ru = "Каскелен" } }, ifMatch).Is(HttpStatusCode.OK);

    [Fact]
    public async Task Every_type_of_problem_leads_to_a_page_that_says_what_to_do()
    {
        var problem = await _operator.Ask("/nowhere").Refuses(HttpStatusCode.NotFound);
        Assert.Equal("http://localhost/problems/not-found", (string?)problem["type"]);
        Assert.Matches(Uuid(), (string)problem["instance"]!);

        foreach (var known in Problem.All)
        {
            var page = await app.AsAnybody().Ask($"/problems/{known.Slug}");
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
            Assert.Contains(known.Advice, WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }
        Assert.Equal(Problem.All.Count, Problem.All.Select(known => known.Slug).Distinct().Count());
        Assert.Equal(typeof(Problem).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public).Count(field => field.FieldType == typeof(Problem)), Problem.All.Count);
    }

    [Fact]
    public async Task A_key_is_asked_for_as_RFC_9110_says()
    {
        var answer = await app.AsAnybody().Post("/institutions", new { });

        await Task.FromResult(answer).Refuses(HttpStatusCode.Unauthorized);
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    async Task<T> NothingIsWritten<T>(Func<Task<T>> act)
    {
        var before = await Head();
        var result = await act();
        Assert.Equal(before, await Head());
        return result;
    }

    async Task<long> Head()
    {
        await using var db = new TransferRegistry.Api.Data.Db(app.Database, CancellationToken.None);
        return await db.Count("SELECT seq FROM journal_head WHERE id = 1");
    }

    [GeneratedRegex("^urn:uuid:[0-9a-f-]{36}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uuid();
}
