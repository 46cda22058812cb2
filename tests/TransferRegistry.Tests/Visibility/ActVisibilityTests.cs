using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Visibility;

/// <summary>Who sees an act, and who sees an item (S1): asked of every address that could tell, which all say the same.</summary>
public sealed class ActVisibilityTests(ActVisibilityTests.Registry app) : IClassFixture<ActVisibilityTests.Registry>
{
    // A department posts for one side, which another department has supervised since: it sees the act as who posted it, and as nothing else.
    const string Always = "admin auditor submitter";
    const string Senders = "sender sendersDepartment";
    const string Receivers = "receiver receiversDepartment";
    const string Sides = $"{Always} {Senders} {Receivers}";
    const string Owners = "owner ownersDepartment";
    const string Strangers = "foreignDepartment stranger anonymous third thirdsDepartment";
    const string Everybody = $"{Sides} {Owners} {Strangers}";

    /// <summary>A state, who sees an act in it that is for its sides, and who one that is for everybody; {for} is the side it is posted for.</summary>
    static readonly (string Status, string Closed, string Open)[] Statuses =
    [
        ("draft", $"{Always} {{for}}", $"{Always} {{for}}"),
        ("cancelled as a draft", $"{Always} {{for}}", $"{Always} {{for}}"),
        ("approved", Sides, Sides),
        ("cancelled", Sides, Sides),
        ("in_transit", Sides, Everybody),
        ("refused", Sides, Everybody),
        ("received", Sides, Everybody),
        ("recorded", Sides, Everybody),
        ("void", Sides, Everybody),
    ];

    /// <summary>What an act says of its visibility and what its agreement says, where it has one; and whether it is for everybody.</summary>
    static readonly (string? Own, string? Agreements, bool IsOpen)[] Visibilities =
    [
        (null, null, true), ("public", null, true), ("parties", null, false), ("sealed", null, false),
        (null, "public", true), (null, "parties", false), (null, "sealed", false), ("public", "parties", false), ("parties", "public", false),
        ("public", "public", true),
    ];

    public static TheoryData<string> AllStatuses => [.. Statuses.Select(state => state.Status)];

    [Theory, MemberData(nameof(AllStatuses))]
    public async Task A_transfer_is_seen_by_whom_it_concerns(string status)
    {
        var cast = await app.TheCast();
        var (word, since) = (Unique("слово") + "ъ", await app.Cursor());
        var (_, closed, open) = Statuses.Single(state => state.Status == status);
        var (acts, firstVersions) = (new List<Seen>(), new List<Seen>());
        foreach (var (own, agreements, isOpen) in Visibilities)
            foreach (var (side, its) in new[] { ("sender", Senders), ("receiver", Receivers) })
            {
                var act = await Brought(cast, status, side, new { visibility = own, agreement = await Under(agreements, cast), note = word });
                acts.Add(new(act, $"{own ?? "-"} under {agreements ?? "-"} for the {side}",
                    (isOpen ? open : closed).Replace("{for}", its, StringComparison.Ordinal)));
                // What it said as a draft stays for who could see it so.
                firstVersions.Add(status is "recorded" or "void" ? acts[^1] : acts[^1] with { By = $"{Always} {its}" });
            }
        await app.Part(cast);

        foreach (var (name, client) in cast.Callers)
        {
            await AskedOneByOne(name, client, acts, "", "/history");
            await AskedOneByOne(name, client, firstVersions, "/versions/1");
            await CheckLists(name, client, acts, $"/transfers?q={word}", $"/transfers?q={word}&institution={cast.Sender}");
            await InFeed(name, client, acts, since);
        }
    }

