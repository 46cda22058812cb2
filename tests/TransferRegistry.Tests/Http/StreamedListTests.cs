using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sylvan.Data.Csv;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Http;

/// <summary>Whole lists, sent as they are read, as they were at one moment.</summary>
public sealed class StreamedListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Every_list_is_given_whole_as_its_pages_would_give_it()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", first, second);
        var transfer = await app.PassOn(Acts.Of(first, second, await app.AnItem(first), new { agreement = agreement.Id() }), AgreementsGiven.Today);
        await app.AsOperator().Post("/events", new { kind = "seminar", title = new { ru = "Семинар" } }).Is(HttpStatusCode.Created);
        await (await app.AKey("museum", first)).Ask($"/agreements/{Guid.NewGuid()}");
        var client = app.AsOperator();

        foreach (var list in new[]
        {
            "/institutions?", "/agreements?", $"/agreements?party={first}&", "/transfers?", $"/transfers?institution={first}&", "/items?", $"/items?holder={second}&", "/items?q=домбра&", "/events?", "/keys?", "/audit/access?act=denied&",
            $"{agreement.Path()}/items?", $"{agreement.Path()}/transfers?", $"/institutions/{second}/holdings?", $"{transfer.Act()}/lines?", "/agreements?sort=-id&", "/agreements?status=void&",
        })
        {
            var pages = (await client.Walk($"{list}limit=500")).Select(record => record.ToJsonString()).ToList();
            using var answer = await client.Ask($"{list}format=ndjson");
            var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.ToJsonString());

            Assert.Equal((list, HttpStatusCode.OK, "application/x-ndjson"), (list, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal(pages, lines);
            Assert.NotEmpty(answer.Headers.GetValues("Registry-Seq"));
            var (header, rows) = await Csv(client, $"{list}format=csv");
            Assert.Equal((list, pages.Count), (list, rows.Count));
            Assert.Equal(header.Count, header.Distinct().Count());
        }
    }

    [Fact]
    public async Task A_spreadsheet_gets_the_columns_it_can_use_and_no_formula()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var posted = await app.AsOperator().Post("/agreements", Given.AnAgreement(first, second, new
        {
            title = new { ru = "=HYPERLINK(\"http://evil.example\")", kk = "Келісім, «бірінші»", de = "Vertrag" }, note = "+1\r\nвторая строка", signedOn = "XXXX-02-28", evidence = "press", initialStatus = "recorded",
            scopeAreas = new[] { "research", "training" },
        })).Is(HttpStatusCode.Created);
        var client = app.AsOperator();

        using var answer = await client.Ask($"/agreements?party={first}", ("Accept", "text/csv"));
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var (header, rows) = await Csv(client, $"/agreements?party={first}&format=csv");

        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
        Assert.Contains("\r\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal("attachment; filename=\"agreements.csv\"", answer.Content.Headers.ContentDisposition?.ToString().Replace("\\", "", StringComparison.Ordinal));
        var row = header.Zip(Assert.Single(rows)).ToDictionary(cell => cell.First, cell => cell.Second);
        Assert.Equal((posted.Id(), "recorded", "XXXX-02-28", "research; training"), (row["id"], row["status"], row["signedOn"], row["scopeAreas"]));
        Assert.Equal(("'=HYPERLINK(\"http://evil.example\")", "Келісім, «бірінші»", """{"de":"Vertrag"}"""), (row["title.ru"], row["title.kk"], row["title.other"]));
        Assert.Equal("'+1\r\nвторая строка", row["note"]);
        Assert.Contains(first, row["parties"], StringComparison.Ordinal);
        Assert.DoesNotContain(header, name => name.StartsWith("links", StringComparison.Ordinal) || name is "allowedActions" or "warnings");
    }

    [Fact]
    public async Task A_list_is_as_it_was_when_it_was_asked_for_whatever_is_written_while_it_is_taken()
    {
        await using var own = new RegistryApp();
        own.Ticking();
        var client = own.AsOperator();
        var codes = new List<string>();
        for (var number = 0; number < 900; number++)
            codes.Add(await own.AnInstitution(more: new { place = new { ru = new string('д', 300) } }));
        var before = await client.Walk("/institutions?limit=500&region=KZ-19");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/institutions?format=ndjson&region=KZ-19");
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var taken = new List<string> { (await lines.ReadLineAsync())! };
        // Nobody waits for who reads slowly: these are written while the list is on its way.
        await client.Patch($"/institutions/{codes[800]}", new { place = new { ru = "Изменено" } }, "*").Is(HttpStatusCode.OK).WaitAsync(TimeSpan.FromSeconds(20));
        await client.Patch($"/institutions/{codes[850]}", new { region = "KZ-75" }, "*").Is(HttpStatusCode.OK);
        await own.AnInstitution();
        while (await lines.ReadLineAsync() is { } line)
            taken.Add(line);

        Assert.Equal(before.Select(record => record.ToJsonString()), taken.Select(line => JsonNode.Parse(line)!.ToJsonString()));
        Assert.Equal(899 + 1, (await client.Walk("/institutions?limit=500&region=KZ-19")).Count);
    }

    [Fact]
    public async Task What_is_asked_for_is_read_from_format_or_from_what_is_accepted()
    {
        await app.AnInstitution();
        var client = app.AsOperator();
        foreach (var (accept, type) in new[]
        {
            ("application/x-ndjson", "application/x-ndjson"), ("text/csv", "text/csv"), ("text/*", "text/csv"), ("*/*", "application/json"), ("text/csv;q=0.5, application/json", "application/json"),
            ("text/csv, application/json;q=0.5", "text/csv"), ("application/json", "application/json"),
        })
        {
            using var answer = await client.Ask("/institutions", ("Accept", accept));
            Assert.Equal((accept, type), (accept, answer.Content.Headers.ContentType?.MediaType));
        }
        await client.Ask("/institutions", ("Accept", "application/xml")).Refuses(HttpStatusCode.NotAcceptable);
        await client.Ask("/me", ("Accept", "text/csv")).Refuses(HttpStatusCode.NotAcceptable);
        foreach (var page in new[] { "limit=5", "count=true" })
            await client.Ask($"/institutions?format=csv&{page}").Refuses(HttpStatusCode.BadRequest, "format.whole-list");
        await client.Ask("/institutions?format=xml").Refuses(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task HEAD_of_a_whole_list_says_what_GET_would()
    {
        await app.AnInstitution();

        using var head = await app.AsOperator().Send(HttpMethod.Head, "/institutions?format=csv", content: null);
        using var got = await app.AsOperator().Ask("/institutions?format=csv");

        Assert.Equal((HttpStatusCode.OK, got.Content.Headers.ContentType, got.Content.Headers.ContentDisposition), (head.StatusCode, head.Content.Headers.ContentType, head.Content.Headers.ContentDisposition));
        Assert.Equal(got.Headers.GetValues("Registry-Seq"), head.Headers.GetValues("Registry-Seq"));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.NotEmpty(await got.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task It_is_compressed_where_that_is_asked_for_and_the_copy_leaves_a_trace()
    {
        var (museum, agreement) = (await app.AnInstitution(), await app.AgreementIn("in_force", more: new { visibility = "sealed" }));
        var party = await app.AKey("museum", agreement.Parties()[0]);

        using var answer = await party.Ask("/agreements?format=ndjson", ("Accept-Encoding", "gzip"));
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var lines = new StreamReader(unpacked);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Contains(agreement.Id(), await lines.ReadToEndAsync(), StringComparison.Ordinal);
        var trace = await app.AsOperator().Walk($"/audit/access?institution={agreement.Parties()[0]}");
        Assert.Equal("/api/v1/agreements?format=ndjson", (string?)Assert.Single(trace, entry => (string)entry["act"]! == "exported")["path"]);
        Assert.Contains(trace, entry => (string)entry["act"]! == "read" && (string?)entry["resourceId"] == agreement.Id());
        Assert.NotEmpty(museum);
    }

    [Fact]
    public async Task Nobody_takes_more_than_they_may_see()
    {
        var hidden = await app.AgreementIn("in_force", more: new { visibility = "parties" });
        foreach (var client in new[] { app.AsAnybody(), await app.AKey("museum", await app.AnInstitution()) })
            foreach (var format in new[] { "csv", "ndjson" })
                Assert.DoesNotContain(hidden.Id(), await (await client.Ask($"/agreements?format={format}")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await app.AsAnybody().Ask("/keys?format=csv").Refuses(HttpStatusCode.Unauthorized);
    }

    static async Task<(IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows)> Csv(HttpClient client, string path)
    {
        using var answer = await client.Ask(path);
        Assert.Equal(("text/csv", HttpStatusCode.OK), (answer.Content.Headers.ContentType?.MediaType, answer.StatusCode));
        await using var csv = await CsvDataReader.CreateAsync(new StreamReader(await answer.Content.ReadAsStreamAsync(), Encoding.UTF8));
        var rows = new List<string[]>();
        while (await csv.ReadAsync())
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        return ([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)], rows);
    }
}
