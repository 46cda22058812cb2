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

        var listed = await ListOut(lot, receiver, new { name = new { ru = "Сабля" }, identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП") } } })
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
        await ListOut(lot, holder, new { name = new { ru = "Первая" } }).Is(HttpStatusCode.Created);
        await ListOut(lot, holder, new { name = new { ru = "Другие" }, kind = "set", quantity = 2 }).Is(HttpStatusCode.Created);

        (await ListOut(lot, holder, new { name = new { ru = "Четвертая" } }).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        (await ListOut(lot, other, new { name = new { ru = "Чужая" } }).Refuses(HttpStatusCode.Conflict, "item.part-elsewhere")).Names("C13");
        await ListOut(lot, holder, new { name = new { ru = "Чужая" }, owner = other }).Refuses(HttpStatusCode.UnprocessableEntity, "item.part-has-its-owner");
    }

    [Fact]
    public async Task Of_many_who_list_the_last_object_of_a_lot_one_does()
    {
        var holder = await app.AnInstitution();
        var lot = await app.ALot(holder, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ListOut(lot, holder, new { name = new { ru = $"Предмет {i}" } })));

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
        var listed = (await ListOut(lot, lender, new { name = new { ru = "Первая" } }).Is(HttpStatusCode.Created)).Id();
        var loan = await _operator.Approve(await _operator.Begin(await app.ALoan(lender, borrower, lot, "2027-03-01", Of(lot, 3)))).Is(HttpStatusCode.OK);

        (await _operator.Approve(await _operator.Begin(await app.ALoan(lender, third, listed, "2027-03-01"))).Refuses(HttpStatusCode.Conflict, "custody.reserved"))
            .Names("C7", lender, loan);
    }

    [Fact]
    public async Task A_part_that_never_arrived_is_taken_with_its_lot()
    {
        var (holder, one, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 3);
        var part = (await app.PassOn(Acts.Of(holder, one, lot, Of(lot, 2)), receipt: new { lines = new[] { new { line = 1, outcome = "missing" } } })).Item();
        var planned = await _operator.Approve(await _operator.Begin(Acts.Of(holder, other, lot, Of(lot, 1)))).Is(HttpStatusCode.OK);

        (await _operator.Approve(await _operator.Begin(Acts.Of(holder, one, part, Of(part, 2)))).Refuses(HttpStatusCode.Conflict, "custody.reserved"))
            .Names("C7", holder, planned);
    }

    [Fact]
    public async Task An_item_listed_out_of_a_lent_lot_comes_back_by_name()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(lender, 2);
        var loan = (await app.Lent(lender, borrower, lot, more: Of(lot, 2))).Act();
        var (one, two) = ((await ListOut(lot, borrower, new { name = new { ru = "Первая" } }).Is(HttpStatusCode.Created)).Id(),
            (await ListOut(lot, borrower, new { name = new { ru = "Вторая" } }).Is(HttpStatusCode.Created)).Id());

        await _operator.Return(loan, new { item = one }).Is(HttpStatusCode.Created);

        Assert.Equal((lender, borrower), (await app.HolderOf(one), await app.HolderOf(two)));
        Assert.Equal((1, false), ((int)(await _operator.Read(loan))["outstanding"]!, (bool)(await _operator.Read(loan))["closed"]!));
        await _operator.Return(loan, new { item = await app.AnItem(borrower) }).Refuses(HttpStatusCode.Conflict, "return.item-unknown");
        await _operator.Return(loan, new { item = one }).Refuses(HttpStatusCode.Conflict, "custody.not-held");
        await _operator.Return(loan, new { item = two }).Is(HttpStatusCode.Created);
        Assert.True((bool)(await _operator.Read(loan))["closed"]!);
        Assert.Equal((lender, lender), (await app.HolderOf(two), await app.HolderOf(lot)));
    }

    [Fact]
    public async Task A_single_item_is_one_object_wherever_it_is_counted()
    {
        const HttpStatusCode Invalid = HttpStatusCode.UnprocessableEntity;
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(holder, new { quantity = 1 });
        object Line(object? itself, object? line = null) =>
            new { lines = new[] { Given.Merge(new { item = Given.Merge(new { name = new { ru = "Домбра" } }, itself) }, line) } };

        (await _operator.Post("/items", new { heldBy = holder, name = new { ru = "Домбра" }, quantity = 7 }).Refuses(Invalid, "item.single-of-several"))
            .Names("C13");
        (await _operator.Patch($"/items/{item}", new { quantity = 7 }, "*").Refuses(Invalid, "item.single-of-several")).Names("C13");
        await _operator.Patch($"/items/{await app.ALot(holder, 7)}", new { kind = "single", name = new { ru = "Домбра" } }, "*")
            .Refuses(Invalid, "item.single-of-several");
        foreach (var lines in new[] { Line(new { quantity = 7 }), Line(itself: null, new { quantity = 7 }),
            Line(new { kind = "set", quantity = 3 }, new { quantity = 7 }) })
        {
            foreach (var how in new object[] { new { }, new { evidence = "press", initialStatus = "recorded" } })
            {
                var act = Given.Merge(Given.ATransfer(holder, other, lines), how);
                (await _operator.Post("/transfers", act).Refuses(Invalid)).Names("C13");
                (await _operator.Post("/agreements", Given.AnAgreement(holder, other,
                    new { evidence = "press", initialStatus = "recorded", transfers = new[] { act } })).Refuses(Invalid)).Names("C13");
            }
        }
        var known = await _operator.Post("/transfers", Acts.Of(holder, other, item, Of(item, 7)))
            .Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item");
        Assert.Equal(["/lines/0/quantity"], known.Pointers());
        var path = await _operator.Begin(Acts.Of(holder, other, item));
        (await _operator.Patch(path, Of(item, 7), "*").Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        await _operator.Post("/items", new { heldBy = holder, kind = "set", name = new { ru = "Сервиз" }, quantity = 7 }).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_lot_is_no_fewer_than_its_parts_and_a_part_no_more_than_is_left()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 10);
        var part = (await ListOut(lot, holder, new { name = new { ru = "Шесть" }, kind = "set", quantity = 6 }).Is(HttpStatusCode.Created)).Id();
        await app.PassOn(Acts.Of(holder, other, lot, Of(lot, 3)));

        var less = await _operator.Patch($"/items/{lot}", new { quantity = 8 }, "*").Refuses(HttpStatusCode.Conflict, "item.less-than-its-parts");
        less.Names("C13");
        Assert.Equal((8, 9), ((int)less["errors"]![0]!["params"]!["quantity"]!, (int)less["errors"]![0]!["params"]!["parts"]!));
        var more = await _operator.Patch($"/items/{part}", new { quantity = 8 }, "*").Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole");
        more.Names("C13");
        Assert.Equal((7, 8), ((int)more["errors"]![0]!["params"]!["left"]!, (int)more["errors"]![0]!["params"]!["quantity"]!));
        await _operator.Patch($"/items/{part}", new { quantity = 7 }, "*").Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{lot}", new { quantity = 9 }, "*").Refuses(HttpStatusCode.Conflict, "item.less-than-its-parts");
        await _operator.Patch($"/items/{lot}", new { quantity = 11 }, "*").Is(HttpStatusCode.OK);
        // What is not known exceeds nothing, on whichever side.
        await _operator.Patch($"/items/{part}", new { quantity = (int?)null }, "*").Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{lot}", new { quantity = 3 }, "*").Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{lot}", new { quantity = (int?)null }, "*").Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{part}", new { quantity = 1_000_000_000 }, "*").Is(HttpStatusCode.OK);
        await ListOut(lot, holder, new { name = new { ru = "Много" }, kind = "set", quantity = 1_000_000_000 }).Is(HttpStatusCode.Created);
        await ListOut(lot, holder, new { name = new { ru = "И еще" }, kind = "set", quantity = 1_000_000_000 }).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_item_that_is_said_to_be_a_part_is_counted_among_the_parts()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var (lot, set) = (await app.ALot(holder, 1), await app.AnItem(holder, new { kind = "set", quantity = 1 }));
        await _operator.Patch($"/items/{await app.AnItem(holder)}", new { parentItem = lot }, "*").Is(HttpStatusCode.OK);

        (await _operator.Patch($"/items/{await app.AnItem(holder)}", new { parentItem = lot }, "*")
            .Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        (await ListOut(lot, holder, new { name = new { ru = "Вторая" } }).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        var lines = new { lines = new[] { new { item = new { name = new { ru = "Вторая" }, parentItem = lot } } } };
        (await _operator.Post("/transfers", Given.ATransfer(holder, other, lines)).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        (await _operator.Post("/transfers", Given.ATransfer(holder, other, Given.Merge(lines, new { evidence = "press", initialStatus = "recorded" })))
            .Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        // The pieces of one set are described, and not counted.
        foreach (var piece in new[] { "Чашка", "Блюдце" })
            await _operator.Post("/items", new { heldBy = holder, name = new { ru = piece }, parentItem = set }).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_line_has_no_more_than_its_lot()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 10);
        JsonObject Act(int quantity, object? more = null) => Acts.Of(holder, other, lot, Given.Merge(Of(lot, quantity), more));
        var recorded = new { evidence = "press", initialStatus = "recorded" };

        foreach (var act in new[] { Act(11), Act(11, recorded) })
            (await _operator.Post("/transfers", act).Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        (await _operator.Post("/agreements", Given.AnAgreement(holder, other,
            new { evidence = "press", initialStatus = "recorded", transfers = new[] { Act(11, recorded) } }))
            .Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        var draft = await _operator.Begin(Act(10));
        (await _operator.Patch(draft, Of(lot, 11), "*").Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        // What became fewer since is found when the act goes on.
        await _operator.Patch($"/items/{lot}", new { quantity = 9 }, "*").Is(HttpStatusCode.OK);
        (await _operator.Approve(draft).Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        await _operator.Patch($"/items/{lot}", new { quantity = 10 }, "*").Is(HttpStatusCode.OK);
        await _operator.Approve(draft).Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{lot}", new { quantity = 9 }, "*").Is(HttpStatusCode.OK);
        (await _operator.HandOver(draft).Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        // An unknown number of them may be any.
        var unknown = await app.ALot(holder);
        await _operator.Post("/transfers", Acts.Of(holder, other, unknown, Of(unknown, 500))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_part_of_a_recorded_act_grows_no_more_than_is_left_of_its_whole()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 10);
        await ListOut(lot, holder, new { name = new { ru = "Три" }, kind = "set", quantity = 3 }).Is(HttpStatusCode.Created);
        var act = await _operator.Post("/transfers", Acts.Of(holder, other, lot,
            Given.Merge(Of(lot, 1), new { evidence = "press", initialStatus = "recorded" }))).Is(HttpStatusCode.Created);
        var part = act.Item();

        (await _operator.Patch(act.Act(), Of(part, 8), "*").Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        await _operator.Patch(act.Act(), Of(part, 7), "*").Is(HttpStatusCode.OK);

        var grown = await _operator.Read($"/items/{part}");
        Assert.Equal(("lot", 7), ((string?)grown["kind"], (int)grown["quantity"]!));
    }

    [Fact]
    public async Task What_arrives_comes_back_or_is_corrected_is_no_more_than_there_is()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(lender, 10);
        var loan = await app.ALoan(lender, borrower, lot, "2027-03-01", new { lines = new[] { new { item = lot } } });
        var path = await _operator.Begin(loan);
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        await _operator.HandOver(path).Is(HttpStatusCode.OK);

        // How many is not said on the line; the lot has ten.
        var receipt = await _operator.Receive(path, more: new { lines = new[] { new { line = 1, quantity = 11 } } })
            .Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item");
        receipt.Names("C13");
        Assert.Equal(["/lines/0/quantity"], receipt.Pointers());
        await _operator.Receive(path).Is(HttpStatusCode.OK);
        (await _operator.Return(path, new { quantity = 11 }, "2026-11-22").Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        var back = await _operator.Return(path, new { quantity = 4 }, "2026-11-22").Is(HttpStatusCode.Created);
        (await _operator.Correct(path, new { outcome = "received", quantity = 11 }, "2026-11-23")
            .Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
        (await _operator.Correct(back.Act(), new { outcome = "returned", quantity = 11 }, "2026-11-23")
            .Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole")).Names("C13");
        // Six came back, not four: what was split off is six, and the rest is still out.
        await _operator.Correct(back.Act(), new { outcome = "returned", quantity = 6 }, "2026-11-23").Is(HttpStatusCode.Created);
        Assert.Equal(6, (int)(await _operator.Read($"/items/{back.Item()}"))["quantity"]!);
        var listed = (await ListOut(lot, borrower, new { name = new { ru = "Две" }, kind = "set", quantity = 2 }).Is(HttpStatusCode.Created)).Id();
        (await _operator.Return(path, new { item = listed, quantity = 3 }, "2026-11-23").Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item"))
            .Names("C13");
    }

    [Fact]
    public async Task What_is_in_a_lot_is_listed_by_the_side_that_holds_it()
    {
        const HttpStatusCode Invalid = HttpStatusCode.UnprocessableEntity;
        var (first, holder, stranger) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (lot, item, own) = (await app.ALot(first, 1), await app.AnItem(stranger), await app.AnItem(holder));
        await app.Recorded(first, holder, lot, "2020-01-01", new { visibility = "public" });
        var (asStranger, asHolder) = (await app.AKey("museum", stranger), await app.AKey("museum", holder));

        await asStranger.Ask($"/items/{lot}").Is(HttpStatusCode.OK);
        await asStranger.Patch($"/items/{item}", new { parentItem = lot }, "*").Refuses(Invalid, "item.lot-of-another");
        var lines = new { lines = new[] { new { item = new { name = new { ru = "Домбра" }, parentItem = lot } } } };
        await asStranger.Post("/transfers", Given.ATransfer(stranger, holder, lines)).Refuses(Invalid, "item.lot-of-another");
        await asHolder.Patch($"/items/{own}", new { parentItem = lot }, "*").Is(HttpStatusCode.OK);

        // What it is a part of it stays a part of, wherever the lot has gone.
        await app.PassOn(Acts.Of(holder, first, lot), "2026-11-22");
        await asHolder.Patch($"/items/{own}", new { dimensions = "20 × 10 см" }, "*").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_new_parts_of_one_act_are_counted_together()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 5);
        object New(string name, int quantity) => new { item = new { kind = "set", name = new { ru = name }, quantity, parentItem = lot } };
        var posting = Given.ATransfer(holder, other, new { lines = new[] { New("Три", 3), New("Ещё три", 3) } });
        var early = await _operator.Post("/transfers", posting).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole");
        Assert.Equal(["/lines/1/item/quantity"], early.Pointers());
        await _operator.Patch($"/items/{lot}", new { quantity = 6 }, "*").Is(HttpStatusCode.OK);
        var draft = await _operator.Begin(posting);
        // What only a draft names is not counted among the parts yet.
        await _operator.Patch($"/items/{lot}", new { quantity = 5 }, "*").Is(HttpStatusCode.OK);

        var refused = await _operator.Approve(draft).Refuses(HttpStatusCode.Conflict, "item.parts-exceed-whole");

        refused.Names("C13");
        Assert.Equal(["/lines/1/quantity"], refused.Pointers());
        Assert.Equal(2, (int)refused["errors"]![0]!["params"]!["left"]!);
        await _operator.Patch($"/items/{lot}", new { quantity = 6 }, "*").Is(HttpStatusCode.OK);
        await _operator.Approve(draft).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_part_is_no_fewer_than_a_later_act_that_stands_has_of_it()
    {
        var (holder, other, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 10);
        var act = await app.PassOn(Acts.Of(holder, other, lot, Of(lot, 6)));
        var part = act.Item();
        var path = await _operator.Begin(Acts.Of(other, third, part, Of(part, 6)));
        // A draft says nothing yet.
        await _operator.Correct(act.Act(), new { outcome = "received", quantity = 5 }, "2026-11-22").Is(HttpStatusCode.Created);
        await _operator.Correct(act.Act(), new { outcome = "received", quantity = 6 }, "2026-11-22").Is(HttpStatusCode.Created);
        await _operator.Approve(path).Is(HttpStatusCode.OK);

        var refused = await _operator.Correct(act.Act(), new { outcome = "received", quantity = 5 }, "2026-11-22")
            .Refuses(HttpStatusCode.Conflict, "item.fewer-than-in-an-act");

        refused.Names("C13");
        Assert.Equal((5, 6), ((int)refused["errors"]![0]!["params"]!["quantity"]!, (int)refused["errors"]![0]!["params"]!["listed"]!));
        await _operator.Step(path, new { to = "cancelled", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        await _operator.Correct(act.Act(), new { outcome = "received", quantity = 5 }, "2026-11-22").Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Two_records_that_count_more_together_are_not_merged()
    {
        var holder = await app.AnInstitution();
        var (one, two) = (await app.ALot(holder, 3), await app.ALot(holder, 3));
        await ListOut(one, holder, new { name = new { ru = "Две" }, kind = "set", quantity = 2 }).Is(HttpStatusCode.Created);
        await ListOut(two, holder, new { name = new { ru = "Еще две" }, kind = "set", quantity = 2 }).Is(HttpStatusCode.Created);

        (await Merged(one, two).Refuses(HttpStatusCode.Conflict, "item.less-than-its-parts")).Names("C13");
        var (ten, five) = (await app.ALot(holder, 10), await app.ALot(holder, 5));
        await app.PassOn(Acts.Of(holder, await app.AnInstitution(), ten, Of(ten, 10)));
        (await Merged(ten, five).Refuses(HttpStatusCode.Conflict, "merge.fewer-than-in-an-act")).Names("C13");
        await Merged(two, await app.ALot(holder)).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("refused")]
    [InlineData("corrected")]
    public async Task What_no_act_says_any_more_or_yet_is_counted_by_no_merge(string became)
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var (ten, five) = (await app.ALot(holder, 10), await app.ALot(holder, 5));
        var act = await _operator.Begin(Acts.Of(holder, other, ten, Of(ten, 10)));
        if (became is not "draft")
        {
            await _operator.Approve(act).Is(HttpStatusCode.OK);
            await _operator.HandOver(act).Is(HttpStatusCode.OK);
        }
        if (became is "refused")
            await _operator.Step(act, new { to = "refused", on = "2026-11-21", reason = "Не те" }).Is(HttpStatusCode.OK);
        if (became is "corrected")
        {
            await _operator.Receive(act).Is(HttpStatusCode.OK);
            foreach (var quantity in new[] { 8, 4 })
                await _operator.Correct(act, new { outcome = "received", quantity }, "2026-11-22").Is(HttpStatusCode.Created);
        }

        await Merged(ten, five).Is(HttpStatusCode.OK);

        // A draft is judged when it is approved, by what there is then.
        if (became is "draft")
            (await _operator.Approve(act).Refuses(HttpStatusCode.Conflict, "transfer.more-than-the-item")).Names("C13");
    }

    [Fact]
    public async Task Of_many_who_count_a_lot_at_once_no_more_succeed_than_it_has()
    {
        var (holder, other) = (await app.AnInstitution(), await app.AnInstitution());
        var lot = await app.ALot(holder, 12);
        var small = new List<string>();
        for (var i = 0; i < 3; i++)
            small.Add((await ListOut(lot, holder, new { name = new { ru = $"Часть {i}" }, kind = "set", quantity = 1 }).Is(HttpStatusCode.Created)).Id());

        var answers = await Task.WhenAll(
        [
            .. Enumerable.Range(0, 4).Select(i => ListOut(lot, holder, new { name = new { ru = $"Набор {i}" }, kind = "set", quantity = 4 })),
            .. Enumerable.Range(0, 4).Select(_ => _operator.Post("/transfers",
                Acts.Of(holder, other, lot, Given.Merge(Of(lot, 4), new { evidence = "press", initialStatus = "recorded" })))),
            .. small.Select(part => _operator.Patch($"/items/{part}", new { quantity = 4 }, "*")),
            .. new[] { 11, 9, 7 }.Select(quantity => _operator.Patch($"/items/{lot}", new { quantity }, "*")),
        ]);

        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode
            || answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed, $"{answer.StatusCode}"));
        Assert.Contains(answers, answer => answer.IsSuccessStatusCode);
        Assert.Contains(answers, answer => answer.StatusCode is HttpStatusCode.Conflict);
        var left = (int)(await _operator.Read($"/items/{lot}"))["quantity"]! - (await _operator.Walk($"/items?parentItem={lot}")).Sum(part =>
            (int)part["quantity"]!);
        Assert.True(left >= 0, $"{-left} more than there are");
    }

    async Task<HttpResponseMessage> Merged(string gone, string into) => await _operator.Post($"/items/{gone}/merge", new
    {
        into, reason = "Одно и то же", confirm = (string?)(await _operator.Ask($"/items/{gone}").Is(HttpStatusCode.OK))["registryNumber"],
    }, "*");

    Task<HttpResponseMessage> ListOut(string lot, string heldBy, object item) => _operator.Post("/items", Given.Merge(new { parentItem = lot, heldBy }, item));

    static object Of(string lot, int quantity) => new { lines = new[] { new JsonObject { ["item"] = lot, ["quantity"] = quantity } } };
}
