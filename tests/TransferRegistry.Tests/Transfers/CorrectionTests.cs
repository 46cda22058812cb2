using System.Net;

namespace TransferRegistry.Tests.Transfers;

/// <summary>A received act stands as it was confirmed; what is wrong in it is said by a correcting act (T1).</summary>
public sealed class CorrectionTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task A_discrepancy_stays_open_until_a_correcting_act_and_what_was_found_passes_on_its_day()
    {
        var (sender, receiver, item) = await APair();
        var act = await app.PassOn(Acts.Of(sender, receiver, item), "2026-11-10", receipt: new { lines = new[] { new { line = 1, outcome = "missing" } } });
        Assert.True((bool)act["discrepancyOpen"]!);
        Assert.Equal((sender, "missing"), (await app.HolderOf(item), await app.StateOf(item)));
        Assert.Single(await _operator.Walk($"/transfers?discrepancyOpen=true&institution={receiver}"));

        var correction = await _operator.Correct(act.Act(), new { outcome = "received", conditionIn = "хорошее" }, on: "2026-11-15").Is(HttpStatusCode.Created);

        Assert.Equal((act.Id(), "Сверка"), ((string?)correction["correctsTransfer"]!["id"], (string?)correction["reason"]));
        Assert.Equal((string?)act["actNumber"], (string?)correction["actNumber"]);
        var corrected = await _operator.Read(act.Act());
        Assert.Null(corrected["discrepancyOpen"]);
        var line = corrected["lines"]![0]!;
        Assert.Equal(("missing", "received", correction.Id()), ((string?)line["outcome"], (string?)line["corrected"]!["outcome"], (string?)line["corrected"]!["by"]!["id"]));
        Assert.Equal((long)act["version"]! + 1, (long)corrected["version"]!);
        Assert.Equal((receiver, "held"), (await app.HolderOf(item), await app.StateOf(item)));
        Assert.Equal(sender, (string?)(await _operator.Read($"/items/{item}/custody?on=2026-11-14"))["currentCustodian"]!["code"]);
        Assert.Equal(receiver, (string?)(await _operator.Read($"/items/{item}/custody?on=2026-11-15"))["currentCustodian"]!["code"]);
        Assert.Single(await _operator.Walk($"/transfers?discrepancyOpen=true&on=2026-11-14&institution={receiver}"));
        Assert.Empty(await _operator.Walk($"/transfers?discrepancyOpen=true&institution={receiver}"));
        Assert.Single(await _operator.Walk($"/transfers?correctsTransfer={act.Id()}"));
    }

    [Fact]
    public async Task What_had_not_arrived_after_all_is_where_it_was_and_keeps_its_number()
    {
        var (sender, receiver, item) = await APair(new { identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП") } } });
        var act = await app.PassOn(Acts.Of(sender, receiver, item), "2026-11-10");
        Assert.NotNull((await _operator.Read($"/items/{item}"))["identifiers"]![0]!["to"]);

        await _operator.Correct(act.Act(), new { outcome = "refused" }).Is(HttpStatusCode.Created);

        Assert.Equal(sender, await app.HolderOf(item));
        Assert.Null((await _operator.Read($"/items/{item}"))["identifiers"]![0]!["to"]);
        await _operator.Correct(act.Act(), new { outcome = "received" }).Is(HttpStatusCode.Created);
        Assert.Equal((receiver, receiver), (await app.HolderOf(item), (string?)(await _operator.Read($"/items/{item}/custody?on=2026-11-10"))["currentCustodian"]!["code"]));
    }

    [Fact]
    public async Task An_act_that_a_later_one_rests_on_is_not_taken_back()
    {
        var (sender, receiver, item) = await APair();
        var act = await app.PassOn(Acts.Of(sender, receiver, item), "2026-11-10");
        var later = await app.PassOn(Acts.Of(receiver, await app.AnInstitution(), item), "2026-11-12");

        (await _operator.Correct(act.Act(), new { outcome = "missing" }).Refuses(HttpStatusCode.Conflict, "correction.act-rests-on-it")).Names("C1", sender, later);

        Assert.Null((await _operator.Read(act.Act()))["lines"]![0]!["corrected"]);
        await _operator.Correct(later.Act(), new { outcome = "refused" }).Is(HttpStatusCode.Created);
        await _operator.Correct(act.Act(), new { outcome = "missing" }).Is(HttpStatusCode.Created);
        Assert.Equal(sender, await app.HolderOf(item));
    }

    [Fact]
    public async Task A_received_act_is_changed_by_no_other_means()
    {
        var (sender, receiver, item) = await APair();
        var act = await app.PassOn(Acts.Of(sender, receiver, item), "2026-11-10");
        var path = act.Act();

        Assert.Equal("T1", (string?)(await _operator.Patch(path, new { note = "Опечатка" }, await _operator.Tag(path)).Refuses(HttpStatusCode.Conflict))["invariant"]);
        await _operator.Step(path, new { to = "void", reason = "Ошибка" }).Refuses(HttpStatusCode.Conflict);
        var correction = await _operator.Correct(path, new { outcome = "damaged" }).Is(HttpStatusCode.Created);
        (await _operator.Correct(correction.Act(), new { outcome = "received" }).Refuses(HttpStatusCode.Conflict, "correction.not-received")).Names("T1");
        var recorded = await app.Recorded(sender, receiver, await app.AnItem(sender), "1999");
        (await _operator.Correct(recorded.Act(), new { outcome = "received" }).Refuses(HttpStatusCode.Conflict, "correction.not-received")).Names("T1");
        await _operator.Correct(path, new { line = 7, outcome = "received" }).Refuses(HttpStatusCode.UnprocessableEntity, "step.line-unknown");
        await _operator.Correct(path, new { outcome = "returned" }).Refuses(HttpStatusCode.UnprocessableEntity, "value.unknown");
        (await _operator.Correct(path, new { outcome = "received" }, on: "2026-11-09").Refuses(HttpStatusCode.Conflict, "correction.before-receipt")).Names("D1");
        await (await app.AKey("museum", await app.AnInstitution())).Correct(path, new { outcome = "received" }).Refuses(HttpStatusCode.Forbidden);
        await (await app.AKey("museum", sender)).Correct(path, new { outcome = "received" }).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_correction_leaves_no_loan_with_more_returned_than_received()
    {
        var (lender, borrower, _) = await APair();
        var lot = await app.ALot(lender, 10);
        var loan = (await app.Lent(lender, borrower, lot, more: new { lines = new[] { new { item = lot, quantity = 10 } } })).Act();
        var back = await _operator.Return(loan, new { quantity = 6 }).Is(HttpStatusCode.Created);

        (await _operator.Correct(loan, new { outcome = "received", quantity = 5 }).Refuses(HttpStatusCode.Conflict, "return.more-than-out")).Names("C8");
        (await _operator.Correct(loan, new { outcome = "missing" }).Refuses(HttpStatusCode.Conflict, "return.more-than-out")).Names("C8");
        (await _operator.Correct(back.Act(), new { outcome = "returned", quantity = 11 }).Refuses(HttpStatusCode.Conflict, "return.more-than-out")).Names("C8");
        await _operator.Correct(loan, new { outcome = "received", quantity = 8 }).Is(HttpStatusCode.Created);
        Assert.Equal(2, (int)(await _operator.Read(loan))["outstanding"]!);
        await _operator.Correct(back.Act(), new { outcome = "returned", quantity = 7 }).Is(HttpStatusCode.Created);
        Assert.Equal(1, (int)(await _operator.Read(loan))["outstanding"]!);
    }

    [Fact]
    public async Task A_return_that_did_not_arrive_after_all_opens_its_loan_again()
    {
        var (lender, borrower, item) = await APair();
        var loan = (await app.Lent(lender, borrower, item)).Act();
        var back = await _operator.Return(loan).Is(HttpStatusCode.Created);

        await _operator.Correct(back.Act(), new { outcome = "refused" }).Is(HttpStatusCode.Created);

        Assert.Equal((borrower, "on_loan"), (await app.HolderOf(item), await app.StateOf(item)));
        Assert.Equal((1, false), ((int)(await _operator.Read(loan))["outstanding"]!, (bool)(await _operator.Read(loan))["closed"]!));
        await _operator.Return(loan).Is(HttpStatusCode.Created);
        Assert.True((bool)(await _operator.Read(loan))["closed"]!);
    }

    [Fact]
    public async Task What_was_declared_lost_and_is_found_can_be_lent_again()
    {
        var (lender, borrower, item) = await APair();
        var loan = (await app.Lent(lender, borrower, item)).Act();
        var back = await _operator.Return(loan, new { outcome = "lost" }).Is(HttpStatusCode.Created);
        Assert.Equal("lost", await app.StateOf(item));

        await _operator.Correct(back.Act(), new { outcome = "returned" }).Is(HttpStatusCode.Created);

        Assert.Equal((lender, "held"), (await app.HolderOf(item), await app.StateOf(item)));
        await app.Lent(lender, borrower, item, due: "2027-05-01", on: "2026-11-22");
        Assert.Equal(borrower, await app.HolderOf(item));
    }

    async Task<(string First, string Second, string Item)> APair(object? item = null)
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        return (first, second, await app.AnItem(first, item));
    }
}
