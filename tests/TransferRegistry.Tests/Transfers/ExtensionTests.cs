using System.Net;

namespace TransferRegistry.Tests.Transfers;

/// <summary>A loan may be given longer, by a dated decision (D3).</summary>
public sealed class ExtensionTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task An_extension_is_a_dated_decision_and_the_overdue_span_stays_visible()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item, due: "2026-11-10")).Act();
        var version = (long)(await _operator.Read(path))["version"]!;

        var extended = await _operator.Extend(path, "2027-03-01", on: "2026-11-18").Is(HttpStatusCode.Created);

        Assert.Equal(("2027-03-01", version + 1), ((string?)extended["dueBackOn"], (long)extended["version"]!));
        var decision = Assert.Single(extended["extensions"]!.AsArray())!;
        Assert.Equal(("2026-11-10", "2027-03-01", "2026-11-18"),
            ((string?)decision["oldDueBackOn"], (string?)decision["newDueBackOn"], (string?)decision["on"]!["edtf"]));
        Assert.Null(extended["overdue"]);
        Assert.Equal(7, (int)(await _operator.Read($"{path}?on=2026-11-17"))["overdue"]!["days"]!);
        Assert.Null((await _operator.Read($"{path}?on=2026-11-18"))["overdue"]);
        Assert.Contains(await _operator.Walk($"/transfers?overdue=true&on=2026-11-15&from={lender}"), found => found.Act() == path);
        Assert.Empty(await _operator.Walk($"/transfers?overdue=true&on=2026-11-20&from={lender}"));
        Assert.Empty(await _operator.Walk($"/transfers?overdue=true&from={lender}"));
        Assert.Single(await _operator.Walk($"/transfers?dueSoon=true&on=2027-02-01&from={lender}"));
        Assert.Single(await _operator.Walk($"/transfers?dueSoon=false&from={lender}"));
        var entry = (await _operator.Read($"{path}/history"))["items"]!.AsArray()[^1]!;
        Assert.Equal(("transfer.extended", "Выставка продлена"), ((string?)entry["type"], (string?)entry["reason"]));
    }

    [Fact]
    public async Task An_extension_is_later_than_what_it_replaces_and_not_after_the_agreements_end()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item, due: "2027-01-10", more: new
        {
            agreement = await app.ALoanAgreement(lender, borrower, new { effectiveTo = "2027-06-30" }),
        })).Act();

        (await _operator.Extend(path, "2027-01-10").Refuses(HttpStatusCode.Conflict, "extension.not-later")).Names("D3");
        await _operator.Extend(path, "2027-07-01").Refuses(HttpStatusCode.Conflict, "transfer.due-after-agreement");
        await _operator.Extend(path, "2027-06-30", on: "2027-11-20").Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        await (await app.AKey("museum", borrower)).Extend(path, "2027-06-30").Refuses(HttpStatusCode.Forbidden);
        await (await app.AKey("museum", lender)).Extend(path, "2027-06-30").Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_loan_is_not_extended_over_a_later_reservation()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item, due: "2027-01-10")).Act();
        var next = await _operator.Approve(await _operator.Begin(await app.ALoan(lender, await app.AnInstitution(), item, "2027-05-01", new { plannedOn = "2027-02-01" })))
            .Is(HttpStatusCode.OK);

        var refusal = await _operator.Extend(path, "2027-02-01").Refuses(HttpStatusCode.Conflict, "extension.reserved");

        refusal.Names("D3", borrower, next);
        await _operator.Extend(path, "2027-01-31").Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_an_extension_and_a_reservation_for_the_same_days_one_succeeds()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item, due: "2027-01-10")).Act();
        var next = await _operator.Begin(await app.ALoan(lender, await app.AnInstitution(), item, "2027-05-01", new { plannedOn = "2027-02-01" }));

        var answers = await Task.WhenAll(_operator.Extend(path, "2027-03-01"), _operator.Approve(next));

        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode),
            answer => Assert.True(answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}"));
    }

    [Fact]
    public async Task What_has_come_back_is_not_extended_nor_what_was_given_for_good()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();
        await _operator.Return(path).Is(HttpStatusCode.Created);

        await _operator.Extend(path, "2028-01-01").Refuses(HttpStatusCode.Conflict, "extension.no-loan");
        await _operator.Extend((await app.PassOn(Acts.Of(lender, borrower, item), "2026-11-22")).Act(), "2028-01-01").Refuses(HttpStatusCode.Conflict, "extension.no-loan");
    }

    async Task<(string Lender, string Borrower, string Item)> APair()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        return (lender, borrower, await app.AnItem(lender));
    }
}
