using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>Sets and lots in parts: listed out of a lot later, or passed on by themselves (C2, C13).</summary>
public sealed class PartTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task An_item_listed_out_of_a_lot_has_the_lots_past_and_goes_with_it()
    {
        var (sender, receiver, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var lot = (await app.AsOperator().Post("/transfers", Given.ATransfer(sender, receiver, new
        {
            kind = "unknown", initialStatus = "recorded", evidence = "press", handedOverOn = "2018-02", basis = (object?)null,
            lines = new[] { new { lot = new { description = new { ru = "Предметы музейного назначения" } } } },
        })).Is(HttpStatusCode.Created)).Item();

        var listed = await Listed(lot, receiver, new { name = new { ru = "Сабля" }, identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП") } } })
            .Is(HttpStatusCode.Created);

        var chain = (await _operator.Read($"/items/{listed.Id()}/custody"))["chain"]!.AsArray();
        Assert.Equal([sender, receiver], chain.Select(interval => (string?)interval!["custodian"]!["code"]));
        Assert.Equal(receiver, (string?)listed["currentCustodian"]!["code"]);
        // Who sees the act by which the lot passed sees what is listed out of it.
        await app.AsAnybody().Read($"/items/{listed.Id()}");
        await app.PassOn(Acts.Of(receiver, third, lot, new { kind = "permanent" }), "2026-11-10");
        Assert.Equal(third, await app.HolderOf(listed.Id()));
        await app.PassOn(Acts.Of(third, sender, listed.Id()), "2026-11-11");
        await app.PassOn(Acts.Of(third, receiver, lot), "2026-11-12");
        Assert.Equal((sender, receiver), (await app.HolderOf(listed.Id()), await app.HolderOf(lot)));
        await _operator.Patch($"/items/{listed.Id()}", new { parentItem = (string?)null }, "*").Refuses(HttpStatusCode.UnprocessableEntity, "item.part-stays");
    }

    [Fact]
    public async Task A_lots_parts_are_never_more_than_the_lot()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 3);
        await Listed(lot, holder, new { name = new { ru = "Первая" } }).Is(HttpStatusCode.Created);
        await Listed(lot, holder, new { name = new { ru = "Другие" }, kind = "set", quantity = 2 }).Is(HttpStatusCode.Created);

        (await Listed(lot, holder, new { name = new { ru = "Четвертая" } }).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        (await Listed(lot, other, new { name = new { ru = "Чужая" } }).Refuses(HttpStatusCode.Conflict, "item.part-elsewhere")).Names("C13");
        await Listed(lot, holder, new { name = new { ru = "Чужая" }, owner = other }).Refuses(HttpStatusCode.UnprocessableEntity, "item.part-has-its-owner");
    }

    [Fact]
    public async Task Of_many_who_list_the_last_object_of_a_lot_one_does()
    {
        var holder = await app.AnInstitution();
        var lot = await app.ALot(holder, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Listed(lot, holder, new { name = new { ru = $"Предмет {i}" } })));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.Single(await _operator.Walk($"/items?parentItem={lot}"));
    }

    [Fact]
    public async Task A_draft_of_a_part_takes_nothing_of_the_lot_until_it_is_approved()
    {
        var (holder, one, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 10);
        var first = await _operator.Begin(Acts.Of(holder, one, lot, Of(lot, 6)));
        var second = await _operator.Begin(Acts.Of(holder, other, lot, Of(lot, 6)));

        await _operator.Approve(first).Is(HttpStatusCode.OK);

        (await _operator.Approve(second).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        await _operator.Step(first, new { to = "cancelled", reason = "Передумали" }).Is(HttpStatusCode.OK);
        Assert.Equal(2, (await _operator.Walk($"/items?parentItem={lot}")).Count);
    }

    [Fact]
    public async Task A_draft_may_say_another_number_of_its_part()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 10);
        var path = await _operator.Begin(Acts.Of(holder, other, lot, Of(lot, 6)));
        var lines = (await _operator.Read(path))["lines"]!.AsArray();
        var part = (string)lines[0]!["item"]!["id"]!;

        await _operator.Patch(path, new { lines = new[] { new { item = part, quantity = 7 } } }, await _operator.Tag(path)).Is(HttpStatusCode.OK);

        Assert.Equal(7, (int)(await _operator.Read($"/items/{part}"))["quantity"]!);
    }

    [Fact]
    public async Task What_has_taken_a_lot_has_taken_what_is_in_it()
    {
        var (lender, borrower, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(lender, 3);
        var listed = (await Listed(lot, lender, new { name = new { ru = "Первая" } }).Is(HttpStatusCode.Created)).Id();
        var loan = await _operator.Approve(await _operator.Begin(await app.ALoan(lender, borrower, lot, "2027-03-01", Of(lot, 3)))).Is(HttpStatusCode.OK);

        (await _operator.Approve(await _operator.Begin(await app.ALoan(lender, third, listed, "2027-03-01"))).Refuses(HttpStatusCode.Conflict, "custody.reserved"))
            .Names("C7", lender, loan);
    }

    [Fact]
    public async Task An_item_listed_out_of_a_lent_lot_comes_back_by_name()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(lender, 2);
        var loan = (await app.Lent(lender, borrower, lot, more: Of(lot, 2))).Act();
        var (one, two) = ((await Listed(lot, borrower, new { name = new { ru = "Первая" } }).Is(HttpStatusCode.Created)).Id(),
            (await Listed(lot, borrower, new { name = new { ru = "Вторая" } }).Is(HttpStatusCode.Created)).Id());

        await _operator.Return(loan, new { item = one }).Is(HttpStatusCode.Created);

        Assert.Equal((lender, borrower), (await app.HolderOf(one), await app.HolderOf(two)));
        Assert.Equal((1, false), ((int)(await _operator.Read(loan))["outstanding"]!, (bool)(await _operator.Read(loan))["closed"]!));
        await _operator.Return(loan, new { item = await app.AnItem(borrower) }).Refuses(HttpStatusCode.Conflict, "return.item-unknown");
        await _operator.Return(loan, new { item = one }).Refuses(HttpStatusCode.Conflict, "custody.not-held");
        await _operator.Return(loan, new { item = two }).Is(HttpStatusCode.Created);
        Assert.True((bool)(await _operator.Read(loan))["closed"]!);
        Assert.Equal((lender, lender), (await app.HolderOf(two), await app.HolderOf(lot)));
    }

    Task<HttpResponseMessage> Listed(string lot, string heldBy, object item) => _operator.Post("/items", Given.Merge(new { parentItem = lot, heldBy }, item));

    static object Of(string lot, int quantity) => new { lines = new[] { new JsonObject { ["item"] = lot, ["quantity"] = quantity } } };
}
