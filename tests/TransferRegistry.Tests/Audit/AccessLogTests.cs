using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Data;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Audit;

/// <summary>Who read what is sealed, and who was refused.</summary>
public sealed class AccessLogTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Every_reading_of_what_is_sealed_is_written_down()
    {
        app.Ticking();
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", first, second, new { visibility = "sealed" });
        var transfer = await app.AsOperator().Post("/transfers", Acts.Of(first, second, await app.AnItem(first), new { agreement = agreement.Id() })).Is(HttpStatusCode.Created);
        var museum = await app.AKey("museum", first);
        var begun = (await Accesses($"resource={agreement.Id()}&institution={first}")).Count;

        string[] ways = ["", "/history", "/versions/1", "/transfers", "/items", "?on=2026-11-23", "/amendments"];
        foreach (var way in ways)
            await museum.Ask(agreement.Path() + way).Is(HttpStatusCode.OK);
        await museum.Ask($"/agreements?party={first}").Is(HttpStatusCode.OK);
        await museum.Ask($"/transfers/{transfer.Id()}").Is(HttpStatusCode.OK);
        await museum.Ask($"/transfers/{transfer.Id()}/lines").Is(HttpStatusCode.OK);

        var read = await Accesses($"resource={agreement.Id()}&institution={first}");
        // The transfers under it are written down by their own ids.
        Assert.Equal(begun + ways.Length, read.Count);
        Assert.All(read, entry => Assert.Equal(("read", "museum", 200), ((string)entry["act"]!, (string)entry["role"]!, (int)entry["status"]!)));
        Assert.Contains(read, entry => (string)entry["path"]! == $"/api/v1{agreement.Path()}/history");
        Assert.Equal(["/transfers", "", "/lines"], (await Accesses($"resource={transfer.Id()}&institution={first}"))
            .Select(entry => ((string)entry["path"]!).Replace($"/api/v1{agreement.Path()}", "", StringComparison.Ordinal).Replace($"/api/v1/transfers/{transfer.Id()}", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_not_sealed_is_read_without_a_trace()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        foreach (var visibility in new[] { "public", "parties" })
        {
            var agreement = await app.AgreementIn("in_force", first, second, new { visibility });
            await (await app.AKey("museum", first)).Ask(agreement.Path()).Is(HttpStatusCode.OK);
            Assert.Empty(await Accesses($"resource={agreement.Id()}"));
        }
    }

    [Fact]
    public async Task A_sealed_event_leaves_a_trace_too()
    {
        var museum = await app.AnInstitution();
        var occasion = await app.AsOperator().Post("/events", new
        {
            kind = "seminar", title = new { ru = "Семинар" }, visibility = "sealed", participants = new[] { new { institution = museum, role = "guest" } },
        }).Is(HttpStatusCode.Created);

        await (await app.AKey("museum", museum)).Ask($"/events/{occasion.Id()}").Is(HttpStatusCode.OK);

        Assert.Single(await Accesses($"resource={occasion.Id()}&institution={museum}"));
    }

    [Fact]
    public async Task Who_is_refused_is_written_down()
    {
        app.Ticking();
        var (first, second, stranger) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var open = await app.AgreementIn("in_force", first, second);
        var hidden = await app.AgreementIn("in_force", first, second, new { visibility = "parties" });
        var made = await app.AsOperator().Post("/keys", new { role = "museum", institution = stranger }).Is(HttpStatusCode.Created);
        var client = app.As((string)made["key"]!);

        var forbidden = await client.Step(open.Path(), new { to = "void", reason = "Так" }).Refuses(HttpStatusCode.Forbidden);
        await client.Ask(hidden.Path()).Refuses(HttpStatusCode.NotFound);
        await client.Ask("/audit/access").Refuses(HttpStatusCode.Forbidden);
        await app.AsOperator().Send(HttpMethod.Delete, $"/keys/{made.Id()}", content: null);
        await client.Ask(open.Path()).Refuses(HttpStatusCode.Unauthorized);

        var denied = await Accesses($"credential={made.Id()}&act=denied");
        Assert.Equal([403, 404, 403, 401], denied.Select(entry => (int)entry["status"]!));
        Assert.Equal(["step.another-side", "record.not-found", "role.may-not", "key.revoked"], denied.Select(entry => (string)entry["code"]!));
        Assert.Equal([open.Id(), hidden.Id(), null, open.Id()], denied.Select(entry => (string?)entry["resourceId"]));
        Assert.Equal((string?)forbidden["traceId"], (string?)denied[0]["requestId"]);
        Assert.Equal(["museum", "museum", "museum", null], denied.Select(entry => (string?)entry["role"]));
    }

    [Fact]
    public async Task Nobody_anonymous_fills_it()
    {
        var before = await Count();
        await app.AsAnybody().Ask($"/agreements/{Guid.NewGuid()}").Refuses(HttpStatusCode.NotFound);
        await app.AsAnybody().Ask("/me").Refuses(HttpStatusCode.Unauthorized);
        await app.As("trk_nobodysone_00000000000000000000000000000000000000").Ask("/me").Refuses(HttpStatusCode.Unauthorized);
        await app.As(Api.Access.RegistryKey.New().Text).Ask("/me").Refuses(HttpStatusCode.Unauthorized);

        Assert.Equal(before, await Count());
    }

    [Fact]
    public async Task An_auditor_asks_it_from_a_moment_to_a_moment()
    {
        await using var own = new RegistryApp();
        var agreement = await own.AgreementIn("in_force", more: new { visibility = "sealed" });
        var auditor = await own.AKey("auditor");
        for (var hour = 0; hour < 4; hour++)
        {
            own.Clock.AdvanceHours(1);
            await auditor.Ask(agreement.Path()).Is(HttpStatusCode.OK);
        }

        var found = await auditor.Walk("/audit/access?from=2026-11-23T08:00:00Z&to=2026-11-23T09:00:00Z&act=read&role=auditor&limit=1");

        Assert.Equal(["2026-11-23T08:00:00.000000Z", "2026-11-23T09:00:00.000000Z"], found.Select(entry => (string)entry["at"]!));
        Assert.Equal("2026-11-23T10:00:00.000000Z", (string?)(await auditor.Walk("/audit/access?sort=-id&act=read&role=auditor"))[0]["at"]);
    }

    [Fact]
    public async Task Nothing_in_it_is_changed_or_removed()
    {
        await app.AgreementIn("in_force", more: new { visibility = "sealed" });
        await using var work = new Work(app.Database, new(app.Clock, NodaTime.DateTimeZone.Utc), Api.Kernel.Caller.Operator, new("a test"), CancellationToken.None);
        foreach (var statement in new[] { "UPDATE access_log SET status = 1", "DELETE FROM access_log" })
        {
            await work.Begin();
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => work.ExecuteUnjournaled(statement));
            await work.DisposeAsync();
        }
    }

    async Task<IReadOnlyList<JsonObject>> Accesses(string filter) => await app.AsOperator().Walk($"/audit/access?{filter}");

    async Task<long> Count()
    {
        await using var db = new Db(app.Database, CancellationToken.None);
        return await db.Count("SELECT COUNT(*) FROM access_log");
    }
}
