using System.Net;
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
