using System.Net;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Life;

/// <summary>Several institutions act on one item at the same moment: one succeeds, and the item is in one place.</summary>
public class RaceTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Of_two_hand_overs_of_one_item_by_different_acts_one_is_made()
    {
        var (owner, one, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        var now = await Approved(await app.ALoan(owner, one, item, "2027-01-10"));
        var later = await Approved(await app.ALoan(owner, other, item, "2027-05-01", new { plannedOn = "2027-02-01" }));

        await OneOf(_operator.HandOver(now, "2026-11-22"), _operator.HandOver(later, "2026-11-22"));
    }

    [Fact]
    public async Task Of_a_lenders_and_a_borrowers_return_of_one_line_one_is_kept()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var (lending, borrowing) = (await app.AKey("museum", lender), await app.AKey("museum", borrower));
        var loan = (await app.Lent(lender, borrower, await app.AnItem(lender))).Act();
        object Body(int i) => new { on = "2026-11-20", lines = new[] { new { returnsLine = 1 } }, note = $"{i}" };

        await OneOf([.. Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? lending : borrowing).Post($"{loan}/returns", Body(i), "*"))]);

        Assert.Single(await _operator.Walk($"/transfers?returnsTransfer={loan.Split('/')[^1]}"));
    }

    [Fact]
    public async Task Of_a_correction_and_an_act_that_would_rest_on_what_it_takes_back_one_stands()
    {
        var (giver, taker, next) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(giver);
        var act = await app.PassOn(Acts.Of(giver, taker, item), "2026-11-10");
        var onward = await Approved(Acts.Of(taker, next, item));
        await _operator.HandOver(onward, "2026-11-20").Is(HttpStatusCode.OK);

        var answers = await Task.WhenAll(_operator.Correct(act.Act(), new { outcome = "missing" }), _operator.Receive(onward, "2026-11-21"));

        // Whichever came first: nobody passes on what the register says it never had, without the register saying so.
        var chain = (await _operator.Read($"/items/{item}/custody"))["chain"]!.AsArray();
        Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
        Assert.True(answers.All(answer => answer.IsSuccessStatusCode) == chain.Any(interval => interval!["gap"] is not null));
    }

    [Fact]
    public async Task Of_many_who_take_parts_of_one_lot_no_more_get_some_than_there_are()
    {
        var (owner, taker) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(owner, 10);
        var drafts = new List<string>();
        for (var i = 0; i < 6; i++)
            drafts.Add(await _operator.Begin(Acts.Of(owner, taker, lot, new { lines = new[] { new { item = lot, quantity = 3 } } })));

        var answers = await Task.WhenAll(drafts.Select(draft => _operator.Approve(draft)));

        Assert.Equal(3, answers.Count(answer => answer.IsSuccessStatusCode));
        Assert.Equal(9, (await _operator.Walk($"/items?parentItem={lot}")).Where(part => part["currentCustodian"] is not null).Sum(part => (int)part["quantity"]!));
    }

    [Theory]
    [InlineData("an institution")]
    [InlineData("an agreement")]
    [InlineData("an agreement's step")]
    [InlineData("a transfer")]
    [InlineData("a transfer's step")]
    [InlineData("an item")]
    [InlineData("an event")]
    [InlineData("a webhook")]
    [InlineData("an extension")]
    [InlineData("a return")]
    [InlineData("a correction")]
    [InlineData("an amendment")]
    public async Task Of_many_who_have_read_one_version_one_writes_the_next(string what)
    {
        var (one, other) = (await app.AnInstitution(), await app.AnInstitution());
        async Task<string> Loan() => (await app.Lent(one, other, await app.AnItem(one))).Act();
        async Task<string> Agreement(string status) => (await app.AgreementIn(status)).Path();
        async Task<string> Made(string list, object body)
        {
            var made = await _operator.Post(list, body).Is(HttpStatusCode.Created);
            return $"{list}/{(made["webhook"]?.AsObject() ?? made).Id()}";
        }
        var (path, write) = what switch
        {
            "an institution" => ($"/institutions/{one}", Patched(i => new { place = new { ru = $"село {i}" } })),
            "an agreement" => (await Agreement("draft"), Patched(i => new { note = $"{i}" })),
            "an agreement's step" => (await Agreement("signed"), Posted("/transitions", _ => new { to = "in_force" })),
            "a transfer" => (await _operator.Begin(Acts.Of(one, other, await app.AnItem(one))), Patched(i => new { note = $"{i}" })),
            "a transfer's step" => (await _operator.Begin(Acts.Of(one, other, await app.AnItem(one))), Posted("/transitions", _ => new { to = "approved" })),
            "an item" => ($"/items/{await app.AnItem(one)}", Patched(i => new { creator = $"{i}" })),
            "an event" => (await Made("/events", new { kind = "seminar", title = new { ru = "Семинар" } }), Patched(i => new { place = new { ru = $"{i}" } })),
            "a webhook" => (await Made("/webhooks", new { url = "http://127.0.0.1:9009/" }), Patched(i => new { description = $"{i}" })),
            "an extension" => (await Loan(), Posted("/extensions", i =>
                new { newDueBackOn = $"2027-06-0{i + 1}", reason = "Выставка продлена", on = "2026-11-20" })),
            "a return" => (await Loan(), Posted("/returns", _ => new { on = "2026-11-20", lines = new[] { new { returnsLine = 1 } } })),
            "a correction" => ((await app.PassOn(Acts.Of(one, other, await app.AnItem(one)))).Act(),
                Posted("/corrections", _ => new { reason = "Сверка", on = "2026-11-21", lines = new[] { new { line = 1, outcome = "damaged" } } })),
            _ => (await Agreement("in_force"), Posted("/amendments", i => (object)new
            {
                kind = "change_of_terms", baseVersion = 4, effectiveFrom = AgreementsGiven.Today, changes = new { note = $"{i}" }, reason = "Уточнение",
            })),
        };
        var tag = await _operator.Tag(path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => write(path, i, tag)));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode),
            answer => Assert.True(answer.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}"));

        Func<string, int, string, Task<HttpResponseMessage>> Patched(Func<int, object> body) => (path, i, tag) => _operator.Patch(path, body(i), tag);
        Func<string, int, string, Task<HttpResponseMessage>> Posted(string to, Func<int, object> body) => (path, i, tag) =>
            _operator.Post($"{path}{to}", body(i), tag);
    }

    [Fact]
    public async Task Of_who_lowers_a_lot_and_who_lists_more_of_it_at_once_not_both_succeed()
    {
        var owner = await app.AnInstitution();
        for (var round = 0; round < 4; round++)
        {
            var lot = await app.ALot(owner, 10);
            await OneOf(_operator.Patch($"/items/{lot}", new { quantity = 6 }, "*"),
                _operator.Post("/items", new { heldBy = owner, name = new { ru = "Семь" }, kind = "set", quantity = 7, parentItem = lot }));
        }
    }

    [Theory]
    [InlineData("approved")]
    [InlineData("proposed")]
    public async Task Of_a_merge_of_two_and_a_step_that_binds_them_to_each_other_one_is_made(string to)
    {
        for (var round = 0; round < 4; round++)
        {
            var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());
            var draft = to is "proposed" ? (await app.AgreementIn("draft", gone, stays)).Path()
                : await _operator.Begin(Acts.Of(gone, stays, await app.AnItem(gone)));
            await OneOf(_operator.Post($"/institutions/{gone}/merge", new { into = stays, reason = "Одно учреждение", confirm = gone }, "*"),
                _operator.Post($"{draft}/transitions", new { to }, "*"));
        }
    }

    async Task<string> Approved(System.Text.Json.Nodes.JsonObject transfer)
    {
        var path = await _operator.Begin(transfer);
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        return path;
    }

    // A server may choose a victim of two that wait for each other: it is asked to come again, and nothing of it is written.
    static async Task OneOf(params Task<HttpResponseMessage>[] asked)
    {
        var answers = await Task.WhenAll(asked);
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode),
            answer => Assert.True(answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}"));
    }
}