    [Theory]
    [InlineData("parties", null, "public", false)]
    [InlineData(null, "parties", null, false)]
    [InlineData("public", null, "parties", true)]
    [InlineData(null, null, "parties", true)]
    public async Task A_version_of_a_transfer_is_seen_by_whom_it_then_concerned(string? own, string? agreements, string? becomes, bool wasOpen)
    {
        var cast = await app.TheCast();
        var since = await app.Cursor();
        var act = await Brought(cast, "recorded", "sender", new { visibility = own, agreement = await Under(agreements, cast) });
        await app.AsOperator().Patch(act, new { visibility = becomes, agreement = (string?)null }, "*").Is(HttpStatusCode.OK);
        await app.Part(cast);

        foreach (var (name, client) in cast.Callers)
        {
            var isSide = Sides.Split(' ').Contains(name);
            // A caller who no longer sees it sees none of its versions; one who has come to see it sees those since.
            await AskedOneByOne(name, client, [new(act, "now", wasOpen ? Sides : Everybody)], "", "/history", "/versions/2");
            await AskedOneByOne(name, client, [new(act, "then", Sides)], "/versions/1");
            if (name == "anonymous")
                continue;
            var told = (await Entries(client, since)).Where(change => (string)change["resource"]!["id"]! == act.Split('/')[^1])
                .Select(change => ((long?)change["resource"]!["version"], (string?)change["access"]));
            (long?, string?)[] expected = isSide ? [(1, null), (2, null)] : wasOpen ? [(null, "withdrawn")] : [(2, "granted")];
            Assert.Equal((name, string.Join(' ', expected)), (name, string.Join(' ', told)));
        }
    }

    public static TheoryData<string, string> AllItems
    {
        get
        {
            var items = new TheoryData<string, string>();
            foreach (var (status, _, _) in Statuses)
                foreach (var origin in new[] { "new in the act", "known" })
                    items.Add(status, origin);
            return items;
        }
    }

    [Theory, MemberData(nameof(AllItems))]
    public async Task An_item_is_seen_by_whom_its_acts_or_its_place_concern(string status, string origin)
    {
        var cast = await app.TheCast();
        var (word, since) = (Unique("слово") + "ъ", await app.Cursor());
        var (_, closed, open) = Statuses.Single(state => state.Status == status);
        var passport = new { name = new { ru = word } };
        var items = new List<Seen>();
        foreach (var (own, agreements, isOpen) in Visibilities)
        {
            // A known one passes without its title and without a place in other books: its owner and its keeper stay who they are.
            object item = origin == "known" ? await app.AnItem(cast.Sender, Merge(passport, new { owner = cast.Owner })) : passport;
            var agreement = await Under(agreements, cast);
            var act = await Brought(cast, status, "receiver", Merge(new { visibility = own, agreement, lines = new[] { new { item, quantity = 1 } } },
                origin == "known" ? new { kind = "unknown", legalEffect = "custody_only" } : null));
            var sees = (isOpen ? open : closed).Replace("{for}", Receivers, StringComparison.Ordinal) + (origin == "known" ? $" {Senders} {Owners}" : "");
            items.Add(new($"/items/{(await app.AsOperator().Ask(act).Is(HttpStatusCode.OK)).Item()}", $"{own ?? "-"} under {agreements ?? "-"}", sees));
        }
        await app.Part(cast);

        foreach (var (name, client) in cast.Callers)
            await Asked(name, client, items, word, since);
    }

    [Fact]
    public async Task An_item_is_seen_by_its_owner_its_keeper_and_whom_its_whole_concerns()
    {
        var cast = await app.TheCast();
        var (word, since) = (Unique("слово") + "ъ", await app.Cursor());
        var items = new List<Seen>();
        foreach (var (story, sees) in new[]
        {
            ("registered", $"admin auditor {Senders} {Owners}"),
            // Its keeper is on neither side: the act contradicts what the registry holds.
            ("passed on by others", $"admin auditor {Senders} {Owners} {Receivers} third thirdsDepartment"),
            // Whose it was does not see it any more.
            ("sold by its keeper", $"admin auditor {Senders} {Receivers}"),
            ("part of a lot that passed in secret", $"admin auditor {Senders} {Receivers}"),
            ("part of a lot that passed in public", Everybody),
        })
            items.Add(new($"/items/{await Happened(cast, story, new { name = new { ru = word } })}", story, sees));
        await app.Part(cast);

        foreach (var (name, client) in cast.Callers)
            await Asked(name, client, items, word, since);
    }

