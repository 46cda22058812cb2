using System.Net;
using System.Text.Json.Nodes;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Agreements;

/// <summary>Who signs what, when, and what the signatures hold.</summary>
public sealed class AgreementSigningTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    const string Today = AgreementsGiven.Today;

    HttpClient Operator => app.AsOperator();

    [Fact]
    public async Task An_agreement_is_signed_when_its_last_required_party_has()
    {
        var (first, second, witness) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.Posted(AnAgreement(first, second, new
        {
            initialStatus = "proposed",
            parties = new[] { new { institution = first, role = "transferor" }, new { institution = second, role = "transferee" },
                new { institution = witness, role = "witness" } },
        }));
        var (one, other) = (await app.AKey("museum", first), await app.AKey("museum", second));

        var half = await one.Step(agreement.Path(), new { to = "signed", on = "2026-11-20" }).Is(HttpStatusCode.OK);
        await one.Step(agreement.Path(), new { to = "signed", on = Today }).Refuses(HttpStatusCode.Conflict);
        var whole = await other.Step(agreement.Path(), new { to = "signed", on = Today }).Is(HttpStatusCode.OK);

        Assert.Equal("proposed", half.Status());
        Assert.Equal(["signed", "pending", "pending"], half.Signatures());
        Assert.Equal("2026-11-20", (string?)half["parties"]![0]!["signedOn"]!["edtf"]);
        Assert.DoesNotContain("signed", half.Open());
        Assert.Equal("signed", whole.Status());
        Assert.Equal(["signed", "signed", "pending"], whole.Signatures());
        Assert.Equal(Today, (string?)whole["signedOn"]?["edtf"]);
        Assert.Contains(agreement.Id(), await Found($"signedFrom={Today}&signedTo={Today}&match=certain"));
    }

    [Fact]
    public async Task A_party_signs_its_own_side_and_a_department_those_it_supervises_by_name()
    {
        var department = await app.AnInstitution("culture_department");
        var (first, second, foreign) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department),
            await app.AnInstitution());
        var agreement = await app.Posted(AnAgreement(first, second, new
        {
            initialStatus = "proposed",
            parties = new[] { first, second, foreign }.Select(institution => new { institution, role = "signatory" }),
        }));
        var (official, stranger, museum) = (await app.AKey("department", department), await app.AKey("museum", await app.AnInstitution()),
            await app.AKey("museum", first));

        await museum.Step(agreement.Path(), new { to = "signed", on = Today, party = second }).Refuses(HttpStatusCode.Forbidden);
        await official.Step(agreement.Path(), new { to = "signed", on = Today, party = foreign }).Refuses(HttpStatusCode.Forbidden);
        var unnamed = await official.Step(agreement.Path(), new { to = "signed", on = Today })
            .Refuses(HttpStatusCode.UnprocessableEntity, "step.party-missing");
        var unknown = await official.Step(agreement.Path(), new { to = "signed", on = Today, party = department })
            .Refuses(HttpStatusCode.UnprocessableEntity, "step.party-unknown");
        await stranger.Post($"{agreement.Path()}/transitions", new { to = "signed", on = Today }, "\"1-0\"").Refuses(HttpStatusCode.NotFound);
        var signed = await official.Step(agreement.Path(), new { to = "signed", on = Today, party = second }).Is(HttpStatusCode.OK);

        Assert.Equal(["/party"], unnamed.Pointers());
        Assert.Equal(["/party"], unknown.Pointers());
        Assert.Contains(first, (string?)unnamed["detail"], StringComparison.Ordinal);
        Assert.Equal(["pending", "signed", "pending"], signed.Signatures());
    }

    [Fact]
    public async Task Going_back_to_draft_takes_the_signatures_back()
    {
        var agreement = await app.AgreementIn("proposed");
        await Operator.Step(agreement.Path(), new { to = "signed", on = Today, party = agreement.Parties()[0] }).Is(HttpStatusCode.OK);

        var back = await app.Take(agreement, "draft");

        Assert.Equal(["pending", "pending"], back.Signatures());
        Assert.Null(back["parties"]![0]!["signedOn"]);
    }

    [Fact]
    public async Task Changing_a_recorded_agreement_takes_back_the_signatures_given_since_and_no_date_of_the_paper()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("recorded", first, second, new
        {
            parties = new object[] { new { institution = first, role = "signatory" }, new { institution = second, role = "signatory", signedOn = "2018" } },
        });
        await Operator.Step(agreement.Path(), new { to = "signed", on = Today, party = first }).Is(HttpStatusCode.OK);

        var changed = await Operator.Patch(agreement.Path(), new { note = "Найден оригинал" }, await Operator.Tag(agreement.Path())).Is(HttpStatusCode.OK);

        Assert.Equal(["pending", "pending"], changed.Signatures());
        Assert.Null(changed["parties"]![0]!["signedOn"]);
        Assert.Equal("2018", (string?)changed["parties"]![1]!["signedOn"]!["edtf"]);
        Assert.Equal("recorded", changed.Status());
    }

    [Fact]
    public async Task A_recorded_agreement_is_signed_without_a_day_where_none_is_known()
    {
        var agreement = await app.AgreementIn("recorded");
        foreach (var party in agreement.Parties())
            agreement = await Operator.Step(agreement.Path(), new { to = "signed", party }).Is(HttpStatusCode.OK);

        Assert.Equal("signed", agreement.Status());
        Assert.Null(agreement["signedOn"]);
        Assert.Equal((string?)agreement["registryNumber"], (string?)(await app.Take(agreement, "in_force"))["registryNumber"]);
    }

    [Theory]
    [InlineData("proposed", """{"to":"signed"}""", "step.on-missing", "/on")]
    [InlineData("in_force", """{"to":"terminated","reason":"Истёк"}""", "step.on-missing", "/on")]
    [InlineData("in_force", """{"to":"terminated","on":"2026-11-01"}""", "step.reason-missing", "/reason")]
    [InlineData("in_force", """{"to":"suspended"}""", "step.reason-missing", "/reason")]
    [InlineData("in_force", """{"to":"void"}""", "step.reason-missing", "/reason")]
    [InlineData("in_force", """{"to":"superseded"}""", "step.successor-missing", "/successor")]
    [InlineData("proposed", """{"to":"declined"}""", "step.reason-missing", "/reason")]
    [InlineData("draft", """{"to":"withdrawn"}""", "step.reason-missing", "/reason")]
    [InlineData("draft", """{"to":"proposed","party":"museum-1"}""", "step.member-not-of-this-step", "/party")]
    [InlineData("draft", """{"to":"proposed","lines":[]}""", "member.unknown", "/lines")]
    [InlineData("proposed", """{"to":"signed","on":"2027-05-01"}""", "date.future", "/on")]
    [InlineData("proposed", """{"to":"signed","on":"2026-02-30"}""", "date.edtf", "/on")]
    [InlineData("proposed", """{"to":"ratified"}""", "value.unknown", "/to")]
    public async Task A_step_needs_what_belongs_to_it(string status, string step, string code, string pointer)
    {
        var agreement = await app.AgreementIn(status);
        var member = status is "proposed" && JsonNode.Parse(step)!["to"]!.ToString() is "signed" or "declined"
            ? Merge(JsonNode.Parse(step)!, new { party = agreement.Parties()[0] })
            : JsonNode.Parse(step)!.AsObject();

        var problem = await Operator.Step(agreement.Path(), member).Refuses(HttpStatusCode.UnprocessableEntity, code);

        Assert.Equal([pointer], problem.Pointers());
    }

    [Fact]
    public async Task Nothing_enters_into_force_before_its_first_day()
    {
        var agreement = await app.AgreementIn("signed", more: new { effectiveFrom = "2026-11-25" });

        Assert.DoesNotContain("in_force", agreement.Open());
        var problem = await Operator.Step(agreement.Path(), new { to = "in_force" }).Refuses(HttpStatusCode.Conflict, "agreement.not-yet-effective");
        Assert.Equal("A1", (string?)problem["invariant"]);

        var begun = await app.AgreementIn("signed", more: new { effectiveFrom = "2026-11-24" });
        Assert.Equal("in_force", (await app.Take(begun, "in_force")).Status());
    }

    [Fact]
    public async Task An_institution_signs_nothing_after_its_end()
    {
        var ended = await app.AnInstitution(more: new { status = "liquidated", endedOn = "2020-06-30" });
        var other = await app.AnInstitution();
        var agreement = await app.AgreementIn("proposed", ended, other);

        var problem = await Operator.Step(agreement.Path(), new { to = "signed", on = "2020-07", party = ended })
            .Refuses(HttpStatusCode.Conflict, "institution.ended");
        var unsure = await Operator.Step(agreement.Path(), new { to = "signed", on = "2020", party = ended }).Is(HttpStatusCode.OK);
        var recorded = await app.AgreementIn("recorded", ended, other, new { signedOn = "2021" });

        Assert.Equal("P3", (string?)problem["invariant"]);
        Assert.Equal(["institution.ended-undecided"], unsure.Warnings());
        Assert.Equal(["institution.ended"], recorded.Warnings());
    }

    [Fact]
    public async Task Signed_content_is_changed_by_nobody()
    {
        foreach (var status in new[] { "proposed", "signed", "in_force", "suspended", "terminated" })
        {
            var agreement = await app.AgreementIn(status);

            var problem = await Operator.Patch(agreement.Path(), new { note = "Иначе" }, await Operator.Tag(agreement.Path()))
                .Refuses(HttpStatusCode.Conflict, "agreement.content-signed");

            Assert.Equal("A2", (string?)problem["invariant"]);
        }
    }

    [Fact]
    public async Task An_agreement_has_one_successor_and_that_one_is_in_force()
    {
        var old = await app.AgreementIn("in_force");
        var parties = old.Parties();
        var heir = await app.AgreementIn("proposed", parties[0], parties[1], new { supersedes = old.Id() });
        var foreign = await app.AgreementIn("in_force", parties[0], parties[1]);

        var second = await Operator.Post("/agreements", AnAgreement(parties[0], parties[1], new { supersedes = old.Id() }))
            .Refuses(HttpStatusCode.Conflict, "agreement.superseded-already");
        var early = await Operator.Step(old.Path(), new { to = "superseded", successor = heir.Id() })
            .Refuses(HttpStatusCode.Conflict, "agreement.successor-not-in-force");
        await Operator.Step(old.Path(), new { to = "superseded", successor = foreign.Id() }).Refuses(HttpStatusCode.Conflict, "agreement.not-the-successor");
        heir = await app.Take(await app.Take(heir, "signed"), "in_force");
        var gone = await Operator.Step(old.Path(), new { to = "superseded", successor = (string)heir["registryNumber"]! }).Is(HttpStatusCode.OK);

        Assert.Equal(["A4", "A4"], [(string)second["invariant"]!, (string)early["invariant"]!]);
        Assert.Equal("superseded", gone.Status());
        Assert.Equal(old.Id(), (string?)heir["supersedes"]!["id"]);
    }

    [Fact]
    public async Task A_successor_that_came_to_nothing_leaves_the_place_free()
    {
        var old = await app.AgreementIn("in_force");
        var parties = old.Parties();
        foreach (var status in new[] { "withdrawn", "declined", "void" })
            await app.AgreementIn(status, parties[0], parties[1], new { supersedes = old.Id() });

        Assert.Equal("superseded", (await app.Take(old, "superseded")).Status());
    }

    [Fact]
    public async Task What_agreements_rest_on_leads_in_no_circle()
    {
        var framework = await app.AgreementIn("draft");
        var (first, second) = (framework.Parties()[0], framework.Parties()[1]);
        var specific = await app.AgreementIn("draft", first, second, new { parent = framework.Id() });
        var heir = await app.AgreementIn("draft", first, second, new { supersedes = specific.Id() });

        foreach (var (member, ground) in new[] { ("parent", heir), ("supersedes", heir), ("parent", specific), ("parent", framework) })
        {
            var problem = await Operator.Patch(framework.Path(), new JsonObject { [member] = ground.Id() }, await Operator.Tag(framework.Path()))
                .Refuses(HttpStatusCode.Conflict, "agreement.cycle");
            Assert.Equal(("A4", $"/{member}"), ((string)problem["invariant"]!, problem.Pointers()[0]));
        }
    }

    [Fact]
    public async Task Nothing_is_terminated_while_a_temporary_transfer_under_it_is_open()
    {
        var agreement = await app.AgreementIn("in_force", more: new { kind = "loan" });
        var (from, to) = (agreement.Parties()[0], agreement.Parties()[1]);
        var transfer = await Operator.Post("/transfers", ATransfer(from, to, new
        {
            agreement = agreement.Id(), basis = (object?)null, kind = "temporary_use", purpose = "exhibition", dueBackOn = "2027-06-30",
        })).Is(HttpStatusCode.Created);
        await Operator.Step($"/transfers/{transfer.Id()}", new { to = "approved" }).Is(HttpStatusCode.OK);

        var problem = await Operator.Step(agreement.Path(), new { to = "terminated", on = Today, reason = "По соглашению" })
            .Refuses(HttpStatusCode.Conflict, "agreement.open-transfers");
        await Operator.Step($"/transfers/{transfer.Id()}", new { to = "cancelled", reason = "Передумали" }).Is(HttpStatusCode.OK);

        Assert.Equal("A5", (string?)problem["invariant"]);
        Assert.Equal("terminated", (await app.Take(agreement, "terminated")).Status());
    }

    [Fact]
    public async Task Each_caller_is_told_the_steps_that_are_its_own()
    {
        var department = await app.AnInstitution("culture_department");
        var (first, second) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution());
        var official = await app.AKey("department", department);
        var agreement = await official.Post("/agreements", AnAgreement(first, second, new { initialStatus = "proposed" })).Is(HttpStatusCode.Created);
        var (one, other, auditor) = (await app.AKey("museum", first), await app.AKey("museum", second), await app.AKey("auditor"));

        Assert.Equal(["draft", "signed", "declined", "withdrawn"], await Open(official));
        Assert.Equal(["draft", "signed", "declined", "withdrawn"], await Open(one));
        Assert.Equal(["signed", "declined"], await Open(other));
        Assert.Empty(await Open(auditor));
        await other.Step(agreement.Path(), new { to = "withdrawn", reason = "Передумали" }).Refuses(HttpStatusCode.Forbidden);
        await other.Step(agreement.Path(), new { to = "draft" }).Refuses(HttpStatusCode.Forbidden);

        await one.Step(agreement.Path(), new { to = "signed", on = Today }).Is(HttpStatusCode.OK);
        Assert.Equal(["draft", "withdrawn"], await Open(one));
        await other.Step(agreement.Path(), new { to = "signed", on = Today }).Is(HttpStatusCode.OK);
        await other.Step(agreement.Path(), new { to = "in_force" }).Is(HttpStatusCode.OK);
        Assert.Equal(["suspended", "terminated", "superseded", "void"], await Open(one));
        Assert.Empty(await Open(app.AsAnybody()));
        Assert.Empty(await Open(await app.AKey("museum", await app.AnInstitution())));

        async Task<IReadOnlyList<string>> Open(HttpClient client) => (await client.Ask(agreement.Path()).Is(HttpStatusCode.OK)).Open();
    }

    [Fact]
    public async Task A_reason_is_kept_in_the_history()
    {
        var agreement = await app.AgreementIn("in_force");
        await Operator.Step(agreement.Path(), new { to = "suspended", reason = "Ремонт здания" }).Is(HttpStatusCode.OK);

        var last = (await Operator.Ask($"{agreement.Path()}/history").Is(HttpStatusCode.OK))["items"]!.AsArray()[^1]!;

        Assert.Equal(("agreement.suspended", "Ремонт здания"), ((string)last["type"]!, (string)last["reason"]!));
    }

    async Task<IReadOnlyList<string>> Found(string query) => [.. (await Operator.Walk($"/agreements?{query}")).Select(found => found.Id())];
}
