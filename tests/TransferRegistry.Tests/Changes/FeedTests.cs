using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Changes;

/// <summary>The journal read forward: nothing is missed, nothing comes twice, and nobody is told what is not for them.</summary>
public sealed class FeedTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task Every_change_comes_once_and_in_order_with_what_it_was()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var begun = await Now();
        var agreement = await app.AgreementIn("in_force", first, second);

        var page = await app.AsOperator().Ask($"/changes?cursor={begun}").Is(HttpStatusCode.OK);

        var entries = page["items"]!.AsArray().Select(entry => entry!.AsObject()).ToList();
        Assert.Equal(["agreement.proposed", "agreement.party_signed", "agreement.signed", "agreement.in_force"], entries.Select(Type));
        Assert.Equal(Enumerable.Range((int)entries[0]["seq"]!, 4), entries.Select(entry => (int)entry["seq"]!));
        Assert.Equal(Enumerable.Range(1, 4), entries.Select(entry => (int)entry["resource"]!["version"]!));
        Assert.All(entries, entry =>
        {
            Assert.Equal(("agreement", agreement.Id(), $"http://localhost/api/v1/agreements/{agreement.Id()}"),
                ((string)entry["resource"]!["type"]!, (string)entry["resource"]!["id"]!, (string)entry["resource"]!["href"]!));
            Assert.Equal("admin", (string?)entry["actor"]!["role"]);
            Assert.Equal(64, ((string)entry["entryHash"]!).Length);
            Assert.Superset(new HashSet<string> { first, second }, entry["institutions"]!.AsArray().Select(institution => (string)institution!["code"]!).ToHashSet());
            Assert.False(entry.ContainsKey("record"));
        });
        Assert.True((bool)page["caughtUp"]!);
        Assert.Equal((int)entries[^1]["seq"]!, (int)page["headSeq"]!);
        Assert.True(entries.Zip(entries.Skip(1)).All(pair => string.CompareOrdinal((string)pair.First["recordedAt"]!, (string)pair.Second["recordedAt"]!) < 0));
    }

    [Fact]
    public async Task An_entry_holds_the_record_as_it_then_stood_where_that_is_asked_for()
    {
        var (first, second, begun) = (await app.AnInstitution(), await app.AnInstitution(), await Now());
        var agreement = await app.AgreementIn("in_force", first, second);
        var transfer = await app.AsOperator().Begin(Given.ATransfer(agreement.Parties()[0], agreement.Parties()[1], new { agreement = agreement.Id() }));

        var records = (await Pull(app.AsOperator(), begun, "include=record")).Changes.ToDictionary(entry => (Type(entry), (int)entry["resource"]!["version"]!), entry => entry["record"]!);

        Assert.Equal(("proposed", "in_force"), ((string)records[("agreement.proposed", 1)]["status"]!, (string)records[("agreement.in_force", 4)]["status"]!));
        foreach (var ((type, version), record) in records.Where(record => record.Key.Item1.StartsWith("agreement.", StringComparison.Ordinal)))
            Assert.Equal((type, version), (type, (int)record["version"]!));
        Assert.Equal(transfer.Split('/')[^1], (string?)records[("transfer.created", 1)]["id"]);
        Assert.NotEmpty(records[("transfer.created", 1)]["lines"]!.AsArray());
        Assert.NotNull(records[("item.created", 1)]["name"]);
    }

    [Fact]
    public async Task A_page_of_any_size_leads_to_the_same_whole()
    {
        await app.AgreementIn("in_force");
        var (whole, _) = await Pull(app.AsOperator(), cursor: null, "limit=1000");

        foreach (var limit in new[] { 1, 7, 64 })
            Assert.Equal(whole.Select(entry => entry.ToJsonString()), (await Pull(app.AsOperator(), cursor: null, $"limit={limit}")).Changes.Take(whole.Count).Select(entry => entry.ToJsonString()));
        Assert.Equal(Enumerable.Range(1, whole.Count), whole.Select(entry => (int)entry["seq"]!));
    }

    [Fact]
    public async Task It_begins_at_the_start_now_or_at_a_number()
    {
        await app.AnInstitution();
        var client = app.AsOperator();
        var head = (int)(await client.Ask("/changes?from=now").Is(HttpStatusCode.OK))["headSeq"]!;

        Assert.Equal(1, (int)(await client.Ask("/changes?limit=1").Is(HttpStatusCode.OK))["items"]![0]!["seq"]!);
        Assert.Equal(1, (int)(await client.Ask("/changes?from=start&limit=1").Is(HttpStatusCode.OK))["items"]![0]!["seq"]!);
        Assert.Empty((await client.Ask("/changes?from=now").Is(HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal(head, (int)(await client.Ask($"/changes?from=seq:{head}").Is(HttpStatusCode.OK))["items"]![0]!["seq"]!);
        Assert.True((bool)(await client.Ask($"/changes?from=seq:{head + 1}").Is(HttpStatusCode.OK))["caughtUp"]!);
        await client.Ask($"/changes?from=seq:{head + 2}").Refuses(HttpStatusCode.UnprocessableEntity, "from.beyond-head");
    }

    [Theory]
    [InlineData("from=seq:0", HttpStatusCode.BadRequest)]
    [InlineData("from=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("types=agreements", HttpStatusCode.BadRequest)]
    [InlineData("types=", HttpStatusCode.BadRequest)]
    [InlineData("include=everything", HttpStatusCode.BadRequest)]
    [InlineData("cursor=AAAA", HttpStatusCode.BadRequest)]
    [InlineData("limit=1001", HttpStatusCode.UnprocessableEntity)]
    [InlineData("wait=61", HttpStatusCode.UnprocessableEntity)]
    public async Task What_it_cannot_read_it_refuses(string query, HttpStatusCode status) => await app.AsOperator().Ask($"/changes?{query}").Refuses(status);

    [Fact]
    public async Task It_is_narrowed_to_what_happened_and_to_whom()
    {
        var begun = await Now();
        var agreement = await app.AgreementIn("in_force");
        await app.AgreementIn("draft");
        var client = app.AsOperator();

        Assert.All((await Pull(client, begun, "types=institution")).Changes, entry => Assert.Equal("institution.created", Type(entry)));
        Assert.Equal(["agreement.signed", "agreement.in_force"], (await Pull(client, begun, "types=agreement.signed,agreement.in_force")).Changes.Select(Type));
        Assert.Equal(4, (await Pull(client, begun, $"types=agreement&institution={agreement.Parties()[0]}")).Changes.Count);
        Assert.Empty((await Pull(client, begun, "institution=nobody")).Changes);
        // A cursor holds for any filter: it is a place, and passes over what was not asked for.
        Assert.Empty((await Pull(client, (await Pull(client, begun, "types=key")).Cursor, "limit=10")).Changes);
    }

    [Fact]
    public async Task A_museum_hears_of_its_own_and_of_what_is_public_and_its_cursor_passes_over_the_rest()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var (party, stranger) = (await app.AKey("museum", first), await app.AKey("museum", await app.AnInstitution()));
        var begun = await Now();
        var draft = await app.AgreementIn("draft", first, second);
        var hidden = await app.AgreementIn("in_force", first, second, new { visibility = "parties" });
        var open = await app.AgreementIn("in_force", first, second);

        var theirs = await Pull(party, begun, "types=agreement");
        var strangers = await Pull(stranger, begun, "types=agreement");

        // A draft that the operator posts for the first party is seen by it.
        Assert.Equal(new[] { draft, hidden, open }.Select(record => record.Id()).ToHashSet(), Ids(theirs.Changes));
        Assert.Equal([open.Id()], Ids(strangers.Changes));
        // Of the open one it hears from the first version on that it could have seen: when it was signed by both.
        Assert.Equal(["agreement.signed", "agreement.in_force"], strangers.Changes.Select(Type));
        Assert.Equal("granted", (string?)strangers.Changes[0]["access"]);
        Assert.Equal((await Pull(app.AsOperator(), begun, "limit=1000")).Cursor, strangers.Cursor);
    }

    [Fact]
    public async Task What_a_reader_no_longer_sees_is_said_to_be_withdrawn_and_nothing_more()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var stranger = await app.AKey("museum", await app.AnInstitution());
        var begun = await Now();
        var open = await app.AsOperator().Post("/agreements", Given.AnAgreement(first, second, new { evidence = "press", initialStatus = "recorded", note = "Видно" })).Is(HttpStatusCode.Created);
        var (seen, cursor) = await Pull(stranger, begun, "types=agreement&include=record");
        Assert.Equal("Видно", (string?)Assert.Single(seen)["record"]!["note"]);

        await app.AsOperator().Patch(open.Path(), new { visibility = "parties", note = "Тайна" }, "*").Is(HttpStatusCode.OK);
        (var left, cursor) = await Pull(stranger, cursor, "types=agreement&include=record");
        Assert.Equal(["access", "entryHash", "recordedAt", "resource", "seq", "type"], Assert.Single(left).Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal(("access.withdrawn", "withdrawn", open.Id()), (Type(left[0]), (string)left[0]["access"]!, (string)left[0]["resource"]!["id"]!));

        await app.AsOperator().Patch(open.Path(), new { note = "Ещё тайна" }, "*").Is(HttpStatusCode.OK);
        (var nothing, cursor) = await Pull(stranger, cursor, "types=agreement&include=record");
        Assert.Empty(nothing);

        await app.AsOperator().Patch(open.Path(), new { visibility = "public" }, "*").Is(HttpStatusCode.OK);
        var (back, _) = await Pull(stranger, cursor, "types=agreement&include=record");
        Assert.Equal(("granted", "Ещё тайна"), ((string)Assert.Single(back)["access"]!, (string)back[0]["record"]!["note"]!));
        // Who reads from the start now is told no version that was not for it.
        Assert.DoesNotContain("Тайна", string.Join("", (await Pull(stranger, begun, "include=record")).Changes.Select(entry => entry.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invitation_that_is_declined_withdraws_the_agreement_from_the_invited()
    {
        var (first, second, invited) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        object Parties(params string[] codes) => codes.Select(code => new { institution = code, role = "signatory" });
        var path = (await app.AgreementIn("in_force", first, second, new { visibility = "parties", parties = Parties(first, second) })).Path();
        var (guest, begun) = (await app.AKey("museum", invited), await Now());

        await app.AsOperator().Post($"{path}/amendments", new
        {
            kind = "add_party", baseVersion = (long)(await app.AsOperator().Ask(path).Is(HttpStatusCode.OK))["version"]!, effectiveFrom = AgreementsGiven.Today,
            changes = new { parties = Parties(first, second, invited) }, reason = "Третья сторона",
        }, "*").Is(HttpStatusCode.Created);
        var (granted, cursor) = await Pull(guest, begun, "types=agreement");
        await app.AsOperator().Post($"{path}/amendments/1/transitions", new { to = "declined", reason = "Нет", party = first }, "*").Is(HttpStatusCode.OK);
        var (withdrawn, _) = await Pull(guest, cursor, "types=agreement");

        Assert.Equal("granted", (string?)Assert.Single(granted)["access"]);
        Assert.Equal(("access.withdrawn", "withdrawn"), (Type(Assert.Single(withdrawn)), (string)withdrawn[0]["access"]!));
        await guest.Ask(path).Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_department_hears_whom_it_supervises_from_now_on_and_whom_no_more()
    {
        var department = await app.AnInstitution("culture_department");
        var (museum, official, begun) = (await app.AnInstitution(), await app.AKey("department", department), await Now());

        await app.AsOperator().Patch($"/institutions/{museum}", new { supervisedBy = department }, "*").Is(HttpStatusCode.OK);
        var (granted, cursor) = await Pull(official, begun, "");
        await app.AsOperator().Patch($"/institutions/{museum}", new { supervisedBy = (string?)null }, "*").Is(HttpStatusCode.OK);
        var (withdrawn, _) = await Pull(official, cursor, "");

        Assert.Equal(("institution.changed", "granted"), (Type(Assert.Single(granted)), (string)granted[0]["access"]!));
        Assert.Equal(("institution.changed", "withdrawn"), (Type(Assert.Single(withdrawn)), (string)withdrawn[0]["access"]!));
        Assert.All((await Pull(await app.AKey("museum", museum), begun, "types=institution.changed")).Changes, entry => Assert.False(entry.ContainsKey("access")));
    }

    [Fact]
    public async Task An_item_is_heard_of_by_whom_an_act_has_shown_it()
    {
        var (museum, other) = (await app.AnInstitution(), await app.AnInstitution());
        var (receiver, stranger, begun) = (await app.AKey("museum", other), await app.AKey("museum", await app.AnInstitution()), await Now());
        var item = await app.AnItem(museum, new { creator = "Первая догадка" });
        await app.AsOperator().Patch($"/items/{item}", new { creator = "Установлено" }, "*").Is(HttpStatusCode.OK);
        Assert.Empty((await Pull(receiver, begun, "types=item")).Changes);

        await Acts.PassOn(app, Acts.Of(museum, other, item), "2026-11-20");

        var acts = (await Pull(stranger, begun, "types=transfer&include=record")).Changes;
        Assert.Contains(acts, entry => entry["record"]!["lines"]!.AsArray().Any(line => (string)line!["item"]!["id"]! == item));
        var heard = (await Pull(stranger, begun, "types=item&include=record")).Changes;
        Assert.DoesNotContain("догадка", string.Join("", heard.Select(entry => entry.ToJsonString())), StringComparison.Ordinal);
        Assert.Contains(item, Ids((await Pull(await app.AKey("museum", museum), begun, "types=item")).Changes));
    }

    [Fact]
    public async Task Keys_are_heard_of_by_their_own_institution()
    {
        var (museum, begun) = (await app.AnInstitution(), await Now());
        var own = await app.AKey("museum", museum);
        var stranger = await app.AKey("museum", await app.AnInstitution());

        Assert.Single((await Pull(own, begun, "types=key&include=record")).Changes);
        Assert.DoesNotContain("secret", (await Pull(own, begun, "types=key&include=record")).Changes[0].ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Single((await Pull(stranger, begun, "types=key")).Changes);
        await app.AsAnybody().Ask("/changes").Refuses(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Reading_what_is_sealed_leaves_a_trace_here_too()
    {
        var (first, second, begun) = (await app.AnInstitution(), await app.AnInstitution(), await Now());
        var agreement = await app.AgreementIn("in_force", first, second, new { visibility = "sealed" });
        var party = await app.AKey("museum", first);

        await Pull(party, begun, "");
        Assert.Empty(await app.AsOperator().Walk($"/audit/access?resource={agreement.Id()}&institution={first}"));
        await Pull(party, begun, "include=record");

        Assert.Equal("/api/v1/changes", (string?)Assert.Single(await app.AsOperator().Walk($"/audit/access?resource={agreement.Id()}&institution={first}"))["path"]);
    }

    [Fact]
    public async Task Who_waits_is_answered_when_something_happens_and_otherwise_when_the_time_is_over()
    {
        var (auditor, begun) = (await app.AKey("auditor"), await Now());
        var clock = Stopwatch.StartNew();
        var waiting = auditor.Ask($"/changes?cursor={begun}&wait=30");
        await Task.Delay(700);
        Assert.False(waiting.IsCompleted);

        await app.AnInstitution();
        var page = await waiting.Is(HttpStatusCode.OK);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"It took {clock.Elapsed}.");
        Assert.Equal("institution.created", Type(Assert.Single(page["items"]!.AsArray())!.AsObject()));

        var empty = await auditor.Ask($"/changes?cursor={page["cursor"]}&wait=1").Is(HttpStatusCode.OK);
        Assert.Empty(empty["items"]!.AsArray());
        Assert.True((bool)empty["caughtUp"]!);
        Assert.Equal((string?)page["cursor"], (string?)empty["cursor"]);
    }

    async Task<string> Now() => (string)(await app.AsOperator().Ask("/changes?from=now").Is(HttpStatusCode.OK))["cursor"]!;

    /// <summary>All there is from a cursor on, as a client pulls it; and the cursor after it.</summary>
    internal static async Task<(List<JsonObject> Changes, string Cursor)> Pull(HttpClient client, string? cursor, string query)
    {
        var all = new List<JsonObject>();
        while (true)
        {
            var page = await client.Ask($"/changes?{query}{(cursor is null ? "" : $"&cursor={cursor}")}").Is(HttpStatusCode.OK);
            all.AddRange(page["items"]!.AsArray().Select(entry => entry!.AsObject()));
            cursor = (string)page["cursor"]!;
            if ((bool)page["caughtUp"]!)
                return (all, cursor);
        }
    }

    static string Type(JsonObject entry) => (string)entry["type"]!;

    static HashSet<string> Ids(IEnumerable<JsonObject> entries) => [.. entries.Select(entry => (string)entry["resource"]!["id"]!)];
}
