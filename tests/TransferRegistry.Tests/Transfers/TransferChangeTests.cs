using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>Who brings acts in and changes them, what a change leaves as it was, and what others learn of it.</summary>
public sealed class TransferChangeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    const HttpStatusCode Forbidden = HttpStatusCode.Forbidden;

    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Nobody_makes_its_act_one_between_others()
    {
        var department = await app.AnInstitution("culture_department");
        var (own, other) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution());
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var foreign = await app.AnItem(first);
        foreach (var writer in new[] { await app.AKey("museum", own), await app.AKey("department", department) })
        {
            foreach (var more in new object?[] { new { evidence = "press", initialStatus = "recorded" }, null })
            {
                var path = await writer.Begin(Given.ATransfer(own, other, more));
                await Change(writer, path, new { from = first, to = second, lines = new[] { new { item = new { name = new { ru = "Чаша" } } } } })
                    .Refuses(Forbidden, "posting.no-side");
                await Change(writer, path, new { from = first }).Refuses(Forbidden, "posting.no-side");
                await Change(writer, path, new { to = second }).Is(HttpStatusCode.OK);
            }
        }
        Assert.Equal(first, await app.HolderOf(foreign));
    }

    [Fact]
    public async Task A_museum_drafts_what_it_sends_also_by_a_change()
    {
        var (own, other) = (await app.AnInstitution(), await app.AnInstitution());
        var museum = await app.AKey("museum", own);
        var draft = await museum.Begin(Given.ATransfer(own, other));
        var recorded = await museum.Begin(Given.ATransfer(own, other, new { evidence = "press", initialStatus = "recorded" }));

        await Change(museum, draft, new { from = other, to = own }).Refuses(Forbidden, "posting.no-side");
        await Change(museum, recorded, new { from = other, to = own }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Under_its_agreement_too_nobody_posts_for_others()
    {
        var department = await app.AnInstitution("culture_department");
        var (own, first, second) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(), await app.AnInstitution());
        var (museum, supervisor) = (await app.AKey("museum", own), await app.AKey("department", department));
        JsonObject Agreement(string from, string to, string initialStatus) => Given.AnAgreement(own, first, new
        {
            parties = new[] { own, first, second }.Select(institution => new { institution, role = "signatory" }).ToArray(), evidence = "press", initialStatus = "recorded",
            transfers = new[] { Given.Merge(Given.ATransfer(from, to, new { initialStatus }), new { evidence = (object?)null }) },
        });

        foreach (var writer in new[] { museum, supervisor })
            foreach (var initialStatus in new[] { "draft", "recorded" })
                Assert.Equal(["/transfers/0"], (await writer.Post("/agreements", Agreement(first, second, initialStatus)).Refuses(Forbidden, "posting.no-side")).Pointers());
        await museum.Post("/agreements", Agreement(first, own, "draft")).Refuses(Forbidden, "posting.no-side");
        await supervisor.Post("/agreements", Agreement(first, own, "draft")).Is(HttpStatusCode.Created);
        await museum.Post("/agreements", Agreement(first, own, "recorded")).Is(HttpStatusCode.Created);
        await museum.Post("/agreements", Agreement(own, second, "draft")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_was_said_in_a_draft_stays_with_its_writers()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var (sending, receiving) = (await app.AKey("museum", from), await app.AKey("museum", to));
        var path = await sending.Begin(Acts.Of(from, to, await app.AnItem(from), new { note = "Не показывать" }));
        app.Clock.AdvanceMilliseconds(5);
        var drafted = app.Clock.GetCurrentInstant();
        app.Clock.AdvanceMilliseconds(5);
        await Change(sending, path, new { note = (object?)null }).Is(HttpStatusCode.OK);
        await sending.Approve(path).Is(HttpStatusCode.OK);
        await sending.HandOver(path).Is(HttpStatusCode.OK);

        Assert.Equal([1, 2, 3, 4], await Versions(sending, path));
        Assert.Equal([3, 4], await Versions(receiving, path));
        Assert.Equal([4], await Versions(app.AsAnybody(), path));
        Assert.DoesNotContain("Не показывать", (await receiving.Ask($"{path}/history").Is(HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
        await receiving.Ask($"{path}/versions/2").Refuses(HttpStatusCode.NotFound);
        await receiving.Ask($"{path}?asOf={drafted}").Refuses(HttpStatusCode.NotFound);
        await app.AsAnybody().Ask($"{path}/versions/3").Refuses(HttpStatusCode.NotFound);
        await sending.Ask($"{path}/versions/1").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_not_public_then_is_not_public_now()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        foreach (var visibility in new[] { "parties", "sealed" })
        {
            var path = $"/transfers/{(await app.Recorded(from, to, await app.AnItem(from), "2019", new { visibility })).Id()}";
            await app.AsAnybody().Ask(path).Refuses(HttpStatusCode.NotFound);
            await Change(_operator, path, new { visibility = "public" }).Is(HttpStatusCode.OK);

            Assert.Equal([2], await Versions(app.AsAnybody(), path));
            Assert.Equal([1, 2], await Versions(await app.AKey("museum", to), path));
        }
    }

    [Fact]
    public async Task A_change_keeps_what_its_writer_is_not_shown()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = $"/agreements/{(await _operator.Post("/agreements", Given.AnAgreement(to, from, new { initialStatus = "proposed" })).Is(HttpStatusCode.Created)).Id()}";
        var ceremony = $"/events/{(await _operator.Post("/events", new { kind = "handover_ceremony", title = new { ru = "Передача" }, date = "2026-11-20" })
            .Is(HttpStatusCode.Created)).Id()}";
        var museum = await app.AKey("museum", from);
        var path = await museum.Begin(Acts.Of(from, to, await app.AnItem(from),
            new { agreement = agreement.Split('/')[2], @event = ceremony.Split('/')[2], handedOverBy = new { name = "А. Сеитов" } }));
        await _operator.Step(agreement, new { to = "draft" }).Is(HttpStatusCode.OK);
        await Change(_operator, ceremony, new { visibility = "parties" }).Is(HttpStatusCode.OK);

        var shown = await Change(museum, path, new { note = "Уточнено" }).Is(HttpStatusCode.OK);

        Assert.Equal("""{"withheld":true}""", shown["agreement"]!.ToJsonString());
        Assert.Equal("""{"withheld":true}""", shown["event"]!.ToJsonString());
        var whole = await _operator.Ask(path).Is(HttpStatusCode.OK);
        Assert.EndsWith((string)whole["agreement"]!["id"]!, agreement, StringComparison.Ordinal);
        Assert.EndsWith((string)whole["event"]!["id"]!, ceremony, StringComparison.Ordinal);
        Assert.Equal("А. Сеитов", (string?)whole["handedOverBy"]!["name"]);
    }

    [Fact]
    public async Task Lines_given_anew_may_bear_the_numbers_of_the_old()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var lines = new[] { new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-3" } } } } };
        var draft = await _operator.Post("/transfers", Given.ATransfer(from, to, new { lines })).Is(HttpStatusCode.Created);
        var path = $"/transfers/{draft.Id()}";

        var anew = await Change(_operator, path, new { lines }).Is(HttpStatusCode.OK);
        Assert.NotEqual(draft.Item(), anew.Item());
        foreach (var item in new object[] { anew.Item(), (string)anew["lines"]![0]!["item"]!["registryNumber"]!, new { institution = from, scheme = "inv", value = "ИНВ-3" } })
            Assert.Equal(anew.Item(), (await Change(_operator, path, new { lines = new[] { new { item } } }).Is(HttpStatusCode.OK)).Item());
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        Assert.Equal("reserved", await app.StateOf(anew.Item()));
    }

    [Fact]
    public async Task What_a_draft_named_first_no_other_act_names()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var draft = await _operator.Post("/transfers", Given.ATransfer(from, to, new
        {
            lines = new[] { new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-4" } } } } },
        })).Is(HttpStatusCode.Created);
        var other = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from)));

        foreach (var item in new object[] { draft.Item(), (string)draft["lines"]![0]!["item"]!["registryNumber"]!, new { institution = from, scheme = "inv", value = "ИНВ-4" } })
        {
            await Change(_operator, other, new { lines = new[] { new { item } } }).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
            foreach (var more in new object?[] { null, new { evidence = "press", initialStatus = "recorded" } })
                await _operator.Post("/transfers", Given.Merge(Given.ATransfer(from, to, new { lines = new[] { new { item } } }), more))
                    .Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        }
    }

    [Theory]
    [InlineData("withdrawn")]
    [InlineData("declined")]
    public async Task With_an_agreement_that_comes_to_nothing_go_its_drafts(string end)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var approved = await app.AnItem(from);
        var body = Given.AnAgreement(from, to, new
        {
            initialStatus = "proposed",
            transfers = new[]
            {
                Given.Merge(Given.ATransfer(from, to, new { externalRef = Given.Unique("ref"), lines = new[]
                {
                    new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-5" } } } },
                } }), null),
                Acts.Of(from, to, approved),
            },
        });
        var agreement = $"/agreements/{(await _operator.Post("/agreements", body).Is(HttpStatusCode.Created)).Id()}";
        var transfers = await _operator.Walk($"{agreement}/transfers");
        await _operator.Approve($"/transfers/{transfers[1].Id()}").Is(HttpStatusCode.OK);

        await _operator.Step(agreement, Given.Merge(new { to = end, reason = "Не договорились" }, end is "declined" ? new { party = to } : null)).Is(HttpStatusCode.OK);

        var path = $"/transfers/{transfers[0].Id()}";
        Assert.Equal("cancelled", (string?)(await _operator.Ask(path).Is(HttpStatusCode.OK))["status"]);
        Assert.Equal("Не договорились", (string?)(await _operator.Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]![1]!["reason"]);
        Assert.Equal("reserved", await app.StateOf(approved));
        await _operator.Post("/agreements", body).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_posting_sent_again_is_told_of_the_first()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var lines = new[] { new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-6" } } } } };
        var body = Given.ATransfer(from, to, new { externalRef = Given.Unique("ref"), actNumber = "6", actDate = "2026-11-01", lines });
        var first = await _operator.Post("/transfers", body).Is(HttpStatusCode.Created);

        await Repeats(body, sameContent: true);
        await Repeats(Given.Merge(body, new { note = "Иначе" }), sameContent: false);

        async Task Repeats(JsonObject again, bool sameContent)
        {
            var answer = await _operator.Post("/transfers", again);
            var refusal = await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "external-ref.taken");
            Assert.EndsWith($"/transfers/{first.Id()}", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
            Assert.Equal(sameContent, (bool)refusal["sameContent"]!);
            Assert.Equal(["/externalRef"], refusal.Pointers());
        }
    }

    [Fact]
    public async Task An_agreement_sent_again_with_its_transfers_is_told_of_the_first()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var lines = new[] { new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-7" } } } } };
        var nested = Given.ATransfer(from, to, new { externalRef = Given.Unique("ref"), lines });
        var body = Given.AnAgreement(from, to, new { externalRef = Given.Unique("ref"), transfers = new[] { nested } });
        var first = await _operator.Post("/agreements", body).Is(HttpStatusCode.Created);

        var answer = await _operator.Post("/agreements", body);
        Assert.True((bool)(await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "external-ref.taken"))["sameContent"]!);
        Assert.EndsWith($"/agreements/{first.Id()}", answer.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(["/transfers/0/externalRef"], (await _operator.Post("/agreements", Given.Merge(body, new { externalRef = (object?)null }))
            .Refuses(HttpStatusCode.Conflict, "external-ref.taken")).Pointers());
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("recorded")]
    public async Task What_was_new_in_an_act_began_with_whoever_it_says_hands_over(string initialStatus)
    {
        var (wrong, right, to) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var known = await app.AnItem(wrong);
        var posted = await _operator.Post("/transfers", Given.ATransfer(wrong, to, new
        {
            initialStatus, evidence = "press", handedOverOn = "2020", legalEffect = "custody_only",
            lines = new object[] { new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-8" } } } }, new { item = known } },
        })).Is(HttpStatusCode.Created);
        var path = $"/transfers/{posted.Id()}";

        var changed = await Change(_operator, path, new { from = right, lines = new[] { new { item = posted.Item() } } }).Is(HttpStatusCode.OK);

        Assert.DoesNotContain("custody.gap", changed.Warnings());
        if (initialStatus is "draft")
            await _operator.Approve(path).Is(HttpStatusCode.OK);
        var first = (await _operator.Ask($"/items/{posted.Item()}/custody").Is(HttpStatusCode.OK))["chain"]![0]!;
        Assert.Equal(right, (string?)first["currentCustodian"]?["code"] ?? (string?)first["custodian"]?["code"]);
        var item = await _operator.Ask($"/items/{posted.Item()}").Is(HttpStatusCode.OK);
        Assert.Equal((right, right), ((string?)item["owner"]!["code"], (string?)item["identifiers"]![0]!["institution"]!["code"]));
        Assert.Equal(wrong, await app.HolderOf(known));
    }

    static async Task<HttpResponseMessage> Change(HttpClient client, string path, object change) => await client.Patch(path, change, await client.Tag(path));

    static async Task<IEnumerable<int>> Versions(HttpClient client, string path) =>
        (await client.Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]!.AsArray().Select(version => (int)version!["version"]!);
}
