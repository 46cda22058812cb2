using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using NodaTime.Text;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;
using TransferRegistry.Tests.Webhooks;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Data;

/// <summary>
/// A machine's clock may be set back. What is written goes on from the journal's last moment; what is judged by the day, and what is due, goes by the clock.
/// </summary>
public sealed class ClockTests
{
    static readonly Duration Day = Duration.FromDays(1);

    [Fact]
    public async Task Records_list_in_the_order_they_were_made_whatever_the_clock_does()
    {
        await using var app = new RegistryApp();
        var (holder, client) = (await app.AnInstitution(), app.AsOperator());
        var made = new List<string>();
        async Task Make(int many)
        {
            for (var i = 0; i < many; i++)
                made.Add((await client.Post("/items", new { heldBy = holder, name = new { ru = $"Предмет {made.Count}" } }).Is(HttpStatusCode.Created)).Id());
        }
        await Make(5);
        var begun = await client.Ask($"/items?holder={holder}&limit=3").Is(HttpStatusCode.OK);
        var early = made[0];

        app.Clock.Advance(-Day);
        await Make(5);
        await client.Patch($"/items/{early}", new { creator = "Мастер" }, "*").Is(HttpStatusCode.OK);
        app.Clock.Advance(-Day);
        await Make(2);
        app.Clock.Advance(3 * Day);
        await Make(2);

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made, (await client.Walk($"/items?holder={holder}&limit=2")).Select(item => item.Id()));
        Assert.Equal(Enumerable.Reverse(made), (await client.Walk($"/items?holder={holder}&sort=-id")).Select(item => item.Id()));
        // A walk that was begun before goes on behind where it was.
        Assert.Equal(made[3..], (await client.Walk((string)begun["links"]!["next"]!)).Select(item => item.Id()));
        var records = await client.Walk($"/items?holder={holder}&limit=500");
        Assert.All(records, item => Assert.True(Moment(item["createdAt"]) <= Moment(item["updatedAt"]), item.ToJsonString()));
        Assert.Equal(made, records.OrderBy(item => Moment(item["createdAt"])).Select(item => item.Id()));
        Assert.True(Moment(records[0]["createdAt"]) < Moment(records[0]["updatedAt"]));
        await Whole(client);
    }

    [Fact]
    public async Task What_is_recorded_without_a_day_is_learnt_by_the_clock_also_where_stamps_run_ahead()
    {
        await using var app = new RegistryApp();
        var (sender, receiver, client) = (await app.AnInstitution(), await app.AnInstitution(), app.AsOperator());
        var item = await app.AnItem(sender);
        app.Clock.Advance(3 * Day);
        await app.AnInstitution();
        app.Clock.Advance(-3 * Day);
        var today = app.Clock.GetCurrentInstant().InUtc().Date.ToString("uuuu-MM-dd", null);

        await app.Recorded(sender, receiver, item, handedOverOn: null);

        Assert.Equal(receiver, await app.HolderOf(item));
        foreach (var path in new[] { $"/items/{item}/custody", $"/items/{item}/custody?on={today}" })
        {
            var custody = await client.Ask(path).Is(HttpStatusCode.OK);
            Assert.Equal((receiver, "certain"), ((string?)custody["currentCustodian"]?["code"], (string?)custody["certainty"]));
        }
        foreach (var on in new[] { "", $"?on={today}" })
            Assert.Equal([item], (await client.Walk($"/institutions/{receiver}/holdings{on}")).Select(held => (string)held["item"]!["id"]!));
    }

    [Fact]
    public async Task A_service_that_is_started_with_the_clock_set_back_goes_on_from_the_journal()
    {
        var database = $"registry_test_{Guid.NewGuid():N}";
        await using var app = new Named(database, isFirst: true);
        var client = app.AsOperator();
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        // Each entry of a unit is a microsecond later: what they reach is beyond the clock.
        var lines = Enumerable.Range(0, 300).Select(number => new { item = new { name = new { ru = $"Предмет {number}" } } });
        await client.Post("/transfers", ATransfer(first, second, new { lines })).Is(HttpStatusCode.Created);
        var before = await client.Ask("/changes?from=start&limit=1000").Is(HttpStatusCode.OK);
        var agreement = await app.AgreementIn("proposed", first, second);

        await using var restarted = new Named(database, isFirst: false);
        restarted.Clock.Reset(app.Clock.GetCurrentInstant() - Day);
        var signed = await restarted.AsOperator().Step(agreement.Path(), new { to = "signed", on = "2026-11-22", party = first }).Is(HttpStatusCode.OK);
        var later = await restarted.AnInstitution();

        Assert.True(Moment(signed["createdAt"]) < Moment(signed["updatedAt"]));
        Assert.Equal([first, second, later], (await restarted.AsOperator().Walk("/institutions?kind=museum"))
            .Select(institution => (string)institution["code"]!));
        // The cursor of before meets what came after, each once and in order.
        var rest = await restarted.AsOperator().Ask($"/changes?limit=1000&cursor={before["cursor"]}").Is(HttpStatusCode.OK);
        Assert.Equal(["agreement.proposed", "agreement.party_signed", "institution.created"],
            rest["items"]!.AsArray().Select(change => (string)change!["type"]!));
        await Whole(restarted.AsOperator());
        // And back: the first has given none of these moments, and the journal has.
        await app.AnInstitution();
        await Whole(client);
    }

    [Fact]
    public async Task What_a_unit_writes_is_recorded_no_earlier_than_it_says_and_read_as_of_then()
    {
        await using var app = new RegistryApp();
        var (code, client) = (await app.AnInstitution(), app.AsOperator());
        app.Clock.Advance(-Day);
        await client.Patch($"/institutions/{code}", new { place = new { ru = "Шамалган" } }, "*").Is(HttpStatusCode.OK);

        var history = (await client.Ask($"/institutions/{code}/history").Is(HttpStatusCode.OK))["items"]!.AsArray();
        var now = await client.Ask($"/institutions/{code}").Is(HttpStatusCode.OK);

        Assert.True(Moment(history[0]!["recordedAt"]) < Moment(now["updatedAt"]));
        Assert.True(Moment(now["updatedAt"]) <= Moment(history[1]!["recordedAt"]));
        foreach (var version in new[] { 1, 2 })
            Assert.Equal(version, (int)(await client.Ask($"/institutions/{code}?asOf={history[version - 1]!["recordedAt"]}")
                .Is(HttpStatusCode.OK))["version"]!);
    }

    [Fact]
    public async Task The_day_that_rules_judge_by_is_the_clocks()
    {
        await using var app = new RegistryApp();
        var agreement = await app.AgreementIn("proposed");
        var party = agreement.Parties()[0];
        app.Clock.Advance(-3 * Day);

        // Three days back it is not signed on a day that has not come, although the journal has seen it.
        await app.AsOperator().Step(agreement.Path(), new { to = "signed", on = AgreementsGiven.Today, party })
            .Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        await app.AsOperator().Step(agreement.Path(), new { to = "signed", on = "2026-11-20", party }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_due_and_what_ends_goes_by_the_clock()
    {
        await using var app = new RegistryApp();
        await using var receiver = await Receiver.Start();
        var client = app.AsOperator();
        await app.AnInstitution();
        app.Clock.Advance(-Day);

        // By the journal's moment this key would have ended already, and this message be due tomorrow.
        var ends = InstantPattern.ExtendedIso.Format(app.Clock.GetCurrentInstant() + Duration.FromHours(1));
        var key = await client.Post("/keys", new { role = "auditor", expiresAt = ends }).Is(HttpStatusCode.Created);
        var webhook = (string)(await client.Post("/webhooks", new { url = receiver.Url, types = new[] { "institution" } })
            .Is(HttpStatusCode.Created))["webhook"]!["id"]!;
        await client.Post($"/webhooks/{webhook}/ping", new { }).Is(HttpStatusCode.Accepted);

        await receiver.Hears(1);
        await app.As((string)key["key"]!).Ask("/me").Is(HttpStatusCode.OK);
        app.Clock.AdvanceHours(1);
        await app.As((string)key["key"]!).Ask("/me").Refuses(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_happened_one_after_the_other_stands_so_in_the_register_of_access()
    {
        await using var app = new RegistryApp();
        var museum = await app.AKey("museum", await app.AnInstitution());
        app.Clock.Advance(-Day);

        // Nothing is written to the journal meanwhile, and the clock stands still.
        var refused = new List<string?>();
        foreach (var _ in Enumerable.Range(0, 20))
            refused.Add((string?)(await museum.Ask("/audit/access").Refuses(HttpStatusCode.Forbidden))["traceId"]);

        Assert.Equal(refused, (await app.AsOperator().Walk("/audit/access?act=denied")).Select(entry => (string?)entry["requestId"]));
    }

    /// <summary>Numbers without gaps, moments that rise, no record created after its entry.</summary>
    static async Task Whole(HttpClient client)
    {
        var entries = (await client.Ask("/changes?from=start&limit=1000&include=record").Is(HttpStatusCode.OK))["items"]!.AsArray()
            .Select(entry => entry!.AsObject()).ToList();
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(number => (long)number), entries.Select(entry => (long)entry["seq"]!));
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(Moment(pair.First["recordedAt"]) < Moment(pair.Second["recordedAt"]),
            $"{pair.Second["seq"]} is not later than the one before"));
        Assert.All(entries.Where(entry => entry["record"]?["updatedAt"] is not null), entry =>
            Assert.True(Moment(entry["record"]!["createdAt"]) <= Moment(entry["record"]!["updatedAt"])
            && Moment(entry["record"]!["updatedAt"]) <= Moment(entry["recordedAt"]), $"{entry["seq"]}: {entry["record"]}"));
    }

    static Instant Moment(JsonNode? text) => InstantPattern.ExtendedIso.Parse((string)text!).Value;

    /// <summary>A service on a database by its name, which is the first one's to make and to remove.</summary>
    sealed class Named : RegistryApp
    {
        readonly bool _isFirst;

        public Named(string database, bool isFirst) => (Name, _isFirst) = (database, isFirst);

        protected override void MakeDatabase()
        {
            if (_isFirst)
                base.MakeDatabase();
        }

        public override async ValueTask DisposeAsync()
        {
            if (_isFirst)
                await base.DisposeAsync();
            else
                await Services.GetRequiredService<IHost>().StopAsync();
        }
    }
}
