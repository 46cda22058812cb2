using System.Net;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Merging;

/// <summary>Two sides record one object; its records become one, as far as their acts tell one story (C2).</summary>
public sealed class ItemMergeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task The_acts_of_both_are_one_chain_and_the_old_id_leads_on()
    {
        var (giver, museum, next) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (kp, inv) = (Given.Unique("КП"), Given.Unique("инв"));
        var one = await app.AnItem(giver, new { identifiers = new[] { new { scheme = "kp", value = kp } }, creator = "Неизвестный мастер" });
        var other = await app.AnItem(museum, new { identifiers = new[] { new { scheme = "inv", value = inv } } });
        var first = await app.PassOn(Acts.Of(giver, museum, one), "2026-11-10");
        var second = await app.PassOn(Acts.Of(museum, next, other), "2026-11-12");

        var merged = await Merge(one, other).Is(HttpStatusCode.OK);

        Assert.Equal((other, "Неизвестный мастер"), (merged.Id(), (string?)merged["creator"]));
        Assert.Equal(new[] { inv, kp }.Order(), merged["identifiers"]!.AsArray().Select(number => (string?)number!["value"]).Order());
        var chain = (await _operator.Read($"/items/{other}/custody"))["chain"]!.AsArray();
        Assert.Equal([giver, museum, next], chain.Select(interval => (string?)interval!["custodian"]!["code"]));
        Assert.DoesNotContain(chain, interval => interval!["gap"] is not null);
        Assert.Equal(other, (await _operator.Read(first.Act())).Item());
        foreach (var path in new[] { $"/items/{one}", $"/items/{one}/custody?on=2026-11-11", $"/items/{one}/history" })
        {
            var answer = await _operator.Ask(path);
            Assert.Equal((HttpStatusCode.PermanentRedirect, $"http://localhost/api/v1{path.Replace(one, other, StringComparison.Ordinal)}"),
                (answer.StatusCode, answer.Headers.Location!.AbsoluteUri));
        }
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await _operator.Patch($"/items/{one}", new { creator = "?" }, "*")).StatusCode);
        // A reference to the old record means the new one.
        Assert.Equal(other, (await _operator.Post("/transfers", Acts.Of(next, giver, one)).Is(HttpStatusCode.Created)).Item());
        Assert.Equal([other], (await _operator.Walk($"/items?q={Uri.EscapeDataString(kp)}")).Select(found => found.Id()));
        Assert.DoesNotContain(await _operator.Walk("/items"), found => found.Id() == one);
        Assert.Equal(2, (await _operator.Walk($"/transfers?item={other}&status=received")).Count);
        Assert.Equal("item.merged_with", (string?)(await _operator.Read($"/items/{other}/history"))["items"]!.AsArray()[^1]!["type"]);
        Assert.Equal("transfer.item_merged", (string?)(await _operator.Read($"{first.Act()}/history"))["items"]!.AsArray()[^1]!["type"]);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task An_act_that_names_both_is_named_only_to_who_may_see_it()
    {
        var department = await app.AnInstitution("culture_department");
        var (giver, between, museum) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution(supervisedBy: department));
        var (one, other) = (await app.AnItem(giver), await app.AnItem(giver));
        var both = new[] { new { item = one }, new { item = other } };
        var hidden = await app.PassOn(Given.ATransfer(giver, between, new { visibility = "parties", lines = both }), "2026-11-10");
        foreach (var item in new[] { one, other })
            await app.PassOn(Acts.Of(between, museum, item), "2026-11-12");
        var official = await app.AKey("department", department);

        async Task<string> Told(HttpClient client) => (string)(await Merge(client, one, other).Refuses(HttpStatusCode.Conflict, "merge.both-in-one-act"))["errors"]![0]!["params"]!["act"]!;

        Assert.Equal("one that is not yours to see", await Told(official));
        Assert.Equal((string?)hidden["registryNumber"], await Told(_operator));
    }

    [Fact]
    public async Task Acts_that_tell_two_stories_are_of_two_objects()
    {
        var (giver, museum, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(giver), await app.AnItem(giver));
        await app.PassOn(Acts.Of(giver, museum, one), "2026-11-10");
        var clash = await app.PassOn(Acts.Of(giver, other, two), "2026-11-12");

        var refusal = await Merge(one, two).Refuses(HttpStatusCode.Conflict, "merge.custody");

        refusal.Names("C2", museum, clash);
        Assert.Equal((museum, other), (await app.HolderOf(one), await app.HolderOf(two)));
        (await Merge(await app.AnItem(museum), await app.AnItem(other)).Refuses(HttpStatusCode.Conflict, "merge.custody")).Names("C2");
    }

    [Fact]
    public async Task What_is_two_stays_two()
    {
        var (giver, museum) = (await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(giver), await app.AnItem(giver));
        var both = await app.PassOn(Given.ATransfer(giver, museum, new { lines = new[] { new { item = one, quantity = 1 }, new { item = two, quantity = 1 } } }), "2026-11-10");

        (await Merge(one, two).Refuses(HttpStatusCode.Conflict, "merge.both-in-one-act")).Names("C2");
        await Merge(one, one).Refuses(HttpStatusCode.UnprocessableEntity, "merge.into-itself");
        await Merge(await app.AnItem(giver), await app.ALot(giver, 3)).Refuses(HttpStatusCode.Conflict, "merge.unlike");
        Assert.NotNull(both);
    }

    [Fact]
    public async Task Two_that_are_promised_for_the_same_days_are_not_merged_until_one_is_free()
    {
        var (owner, a, b) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(owner), await app.AnItem(owner));
        var first = await _operator.Begin(await app.ALoan(owner, a, one, "2027-03-01"));
        await _operator.Approve(first).Is(HttpStatusCode.OK);
        await _operator.Approve(await _operator.Begin(await app.ALoan(owner, b, two, "2027-02-01"))).Is(HttpStatusCode.OK);

        (await Merge(one, two).Refuses(HttpStatusCode.Conflict, "merge.reserved-twice")).Names("C2");
        await _operator.Step(first, new { to = "cancelled", reason = "?" }).Is(HttpStatusCode.OK);
        await Merge(one, two).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Records_are_merged_by_who_supervises_both_and_only_once()
    {
        var department = await app.AnInstitution("culture_department");
        var (museum, elsewhere) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution());
        var (one, two, foreign) = (await app.AnItem(museum), await app.AnItem(museum), await app.AnItem(elsewhere));
        var (supervising, own) = (await app.AKey("department", department), await app.AKey("museum", museum));

        await Merge(own, one, two).Refuses(HttpStatusCode.Forbidden);
        await Merge(supervising, one, foreign).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        await supervising.Post($"/items/{one}/merge", new { into = two, reason = "?" }).Refuses(HttpStatusCode.PreconditionRequired);
        var answers = await Task.WhenAll(Merge(supervising, one, two), Merge(supervising, two, one));
        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        var (gone, stays) = answers[0].StatusCode is HttpStatusCode.OK ? (one, two) : (two, one);
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await own.Ask($"/items/{gone}")).StatusCode);
        await app.AsAnybody().Ask($"/items/{gone}").Refuses(HttpStatusCode.NotFound);
        // What was merged into what is merged leads to the end.
        var last = await app.AnItem(museum);
        await Merge(stays, last).Is(HttpStatusCode.OK);
        Assert.EndsWith(last, (await own.Ask($"/items/{gone}")).Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loan_of_the_one_is_a_loan_of_the_other()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(lender), await app.AnItem(lender));
        var loan = await app.Lent(lender, borrower, one);

        await Merge(one, two).Is(HttpStatusCode.OK);

        Assert.Equal((borrower, "on_loan"), (await app.HolderOf(two), await app.StateOf(two)));
        Assert.Equal(1, (int)(await _operator.Read(loan.Act()))["outstanding"]!);
        await _operator.Return(loan.Act()).Is(HttpStatusCode.Created);
        Assert.Equal(lender, await app.HolderOf(two));
        Assert.True((bool)(await _operator.Read(loan.Act()))["closed"]!);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("cancelled")]
    [InlineData("void")]
    public async Task An_act_that_came_to_nothing_and_lists_both_forbids_no_merge(string status)
    {
        var (giver, museum) = (await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(giver), await app.AnItem(giver));
        var lines = new { lines = new[] { new { item = one, quantity = 1 }, new { item = two, quantity = 1 } } };
        var act = await _operator.Begin(Given.ATransfer(giver, museum, Given.Merge(lines, status is "void"
            ? new { initialStatus = "recorded", evidence = "press" } : null)));
        if (status is not "draft")
            await _operator.Step(act, new { to = status, reason = "Ошибка" }).Is(HttpStatusCode.OK);

        await Merge(one, two).Is(HttpStatusCode.OK);

        Assert.Equal([one, two], (await _operator.Read(act))["lines"]!.AsArray().Select(line => (string)line!["item"]!["id"]!));
        Assert.Single(await _operator.Walk($"/transfers?item={one}"));
        if (status is not "draft")
            return;
        var refusal = await _operator.Approve(act).Refuses(HttpStatusCode.Conflict, "draft.lists-merged");
        Assert.Contains("/lines/0/item", refusal.Pointers());
        await _operator.Patch(act, new { lines = new[] { new { item = two, quantity = 1 } } }, "*").Is(HttpStatusCode.OK);
        await _operator.Approve(act).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_act_that_lists_both_is_named_by_its_number_where_it_is_the_callers_to_see()
    {
        var (giver, museum) = (await app.AnInstitution(), await app.AnInstitution());
        var (one, two) = (await app.AnItem(giver), await app.AnItem(giver));
        var both = await app.PassOn(Given.ATransfer(giver, museum,
            new { lines = new[] { new { item = one, quantity = 1 }, new { item = two, quantity = 1 } } }), "2026-11-10");

        var refusal = await Merge(one, two).Refuses(HttpStatusCode.Conflict, "merge.both-in-one-act");

        refusal.Names("C2", act: both);
        Assert.EndsWith(both.Act(), (string?)refusal["errors"]![0]!["params"]!["href"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_of_a_draft_is_no_record_to_be_merged_yet_and_a_withdrawn_one_no_more()
    {
        var (giver, museum) = (await app.AnInstitution(), await app.AnInstitution());
        var act = await _operator.Begin(Given.ATransfer(giver, museum));
        var (drafted, known) = ((await _operator.Read(act)).Item(), await app.AnItem(giver));

        var refusal = await Merge(drafted, known).Refuses(HttpStatusCode.Conflict, "merge.draft");
        Assert.Contains("stands in a draft only", (string?)refusal["detail"], StringComparison.Ordinal);
        Assert.Equal(["/into"], (await Merge(known, drafted).Refuses(HttpStatusCode.Conflict, "merge.draft")).Pointers());
        await _operator.Step(act, new { to = "cancelled", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        await Merge(drafted, known).Refuses(HttpStatusCode.Conflict, "merge.withdrawn");
        var withdrawn = await Merge(known, drafted).Refuses(HttpStatusCode.Conflict, "merge.withdrawn");
        Assert.DoesNotContain("unknown", withdrawn.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_is_merged_into_what_was_entered_as_its_part()
    {
        var museum = await app.AnInstitution();
        var whole = await app.AnItem(museum);
        var part = await app.AnItem(museum, new { parentItem = whole });

        await Merge(whole, part).Is(HttpStatusCode.OK);

        Assert.Null((await _operator.Read($"/items/{part}"))["parentItem"]);
    }

    [Fact]
    public async Task Merging_items_is_confirmed_by_number_and_tried_without_a_trace()
    {
        var museum = await app.AnInstitution();
        var (one, two) = (await app.AnItem(museum), await app.AnItem(museum));
        var number = (string)(await _operator.Read($"/items/{one}"))["registryNumber"]!;

        var refusal = await _operator.Post($"/items/{one}/merge", new { into = two, reason = "?" }, "*")
            .Refuses(HttpStatusCode.UnprocessableEntity, "merge.unconfirmed");
        Assert.Equal(["/confirm"], refusal.Pointers());
        Assert.Contains($"\"{number}\"", (string?)refusal["detail"], StringComparison.Ordinal);
        var tried = await _operator.Post($"/items/{one}/merge?dryRun=true", new { into = two, reason = "?", confirm = number }, "*").Is(HttpStatusCode.OK);
        await _operator.Ask($"/items/{one}").Is(HttpStatusCode.OK);
        Assert.Single((await _operator.Read($"/items/{two}/history"))["items"]!.AsArray());
        Assert.Equal((two, 2L), (tried.Id(), (long)tried["version"]!));
        await Merge(one, two).Is(HttpStatusCode.OK);
    }

    Task<HttpResponseMessage> Merge(string gone, string into) => Merge(_operator, gone, into);

    async Task<HttpResponseMessage> Merge(HttpClient client, string gone, string into)
    {
        var known = await _operator.Ask($"/items/{gone}");
        var confirm = known.StatusCode is HttpStatusCode.OK ? (string?)(await known.Is(HttpStatusCode.OK))["registryNumber"] : null;
        return await client.Post($"/items/{gone}/merge", new { into, reason = "Один предмет", confirm }, "*");
    }
}
