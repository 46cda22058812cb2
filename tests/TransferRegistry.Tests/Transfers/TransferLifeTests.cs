using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>The life of an act: which step leads where, whose it is, what it needs and what it leaves.</summary>
public sealed class TransferLifeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly string[] States = ["draft", "approved", "in_transit", "received", "refused", "recorded", "cancelled", "void"];

    static readonly Dictionary<string, string[]> Life = new()
    {
        ["draft"] = ["approved", "cancelled"],
        ["approved"] = ["in_transit", "cancelled"],
        ["in_transit"] = ["received", "refused"],
        ["recorded"] = ["received", "void"],
    };

    public static TheoryData<string> AllStates => [.. States];

    readonly HttpClient _operator = app.AsOperator();

    [Theory, MemberData(nameof(AllStates))]
    public async Task Only_the_steps_of_its_life_are_open(string state)
    {
        var path = await In(state);
        var open = Life.GetValueOrDefault(state, []);

        var shown = await _operator.Ask(path).Is(HttpStatusCode.OK);
        Assert.Equal(state, (string?)shown["status"]);
        Assert.Equal(open.Order(), shown["allowedActions"]!.AsArray().Select(action => (string)action!["to"]!).Order());
        foreach (var to in States.Except(open))
            await _operator.Step(path, Body(to)).Refuses(HttpStatusCode.Conflict);
        foreach (var to in open)
            Assert.Equal(to, (string?)(await _operator.Step(await In(state), Body(to)).Is(HttpStatusCode.OK))["status"]);
    }

    [Theory]
    [InlineData("draft", "approved", true)]
    [InlineData("draft", "cancelled", true)]
    [InlineData("approved", "in_transit", true)]
    [InlineData("approved", "cancelled", true)]
    [InlineData("in_transit", "received", false)]
    [InlineData("in_transit", "refused", false)]
    [InlineData("recorded", "received", false)]
    public async Task A_step_is_one_sides(string state, string to, bool isSenders)
    {
        var (from, other) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await In(state, from, other);
        var wrong = await app.AKey("museum", isSenders ? other : from);

        // A draft is not even seen by the other side.
        var refused = state == "draft" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
        await wrong.Post($"{path}/transitions", Body(to), await _operator.Tag(path)).Refuses(refused);
        await (await app.AKey("museum", await app.AnInstitution())).Post($"{path}/transitions", Body(to), await _operator.Tag(path))
            .Refuses(state is "in_transit" or "recorded" ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound);
        await (await app.AKey("auditor")).Post($"{path}/transitions", Body(to), await _operator.Tag(path)).Refuses(HttpStatusCode.Forbidden);
        await (await app.AKey("museum", isSenders ? from : other)).Step(path, Body(to)).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_step_needs_the_version_that_was_read()
    {
        var path = await In("draft");
        var tag = await _operator.Tag(path);

        await _operator.Post($"{path}/transitions", Body("approved")).Refuses(HttpStatusCode.PreconditionRequired);
        await _operator.Post($"{path}/transitions", Body("approved"), $"W/{tag}").Refuses(HttpStatusCode.PreconditionFailed);
        await _operator.Post($"{path}/transitions", Body("approved"), "\"7-0\"").Refuses(HttpStatusCode.PreconditionFailed);
        await _operator.Post($"{path}/transitions", Body("approved"), tag).Is(HttpStatusCode.OK);
        var stale = await _operator.Post($"{path}/transitions", Body("in_transit"), tag);
        Assert.Equal(await _operator.Tag(path), stale.Headers.ETag?.ToString());
        await Task.FromResult(stale).Refuses(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("approved", "in_transit", "/on", "/by", "/actNumber", "/actDate")]
    [InlineData("in_transit", "received", "/on", "/by")]
    [InlineData("in_transit", "refused", "/on", "/reason")]
    [InlineData("draft", "cancelled", "/reason")]
    [InlineData("recorded", "void", "/reason")]
    public async Task What_a_step_needs_is_said_at_once(string state, string to, params string[] needed) =>
        Assert.Equal(needed, (await _operator.Step(await In(state), new { to }).Refuses(HttpStatusCode.UnprocessableEntity)).Pointers());

    [Fact]
    public async Task What_belongs_to_another_step_is_a_fault()
    {
        var everything = new
        {
            to = "cancelled", reason = "Передумали", by = new { name = "А" }, actNumber = "1", actDate = "2026",
            authorizations = new[] { new { body = "ФЗК" } }, lines = new[] { new { line = 1 } },
        };

        var refusal = await _operator.Step(await In("draft"), everything).Refuses(HttpStatusCode.UnprocessableEntity, "step.member-not-of-this-step");

        Assert.Equal(["/actDate", "/actNumber", "/authorizations", "/by", "/lines"], refusal.Pointers().Order());
    }

    [Fact]
    public async Task A_line_is_received_as_it_arrived()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var items = new List<string>();
        for (var i = 0; i < 5; i++)
            items.Add(await app.ALot(from, 3));
        var lines = items.Select((item, i) => new { item, quantity = 3, line = i + 1 }).ToArray();
        var path = await _operator.Begin(Given.ATransfer(from, to, new { lines }));
        await _operator.Approve(path).Is(HttpStatusCode.OK);
        var handed = await _operator.HandOver(path).Is(HttpStatusCode.OK);
        Assert.All(handed["lines"]!.AsArray(), line => Assert.Equal("handed_over", (string?)line!["outcome"]));
        Assert.True((bool)handed["unacknowledged"]!);

        var received = await _operator.Receive(path, more: new
        {
            lines = new object[]
            {
                new { line = 1, outcome = "damaged", conditionIn = "трещина" }, new { line = 2, outcome = "refused" },
                    new { line = 3, outcome = "missing" }, new { line = 4, quantity = 2 },
            },
        }).Is(HttpStatusCode.OK);

        Assert.Equal(["damaged", "refused", "missing", "received", "received"], received["lines"]!.AsArray().Select(line => (string)line!["outcome"]!));
        Assert.Equal(2, (int)received["lines"]![3]!["quantityReceived"]!);
        Assert.Equal("трещина", (string?)received["lines"]![0]!["conditionIn"]);
        Assert.True((bool)received["discrepancyOpen"]!);
        Assert.Null(received["unacknowledged"]);
        Assert.Equal(new[] { to, from, from, to, to }, await Task.WhenAll(items.Select(app.HolderOf)));
        Assert.Equal("missing", await app.StateOf(items[2]));
    }

    [Fact]
    public async Task More_than_was_listed_and_lines_that_are_not_there_are_refused()
    {
        var path = await In("in_transit");

        var refusal = await _operator.Receive(path, more: new
        {
            lines = new object[] { new { line = 7 }, new { line = 1, outcome = "listed" }, new { line = 1 } },
        }).Refuses(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["step.line-unknown", "value.unknown", "step.line-twice"], refusal.Codes());

        await _operator.Receive(path, more: new { lines = new object[] { new { line = 1, quantity = 2 } } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "transfer.more-than-listed");
        Assert.Equal("in_transit", (string?)(await _operator.Ask(path).Is(HttpStatusCode.OK))["status"]);
    }

    [Fact]
    public async Task What_is_refused_stays_with_the_sender()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from);
        var path = await In("in_transit", from, to, item);
        Assert.Equal((from, "in_transit"), (await app.HolderOf(item), await app.StateOf(item)));

        var refused = await _operator.Step(path, new { to = "refused", on = "2026-11-21", reason = "Не та вещь" }).Is(HttpStatusCode.OK);

        Assert.Equal("2026-11-21", (string?)refused["statusOn"]!["edtf"]);
        Assert.Equal((from, "held"), (await app.HolderOf(item), await app.StateOf(item)));
        Assert.Equal("Не та вещь", (string?)(await _operator.Ask($"{path}/history").Is(HttpStatusCode.OK))["items"]!.AsArray()[^1]!["reason"]);
        await In("in_transit", from, to, item);
    }

    [Fact]
    public async Task A_cancelled_draft_takes_its_new_items_and_their_numbers_with_it()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var sending = await app.AKey("museum", from);
        var body = Given.ATransfer(from, to, new
        {
            externalRef = Given.Unique("ref"),
            lines = new[] { new { item = new { name = new { ru = "Седло" }, identifiers = new[] { new { scheme = "inv", value = "ИНВ-1" } } } } },
        });
        var draft = await sending.Post("/transfers", body).Is(HttpStatusCode.Created);
        await sending.Post("/transfers", body).Refuses(HttpStatusCode.Conflict);
        await (await app.AKey("museum", to)).Ask($"/items/{draft.Item()}").Refuses(HttpStatusCode.NotFound);
        await sending.Post("/transfers", Acts.Of(from, to, draft.Item())).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");

        await sending.Step($"/transfers/{draft.Id()}", new { to = "cancelled", reason = "Ошибка" }).Is(HttpStatusCode.OK);

        await sending.Post("/transfers", Acts.Of(from, to, draft.Item())).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        var anew = await sending.Post("/transfers", body).Is(HttpStatusCode.Created);
        Assert.NotEqual(draft.Item(), anew.Item());
    }

    [Fact]
    public async Task A_cancelled_approval_frees_its_items_and_stays_known_to_both_sides()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from);
        var path = await In("approved", from, to, item);
        Assert.Equal("reserved", await app.StateOf(item));

        var cancelled = await _operator.Step(path, new { to = "cancelled", reason = "Отложено" }).Is(HttpStatusCode.OK);

        Assert.NotNull(cancelled["registryNumber"]);
        Assert.Equal("held", await app.StateOf(item));
        await (await app.AKey("museum", to)).Ask(path).Is(HttpStatusCode.OK);
        await (await app.AKey("museum", await app.AnInstitution())).Ask(path).Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_recorded_act_that_is_void_never_moved_anything()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from, new { identifiers = new[] { new { scheme = "inv", value = "ИНВ-9" } } });
        var recorded = await app.Recorded(from, to, item, "2019");
        Assert.Equal(to, await app.HolderOf(item));

        await _operator.Step($"/transfers/{recorded.Id()}", new { to = "void", reason = "Опечатка в газете" }).Is(HttpStatusCode.OK);

        Assert.Equal(from, await app.HolderOf(item));
        Assert.Single((await _operator.Ask($"/items/{item}/custody").Is(HttpStatusCode.OK))["chain"]!.AsArray());
    }

    [Fact]
    public async Task A_recorded_act_that_is_confirmed_keeps_the_day_it_was_recorded_for()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from);
        var recorded = await app.Recorded(from, to, item, "2019-05-04");
        Assert.True((bool)recorded["unacknowledged"]!);

        var confirmed = await (await app.AKey("museum", to)).Step($"/transfers/{recorded.Id()}", new { to = "received" }).Is(HttpStatusCode.OK);

        Assert.Equal("received", (string?)confirmed["status"]);
        Assert.Null(confirmed["receivedOn"]);
        Assert.Null(confirmed["unacknowledged"]);
        var chain = (await _operator.Ask($"/items/{item}/custody").Is(HttpStatusCode.OK))["chain"]!.AsArray();
        Assert.Equal("2019-05-04", (string?)chain[1]!["from"]!["edtf"]);
    }

    [Fact]
    public async Task Only_a_draft_and_a_recorded_act_are_changed()
    {
        foreach (var state in States)
        {
            var path = await In(state);
            var change = _operator.Patch(path, new { note = "Уточнено" }, await _operator.Tag(path));
            if (state is "draft" or "recorded")
            {
                var changed = await change.Is(HttpStatusCode.OK);
                Assert.Equal("Уточнено", (string?)changed["note"]);
                Assert.DoesNotContain("custody.gap", changed.Warnings());
                Assert.DoesNotContain("custody.undecided", changed.Warnings());
            }
            else
            {
                Assert.Equal("T1", (string?)(await change.Refuses(HttpStatusCode.Conflict, "transfer.act-final"))["invariant"]);
            }
        }
    }

    [Fact]
    public async Task A_draft_that_drops_a_new_item_withdraws_it()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(from);
        var draft = await _operator.Post("/transfers", Given.ATransfer(from, to)).Is(HttpStatusCode.Created);
        var path = $"/transfers/{draft.Id()}";

        await _operator.Patch(path, new { lines = new[] { new { item } } }, await _operator.Tag(path)).Is(HttpStatusCode.OK);

        await _operator.Post("/transfers", Acts.Of(from, to, draft.Item())).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
    }

    [Fact]
    public async Task Of_twenty_receipts_at_once_one_is_given()
    {
        var path = await In("in_transit");
        var tag = await _operator.Tag(path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _operator.Post($"{path}/transitions", Body("received"), tag)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.OK);
        Assert.Equal(19, answers.Count(answer => answer.StatusCode is HttpStatusCode.PreconditionFailed));
    }

    static JsonObject Body(string to) => Given.Merge(new { to }, to switch
    {
        "in_transit" => new { on = "2026-11-20", by = new { name = "А. Сеитов" }, actNumber = Given.Unique("акт"), actDate = "2026-11-20" },
        "received" => new { on = "2026-11-21", by = new { name = "Б. Омаров" } },
        "refused" => new { on = "2026-11-21", reason = "Не принято" },
        "cancelled" or "void" => new { reason = "Отменено" },
        _ => null,
    });

    /// <summary>A transfer that stands there, brought there step by step.</summary>
    async Task<string> In(string state, string? sender = null, string? receiver = null, string? known = null)
    {
        var (from, to) = (sender ?? await app.AnInstitution(), receiver ?? await app.AnInstitution());
        var item = known ?? await app.AnItem(from);
        if (state is "recorded" or "void")
        {
            var recorded = $"/transfers/{(await app.Recorded(from, to, item, "2020")).Id()}";
            if (state is "void")
                await _operator.Step(recorded, Body("void")).Is(HttpStatusCode.OK);
            return recorded;
        }
        var path = await _operator.Begin(Acts.Of(from, to, item));
        string[] way = state switch
        {
            "draft" => [],
            "cancelled" => ["cancelled"],
            "approved" => ["approved"],
            "in_transit" => ["approved", "in_transit"],
            _ => ["approved", "in_transit", state],
        };
        foreach (var step in way)
            await _operator.Step(path, Body(step)).Is(HttpStatusCode.OK);
        return path;
    }
}
