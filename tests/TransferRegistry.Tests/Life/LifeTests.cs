using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using Dapper;
using NodaTime;

namespace TransferRegistry.Tests.Life;

/// <summary>
/// Random lives of items, by several institutions, against a small model of its own. REGISTRY_TEST_LIVES says how many; a hundred where nothing is said.
/// </summary>
public sealed class LifeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    const int Institutions = 3;

    static readonly int Lives = int.TryParse(Environment.GetEnvironmentVariable("REGISTRY_TEST_LIVES"), CultureInfo.InvariantCulture, out var lives) ? lives : 100;

    /// <summary>Something somebody tries; its numbers choose among what there is.</summary>
    sealed record Try(int What, int A, int B, int C, int D);

    static readonly Gen<Try[]> Stories = Gen.Select(Gen.Int[0, 19], Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[0, 11], Gen.Int[0, 11])
        .Select((what, a, b, c, d) => new Try(what, a, b, c, d)).Array[4, 18];

    readonly string[] _codes = new string[Institutions];
    readonly Guid[] _ids = new Guid[Institutions];
    readonly Dictionary<(int, int), string> _agreements = [];
    LocalDate _day = new(2027, 1, 1);

    [Fact]
    public async Task Whatever_is_tried_every_item_has_one_custodian_and_the_loans_add_up()
    {
        for (var i = 0; i < Institutions; i++)
        {
            _codes[i] = await app.AnInstitution();
            _ids[i] = Guid.Parse((await app.AsOperator().Ask($"/institutions/{_codes[i]}").Is(HttpStatusCode.OK)).Id());
        }
        foreach (var (one, other) in new[] { (0, 1), (0, 2), (1, 2) })
            _agreements[(one, other)] = _agreements[(other, one)] = await Transfers.Acts.ALoanAgreement(app, _codes[one], _codes[other]);
        await Stories.SampleAsync(async story =>
        {
            // Each story on days of its own: what is shrunk begins anew.
            _day = _day.PlusDays(50);
            var life = new ALife(app, _codes, _ids, _agreements, _day);
            await life.Begin();
            foreach (var attempt in story)
                await life.Tried(attempt.What, attempt.A, attempt.B, attempt.C, attempt.D);
            await life.Ends();
            _day = life.Today;
        }, iter: Lives, threads: 1, print: story => string.Join("; ", story.Select(attempt => attempt.ToString())));
    }
}

/// <summary>One life: what was tried, what the registry said, what the model says.</summary>
sealed class ALife(RegistryApp app, string[] codes, Guid[] ids, IReadOnlyDictionary<(int, int), string> agreements, LocalDate first)
{
    readonly HttpClient _operator = app.AsOperator();
    readonly List<ModelItem> _items = [];
    readonly List<ModelAct> _acts = [];
    int _today;
    int _seq;
    long _head;

    public LocalDate Today => first.PlusDays(_today);

    public async Task Begin()
    {
        Turn(1);
        _head = await JournalFold.Head(app.Database);
        for (var i = 0; i < 2; i++)
            _items.Add(new() { Id = await Transfers.Acts.AnItem(app, codes[i]), FirstHolder = i, Quantity = 1 });
        _items.Add(new() { Id = await Transfers.Loans.ALot(app, codes[0], 10), FirstHolder = 0, Quantity = 10, IsLot = true });
    }

    public async Task Tried(int what, int a, int b, int c, int d)
    {
        Turn(2);
        var item = _items[a % _items.Count];
        switch (what)
        {
            case <= 2: await Approve(ActKind.Permanent, item, Giver(item, b), c, d); break;
            case <= 6: await Approve(ActKind.Loan, item, Giver(item, b), c, d); break;
            case <= 9 when In(ActState.Approved) is [_, ..] approved: await HandOver(approved[a % approved.Count]); break;
            case <= 12 when In(ActState.InTransit) is [_, ..] moving: await Receive(moving[a % moving.Count], c); break;
            case 13 when In(ActState.Approved) is [_, ..] approved: await Cancel(approved[a % approved.Count]); break;
            case <= 16 when LoansThere is [_, ..] loans: await Return(loans[a % loans.Count], b, c, d); break;
            case 17 when LoansThere is [_, ..] loans: await Extend(loans[a % loans.Count], c); break;
            case 18 when In(ActState.Received).FindAll(act => act is { IsRetention: false, Outcome: not "retained" }) is [_, ..] received: await Correct(received[a % received.Count], c); break;
            case 19: await Record(item, b, c, d); break;
            default: Turn(c); break;
        }
        await Agrees();
    }

