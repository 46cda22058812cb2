using System.Net;

namespace TransferRegistry.Tests.Transfers;

/// <summary>The rules of an act: what refuses it at which step, what only warns, and what is named first.</summary>
public sealed class TransferRuleTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    const HttpStatusCode Invalid = HttpStatusCode.UnprocessableEntity;

    // A step gives one day or person; the others it may clash with are registered.
    const HttpStatusCode Stored = HttpStatusCode.Conflict;

    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task The_states_property_passes_to_a_private_holder_only_by_a_courts_decision()
    {
        var (state, collector, unknown) = (await app.AnInstitution(),
            await app.AnInstitution("private_collection", more: new { level = "private", legalForm = (object?)null }),
            await app.AnInstitution("foundation", more: new { level = (object?)null, legalForm = (object?)null }));
        var item = await app.AnItem(state);

        var refusal = await _operator.Approve(await _operator.Begin(Acts.Of(state, collector, item)))
            .Refuses(HttpStatusCode.Conflict, "transfer.state-to-private");
        Assert.Equal("P1", (string?)refusal["invariant"]);
        Assert.Equal(collector, (string?)refusal["errors"]![0]!["params"]!["to"]);
        await _operator.Approve(await _operator.Begin(Acts.Of(state, collector, item, new { kind = "restitution" })))
            .Refuses(HttpStatusCode.Conflict, "transfer.state-to-private");

        Assert.Contains("transfer.state-to-private-unknown", (await _operator.Approve(await _operator.Begin(Acts.Of(state, unknown,
            await app.AnItem(state)))).Is(HttpStatusCode.OK)).Warnings());
        Assert.Contains("transfer.state-to-private", (await app.Recorded(state, collector, await app.AnItem(state), "2001")).Warnings());
        var restitution = Acts.Of(state, collector, item, new { kind = "restitution", basis = new[] { new { kind = "court_decision", number = "2-114" } } });
        Assert.Empty((await _operator.Approve(await _operator.Begin(restitution)).Is(HttpStatusCode.OK)).Warnings());
    }

    [Fact]
    public async Task Two_sides_are_two_and_parties_to_the_agreement()
    {
        var (from, to, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = (await _operator.Post("/agreements", Given.AnAgreement(from, to)).Is(HttpStatusCode.Created)).Id();

        var alone = await _operator.Post("/transfers", Given.ATransfer(from, from)).Refuses(Invalid, "transfer.from-is-to");
        Assert.Equal(("P2", from), ((string?)alone["invariant"], (string?)alone["errors"]![0]!["params"]!["institution"]));
        var foreign = await _operator.Post("/transfers", Given.ATransfer(from, other, new { agreement })).Refuses(Invalid, "transfer.not-a-party");
        Assert.Equal(("P2", other), ((string?)foreign["invariant"], (string?)foreign["errors"]![0]!["params"]!["institution"]));
        await _operator.Post("/transfers", Given.ATransfer(from, other, new { agreement, evidence = "press", initialStatus = "recorded" }))
            .Refuses(Invalid, "transfer.not-a-party");
        Assert.Equal(["transfer.from-is-to"], (await _operator.Post("/transfers", Given.ATransfer(other, other, new { agreement })).Refuses(Invalid)).Codes());
    }

    [Fact]
    public async Task Who_has_ended_receives_nothing_any_more()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from)));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        await _operator.HandOver(path, "2026-11-10").Is(HttpStatusCode.OK);
        await _operator.Patch($"/institutions/{to}", new { status = "liquidated", endedOn = "2026-11-15" }, await _operator.Tag($"/institutions/{to}"))
            .Is(HttpStatusCode.OK);

        Assert.Equal("P3", (string?)(await _operator.Receive(path, "2026-11-16").Refuses(HttpStatusCode.Conflict, "institution.ended"))["invariant"]);
        Assert.Contains("institution.ended-undecided", (await _operator.Receive(path, "2026-11").Is(HttpStatusCode.OK)).Warnings());
        Assert.Contains("institution.ended", (await app.Recorded(from, to, await app.AnItem(from), "2026-11-17", new { receivedOn = "2026-11-18" }))
            .Warnings());
    }

    [Fact]
    public async Task The_days_of_an_act_follow_each_other()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from), new { requestedOn = "2026-11-03" }));

        var refusal = await _operator.Approve(path, new { on = "2026-11-02" }).Refuses(Stored, "date.order");
        Assert.Equal("D1", (string?)refusal["invariant"]);
        Assert.Equal(["/on"], refusal.Pointers());
        await _operator.Approve(path, new { on = "2026-11-05" }).Is(HttpStatusCode.OK);
        await _operator.HandOver(path, "2026-11-04").Refuses(Stored, "date.order");
        Assert.Contains("date.order-undecided", (await _operator.HandOver(path, "2026-11").Is(HttpStatusCode.OK)).Warnings());
        Assert.Equal(["/on"], (await _operator.Receive(path, "2026-10-31").Refuses(Stored, "date.order")).Pointers());
        await _operator.Step(path, new { to = "refused", on = "2026-10-31", reason = "Не то" }).Refuses(Stored, "date.order");
        // What is recorded is held to its order too.
        await _operator.Post("/transfers", Acts.Of(from, to, await app.AnItem(from),
            new { evidence = "press", initialStatus = "recorded", handedOverOn = "2020", receivedOn = "2019" }))
            .Refuses(Invalid, "date.order");
    }

    [Theory]
    [InlineData("2026-11-24", true)]
    [InlineData("2026-11-25", false)]
    [InlineData("2026-12", false)]
    [InlineData("2026-12?", true)]
    [InlineData("XXXX-12-31", true)]
    public async Task What_has_happened_is_not_of_tomorrow_but_for_a_day_of_grace(string day, bool passes)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from)));

        var answer = await _operator.Approve(path, new { on = day });
        if (passes)
            await answer.Is(HttpStatusCode.OK);
        else
            Assert.Equal(["/on"], (await Task.FromResult(answer).Refuses(Invalid, "date.future")).Pointers());
    }

    [Fact]
    public async Task Every_day_that_is_past_is_past_wherever_it_stands()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        const string Later = "2027-01-01";

        var refusal = await _operator.Post("/transfers", Given.ATransfer(from, to, new
        {
            requestedOn = Later, approvedOn = Later, handedOverOn = Later, receivedOn = Later, actDate = Later, source = new { publishedOn = Later },
            basis = new[] { new { kind = "order", date = Later } }, authorizations = new[] { new { body = "ФЗК", date = Later } }, plannedOn = Later,
        })).Refuses(Invalid, "date.future");

        Assert.Equal(["/actDate", "/approvedOn", "/authorizations/0/date", "/basis/0/date", "/handedOverOn", "/receivedOn", "/requestedOn",
            "/source/publishedOn"], refusal.Pointers().Order());
        Assert.All(refusal.Rules(), rule => Assert.Equal("D5", rule));
    }

    [Fact]
    public async Task There_are_no_permanent_loans()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from);
        var loan = await app.ALoan(from, to, item, "2026-12-31");

        var refusal = await _operator.Post("/transfers", Given.Merge(loan, new { dueBackOn = (object?)null, purpose = (object?)null }))
            .Refuses(Invalid, "transfer.no-due-date");
        Assert.Equal(["/dueBackOn", "/purpose"], refusal.Pointers());
        Assert.Equal("D2", (string?)refusal["invariant"]);
        await _operator.Post("/transfers", Given.Merge(loan, new { plannedOn = "2026-12-31" })).Refuses(Invalid, "transfer.due-before-hand-over");
        await _operator.Post("/transfers", Given.Merge(loan, new { legalEffect = "title_and_custody" })).Refuses(Invalid, "transfer.temporary-title");
        var recorded = await _operator.Post("/transfers", Given.Merge(loan,
            new { dueBackOn = (object?)null, purpose = (object?)null, evidence = "press", initialStatus = "recorded" }))
            .Is(HttpStatusCode.Created);
        Assert.Contains("transfer.no-due-date", recorded.Warnings());
        Assert.Contains("transfer.no-purpose", recorded.Warnings());
    }

    [Fact]
    public async Task A_loan_stands_on_an_agreement_that_lends_and_ends_with_it()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var loan = await app.ALoan(from, to, await app.AnItem(from), "2026-12-31");
        var transferring = await app.AnAgreementOf("permanent_transfer", "transferor", "transferee", from, to);
        var unbinding = await app.ALoanAgreement(from, to, new { binding = false });
        var ending = await app.ALoanAgreement(from, to, new { effectiveTo = "2026-12-01" });

        foreach (var agreement in new[] { null, transferring, unbinding })
            Assert.Equal(["/agreement"], (await _operator.Approve(await _operator.Begin(Given.Merge(loan, new { agreement })))
                .Refuses(HttpStatusCode.Conflict, "transfer.no-agreement")).Pointers());
        Assert.Equal("D2", (string?)(await _operator.Approve(await _operator.Begin(Given.Merge(loan, new { agreement = ending })))
            .Refuses(HttpStatusCode.Conflict, "transfer.due-after-agreement"))["invariant"]);
        await _operator.Approve(await _operator.Begin(loan)).Is(HttpStatusCode.OK);

        var gift = Acts.Of(from, to, await app.AnItem(from), new { kind = "gift", basis = (object?)null });
        await _operator.Approve(await _operator.Begin(gift)).Refuses(HttpStatusCode.Conflict, "transfer.no-basis");
        await _operator.Approve(await _operator.Begin(Given.Merge(gift, new { agreement = transferring }))).Is(HttpStatusCode.OK);
        Assert.Contains("transfer.no-basis", (await app.Recorded(from, to, await app.AnItem(from), "2011", new { basis = (object?)null })).Warnings());
    }

    [Fact]
    public async Task Nothing_is_handed_over_before_its_agreement_is_signed()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = $"/agreements/{(await _operator.Post("/agreements", Given.AnAgreement(from, to, new { initialStatus = "proposed" })).Is(HttpStatusCode.Created)).Id()}";
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from), new { agreement = agreement.Split('/')[2] }));
        await _operator.Approve(path).Is(HttpStatusCode.OK);

        Assert.Equal("D4", (string?)(await _operator.HandOver(path).Refuses(HttpStatusCode.Conflict, "transfer.agreement-not-signed"))["invariant"]);
        await _operator.Step(agreement, new { to = "signed", on = "2026-11-10", party = from }).Is(HttpStatusCode.OK);
        await _operator.Step(agreement, new { to = "signed", on = "2026-11-19", party = to }).Is(HttpStatusCode.OK);
        Assert.Equal(["/on"], (await _operator.HandOver(path, "2026-11-18").Refuses(HttpStatusCode.Conflict, "transfer.before-signing")).Pointers());
        Assert.Contains("transfer.before-signing-undecided", (await _operator.HandOver(path, "2026-11").Is(HttpStatusCode.OK)).Warnings());
    }

    [Fact]
    public async Task What_is_counted_adds_up_to_what_is_declared()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        object Lines(params int?[] quantities) => quantities.Select(quantity => new { lot = new { description = new { ru = "Книги" } }, quantity }).ToArray();

        var more = await _operator.Post("/transfers", Given.ATransfer(from, to, new { declaredCount = 4, lines = Lines(3, 2, null) }))
            .Refuses(Invalid, "transfer.count-exceeded");
        Assert.Equal("T2", (string?)more["invariant"]);
        await _operator.Post("/transfers", Given.ATransfer(from, to, new { declaredCount = 6, lines = Lines(3, 2) }))
            .Refuses(Invalid, "transfer.count-differs");
        await _operator.Post("/transfers", Given.ATransfer(from, to, new { declaredCount = 6, lines = Lines(3, 2, null) })).Is(HttpStatusCode.Created);
        await _operator.Post("/transfers", Given.ATransfer(from, to, new { declaredCount = 5, lines = Lines(3, 2) })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Who_gives_who_takes_and_who_decides_are_not_one_person()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await Approved(from, to, "Айгүл Сеитова");

        await _operator.HandOver(path, more: new { by = new { name = "  АЙГҮЛ СЕИТОВА " } }).Refuses(Stored, "transfer.same-person");
        await _operator.HandOver(path).Is(HttpStatusCode.OK);
        var received = await _operator.Receive(path, more: new { by = new { name = "А. Сеитов" } }).Refuses(Stored, "transfer.same-person");
        Assert.Equal("T3", (string?)received["invariant"]);
        Assert.Equal(["/by"], received.Pointers());
    }

    [Fact]
    public async Task Each_day_is_held_against_all_before_it()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var days = new { requestedOn = "2020-05", approvedOn = "XXXX-02-28", handedOverOn = "2020-04" };

        var refusal = await _operator.Post("/transfers", Acts.Of(from, to, await app.AnItem(from),
            Given.Merge(days, new { evidence = "press", initialStatus = "recorded" }))).Refuses(Invalid, "date.order");

        Assert.Equal(["/handedOverOn"], refusal.Pointers());
        Assert.Equal("requestedOn", (string?)refusal["errors"]![0]!["params"]!["earlier"]);
    }

    [Fact]
    public async Task A_draft_may_still_contradict_itself_and_its_steps_say_so_once()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var person = new { name = "Айгүл Сеитова" };
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from),
            new { requestedOn = "2026-11-10", handedOverOn = "2026-11-01", handedOverBy = person, receivedBy = person }));

        var approval = await _operator.Approve(path, new { on = "2026-11-09" }).Refuses(Stored);

        Assert.Equal(["date.order", "date.order", "transfer.same-person"], approval.Codes());
        Assert.Equal(["/on", "/handedOverOn", "/receivedBy"], approval.Pointers());
    }

    [Fact]
    public async Task What_an_act_rests_on_is_said_when_it_is_posted_and_not_taken_back()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from)));

        Assert.Equal(["/evidence"], (await _operator.Patch(path, """{"evidence":null}""", await _operator.Tag(path)).Refuses(Invalid, "member.missing")).Pointers());
        Assert.Equal(["/evidence"], (await _operator.Post("/transfers", Given.ATransfer(from, to, new { evidence = (object?)null }))
            .Refuses(Invalid, "member.missing")).Pointers());
    }

    [Fact]
    public async Task The_same_act_is_given_once()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var act = new { actNumber = "17-А", actDate = "2026-11-01" };
        var first = await _operator.Post("/transfers", Given.ATransfer(from, to, act)).Is(HttpStatusCode.Created);

        var second = await _operator.Post("/transfers", Given.ATransfer(from, to, act));
        Assert.EndsWith($"/transfers/{first.Id()}", second.Headers.Location?.ToString(), StringComparison.Ordinal);
        (await Task.FromResult(second).Refuses(HttpStatusCode.Conflict, "transfer.act-twice")).Names("T4", act: first);
        await _operator.Post("/transfers", Given.ATransfer(to, from, act)).Is(HttpStatusCode.Created);

        var path = await Approved(from, to);
        (await _operator.HandOver(path, "2026-11-01", act).Refuses(HttpStatusCode.Conflict, "transfer.act-twice")).Names("T4", act: first);
        await _operator.Step($"/transfers/{first.Id()}", new { to = "cancelled", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        await _operator.HandOver(path, "2026-11-01", act).Is(HttpStatusCode.OK);

        // Of an act that is not theirs to see others learn that it is, and not which.
        var hidden = Given.ATransfer(from, to, new { actNumber = "18", actDate = "2026-11-02" });
        await _operator.Post("/transfers", hidden).Is(HttpStatusCode.Created);
        var withheld = await (await app.AKey("museum", to)).Post("/transfers", Given.Merge(hidden, new { evidence = "press", initialStatus = "recorded" }));
        Assert.Null(withheld.Headers.Location);
        Assert.Equal("""{"withheld":true}""", (await Task.FromResult(withheld).Refuses(HttpStatusCode.Conflict, "transfer.act-twice"))["act"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_several_broken_rules_the_first_is_named_and_all_stand_there()
    {
        var (state, collector) = (await app.AnInstitution(), await app.AnInstitution("private_collection",
            more: new { level = "private", legalForm = (object?)null }));
        var borrower = await app.AnInstitution();
        var item = await app.AnItem(state, new { restrictions = new[] { new { kind = "legal_hold" } } });
        await app.PassOn(await app.ALoan(state, borrower, await app.AnItem(state), "2026-12-31"));

        var posting = await _operator.Post("/transfers", Given.ATransfer(state, state, new
        {
            kind = "temporary_use", declaredCount = 7, requestedOn = "2030",
        })).Refuses(Invalid);
        Assert.Equal(["P2", "D2", "D5", "T2"], posting.Rules());
        Assert.Equal("P2", (string?)posting["invariant"]);

        var approval = await _operator.Approve(await _operator.Begin(Acts.Of(state, collector, item, new { basis = (object?)null })))
            .Refuses(HttpStatusCode.Conflict);
        Assert.Equal(["P1", "C11"], approval.Rules());
        Assert.Equal("transfer.no-basis", approval.Codes()[^1]);
        Assert.Equal("P1", (string?)approval["invariant"]);
    }

    [Fact]
    public async Task What_is_recorded_stands_whatever_it_contradicts()
    {
        var (first, second, collector) = (await app.AnInstitution(), await app.AnInstitution(),
            await app.AnInstitution("private_collection", more: new { level = "private", legalForm = (object?)null }));
        var item = await app.AnItem(first, new { restrictions = new[] { new { kind = "under_claim" } } });
        await app.PassOn(Acts.Of(first, second, await app.AnItem(first)));
        var moved = await app.PassOn(Acts.Of(first, second, await app.AnItem(first)), "2020-05-05");

        var recorded = await app.Recorded(first, collector, moved.Item(), "2021", new { basis = (object?)null });
        Assert.Equal(["transfer.no-basis", "transfer.state-to-private", "custody.not-owner", "custody.gap"], recorded.Warnings());
        Assert.Contains("item.restricted", (await app.Recorded(first, second, item, "2021")).Warnings());
        Assert.Equal(collector, await app.HolderOf(moved.Item()));
        await _operator.Post("/transfers", Acts.Of(first, second, item, new { initialStatus = "recorded" })).Refuses(Invalid, "record.evidence-too-strong");
    }

    async Task<string> Approved(string from, string to, string? by = null)
    {
        var path = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from)));
        await _operator.Approve(path, by is null ? null : new { by = new { name = by } }).Is(HttpStatusCode.OK);
        return path;
    }
}
