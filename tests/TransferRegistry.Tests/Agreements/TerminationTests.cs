using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Agreements;

/// <summary>An agreement ends with a word on everything that is out under it (A5), and an exchange is fulfilled by all its legs (C12).</summary>
public sealed class TerminationTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task An_agreement_with_items_outstanding_is_not_terminated_without_a_word_on_each()
    {
        var (agreement, loans) = await WithLoans(3);
        var path = agreement.Path();
        async Task<JsonObject> Refused(string code, params object[] dispositions) =>
            await Terminate(path, dispositions).Refuses(HttpStatusCode.Conflict, code);

        (await Refused("agreement.open-transfers")).Names("A5");
        var refusal = await Refused("agreement.open-transfers", new { transfer = loans[0].Id(), how = "continues" });
        Assert.Contains((string)loans[1]["registryNumber"]!, (string)refusal["errors"]![0]!["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain((string)loans[0]["registryNumber"]!, (string)refusal["errors"]![0]!["detail"]!, StringComparison.Ordinal);

        var ended = await Terminate(path, new { transfer = loans[0].Id(), how = "return_by", on = "2026-12-15" }, new { transfer = (string)loans[1]["registryNumber"]!, how = "continues" },
            new { transfer = loans[2].Id(), how = "converts" }).Is(HttpStatusCode.OK);

        Assert.Equal("terminated", ended.Status());
        Assert.Equal(["return_by", "continues", "converts"], ended["dispositions"]!.AsArray().Select(disposition => (string?)disposition!["how"]));
        var due = await _operator.Read(loans[0].Act());
        Assert.Equal(("2026-12-15", "2027-03-01"), ((string?)due["dueBackOn"], (string?)due["extensions"]![0]!["oldDueBackOn"]));
        Assert.Equal("2027-03-01", (string?)(await _operator.Read(loans[1].Act()))["dueBackOn"]);
        await _operator.Return(loans[0].Act(), on: AgreementsGiven.Today).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_has_come_back_needs_no_word()
    {
        var (agreement, loans) = await WithLoans(1);
        await _operator.Return(loans[0].Act(), on: AgreementsGiven.Today).Is(HttpStatusCode.Created);

        (await Terminate(agreement.Path(), new { transfer = loans[0].Id(), how = "continues" }).Refuses(HttpStatusCode.Conflict, "disposition.not-open")).Names("A5");
        await Terminate(agreement.Path()).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_disposition_says_what_it_must_and_no_more()
    {
        var (agreement, loans) = await WithLoans(1);
        var path = agreement.Path();

        await Terminate(path, new { transfer = loans[0].Id(), how = "return_by" }).Refuses(HttpStatusCode.UnprocessableEntity, "disposition.on-missing");
        await Terminate(path, new { transfer = loans[0].Id(), how = "continues", on = "2027-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "disposition.on-superfluous");
        await Terminate(path, new { transfer = loans[0].Id(), how = "return_by", on = "2026-11-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "disposition.before-termination");
        await Terminate(path, new { transfer = loans[0].Id(), how = "continues" }, new { transfer = loans[0].Id(), how = "converts" })
            .Refuses(HttpStatusCode.UnprocessableEntity, "disposition.twice");
        await _operator.Step(path, new { to = "suspended", reason = "?", dispositions = Array.Empty<object>() }).Refuses(HttpStatusCode.UnprocessableEntity, "step.member-not-of-this-step");
    }

    [Fact]
    public async Task A_party_is_not_told_the_number_of_what_is_open_between_two_others()
    {
        var (lender, borrower, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", lender, borrower, new
        {
            kind = "loan", effectiveTo = "2028-01-01",
            parties = new[]
            {
                new { institution = lender, role = "lender" }, new { institution = borrower, role = "borrower" },
                new { institution = third, role = "signatory" },
            },
        });
        var loan = await app.Lent(lender, borrower, await app.AnItem(lender), more: new { agreement = agreement.Id(), visibility = "parties" },
            on: AgreementsGiven.Today);
        object body = new { to = "terminated", on = AgreementsGiven.Today, reason = "?" };

        var told = await (await app.AKey("museum", third)).Step(agreement.Path(), body).Refuses(HttpStatusCode.Conflict, "agreement.open-transfers");
        var own = await (await app.AKey("museum", lender)).Step(agreement.Path(), body).Refuses(HttpStatusCode.Conflict, "agreement.open-transfers");

        Assert.DoesNotContain((string)loan["registryNumber"]!, told.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((1, "one that is not yours to see"), ((int)told["errors"]![0]!["params"]!["count"]!,
            (string?)told["errors"]![0]!["params"]!["transfers"]));
        Assert.Equal((string?)loan["registryNumber"], (string?)own["errors"]![0]!["params"]!["transfers"]);
    }

    [Fact]
    public async Task A_termination_by_amendment_disposes_of_them_too()
    {
        var (agreement, loans) = await WithLoans(1);
        var path = agreement.Path();
        object Body(object[] dispositions, long baseVersion) => new { kind = "termination", baseVersion, effectiveFrom = AgreementsGiven.Today, reason = "По соглашению сторон", dispositions };
        (await _operator.Post($"{path}/amendments", Body([], (long)(await _operator.Read(path))["version"]!), await _operator.Tag(path))
            .Refuses(HttpStatusCode.Conflict, "agreement.open-transfers")).Names("A5");
        await _operator.Post($"{path}/amendments", Body([new { transfer = loans[0].Id(), how = "return_by", on = "2026-12-15" }], (long)(await _operator.Read(path))["version"]!),
            await _operator.Tag(path)).Is(HttpStatusCode.Created);

        foreach (var party in agreement.Parties())
            await _operator.Post($"{path}/amendments/1/transitions", new { to = "signed", on = AgreementsGiven.Today, party }, await _operator.Tag(path)).Is(HttpStatusCode.OK);

        Assert.Equal("terminated", (await _operator.Read(path)).Status());
        Assert.Equal("2026-12-15", (string?)(await _operator.Read(loans[0].Act()))["dueBackOn"]);
    }

    [Fact]
    public async Task What_was_agreed_on_a_loan_does_not_touch_one_that_came_home_meanwhile()
    {
        var (agreement, loans) = await WithLoans(1);
        var path = agreement.Path();
        await _operator.Post($"{path}/amendments", new
        {
            kind = "termination", baseVersion = (long)(await _operator.Read(path))["version"]!, effectiveFrom = AgreementsGiven.Today, reason = "По соглашению сторон",
            dispositions = new[] { new { transfer = loans[0].Id(), how = "return_by", on = "2026-12-15" } },
        }, await _operator.Tag(path)).Is(HttpStatusCode.Created);
        await _operator.Return(loans[0].Act(), on: AgreementsGiven.Today).Is(HttpStatusCode.Created);
        var home = await _operator.Read(loans[0].Act());

        foreach (var party in agreement.Parties())
            await _operator.Post($"{path}/amendments/1/transitions", new { to = "signed", on = AgreementsGiven.Today, party }, await _operator.Tag(path)).Is(HttpStatusCode.OK);

        var after = await _operator.Read(loans[0].Act());
        Assert.Equal("terminated", (await _operator.Read(path)).Status());
        Assert.Equal(("2027-03-01", (long)home["version"]!), ((string?)after["dueBackOn"], (long)after["version"]!));
        Assert.Null(after["extensions"]);
    }

    [Fact]
    public async Task A_loan_is_not_left_out_by_a_termination_over_a_later_reservation()
    {
        var (agreement, loans) = await WithLoans(1);
        var lender = agreement.Parties()[0];
        var next = await _operator.Approve(await _operator.Begin(await app.ALoan(lender, await app.AnInstitution(), loans[0].Item(), "2027-06-01", new { plannedOn = "2027-04-01" })))
            .Is(HttpStatusCode.OK);

        (await Terminate(agreement.Path(), new { transfer = loans[0].Id(), how = "return_by", on = "2027-04-01" }).Refuses(HttpStatusCode.Conflict, "extension.reserved"))
            .Names("D3", agreement.Parties()[1], next);
        Assert.Equal("in_force", (await _operator.Read(agreement.Path())).Status());
        await Terminate(agreement.Path(), new { transfer = loans[0].Id(), how = "return_by", on = "2027-03-31" }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_handed_over_on_the_day_of_the_end_is_due_later_than_that()
    {
        var (agreement, loans) = await WithLoans(1);

        (await Terminate(agreement.Path(), new { transfer = loans[0].Id(), how = "return_by", on = AgreementsGiven.Today }).Refuses(HttpStatusCode.UnprocessableEntity)).Names("D2");
    }

    [Fact]
    public async Task An_exchange_of_three_in_which_one_gives_and_is_given_nothing_is_not_fulfilled()
    {
        var (first, second, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", first, second, new
        {
            kind = "exchange", parties = new[] { first, second, third }.Select(code => new { institution = code, role = "exchanging_party" }),
        });
        async Task Give(string from, string to) =>
            await app.PassOn(Acts.Of(from, to, await app.AnItem(from), new { kind = "exchange", agreement = agreement.Id() }), AgreementsGiven.Today);
        async Task<bool> Fulfilled() => (bool)(await _operator.Read(agreement.Path()))["fulfilled"]!;

        await Give(first, third);
        await Give(second, third);
        Assert.False(await Fulfilled());
        await Give(third, first);
        Assert.False(await Fulfilled());
        await Give(third, second);

        Assert.True(await Fulfilled());
    }

    [Fact]
    public async Task An_exchange_is_fulfilled_when_all_its_legs_are_received()
    {
        var agreement = await app.AgreementIn("in_force", more: new { kind = "exchange" });
        var (path, first, second) = (agreement.Path(), agreement.Parties()[0], agreement.Parties()[1]);
        async Task<bool> Fulfilled() => (bool)(await _operator.Read(path))["fulfilled"]!;
        Assert.False(await Fulfilled());
        await app.PassOn(Acts.Of(first, second, await app.AnItem(first), new { kind = "exchange", agreement = agreement.Id() }), AgreementsGiven.Today);
        Assert.False(await Fulfilled());
        var back = await _operator.Begin(Acts.Of(second, first, await app.AnItem(second), new { kind = "exchange", agreement = agreement.Id() }));
        await _operator.Approve(back).Is(HttpStatusCode.OK);
        await _operator.HandOver(back, AgreementsGiven.Today).Is(HttpStatusCode.OK);
        Assert.False(await Fulfilled());
        Assert.Single(await _operator.Walk($"/agreements?fulfilled=false&party={first}"));

        await _operator.Receive(back, AgreementsGiven.Today).Is(HttpStatusCode.OK);

        Assert.True(await Fulfilled());
        Assert.Single(await _operator.Walk($"/agreements?fulfilled=true&party={first}"));
        var unfulfilled = await app.AgreementIn("in_force", more: new { kind = "exchange" });
        Assert.Equal(["agreement.exchange-unfulfilled"], (await Terminate(unfulfilled.Path()).Is(HttpStatusCode.OK)).Warnings());
        Assert.Empty((await Terminate(path).Is(HttpStatusCode.OK)).Warnings());
    }

    [Fact]
    public async Task Of_a_termination_and_an_approval_under_it_at_once_nothing_is_left_without_a_word()
    {
        var agreement = await app.AgreementIn("in_force", more: new { kind = "loan", effectiveTo = "2028-01-01" });
        var draft = await _operator.Begin(await app.ALoan(agreement.Parties()[0], agreement.Parties()[1], await app.AnItem(agreement.Parties()[0]), "2027-03-01", new { agreement = agreement.Id() }));

        var answers = await Task.WhenAll(Terminate(agreement.Path()), _operator.Approve(draft));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
    }

    async Task<HttpResponseMessage> Terminate(string path, params object[] dispositions) => await _operator.Step(path, Given.Merge(
        new { to = "terminated", on = AgreementsGiven.Today, reason = "По соглашению сторон" }, dispositions.Length == 0 ? null : new { dispositions }));

    async Task<(JsonObject Agreement, IReadOnlyList<JsonObject> Loans)> WithLoans(int count)
    {
        var agreement = await app.AgreementIn("in_force", more: new { kind = "loan", effectiveTo = "2028-01-01" });
        var loans = new List<JsonObject>();
        for (var i = 0; i < count; i++)
            loans.Add(await app.Lent(agreement.Parties()[0], agreement.Parties()[1], await app.AnItem(agreement.Parties()[0]), more: new { agreement = agreement.Id() }, on: AgreementsGiven.Today));
        return (agreement, loans);
    }
}