    // Mostly who has it, now and then another.
    static int Giver(ModelItem item, int chosen) => chosen < 9 ? item.Standing.Holder : chosen % 3;

    List<ModelAct> In(ActState state) => [.. _acts.Where(act => act.State == state)];

    List<ModelAct> LoansThere => [.. _acts.Where(act => act is { Kind: ActKind.Loan, State: ActState.Received or ActState.Recorded or ActState.Approved or ActState.InTransit })];

    void Turn(int days)
    {
        _today += days;
        app.Clock.Reset(Today.AtMidnight().InUtc().ToInstant() + Duration.FromHours(6));
    }

    async Task Approve(ActKind kind, ModelItem item, int from, int to, int days)
    {
        to = (from + 1 + (to % 2)) % 3;
        // Of a lot that nobody has split yet some, now and then.
        var some = item is { IsLot: true, Whole: null } && days > 8 ? days % 4 + 1 : (int?)null;
        var rest = item.Quantity - _items.Where(part => part.Whole == item && IsGone(part)).Sum(part => part.Quantity);
        var due = kind is ActKind.Loan ? _today + 2 + (days * 2) : (int?)null;
        var quantity = some ?? (item.IsLot ? rest : item.Quantity);
        if (quantity <= 0)
            return;
        var posted = await _operator.Post("/transfers", Body(kind, item, from, to, quantity, due));
        var inParts = _items.Where(part => part.Whole == item).Sum(part => part.Quantity);
        // More than the lot has left, or than is not in its parts.
        if ((some > rest && rest < item.Quantity) || (some < rest && some > item.Quantity - inParts))
        {
            await Refused(posted, "C13");
            return;
        }
        var draft = await posted.Is(HttpStatusCode.Created);
        var concerned = some < rest
            ? new() { Id = (string)draft["lines"]![0]!["item"]!["id"]!, FirstHolder = item.FirstHolder, Quantity = some, IsLot = some > 1, Whole = item }
            : item;
        var act = new ModelAct { Id = draft.Id(), Kind = kind, From = from, To = to, Item = concerned, Quantity = quantity, Due = due, ReservedFrom = _today };
        var answer = await Step(act, new { to = "approved" });
        if (await Agreed(answer, ModelRules.Refused(act, _acts, _today, _today, handsOver: false)))
        {
            act.State = ActState.Approved;
            _acts.Add(act);
            if (concerned != item)
                _items.Add(concerned);
        }
    }

    bool IsGone(ModelItem part) => _acts.Exists(act => act.Item == part && act.State is not ActState.Over);

    JsonObject Body(ActKind kind, ModelItem item, int from, int to, int? quantity, int? due, object? more = null) => Given.Merge(Given.Merge(
        Transfers.Acts.Of(codes[from], codes[to], item.Id, new { lines = new[] { new { item = item.Id, quantity } } }),
        kind is ActKind.Loan ? new { kind = "temporary_use", purpose = "exhibition", dueBackOn = Text(due!.Value), agreement = agreements[(from, to)], basis = (object?)null } : null), more);

    async Task HandOver(ModelAct act)
    {
        var answer = await Step(act, new { to = "in_transit", on = Text(_today), by = new { name = "А. Сеитов" }, actNumber = Given.Unique("акт"), actDate = Text(_today) });
        if (await Agreed(answer, ModelRules.Refused(act, _acts, _today, _today, handsOver: true)))
            act.State = ActState.InTransit;
    }

    async Task Receive(ModelAct act, int how)
    {
        if (how == 0)
        {
            await Step(act, new { to = "refused", on = Text(_today), reason = "Не тот предмет" }).Is(HttpStatusCode.OK);
            act.State = ActState.Over;
            return;
        }
        var missing = how == 1;
        object[] lines = missing ? [new { line = 1, outcome = "missing" }] : [];
        await Step(act, new { to = "received", on = Text(_today), by = new { name = "Б. Омаров" }, lines }).Is(HttpStatusCode.OK);
        (act.State, act.ReceivedOn, act.MovedOn) = (ActState.Received, _today, _today);
        if (missing)
            act.Outcome = "missing";
        act.FirstOutcome = act.Outcome;
        RecordMovement(act, _today);
    }

    async Task Cancel(ModelAct act)
    {
        await Step(act, new { to = "cancelled", reason = "Передумали" }).Is(HttpStatusCode.OK);
        act.State = ActState.Over;
    }

