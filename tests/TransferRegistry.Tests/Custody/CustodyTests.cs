using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Custody;

/// <summary>Who holds an item, and when, as the acts say; through HTTP.</summary>
public sealed class CustodyTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Custody_passes_on_the_day_of_receipt()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(first);
        var act = await app.PassOn(Acts.Of(first, second, item), "2026-11-10", receivedOn: "2026-11-12");

        var custody = await Custody(item);
        Assert.Equal([first, second], Holders(custody));
        Assert.Equal("2026-11-12", (string?)custody["chain"]![0]!["until"]!["edtf"]);
        Assert.Equal("2026-11-12", (string?)custody["chain"]![1]!["from"]!["edtf"]);
        Assert.Equal((string?)act["registryNumber"], (string?)custody["chain"]![1]!["by"]!["transfer"]!["registryNumber"]);
        Assert.Equal((first, "certain"), await On(item, "2026-11-11"));
        Assert.Equal((second, "certain"), await On(item, "2026-11-12"));
        Assert.Equal((first, "certain"), await On(item, "1990-01-01"));
        Assert.Equal((second, second, second), Parts(custody));
    }

    [Fact]
    public async Task An_act_recorded_late_finds_its_place_among_the_others()
    {
        var (a, b, c) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(a);
        Assert.Contains("custody.gap", (await app.Recorded(b, c, item, "2015")).Warnings());
        Assert.True((bool)(await Custody(item))["chain"]![1]!["gap"]!);

        Assert.DoesNotContain("custody.gap", (await app.Recorded(a, b, item, "2010")).Warnings());

        var custody = await Custody(item);
        Assert.Equal([a, b, c], Holders(custody));
        Assert.All(custody["chain"]!.AsArray(), interval => Assert.Null(interval!["gap"]));
        Assert.Equal((b, "certain"), await On(item, "2012-06-01"));
    }

    [Fact]
    public async Task Within_an_undecided_span_the_last_that_may_be_is_told_with_the_others()
    {
        var (a, b) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(a);
        var act = await app.Recorded(a, b, item, "2015");

        var inside = await _operator.Ask($"/items/{item}/custody?on=2015-06-01").Is(HttpStatusCode.OK);
        Assert.Equal((b, "possible"), ((string?)inside["currentCustodian"]!["code"], (string?)inside["certainty"]));
        Assert.Equal(a, (string?)Assert.Single(inside["alternatives"]!.AsArray())!["custodian"]!["code"]);
        Assert.Equal((a, "certain"), await On(item, "2014-12-31"));
        Assert.Equal((b, "certain"), await On(item, "2015-12-31"));

        var held = Assert.Single(await _operator.Walk($"/institutions/{b}/holdings?on=2015-06-01"));
        Assert.Equal("possible", (string?)held["certainty"]);
        Assert.Equal("certain", (string?)Assert.Single(await _operator.Walk($"/institutions/{b}/holdings"))["certainty"]);
        Assert.Equal(act.Item(), (string?)held["item"]!["id"]);
    }

    [Fact]
    public async Task A_vague_act_that_contradicts_dated_ones_is_not_where_an_item_is()
    {
        var (a, b, d) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(a);
        await app.PassOn(Acts.Of(a, b, item), "2026-11-10");
        await app.Recorded(a, d, item, "XXXX-02-28");

        var now = await Custody(item);
        Assert.Equal((b, "possible"), ((string?)now["currentCustodian"]!["code"], (string?)now["certainty"]));
        Assert.Equal(d, (string?)Assert.Single(now["alternatives"]!.AsArray())!["custodian"]!["code"]);
        Assert.Equal(b, await app.HolderOf(item));
        Assert.Empty(await _operator.Walk($"/institutions/{d}/holdings"));
        // And nobody hands on what it has by such an act alone.
        var path = await _operator.Begin(await app.ALoan(d, a, item, "2027-03-01"));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        (await _operator.HandOver(path, "2026-11-20").Refuses(HttpStatusCode.Conflict, "custody.not-held")).Names("C1", b);
    }

    [Theory]
    [InlineData("certain", "2010-05-05")]
    [InlineData("certain", "2010-05-05", "2026-11-23")]
    [InlineData("certain", "2010-05-05", "2026-11-24")]
    [InlineData("possible", "2010-05-05", "2026-11")]
    [InlineData("possible", "2026")]
    [InlineData("possible", "2010-05-05", "0>XXXX-02-28")]
    [InlineData("possible", "2010-05-05", "0>")]
    [InlineData("possible", "2010-05-05", "0>0001/..")]
    [InlineData("possible", "2010-05-05", "0>0001/2026")]
    [InlineData("possible", "2010-05-05", "2015-03-03", "4>XXXX-02-28")]
    [InlineData("certain", "2010-05-05", "0>0001")]
    [InlineData("certain", "0>XXXX-02-28", "2026-11-24")]
    [InlineData("possible", "2015", "0>2015")]
    public async Task An_item_is_where_it_is_as_certainly_whichever_way_it_is_asked(string certainty, params string[] acts)
    {
        var museums = new List<string>();
        for (var i = 0; i < 6; i++)
            museums.Add(await app.AnInstitution());
        var item = await app.AnItem(museums[0]);
        // Each from where the last has put it, unless it says from which museum.
        foreach (var (index, act) in acts.Index())
        {
            var from = act.Contains('>', StringComparison.Ordinal) ? museums[act[0] - '0'] : museums[index];
            var on = act.Split('>')[^1];
            await app.Recorded(from, museums[index + 1], item, on.Length == 0 ? null : on);
        }

        var record = await Item(item);
        var holder = (string)record["currentCustodian"]!["code"]!;
        var today = acts[^1].EndsWith("2026-11-24", StringComparison.Ordinal) ? "2026-11-24" : "2026-11-23";
        var (now, onToday) = (await Custody(item), await _operator.Ask($"/items/{item}/custody?on={today}").Is(HttpStatusCode.OK));
        var told = new (string, string?, string?)[]
        {
            ("the item", holder, (string?)record["certainty"]),
            ("its custody", (string?)now["currentCustodian"]!["code"], (string?)now["certainty"]),
            ("its custody today", (string?)onToday["currentCustodian"]!["code"], (string?)onToday["certainty"]),
            ("the list by holder", holder, (string?)Assert.Single(await _operator.Walk($"/items?holder={holder}"))["certainty"]),
            ("holdings", holder, (string?)Assert.Single(await _operator.Walk($"/institutions/{holder}/holdings"))["certainty"]),
            ("holdings today", holder, (string?)Assert.Single(await _operator.Walk($"/institutions/{holder}/holdings?on={today}"))["certainty"]),
        };

        Assert.Equal(told.Select(way => ((string, string?, string?))(way.Item1, holder, certainty)), told);
        Assert.Equal(onToday["alternatives"]?.ToJsonString(), now["alternatives"]?.ToJsonString());
    }

    [Fact]
    public async Task A_loan_moves_the_custodian_alone_and_management_leaves_the_owner()
    {
        var (owner, manager, borrower) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner, new { identifiers = Numbers("kp", "inv", "special_inv", "nvf", "other") });

        await app.PassOn(await app.ALoan(owner, borrower, item, "2026-12-31"), "2026-11-01");
        Assert.Equal((owner, owner, borrower), Parts(await Custody(item)));
        Assert.Equal("on_loan", await app.StateOf(item));
        Assert.All((await Item(item))["identifiers"]!.AsArray(), number => Assert.Null(number!["to"]));

        var managed = await app.AnItem(owner, new { identifiers = Numbers("kp", "inv", "special_inv", "nvf", "other", "state_catalogue") });
        await app.PassOn(Acts.Of(owner, manager, managed, new { legalEffect = "operational_management" }), "2026-11-01");
        Assert.Equal((owner, manager, manager), Parts(await Custody(managed)));
        Assert.Equal(["2026-11-01", "2026-11-01", "2026-11-01", "2026-11-01", null, null], (await Item(managed))["identifiers"]!.AsArray()
            .Select(number => (string?)number!["to"]?["edtf"]));
    }

    [Fact]
    public async Task Of_an_act_of_unknown_effect_owner_and_normal_custodian_are_unknown()
    {
        var (a, b) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(a);
        await app.Recorded(a, b, item, "2015", new { kind = "unknown" });

        var custody = await Custody(item);
        Assert.Equal((null, null, b), Parts(custody));
        Assert.Null(Assert.Single(await _operator.Walk($"/institutions/{b}/holdings"))["custody"]);
        Assert.Empty(await _operator.Walk($"/institutions/{b}/holdings?kind=borrowed"));
        Assert.Empty(await _operator.Walk($"/institutions/{b}/holdings?kind=own"));
    }

    [Fact]
    public async Task Holdings_tell_own_borrowed_and_lent_now_and_on_a_day()
    {
        var (owner, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var (kept, lent) = (await app.AnItem(owner), await app.AnItem(owner));
        await app.PassOn(await app.ALoan(owner, borrower, lent, "2026-12-31"), "2026-11-05");

        async Task<IEnumerable<string>> Held(string whose, string query) =>
            (await _operator.Walk($"/institutions/{whose}/holdings?{query}")).Select(held => $"{(string?)held["custody"]} {(string?)held["item"]!["id"]}")
                .Order();

        Assert.Equal([$"own {kept}"], await Held(owner, "kind=own"));
        Assert.Equal([$"own {kept}"], await Held(owner, "count=true"));
        Assert.Equal([$"lent {lent}"], await Held(owner, "kind=lent"));
        Assert.Equal([$"borrowed {lent}"], await Held(borrower, "kind=borrowed"));
        Assert.Empty(await Held(borrower, "kind=own"));
        Assert.Equal(new[] { $"own {kept}", $"own {lent}" }.Order(), await Held(owner, "on=2026-11-04"));
        Assert.Empty(await Held(owner, "kind=lent&on=2026-11-04"));
        Assert.Empty(await Held(borrower, "on=2026-11-04"));
        var loan = Assert.Single(await _operator.Walk($"/institutions/{owner}/holdings?kind=lent"));
        Assert.Equal(("2026-12-31", borrower, "2026-11-05"), ((string?)loan["dueBackOn"], (string?)loan["custodian"]!["code"],
            (string?)loan["since"]!["edtf"]));
    }

    [Fact]
    public async Task An_approved_new_item_is_its_senders_and_reserved()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var draft = await _operator.Post("/transfers", Given.ATransfer(from, to)).Is(HttpStatusCode.Created);
        Assert.Null((await Item(draft.Item()))["currentCustodian"]);
        await _operator.Ask($"/items/{draft.Item()}/custody").Refuses(HttpStatusCode.NotFound);

        await _operator.Approve($"/transfers/{draft.Id()}").Is(HttpStatusCode.OK);

        Assert.Equal((from, "reserved"), (await app.HolderOf(draft.Item()), await app.StateOf(draft.Item())));
        Assert.Equal(from, Assert.Single(Holders(await Custody(draft.Item()))));
        Assert.Single(await _operator.Walk($"/institutions/{from}/holdings"));
    }

    [Fact]
    public async Task The_ledger_is_what_the_acts_say()
    {
        var museums = new List<string>();
        for (var i = 0; i < 4; i++)
            museums.Add(await app.AnInstitution());
        for (var i = 0; i < 8; i++)
        {
            var item = await app.AnItem(museums[0]);
            foreach (var (from, to, on) in new[] { (0, 1, "2001"), (1, 2, "2004-05"), (0, 3, "XXXX-02-28"), (2, 3, null), (3, 0, "2004/2006"),
                (1, 3, "0001/2026"), (3, 1, "2026") }.Take(i))
                await app.Recorded(museums[from], museums[to], item, on, i % 2 == 0 ? null : new { kind = "unknown" });
        }
        await app.PassOn(Acts.Of(museums[0], museums[1], await app.AnItem(museums[0])));
        var voided = await app.Recorded(museums[0], museums[2], await app.AnItem(museums[0]), "2003");
        await _operator.Step($"/transfers/{voided.Id()}", new { to = "void", reason = "Ошибка" }).Is(HttpStatusCode.OK);

        await using var scope = app.Services.CreateAsyncScope();
        await using var connection = await app.Database.Open(CancellationToken.None);
        var rows = (await connection.QueryAsync<Row>("""
            SELECT item_id AS Item, position AS Position, owner_id AS Owner, normal_custodian_id AS Normal, custodian_id AS Custodian, since AS Since,
                since_earliest AS SinceEarliest, since_latest AS SinceLatest, until_earliest AS UntilEarliest,
                transfer_id AS TransferId, ended_by_id AS EndedBy, is_gap AS Gap
            FROM custody_intervals
            """)).ToLookup(row => row.Item);
        var items = (await connection.QueryAsync<Guid>("SELECT id FROM items WHERE standing = 'registered'")).ToList();
        var work = new Work(app.Database, scope.ServiceProvider.GetRequiredService<RegistryTime>(), Caller.Operator, new RequestId("a look"),
            CancellationToken.None);
        await using (work)
        {
            var chains = await new CustodyLedger(work, scope.ServiceProvider.GetRequiredService<RegistryTime>()).Chains(items);
            Assert.True(items.Count >= 8);
            foreach (var item in items)
                Assert.Equal(chains[item].Intervals.Select(Row.Of), rows[item].OrderBy(row => row.Position).Select(row => row with { Item = Guid.Empty }));
        }
    }

    sealed record Row
    {
        public Guid Item { get; init; }
        public long Position { get; init; }
        public Guid? Owner { get; init; }
        public Guid? Normal { get; init; }
        public Guid Custodian { get; init; }
        public string? Since { get; init; }
        public NodaTime.LocalDate? SinceEarliest { get; init; }
        public NodaTime.LocalDate? SinceLatest { get; init; }
        public NodaTime.LocalDate? UntilEarliest { get; init; }
        public Guid? TransferId { get; init; }
        public Guid? EndedBy { get; init; }
        public bool Gap { get; init; }

        public static Row Of(Interval interval) => new()
        {
            Position = interval.Position, Owner = interval.Holding.Owner, Normal = interval.Holding.NormalCustodian,
            Custodian = interval.Holding.Custodian, Since = interval.Since?.Text,
            SinceEarliest = interval.SinceEarliest, SinceLatest = interval.SinceLatest, UntilEarliest = interval.UntilEarliest, TransferId = interval.By,
            EndedBy = interval.EndedBy, Gap = interval.Gap,
        };
    }

    Task<JsonObject> Custody(string item) => _operator.Ask($"/items/{item}/custody").Is(HttpStatusCode.OK);

    Task<JsonObject> Item(string item) => _operator.Ask($"/items/{item}").Is(HttpStatusCode.OK);

    async Task<(string?, string?)> On(string item, string day)
    {
        var answer = await _operator.Ask($"/items/{item}/custody?on={day}").Is(HttpStatusCode.OK);
        return ((string?)answer["currentCustodian"]!["code"], (string?)answer["certainty"]);
    }

    static IEnumerable<string?> Holders(JsonObject custody) => custody["chain"]!.AsArray().Select(interval => (string?)interval!["custodian"]!["code"]);

    static (string?, string?, string?) Parts(JsonObject custody) =>
        ((string?)custody["owner"]?["code"], (string?)custody["normalCustodian"]?["code"], (string?)custody["currentCustodian"]?["code"]);

    static object[] Numbers(params string[] schemes) => [.. schemes.Select(scheme => new { scheme, value = Given.Unique(scheme) })];

    [Fact]
    public async Task Holdings_on_an_undecided_day_list_an_item_once()
    {
        var (owner, other) = (await app.AnInstitution(), await app.AnInstitution());
        var items = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            items.Add(await app.AnItem(owner));
            await app.Recorded(owner, other, items[i], "2015", new { kind = "temporary_use", purpose = "exhibition" });
            await app.Recorded(other, owner, items[i], "2015", new { kind = "return" });
            await app.Recorded(owner, other, items[i], "2015");
        }

        foreach (var kind in new[] { "", "&kind=own" })
            foreach (var limit in new[] { 1, 2, 50 })
                Assert.Equal(items.Order(), (await _operator.Walk($"/institutions/{other}/holdings?on=2015-06-01&limit={limit}{kind}"))
                    .Select(held => (string?)held["item"]!["id"]));
        Assert.Empty(await _operator.Walk($"/institutions/{owner}/holdings?on=2015-06-01"));
    }
}
