using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Transfers;
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
    [InlineData("in_force", """{"to":"terminated","on":"2026-11-23"}""", "step.reason-missing", "/reason")]
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

    [Theory]
    [InlineData("approver", "signed")]
    [InlineData("witness", "in_force")]
    [InlineData("observer", "suspended")]
    public async Task Who_need_not_sign_may_still_sign_until_the_agreement_ends(string role, string status)
    {
        var agreement = await WithOneWhoNeedNotSign(role);
        var (path, late) = (agreement.Path(), await app.AKey("museum", agreement.Parties()[2]));
        foreach (var step in new[] { "signed", "in_force", "suspended" }.Take(Array.IndexOf(["signed", "in_force", "suspended"], status)))
            agreement = await Operator.Step(path, new { to = step is "signed" ? "in_force" : "suspended", reason = step is "signed" ? null : "Ремонт" })
                .Is(HttpStatusCode.OK);
        Assert.Equal(status, agreement.Status());
        var before = await late.Ask(path).Is(HttpStatusCode.OK);
        Assert.Contains("signed", before.Open());
        Assert.DoesNotContain("signed", (await (await app.AKey("museum", agreement.Parties()[0])).Ask(path).Is(HttpStatusCode.OK)).Open());

        await late.Step(path, new { to = "signed" }).Refuses(HttpStatusCode.UnprocessableEntity, "step.on-missing");
        var signed = await late.Step(path, new { to = "signed", on = Today }).Is(HttpStatusCode.OK);

        Assert.Equal((status, "signed", Today), (signed.Status(), signed.Signatures()[2], (string?)signed["parties"]![2]!["signedOn"]!["edtf"]));
        // Nothing else has changed: the agreement was signed when the last of those who must had.
        Assert.Equal("2026-11-20", (string?)signed["signedOn"]!["edtf"]);
        Assert.DoesNotContain("signed", signed.Open());
        Assert.Equal("agreement.party_signed", (string?)(await Operator.Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]!.AsArray()[^1]!["type"]);
        await late.Step(path, new { to = "signed", on = Today }).Refuses(HttpStatusCode.Conflict, "amendment.signature-given");
    }

    [Theory]
    [InlineData("terminated")]
    [InlineData("void")]
    [InlineData("superseded")]
    public async Task Nobody_signs_what_has_ended(string end)
    {
        var agreement = await app.Take(await app.Take(await WithOneWhoNeedNotSign("witness"), "in_force"), end);

        Assert.DoesNotContain("signed", agreement.Open());
        await Operator.Step(agreement.Path(), new { to = "signed", on = Today, party = agreement.Parties()[2] }).Refuses(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_witness_that_an_amendment_brought_in_may_sign_too()
    {
        var (agreement, witness) = (await app.AgreementIn("in_force"), await app.AnInstitution());
        var parties = agreement.Parties().Select(institution => new { institution, role = "signatory" })
            .Append(new { institution = witness, role = "witness" });
        var path = agreement.Path();
        var joining = new { kind = "add_party", baseVersion = agreement["version"], effectiveFrom = Today, changes = new { parties }, reason = "Свидетель" };
        await Operator.Post($"{path}/amendments", joining, "*").Is(HttpStatusCode.Created);
        foreach (var party in agreement.Parties())
            await Operator.Post($"{path}/amendments/1/transitions", new { to = "signed", on = Today, party }, "*").Is(HttpStatusCode.OK);
        var key = await app.AKey("museum", witness);
        Assert.Equal(["signed", "signed", "pending"], (await key.Ask(path).Is(HttpStatusCode.OK)).Signatures());

        var signed = await key.Step(path, new { to = "signed", on = Today }).Is(HttpStatusCode.OK);

        Assert.Equal(["signed", "signed", "signed"], signed.Signatures());
        Assert.Equal(Today, (string?)signed["parties"]![2]!["signedOn"]!["edtf"]);
        await key.Step(path, new { to = "signed", on = Today }).Refuses(HttpStatusCode.Conflict, "amendment.signature-given");
    }

    [Theory]
    [InlineData(Today)]
    [InlineData("2026-12-01")]
    public async Task Who_signs_after_an_amendment_of_the_parties_was_drafted_has_signed_its_text_too(string effectiveFrom)
    {
        var agreement = await app.Take(await WithOneWhoNeedNotSign("witness"), "in_force");
        var (path, parties, joining) = (agreement.Path(), agreement.Parties(), await app.AnInstitution());
        await Join(agreement, joining, "witness", effectiveFrom, [parties[0], parties[1], joining]);
        var key = await app.AKey("museum", parties[2]);
        Assert.Contains("signed", (await key.Read(path)).Open());

        var signed = await key.Step(path, new { to = "signed", on = Today }).Is(HttpStatusCode.OK);

        Assert.DoesNotContain("signed", signed.Open());
        var text = await key.Read($"{path}?on={effectiveFrom}");
        Assert.Equal(["signed", "signed", "signed", "signed"], text.Signatures());
        Assert.Equal(Today, (string?)text["parties"]![2]!["signedOn"]!["edtf"]);
        // Nor is anything else changed by who need not sign.
        Assert.Equal("2026-11-20", (string?)text["signedOn"]!["edtf"]);
        await key.Step(path, new { to = "signed", on = Today }).Refuses(HttpStatusCode.Conflict, "amendment.signature-given");
    }

    [Fact]
    public async Task Who_has_signed_by_an_amendment_that_asks_it_to_signs_no_second_time()
    {
        var agreement = await app.Take(await WithOneWhoNeedNotSign("witness"), "in_force");
        var (path, parties, joining) = (agreement.Path(), agreement.Parties(), await app.AnInstitution());
        await Join(agreement, joining, "signatory", Today, [.. parties, joining]);
        var key = await app.AKey("museum", parties[2]);
        var shown = await key.Read(path);
        Assert.Equal(("signed", Today), (shown.Signatures()[2], (string?)shown["parties"]![2]!["signedOn"]!["edtf"]));
        Assert.DoesNotContain("signed", shown.Open());

        await key.Step(path, new { to = "signed", on = Today }).Refuses(HttpStatusCode.Conflict, "amendment.signature-given");
    }

    // One more is brought in, and the third is from then on what is said.
    async Task Join(JsonObject agreement, string joining, string third, string effectiveFrom, IReadOnlyList<string> signers)
    {
        var path = agreement.Path();
        var parties = agreement.Parties().Append(joining)
            .Zip(["transferor", "transferee", third, "signatory"], (institution, role) => new { institution, role });
        await Operator.Post($"{path}/amendments",
            new { kind = "add_party", baseVersion = agreement["version"], effectiveFrom, changes = new { parties }, reason = "Четвёртая сторона" }, "*")
            .Is(HttpStatusCode.Created);
        foreach (var party in signers)
            await Operator.Post($"{path}/amendments/1/transitions", new { to = "signed", on = Today, party }, "*").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_witness_who_signs_later_than_the_parties_does_not_date_the_agreement()
    {
        var (first, second, witness) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var path = (await app.Posted(AnAgreement(first, second, new
        {
            initialStatus = "proposed",
            parties = new[] { new { institution = first, role = "transferor" }, new { institution = second, role = "transferee" },
                new { institution = witness, role = "witness" } },
        }))).Path();
        await Operator.Step(path, new { to = "signed", on = Today, party = witness }).Is(HttpStatusCode.OK);
        await Operator.Step(path, new { to = "signed", on = "2026-11-01", party = first }).Is(HttpStatusCode.OK);

        var signed = await Operator.Step(path, new { to = "signed", on = "2026-11-02", party = second }).Is(HttpStatusCode.OK);

        Assert.Equal("2026-11-02", (string?)signed["signedOn"]!["edtf"]);
    }

    [Fact]
    public async Task An_agreement_that_begins_with_its_signing_is_signed_no_later_than_it_ends()
    {
        var agreement = await app.AgreementIn("proposed", more: new { effectiveTo = "2026-11-10" });
        var party = agreement.Parties()[0];

        var refusal = await Operator.Step(agreement.Path(), new { to = "signed", on = "2026-11-11", party }).Refuses(HttpStatusCode.Conflict, "date.order");
        var unsure = await Operator.Step(agreement.Path(), new { to = "signed", on = "2026-11", party }).Is(HttpStatusCode.OK);
        await Operator.Step(agreement.Path(), new { to = "signed", on = "2026-11-10", party = agreement.Parties()[1] }).Is(HttpStatusCode.OK);

        Assert.Equal(("D1", "/on"), ((string)refusal["invariant"]!, refusal.Pointers()[0]));
        Assert.Equal(["date.order-undecided"], unsure.Warnings());
        var begun = await app.AgreementIn("proposed", more: new { effectiveFrom = "2026-01-01", effectiveTo = "2026-11-10" });
        await Operator.Step(begun.Path(), new { to = "signed", on = "2026-11-11", party = begun.Parties()[0] }).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("signed", "in_force", "2026-11-22")]
    [InlineData("signed", "terminated", "2026-11-22")]
    [InlineData("in_force", "suspended", "2026-11-22")]
    [InlineData("in_force", "terminated", "2026-11-22")]
    public async Task What_becomes_of_an_agreement_follows_its_signing(string status, string to, string on)
    {
        var agreement = await app.AgreementIn(status);

        var refusal = await Operator.Step(agreement.Path(), new { to, on, reason = to is "in_force" ? null : "?" })
            .Refuses(HttpStatusCode.Conflict, "date.order");
        Assert.Equal(("D1", "/on"), ((string)refusal["invariant"]!, refusal.Pointers()[0]));
        var unsure = await Operator.Step(agreement.Path(), new { to, on = "2026-11", reason = to is "in_force" ? null : "?" }).Is(HttpStatusCode.OK);
        Assert.Contains("date.order-undecided", unsure.Warnings());
        var taken = await app.AgreementIn(status);
        Assert.Empty((await Operator.Step(taken.Path(), new { to, on = Today, reason = to is "in_force" ? null : "?" }).Is(HttpStatusCode.OK)).Warnings());
    }

    [Fact]
    public async Task What_becomes_of_an_agreement_follows_what_became_of_it_before()
    {
        var agreement = await app.AgreementIn("recorded", more: new { signedOn = "2026-01-10", effectiveFrom = "2026-02-01" });
        foreach (var party in agreement.Parties())
            await Operator.Step(agreement.Path(), new { to = "signed", party }).Is(HttpStatusCode.OK);

        await Operator.Step(agreement.Path(), new { to = "in_force", on = "2026-01-31" }).Refuses(HttpStatusCode.Conflict, "date.order");
        await Operator.Step(agreement.Path(), new { to = "in_force", on = "2026-02-01" }).Is(HttpStatusCode.OK);
        await Operator.Step(agreement.Path(), new { to = "suspended", on = "2026-01-31", reason = "?" }).Refuses(HttpStatusCode.Conflict, "date.order");
        await Operator.Step(agreement.Path(), new { to = "suspended", on = "2026-02-01", reason = "?" }).Is(HttpStatusCode.OK);
    }

    async Task<JsonObject> WithOneWhoNeedNotSign(string role)
    {
        var (first, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.Posted(AnAgreement(first, second, new
        {
            initialStatus = "proposed",
            parties = new[] { new { institution = first, role = "transferor" }, new { institution = second, role = "transferee" },
                new { institution = third, role } },
        }));
        foreach (var party in new[] { first, second })
            agreement = await Operator.Step(agreement.Path(), new { to = "signed", on = "2026-11-20", party }).Is(HttpStatusCode.OK);
        return agreement;
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