    async Task Return(ModelAct loan, int who, int how, int some)
    {
        var byLender = who % 2 == 0;
        var outcome = how switch { 0 => "lost", 1 => "destroyed", 2 or 3 when byLender => "retained", _ => "returned" };
        int? quantity = some is > 0 and < 4 && loan.Item.IsLot ? some : null;
        var isLent = loan.State is ActState.Received or ActState.Recorded;
        var rest = loan.Out(countsOnItsWay: true);
        var client = await Side(byLender ? loan.From : loan.To);
        var answer = await client.Post($"/transfers/{loan.Id}/returns", new { on = Text(_today), lines = new[] { Line() } }, "*");
        // Somebody may list more of a lot than there is left in it by itself.
        var inParts = _items.Where(part => part.Whole == loan.Item).Sum(part => part.Quantity);
        var refused = !isLent ? "C9" : ModelRules.RefusedReturn(loan, quantity, _acts)
            ?? (quantity is { } asked && asked < rest && asked > loan.Item.Quantity - inParts ? "C13" : null);
        if (outcome == "retained")
            refused ??= ModelRules.RefusedRetention(loan, _acts);
        if (!await Agreed(answer, refused))
            return;
        var back = await answer.Is(HttpStatusCode.Created);
        var item = loan.Item;
        if (quantity < rest)
            _items.Add(item = new() { Id = (string)back["lines"]![0]!["item"]!["id"]!, FirstHolder = loan.Item.FirstHolder, Quantity = quantity, IsLot = quantity > 1, Whole = loan.Item });
        var act = new ModelAct
        {
            Id = back.Id(), Kind = ActKind.Return, From = loan.To, To = loan.From, Item = item, Quantity = quantity ?? rest, Loan = loan, Outcome = outcome, FirstOutcome = outcome,
            State = byLender ? ActState.Received : ActState.InTransit,
        };
        (act.ReceivedOn, act.MovedOn) = (_today, _today);
        loan.Returns.Add(act);
        _acts.Add(act);
        if (byLender)
            RecordMovement(act, _today);
        if (outcome != "retained")
            return;
        var kept = new ModelAct
        {
            Id = (string)back["lines"]![0]!["keptBy"]!["id"]!, Kind = ActKind.Permanent, From = loan.From, To = loan.To, Item = item, Quantity = quantity ?? rest, IsRetention = true,
            State = ActState.Received, ReceivedOn = _today, MovedOn = _today,
        };
        _acts.Add(kept);
        RecordMovement(kept, _today);

        JsonObject Line()
        {
            var line = Given.Merge(new { returnsLine = 1, outcome }, quantity is null ? null : new { quantity });
            return outcome == "retained" ? Given.Merge(line, new { transfer = new { kind = "gift", actNumber = Given.Unique("акт"), actDate = Text(_today) } }) : line;
        }
    }

    async Task Extend(ModelAct loan, int days)
    {
        var newDue = loan.Due!.Value + ((days - 1) * 3);
        var answer = await _operator.Post($"/transfers/{loan.Id}/extensions", new { newDueBackOn = Text(newDue), reason = "Выставка продлена", on = Text(_today) }, "*");
        var isLent = loan.State is ActState.Received or ActState.Recorded;
        if (await Agreed(answer, isLent && !loan.IsOut ? "D3" : ModelRules.RefusedExtension(loan, newDue, _acts)))
            loan.Due = newDue;
    }

    async Task Correct(ModelAct act, int how)
    {
        var arrived = act.Kind is ActKind.Return ? "returned" : "received";
        var outcome = how switch { <= 4 => arrived, <= 7 => "missing", <= 9 => "refused", _ => "lost" };
        var answer = await _operator.Post($"/transfers/{act.Id}/corrections", new { reason = "Сверка", on = Text(_today), lines = new[] { new { line = 1, outcome } } }, "*");
        var (before, gaps, movedOn) = (act.Outcome, act.Item.Standing.Gaps, act.MovedOn);
        act.Outcome = outcome;
        string? refused = null;
        var loan = act.Loan ?? (act.Kind is ActKind.Loan ? act : null);
        if (loan is not null && (loan.Passes ? Settled(loan, loan.Item) > (loan.Quantity ?? int.MaxValue) : Settled(loan, loan.Item) > 0))
            refused = "C8";
        if (act.Passes && act.FirstOutcome is not ("received" or "returned" or "damaged") && before is not ("received" or "returned" or "damaged"))
            act.MovedOn = _today;
        else if (act.FirstOutcome is "received" or "returned" or "damaged")
            act.MovedOn = act.ReceivedOn;
        var own = act.Item.Own.ToList();
        act.Item.Own.RemoveAll(move => move.Act == act);
        RecordMovement(act, act.MovedOn, own.Find(move => move.Act == act)?.Seq ?? (act.FirstOutcome is "received" or "returned" ? act.Seq : null));
        if (refused is null && act.Item.Standing.Gaps.Except(gaps).Any())
            refused = "C1";
        if (await Agreed(answer, refused))
            return;
        (act.Outcome, act.MovedOn) = (before, movedOn);
        act.Item.Own.Clear();
        act.Item.Own.AddRange(own);

        static int Settled(ModelAct loan, ModelItem whole) => loan.Returns.Where(back => back.State is ActState.Received or ActState.InTransit
            && back.Settles).Sum(back => back.Quantity ?? 0);
    }

