using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>An item is in one place: who may take it, for which days, and who comes first (C1, C5, C7, C11).</summary>
public sealed class ReservationTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Reservations_do_not_overlap()
    {
        var (owner, one, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        Task<JsonObject> Loan(string to, string planned, string due) => app.ALoan(owner, to, item, due, new { plannedOn = planned });
        var first = await _operator.Approve(await _operator.Begin(await Loan(one, "2027-02-01", "2027-03-01"))).Is(HttpStatusCode.OK);

        foreach (var (planned, due) in new[] { ("2027-02-10", "2027-02-20"), ("2027-01-01", "2027-02-01"), ("2027-03-01", "2027-04-01"),
            ("2027-01-01", "2027-05-01") })
            (await _operator.Approve(await _operator.Begin(await Loan(other, planned, due))).Refuses(HttpStatusCode.Conflict, "custody.reserved"))
                .Names("C7", owner, first);
        await _operator.Approve(await _operator.Begin(Acts.Of(owner, other, item))).Refuses(HttpStatusCode.Conflict, "custody.reserved");

        await _operator.Approve(await _operator.Begin(await Loan(other, "2027-03-02", "2027-04-01"))).Is(HttpStatusCode.OK);
        await _operator.Approve(await _operator.Begin(await Loan(other, "2027-01-01", "2027-01-31"))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_on_its_way_or_away_is_occupied()
    {
        var (owner, borrower, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        var path = await _operator.Begin(await app.ALoan(owner, borrower, item, "2026-12-31"));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        var later = await app.ALoan(owner, other, item, "2027-03-01", new { plannedOn = "2027-01-15" });
        var handed = await _operator.HandOver(path).Is(HttpStatusCode.OK);

        (await _operator.Approve(await _operator.Begin(later)).Refuses(HttpStatusCode.Conflict, "custody.occupied")).Names("C7", owner, handed);
        var lent = await _operator.Receive(path).Is(HttpStatusCode.OK);
        var sooner = Given.Merge(later, new { plannedOn = "2026-12-01" });
        (await _operator.Approve(await _operator.Begin(sooner)).Refuses(HttpStatusCode.Conflict, "custody.occupied")).Names("C7", borrower, lent);
        var next = await _operator.Begin(later);
        await _operator.Approve(next).Is(HttpStatusCode.OK);

        // Judged again at the hand-over: the loan has not come back.
        var refusal = await _operator.HandOver(next, "2026-11-22").Refuses(HttpStatusCode.Conflict, "custody.occupied");
        refusal.Names("C7", borrower, lent);
        Assert.Equal(["C7", "C1"], refusal.Rules());
    }

    [Fact]
    public async Task Who_gave_an_item_away_is_told_who_has_it_and_not_what_is_planned_with_it()
    {
        var (owner, taker, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.PassOn(Acts.Of(owner, taker, item));
        await _operator.Approve(await _operator.Begin(await app.ALoan(taker, third, item, "2027-01-31"))).Is(HttpStatusCode.OK);

        var refusal = await _operator.Approve(await _operator.Begin(Acts.Of(owner, third, item))).Refuses(HttpStatusCode.Conflict, "custody.not-held");

        Assert.Equal("C1", (string?)refusal["invariant"]);
        Assert.Equal(taker, (string?)refusal["holder"]!["code"]);
        Assert.DoesNotContain("C7", refusal.Rules());
    }

    [Fact]
    public async Task A_borrower_gives_nothing_away_for_good_and_lends_no_longer_than_it_has()
    {
        var (owner, borrower, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.PassOn(await app.ALoan(owner, borrower, item, "2026-12-31"));

        var refusal = await _operator.Approve(await _operator.Begin(Acts.Of(borrower, other, item))).Refuses(HttpStatusCode.Conflict, "custody.not-owner");
        Assert.Equal("C5", (string?)refusal["invariant"]);
        await _operator.Approve(await _operator.Begin(await app.ALoan(borrower, other, item, "2027-01-31")))
            .Refuses(HttpStatusCode.Conflict, "custody.sub-loan-too-long");
        await _operator.Approve(await _operator.Begin(await app.ALoan(borrower, other, item, "2026-12-20"))).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_what_acts_say_of_an_item_the_strongest_word_is_told()
    {
        var (owner, borrower, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.PassOn(await app.ALoan(owner, borrower, item, "2026-12-31"));
        var onward = await _operator.Begin(await app.ALoan(borrower, other, item, "2026-12-20"));

        await _operator.Approve(onward).Is(HttpStatusCode.OK);
        Assert.Equal("on_loan", await app.StateOf(item));
        await _operator.HandOver(onward).Is(HttpStatusCode.OK);
        Assert.Equal("in_transit", await app.StateOf(item));
        await _operator.Receive(onward, more: new { lines = new[] { new { line = 1, outcome = "missing" } } }).Is(HttpStatusCode.OK);
        Assert.Equal((borrower, "missing"), (await app.HolderOf(item), await app.StateOf(item)));
        var found = await _operator.Begin(await app.ALoan(borrower, other, item, "2026-12-20"));
        await _operator.Approve(found).Is(HttpStatusCode.OK);
        Assert.Equal("missing", await app.StateOf(item));
        await _operator.HandOver(found).Is(HttpStatusCode.OK);
        Assert.Equal("in_transit", await app.StateOf(item));
        await _operator.Receive(found).Is(HttpStatusCode.OK);
        Assert.Equal((other, "on_loan"), (await app.HolderOf(item), await app.StateOf(item)));
    }

    [Fact]
    public async Task What_has_moved_since_the_approval_is_found_at_the_hand_over()
    {
        var (owner, taker, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        var path = await _operator.Begin(Acts.Of(owner, other, item));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        var recorded = await app.Recorded(owner, taker, item, "2026-11-01");

        var refusal = await _operator.HandOver(path).Refuses(HttpStatusCode.Conflict, "custody.not-held");
        refusal.Names("C1", taker, recorded);
        Assert.Equal(["C1", "C5"], refusal.Rules());
    }

    [Theory]
    [InlineData("legal_hold", null, null, true)]
    [InlineData("no_loan", "2026-01-01", "2026-12-31", true)]
    [InlineData("no_loan", "2027-01-01", null, false)]
    [InlineData("under_claim", null, "2026-11-01", false)]
    [InlineData("under_claim", null, null, true)]
    [InlineData("no_export", null, null, false)]
    public async Task A_loan_is_kept_back_by_what_forbids_it_on_its_days(string kind, string? from, string? to, bool refused)
    {
        var (owner, other) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner, new
        {
            restrictions = new[] { Given.Merge(new { kind }, from is null ? null
            : new { from }) is var restriction && to is not null ? Given.Merge(restriction, new { to }) : restriction }
        });

        var approval = _operator.Approve(await _operator.Begin(await app.ALoan(owner, other, item, "2027-02-01", new { plannedOn = "2026-11-30" })));
        if (refused)
            Assert.Equal("C11", (string?)(await approval.Refuses(HttpStatusCode.Conflict, "item.restricted"))["invariant"]);
        else
            await approval.Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("no_loan", "temporary_use", true)]
    [InlineData("no_loan", "permanent", false)]
    [InlineData("no_loan", "restitution", false)]
    [InlineData("legal_hold", "permanent", true)]
    [InlineData("legal_hold", "restitution", true)]
    [InlineData("under_claim", "temporary_use", true)]
    [InlineData("under_claim", "gift", true)]
    [InlineData("under_claim", "restitution", false)]
    [InlineData("no_export", "permanent", false)]
    public async Task A_restriction_forbids_what_it_is_about_and_nothing_else(string restriction, string kind, bool forbidden)
    {
        var (owner, other) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner, new { restrictions = new[] { new { kind = restriction, from = "2024-01-12" } } });
        var basis = new { basis = new[] { new { kind = "court_decision", number = "2-114" } } };
        var path = await _operator.Begin(kind == "temporary_use" ? await app.ALoan(owner, other, item, "2027-02-01") : Acts.Of(owner, other, item,
            Given.Merge(new { kind }, basis)));

        if (forbidden)
        {
            var refusal = await _operator.Approve(path).Refuses(HttpStatusCode.Conflict, "item.restricted");
            refusal.Names("C11");
            Assert.Equal(restriction, (string?)refusal["errors"]![0]!["params"]!["restriction"]);
            // What is said to have happened is only warned of, by the same table.
            Assert.Contains("item.restricted", (await Recorded()).Warnings());
            return;
        }
        Assert.Empty((await _operator.Approve(path).Is(HttpStatusCode.OK)).Warnings());
        await _operator.Step(path, new { to = "cancelled", reason = "?" }).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("item.restricted", (await Recorded()).Warnings());

        Task<JsonObject> Recorded() => app.Recorded(owner, other, item, "2026-11-01",
            Given.Merge(kind == "temporary_use" ? new { kind, purpose = "exhibition" } : new { kind }, basis));
    }

    [Fact]
    public async Task An_export_ban_holds_at_the_border()
    {
        var (owner, abroad) = (await app.AnInstitution(), await app.AnInstitution(more: new
        {
            country = "GB", region = (object?)null, level = "foreign",
            legalForm = "foreign"
        }));
        var item = await app.AnItem(owner, new { restrictions = new[] { new { kind = "no_export" } } });

        await _operator.Approve(await _operator.Begin(await app.ALoan(owner, abroad, item, "2027-02-01"))).Refuses(HttpStatusCode.Conflict, "item.restricted");
    }

    [Fact]
    public async Task Of_twenty_approvals_of_one_item_at_once_one_is_given()
    {
        var (owner, other) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        var drafts = new List<(string Path, string Tag)>();
        for (var i = 0; i < 20; i++)
        {
            var path = await _operator.Begin(Acts.Of(owner, other, item));
            drafts.Add((path, await _operator.Tag(path)));
        }

        var answers = await Task.WhenAll(drafts.Select(draft => _operator.Post($"{draft.Path}/transitions", new { to = "approved" }, draft.Tag)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        foreach (var answer in answers.Where(answer => answer.StatusCode is not HttpStatusCode.OK))
            Assert.Equal("C7", (string?)(await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "custody.reserved"))["invariant"]);
    }

    [Fact]
    public async Task Of_twenty_hand_overs_of_one_transfer_at_once_one_is_made()
    {
        var (owner, other) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await _operator.Begin(Acts.Of(owner, other, await app.AnItem(owner)));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        var tag = await _operator.Tag(path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _operator.Post($"{path}/transitions",
            new { to = "in_transit", on = "2026-11-20", by = new { name = "А" }, actNumber = $"{i}", actDate = "2026-11-20" }, tag)));

        foreach (var away in answers.Where(answer => (int)answer.StatusCode >= 500))
            Assert.Fail($"{await away.Content.ReadAsStringAsync()}");
        Assert.Equal("1 OK, 19 PreconditionFailed", string.Join(", ", answers.GroupBy(answer => answer.StatusCode).OrderBy(same => same.Key).Select(same => $"{same.Count()} {same.Key}")));
    }

    [Fact]
    public async Task A_sealed_act_that_has_an_item_tells_others_nothing_of_its_days()
    {
        var (owner, borrower, stranger) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.Recorded(borrower, owner, item, "2001", new { kind = "return" });
        var path = await _operator.Begin(await app.ALoan(owner, borrower, item, "2027-03-01", new { plannedOn = "2026-11-24", visibility = "sealed" }));
        var other = await _operator.Begin(await app.ALoan(stranger, owner, item, "2027-02-20", new { plannedOn = "2027-02-10" }));
        var client = await app.AKey("museum", stranger);
        async Task IsTaken(string code)
        {
            var untold = await client.Approve(other).Refuses(HttpStatusCode.Conflict, code);
            Assert.Equal(("""{"withheld":true}""", """{"withheld":true}"""), (untold["holder"]!.ToJsonString(), untold["act"]!.ToJsonString()));
            Assert.All(untold["errors"]!.AsArray(), fault => Assert.Null(fault!["params"]?["takenFrom"] ?? fault["params"]?["takenTo"] ?? fault["params"]?["due"]));
            Assert.DoesNotContain("2026-11-24", untold.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("2027-03-01", untold.ToJsonString(), StringComparison.Ordinal);
            Assert.Contains("2027-03-01", (await _operator.Approve(other).Refuses(HttpStatusCode.Conflict, code)).ToJsonString(), StringComparison.Ordinal);
        }

        await _operator.Approve(path).Is(HttpStatusCode.OK);
        await IsTaken("custody.reserved");
        await _operator.HandOver(path).Is(HttpStatusCode.OK);
        await _operator.Receive(path).Is(HttpStatusCode.OK);
        await IsTaken("custody.occupied");
    }
}
