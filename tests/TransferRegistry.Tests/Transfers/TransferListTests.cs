using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Tests.Transfers;

/// <summary>Finding acts: every filter of the list, the lines page by page, the whole items on demand.</summary>
public sealed class TransferListTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Acts_are_found_by_every_filter()
    {
        var (north, south) = (await app.AnInstitution(region: "KZ-59"), await app.AnInstitution(region: "KZ-61"));
        var item = await app.AnItem(north, new { identifiers = new[] { new { scheme = "inv", value = "ИНВ-77" } } });
        var loan = await app.PassOn(await app.ALoan(north, south, item, "2026-12-01", new { externalRef = "займ-1" }), "2026-11-02");
        var recorded = await app.Recorded(south, north, await app.AnItem(south), "2019-03", new { note = "Жәдігер по газете" });
        var coming = await _operator.Begin(Acts.Of(south, north, await app.AnItem(south)));
        await _operator.Approve(coming).Is(HttpStatusCode.OK);
        await _operator.HandOver(coming, "2026-11-20").Is(HttpStatusCode.OK);
        var underWay = coming.Split('/')[2];

        async Task Finds(string filter, params string[] ids) =>
            Assert.Equal(ids.Order(), (await _operator.Walk($"/transfers?institution={north}&{filter}")).Select(transfer => transfer.Id()).Order());

        await Finds("count=true", loan.Id(), recorded.Id(), underWay);
        await Finds($"from={north}", loan.Id());
        await Finds($"to={north}", recorded.Id(), underWay);
        await Finds("kind=temporary_use", loan.Id());
        await Finds("status=in_transit", underWay);
        await Finds("region=KZ-61", loan.Id(), recorded.Id(), underWay);
        await Finds("region=KZ-75");
        await Finds("inventoryNumber=ИНВ-77", loan.Id());
        await Finds($"item={item}", loan.Id());
        await Finds($"agreement={loan["agreement"]!["id"]}", loan.Id());
        await Finds("unacknowledged=true", recorded.Id(), underWay);
        await Finds("unacknowledged=false", loan.Id());
        await Finds("evidence=press", recorded.Id());
        await Finds("externalRef=займ-1", loan.Id());
        await Finds($"registryNumber={Uri.EscapeDataString((string)recorded["registryNumber"]!)}", recorded.Id());
        await Finds("dueBefore=2026-12-02", loan.Id());
        await Finds("dueBefore=2026-12-01");
        await Finds("q=жадигер", recorded.Id());
        await Finds("handedOverFrom=2019-03-10&handedOverTo=2019-03-20", recorded.Id());
        await Finds("handedOverFrom=2019-03-10&handedOverTo=2019-03-20&match=certain");
        await Finds("handedOverFrom=2019-03-01&handedOverTo=2019-03-31&match=certain", recorded.Id());
        await Finds("handedOverFrom=2026-11-02&handedOverTo=2026-11-02", loan.Id());
        await Finds("overdue=true");
        app.Clock.AdvanceDays(9);
        await Finds("overdue=true", loan.Id());
        await Finds("overdue=false", recorded.Id(), underWay);
        app.Clock.AdvanceDays(-9);
        Assert.All(await _operator.Walk($"/transfers?institution={north}"), transfer => Assert.Null(transfer["lines"]));
    }

    [Fact]
    public async Task Acts_are_found_by_the_day_custody_passed()
    {
        var (giver, taker) = (await app.AnInstitution(), await app.AnInstitution());
        async Task<JsonObject> Known(object days) => await app.Recorded(giver, taker, await app.AnItem(giver), handedOverOn: null, days);
        var received = await Known(new { receivedOn = "1989-05" });
        var handedOver = await Known(new { handedOverOn = "1989" });
        var both = await Known(new { handedOverOn = "1988-12-30", receivedOn = "1989-01-02" });
        var yearless = await Known(new { receivedOn = "XXXX-02-28" });
        var decade = await Known(new { receivedOn = "198X-05-17" });
        var next = await Known(new { handedOverOn = "1989-12-30", receivedOn = "1990-01-02" });
        await Known(new { });
        var voided = await Known(new { receivedOn = "1989-05-05" });
        await _operator.Step(voided.Act(), new { to = "void", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        var passed = await app.PassOn(Acts.Of(giver, taker, await app.AnItem(giver)), "2026-11-01", receivedOn: "2026-11-03");
        await _operator.Correct(passed.Act(), new { outcome = "damaged" }, "2026-11-05").Is(HttpStatusCode.Created);
        var underWay = await _operator.Begin(Acts.Of(giver, taker, await app.AnItem(giver)));
        await _operator.Approve(underWay).Is(HttpStatusCode.OK);
        await _operator.HandOver(underWay, "2026-11-03").Is(HttpStatusCode.OK);

        async Task Finds(string filter, params JsonObject[] acts)
        {
            foreach (var side in new[] { $"institution={giver}", $"from={giver}" })
                Assert.Equal(acts.Select(act => act.Id()).Order(), (await _operator.Walk($"/transfers?{side}&{filter}"))
                    .Select(transfer => transfer.Id()).Order());
        }

        await Finds("movedFrom=1989-01-01&movedTo=1989-12-31", received, handedOver, both, yearless, decade);
        await Finds("movedFrom=1989-01-01&movedTo=1989-12-31&match=certain", received, handedOver, both);
        await Finds("movedFrom=1989-05-17&movedTo=1989-05-17", received, handedOver, decade);
        await Finds("movedFrom=1989-05-17&movedTo=1989-05-17&match=certain");
        await Finds("movedTo=1989-01-02&match=certain", both);
        await Finds("movedFrom=2026-11-03&movedTo=2026-11-05", passed);
        await Finds("movedFrom=2026-11-01&movedTo=2026-11-02");
        // The day of the hand-over is asked for as before, and beside it.
        await Finds("handedOverFrom=2026-11-01&handedOverTo=2026-11-02", passed);
        await Finds("handedOverFrom=1989-01-01&handedOverTo=1989-12-31&movedFrom=1990-01-01&movedTo=1990-12-31", next);
        var filter = new { movedFrom = "1989-01-01", movedTo = "1989-12-31", match = "certain" };
        await _operator.Post("/exports", new { list = "transfers", filter, format = "csv" }).Is(HttpStatusCode.Accepted);
        await _operator.Ask("/transfers?movedFrom=1989").Refuses(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_migration_fills_the_day_custody_passed_as_the_service_does()
    {
        var (giver, taker) = (await app.AnInstitution(), await app.AnInstitution());
        foreach (var day in new[]
        {
            null, "1989", "1989-05", "1989-02-XX", "1989-XX", "1989-05-17", "198X", "19XX", "198X-02-28", "200X-02-29", "XXXX-02-28", "XXXX-02-XX",
                "XXXX-04-XX", "XXXX-12-31?", "XXXX-01-XX",
            "1989-21", "1989-24", "1988/1989-06", "1989-02-01/..", "../1989", "1989?", "1989-05~", "1989-05-17%", "1988?/1989",
        })
            foreach (var member in new[] { "handedOverOn", "receivedOn" })
                await app.Recorded(giver, taker, await app.AnItem(giver), handedOverOn: null, new JsonObject { [member] = day });
        await app.PassOn(Acts.Of(giver, taker, await app.AnItem(giver)), "2026-11-01", receivedOn: "2026-11-03");
        await _operator.Begin(Acts.Of(giver, taker, await app.AnItem(giver), new { handedOverOn = "2026-11-01" }));
        await using var connection = await app.Database.Open(CancellationToken.None);
        async Task<IReadOnlyList<string>> Days() => [.. (await connection.QueryAsync("""
            SELECT id, moved_earliest AS a, moved_latest AS b, moved_day_from AS c, moved_day_to AS d, moved_qualified AS e FROM transfers ORDER BY id
            """)).Select(row => $"{row.id} {row.a} {row.b} {row.c} {row.d} {row.e}")];
        var script = Migrator.Scripts(app.Database.Dialect).Single(script => script.Name.Contains("0023", StringComparison.Ordinal)).Contents;
        var written = await Days();

        await connection.ExecuteAsync("""
            UPDATE transfers SET moved_earliest = NULL, moved_latest = NULL, moved_day_from = NULL, moved_day_to = NULL, moved_qualified = NULL
            """);
        Assert.NotEqual(written, await Days());
        await connection.ExecuteAsync(script[script.IndexOf("UPDATE transfers", StringComparison.Ordinal)..]);

        Assert.Equal(written, await Days());
    }

    [SkippableFact]
    public async Task A_list_by_the_day_custody_passed_is_walked_in_its_own_index()
    {
        Skip.If(RegistryApp.SqlServer is not null, "A server plans by the rows it has.");
        await using var connection = await app.Database.Open(CancellationToken.None);

        var parameters = new Dictionary<string, object?> { ["After"] = "", ["Limit"] = 50 };
        DateSql.Range(parameters, "Moved", from: null, to: null);

        foreach (var condition in new[] { "moved possible", "moved certain" })
        {
            Assert.Equal("SCAN transfer USING INDEX ix_transfers_moved", await Plan(condition, continued: false));
            Assert.Equal("SEARCH transfer USING INDEX ix_transfers_moved (id>?)", await Plan(condition, continued: true));
        }

        async Task<string> Plan(string condition, bool continued) => (string)Assert.Single(await connection.QueryAsync(
            $"EXPLAIN QUERY PLAN {TransferSql.List.Page([condition], descending: false, continued).Sqlite}", parameters)).detail;
    }

    [Fact]
    public async Task What_waits_for_me_waits_for_my_department_too()
    {
        var department = await app.AnInstitution("culture_department");
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution(supervisedBy: department));
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from)));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        await _operator.HandOver(path).Is(HttpStatusCode.OK);

        Assert.Single(await (await app.AKey("museum", to)).Walk("/transfers?awaiting=me"));
        Assert.Single(await (await app.AKey("department", department)).Walk("/transfers?awaiting=me"));
        Assert.Empty(await (await app.AKey("museum", from)).Walk("/transfers?awaiting=me"));
    }

    [Fact]
    public async Task Lines_come_page_by_page_each_once()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var lines = Enumerable.Range(1, 45).Select(line => new { line, item = new { name = new { ru = $"Предмет {line}" } }, note = $"{line}" }).ToArray();
        var posted = await _operator.Post("/transfers", Given.ATransfer(from, to, new { lines })).Is(HttpStatusCode.Created);

        foreach (var sort in new[] { "id", "-id" })
        {
            var walked = await _operator.Walk($"/transfers/{posted.Id()}/lines?limit=7&sort={sort}");
            Assert.Equal(Enumerable.Range(1, 45), walked.Select(line => (int)line["line"]!).Order());
            Assert.All(walked, line => Assert.Equal($"Предмет {line["line"]}", (string?)line["item"]!["name"]!["ru"]));
        }
        Assert.Equal(45, (int)(await _operator.Ask($"/transfers/{posted.Id()}/lines?limit=1&count=true").Is(HttpStatusCode.OK))["page"]!["totalCount"]!);
        await (await app.AKey("museum", to)).Ask($"/transfers/{posted.Id()}/lines").Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task With_expand_a_line_has_its_whole_item()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from, new { creator = "Неизвестный мастер" });
        var passed = await app.PassOn(Acts.Of(from, to, item));

        var plain = await _operator.Ask($"/transfers/{passed.Id()}").Is(HttpStatusCode.OK);
        var whole = await _operator.Ask($"/transfers/{passed.Id()}?expand=items").Is(HttpStatusCode.OK);

        Assert.Equal(["href", "id", "kind", "name", "registryNumber"], plain["lines"]![0]!["item"]!.AsObject().Select(member => member.Key).Order());
        Assert.Equal("Неизвестный мастер", (string?)whole["lines"]![0]!["item"]!["creator"]);
        Assert.Equal(to, (string?)whole["lines"]![0]!["item"]!["currentCustodian"]!["code"]);
        await _operator.Ask($"/transfers/{passed.Id()}?expand=lines").Refuses(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_line_names_its_item_by_any_of_its_names()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var items = new List<string>();
        foreach (var value in new[] { "1", "2", "3", "4" })
            items.Add(await app.AnItem(from, new
            {
                identifiers = new object[] { new { scheme = "kp", value },
                new { scheme = "state_catalogue", value = Given.Unique("ГК") } }
            }));
        var third = await _operator.Ask($"/items/{items[2]}").Is(HttpStatusCode.OK);
        var fourth = await _operator.Ask($"/items/{items[3]}").Is(HttpStatusCode.OK);

        var posted = await _operator.Post("/transfers", Given.ATransfer(from, to, new
        {
            lines = new object[]
            {
                new { item = items[0] }, new { item = new { institution = from, scheme = "kp", value = "2" } },
                    new { item = new { registryNumber = (string)third["registryNumber"]! } },
                new { item = new { scheme = "state_catalogue", value = (string)fourth["identifiers"]![1]!["value"]! } },
                    new { lot = new { description = new { ru = "Предметы" } } },
            },
        })).Is(HttpStatusCode.Created);

        Assert.Equal(items, Enumerable.Range(0, 4).Select(line => posted.Item(line)));
        Assert.Equal("lot", (string?)posted["lines"]![4]!["item"]!["kind"]);
        Assert.Equal("unknown", (string?)posted["lines"]![4]!["quantityStatus"]);
        var twice = await _operator.Post("/transfers", Given.ATransfer(from, to, new
        {
            lines = new object[] { new { item = items[0] }, new { item = new { institution = from, scheme = "kp", value = "1" } },
                new { item = items[1], lot = new { description = new { ru = "?" } } }, new { quantity = 1 } },
        })).Refuses(HttpStatusCode.UnprocessableEntity, "transfer.item-twice");
        Assert.Equal(["/lines/2", "/lines/3", "/lines/1/item"], twice.Pointers());
        await _operator.Post("/transfers", Given.ATransfer(from, to,
            new { lines = new object[] { new { item = new { institution = to, scheme = "kp", value = "1" } } } }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
    }
}
