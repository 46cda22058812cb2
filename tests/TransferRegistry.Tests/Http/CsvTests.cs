using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Data;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Exports;
using TransferRegistry.Tests.Transfers;
using TransferRegistry.Tests.Webhooks;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Http;

/// <summary>What a spreadsheet is given: every cell as it is stored, every member in a column, and no formula.</summary>
public sealed class CsvTests
{
    const string Formulas = "=+-@\t＝＋－＠";

    static readonly Gen<string> Pieces = Gen.OneOf(Gen.OneOf("\r", "\n", "\r\n", "\n\n", "\r\r\n"),
        Gen.OneOf("\"", "\"\"", ",", ";", "'", " ", "\u00A0", "\u2028", "\u2029", "\u0085", "\v", "\f", "\u200B", "\uFEFF"),
        Gen.Char[Formulas].Select(letter => letter.ToString()), Gen.OneOf("=1+1", "'=1", "\"=1\"", "\n=1+1", "@SUM(A1)", "-5", "+7 727"),
        Gen.OneOf("қобыз", "Ұ", "ё", "домбра", "x", "0", "😀"));

    static readonly Gen<string> Texts = Pieces.Array[1, 12].Select(pieces => string.Concat(pieces)).Where(text => text.Trim().Length > 0);

    [Fact]
    public async Task Whatever_is_stored_is_read_back_from_its_own_cell_and_no_line_begins_with_a_formula()
    {
        await using var app = new RegistryApp();
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var client = app.AsOperator();

        await Texts.Array[1, 40].SampleAsync(async texts =>
        {
            var act = (await client.Post("/transfers", ATransfer(from, to, new
            {
                lines = texts.Select(text => new { note = text, item = new { name = new Dictionary<string, string> { ["ru"] = text, ["de"] = text } } }),
            })).Is(HttpStatusCode.Created)).Act();
            var stored = await client.Walk($"{act}/lines?limit=500");

            var file = await Csv(client, $"{act}/lines?format=csv");

            Assert.Equal(texts.Length, file.Rows.Count);
            foreach (var (row, line) in file.Rows.Zip(stored))
            {
                Assert.Equal(file.Header.Count, row.Count);
                IsButForGuards((string)line["note"]!, row["note"]);
                IsButForGuards((string)line["item"]!["name"]!["ru"]!, row["item.name.ru"]);
                Assert.Equal((string)line["item"]!["name"]!["de"]!, (string)JsonNode.Parse(row["item.name.other"])!["de"]!);
            }
            Assert.All(Lines(file.Text), line => Assert.False(line.Length > 0 && Formulas.Contains(line[0], StringComparison.Ordinal), line));
        }, iter: 60, threads: 1);
    }

    [Theory]
    [InlineData("one\ntwo", "one\ntwo")]
    [InlineData("one\rtwo", "one\rtwo")]
    [InlineData("x\n=1+1", "x\n'=1+1")]
    [InlineData("x\r\n\t@x\r-1", "x\r\n'\t@x\r'-1")]
    [InlineData("＝1＋1", "'＝1＋1")]
    [InlineData("х\n－5\n＠", "х\n'－5\n'＠")]
    public async Task A_line_of_a_cell_that_looks_like_a_formula_is_guarded(string name, string cell)
    {
        await using var app = new RegistryApp();
        var holder = await app.AnInstitution();
        await app.AnItem(holder, new { name = new { en = name } });
        await app.AnItem(holder, new { name = new { en = "another" } });

        var file = await Csv(app.AsOperator(), $"/items?holder={holder}&format=csv");

        Assert.Equal([cell, "another"], file.Rows.Select(row => row["name.en"]));
        Assert.All(file.Rows, row => Assert.Equal(file.Header.Count, row.Count));
    }

    [Fact]
    public async Task Every_member_that_a_list_shows_has_its_column_or_is_left_out_by_name()
    {
        await using var app = new Registry();
        await using var receiver = await Receiver.Start();
        var lists = await Filled(app, receiver);
        var (document, unshown) = (await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK), new List<string>());

