using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Agreements;

/// <summary>How agreements come in: defaults, faults, references of the submitter, dry runs, transfers posted with them.</summary>
public sealed class AgreementPostingTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator => app.AsOperator();

    [Theory]
    [InlineData("memorandum_of_cooperation", false)]
    [InlineData("permanent_transfer", true)]
    [InlineData("framework_agreement", true)]
    public async Task What_is_not_said_has_its_default(string kind, bool binding)
    {
        var (first, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.Posted(AnAgreement(first, second, new
        {
            kind, parties = new[] { new { institution = first, role = "signatory" }, new { institution = second, role = "approver" },
                new { institution = third, role = "observer" } },
        }));

        Assert.Equal(("draft", binding, "public", 1), (agreement.Status(), (bool)agreement["binding"]!, (string)agreement["visibility"]!,
            (int)agreement["version"]!));
        Assert.Equal([true, false, false], agreement["parties"]!.AsArray().Select(party => (bool)party!["signatureRequired"]!));
        Assert.Equal("admin", (string?)agreement["submittedBy"]!["role"]);
        foreach (var unknown in new[] { "registryNumber", "signedOn", "effectiveFrom", "effectiveTo", "openEnded", "summary", "expired" })
            Assert.False(agreement.ContainsKey(unknown), unknown);
    }

    [Fact]
    public async Task Nobody_names_a_successor_to_an_agreement_of_others()
    {
        var (first, second, stranger) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var old = await app.AgreementIn("in_force", first, second);

        await (await app.AKey("museum", stranger)).Post("/agreements", AnAgreement(stranger, first, new { supersedes = old.Id() }))
            .Refuses(HttpStatusCode.Forbidden, "posting.no-side");
        await (await app.AKey("museum", second)).Post("/agreements", AnAgreement(second, stranger, new { supersedes = old.Id() })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_party_is_there_once_and_two_are_the_least()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var museum = await app.AKey("museum", first);

        var alone = await museum.Post("/agreements", AnAgreement(first, second, new { parties = new[] { new { institution = first, role = "signatory" } } }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "agreement.too-few-parties");
        var twice = await museum.Post("/agreements", AnAgreement(first, first)).Refuses(HttpStatusCode.UnprocessableEntity, "agreement.party-twice");
        var nobody = await Operator.Post("/agreements", AnAgreement("no-such", second)).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        await Operator.Post("/agreements", AnAgreement(first, second, new { parties = Array.Empty<object>() }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "agreement.too-few-parties");

        Assert.Equal(("P2", "P2"), ((string)alone["invariant"]!, (string)twice["invariant"]!));
        Assert.Equal(["/parties/1/institution"], twice.Pointers());
        Assert.Equal(["/parties/0/institution"], nobody.Pointers());
    }

    [Theory]
    [InlineData("""{"kind":"loan","openEnded":true}""", "agreement.open-ended-loan", "/openEnded")]
    [InlineData("""{"kind":"deposit","openEnded":true}""", "agreement.open-ended-loan", "/openEnded")]
    [InlineData("""{"openEnded":true,"effectiveTo":"2030-01-01"}""", "agreement.end-and-open-ended", "/openEnded")]
    [InlineData("""{"effectiveFrom":"2026-01-01","effectiveTo":"2025-12-31"}""", "period.reversed", "/effectiveTo")]
    [InlineData("""{"signedOn":"2026-05-01","effectiveTo":"2026-04-30"}""", "date.order", "/effectiveTo")]
    [InlineData("""{"signedOn":"2026-05","effectiveTo":"2026-04-30"}""", "date.order", "/effectiveTo")]
    [InlineData("""{"signedOn":"2026-11-25"}""", "date.future", "/signedOn")]
    [InlineData("""{"signedOn":"2027"}""", "date.future", "/signedOn")]
    [InlineData("""{"basis":[{"kind":"order","date":"2026-12"}]}""", "date.future", "/basis/0/date")]
    [InlineData("""{"source":{"publishedOn":"2026-11-25"}}""", "date.future", "/source/publishedOn")]
    [InlineData("""{"initialStatus":"recorded"}""", "record.evidence-too-strong", "/evidence")]
    [InlineData("""{"initialStatus":"signed"}""", "value.unknown", "/initialStatus")]
    [InlineData("""{"renewal":{"kind":"automatic","period":"1 year"}}""", "text.pattern", "/renewal/period")]
    [InlineData("""{"scopeAreas":["diving"]}""", "value.unknown", "/scopeAreas/0")]
    [InlineData("""{"title":null}""", "member.missing", "/title")]
    [InlineData("""{"registryNumber":"KZ-19/2026/000001"}""", "member.unknown", "/registryNumber")]
    [InlineData("""{"parent":"KZ-19/1999/000001"}""", "reference.unknown", "/parent")]
    public async Task What_cannot_be_is_refused_where_it_stands(string more, string code, string pointer)
    {
        var problem = await Operator.Post("/agreements", AnAgreement(await app.AnInstitution(), await app.AnInstitution(), JsonNode.Parse(more)))
            .Refuses(HttpStatusCode.UnprocessableEntity, code);

        Assert.Equal([pointer], problem.Pointers());
    }

    [Theory]
    [InlineData("""{"signedOn":"2026-05-01","effectiveTo":"2026-05-01"}""", null)]
    [InlineData("""{"signedOn":"2026-05-01","effectiveFrom":"2026-01-01","effectiveTo":"2026-04-30"}""", null)]
    [InlineData("""{"signedOn":"2026-05-01"}""", null)]
    [InlineData("""{"effectiveTo":"2020-05-01"}""", null)]
    [InlineData("""{"signedOn":"2026-05","effectiveTo":"2026-05-10"}""", "date.order-undecided")]
    [InlineData("""{"signedOn":"2026-05-01?","effectiveTo":"2026-04-30"}""", "date.order-undecided")]
    [InlineData("""{"signedOn":"XXXX-02-28","effectiveTo":"2020-01-01"}""", "date.order-undecided")]
    public async Task An_agreement_without_a_first_day_begins_with_its_signing(string more, string? warning)
    {
        var agreement = await app.Posted(AnAgreement(await app.AnInstitution(), await app.AnInstitution(), JsonNode.Parse(more)));

        Assert.Equal(warning is null ? [] : [warning], agreement.Warnings());
    }

    [Fact]
    public async Task A_change_brings_no_agreement_to_its_end_before_its_signing()
    {
        var agreement = await app.AgreementIn("recorded", more: new { signedOn = "2026-05-01", effectiveTo = "2026-12-31" });

        foreach (var change in new object[] { new { effectiveTo = "2026-04-30" }, new { signedOn = "2026-11-01", effectiveTo = "2026-10-31" } })
        {
            var refusal = await Operator.Patch(agreement.Path(), change, "*").Refuses(HttpStatusCode.UnprocessableEntity, "date.order");
            Assert.Equal(("D1", "/effectiveTo"), ((string)refusal["invariant"]!, refusal.Pointers()[0]));
        }
        await Operator.Patch(agreement.Path(), new { effectiveFrom = "2026-01-01", effectiveTo = "2026-04-30" }, "*").Is(HttpStatusCode.OK);
        await Operator.Patch(agreement.Path(), new { effectiveFrom = (string?)null }, "*").Refuses(HttpStatusCode.UnprocessableEntity, "date.order");
    }

    [Theory]
    [InlineData("loan", "donor", "seller", 2)]
    [InlineData("loan", "lender", "seller", 1)]
    [InlineData("loan", "lender", "borrower", 0)]
    [InlineData("loan", "signatory", "observer", 0)]
    [InlineData("gift", "seller", "recipient", 1)]
    [InlineData("purchase", "seller", "buyer", 0)]
    [InlineData("memorandum_of_cooperation", "lender", "signatory", 1)]
    [InlineData("other", "donor", "buyer", 0)]
    public async Task A_role_that_does_not_fit_the_kind_is_warned_of(string kind, string one, string two, int odd)
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var parties = new[] { new { institution = first, role = one }, new { institution = second, role = two } };

        var agreement = await app.Posted(AnAgreement(first, second, new { kind, parties }));

        Assert.Equal(Enumerable.Repeat("agreement.role-odd", odd), agreement.Warnings());
        Assert.All(agreement["warnings"]!.AsArray(), warning => Assert.EndsWith("/role", (string)warning!["pointer"]!, StringComparison.Ordinal));
        var page = await (await app.AsAnybody().Ask("/rules/party-roles")).Content.ReadAsStringAsync();
        Assert.Contains("<td>loan</td><td>lender, borrower, signatory, approver, witness, observer</td>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-24")]
    [InlineData("2026")]
    [InlineData("2026-12?")]
    [InlineData("XXXX-12-31")]
    [InlineData("202X")]
    public async Task What_need_not_lie_in_the_future_is_taken(string signedOn)
    {
        var agreement = await app.Posted(AnAgreement(await app.AnInstitution(), await app.AnInstitution(), new { signedOn }));

        Assert.Equal(signedOn, (string?)agreement["signedOn"]!["edtf"]);
    }

    [Fact]
    public async Task A_reference_of_the_submitter_is_taken_once()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var (one, other) = (await app.AKey("museum", first), await app.AKey("museum", second));
        var body = AnAgreement(first, second, new { externalRef = "ДОГ-1" });
        var posted = await one.Post("/agreements", body).Is(HttpStatusCode.Created);

        var again = await one.Post("/agreements", body);
        var same = await Task.FromResult(again).Refuses(HttpStatusCode.Conflict, "external-ref.taken");
        var differs = await one.Post("/agreements", Merge(body, new { note = "Иначе" })).Refuses(HttpStatusCode.Conflict, "external-ref.taken");
        await other.Post("/agreements", body).Is(HttpStatusCode.Created);
        await one.Step(posted.Path(), new { to = "withdrawn", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        var renewed = await one.Post("/agreements", body).Is(HttpStatusCode.Created);
        await one.Step(renewed.Path(), new { to = "proposed" }).Is(HttpStatusCode.OK);
        await one.Step(renewed.Path(), new { to = "withdrawn", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        await one.Post("/agreements", body).Refuses(HttpStatusCode.Conflict, "external-ref.taken");

        Assert.EndsWith(posted.Path(), again.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal((posted.Id(), again.Headers.Location?.ToString()), ((string?)same["first"]!["id"], (string?)same["first"]!["href"]));
        Assert.Equal((true, false), ((bool)same["sameContent"]!, (bool)differs["sameContent"]!));
    }

    [Fact]
    public async Task A_reference_is_not_taken_by_a_change_either()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var held = await app.Posted(AnAgreement(first, second, new { externalRef = Unique("held") }));
        var other = await app.Posted(AnAgreement(first, second));

        var answer = await Operator.Patch(other.Path(), new { externalRef = (string)held["externalRef"]! }, await Operator.Tag(other.Path()));

        await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "external-ref.taken");
        Assert.EndsWith(held.Path(), answer.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_happen_and_keeps_nothing()
    {
        var (first, second) = (await app.AnInstitution(region: "KZ-62"), await app.AnInstitution());
        var body = AnAgreement(first, second, new
        {
            initialStatus = "recorded", evidence = "press", externalRef = Unique("dry"),
            transfers = new[] { Nested(first, second) }
        });
        var before = await Counts();

        var tried = await Operator.Post("/agreements?dryRun=true", body).Is(HttpStatusCode.OK);
        await Operator.Post("/agreements?dryRun=true", Merge(body, new { effectiveFrom = "2026-01-02", effectiveTo = "2026-01-01" }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "period.reversed");
        var after = await Counts();
        var posted = await app.Posted(body);

        Assert.Equal("KZ-62/2026/000001", (string?)tried["registryNumber"]);
        Assert.Equal(before, after);
        Assert.Equal("KZ-62/2026/000001", (string?)posted["registryNumber"]);
        await Operator.Ask(tried.Path()).Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_agreement_comes_with_all_its_transfers_or_not_at_all()
    {
        var (first, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var body = AnAgreement(first, second, new { initialStatus = "recorded", evidence = "press" });
        var before = await Counts();

        var unknown = await Operator.Post("/agreements", Merge(body,
            new { transfers = new[] { Nested(first, second), Nested(first, second, new { colour = "red" }) } }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "member.unknown");
        var foreign = await Operator.Post("/agreements", Merge(body, new { transfers = new[] { Nested(first, second), Nested(first, third) } }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "transfer.not-a-party");
        var itself = await Operator.Post("/agreements", Merge(body, new { transfers = new[] { Nested(first, first) } }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "transfer.from-is-to");
        Assert.Equal(before, await Counts());
        var posted = await app.Posted(Merge(body, new { transfers = new[] { Nested(first, second), Nested(second, first) } }));
        var transfers = await Operator.Walk($"{posted.Path()}/transfers");

        Assert.Equal(["/transfers/1/colour"], unknown.Pointers());
        Assert.All(foreign.Pointers(), pointer => Assert.StartsWith("/transfers/1/", pointer, StringComparison.Ordinal));
        Assert.Contains("/transfers/0/to", itself.Pointers());
        Assert.Equal([second, first], transfers.Select(transfer => (string)transfer["to"]!["code"]!));
        Assert.All(transfers, transfer => Assert.Equal((string)posted["registryNumber"]!, (string?)transfer["agreement"]!["registryNumber"]));
        Assert.All(transfers, transfer => Assert.Equal("press", (string?)transfer["evidence"]));
        Assert.Equal(2, (await Operator.Walk($"{posted.Path()}/items")).Count);
    }

    [Fact]
    public async Task A_change_leaves_one_party_on_its_submitters_side()
    {
        var (own, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var museum = await app.AKey("museum", own);
        var posted = await museum.Post("/agreements", AnAgreement(own, second)).Is(HttpStatusCode.Created);

        await Change(second, third).Refuses(HttpStatusCode.Forbidden, "posting.no-side");
        var changed = await Change(own, third).Is(HttpStatusCode.OK);

        Assert.Equal([own, third], changed.Parties());

        async Task<HttpResponseMessage> Change(string one, string other) =>
            await museum.Patch(posted.Path(), new { parties = AnAgreement(one, other)["parties"] }, await museum.Tag(posted.Path()));
    }

    [Fact]
    public async Task Who_acts_under_an_agreement_stays_its_party()
    {
        var (first, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("recorded", first, second);
        var act = await Operator.Post("/transfers", ATransfer(first, second, new { agreement = agreement.Id() })).Is(HttpStatusCode.Created);

        var problem = await Change().Refuses(HttpStatusCode.Conflict, "agreement.party-acts");
        await Operator.Step($"/transfers/{act.Id()}", new { to = "cancelled", reason = "Не состоится" }).Is(HttpStatusCode.OK);
        var changed = await Change().Is(HttpStatusCode.OK);

        Assert.Equal("P2", (string?)problem["invariant"]);
        Assert.Equal(["/parties"], problem.Pointers());
        Assert.Contains(second, (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal([first, third], changed.Parties());

        async Task<HttpResponseMessage> Change() =>
            await Operator.Patch(agreement.Path(), new { parties = AnAgreement(first, third)["parties"] }, await Operator.Tag(agreement.Path()));
    }

    [Fact]
    public async Task A_patch_of_a_draft_replaces_what_it_names()
    {
        var (first, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.Posted(AnAgreement(first, second, new
        {
            scopeAreas = new[] { "research", "training" }, signedOn = new { edtf = "XXXX-02-28", verbatim = "28 февраля" }, note = "Черновик",
            effectiveTo = "2027-01-01",
        }));

        await Patch(agreement.DeepClone()).Is(HttpStatusCode.OK);
        var changed = await Patch(new JsonObject
        {
            ["scopeAreas"] = new JsonArray("exhibitions"), ["note"] = null, ["effectiveTo"] = null,
            ["parties"] = new JsonArray(Party(third, "donor"), Party(first, "recipient")),
        }).Is(HttpStatusCode.OK);
        var refused = await Patch(new JsonObject { ["status"] = "signed" }).Refuses(HttpStatusCode.UnprocessableEntity, "member.read-only");

        Assert.Equal([third, first], changed.Parties());
        Assert.Equal(["exhibitions"], changed["scopeAreas"]!.AsArray().Select(area => (string)area!));
        Assert.Equal("28 февраля", (string?)changed["signedOn"]!["verbatim"]);
        Assert.False(changed.ContainsKey("note") || changed.ContainsKey("effectiveTo"));
        Assert.Equal(["/status"], refused.Pointers());

        async Task<HttpResponseMessage> Patch(JsonNode change) =>
            await Operator.Patch(agreement.Path(), change.ToJsonString(), await Operator.Tag(agreement.Path()));

        static JsonObject Party(string institution, string role) => new() { ["institution"] = institution, ["role"] = role };
    }

    [Fact]
    public async Task An_expired_agreement_shows_it_and_stays_what_it_is()
    {
        var expired = await app.AgreementIn("in_force", more: new { effectiveFrom = "2020-01-01", effectiveTo = "2026-11-22" });
        var lasts = await app.AgreementIn("in_force", more: new { effectiveTo = AgreementsGiven.Today });

        Assert.Equal(("in_force", true), (expired.Status(), (bool)expired["expired"]!));
        Assert.False(lasts.ContainsKey("expired"));
    }

    static JsonObject Nested(string from, string to, object? more = null) =>
        Merge(ATransfer(from, to, new { evidence = (object?)null, initialStatus = "recorded" }), more);

    async Task<(long, long, long, long, long)> Counts()
    {
        await using var connection = await app.Database.Open(CancellationToken.None);
        return (await Count("journal"), await Count("agreements"), await Count("transfers"), await Count("items"), await Count("registry_numbers"));

        Task<long> Count(string table) => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}");
    }
}