    // Known afterwards, from the press: it finds its place among the others, and breaks no rule of custody but as a warning.
    async Task Record(ModelItem item, int from, int to, int back)
    {
        from %= 3;
        to = (from + 1 + (to % 2)) % 3;
        // Acts of one day may have happened in either order, which is a matter of its own.
        var day = int.Max(_today - 1 - (back * 2), 0);
        if (_acts.Exists(act => act.MovedOn == day))
            return;
        var answer = await _operator.Post("/transfers", Body(ActKind.Permanent, item, from, to, quantity: null, due: null,
            new { evidence = "press", initialStatus = "recorded", handedOverOn = Text(day), lines = new[] { new { item = item.Id } } })).Is(HttpStatusCode.Created);
        var act = new ModelAct { Id = answer.Id(), Kind = ActKind.Permanent, From = from, To = to, Item = item, Quantity = item.Quantity, State = ActState.Recorded, MovedOn = day };
        _acts.Add(act);
        RecordMovement(act, day);
    }

    void RecordMovement(ModelAct act, int day, int? seq = null) => act.Move(day, seq ?? ++_seq);

    Task<HttpResponseMessage> Step(ModelAct act, object step) => _operator.Post($"/transfers/{act.Id}/transitions", step, "*");

    async Task<HttpClient> Side(int institution) => Keys.TryGetValue(codes[institution], out var known) ? known : Keys[codes[institution]] = await app.AKey("museum", codes[institution]);

    static readonly Dictionary<string, HttpClient> Keys = [];

    string Text(int day) => first.PlusDays(day).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    static async Task<bool> Agreed(HttpResponseMessage answer, string? refused)
    {
        if (refused is null)
            Assert.True(answer.IsSuccessStatusCode, $"The model allows it: {await answer.Content.ReadAsStringAsync()}");
        else
            await Refused(answer, refused);
        return refused is null;
    }

