using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Visibility;

/// <summary>Who sees what (S1) and who may do what (S2 to S4).</summary>
public sealed class VisibilityTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    /// <summary>
    /// The cast: a department posts for its museum; the other party has a department of its own;
    /// a museum and a department have nothing to do with it.
    /// </summary>
    sealed record Cast(string First, string Second, string Stranger, IReadOnlyDictionary<string, HttpClient> Callers)
    {
        public HttpClient this[string name] => Callers[name];
    }

    const string Own = "official museum auditor admin";
    const string Sides = $"{Own} party supervisor";
    const string Everybody = $"{Sides} anonymous stranger foreign";

    [Theory]
    [InlineData("draft", "public", Own, Own)]
    [InlineData("withdrawn", "public", Own, Own)]
    [InlineData("proposed", "public", Sides, Sides)]
    [InlineData("declined", "public", Sides, Sides)]
    [InlineData("proposed", "sealed", Sides, Sides)]
    [InlineData("signed", "public", Everybody, Sides)]
    [InlineData("in_force", "public", Everybody, Sides)]
    [InlineData("void", "public", Everybody, Sides)]
    [InlineData("in_force", "parties", Sides, Sides)]
    [InlineData("in_force", "sealed", Sides, Sides)]
    [InlineData("recorded", "public", Everybody, Everybody)]
    [InlineData("recorded", "parties", Sides, Sides)]
    public async Task An_agreement_is_seen_by_whom_it_concerns(string status, string visibility, string sees, string seesItsFirstVersion)
    {
        var cast = await TheCast();
        var posted = await cast["official"].Post("/agreements", AnAgreement(cast.First, cast.Second, new
        {
            visibility, externalRef = Unique("seen"), evidence = status is "recorded" ? "press" : "signed_by_all",
            initialStatus = status is "draft" or "withdrawn" ? "draft" : status is "recorded" ? "recorded" : "proposed",
        })).Is(HttpStatusCode.Created);
        string[] steps = status switch
        {
            "in_force" or "void" => ["signed", status],
            "signed" or "withdrawn" or "declined" => [status],
            _ => [],
        };
        foreach (var step in steps)
            posted = await app.Take(posted, step);
        var begun = (await app.AsOperator().Ask($"{posted.Path()}/history").Is(HttpStatusCode.OK))["items"]![0]!["recordedAt"];

        foreach (var (name, client) in cast.Callers)
        {
            var (isSeen, isSeenFirst) = (sees.Split(' ').Contains(name), seesItsFirstVersion.Split(' ').Contains(name));
            foreach (var address in new[] { "", "/history", "/transfers", "/items" })
                await Answers(client, posted.Path() + address, isSeen, name);
            foreach (var address in new[] { "/versions/1", $"?asOf={begun}" })
                await Answers(client, posted.Path() + address, isSeenFirst, name, sameBytes: !isSeen);
            Assert.Equal((name, isSeen ? 1 : 0), (name, (await client.Walk($"/agreements?externalRef={posted["externalRef"]}")).Count));
            Assert.Equal((name, isSeen), (name, (await client.Walk($"/agreements?party={cast.First}")).Any(found => found.Id() == posted.Id())));
            if (isSeen)
                Assert.Equal(isSeenFirst, (await client.Ask($"{posted.Path()}/history")
                    .Is(HttpStatusCode.OK))["items"]!.AsArray().Any(entry => (long)entry!["version"]! == 1));
        }
    }

    [Fact]
    public async Task Names_of_persons_are_told_to_the_sides_alone()
    {
        var cast = await TheCast();
        var agreement = await app.AgreementIn("in_force", cast.First, cast.Second, new
        {
            parties = new object[]
            {
                new { institution = cast.First, role = "signatory", signatory = new { name = "Дина Оспанова" } },
                new { institution = cast.Second, role = "signatory" },
            },
        });

        foreach (var (name, client) in cast.Callers)
            foreach (var address in new[] { agreement.Path(), $"{agreement.Path()}/versions/4", $"{agreement.Path()}/history",
                $"/agreements?party={cast.First}" })
            {
                var text = await (await client.Ask(address)).Content.ReadAsStringAsync();
                Assert.Equal((name, address, Sides.Split(' ').Contains(name)), (name, address, text.Contains("Оспанова", StringComparison.Ordinal)));
            }
        Assert.Empty(await cast["stranger"].Walk("/agreements?q=оспанова"));
    }

    [Fact]
    public async Task What_leads_to_a_hidden_agreement_says_only_that_it_is_withheld()
    {
        var cast = await TheCast();
        var hidden = await app.AgreementIn("in_force", cast.First, cast.Second, new { kind = "framework_agreement", visibility = "parties" });
        var open = await app.AgreementIn("in_force", cast.First, cast.Second, new { parent = hidden.Id() });

        var told = await cast["stranger"].Ask(open.Path()).Is(HttpStatusCode.OK);

        Assert.Equal("""{"withheld":true}""", told["parent"]!.ToJsonString());
        Assert.Equal(hidden.Id(), (string?)(await cast["party"].Ask(open.Path()).Is(HttpStatusCode.OK))["parent"]!["id"]);
        Assert.Empty(await cast["stranger"].Walk($"/agreements?parent={hidden.Id()}"));
        await (await app.AKey("museum", cast.Stranger)).Post("/agreements", AnAgreement(cast.Stranger, cast.First, new { parent = hidden.Id() }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
    }

    [Fact]
    public async Task A_record_is_posted_by_one_of_its_sides()
    {
        var cast = await TheCast();
        var body = AnAgreement(cast.First, cast.Second);

        await cast["stranger"].Post("/agreements", body).Refuses(HttpStatusCode.Forbidden);
        await cast["foreign"].Post("/agreements", body).Refuses(HttpStatusCode.Forbidden);
        await cast["auditor"].Post("/agreements", body).Refuses(HttpStatusCode.Forbidden);
        await cast["anonymous"].Post("/agreements", body).Refuses(HttpStatusCode.Unauthorized);
        await cast["official"].Post("/agreements", Merge(body, new { onBehalfOf = cast.Second })).Refuses(HttpStatusCode.Forbidden);
        var posted = await cast["official"].Post("/agreements", body).Is(HttpStatusCode.Created);
        var own = await cast["party"].Post("/agreements", body).Is(HttpStatusCode.Created);

        Assert.Equal(("department", cast.First), ((string)posted["submittedBy"]!["role"]!, (string)posted["submittedBy"]!["onBehalfOf"]!["code"]!));
        Assert.Equal(("museum", cast.Second), ((string)own["submittedBy"]!["role"]!, (string)own["submittedBy"]!["institution"]!["code"]!));
        Assert.False(own["submittedBy"]!.AsObject().ContainsKey("onBehalfOf"));
    }

    [Fact]
    public async Task A_department_that_supervises_several_parties_says_for_whom_it_posts()
    {
        var department = await app.AnInstitution("culture_department");
        var (first, second) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department));
        var official = await app.AKey("department", department);

        var draft = await official.Post("/agreements", AnAgreement(first, second, new { onBehalfOf = second })).Is(HttpStatusCode.Created);

        Assert.Equal(second, (string?)draft["submittedBy"]!["onBehalfOf"]!["code"]);
        await (await app.AKey("museum", second)).Ask(draft.Path()).Is(HttpStatusCode.OK);
        await (await app.AKey("museum", first)).Ask(draft.Path()).Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_sees_a_record_may_not_yet_write_it()
    {
        var cast = await TheCast();
        var agreement = await app.AgreementIn("in_force", cast.First, cast.Second);
        var recorded = await cast["official"].Post("/agreements", AnAgreement(cast.First, cast.Second, new { initialStatus = "recorded", evidence = "press" }))
            .Is(HttpStatusCode.Created);

        foreach (var name in new[] { "stranger", "foreign", "auditor" })
        {
            await cast[name].Step(agreement.Path(), new { to = "void", reason = "Так" }).Refuses(HttpStatusCode.Forbidden);
            await cast[name].Patch(recorded.Path(), new { note = "Так" }, await cast[name].Tag(recorded.Path())).Refuses(HttpStatusCode.Forbidden);
        }
        foreach (var name in new[] { "party", "supervisor" })
            await cast[name].Patch(recorded.Path(), new { note = "Так" }, await cast[name].Tag(recorded.Path())).Refuses(HttpStatusCode.Forbidden);
        await cast["museum"].Patch(recorded.Path(), new { note = "Так" }, await cast["museum"].Tag(recorded.Path())).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_auditor_changes_nothing()
    {
        var auditor = await app.AKey("auditor");
        var agreement = await app.AgreementIn("proposed");
        var occasion = await app.AsOperator().Post("/events", new { kind = "seminar", title = new { ru = "Семинар" } }).Is(HttpStatusCode.Created);
        var (first, second) = (agreement.Parties()[0], agreement.Parties()[1]);

        await auditor.Post("/agreements", AnAgreement(first, second)).Refuses(HttpStatusCode.Forbidden);
        await auditor.Post("/agreements?dryRun=true", AnAgreement(first, second)).Refuses(HttpStatusCode.Forbidden);
        await auditor.Post("/transfers", ATransfer(first, second)).Refuses(HttpStatusCode.Forbidden);
        await auditor.Post("/items", new { name = new { ru = "Кобыз" }, heldBy = first }).Refuses(HttpStatusCode.Forbidden);
        await auditor.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" } }).Refuses(HttpStatusCode.Forbidden);
        await auditor.Patch($"/events/{occasion.Id()}", new { note = "Так" }, await auditor.Tag($"/events/{occasion.Id()}")).Refuses(HttpStatusCode.Forbidden);
        await auditor.Step(agreement.Path(), new { to = "signed", on = AgreementsGiven.Today, party = first }).Refuses(HttpStatusCode.Forbidden);
    }

    async Task<Cast> TheCast()
    {
        var (department, other, foreign) = (await app.AnInstitution("culture_department"), await app.AnInstitution("culture_department"),
            await app.AnInstitution("culture_department"));
        var (first, second, stranger) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: other),
            await app.AnInstitution());
        return new(first, second, stranger, new Dictionary<string, HttpClient>
        {
            ["anonymous"] = app.AsAnybody(),
            ["stranger"] = await app.AKey("museum", stranger),
            ["foreign"] = await app.AKey("department", foreign),
            ["party"] = await app.AKey("museum", second),
            ["supervisor"] = await app.AKey("department", other),
            ["museum"] = await app.AKey("museum", first),
            ["official"] = await app.AKey("department", department),
            ["auditor"] = await app.AKey("auditor"),
            ["admin"] = app.AsOperator(),
        });
    }

    // A record that is not for the caller answers byte for byte as one that was never made.
    static async Task Answers(HttpClient client, string address, bool isSeen, string name, bool sameBytes = true)
    {
        var answer = await client.Ask(address);
        Assert.True(answer.StatusCode == (isSeen ? HttpStatusCode.OK : HttpStatusCode.NotFound), $"{name} {address}: {answer.StatusCode}");
        if (isSeen || !sameBytes)
            return;
        var (id, nobodys) = (address.Split('/', '?')[2], Guid.CreateVersion7().ToString());
        var foreign = await Task.FromResult(answer).Refuses(HttpStatusCode.NotFound);
        var missing = await client.Ask(address.Replace(id, nobodys, StringComparison.Ordinal)).Refuses(HttpStatusCode.NotFound);
        Assert.Equal(Without(missing).Replace(nobodys, id, StringComparison.Ordinal), Without(foreign));

        static string Without(JsonObject problem) => Merge(problem, new { instance = (string?)null, traceId = (string?)null }).ToJsonString();
    }

    [Fact]
    public async Task Who_sees_an_item_since_a_public_act_does_not_see_what_its_record_said_before()
    {
        app.Ticking();
        var (museum, other) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await Transfers.Acts.AnItem(app, museum, new { creator = "Первая догадка" });
        var path = $"/items/{item}";
        await app.AsOperator().Patch(path, new { creator = "Вторая догадка" }, "*").Is(HttpStatusCode.OK);
        await app.AsOperator().Patch(path, new { creator = "Установлено" }, "*").Is(HttpStatusCode.OK);
        var first = (string)(await app.AsOperator().Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]![0]!["recordedAt"]!;
        await Transfers.Acts.PassOn(app, Transfers.Acts.Of(museum, other, item), "2026-11-20");

        foreach (var stranger in new[] { app.AsAnybody(), await app.AKey("museum", await app.AnInstitution()) })
        {
            Assert.Equal("Установлено", (string?)(await stranger.Ask(path).Is(HttpStatusCode.OK))["creator"]);
            await stranger.Ask($"{path}/versions/3").Is(HttpStatusCode.OK);
            foreach (var earlier in new[] { $"{path}/versions/1", $"{path}/versions/2", $"{path}?asOf={Uri.EscapeDataString(first)}" })
                await stranger.Ask(earlier).Refuses(HttpStatusCode.NotFound);
            Assert.DoesNotContain("догадка", (await stranger.Ask($"{path}/history").Is(HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
        }
        foreach (var side in new[] { await app.AKey("museum", museum), await app.AKey("museum", other), await app.AKey("auditor") })
            Assert.Equal("Первая догадка", (string?)(await side.Ask($"{path}/versions/1").Is(HttpStatusCode.OK))["creator"]);
    }

    [Fact]
    public async Task Who_may_not_see_a_record_hears_so_whatever_it_sends()
    {
        var (museum, stranger) = (await app.AnInstitution(), await app.AKey("museum", await app.AnInstitution()));
        var draft = (await app.AsOperator().Post("/transfers", Given.ATransfer(museum, await app.AnInstitution())).Is(HttpStatusCode.Created)).Id();
        var open = (await app.AsOperator().Post("/agreements", Given.AnAgreement(museum, await app.AnInstitution(), new { initialStatus = "recorded", evidence = "press" })).Is(HttpStatusCode.Created)).Id();

        await stranger.Patch($"/transfers/{draft}", new { note = "?" }).Refuses(HttpStatusCode.NotFound);
        await stranger.Post($"/transfers/{draft}/transitions", new { to = "approved" }).Refuses(HttpStatusCode.NotFound);
        await stranger.Patch($"/agreements/{open}", new { note = "?" }).Refuses(HttpStatusCode.Forbidden);
        await app.AsOperator().Patch($"/agreements/{open}", new { note = "?" }).Refuses(HttpStatusCode.PreconditionRequired);
    }
}
