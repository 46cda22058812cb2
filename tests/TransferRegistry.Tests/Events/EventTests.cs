using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Events;

/// <summary>Events: who took part, what they have to do with, who sees them, when they were.</summary>
public sealed class EventTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator => app.AsOperator();

    [Fact]
    public async Task A_participant_is_an_institution_or_a_group_never_both_or_neither()
    {
        var museum = await app.AnInstitution();
        var taken = await Post(new
        {
            participants = new object[] { new { institution = museum, role = "host" }, new { label = new { ru = "Жители села" }, role = "guest" } },
        }).Is(HttpStatusCode.Created);

        var problem = await Post(new
        {
            participants = new object[]
            {
                new { institution = museum, label = new { ru = "Жители" }, role = "host" }, new { role = "guest" },
                new { institution = "no-such", role = "guest" },
            },
        }).Refuses(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(museum, (string?)taken["participants"]![0]!["institution"]!["code"]);
        Assert.Equal("Жители села", (string?)taken["participants"]![1]!["label"]!["ru"]);
        Assert.Equal(["/participants/0", "/participants/1", "/participants/2/institution"], problem.Pointers());
    }

    [Fact]
    public async Task An_event_leads_to_agreements_and_transfers_and_is_found_by_them()
    {
        var agreement = await app.AgreementIn("recorded");
        var (from, to) = (agreement.Parties()[0], agreement.Parties()[1]);
        var transfer = await Operator.Post("/transfers", ATransfer(from, to, new { initialStatus = "recorded", evidence = "press" }))
            .Is(HttpStatusCode.Created);
        var occasion = await Post(new
        {
            kind = "signing_ceremony", agreements = new[] { (string)agreement["registryNumber"]! }, transfers = new[] { transfer.Id() },
            participants = new[] { new { institution = from, role = "host" } },
        }).Is(HttpStatusCode.Created);

        foreach (var query in new[] { $"agreement={agreement.Id()}", $"transfer={transfer.Id()}", $"institution={from}",
            $"kind=signing_ceremony&institution={from}" })
            Assert.Equal((query, occasion.Id()), (query, string.Join(' ', await Ids(query))));
        Assert.Empty(await Ids($"institution={to}"));
        Assert.Equal(agreement.Id(), (string?)occasion["agreements"]![0]!["id"]);
        await Post(new { agreements = new[] { Guid.NewGuid().ToString() } }).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");

        var changed = await Change(occasion, new { agreements = (object?)null, programme = new { ru = "Подписание" } }).Is(HttpStatusCode.OK);
        Assert.False(changed.ContainsKey("agreements"));
        Assert.Empty(await Ids($"agreement={agreement.Id()}"));
    }

    [Theory]
    [InlineData("XXXX-02-28", "2018-02-28", "2018-02-28", true, false)]
    [InlineData("2018-02", "2018-02-01", "2018-02-28", true, true)]
    [InlineData("2030", "2030-01-01", "2030-12-31", true, true)]
    [InlineData("2019-22", "2019-06-01", "2019-08-31", true, true)]
    [InlineData(null, "1900-01-01", "2100-01-01", false, false)]
    public async Task An_event_is_found_by_its_day(string? date, string from, string to, bool possible, bool certain)
    {
        var occasion = await Post(new { date }).Is(HttpStatusCode.Created);

        Assert.Equal(possible, (await Ids($"dateFrom={from}&dateTo={to}")).Contains(occasion.Id()));
        Assert.Equal(certain, (await Ids($"dateFrom={from}&dateTo={to}&match=certain")).Contains(occasion.Id()));
    }

    [Fact]
    public async Task A_hidden_event_is_seen_by_who_took_part_and_who_posted_it()
    {
        var department = await app.AnInstitution("culture_department");
        var (host, guest, stranger) = (await app.AnInstitution(), await app.AnInstitution(supervisedBy: department), await app.AnInstitution());
        var poster = await app.AKey("museum", host);
        var occasion = await poster.Post("/events", AnEvent(new
        {
            visibility = "parties",
            participants = new[] { new { institution = guest, role = "guest" } }
        })).Is(HttpStatusCode.Created);
        var (other, anonymous) = (await app.AKey("museum", stranger), app.AsAnybody());
        var readers = new[] { poster, await app.AKey("museum", guest), await app.AKey("department", department), await app.AKey("auditor"), Operator };

        foreach (var client in readers)
            await client.Ask($"/events/{occasion.Id()}").Is(HttpStatusCode.OK);
        foreach (var client in new[] { other, anonymous })
        {
            await client.Ask($"/events/{occasion.Id()}").Refuses(HttpStatusCode.NotFound);
            await client.Ask($"/events/{occasion.Id()}/history").Refuses(HttpStatusCode.NotFound);
            Assert.DoesNotContain(occasion.Id(), (await client.Walk("/events")).Select(found => found.Id()));
        }
        var hidden = app.Clock.GetCurrentInstant();
        app.Clock.AdvanceMinutes(10);
        await poster.Patch($"/events/{occasion.Id()}", new { visibility = "public" }, await poster.Tag($"/events/{occasion.Id()}")).Is(HttpStatusCode.OK);

        foreach (var client in new[] { other, anonymous })
        {
            await client.Ask($"/events/{occasion.Id()}").Is(HttpStatusCode.OK);
            await client.Ask($"/events/{occasion.Id()}/versions/1").Refuses(HttpStatusCode.NotFound);
            await client.Ask($"/events/{occasion.Id()}?asOf={hidden.Plus(NodaTime.Duration.FromMinutes(5))}").Refuses(HttpStatusCode.NotFound);
            Assert.Equal(2, (long)Assert.Single((await client.Ask($"/events/{occasion.Id()}/history").Is(HttpStatusCode.OK))["items"]!.AsArray())!["version"]!);
        }
        Assert.Equal(2, (await poster.Ask($"/events/{occasion.Id()}/history").Is(HttpStatusCode.OK))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_event_is_changed_by_who_posted_it()
    {
        var (host, guest) = (await app.AnInstitution(), await app.AnInstitution());
        var (poster, other) = (await app.AKey("museum", host), await app.AKey("museum", guest));
        var occasion = await poster.Post("/events", AnEvent(new { participants = new[] { new { institution = guest, role = "guest" } } }))
            .Is(HttpStatusCode.Created);
        var tag = await poster.Tag($"/events/{occasion.Id()}");

        await other.Patch($"/events/{occasion.Id()}", new { note = "Так" }, tag).Refuses(HttpStatusCode.Forbidden);
        await poster.Patch($"/events/{occasion.Id()}", new { note = "Так" }).Refuses(HttpStatusCode.PreconditionRequired);
        await poster.Patch($"/events/{occasion.Id()}", new { note = "Так" }, tag).Is(HttpStatusCode.OK);
        await poster.Patch($"/events/{occasion.Id()}", new { note = "Иначе" }, tag).Refuses(HttpStatusCode.PreconditionFailed);
        await poster.Patch($"/events/{occasion.Id()}", new { source = new { publishedOn = "2030" } }, await poster.Tag($"/events/{occasion.Id()}"))
            .Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        await app.AsAnybody().Post("/events", AnEvent()).Refuses(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_link_to_what_the_reader_may_not_see_is_withheld_and_survives_a_change()
    {
        var agreement = await app.AgreementIn("in_force", more: new { visibility = "parties" });
        var party = await app.AKey("museum", agreement.Parties()[0]);
        var occasion = await party.Post("/events", AnEvent(new { agreements = new[] { agreement.Id() } })).Is(HttpStatusCode.Created);

        var told = await app.AsAnybody().Ask($"/events/{occasion.Id()}").Is(HttpStatusCode.OK);
        var changed = await party.Patch($"/events/{occasion.Id()}", new { note = "Так" }, await party.Tag($"/events/{occasion.Id()}")).Is(HttpStatusCode.OK);

        Assert.Equal("""[{"withheld":true}]""", told["agreements"]!.ToJsonString());
        Assert.Equal(agreement.Id(), (string?)changed["agreements"]![0]!["id"]);
        Assert.Empty(await app.AsAnybody().Walk($"/events?agreement={agreement.Id()}"));
    }

    static JsonObject AnEvent(object? more = null) => Merge(new { kind = "seminar", title = new { ru = "Семинар" } }, more);

    Task<HttpResponseMessage> Post(object more) => Operator.Post("/events", AnEvent(more));

    async Task<HttpResponseMessage> Change(JsonObject occasion, object change) =>
        await Operator.Patch($"/events/{occasion.Id()}", change, await Operator.Tag($"/events/{occasion.Id()}"));

    async Task<IReadOnlyList<string>> Ids(string query) => [.. (await Operator.Walk($"/events?{query}")).Select(found => found.Id())];
}
