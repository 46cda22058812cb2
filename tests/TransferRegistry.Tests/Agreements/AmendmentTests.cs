using System.Net;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Agreements;

/// <summary>What was signed changes only by numbered amendments, each signed and in effect from a day on (A2, A3, A6).</summary>
public sealed class AmendmentTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task An_extension_ends_the_expiry_and_the_gap_stays_visible()
    {
        var agreement = await app.AgreementIn("in_force", more: new { effectiveFrom = "2025-01-01", effectiveTo = "2026-06-30" });
        var path = agreement.Path();
        Assert.True((bool)(await Read(path))["expired"]!);

        var proposed = await Propose(path, new { kind = "extension", effectiveFrom = "2026-11-01", changes = new { effectiveTo = "2027-12-31" } }).Is(HttpStatusCode.Created);
        Assert.Equal((1, "proposed"), ((int)proposed["seq"]!, (string?)proposed["status"]));
        Assert.Equal("2026-06-30", (string?)(await Read(path))["effectiveTo"]);
        Assert.True((bool)(await Read(path))["expired"]!);
        await SignAll(agreement, 1);

        var extended = await Read(path);
        Assert.Equal(("2027-12-31", "in_force"), ((string?)extended["effectiveTo"], extended.Status()));
        Assert.Null(extended["expired"]);
        Assert.Equal(("2026-06-30", true), ((string?)(await Read($"{path}?on=2026-10-15"))["effectiveTo"], (bool)(await Read($"{path}?on=2026-10-15"))["expired"]!));
        var party = agreement.Parties()[0];
        Assert.Empty(await _operator.Walk($"/agreements?expired=true&party={party}"));
        Assert.Single(await _operator.Walk($"/agreements?expired=true&party={party}&on=2026-10-15"));
        Assert.Single(await _operator.Walk($"/agreements?expired=false&party={party}"));
        Assert.Single(await _operator.Walk($"/agreements?inForceOn=2027-05-01&party={party}"));
        Assert.Empty(await _operator.Walk($"/agreements?inForceOn=2026-10-15&party={party}"));
        Assert.Single(await _operator.Walk($"/agreements?expiresBefore=2028-01-01&party={party}"));
        Assert.Empty(await _operator.Walk($"/agreements?expiresBefore=2027-01-01&party={party}"));
        var types = (await Read($"{path}/history"))["items"]!.AsArray().Select(entry => (string?)entry!["type"]).TakeLast(3);
        Assert.Equal(["agreement.amendment_proposed", "agreement.amendment_party_signed", "agreement.amendment_signed"], types);
    }

    [Fact]
    public async Task The_consolidated_text_of_a_day_is_what_was_signed_with_the_amendments_in_effect()
    {
        var agreement = await app.AgreementIn("in_force", more: new { note = "первая", effectiveTo = "2030-01-01" });
        var path = agreement.Path();
        await Propose(path, new { kind = "change_of_terms", effectiveFrom = "2027-03-01", changes = new { note = "третья", summary = new { ru = "Изменено" } } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 1);
        await Propose(path, new { kind = "change_of_terms", effectiveFrom = "2026-12-01", changes = new { note = "вторая" } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 2);

        foreach (var (on, note, summary) in new[] { ("2026-11-30", "первая", false), ("2026-12-01", "вторая", false), ("2027-02-28", "вторая", false), ("2027-03-01", "третья", true) })
        {
            var text = await Read($"{path}?on={on}");
            Assert.Equal((note, summary), ((string?)text["note"], text["summary"] is not null));
        }
        Assert.Equal([1, 2], (await Read($"{path}/amendments"))["items"]!.AsArray().Select(amendment => (int)amendment!["seq"]!));
        Assert.Equal("третья", (string?)(await Read($"{path}/amendments/1"))["changes"]!["note"]);
    }

    [Fact]
    public async Task A_party_is_added_after_signing_only_by_amendment()
    {
        var agreement = await app.AgreementIn("in_force");
        var (path, third) = (agreement.Path(), await app.AnInstitution());
        var parties = Parties(agreement, third);
        Assert.Equal("A2", (string?)(await _operator.Patch(path, new { parties }, await _operator.Tag(path)).Refuses(HttpStatusCode.Conflict))["invariant"]);

        await Propose(path, new { kind = "add_party", changes = new { parties } }).Is(HttpStatusCode.Created);
        var joining = await app.AKey("museum", third);
        Assert.Contains(await joining.Walk("/agreements?awaiting=me"), found => found.Path() == path);
        Assert.Equal(2, (await Read(path))["parties"]!.AsArray().Count);
        // It sees what it is asked to join, and is none of its parties yet.
        await joining.Ask(path).Is(HttpStatusCode.OK);
        Assert.Empty(await joining.Walk($"/agreements?party={third}"));
        await SignAll(agreement, 1);
        var waiting = await Read($"{path}/amendments/1");
        Assert.Equal("proposed", (string?)waiting["status"]);
        await joining.Post($"{path}/amendments/1/transitions", new { to = "signed", on = AgreementsGiven.Today }, await joining.Tag(path)).Is(HttpStatusCode.OK);

        var joined = (await Read(path))["parties"]!.AsArray();
        Assert.Equal((third, "signed"), ((string?)joined[2]!["institution"]!["code"], (string?)joined[2]!["signature"]));
        Assert.Empty(await joining.Walk("/agreements?awaiting=me"));
        Assert.Contains(await joining.Walk($"/agreements?party={third}"), found => found.Path() == path);
        await _operator.Post("/transfers", Given.ATransfer(agreement.Parties()[0], third, new { agreement = agreement.Id() })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task One_party_withdraws_while_two_remain()
    {
        var third = await app.AnInstitution();
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", first, second, new { parties = new[] { first, second, third }.Select(code => new { institution = code, role = "signatory" }) });
        var path = agreement.Path();

        await Propose(path, new { kind = "withdraw_party", changes = new { parties = Parties(agreement).Take(2) } }).Is(HttpStatusCode.Created);
        var leaving = await app.AKey("museum", third);
        Assert.Equal([third], (await Read($"{path}/amendments/1"))["signatures"]!.AsArray().Select(signature => (string?)signature!["institution"]!["code"]));
        await leaving.Post($"{path}/amendments/1/transitions", new { to = "signed", on = AgreementsGiven.Today }, await leaving.Tag(path)).Is(HttpStatusCode.OK);

        var left = (await Read(path))["parties"]!.AsArray();
        Assert.Equal("withdrawn", (string?)left.Single(party => (string?)party!["institution"]!["code"] == third)!["signature"]);
        await _operator.Post("/transfers", Given.ATransfer(first, third, new { agreement = agreement.Id() })).Refuses(HttpStatusCode.UnprocessableEntity, "transfer.not-a-party");
        var two = await app.AgreementIn("in_force");
        (await Propose(two.Path(), new { kind = "withdraw_party", changes = new { parties = Parties(two).Take(1) } }).Refuses(HttpStatusCode.Conflict, "amendment.last-two-parties"))
            .Names("A6");
    }

    [Fact]
    public async Task A_party_with_items_out_does_not_withdraw()
    {
        var (lender, borrower, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", lender, borrower, new
        {
            kind = "loan", effectiveTo = "2028-01-01", parties = new[] { lender, borrower, third }.Select(code => new { institution = code, role = "signatory" }),
        });
        var item = await app.AnItem(lender);
        var loan = await app.Lent(lender, borrower, item, more: new { agreement = agreement.Id() }, on: AgreementsGiven.Today);
        object Leave() => new { kind = "withdraw_party", changes = new { parties = Parties(agreement).Where(party => (string?)party!["institution"] != borrower) } };

        (await Propose(agreement.Path(), Leave()).Refuses(HttpStatusCode.Conflict, "amendment.party-has-open-transfers")).Names("A6");
        await _operator.Return(loan.Act(), on: AgreementsGiven.Today).Is(HttpStatusCode.Created);
        await Propose(agreement.Path(), Leave()).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Who_is_only_asked_to_join_and_who_has_left_takes_no_step_of_the_agreement()
    {
        var (leaving, invited) = (await app.AnInstitution(), await app.AnInstitution());
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", first, second, new { parties = new[] { first, second, leaving }.Select(code => new { institution = code, role = "signatory" }) });
        var path = agreement.Path();
        await Propose(path, new { kind = "withdraw_party", changes = new { parties = Parties(agreement).Take(2) } }).Is(HttpStatusCode.Created);
        await Sign(path, 1, leaving).Is(HttpStatusCode.OK);
        await Propose(path, new { kind = "add_party", changes = new { parties = Parties(agreement).Take(2).Concat(Parties(new JsonObject { ["parties"] = new JsonArray() }, invited)) } })
            .Is(HttpStatusCode.Created);
        await Propose(path, new { kind = "change_of_terms", changes = new { note = "?" } }).Is(HttpStatusCode.Created);

        foreach (var outsider in new[] { await app.AKey("museum", leaving), await app.AKey("museum", invited) })
        {
            Assert.Empty((await outsider.Ask(path).Is(HttpStatusCode.OK))["allowedActions"]!.AsArray());
            foreach (var step in new object[] { new { to = "suspended", reason = "?" }, new { to = "void", reason = "?" }, new { to = "terminated", on = AgreementsGiven.Today, reason = "?" } })
                await outsider.Step(path, step).Refuses(HttpStatusCode.Forbidden);
            await outsider.Post($"{path}/amendments", new
            {
                kind = "change_of_terms", baseVersion = (long)(await Read(path))["version"]!, effectiveFrom = AgreementsGiven.Today, changes = new { note = "!" }, reason = "?",
            }, await outsider.Tag(path)).Refuses(HttpStatusCode.Forbidden);
            await outsider.Post($"{path}/amendments/3/transitions", new { to = "declined", reason = "?", party = first }, await outsider.Tag(path)).Refuses(HttpStatusCode.Forbidden);
        }
        Assert.Equal("in_force", (await Read(path)).Status());
        await SignAll(agreement, 2, first, second, invited);
        var joined = await app.AKey("museum", invited);
        await joined.Step(path, new { to = "suspended", reason = "Карантин" }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Parties_are_changed_in_the_order_in_which_the_changes_take_effect()
    {
        var (third, fourth) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force");
        var (path, both) = (agreement.Path(), agreement.Parties().ToArray());
        object Join(string code, string from) => new { kind = "add_party", effectiveFrom = from, changes = new { parties = Parties(agreement, code) } };

        await Propose(path, Join(third, "2027-03-01")).Is(HttpStatusCode.Created);
        await SignAll(agreement, 1, [.. both, third]);
        (await Propose(path, Join(fourth, "2026-12-01")).Refuses(HttpStatusCode.Conflict, "amendment.parties-out-of-order")).Names("A3");
        // What is not about the parties stands beside it, in any order.
        await Propose(path, new { kind = "change_of_terms", effectiveFrom = "2026-12-01", changes = new { note = "раньше" } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 2);

        await Propose(path, new { kind = "add_party", effectiveFrom = "2027-03-01", changes = new { parties = Parties(agreement, third, fourth) } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 3, [.. both, third, fourth]);
        Assert.Equal(both, (await Read($"{path}?on=2027-02-28")).Parties());
        Assert.Equal([.. both, third, fourth], (await Read($"{path}?on=2027-03-01")).Parties());
        Assert.Equal("раньше", (string?)(await Read($"{path}?on=2027-03-01"))["note"]);
    }

    [Fact]
    public async Task An_amendment_for_a_day_that_is_past_is_drafted_on_the_text_of_that_day()
    {
        var agreement = await app.AgreementIn("in_force", more: new { summary = new { ru = "Сначала" }, effectiveTo = "2030-01-01" });
        var path = agreement.Path();
        await Propose(path, new { kind = "change_of_terms", effectiveFrom = "2026-10-01", changes = new { summary = new { ru = "С октября" }, note = "октябрь" } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 1);

        await Propose(path, new { kind = "change_of_terms", effectiveFrom = "2026-09-01", changes = new { summary = new { ru = "С сентября" } } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 2);

        foreach (var (on, text) in new[] { ("2026-08-31", "Сначала"), ("2026-09-01", "С сентября"), ("2026-10-01", "С октября") })
            Assert.Equal(text, (string?)(await Read($"{path}?on={on}"))["summary"]!["ru"]);
        // What the text of that day says already is no change, though today's text says otherwise.
        await Propose(path, new { kind = "change_of_terms", effectiveFrom = "2026-09-15", changes = new { summary = new { ru = "С сентября" } } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "amendment.changes-nothing");
    }

    [Fact]
    public async Task A_withdrawal_is_judged_again_when_it_is_signed()
    {
        var (lender, borrower, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", lender, borrower, new
        {
            kind = "loan", effectiveTo = "2028-01-01", parties = new[] { lender, borrower, third }.Select(code => new { institution = code, role = "signatory" }),
        });
        await Propose(agreement.Path(), new { kind = "withdraw_party", changes = new { parties = Parties(agreement).Where(party => (string?)party!["institution"] != borrower) } })
            .Is(HttpStatusCode.Created);
        var loan = await app.Lent(lender, borrower, await app.AnItem(lender), more: new { agreement = agreement.Id() }, on: AgreementsGiven.Today);

        (await Sign(agreement.Path(), 1, borrower).Refuses(HttpStatusCode.Conflict, "amendment.party-has-open-transfers")).Names("A6");

        await _operator.Return(loan.Act(), on: AgreementsGiven.Today).Is(HttpStatusCode.Created);
        await Sign(agreement.Path(), 1, borrower).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_can_no_longer_be_signed_is_not_awaited()
    {
        var agreement = await app.AgreementIn("in_force");
        var path = agreement.Path();
        var second = await app.AKey("museum", agreement.Parties()[1]);
        foreach (var note in new[] { "раз", "два" })
            await Propose(path, new { kind = "change_of_terms", changes = new { note } }).Is(HttpStatusCode.Created);
        Assert.Single(await second.Walk("/agreements?awaiting=me"));

        await SignAll(agreement, 1);

        Assert.Empty(await second.Walk("/agreements?awaiting=me"));
        Assert.Equal(["declined"], (await second.Ask($"{path}/amendments/2").Is(HttpStatusCode.OK))["allowedActions"]!.AsArray().Select(action => (string?)action!["to"]));
    }

    [Fact]
    public async Task A_legal_successor_takes_its_predecessors_place()
    {
        var successor = await app.AnInstitution();
        var agreement = await app.AgreementIn("in_force");
        var (path, old) = (agreement.Path(), agreement.Parties()[1]);
        var institution = $"/institutions/{old}";
        await _operator.Patch(institution, new { status = "reorganised", endedOn = "2026-11-01", successor }, await _operator.Tag(institution)).Is(HttpStatusCode.OK);
        // Its successor by the register acts under the agreement at once.
        await _operator.Post("/transfers", Given.ATransfer(agreement.Parties()[0], successor, new { agreement = agreement.Id() })).Is(HttpStatusCode.Created);
        var parties = new[] { agreement.Parties()[0], successor }.Select(code => new { institution = code, role = "signatory" });

        var proposed = await Propose(path, new { kind = "legal_successor", changes = new { parties } }).Is(HttpStatusCode.Created);
        Assert.Empty(proposed.Warnings());
        await SignAll(agreement, 1, agreement.Parties()[0], successor);

        Assert.Equal([agreement.Parties()[0], successor], (await Read(path)).Parties());
        Assert.Equal(agreement.Parties(), (await Read($"{path}?on=2026-10-01")).Parties());
        var other = await app.AgreementIn("in_force");
        var unrecorded = await Propose(other.Path(), new { kind = "legal_successor", changes = new { parties = new[] { other.Parties()[0], successor }.Select(code => new { institution = code, role = "signatory" }) } })
            .Is(HttpStatusCode.Created);
        Assert.Equal(["amendment.successor-unrecorded"], unrecorded.Warnings());
    }

    [Fact]
    public async Task An_amendment_drafted_on_a_stale_version_is_refused()
    {
        var agreement = await app.AgreementIn("in_force");
        var path = agreement.Path();
        var stale = await _operator.Tag(path);
        await Propose(path, new { kind = "change_of_terms", changes = new { note = "раз" } }).Is(HttpStatusCode.Created);
        await Propose(path, new { kind = "change_of_terms", changes = new { note = "два" } }).Is(HttpStatusCode.Created);

        object Draft(long baseVersion) => new { kind = "change_of_terms", baseVersion, effectiveFrom = AgreementsGiven.Today, changes = new { note = "три" }, reason = "Уточнение" };
        await _operator.Post($"{path}/amendments", Draft(3), stale).Refuses(HttpStatusCode.PreconditionFailed);
        (await _operator.Post($"{path}/amendments", Draft(3), await _operator.Tag(path)).Refuses(HttpStatusCode.Conflict, "amendment.stale-base")).Names("A3");
        await SignAll(agreement, 1);
        (await Sign(path, 2, agreement.Parties()[0]).Refuses(HttpStatusCode.Conflict, "amendment.stale-base")).Names("A3");
        await Step(path, 2, new { to = "withdrawn", reason = "Устарело" }).Is(HttpStatusCode.OK);
        await Propose(path, new { kind = "change_of_terms", changes = new { note = "два" } }).Is(HttpStatusCode.Created);
        Assert.Equal([1, 2, 3], (await Read($"{path}/amendments"))["items"]!.AsArray().Select(amendment => (int)amendment!["seq"]!));
    }

    [Fact]
    public async Task Numbers_have_no_gap_whoever_proposes_at_once()
    {
        var agreement = await app.AgreementIn("in_force");
        var path = agreement.Path();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Propose(path, new { kind = "change_of_terms", changes = new { note = $"№ {i}" } })));

        var seqs = (await Read($"{path}/amendments"))["items"]!.AsArray().Select(amendment => (int)amendment!["seq"]!).ToList();
        Assert.NotEmpty(seqs);
        Assert.Equal(Enumerable.Range(1, seqs.Count), seqs);
    }

    [Fact]
    public async Task Suspension_stops_hand_overs_and_resumption_lets_them_go_on()
    {
        var agreement = await app.AgreementIn("in_force");
        var (path, first, second) = (agreement.Path(), agreement.Parties()[0], agreement.Parties()[1]);
        var transfer = await _operator.Begin(Given.ATransfer(first, second, new { agreement = agreement.Id() }));
        await Propose(path, new { kind = "suspension" }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 1);
        Assert.Equal("suspended", (await Read(path)).Status());

        (await _operator.Approve(transfer).Refuses(HttpStatusCode.Conflict, "transfer.agreement-suspended")).Names("D4");
        await Propose(path, new { kind = "suspension" }).Refuses(HttpStatusCode.Conflict, "amendment.step-impossible");
        await Propose(path, new { kind = "resumption" }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 2);
        Assert.Equal("in_force", (await Read(path)).Status());
        await _operator.Approve(transfer).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_termination_agreed_for_later_is_taken_by_a_step_from_that_day_on()
    {
        var agreement = await app.AgreementIn("in_force", more: new { kind = "loan", effectiveTo = "2028-01-01" });
        var path = agreement.Path();
        var loan = await app.Lent(agreement.Parties()[0], agreement.Parties()[1], await app.AnItem(agreement.Parties()[0]), due: "2027-03-01", more: new { agreement = agreement.Id() },
            on: AgreementsGiven.Today);
        await Propose(path, new { kind = "termination", effectiveFrom = "2026-12-10", dispositions = new[] { new { transfer = loan.Id(), how = "return_by", on = "2026-12-20" } } })
            .Is(HttpStatusCode.Created);
        await SignAll(agreement, 1);
        Assert.Equal("in_force", (await Read(path)).Status());
        // Before that day nothing has been agreed yet on what is out.
        await _operator.Step(path, new { to = "terminated", on = AgreementsGiven.Today, reason = "Раньше срока" }).Refuses(HttpStatusCode.Conflict, "agreement.open-transfers");

        var then = app.Clock.GetCurrentInstant();
        app.Clock.Reset(then + Duration.FromDays(17));
        try
        {
            var ended = await _operator.Step(path, new { to = "terminated", on = "2026-12-10", reason = "Как условлено" }).Is(HttpStatusCode.OK);
            Assert.Equal(("terminated", "return_by"), (ended.Status(), (string?)ended["dispositions"]![0]!["how"]));
            Assert.Equal("2026-12-20", (string?)(await _operator.Read(loan.Act()))["dueBackOn"]);
        }
        finally
        {
            app.Clock.Reset(then);
        }
    }

    [Fact]
    public async Task A_termination_for_a_day_that_has_come_ends_what_is_in_force_or_signed_and_not_what_is_suspended()
    {
        foreach (var (status, ends) in new[] { ("signed", true), ("in_force", true), ("suspended", false) })
        {
            var agreement = await app.AgreementIn(status);
            var proposed = Propose(agreement.Path(), new { kind = "termination" });
            if (!ends)
            {
                await proposed.Refuses(HttpStatusCode.Conflict, "amendment.step-impossible");
                continue;
            }
            await proposed.Is(HttpStatusCode.Created);
            await SignAll(agreement, 1);
            Assert.Equal("terminated", (await Read(agreement.Path())).Status());
        }
    }

    [Fact]
    public async Task Each_kind_changes_what_is_its_own()
    {
        var agreement = await app.AgreementIn("in_force", more: new { effectiveTo = "2027-01-01" });
        var path = agreement.Path();

        Assert.Equal(["/changes/note"], (await Propose(path, new { kind = "extension", changes = new { note = "не то", effectiveTo = "2028-01-01" } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "amendment.member-not-of-this-kind")).Pointers());
        await Propose(path, new { kind = "extension", changes = new { effectiveTo = "2026-12-31" } }).Refuses(HttpStatusCode.Conflict, "amendment.ends-no-later");
        await Propose(path, new { kind = "change_of_terms", changes = new { } }).Refuses(HttpStatusCode.UnprocessableEntity, "amendment.changes-nothing");
        await Propose(path, new { kind = "add_party", changes = new { parties = Parties(agreement, await app.AnInstitution()).Skip(1) } }).Refuses(HttpStatusCode.UnprocessableEntity, "amendment.parties");
        Assert.Equal(["/changes/titel"], (await Propose(path, new { kind = "change_of_terms", changes = new { titel = "?" } }).Refuses(HttpStatusCode.UnprocessableEntity, "member.unknown")).Pointers());
        await Propose(path, new { kind = "change_of_terms", changes = "нет" }).Refuses(HttpStatusCode.UnprocessableEntity, "value.type");
        await Propose(path, new { kind = "extension", changes = new { effectiveTo = "2028-01-01" }, dispositions = Array.Empty<object>() }).Refuses(HttpStatusCode.UnprocessableEntity, "amendment.dispositions");
        var draft = await app.AgreementIn("draft");
        (await Propose(draft.Path(), new { kind = "change_of_terms", changes = new { note = "?" } }).Refuses(HttpStatusCode.Conflict, "amendment.wrong-state")).Names("A2");
    }

    [Fact]
    public async Task An_amendment_is_proposed_and_signed_by_parties_and_by_nobody_else()
    {
        var agreement = await app.AgreementIn("in_force");
        var path = agreement.Path();
        var (first, second, stranger, auditor) = (await app.AKey("museum", agreement.Parties()[0]), await app.AKey("museum", agreement.Parties()[1]),
            await app.AKey("museum", await app.AnInstitution()), await app.AKey("auditor"));
        object Body(long baseVersion) => new { kind = "change_of_terms", baseVersion, effectiveFrom = AgreementsGiven.Today, changes = new { note = "?" }, reason = "Уточнение" };
        var version = (long)agreement["version"]!;

        await stranger.Post($"{path}/amendments", Body(version), await stranger.Tag(path)).Refuses(HttpStatusCode.Forbidden);
        await auditor.Post($"{path}/amendments", Body(version), await auditor.Tag(path)).Refuses(HttpStatusCode.Forbidden);
        await first.Post($"{path}/amendments", Body(version)).Refuses(HttpStatusCode.PreconditionRequired);
        var proposed = await first.Post($"{path}/amendments", Body(version), await first.Tag(path)).Is(HttpStatusCode.Created);
        Assert.Equal(["signed", "declined", "withdrawn"], proposed["allowedActions"]!.AsArray().Select(action => (string?)action!["to"]));
        Assert.Equal(["signed", "declined"], (await second.Ask($"{path}/amendments/1").Is(HttpStatusCode.OK))["allowedActions"]!.AsArray().Select(action => (string?)action!["to"]));
        await second.Post($"{path}/amendments/1/transitions", new { to = "withdrawn", reason = "?" }, await second.Tag(path)).Refuses(HttpStatusCode.Forbidden);
        await second.Post($"{path}/amendments/1/transitions", new { to = "declined", reason = "Не согласны" }, await second.Tag(path)).Is(HttpStatusCode.OK);
        await first.Post($"{path}/amendments/1/transitions", new { to = "signed", on = AgreementsGiven.Today }, await first.Tag(path)).Refuses(HttpStatusCode.Conflict, "amendment.decided");
        await first.Ask($"{path}/amendments/2").Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_many_signatures_of_one_party_at_once_one_is_given()
    {
        var agreement = await app.AgreementIn("in_force");
        await Propose(agreement.Path(), new { kind = "change_of_terms", changes = new { note = "?" } }).Is(HttpStatusCode.Created);
        var tag = await _operator.Tag(agreement.Path());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            _operator.Post($"{agreement.Path()}/amendments/1/transitions", new { to = "signed", on = AgreementsGiven.Today, party = agreement.Parties()[0] }, tag)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_amendment_brings_no_agreement_to_its_end_before_its_signing()
    {
        var agreement = await app.AgreementIn("in_force", more: new { effectiveTo = "2027-12-31" });

        var earlier = await Propose(agreement.Path(), new { kind = "change_of_terms", changes = new { effectiveTo = "2026-11-22" } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "date.order");
        await Propose(agreement.Path(), new { kind = "change_of_terms", changes = new { effectiveTo = AgreementsGiven.Today } }).Is(HttpStatusCode.Created);
        await SignAll(agreement, 1);
        var later = await Propose(agreement.Path(), new { kind = "correction", changes = new { signedOn = "2026-11-24" } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "date.order");

        foreach (var refusal in new[] { earlier, later })
            Assert.Equal(("D1", "/changes/effectiveTo"), ((string?)refusal["invariant"], refusal.Pointers()[0]));
    }

    [Theory]
    [InlineData("in_force", "termination")]
    [InlineData("in_force", "suspension")]
    [InlineData("suspended", "resumption")]
    public async Task An_agreement_is_ended_or_suspended_by_nobody_before_it_was_signed(string status, string kind)
    {
        var agreement = await app.AgreementIn(status);

        var refusal = await Propose(agreement.Path(), new { kind, effectiveFrom = "2026-11-22" }).Refuses(HttpStatusCode.Conflict, "date.order");

        Assert.Equal(("D1", "/effectiveFrom"), ((string?)refusal["invariant"], refusal.Pointers()[0]));
        await Propose(agreement.Path(), new { kind, effectiveFrom = AgreementsGiven.Today }).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Nobody_signs_a_change_of_what_was_not_signed_yet()
    {
        var agreement = await app.AgreementIn("in_force");
        await Propose(agreement.Path(), new { kind = "change_of_terms", changes = new { note = "?" } }).Is(HttpStatusCode.Created);

        var refusal = await Step(agreement.Path(), 1, new { to = "signed", on = "2026-11-22", party = agreement.Parties()[0] })
            .Refuses(HttpStatusCode.Conflict, "date.order");
        var unsure = await Step(agreement.Path(), 1, new { to = "signed", on = "2026-11", party = agreement.Parties()[0] }).Is(HttpStatusCode.OK);

        Assert.Equal(("D1", "/on"), ((string?)refusal["invariant"], refusal.Pointers()[0]));
        Assert.Equal(["date.order-undecided"], unsure.Warnings());
        await Sign(agreement.Path(), 1, agreement.Parties()[1]).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_amendment_that_brings_in_an_odd_role_is_warned_of()
    {
        var agreement = await app.AgreementIn("in_force");
        var parties = Parties(agreement).Append(new JsonObject { ["institution"] = await app.AnInstitution(), ["role"] = "borrower" });

        var proposed = await Propose(agreement.Path(), new { kind = "add_party", changes = new { parties } }).Is(HttpStatusCode.Created);

        Assert.Equal(["agreement.role-odd"], proposed.Warnings());
        Assert.Equal("/changes/parties/2/role", (string?)proposed["warnings"]![0]!["pointer"]);
    }

    async Task<JsonObject> Read(string path) => await _operator.Ask(path).Is(HttpStatusCode.OK);

    async Task<HttpResponseMessage> Propose(string path, object amendment)
    {
        var version = (long)(await Read(path))["version"]!;
        return await _operator.Post($"{path}/amendments", Given.Merge(new { baseVersion = version, effectiveFrom = AgreementsGiven.Today, reason = "По соглашению сторон" }, amendment),
            await _operator.Tag(path));
    }

    async Task<HttpResponseMessage> Step(string path, int seq, object step) => await _operator.Post($"{path}/amendments/{seq}/transitions", step, await _operator.Tag(path));

    Task<HttpResponseMessage> Sign(string path, int seq, string party) => Step(path, seq, new { to = "signed", on = AgreementsGiven.Today, party });

    async Task SignAll(JsonObject agreement, int seq, params string[] parties)
    {
        foreach (var party in parties.Length == 0 ? agreement.Parties() : parties)
            await Sign(agreement.Path(), seq, party).Is(HttpStatusCode.OK);
    }

    static IEnumerable<JsonNode?> Parties(JsonObject agreement, params string[] more) => agreement["parties"]!.AsArray()
        .Select(party => (JsonNode?)new JsonObject { ["institution"] = (string?)party!["institution"]!["code"], ["role"] = (string?)party["role"] })
        .Concat(more.Select(code => (JsonNode?)new JsonObject { ["institution"] = code, ["role"] = "signatory" }));
}