    async Task<string> Happened(Cast cast, string story, object passport)
    {
        var lot = new { kind = "lot", description = new { ru = "Предметы" }, quantity = 5 };
        object secret = new { visibility = "parties", basis = (object?)null };
        switch (story)
        {
            case "registered":
                return await app.AnItem(cast.Sender, Merge(passport, new { owner = cast.Owner }));
            case "passed on by others":
                // Its keeper was on neither side: the act contradicts what the registry holds.
                var item = await app.AnItem(cast.Sender, Merge(passport, new { owner = cast.Owner }));
                await app.Recorded(cast.Third, cast.Receiver, item, "2020", Merge(new { kind = "unknown", legalEffect = "custody_only" }, secret));
                return item;
            case "sold by its keeper":
                var sold = await app.AnItem(cast.Sender, Merge(passport, new { owner = cast.Owner }));
                await app.Recorded(cast.Sender, cast.Receiver, sold, "2020", Merge(new { kind = "permanent" }, secret));
                return sold;
            default:
                var whole = await app.AnItem(cast.Sender, lot);
                await app.Recorded(cast.Sender, cast.Receiver, whole, "2020", Merge(new { kind = "permanent", lines = new[] { new { item = whole } } },
                    story.EndsWith("secret", StringComparison.Ordinal) ? secret : null));
                return await app.AnItem(cast.Receiver, Merge(passport, new { parentItem = whole }));
        }
    }

    async Task<string?> Under(string? visibility, Cast cast) =>
        visibility is null ? null : (await app.AgreementIn("in_force", cast.Sender, cast.Receiver, new { visibility })).Id();

    static async Task Asked(string caller, HttpClient client, IReadOnlyList<Seen> items, string word, string since)
    {
        await AskedOneByOne(caller, client, items, "", "/history");
        await CheckLists(caller, client, items, $"/items?q={word}");
        await InFeed(caller, client, items, since);
    }

    /// <summary>The act in a state: posted for one side by the department that supervised it then, and taken there step by step.</summary>
    async Task<string> Brought(Cast cast, string status, string postedFor, object more)
    {
        var isRecorded = status is "recorded" or "void";
        var path = await cast.Poster.Begin(ATransfer(cast.Sender, cast.Receiver, Merge(new
        {
            onBehalfOf = postedFor == "sender" ? cast.Sender : cast.Receiver, initialStatus = isRecorded ? "recorded" : "draft",
            evidence = isRecorded ? "press" : "signed_by_all",
        }, more)));
        var client = app.AsOperator();
        string[] steps = status switch
        {
            "draft" or "recorded" => [],
            "cancelled as a draft" => ["cancelled"],
            "void" => ["void"],
            "approved" => ["approved"],
            "in_transit" => ["approved", "in_transit"],
            _ => ["approved", .. status == "cancelled" ? Array.Empty<string>() : ["in_transit"], status],
        };
        foreach (var step in steps)
            await (step switch
            {
                "approved" => client.Approve(path),
                "in_transit" => client.HandOver(path, AgreementsGiven.Today),
                "received" => client.Receive(path, AgreementsGiven.Today),
                "refused" => client.Step(path, new { to = step, on = AgreementsGiven.Today, reason = "Не то" }),
                _ => client.Step(path, new { to = step, reason = "Ошибка" }),
            }).Is(HttpStatusCode.OK);
        return path;
    }

    /// <summary>The service, and a cast that all cases share.</summary>
    public sealed class Registry : RegistryApp
    {
        string? _poster;
        Cast? _cast;

        /// <summary>The cast, its sides supervised by the department that posts for them.</summary>
        internal async Task<Cast> TheCast()
        {
            _poster ??= await this.AnInstitution("culture_department");
            var cast = _cast ??= await Gathered(_poster);
            await Supervise(cast.Sender, _poster);
            await Supervise(cast.Receiver, _poster);
            return cast;
        }

        /// <summary>The sides are other departments' from now on.</summary>
        internal async Task Part(Cast cast)
        {
            await Supervise(cast.Sender, cast.SendersDepartment);
            await Supervise(cast.Receiver, cast.ReceiversDepartment);
        }

