using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>Loans come home by acts of their own: in parts, in two steps, not at all (C6, C8, C9, C10).</summary>
public sealed class ReturnTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task A_returned_loan_is_closed_and_not_overdue_however_long_ago_it_was_due()
    {
        var (lender, borrower, item) = await APair();
        var loan = await app.Lent(lender, borrower, item, due: "2026-11-10");
        var path = loan.Act();
        var overdue = await _operator.Read(path);
        Assert.Equal(13, (int)overdue["overdue"]!["days"]!);
        Assert.False((bool)overdue["closed"]!);

        var back = await _operator.Return(path, on: "2026-11-20").Is(HttpStatusCode.Created);

        Assert.Equal("received", (string?)back["status"]);
        Assert.Equal(loan.Id(), (string?)back["returnsTransfer"]!["id"]);
        Assert.Equal(("return", "custody_only"), ((string?)back["kind"], (string?)back["legalEffect"]));
        Assert.Equal((string?)overdue["actNumber"], (string?)back["actNumber"]);
        var closed = await _operator.Read(path);
        Assert.Equal((0, true), ((int)closed["outstanding"]!, (bool)closed["closed"]!));
        Assert.Null(closed["overdue"]);
        Assert.Equal(lender, await app.HolderOf(item));
        Assert.Equal("held", await app.StateOf(item));
        Assert.DoesNotContain(await _operator.Walk($"/transfers?overdue=true&institution={lender}"), found => found.Id() == loan.Id());
        Assert.Contains(await _operator.Walk($"/transfers?overdue=true&institution={lender}&on=2026-11-15"), found => found.Id() == loan.Id());
        Assert.Contains(await _operator.Walk($"/transfers?returnsTransfer={loan.Id()}"), found => found.Id() == back.Id());
        Assert.Equal(5, (int)(await _operator.Read($"{path}?on=2026-11-15"))["overdue"]!["days"]!);
        Assert.Equal((long)overdue["version"]! + 1, (long)closed["version"]!);
    }

    [Fact]
    public async Task The_same_line_is_not_returned_twice()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();
        await _operator.Return(path).Is(HttpStatusCode.Created);

        var refusal = await _operator.Return(path).Refuses(HttpStatusCode.Conflict, "return.nothing-out");

        Assert.Equal("C8", (string?)refusal["invariant"]);
        Assert.Equal(["/lines/0/returnsLine"], refusal.Pointers());
        Assert.Single(await _operator.Walk($"/transfers?returnsTransfer={path.Split('/')[^1]}"));
    }

    [Fact]
    public async Task No_more_comes_back_than_was_received()
    {
        var (lender, borrower, _) = await APair();
        var lot = await app.ALot(lender, 10);
        var path = (await app.PassOn(await app.ALoan(lender, borrower, lot, "2027-03-01", Lines(lot, 10)), "2026-11-01",
            receipt: new { lines = new[] { new { line = 1, outcome = "received", quantity = 8 } } })).Act();

        (await _operator.Return(path, new { quantity = 9 }).Refuses(HttpStatusCode.Conflict, "return.more-than-out")).Names("C8");
        await _operator.Return(path, new { quantity = 5 }).Is(HttpStatusCode.Created);
        (await _operator.Return(path, new { quantity = 4 }).Refuses(HttpStatusCode.Conflict, "return.more-than-out")).Names("C8");
        Assert.Equal(3, (int)(await _operator.Read(path))["outstanding"]!);
        await _operator.Return(path, new { quantity = 3 }).Is(HttpStatusCode.Created);

        Assert.True((bool)(await _operator.Read(path))["closed"]!);
        (await _operator.Return(path).Refuses(HttpStatusCode.Conflict, "return.nothing-out")).Names("C8");
    }

    [Fact]
    public async Task Partial_returns_split_the_lot_and_each_part_is_in_one_place()
    {
        var (lender, borrower, _) = await APair();
        var lot = await app.ALot(lender, 10);
        var path = (await app.Lent(lender, borrower, lot, more: Lines(lot, 10))).Act();

        var first = await _operator.Return(path, new { quantity = 4 }).Is(HttpStatusCode.Created);
        var part = first.Item();

        Assert.NotEqual(lot, part);
        Assert.Equal((lender, borrower), (await app.HolderOf(part), await app.HolderOf(lot)));
        var shown = await _operator.Read($"/items/{part}");
        Assert.Equal((lot, 4), ((string?)shown["parentItem"]!["id"], (int)shown["quantity"]!));
        var chain = (await _operator.Read($"/items/{part}/custody"))["chain"]!.AsArray();
        Assert.Equal([lender, borrower, lender], chain.Select(interval => (string?)interval!["custodian"]!["code"]));
        Assert.Single(await _operator.Walk($"/items?parentItem={lot}"));
        var rest = await _operator.Return(path).Is(HttpStatusCode.Created);
        Assert.Equal((lot, 6), (rest.Item(), (int)rest["lines"]![0]!["quantity"]!));
        Assert.Equal(lender, await app.HolderOf(lot));
        Assert.True((bool)(await _operator.Read(path))["closed"]!);
    }

    [Fact]
    public async Task A_lot_of_unknown_number_comes_back_without_anybody_counting_it()
    {
        var (lender, borrower, _) = await APair();
        var lot = await app.ALot(lender);
        var path = (await app.Lent(lender, borrower, lot, more: Lines(lot, null))).Act();
        Assert.Null((await _operator.Read(path))["outstanding"]);

        await _operator.Return(path, new { quantity = 3 }).Is(HttpStatusCode.Created);
        var open = await _operator.Read(path);
        Assert.Null(open["outstanding"]);
        Assert.False((bool)open["closed"]!);
        var last = await _operator.Return(path).Is(HttpStatusCode.Created);

        Assert.Null(last["lines"]![0]!["quantity"]);
        var closed = await _operator.Read(path);
        Assert.Equal((0, true), ((int)closed["outstanding"]!, (bool)closed["closed"]!));
    }

    [Fact]
    public async Task A_borrower_hands_back_and_the_lender_confirms()
    {
        var (lender, borrower, item) = await APair();
        var (lending, borrowing) = (await app.AKey("museum", lender), await app.AKey("museum", borrower));
        var path = (await app.Lent(lender, borrower, item)).Act();

        var back = await borrowing.Return(path, more: new { handedOverBy = new { name = "А. Сеитов" } }).Is(HttpStatusCode.Created);

        Assert.Equal("in_transit", (string?)back["status"]);
        Assert.Equal((borrower, "in_transit"), (await app.HolderOf(item), await app.StateOf(item)));
        Assert.Equal((1, false), ((int)(await lending.Read(path))["outstanding"]!, (bool)(await lending.Read(path))["closed"]!));
        // It counts already: it can't be handed back twice.
        (await borrowing.Return(path).Refuses(HttpStatusCode.Conflict, "return.nothing-out")).Names("C8");
        Assert.Contains(await lending.Walk("/transfers?awaiting=me"), found => found.Id() == back.Id());
        await borrowing.Step(back.Act(), new { to = "received", on = "2026-11-21", by = new { name = "Б. Омаров" } }).Is(HttpStatusCode.Forbidden);
        await lending.Receive(back.Act(), "2026-11-21").Is(HttpStatusCode.OK);
        Assert.Equal(lender, await app.HolderOf(item));
        Assert.True((bool)(await lending.Read(path))["closed"]!);
        var types = (await lending.Read($"{path}/history"))["items"]!.AsArray().Select(entry => (string?)entry!["type"]);
        Assert.Equal(["transfer.created", "transfer.approved", "transfer.in_transit", "transfer.received", "transfer.return_posted", "transfer.return_received"], types);
    }

    [Fact]
    public async Task A_return_that_the_lender_refuses_leaves_the_loan_open()
    {
        var (lender, borrower, item) = await APair();
        var borrowing = await app.AKey("museum", borrower);
        var path = (await app.Lent(lender, borrower, item)).Act();
        var back = await borrowing.Return(path).Is(HttpStatusCode.Created);

        await _operator.Step(back.Act(), new { to = "refused", on = "2026-11-21", reason = "Не тот предмет" }).Is(HttpStatusCode.OK);

        Assert.Equal((borrower, "on_loan"), (await app.HolderOf(item), await app.StateOf(item)));
        Assert.False((bool)(await _operator.Read(path))["closed"]!);
        await borrowing.Return(path).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_retained_item_closes_its_loan_and_is_the_borrowers()
    {
        var (lender, borrower, item) = await APair(new { identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП") } } });
        var loan = await app.Lent(lender, borrower, item);
        var act = Given.Unique("акт");

        var back = await _operator.Return(loan.Act(), new { outcome = "retained", transfer = new { kind = "gift", actNumber = act, actDate = "2026-11-20" } },
            more: new { handedOverBy = new { name = "А. Сеитов" }, receivedBy = new { name = "Б. Омаров" } }).Is(HttpStatusCode.Created);

        var kept = await _operator.Read($"/transfers/{(string?)back["lines"]![0]!["keptBy"]!["id"]}");
        Assert.Equal(("gift", "received", lender, borrower), ((string?)kept["kind"], (string?)kept["status"], (string?)kept["from"]!["code"], (string?)kept["to"]!["code"]));
        Assert.Equal(loan.Id(), (string?)kept["retainsTransfer"]!["id"]);
        Assert.Equal("Б. Омаров", (string?)kept["handedOverBy"]!["name"]);
        Assert.True((bool)(await _operator.Read(loan.Act()))["closed"]!);
        var shown = await _operator.Read($"/items/{item}");
        Assert.Equal((borrower, borrower, "held"), ((string?)shown["owner"]!["code"], (string?)shown["currentCustodian"]!["code"], (string?)shown["custodyState"]));
        Assert.NotNull(shown["identifiers"]![0]!["to"]);
        var chain = (await _operator.Read($"/items/{item}/custody"))["chain"]!.AsArray();
        Assert.DoesNotContain(chain, interval => interval!["gap"] is not null);
        Assert.Equal([lender, borrower, borrower], chain.Select(interval => (string?)interval!["custodian"]!["code"]));
    }

    [Fact]
    public async Task What_is_retained_needs_its_permanent_transfer_and_the_lenders_word()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();
        var transfer = new { kind = "gift", actNumber = Given.Unique("акт"), actDate = "2026-11-20" };

        (await _operator.Return(path, new { outcome = "retained" }).Refuses(HttpStatusCode.UnprocessableEntity, "return.retained-without-transfer")).Names("C10");
        await _operator.Return(path, new { transfer }).Refuses(HttpStatusCode.UnprocessableEntity, "return.transfer-not-retained");
        await (await app.AKey("museum", borrower)).Return(path, new { outcome = "retained", transfer })
            .Refuses(HttpStatusCode.Forbidden, "return.retained-by-borrower");
        Assert.Equal("on_loan", await app.StateOf(item));
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("destroyed")]
    public async Task What_is_lost_closes_its_loan_and_is_lent_no_more(string outcome)
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();

        await _operator.Return(path, new { outcome }).Is(HttpStatusCode.Created);

        Assert.Equal(outcome, await app.StateOf(item));
        Assert.True((bool)(await _operator.Read(path))["closed"]!);
        (await _operator.Approve(await _operator.Begin(await app.ALoan(borrower, lender, item, "2027-05-01")))
            .Refuses(HttpStatusCode.Conflict, "item.gone")).Names("C11");
    }

    [Fact]
    public async Task A_loan_out_of_a_loan_ends_no_later_and_returns_first()
    {
        var (lender, borrower, item) = await APair();
        var third = await app.AnInstitution();
        var head = await app.Lent(lender, borrower, item, due: "2027-01-31");
        (await _operator.Approve(await _operator.Begin(await app.ALoan(borrower, third, item, "2027-02-01")))
            .Refuses(HttpStatusCode.Conflict, "custody.sub-loan-too-long")).Names("C6", borrower, head);
        var sub = await app.Lent(borrower, third, item, due: "2027-01-31", on: "2026-11-10");

        (await _operator.Return(head.Act()).Refuses(HttpStatusCode.Conflict, "custody.sub-loan-open")).Names("C6", third, sub);
        (await _operator.Extend(sub.Act(), "2027-02-15").Refuses(HttpStatusCode.Conflict, "custody.sub-loan-too-long")).Names("C6", third, head);
        await _operator.Return(sub.Act()).Is(HttpStatusCode.Created);
        Assert.Equal((1, "on_loan"), ((int)(await _operator.Read(head.Act()))["outstanding"]!, await app.StateOf(item)));
        await _operator.Return(head.Act()).Is(HttpStatusCode.Created);

        Assert.Equal(lender, await app.HolderOf(item));
        Assert.True((bool)(await _operator.Read(head.Act()))["closed"]!);
    }

    [Fact]
    public async Task An_overdue_item_is_not_lent_again_and_a_returned_one_is()
    {
        var (lender, borrower, item) = await APair();
        var third = await app.AnInstitution();
        var loan = await app.Lent(lender, borrower, item, due: "2026-11-10");
        var again = await app.ALoan(lender, third, item, "2027-05-01", new { plannedOn = "2027-01-01" });

        (await _operator.Approve(await _operator.Begin(again)).Refuses(HttpStatusCode.Conflict, "custody.occupied")).Names("C7", borrower, loan);
        (await _operator.Approve(await _operator.Begin(await app.ALoan(borrower, third, item, "2027-05-01")))
            .Refuses(HttpStatusCode.Conflict, "custody.occupied")).Names("C7", borrower, loan);
        await _operator.Return(loan.Act()).Is(HttpStatusCode.Created);
        var second = await app.Lent(lender, third, item, due: "2027-05-01", on: "2026-11-21");

        Assert.Equal(third, await app.HolderOf(item));
        Assert.Equal((true, false), ((bool)(await _operator.Read(loan.Act()))["closed"]!, (bool)(await _operator.Read(second.Act()))["closed"]!));
    }

    [Fact]
    public async Task A_permanent_transfer_of_a_part_leaves_less_to_lend()
    {
        var (lender, borrower, _) = await APair();
        var third = await app.AnInstitution();
        var lot = await app.ALot(lender, 10);
        var given = await app.PassOn(Acts.Of(lender, third, lot, Lines(lot, 4)), "2026-11-10");
        Assert.Equal((third, lender), (await app.HolderOf(given.Item()), await app.HolderOf(lot)));

        var refusal = await _operator.Post("/transfers", await app.ALoan(lender, borrower, lot, "2027-03-01", Lines(lot, 8))).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole");

        refusal.Names("C13");
        var loan = await app.Lent(lender, borrower, lot, more: Lines(lot, 6), on: "2026-11-15");
        Assert.Equal((lot, 6), (loan.Item(), (int)(await _operator.Read(loan.Act()))["outstanding"]!));
    }

    [Fact]
    public async Task A_return_points_at_lines_of_its_loan_and_only_a_loan_is_returned()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();
        (await _operator.Return(path, new { returnsLine = 2, quantity = 9 }).Refuses(HttpStatusCode.Conflict, "return.line-unknown")).Names("C9");
        var given = await app.PassOn(Acts.Of(lender, borrower, await app.AnItem(lender)));
        await _operator.Return(given.Act()).Refuses(HttpStatusCode.Conflict, "return.no-loan");
        var draft = await _operator.Begin(await app.ALoan(lender, borrower, await app.AnItem(lender), "2027-01-01"));
        await _operator.Return(draft).Refuses(HttpStatusCode.Conflict, "return.no-loan");
        await _operator.Post("/transfers", Acts.Of(borrower, lender, item, new { kind = "return" })).Refuses(HttpStatusCode.UnprocessableEntity, "transfer.return-posted-alone");

        await _operator.Return(path, on: "2026-10-31").Refuses(HttpStatusCode.Conflict, "return.before-receipt");
        await _operator.Return(path, on: "2027-10-31").Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        await _operator.Return(path, new { outcome = "received" }).Refuses(HttpStatusCode.UnprocessableEntity, "value.unknown");
    }

    [Fact]
    public async Task A_return_is_either_sides_and_nobody_elses()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();
        var (stranger, auditor) = (await app.AKey("museum", await app.AnInstitution()), await app.AKey("auditor"));

        await stranger.Return(path).Refuses(HttpStatusCode.Forbidden);
        await auditor.Return(path).Refuses(HttpStatusCode.Forbidden);
        await _operator.Post($"{path}/returns", new { on = "2026-11-20", lines = new[] { new { returnsLine = 1 } } }).Refuses(HttpStatusCode.PreconditionRequired);
        await _operator.Post($"{path}/returns", new { on = "2026-11-20", lines = new[] { new { returnsLine = 1 } } }, "\"1\"").Refuses(HttpStatusCode.PreconditionFailed);
        Assert.NotNull((await _operator.Read(path))["links"]!["returns"]);
        Assert.NotNull((await (await app.AKey("museum", borrower)).Read(path))["links"]!["returns"]);
        Assert.Null((await (await app.AKey("museum", borrower)).Read(path))["links"]!["extensions"]);
        Assert.Null((await auditor.Read(path))["links"]!["returns"]);
    }

    [Fact]
    public async Task Of_many_returns_of_one_line_at_once_one_succeeds()
    {
        var (lender, borrower, item) = await APair();
        var path = (await app.Lent(lender, borrower, item)).Act();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            _operator.Post($"{path}/returns", new { on = "2026-11-20", lines = new[] { new { returnsLine = 1 } } }, "*")));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}"));
        Assert.Single(await _operator.Walk($"/transfers?returnsTransfer={path.Split('/')[^1]}"));
    }

    async Task<(string Lender, string Borrower, string Item)> APair(object? item = null)
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        return (lender, borrower, await app.AnItem(lender, item));
    }

    static object Lines(string lot, int? quantity) => new { lines = new[] { new JsonObject { ["item"] = lot, ["quantity"] = quantity } } };
}
