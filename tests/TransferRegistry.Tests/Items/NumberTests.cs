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
            foreach (var address in new[] { $"/items/{item}", $"/items/{item}?asOf={closedAt}" })
                Assert.Null((await client.Ask(address).Is(HttpStatusCode.OK))["identifiers"]![0]!["to"]);
            // The version that the act made is for nobody who may not see the act, however it is asked for.
            Assert.Equal(1, (long)(await client.Ask($"/items/{item}?asOf={closedAt}").Is(HttpStatusCode.OK))["version"]!);
            Assert.Equal(await Missing(client, item, 99), await Missing(client, item, 2));
            Assert.Equal(["item.created"], await Story(client, item));
        }
        Assert.Equal(["item.created"], await Told(stranger, item));
        foreach (var side in new[] { await app.AKey("museum", taker), await app.AKey("auditor") })
        {
            Assert.Equal("2015", (string?)(await side.Ask($"/items/{item}/versions/2").Is(HttpStatusCode.OK))["identifiers"]![0]!["to"]!["edtf"]);
            Assert.Equal(["item.created", "item.numbers_closed"], await Story(side, item));
            Assert.Equal(["item.created", "item.numbers_closed"], await Told(side, item));
        }

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

    [Fact]
    public async Task Whether_a_number_is_open_is_found_as_it_is_told()
    {
        var (museum, taker, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (secret, plain) = (Given.Unique("инв"), Given.Unique("инв"));
        var (hidden, open) = (await app.AnItem(museum, Numbered(secret)), await app.AnItem(museum, Numbered(plain)));
        // Everybody sees each item by an act of long ago; one of the acts that closed their numbers is for its sides alone.
        foreach (var item in new[] { hidden, open })
        {
            await app.Recorded(museum, other, item, "2001", new { kind = "temporary_use", purpose = "exhibition" });
            await app.Recorded(other, museum, item, "2002", new { kind = "return" });
        }
        await app.Recorded(museum, taker, hidden, "2015", new { kind = "gift", visibility = "sealed" });
        await app.Recorded(museum, taker, open, "2015", new { kind = "gift" });
        var outsider = await app.AKey("museum", other);

        foreach (var (client, secretIsOpen) in new[]
        {
            (outsider, true), (app.AsAnybody(), true), (await app.AKey("museum", taker), false), (await app.AKey("auditor"), false), (_operator, false),
        })
            foreach (var (number, item, isOpen) in new[] { (secret, hidden, secretIsOpen), (plain, open, false) })
            {
                Assert.Equal([item], await Found(client, $"identifier={number}"));
                Assert.Equal(isOpen ? [item] : [], await Found(client, $"identifier={number}&open=true"));
            }
        // A line names by its number what is told to have it.
        object Line(string value) => Recorded(new { institution = museum, scheme = "inv", value });
        await outsider.Post("/transfers", Given.ATransfer(museum, other, Line(secret))).Is(HttpStatusCode.Created);
        await outsider.Post("/transfers", Given.ATransfer(museum, other, Line(plain))).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        await _operator.Post("/transfers", Given.ATransfer(museum, other, Line(secret))).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        // Who has it today is named by it before who is only told to.
        var next = await app.AnItem(museum, Numbered(secret));
        Assert.Equal(next, (await _operator.Post("/transfers", Given.ATransfer(museum, other, Line(secret))).Is(HttpStatusCode.Created)).Item());
    }

    [Fact]
    public async Task A_number_of_the_state_catalogue_is_given_by_the_objects_own_side()
    {
        var (keeper, museum, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (taken, free) = (Given.Unique("ГК"), Given.Unique("ГК"));
        object Of(string value) => new { name = new { ru = "Домбра" }, identifiers = new[] { new { scheme = "state_catalogue", value } } };
        var hidden = await app.AnItem(keeper, Of(taken));
        var client = await app.AKey("museum", museum);

        // Of its own object it hears that the number is another's, and not whose.
        var answer = await client.Post("/items", Given.Merge(Of(taken), new { heldBy = museum }));
        Assert.Null(answer.Headers.Location);
        var refusal = await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "item.identifier-taken");
        Assert.Null(refusal["first"]);
        Assert.DoesNotContain(hidden, refusal.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(hidden, (string?)(await _operator.Post("/items", Given.Merge(Of(taken), new { heldBy = museum }))
            .Refuses(HttpStatusCode.Conflict, "item.identifier-taken"))["first"]!["id"]);
        var own = (await client.Post("/items", Given.Merge(Of(free), new { heldBy = museum })).Is(HttpStatusCode.Created)).Id();

        // Of another's object it gives none, and hears the same whether it is taken or not.
        await app.Lent(keeper, museum, hidden);
        var borrowed = await app.AnItem(keeper);
        await app.Lent(keeper, museum, borrowed);
        foreach (var ask in new Func<string, Task<HttpResponseMessage>>[]
        {
            value => client.Post("/transfers", Given.ATransfer(other, museum, Recorded(Of(value)))),
            async value => await client.Patch($"/items/{borrowed}", Of(value), await client.Tag($"/items/{borrowed}")),
        })
            Assert.Equal(await Refused(ask(taken), taken), await Refused(ask(Given.Unique("ГК")), taken));
        // Who changes what it borrowed leaves the number as it is; who keeps or owns it gives it one.
        await client.Patch($"/items/{hidden}", Given.Merge(Of(taken), new { creator = "Мастер" }), await client.Tag($"/items/{hidden}")).Is(HttpStatusCode.OK);
        await (await app.AKey("museum", keeper)).Patch($"/items/{borrowed}", Of(Given.Unique("ГК")), await _operator.Tag($"/items/{borrowed}"))
            .Is(HttpStatusCode.OK);
        Assert.NotNull(own);

        static async Task<string> Refused(Task<HttpResponseMessage> asked, string value)
        {
            var problem = await asked.Refuses(HttpStatusCode.UnprocessableEntity, "item.state-number-of-another");
            return Given.Merge(problem, new { instance = (string?)null, traceId = (string?)null }).ToJsonString().Replace(value, "", StringComparison.Ordinal);
        }
    }

    static async Task<string> Missing(HttpClient client, string item, int version)
    {
        var problem = await client.Ask($"/items/{item}/versions/{version}").Refuses(HttpStatusCode.NotFound, "record.no-version");
        return Given.Merge(problem, new { instance = (string?)null, traceId = (string?)null }).ToJsonString()
            .Replace($"{version}", "n", StringComparison.Ordinal);
    }

    static async Task<IEnumerable<string>> Found(HttpClient client, string filter)
    {
        var page = await client.Ask($"/items?{filter}&count=true").Is(HttpStatusCode.OK);
        Assert.Equal(page["items"]!.AsArray().Count, (int)page["page"]!["totalCount"]!);
        return page["items"]!.AsArray().Select(item => item!.AsObject().Id());
    }

    // Of one item the feed tells what history shows.
    static async Task<IEnumerable<string>> Told(HttpClient client, string item)
    {
        var told = new List<string>();
        for (var at = "from=start"; ;)
        {
            var page = await client.Ask($"/changes?limit=1000&include=record&{at}").Is(HttpStatusCode.OK);
            told.AddRange(page["items"]!.AsArray().Where(change => (string)change!["resource"]!["id"]! == item).Select(change => (string)change!["type"]!));
            at = $"cursor={page["cursor"]}";
            if ((bool)page["caughtUp"]!)
                return told;
        }
    }

    static object Recorded(object item) => new { evidence = "press", initialStatus = "recorded", lines = new[] { new { item } } };

    static object Numbered(string value) => new { identifiers = new[] { new { scheme = "inv", value } } };

    Task<JsonObject> Item(string item) => _operator.Ask($"/items/{item}").Is(HttpStatusCode.OK);

    async Task<string?> End(string item) => (string?)(await Item(item))["identifiers"]![0]!["to"]?["edtf"];

    async Task Void(JsonObject act) => await _operator.Step($"/transfers/{act.Id()}", new { to = "void", reason = "Ошибка" }).Is(HttpStatusCode.OK);

    static async Task<IEnumerable<string?>> Story(HttpClient client, string item) =>
        (await client.Ask($"/items/{item}/history").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(entry => (string?)entry!["type"]);
}
