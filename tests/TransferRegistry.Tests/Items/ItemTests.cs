using System.Net;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Items;

/// <summary>Museum objects: their passport, their numbers, who may change and find them.</summary>
public sealed class ItemTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task A_registered_item_is_its_holders_own()
    {
        var museum = await app.AnInstitution();
        var passport = new
        {
            name = new { kk = "Домбыра", ru = "Домбра" }, objectType = "household", creator = "Мастер",
            created = new { edtf = "191X", verbatim = "1910-е" }, createdPlace = new { ru = "Верный" },
            materialTechnique = "дерево", dimensions = "95 см", quantity = 1, fund = "main", identifiers = new[] { new { scheme = "kp", value = "КП 1" } },
            precious = new { metal = "серебро", fineness = 875, massGrams = 12.5 }, associatedPersons = new[] { new { name = "Абай", role = "владелец" } },
            provenance = new[] { new { sourceName = "резиденция «Ушконыр»", date = "2011" } },
            restrictions = new[] { new { kind = "no_export", from = "2020-01-01" } }, heldBy = museum,
        };

        var posted = await _operator.Post("/items", passport).Is(HttpStatusCode.Created);

        Assert.StartsWith("KZ-19/2026/I", (string?)posted["registryNumber"], StringComparison.Ordinal);
        foreach (var member in new[] { "owner", "normalCustodian", "currentCustodian" })
            Assert.Equal(museum, (string?)posted[member]!["code"]);
        Assert.Equal("held", (string?)posted["custodyState"]);
        Assert.Equal(("1910-01-01", "1919-12-31", "1910-е"), ((string?)posted["created"]!["earliest"], (string?)posted["created"]!["latest"],
            (string?)posted["created"]!["verbatim"]));
        Assert.Equal(museum, (string?)posted["identifiers"]![0]!["institution"]!["code"]);
        Assert.Equal(12.5, (double)posted["precious"]!["massGrams"]!);
    }

    [Fact]
    public async Task Who_holds_is_not_always_who_owns()
    {
        var (owner, holder) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await _operator.Ask($"/items/{await app.AnItem(holder, new { owner })}").Is(HttpStatusCode.OK);

        Assert.Equal((owner, holder), ((string?)item["owner"]!["code"], (string?)item["currentCustodian"]!["code"]));
        await (await app.AKey("museum", owner)).Post("/items", new { name = new { ru = "Чужое" }, heldBy = holder }).Refuses(HttpStatusCode.Forbidden);
        await _operator.Post("/items", new { heldBy = holder }).Refuses(HttpStatusCode.UnprocessableEntity, "member.missing");
        await _operator.Post("/items", new { heldBy = holder, kind = "lot", name = new { ru = "Лот" } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "member.missing");
    }

    [Fact]
    public async Task A_number_is_one_items_at_its_holder_while_it_is_open()
    {
        var (museum, other) = (await app.AnInstitution(), await app.AnInstitution());
        object Numbered(string scheme, string value) => new { identifiers = new[] { new { scheme, value } } };
        var first = await app.AnItem(museum, Numbered("inv", "5"));

        var refusal = await _operator.Post("/items", new
        {
            name = new { ru = "Другая" }, heldBy = museum,
            identifiers = new[] { new { scheme = "inv", value = "5" } }
        })
            .Refuses(HttpStatusCode.Conflict, "item.identifier-taken");
        Assert.Equal(["/identifiers/0"], refusal.Pointers());
        Assert.Equal(first, (string?)refusal["first"]!["id"]);
        Assert.EndsWith($"/items/{first}", (string?)refusal["first"]!["href"], StringComparison.Ordinal);
        await app.AnItem(other, Numbered("inv", "5"));
        await app.AnItem(museum, Numbered("kp", "5"));

        await app.PassOn(Acts.Of(museum, other, first));
        await app.AnItem(museum, Numbered("inv", "5"));
        var state = Given.Unique("ГК");
        await app.AnItem(museum, Numbered("state_catalogue", state));
        await _operator.Post("/items", new
        {
            name = new { ru = "Другая" }, heldBy = other,
            identifiers = new[] { new { scheme = "state_catalogue", value = state } }
        })
            .Refuses(HttpStatusCode.Conflict, "item.identifier-taken");
        await _operator.Post("/items", new
        {
            name = new { ru = "Дважды" }, heldBy = other,
            identifiers = new[] { new { scheme = "kp", value = "9" }, new { scheme = "kp", value = "9" } }
        })
            .Refuses(HttpStatusCode.UnprocessableEntity, "item.identifier-twice");
    }

    [Fact]
    public async Task A_passport_is_changed_by_its_owners_and_holders_side()
    {
        var department = await app.AnInstitution("culture_department");
        var (owner, holder, other) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.PassOn(await app.ALoan(owner, holder, item, "2026-12-31"));
        var path = $"/items/{item}";

        foreach (var (role, side) in new[] { ("museum", owner), ("museum", holder), ("department", department) })
            Assert.Equal($"изменил {side}", (string?)(await (await app.AKey(role, side))
                .Patch(path, new { creator = $"изменил {side}" }, await _operator.Tag(path)).Is(HttpStatusCode.OK))["creator"]);
        await (await app.AKey("museum", other)).Patch(path, new { creator = "чужой" }, await _operator.Tag(path)).Refuses(HttpStatusCode.Forbidden);
        await _operator.Patch(path, new { creator = "без тега" }).Refuses(HttpStatusCode.PreconditionRequired);
        await _operator.Patch(path, new { creator = "старый" }, "\"1-x\"").Refuses(HttpStatusCode.PreconditionFailed);
        await _operator.Patch(path, new { owner = other }, await _operator.Tag(path)).Refuses(HttpStatusCode.UnprocessableEntity, "member.read-only");
        await _operator.Patch(path, new { created = "2030" }, await _operator.Tag(path)).Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        Assert.Null((await _operator.Patch(path, new { creator = (object?)null }, await _operator.Tag(path)).Is(HttpStatusCode.OK))["creator"]);
    }

    [Fact]
    public async Task A_part_is_never_a_part_of_itself()
    {
        var museum = await app.AnInstitution();
        var whole = await app.AnItem(museum, new { kind = "set" });
        var part = await app.AnItem(museum, new { parentItem = whole });

        Assert.Equal(whole, (string?)(await _operator.Ask($"/items/{part}").Is(HttpStatusCode.OK))["parentItem"]!["id"]);
        await _operator.Patch($"/items/{whole}", new { parentItem = part }, await _operator.Tag($"/items/{whole}"))
            .Refuses(HttpStatusCode.Conflict, "item.parent-cycle");
        await _operator.Patch($"/items/{whole}", new { parentItem = whole }, await _operator.Tag($"/items/{whole}"))
            .Refuses(HttpStatusCode.Conflict, "item.parent-cycle");
        for (var depth = 0; depth < 60; depth++)
            part = await app.AnItem(museum, new { parentItem = part });
        await _operator.Patch($"/items/{whole}", new { parentItem = part }, await _operator.Tag($"/items/{whole}"))
            .Refuses(HttpStatusCode.Conflict, "item.parent-cycle");
    }

    [Fact]
    public async Task Items_are_found_by_every_filter()
    {
        var (museum, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var held = await app.AnItem(museum, new { objectType = "weapon", identifiers = new[] { new { scheme = "inv", value = "О-1" } }, creator = "Қожахмет" });
        var lent = await app.AnItem(museum);
        var moving = await app.AnItem(museum);
        var reserved = await app.AnItem(museum);
        var loan = await app.PassOn(await app.ALoan(museum, borrower, lent, "2026-12-31"));
        var path = await _operator.Begin(Acts.Of(museum, borrower, moving));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        await _operator.HandOver(path).Is(HttpStatusCode.OK);
        await _operator.Approve(await _operator.Begin(Acts.Of(museum, borrower, reserved))).Is(HttpStatusCode.OK);

        async Task Finds(string filter, params string[] ids) =>
            Assert.Equal(ids.Order(), (await _operator.Walk($"/items?owner={museum}&{filter}")).Select(item => item.Id()).Order());

        await Finds("limit=2", held, lent, moving, reserved);
        await Finds($"holder={borrower}", lent);
        await Finds("objectType=weapon", held);
        await Finds("identifier=О-1", held);
        await Finds("q=кожах", held);
        await Finds($"agreement={loan["agreement"]!["id"]}", lent);
        await Finds("custodyState=held", held);
        await Finds("custodyState=on_loan", lent);
        await Finds("custodyState=in_transit", moving);
        await Finds("custodyState=reserved", reserved);
        Assert.Equal(lent, Assert.Single(await _operator.Walk($"/agreements/{loan["agreement"]!["id"]}/items")).Id());
    }

    [Fact]
    public async Task An_item_is_seen_by_who_sees_one_of_its_acts_or_holds_it()
    {
        var (museum, taker, stranger) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum);
        var foreign = await app.AKey("museum", stranger);

        await foreign.Ask($"/items/{item}").Refuses(HttpStatusCode.NotFound);
        await (await app.AKey("museum", museum)).Ask($"/items/{item}").Is(HttpStatusCode.OK);
        await app.PassOn(Acts.Of(museum, taker, item));
        await foreign.Ask($"/items/{item}").Is(HttpStatusCode.OK);
        await app.AsAnybody().Ask($"/items/{item}").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_an_item_stands_is_told_by_the_acts_the_caller_may_see()
    {
        var (museum, taker) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum);
        await app.Recorded(taker, museum, item, "2001", new { kind = "return" });
        var stranger = await app.AKey("museum", await app.AnInstitution());
        var side = await app.AKey("museum", taker);
        var path = await _operator.Begin(Acts.Of(museum, taker, item, new { visibility = "sealed" }));
        async Task Stands(HttpClient client, string? state)
        {
            Assert.Equal(state, (string?)(await client.Ask($"/items/{item}").Is(HttpStatusCode.OK))["custodyState"]);
            Assert.Equal(state, (string?)(await client.Ask($"/items/{item}/custody").Is(HttpStatusCode.OK))["custodyState"]);
            foreach (var asked in new[] { "held", "reserved", "in_transit", "missing", "on_loan" })
                Assert.Equal((asked, asked == state), (asked, (await client.Walk($"/items?custodyState={asked}")).Any(found => found.Id() == item)));
        }

        await _operator.Approve(path).Is(HttpStatusCode.OK);
        await Stands(side, "reserved");
        await Stands(stranger, "held");
        await _operator.HandOver(path).Is(HttpStatusCode.OK);
        await Stands(_operator, "in_transit");
        await Stands(stranger, "held");
        await Stands(app.AsAnybody(), "held");
        var second = await _operator.Receive(path, more: new { lines = new[] { new { line = 1, outcome = "missing" } } }).Is(HttpStatusCode.OK);
        Assert.Equal("received", (string?)second["status"]);
        await Stands(side, "missing");
        await Stands(stranger, "held");

        await app.Recorded(museum, taker, item, "2026-11-22", new { visibility = "sealed" });
        await Stands(side, "held");
        await Stands(stranger, null);
    }
}