        foreach (var shape in Pages(document).GroupBy(list => list.Shape))
        {
            var members = Members(document, (JsonObject)document["components"]!["schemas"]![shape.Key]!["properties"]!["items"]!["items"]!, "").ToList();
            var shown = new HashSet<string>();
            foreach (var (operation, _) in shape)
            {
                Assert.True(lists.ContainsKey(operation), $"{operation} is a list of the document that this test does not show.");
                foreach (var (client, address) in lists[operation])
                {
                    var file = await Csv(client, $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}format=csv");
                    Assert.Equal(file.Header.Count, file.Header.Distinct().Count());
                    Assert.All(members, member => Assert.True(ColumnOf(member, file.Header) is not null, $"{operation}: {member} has no column"));
                    var records = await client.Walk(address);
                    Assert.Equal(records.Count, file.Rows.Count);
                    foreach (var (record, row) in records.Zip(file.Rows))
                        Says(record, "", row, shown, $"{operation} {address}");
                }
            }
            unshown.AddRange(members.Where(member => !shown.Contains(member) && !Unshown.ContainsKey(member.Split('.')[^1]))
                .Select(member => $"{shape.Key} {member}"));
        }

        // Otherwise a column could be empty unnoticed.
        Assert.Empty(unshown);
    }

    /// <summary>Members that no record here has: their columns are looked at by name alone.</summary>
    static readonly Dictionary<string, string> Unshown = new()
    {
        ["withheld"] = "beside a name there is none, and some names are shown to whoever sees the record",
        ["onBehalfOf"] = "an event is posted for nobody else",
        ["givenUpFrom"] = "a message is given up after three days",
        ["pausedUntil"] = "a webhook is paused after five failures in a row",
    };

    /// <summary>The lists of the document that a table is made of, by the shape of their pages; the others are read on by a number of their own.</summary>
    static IEnumerable<(string Operation, string Shape)> Pages(JsonObject document)
    {
        string[] withoutTable = ["readChanges", "listAmendments", "getAgreementHistory", "getEventHistory", "getInstitutionHistory", "getItemHistory",
            "getTransferHistory"];
        foreach (var (_, operations) in document["paths"]!.AsObject())
        {
            if (operations!["get"] is not { } get || get["responses"]!["200"]?["content"] is not JsonObject content
                || ((string?)content["application/json"]?["schema"]?["$ref"])?.Split('/')[^1] is not { } shape
                || document["components"]!["schemas"]![shape]!["properties"]?["items"] is null)
                continue;
            var operation = (string)get["operationId"]!;
            Assert.Equal((operation, withoutTable.Contains(operation)), (operation, !content.ContainsKey("text/csv")));
            if (content.ContainsKey("text/csv"))
                yield return (operation, shape);
        }
    }

    /// <summary>The members of a record and of the records in it, as the document describes them.</summary>
    static IEnumerable<string> Members(JsonObject document, JsonObject schema, string within)
    {
        foreach (var (name, member) in Resolved(document, schema)["properties"]?.AsObject() ?? [])
        {
            if (Api.Http.Paging.Csv.LeftOut.ContainsKey(name))
                continue;
            var shape = Resolved(document, member!.AsObject());
            if (within.Length == 0 && shape["properties"] is not null && !shape["properties"]!.AsObject().ContainsKey("edtf"))
                foreach (var inner in Members(document, shape, $"{name}."))
                    yield return inner;
            else
                yield return within + name;
        }
    }

    static JsonObject Resolved(JsonObject document, JsonObject schema)
    {
        while (schema["properties"] is null)
            if ((schema["$ref"] ?? schema["allOf"]?[0]?["$ref"]) is { } reference)
                schema = document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!.AsObject();
            else if (schema["anyOf"] is JsonArray choices && choices.FirstOrDefault(choice => choice!["$ref"] is not null) is { } first)
                schema = first.AsObject();
            else
                break;
        return schema;
    }

    // A text by language has a column a language; what a record is named by stands in the column of its mention.
    static string? ColumnOf(string member, IReadOnlyCollection<string> header) => header.Contains(member) ? member
        : header.Contains($"{member}.ru") && header.Contains($"{member}.other") ? $"{member}.ru"
        : member.EndsWith(".code", StringComparison.Ordinal) || member.EndsWith(".registryNumber", StringComparison.Ordinal)
            ? ColumnOf(member[..member.LastIndexOf('.')], header) : null;

    /// <summary>Every value of a record stands in the row.</summary>
    static void Says(JsonObject record, string within, Row row, HashSet<string> shown, string where)
    {
        foreach (var (name, value) in record)
        {
            if (Api.Http.Paging.Csv.LeftOut.ContainsKey(name))
                continue;
            var member = within + name;
            shown.Add(member);
            if (value is JsonObject text && row.Has($"{member}.other"))
                foreach (var (language, words) in text)
                    Assert.Equal((where, member, (string)words!), (where, member, row.Has($"{member}.{language}") ? row[$"{member}.{language}"]
                        : (string)JsonNode.Parse(row[$"{member}.other"])![language]!));
            else if (value is JsonObject date && date["edtf"] is { } edtf)
                Assert.Equal((where, member, (string)edtf!, (string?)date["verbatim"] ?? ""), (where, member, row[member], row[$"{member}.verbatim"]));
            else if (value is JsonObject named && row.Has(member) && row.Has($"{member}.id"))
            {
                Assert.Equal((where, member, (string?)(named["code"] ?? named["registryNumber"]) ?? ""), (where, member, row[member]));
                shown.UnionWith([$"{member}.code", $"{member}.registryNumber"]);
                Says(Merge(named, new { code = (string?)null, registryNumber = (string?)null }), $"{member}.", row, shown, where);
            }
            else if (row.Has(member))
                Assert.Equal((where, member, Cell(value!)), (where, member, Cell(row[member])));
            else
                Says(value!.AsObject(), $"{member}.", row, shown, where);
        }
    }

    static string Cell(JsonNode value) => value switch
    {
        JsonArray list when list.All(entry => entry!.GetValueKind() is JsonValueKind.String) => string.Join("; ", list.Select(entry => (string)entry!)),
        JsonValue single when single.GetValueKind() is JsonValueKind.String => (string)single!,
        _ => value.ToJsonString(),
    };

    static string Cell(string cell) => cell.StartsWith('{') || cell.StartsWith('[') ? JsonNode.Parse(cell)!.ToJsonString() : cell;

    // Records of every list that between them have every member, and who asks for them where.
    static async Task<Dictionary<string, (HttpClient Client, string Address)[]>> Filled(Registry app, Receiver receiver)
    {
        app.Ticking();
        var client = app.AsOperator();
        var department = await app.AnInstitution("culture_department");
        var association = await app.AnInstitution("museum_association");
        var successor = await app.AnInstitution();
        var institution = await app.AnInstitution(supervisedBy: department, more: new
        {
            shortNames = new { kk = "М", de = "M" }, formerNames = new[] { new { names = new { ru = "Прежний" }, from = "1990", to = "2001" } },
            place = new { ru = "Шамалган" }, district = new { kk = "Қарасай" },
            kato = "190000000", bin = "940140000385", isil = "KZ-CSV1", memberOf = new[] { new { association, from = "2001-01-01" } },
            representatives = new[] { new { name = "А. Сеитов", position = new { ru = "директор" } } }, status = "reorganised", endedOn = "2026-11-22",
            successor,
        });
        var (first, second, stranger) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department),
            await app.AnInstitution());
        var (official, museum, foreign) = (await app.AKey("department", department), await app.AKey("museum", first), await app.AKey("museum", stranger));
        var vague = new { edtf = "XXXX-02-28", verbatim = "28 февраля" };
        var source = new { kind = "press", title = "Хабар", publisher = "Газета", url = "https://example.org/1", publishedOn = vague };
        var person = new { name = "Б. Омаров", position = new { ru = "хранитель", kk = "сақтаушы" } };
        var basis = new[] { new { kind = "order", number = "17", date = "2020", issuedBy = "Комитет" } };
        var language = new { ru = "Текст, «первый»", kk = "Мәтін", en = "Text\r\nof two lines", de = "Wort" };

        var occasion = (await museum.Post("/events", new
        {
            kind = "seminar", title = language, date = "2020-02", place = language, programme = language, topics = new[] { new { ru = "Тема" } },
            participants = new object[] { new { institution = second, role = "host" }, new { label = new { ru = "Гости" }, role = "attendee" } }, source,
            visibility = "public", note = "Заметка",
        }).Is(HttpStatusCode.Created)).Id();
        var framework = await app.AgreementIn("in_force", first, second, new { kind = "framework_agreement" });
        var replaced = await app.AgreementIn("in_force", first, second, new { kind = "loan" });
        var agreement = (await official.Post("/agreements", AnAgreement(first, second, new
        {
            kind = "exchange", binding = true, title = language, summary = language, scopeAreas = new[] { "research", "training" }, scopeNote = "Прочее",
            signedOn = vague, signedAt = "Алматы", effectiveFrom = "2001-01-01", effectiveTo = "2002-01-01",
            renewal = new { kind = "automatic", period = "P1Y", noticeDays = 30 }, parent = framework.Id(), supersedes = replaced.Id(), basis,
            evidence = "press", source, visibility = "public", externalRef = Unique("csv"), note = "Заметка", initialStatus = "recorded", onBehalfOf = first,
        })).Is(HttpStatusCode.Created)).Id();
        await client.Patch($"/events/{occasion}", new { agreements = new[] { agreement } }, "*").Is(HttpStatusCode.OK);
        await app.AgreementIn("in_force", first, second, new { openEnded = true, effectiveFrom = "2026-01-01" });

        // Items: all that a passport says; part of a set; lent.
        var set = await app.AnItem(first, new { kind = "set" });
        var item = (await official.Post("/items", new
        {
            name = language, description = language, heldBy = first, owner = second, objectType = "weapon", creator = "Мастер",
            created = new { edtf = "1850~", verbatim = "около 1850" }, createdPlace = language,
            materialTechnique = "сталь", dimensions = "90 см", precious = new { metal = "серебро", fineness = 925, massGrams = 12.5m, stones = "нет" },
            quantity = 1, quantityStatus = "verified", fund = "main",
            identifiers = new[] { new { scheme = "kp", value = "КП-1" } }, associatedPersons = new[] { new { name = "Абай", role = "владелец" } },
            provenance = new[] { new { sourceName = "Ушконыр" } },
            restrictions = new[] { new { kind = "no_export" } }, parentItem = set,
        }).Is(HttpStatusCode.Created)).Id();

        // Acts: a permanent one with everything, loans in all their standings, a return that keeps, a correction.
        var whole = await official.Begin(ATransfer(first, second, new
        {
            kind = "exchange", agreement, basis, @event = occasion, requestedOn = "2026-10", approvedOn = "2026-11-01", plannedOn = "2026-11-02",
            authorizations = new[] { new { body = "Комиссия", decision = "Согласиться", protocolNumber = "3", date = "2026" } },
            insurance = new { policy = "1", insurer = "Страховая", sum = 100.5m, currency = "KZT", from = "2026-01-01", to = "2026-12-31" }, declaredCount = 3,
            source, visibility = "public", externalRef = Unique("csv"), note = "Заметка",
            onBehalfOf = first, lines = new object[]
            {
                new
                {
                    item = new { name = language, kind = "set" }, quantity = 3, quantityStatus = "declared", conditionOut = "хорошее", conditionIn = "—",
                    valuation = new { amount = 10.5m, currency = "KZT", on = "2020" }, note = "Строка",
                },
            },
        }));
        await client.Approve(whole, new { by = person }).Is(HttpStatusCode.OK);
        await client.HandOver(whole, more: new { by = new { name = "А. Сеитов", position = person.position } }).Is(HttpStatusCode.OK);
        var less = new[] { new { line = 1, quantity = 2, conditionIn = "трещина" } };
        await client.Receive(whole, more: new { by = new { name = "В. Ким", position = person.position }, lines = less }).Is(HttpStatusCode.OK);
        await client.Patch($"/events/{occasion}", new { transfers = new[] { whole.Split('/')[^1] } }, "*").Is(HttpStatusCode.OK);
        var correction = (await client.Correct(whole, new { outcome = "received", quantity = 3 }, "2026-11-22").Is(HttpStatusCode.Created)).Act();
        var incomplete = await app.PassOn(Transfers.Acts.Of(first, second, await app.AnItem(first)),
            receipt: new { lines = new[] { new { line = 1, outcome = "missing" } } });
        var late = await app.Lent(first, second, item, due: "2026-11-10");
        await client.Extend(late.Act(), "2026-11-15", on: "2026-11-09").Is(HttpStatusCode.Created);
        var soon = await app.Lent(first, second, await app.AnItem(first), due: "2026-12-01");
        await client.Approve(await client.Begin(await app.ALoan(first, second, await app.AnItem(first), "2027-01-01"))).Is(HttpStatusCode.OK);
        var moving = await client.Begin(Transfers.Acts.Of(first, second, await app.AnItem(first)));
        await client.Approve(moving).Is(HttpStatusCode.OK);
        await client.HandOver(moving).Is(HttpStatusCode.OK);
        var kept = await client.Return((await app.Lent(first, second, await app.AnItem(first))).Act(),
            new { outcome = "retained", transfer = new { kind = "gift", actNumber = Unique("акт"), actDate = "2026-11-20" } })
            .Is(HttpStatusCode.Created);
        // An agreement that has amendments, and ends with something out.
        var ending = $"/agreements/{soon["agreement"]!["id"]}";
        await client.Post($"{ending}/amendments", new
        {
            kind = "change_of_terms", baseVersion = (long)(await client.Read(ending))["version"]!, effectiveFrom = "2027-01-01",
            changes = new { note = "Иначе" }, reason = "Уточнение",
        }, "*").Is(HttpStatusCode.Created);
        await client.Step(ending, new { to = "in_force" }).Is(HttpStatusCode.OK);
        var dispositions = new[] { new { transfer = soon.Id(), how = "return_by", on = "2026-12-01" } };
        await client.Step(ending, new { to = "terminated", on = AgreementsGiven.Today, reason = "Конец", dispositions }).Is(HttpStatusCode.OK);

        // Keys, and what their use leaves behind.
        var key = await client.Post("/keys", new { role = "department", institution = department, region = "KZ-19", expiresAt = "2027-01-01T00:00:00Z" })
            .Is(HttpStatusCode.Created);
        var maker = app.As((string)key["key"]!);
        var made = await maker.Post("/keys", new { role = "department", institution = department }).Is(HttpStatusCode.Created);
        await client.Send(HttpMethod.Delete, $"/keys/{made.Id()}", content: null);
        await foreign.Post($"{whole}/transitions", new { to = "void", reason = "?" }).Refuses(HttpStatusCode.Forbidden);
        foreach (var address in new[] { $"/agreements/{agreement}", whole })
            await foreign.Ask(address).Is(HttpStatusCode.OK);

        // Exports: one that is written, one whose key has ended; webhooks: one that is disabled, one that comes through, one that does not.
        var export = await museum.Post("/exports", new { list = "items", filter = new { holder = first }, format = "csv", compression = "gzip" })
            .Is(HttpStatusCode.Accepted);
        await maker.Post("/exports", new { list = "items", format = "csv" }).Is(HttpStatusCode.Accepted);
        await client.Send(HttpMethod.Delete, $"/keys/{key.Id()}", content: null);
        while (await app.Runner().Round(CancellationToken.None))
        {
            // All that waits is written.
        }
        receiver.Says(HttpStatusCode.ServiceUnavailable);
        var types = new[] { "institution" };
        var webhook = (string)(await museum.Post("/webhooks", new { url = receiver.Url, types, institution = second, description = "Копия" })
            .Is(HttpStatusCode.Created))["webhook"]!["id"]!;
        await client.Patch($"/institutions/{second}", new { kato = "190000000" }, "*").Is(HttpStatusCode.OK);
        await Receiver.Until(async () => (await museum.Walk($"/webhooks/{webhook}/deliveries")).Count == 1, () => "an attempt");
        receiver.Says(HttpStatusCode.Gone);
        var gone = (string)(await museum.Post("/webhooks", new { url = receiver.Url, types }).Is(HttpStatusCode.Created))["webhook"]!["id"]!;
        await client.Patch($"/institutions/{second}", new { kato = "190000001" }, "*").Is(HttpStatusCode.OK);
        await Receiver.Until(async () => (string)(await museum.Ask($"/webhooks/{gone}").Is(HttpStatusCode.OK))["status"]! == "disabled",
            () => "a webhook that is disabled");
        app.Clock.AutoAdvance = NodaTime.Duration.Zero;
        await app.Services.GetRequiredService<Housekeeping>().Round();

        Assert.NotEmpty(institution);
        Assert.NotEmpty(export);
        return new()
        {
            ["listInstitutions"] = [(client, "/institutions")],
            ["listAgreements"] = [(client, "/agreements"), (foreign, "/agreements")],
            ["listAgreementItems"] = [(client, $"/agreements/{agreement}/items")],
            ["listAgreementTransfers"] = [(client, $"/agreements/{agreement}/transfers")],
            ["listTransfers"] = [(client, "/transfers"), (foreign, "/transfers")],
            ["listTransferLines"] = [(client, $"{whole}/lines"), (client, $"{correction}/lines"), (client, $"{kept.Act()}/lines"),
                (client, $"{incomplete.Act()}/lines")],
            ["listItems"] = [(client, "/items"), (foreign, "/items")],
            ["listHoldings"] = [(client, $"/institutions/{first}/holdings"), (client, $"/institutions/{first}/holdings?kind=lent"),
                (client, $"/institutions/{second}/holdings")],
            ["listEvents"] = [(client, "/events")],
            ["listKeys"] = [(client, "/keys")],
            ["listAccesses"] = [(client, "/audit/access?act=denied"), (client, "/audit/access?act=read")],
            ["listExports"] = [(museum, "/exports"), (await app.AKey("department", department, "KZ-19"), "/exports")],
            ["listWebhooks"] = [(museum, "/webhooks")],
            ["listWebhookDeliveries"] = [(museum, $"/webhooks/{webhook}/deliveries"), (museum, $"/webhooks/{gone}/deliveries")],
        };
    }

    static async Task<Table> Csv(HttpClient client, string path)
    {
        using var answer = await client.Ask(path);
        Assert.Equal((path, HttpStatusCode.OK, "text/csv"), (path, answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        return Table.Read(await answer.Content.ReadAsByteArrayAsync());
    }

    static string[] Lines(string text) => text.Split('\r', '\n', '\u2028', '\u2029', '\u0085', '\v', '\f');

    // Where they differ there is a mark in the cell, and a formula's sign begins a line in what is stored.
    static void IsButForGuards(string stored, string cell)
    {
        var at = 0;
        for (var letter = 0; letter < stored.Length; letter++)
        {
            var begins = letter == 0 || "\r\n\u2028\u2029\u0085\v\f".Contains(stored[letter - 1], StringComparison.Ordinal);
            if (begins && Formulas.Contains(stored[letter], StringComparison.Ordinal))
                Assert.Equal((stored, '\''), (stored, cell[at++]));
            Assert.Equal((stored, letter, stored[letter]), (stored, letter, cell[at++]));
        }
        Assert.Equal((stored, cell.Length), (stored, at));
    }

    /// <summary>A file as RFC 4180 has it, and no other: a cell is bare, or all of it is in quotes; each record ends with CRLF.</summary>
    sealed record Table(string Text, IReadOnlyList<string> Header, IReadOnlyList<Row> Rows)
    {
        public static Table Read(byte[] bytes)
        {
            Assert.Equal(Encoding.UTF8.Preamble.ToArray(), bytes[..3]);
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes[3..]);
            var records = new List<List<string>>();
            for (var at = 0; at < text.Length;)
            {
                var record = new List<string> { Cell(text, ref at) };
                for (; text[at] == ','; record.Add(Cell(text, ref at)))
                    at++;
                Assert.Equal("\r\n", text[at..(at + 2)]);
                at += 2;
                records.Add(record);
            }
            return new(text, records[0], [.. records.Skip(1).Select(cells => new Row(records[0], cells))]);
        }

        static string Cell(string text, ref int at)
        {
            var cell = new StringBuilder();
            if (text[at] != '"')
            {
                for (; text[at] is not (',' or '\r' or '\n'); at++)
                {
                    Assert.NotEqual('"', text[at]);
                    cell.Append(text[at]);
                }
                return cell.ToString();
            }
            for (at++; text[at] != '"' || text[at + 1] == '"'; at++)
            {
                cell.Append(text[at]);
                if (text[at] == '"')
                    at++;
            }
            at++;
            return cell.ToString();
        }
    }

    sealed record Row(IReadOnlyList<string> Header, IReadOnlyList<string> Cells)
    {
        public int Count => Cells.Count;

        public string this[string column] => Cells[Place(column)];

        public bool Has(string column) => Place(column) >= 0;

        int Place(string column) => Header is List<string> names ? names.IndexOf(column) : -1;
    }

    /// <summary>In Development, where there are sample keys, its exports written when the test says so.</summary>
    sealed class Registry : ExportTests.Registry
    {
        protected override string Environmental => "Development";
    }
}