        async Task<Cast> Gathered(string poster)
        {
            var departments = new List<string>();
            for (var i = 0; i < 4; i++)
                departments.Add(await this.AnInstitution("culture_department"));
            var (sender, receiver) = (await this.AnInstitution(supervisedBy: poster), await this.AnInstitution(supervisedBy: poster));
            var (owner, third) = (await this.AnInstitution(supervisedBy: departments[2]), await this.AnInstitution(supervisedBy: departments[3]));
            var official = await this.AKey("department", poster);
            return new(sender, departments[0], receiver, departments[1], owner, third, official, new Dictionary<string, HttpClient>
            {
                ["admin"] = AsOperator(),
                ["auditor"] = await this.AKey("auditor"),
                ["submitter"] = official,
                ["sender"] = await this.AKey("museum", sender),
                ["sendersDepartment"] = await this.AKey("department", departments[0]),
                ["receiver"] = await this.AKey("museum", receiver),
                ["receiversDepartment"] = await this.AKey("department", departments[1]),
                ["owner"] = await this.AKey("museum", owner),
                ["ownersDepartment"] = await this.AKey("department", departments[2]),
                ["third"] = await this.AKey("museum", third),
                ["thirdsDepartment"] = await this.AKey("department", departments[3]),
                ["foreignDepartment"] = await this.AKey("department", await this.AnInstitution("culture_department", region: "KZ-75")),
                ["stranger"] = await this.AKey("museum", await this.AnInstitution()),
                ["anonymous"] = AsAnybody(),
            });
        }

        Task<JsonObject> Supervise(string institution, string department) =>
            AsOperator().Patch($"/institutions/{institution}", new { supervisedBy = department }, "*").Is(HttpStatusCode.OK);

        /// <summary>Where the feed stands.</summary>
        internal async Task<string> Cursor() => (string)(await AsOperator().Ask("/changes?from=now").Is(HttpStatusCode.OK))["cursor"]!;
    }

    internal sealed record Cast(string Sender, string SendersDepartment, string Receiver, string ReceiversDepartment, string Owner, string Third,
        HttpClient Poster,
        IReadOnlyDictionary<string, HttpClient> Callers);

    /// <summary>A record, and the callers that see it.</summary>
    sealed record Seen(string Path, string Story, string By)
    {
        public string Id => Path.Split('/')[^1];

        public bool IsBy(string caller) => By.Split(' ').Contains(caller);
    }

    static async Task AskedOneByOne(string caller, HttpClient client, IReadOnlyList<Seen> records, params string[] below)
    {
        foreach (var record in records)
            foreach (var address in below)
                Assert.Equal((caller, record.Story, address, record.IsBy(caller) ? HttpStatusCode.OK : HttpStatusCode.NotFound),
                    (caller, record.Story, address, (await client.Ask(record.Path + address)).StatusCode));
    }

    static async Task CheckLists(string caller, HttpClient client, IReadOnlyList<Seen> records, params string[] lists)
    {
        foreach (var list in lists.Select(list => list.Replace("слово", Uri.EscapeDataString("слово"), StringComparison.Ordinal)))
        {
            var page = await client.Ask($"{list}&count=true&limit=500").Is(HttpStatusCode.OK);
            var csv = await (await client.Ask($"{list}&format=csv")).Content.ReadAsStringAsync();
            Told(caller, list, records, page["items"]!.AsArray().Select(found => found!.AsObject().Id()).ToHashSet().Contains);
            Told(caller, $"{list} as CSV", records, id => csv.Contains(id, StringComparison.Ordinal));
            Assert.Equal((caller, records.Count(record => record.IsBy(caller))), (caller, (int)page["page"]!["totalCount"]!));
        }
    }

    static async Task InFeed(string caller, HttpClient client, IReadOnlyList<Seen> records, string since)
    {
        if (caller == "anonymous")
            return;
        var told = (await Entries(client, since)).Select(change => (string)change["resource"]!["id"]!).ToHashSet();
        Told(caller, "feed", records, told.Contains);
    }

    static async Task<IReadOnlyList<JsonObject>> Entries(HttpClient client, string since)
    {
        var entries = new List<JsonObject>();
        for (var cursor = since; ;)
        {
            var page = await client.Ask($"/changes?limit=1000&cursor={cursor}").Is(HttpStatusCode.OK);
            entries.AddRange(page["items"]!.AsArray().Select(change => change!.AsObject()));
            cursor = (string)page["cursor"]!;
            if ((bool)page["caughtUp"]!)
                return entries;
        }
    }

    static void Told(string caller, string where, IReadOnlyList<Seen> records, Func<string, bool> isTold) =>
        Assert.All(records, record => Assert.Equal((caller, where, record.Story, record.IsBy(caller)), (caller, where, record.Story, isTold(record.Id))));
}