    static async Task Refused(HttpResponseMessage answer, string invariant)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity, $"The model refuses it by {invariant}: {text}");
        Assert.True(invariant == (string?)JsonNode.Parse(text)!["invariant"], $"The model refuses it by {invariant}: {text}");
    }

    /// <summary>The ledger tells of every item what the model tells, one custodian at every moment.</summary>
    async Task Agrees()
    {
        await using var connection = await app.Database.Open(CancellationToken.None);
        foreach (var item in _items)
        {
            var standing = item.Standing;
            var intervals = (await connection.QueryAsync<(string Custodian, string Owner)>(
                "SELECT custodian_id, owner_id FROM custody_intervals WHERE item_id = @Id ORDER BY position", new { Id = Guid.Parse(item.Id) })).ToList();
            Assert.Equal(standing.Holders.Select(holder => ids[holder].ToString()), intervals.Select(interval => interval.Custodian));
            Assert.Equal(ids[standing.Owner].ToString(), intervals[^1].Owner);
            var loans = await connection.QueryAsync<string>("SELECT transfer_id FROM custody_loans WHERE item_id = @Id AND ended_by_id IS NULL ORDER BY position", new { Id = Guid.Parse(item.Id) });
            Assert.Equal(standing.Loans.Select(loan => loan.Act.Id), loans);
        }
    }

    /// <summary>The answers at the end: where each item is and was, what each loan has out, whether it is overdue; and the parts add up to the lot.</summary>
    public async Task Ends()
    {
        foreach (var item in _items)
        {
            var chain = await _operator.Ask($"/items/{item.Id}/custody").Is(HttpStatusCode.OK);
            Assert.Equal(codes[item.Standing.Holder], (string?)chain["currentCustodian"]!["code"]);
            foreach (var day in new[] { _today / 3, _today / 2, _today - 1 })
            {
                var told = (string?)(await _operator.Ask($"/items/{item.Id}/custody?on={Text(day)}").Is(HttpStatusCode.OK))["currentCustodian"]!["code"];
                Assert.Equal(codes[Standing.Of(item.FirstHolder, item.Moves.Where(move => move.Day <= day)).Holder], told);
            }
        }
        foreach (var loan in _acts.Where(act => act is { Kind: ActKind.Loan, State: ActState.Received }))
        {
            var shown = await _operator.Ask($"/transfers/{loan.Id}").Is(HttpStatusCode.OK);
            var isOut = loan.IsOut;
            Assert.Equal(!isOut, (bool)shown["closed"]!);
            Assert.Equal(isOut ? loan.Out(countsOnItsWay: false) : 0, (int?)shown["outstanding"]);
            Assert.Equal(isOut && loan.Due < _today ? _today - loan.Due : null, (int?)shown["overdue"]?["days"]);
        }
        await TellsWhatTheJournalTells();
        foreach (var lot in _items.Where(item => item.Whole is null))
            Assert.True(_items.Where(part => part.Whole == lot).Sum(part => part.Quantity) <= lot.Quantity);
        foreach (var act in _acts.Where(act => act.State is ActState.Approved or ActState.InTransit))
            act.State = ActState.Over;
    }

    /// <summary>What the registry derives, held against what follows from the entries of its journal alone: in the records, in its filters, on this day and on days before.</summary>
    async Task TellsWhatTheJournalTells()
    {
        var fold = await JournalFold.Since(app.Database, _head, [.. ids.Select(id => id.ToString())], first);
        // Not those of a draft that was not approved: it has parts of its own.
        var items = _items.Select(own => (Own: own, Item: fold.Items.Single(item => item.Id == own.Id))).ToList();
        foreach (var (own, item) in items)
        {
            Assert.Equal(own.Standing.Holders, item.Standing.Holders);
            Assert.Equal(codes[item.Standing.Holder], await Transfers.Acts.HolderOf(app, item.Id));
        }
        foreach (var act in fold.Acts)
        {
            var shown = await Shown(act, on: null);
            Assert.Equal(act.State is ActState.InTransit or ActState.Recorded, (bool?)shown["unacknowledged"] ?? false);
            Assert.Equal(fold.IsDiscrepancyOpen(act), (bool?)shown["discrepancyOpen"] ?? false);
            if (act.Kind is not ActKind.Loan)
                continue;
            foreach (var day in new[] { _today, _today - 1, _today / 2 })
                Same(act, day, fold.Facts(act, day), day == _today ? shown : await Shown(act, day));
        }
        foreach (var (_, item) in items)
            foreach (var (day, on) in new[] { (_today, ""), (_today / 2, $"&on={Text(_today / 2)}") })
                foreach (var (fact, holds) in new (string, Func<LoanFacts, bool>)[]
                {
                    ("outstanding", facts => facts.Outstanding > 0), ("overdue", facts => facts.DaysOverdue > 0), ("dueSoon", facts => facts.IsDueSoon),
                    ("closed", facts => facts is { IsLent: true, Outstanding: 0 }),
                })
                    Assert.Equal(
                        (fact, on, string.Join(' ', fold.Acts.Where(act => act.Kind is ActKind.Loan && act.Item == item && holds(fold.Facts(act, day))).Select(act => act.Id).Order(StringComparer.Ordinal))),
                        (fact, on, string.Join(' ', (await _operator.Walk($"/transfers?item={item.Id}&{fact}=true{on}")).Select(found => found.Id()).Order(StringComparer.Ordinal))));

        async Task<JsonObject> Shown(ModelAct act, int? on) => await _operator.Ask($"/transfers/{act.Id}{(on is { } day ? $"?on={Text(day)}" : "")}").Is(HttpStatusCode.OK);

        static void Same(ModelAct act, int day, LoanFacts facts, JsonObject shown)
        {
            var told = new LoanFacts((bool?)shown["closed"] is true || (int?)shown["outstanding"] > 0, (int?)shown["outstanding"] ?? 0, (int?)shown["overdue"]?["days"], (bool?)shown["dueSoon"] ?? false);
            Assert.True(facts == told, $"{act.Id} on day {day}: the journal tells {facts}, the registry {told}");
        }
    }
}
