using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Items;

/// <summary>The numbers in its holders' books: what an act closes, what opens again when the act is none, and who is told (C3).</summary>
public sealed class NumberTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task What_an_act_has_closed_opens_again_when_the_act_is_void()
    {
        var (museum, taker) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum, Numbered("5"));
        var act = await app.Recorded(museum, taker, item, "2015", new { kind = "gift" });
        Assert.Equal("2015", await End(item));

        await Void(act);

        Assert.Null(await End(item));
        Assert.Equal(["item.created", "item.numbers_closed", "item.numbers_reopened"], await Story(_operator, item));
        await _operator.Post("/items", Given.Merge(new { name = new { ru = "Другая" }, heldBy = museum }, Numbered("5")))
            .Refuses(HttpStatusCode.Conflict, "item.identifier-taken");
    }

    [Fact]
    public async Task A_changed_act_closes_what_it_closes_as_it_now_stands()
    {
        var (museum, other, taker) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(museum, Numbered("1")), await app.AnItem(museum, Numbered("2")));
        var path = $"/transfers/{(await app.Recorded(museum, taker, one, "2015", new { kind = "gift" })).Id()}";
        async Task Change(object patch) => await _operator.Patch(path, patch, await _operator.Tag(path)).Is(HttpStatusCode.OK);

        await Change(new { note = "Описка" });
        Assert.Equal(2, (long)(await Item(one))["version"]!);
        await Change(new { handedOverOn = "2016" });
        Assert.Equal("2016", await End(one));
        await Change(new { lines = new[] { new { item = two, quantity = 1 } } });
        Assert.Equal((null, "2016"), (await End(one), await End(two)));
        await Change(new { from = other });
        Assert.Null(await End(two));
        await Change(new { from = museum });
        Assert.Equal("2016", await End(two));
        await Change(new { legalEffect = "custody_only" });
        Assert.Null(await End(two));
    }

    [Fact]
    public async Task What_turns_out_not_to_have_arrived_keeps_its_numbers()
    {
        var (museum, taker) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum, Numbered("7"));
        var act = await app.Recorded(museum, taker, item, "2015", new { kind = "gift" });

        await _operator.Receive($"/transfers/{act.Id()}", "2015-06-01", new { lines = new[] { new { line = 1, outcome = "missing" } } }).Is(HttpStatusCode.OK);

        Assert.Null(await End(item));
        Assert.Equal(museum, await app.HolderOf(item));
    }

    [Fact]
    public async Task A_number_stays_closed_by_another_act_that_stands()
    {
        var (museum, taker) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum, Numbered("8"));
        var press = await app.Recorded(museum, taker, item, "2015", new { kind = "gift" });
        await app.Recorded(museum, taker, item, "2015-03-01", new { kind = "gift", evidence = "one_sided_document" });

        await Void(press);

        Assert.Equal("2015-03-01", await End(item));
    }

    [Fact]
    public async Task A_number_that_another_item_has_meanwhile_does_not_open_again()
    {
        var (museum, taker) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum, Numbered("9"));
        var act = await app.Recorded(museum, taker, item, "2015", new { kind = "gift" });
        var next = await app.AnItem(museum, Numbered("9"));

        var answer = await _operator.Step($"/transfers/{act.Id()}", new { to = "void", reason = "Ошибка" });

        Assert.EndsWith($"/items/{next}", answer.Headers.Location?.AbsoluteUri, StringComparison.Ordinal);
        var refusal = await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "item.identifier-taken");
        Assert.Equal(next, (string?)refusal["first"]!["id"]);
        Assert.EndsWith($"/items/{next}", (string?)refusal["first"]!["href"], StringComparison.Ordinal);
        Assert.Equal("2015", await End(item));
    }

    [Fact]
    public async Task Who_may_not_see_the_act_is_not_told_of_the_number_it_closed()
    {
        var (museum, taker, next) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(museum, Numbered("11"));
        await app.Recorded(museum, next, item, "2001", new { kind = "temporary_use", purpose = "exhibition" });
        await app.Recorded(next, museum, item, "2002", new { kind = "return" });
        var hidden = await app.Recorded(museum, taker, item, "2015", new { kind = "gift", visibility = "sealed" });
        var stranger = await app.AKey("museum", await app.AnInstitution());
        var closedAt = (await _operator.Ask($"/items/{item}/history").Is(HttpStatusCode.OK))["items"]![1]!["recordedAt"];

        foreach (var client in new[] { stranger, app.AsAnybody() })
        {
            foreach (var address in new[] { $"/items/{item}", $"/items/{item}/versions/2", $"/items/{item}?asOf={closedAt}" })
                Assert.Null((await client.Ask(address).Is(HttpStatusCode.OK))["identifiers"]![0]!["to"]);
            Assert.Equal(["item.created"], await Story(client, item));
        }
        Assert.Equal(["item.created", "item.numbers_closed"], await Story(await app.AKey("museum", taker), item));

        // The next holder changes the passport, and with it nothing that it does not see.
        await app.Recorded(taker, next, item, "2016", new { kind = "gift" });
        var holder = await app.AKey("museum", next);
        var path = $"/items/{item}";
        await holder.Patch(path, new { creator = "Мастер" }, await holder.Tag(path)).Is(HttpStatusCode.OK);
        var shown = (await holder.Ask(path).Is(HttpStatusCode.OK))["identifiers"]!.DeepClone();
        Assert.Null(shown[0]!["to"]);
        await holder.Patch(path, new { identifiers = new[] { new { scheme = "inv", value = "11", institution = museum } } }, await holder.Tag(path)).Is(HttpStatusCode.OK);
        Assert.Equal("2015", await End(item));
        await Void(hidden);
        Assert.Null(await End(item));
    }

    [Fact]
    public async Task Nobody_enters_a_number_into_books_that_have_nothing_to_do_with_the_item()
    {
        var (museum, taker, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        object Of(string institution) => new { name = new { ru = "Домбра" }, identifiers = new[] { new { scheme = "inv", value = "3", institution } } };
        object Line(string institution) => new { lines = new[] { new { item = Of(institution) } } };

        await _operator.Post("/items", Given.Merge(Of(other), new { heldBy = museum })).Refuses(HttpStatusCode.UnprocessableEntity, "item.number-of-another");
        var owned = await app.AnItem(museum, Given.Merge(Of(other), new { owner = other }));
        var refusal = await _operator.Post("/transfers", Given.ATransfer(museum, taker, Line(other))).Refuses(HttpStatusCode.UnprocessableEntity, "item.number-of-another");
        Assert.Equal(["/lines/0/item/identifiers/0/institution"], refusal.Pointers());
        var path = $"/items/{(await _operator.Post("/transfers", Given.ATransfer(museum, taker, Line(taker))).Is(HttpStatusCode.Created)).Item()}";

        await _operator.Patch(path, Of(other), await _operator.Tag(path)).Refuses(HttpStatusCode.UnprocessableEntity, "item.number-of-another");
        await _operator.Patch(path, Given.Merge(Of(taker), new { creator = "Мастер" }), await _operator.Tag(path)).Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{owned}", Of(other), await _operator.Tag($"/items/{owned}")).Is(HttpStatusCode.OK);
    }

    static object Numbered(string value) => new { identifiers = new[] { new { scheme = "inv", value } } };

    Task<JsonObject> Item(string item) => _operator.Ask($"/items/{item}").Is(HttpStatusCode.OK);

    async Task<string?> End(string item) => (string?)(await Item(item))["identifiers"]![0]!["to"]?["edtf"];

    async Task Void(JsonObject act) => await _operator.Step($"/transfers/{act.Id()}", new { to = "void", reason = "Ошибка" }).Is(HttpStatusCode.OK);

    static async Task<IEnumerable<string?>> Story(HttpClient client, string item) =>
        (await client.Ask($"/items/{item}/history").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(entry => (string?)entry!["type"]);
}
