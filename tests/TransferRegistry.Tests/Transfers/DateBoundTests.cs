using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Agreements;

namespace TransferRegistry.Tests.Transfers;

/// <summary>
/// Every rule about days, each tried on the day before its bound, on the day itself and on the day after. Today is 23 November 2026.
/// </summary>
public sealed class DateBoundTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    const string Passes = "passes", Refused = "refused", Warned = "warned", In = "in", Out = "out";

    /// <summary>A bound: what the rule says of the day before, the day itself and the day after.</summary>
    sealed record Bound(string Rule, string Of, string Day, string Before, string Itself, string After, Func<RegistryApp, string, Task<string>> Told);

    static readonly IReadOnlyList<Bound> Bounds =
    [
        // D1: what follows another is not before it.
        new("D1", "an approval follows its request", "2026-11-10", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().Approve(await Draft(app, new { requestedOn = "2026-11-10" }), new { on = day }), "date.order")),
        new("D1", "a hand-over follows its approval", "2026-11-10", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().HandOver(await Approved(app, new { on = "2026-11-10" }), day), "date.order")),
        new("D1", "a receipt follows its hand-over", "2026-11-10", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().Receive(await HandedOver(app, "2026-11-10"), day), "date.order")),
        new("D1", "a refusal follows its hand-over", "2026-11-10", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().Step(await HandedOver(app, "2026-11-10"), new { to = "refused", on = day, reason = "Не то" }), "date.order")),
        new("D1", "a recorded receipt follows its hand-over", "2020-05-05", Refused, Passes, Passes, async (app, day) =>
            await Said(Record(app, new { handedOverOn = "2020-05-05", receivedOn = day }), "date.order")),
        new("D1", "a return follows the loan's receipt", "2026-11-10", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().Return((await Loan(app, "2027-03-01", "2026-11-10")).Act(), on: day), "return.before-receipt")),
        new("D1", "a correction follows the act's receipt", "2026-11-10", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().Correct((await Received(app, "2026-11-10")).Act(), new { outcome = "damaged" }, day), "correction.before-receipt")),

        // What has an end ends on its first day at the earliest.
        new("period", "an agreement ends after it begins", "2027-01-10", Refused, Passes, Passes, async (app, day) =>
            await Said(PostAgreement(app, new { effectiveFrom = "2027-01-10", effectiveTo = day }), "period.reversed")),
        new("period", "an insurance ends after it begins", "2027-01-10", Refused, Passes, Passes, async (app, day) =>
            await Said(PostTransfer(app, new { insurance = new { insurer = "Номад", from = "2027-01-10", to = day } }), "period.reversed")),
        new("period", "a restriction ends after it begins", "2027-01-10", Refused, Passes, Passes, async (app, day) =>
            await Said(PostItem(app, new { restrictions = new[] { new { kind = "no_loan", from = "2027-01-10", to = day } } }), "period.reversed")),
        new("period", "a number ends after it begins", "2020-01-10", Refused, Passes, Passes, async (app, day) =>
            await Said(PostItem(app, new { identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП"), from = "2020-01-10", to = day } } }),
                "period.reversed")),
        new("period", "a membership ends after it begins", "2020-01-10", Refused, Passes, Passes, async (app, day) =>
            await Said(Member(app, new { from = "2020-01-10", to = day }), "period.reversed")),
        new("period", "a second membership begins after the first has ended", "2020-12-31", Refused, Refused, Passes, async (app, day) =>
            await Said(Member(app, new { from = "2020-01-10", to = "2020-12-31" }, new { from = day, to = "2025-01-01" }), "institution.member-twice")),

        // D2: a loan comes home after it has gone, and while its agreement lasts.
        new("D2", "a loan is due after it is planned to go", "2027-01-10", Refused, Refused, Passes, async (app, day) =>
            await Said(PostLoan(app, day, new { plannedOn = "2027-01-10" }), "transfer.due-before-hand-over")),
        new("D2", "a loan is due after its approval reserves it", "2026-11-10", Passes, Refused, Refused, async (app, day) =>
            await Said(app.AsOperator().Approve(await BegunLoan(app, "2026-11-10"), new { on = day }), "transfer.due-before-hand-over")),
        new("D2", "a loan is due after its hand-over", "2026-11-20", Passes, Refused, Refused, async (app, day) =>
            await Said(app.AsOperator().HandOver(await ApprovedLoan(app, "2026-11-20", new { plannedOn = "2026-11-01" }), day),
                "transfer.due-before-hand-over")),
        new("D2", "a loan is due while its agreement lasts", "2027-03-01", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Approve(await BegunLoan(app, day, agreement: new { effectiveTo = "2027-03-01" })), "transfer.due-after-agreement")),
        new("D2", "what an ended agreement calls home comes after it has gone", "2026-11-23", Refused, Refused, Passes, async (app, day) =>
            await Said(CallHome(app, "2026-11-23", day), "transfer.due-before-hand-over", "disposition.before-termination")),

        // D3: longer is later, and takes nobody's days.
        new("D3", "an extension is later than the day it replaces", "2027-03-01", Refused, Refused, Passes, async (app, day) =>
            await Said(app.AsOperator().Extend((await Loan(app, "2027-03-01")).Act(), day), "extension.not-later")),
        new("D3", "an extension ends while the agreement lasts", "2027-06-01", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Extend((await Loan(app, "2027-03-01", agreement: new { effectiveTo = "2027-06-01" })).Act(), day),
                "transfer.due-after-agreement")),
        new("D3", "an extension ends before the next reservation", "2027-05-01", Passes, Refused, Refused, ExtendedBeforeAReservation),

        // D4: signed first.
        new("D4", "a hand-over follows the agreement's signing", "2026-01-10", Refused, Passes, Passes, async (app, day) =>
        {
            var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
            var path = await app.AsOperator().Begin(Acts.Of(from, to, await app.AnItem(from),
                new { agreement = await app.AnAgreementOf("permanent_transfer", "transferor", "transferee", from, to) }));
            await app.AsOperator().Approve(path).Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().HandOver(path, day), "transfer.before-signing");
        }),

        // D5: what has happened is past, with a day of grace. The bound is tomorrow.
        .. HappenedOnPaper(),
        new("D5", "the day of a signature", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
        {
            var agreement = await app.AgreementIn("proposed");
            return await Said(app.AsOperator().Step(agreement.Path(), new { to = "signed", on = day, party = agreement.Parties()[0] }), "date.future");
        }),
        new("D5", "the day of an amendment's signature", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(SignAmendment(app, day), "date.future")),
        new("D5", "the day of a termination", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Step((await app.AgreementIn("in_force")).Path(), new { to = "terminated", on = day, reason = "Срок вышел" }),
                "date.future")),
        new("D5", "the day of an approval", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Approve(await Draft(app), new { on = day }), "date.future")),
        new("D5", "the day of a hand-over", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().HandOver(await Approved(app), day), "date.future")),
        new("D5", "the day of a receipt", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Receive(await HandedOver(app, "2026-11-10"), day), "date.future")),
        new("D5", "the day of a refusal", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Step(await HandedOver(app, "2026-11-10"), new { to = "refused", on = day, reason = "Не то" }), "date.future")),
        new("D5", "the day of a return", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Return((await Loan(app, "2027-03-01")).Act(), on: day), "date.future")),
        new("D5", "the day of a return's own act", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Return((await Loan(app, "2027-03-01")).Act(), more: new { actNumber = Given.Unique("акт"), actDate = day }),
                "date.future")),
        new("D5", "the day of an extension", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Extend((await Loan(app, "2027-03-01")).Act(), "2027-06-01", day), "date.future")),
        new("D5", "the day of a correction", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Correct((await Received(app, "2026-11-10")).Act(), new { outcome = "damaged" }, day), "date.future")),
        new("D5", "the day an item was made", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(PostItem(app, new { created = day }), "date.future")),
        new("D5", "the day an institution ended", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(End(app, await app.AnInstitution(), day), "date.future")),
        new("D5", "the day a report of an event appeared", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Post("/events", new { kind = "seminar", title = new { ru = "Семинар" },
                source = new { kind = "press", publishedOn = day } }), "date.future")),

        // C6: a loan out of a loan ends with it.
        new("C6", "a loan out of a loan is due no later", "2026-12-31", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Approve(await Onward(app, "2026-12-31", day)), "custody.sub-loan-too-long")),
        new("C6", "a loan out of a loan is extended no longer", "2026-12-31", Passes, Passes, Refused, async (app, day) =>
        {
            var onward = await Onward(app, "2026-12-31", "2026-12-20");
            await app.AsOperator().Approve(onward).Is(HttpStatusCode.OK);
            await app.AsOperator().HandOver(onward).Is(HttpStatusCode.OK);
            await app.AsOperator().Receive(onward).Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().Extend(onward, day), "custody.sub-loan-too-long");
        }),
        new("C7", "nothing is lent on from a loan that is overdue", "2026-11-23", Refused, Passes, Passes, async (app, day) =>
            await Said(app.AsOperator().Approve(await Onward(app, day, "2026-11-18", new { plannedOn = "2026-11-15" })), "custody.occupied")),

        // C7: spans that touch overlap.
        new("C7", "a reservation begins after another has ended", "2027-03-01", Refused, Refused, Passes, async (app, day) =>
            await Said(SecondReservation(app, planned: day, due: "2027-04-01"), "custody.reserved")),
        new("C7", "a reservation ends before another begins", "2027-02-01", Passes, Refused, Refused, async (app, day) =>
            await Said(SecondReservation(app, planned: "2027-01-01", due: day), "custody.reserved")),
        new("C7", "a reservation begins after a loan is due", "2026-12-31", Refused, Refused, Passes, async (app, day) =>
            await Said(WhileOnLoan(app, lentUntil: "2026-12-31", planned: day), "custody.occupied")),
        new("C7", "what is overdue stays occupied", "2026-11-23", Refused, Passes, Passes, async (app, day) =>
            await Said(WhileOnLoan(app, lentUntil: day, planned: "2027-01-15"), "custody.occupied")),

        // C11: a restriction holds on its first and on its last day.
        new("C11", "a restriction begins on its first day", "2026-12-10", Passes, Refused, Refused, async (app, day) =>
            await Said(app.AsOperator().Approve(await Restricted(app, new { kind = "legal_hold", from = "2026-12-10" }, day)), "item.restricted")),
        new("C11", "a restriction ends after its last day", "2026-12-10", Refused, Refused, Passes, async (app, day) =>
            await Said(app.AsOperator().Approve(await Restricted(app, new { kind = "legal_hold", to = "2026-12-10" }, day)), "item.restricted")),
        new("C11", "a restriction is asked on the day of the hand-over", "2026-11-20", Passes, Refused, Refused, async (app, day) =>
        {
            var path = await Restricted(app, new { kind = "legal_hold", from = "2026-11-20" }, "2026-11-15");
            await app.AsOperator().Approve(path).Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().HandOver(path, day), "item.restricted");
        }),

        // P3: up to its last day an institution acts.
        new("P3", "an ended institution signs nothing", "2026-11-15", Passes, Passes, Refused, async (app, day) =>
        {
            var agreement = await app.AgreementIn("proposed");
            await End(app, agreement.Parties()[0], "2026-11-15").Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().Step(agreement.Path(), new { to = "signed", on = day, party = agreement.Parties()[0] }), "institution.ended");
        }),
        new("P3", "an ended institution signs no amendment", "2026-11-15", Passes, Passes, Refused, async (app, day) =>
            await Said(SignAmendment(app, day, "2026-11-15"), "institution.ended")),
        new("P3", "an ended institution hands nothing over", "2026-11-15", Passes, Passes, Refused, async (app, day) =>
        {
            var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
            var path = await Approved(app, between: (from, to));
            await End(app, from, "2026-11-15").Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().HandOver(path, day), "institution.ended");
        }),
        new("P3", "an ended institution receives nothing", "2026-11-15", Passes, Passes, Refused, async (app, day) =>
        {
            var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
            var path = await Approved(app, between: (from, to));
            await app.AsOperator().HandOver(path, "2026-11-10").Is(HttpStatusCode.OK);
            await End(app, to, "2026-11-15").Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().Receive(path, day), "institution.ended");
        }),
        new("P3", "of a recorded act it is said", "2026-11-15", Passes, Passes, Warned, async (app, day) =>
        {
            var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
            var item = await app.AnItem(from);
            await End(app, from, "2026-11-15").Is(HttpStatusCode.OK);
            return await Said(app.AsOperator().Post("/transfers",
                Acts.Of(from, to, item, new { evidence = "press", initialStatus = "recorded", handedOverOn = day })), "institution.ended");
        }),

        // A1: in force from its first day on, with the same day of grace.
        new("A1", "an agreement enters into force from its first day on", "2026-11-24", Passes, Passes, Refused, async (app, day) =>
            await Said(app.AsOperator().Step((await app.AgreementIn("signed", more: new { effectiveFrom = day })).Path(), new { to = "in_force" }),
                "agreement.not-yet-effective")),

        // The policies.
        new("inventory-number", "a number is entered within ninety days", "2026-10-30", Passes, Passes, Warned, async (app, day) =>
        {
            var (sender, receiver, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
            var item = await app.AnItem(sender);
            await app.PassOn(Acts.Of(sender, receiver, item), "2026-08-01");
            return await Said(app.AsOperator().Approve(await app.AsOperator().Begin(Acts.Of(receiver, third, item, new { plannedOn = day }))),
                "item.no-inventory-number");
        }),

        // What is derived, in the list's filters.
        new("filters", "overdue: due before today", "2026-11-23", In, Out, Out, async (app, day) => await ListedLoan(app, day, "overdue=true")),
        new("filters", "overdue on a day: due before it", "2026-11-15", Out, Out, In, async (app, day) =>
            await ListedLoan(app, "2026-11-15", $"overdue=true&on={day}")),
        new("filters", "dueSoon: from today on", "2026-11-23", Out, In, In, async (app, day) => await ListedLoan(app, day, "dueSoon=true")),
        new("filters", "dueSoon: within thirty days", "2026-12-23", In, In, Out, async (app, day) => await ListedLoan(app, day, "dueSoon=true")),
        new("filters", "dueBefore", "2027-03-01", Out, Out, In, async (app, day) => await ListedLoan(app, "2027-03-01", $"dueBefore={day}")),
        new("filters", "outstanding on a day: from the receipt on", "2026-11-05", Out, In, In, async (app, day) =>
            await ListedLoan(app, "2027-03-01", $"outstanding=true&on={day}", "2026-11-05")),
        new("filters", "outstanding on a day: until the return", "2026-11-15", In, Out, Out, async (app, day) =>
        {
            var loan = await Loan(app, "2027-03-01", "2026-11-05");
            await app.AsOperator().Return(loan.Act(), on: "2026-11-15").Is(HttpStatusCode.Created);
            return await Listed(app, $"/transfers?item={loan.Item()}&outstanding=true&on={day}", loan.Id());
        }),
        new("filters", "outstanding of an unknown number on a day: until the return", "2026-11-15", In, Out, Out, async (app, day) =>
        {
            var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
            var lot = await app.ALot(from);
            var loan = await app.Lent(from, to, lot, on: "2026-11-05", more: new { lines = new[] { new { item = lot } } });
            await app.AsOperator().Return(loan.Act(), on: "2026-11-15").Is(HttpStatusCode.Created);
            return await Listed(app, $"/transfers?item={lot}&outstanding=true&on={day}", loan.Id());
        }),
        new("filters", "an extension counts from its decision on", "2026-11-18", In, Out, Out, async (app, day) =>
        {
            var loan = await Loan(app, "2026-11-15", "2026-11-05");
            await app.AsOperator().Extend(loan.Act(), "2027-06-01", on: "2026-11-18").Is(HttpStatusCode.Created);
            return await Listed(app, $"/transfers?item={loan.Item()}&overdue=true&on={day}", loan.Id());
        }),
        new("filters", "handedOverFrom", "2026-11-10", In, In, Out, async (app, day) => await ListedAct(app, $"handedOverFrom={day}")),
        new("filters", "handedOverTo", "2026-11-10", Out, In, In, async (app, day) => await ListedAct(app, $"handedOverTo={day}")),
        new("filters", "movedFrom", "2026-11-12", In, In, Out, async (app, day) => await ListedAct(app, $"movedFrom={day}")),
        new("filters", "movedTo", "2026-11-12", Out, In, In, async (app, day) => await ListedAct(app, $"movedTo={day}")),
        new("filters", "signedFrom", "2026-05-05", In, In, Out, async (app, day) =>
            await ListedAgreement(app, new { signedOn = "2026-05-05" }, $"signedFrom={day}")),
        new("filters", "signedTo", "2026-05-05", Out, In, In, async (app, day) =>
            await ListedAgreement(app, new { signedOn = "2026-05-05" }, $"signedTo={day}")),
        new("filters", "inForceOn: from the first day on", "2026-06-01", Out, In, In, async (app, day) =>
            await ListedAgreement(app, new { effectiveFrom = "2026-06-01" }, $"inForceOn={day}")),
        new("filters", "inForceOn: until the last day", "2026-12-31", In, In, Out, async (app, day) =>
            await ListedAgreement(app, new { effectiveTo = "2026-12-31" }, $"inForceOn={day}")),
        new("filters", "expiresBefore", "2027-03-01", Out, Out, In, async (app, day) =>
            await ListedAgreement(app, new { effectiveTo = "2027-03-01" }, $"expiresBefore={day}")),
        new("filters", "expired: ended before today", "2026-11-23", In, Out, Out, async (app, day) =>
            await ListedAgreement(app, new { signedOn = "2026-01-10", effectiveTo = day }, "expired=true")),
        new("filters", "an event's dateFrom", "2026-05-05", In, In, Out, async (app, day) => await ListedEvent(app, $"dateFrom={day}")),
        new("filters", "an event's dateTo", "2026-05-05", Out, In, In, async (app, day) => await ListedEvent(app, $"dateTo={day}")),
        new("filters", "holdings on a day: from the receipt on", "2026-11-10", Out, In, In, async (app, day) => await Held(app, "to", day)),
        new("filters", "holdings on a day: until the receipt", "2026-11-10", In, Out, Out, async (app, day) => await Held(app, "from", day)),
    ];

    public static TheoryData<string, string, string> Days()
    {
        var days = new TheoryData<string, string, string>();
        foreach (var bound in Bounds)
            foreach (var day in new[] { "the day before", "the day itself", "the day after" })
                days.Add(bound.Rule, bound.Of, day);
        return days;
    }

    [Theory]
    [MemberData(nameof(Days))]
    public async Task A_rule_about_days_holds_on_its_bound(string rule, string of, string day)
    {
        var bound = Bounds.Single(known => known.Rule == rule && known.Of == of);
        var (offset, expected) = day switch { "the day before" => (-1, bound.Before), "the day itself" => (0, bound.Itself), _ => (1, bound.After) };

        Assert.Equal(expected, await bound.Told(app, DateOnly.Parse(bound.Day, CultureInfo.InvariantCulture).AddDays(offset).ToString("yyyy-MM-dd",
            CultureInfo.InvariantCulture)));
    }

    // Whether the answer refuses by one of these codes, warns by it or says nothing of it; it may refuse for no other reason.
    static async Task<string> Said(Task<HttpResponseMessage> asked, params string[] codes)
    {
        var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        var body = JsonNode.Parse(text)!.AsObject();
        // Days that are known leave nothing undecided.
        if (answer.IsSuccessStatusCode)
            return body.Warnings().Intersect(codes.SelectMany(code => new[] { code, $"{code}-undecided" })).Any() ? Warned : Passes;
        Assert.True(body.Codes().Intersect(codes).Any(), text);
        return Refused;
    }

    static async Task<string> Listed(RegistryApp app, string list, string id) =>
        (await app.AsOperator().Walk(list)).Any(record => record.Id() == id) ? In : Out;

    static IEnumerable<Bound> HappenedOnPaper()
    {
        foreach (var member in new[] { "requestedOn", "approvedOn", "handedOverOn", "receivedOn", "actDate" })
            yield return On($"{member} of a transfer", (app, day) => PostTransfer(app, new JsonObject { [member] = day }));
        yield return On("the day of a transfer's basis", (app, day) => PostTransfer(app, new { basis = new[] { new { kind = "order", date = day } } }));
        yield return On("the day of a transfer's authorization", (app, day) =>
            PostTransfer(app, new { authorizations = new[] { new { body = "ФЗК", date = day } } }));
        yield return On("the day a report of a transfer appeared", (app, day) => PostTransfer(app, new { source = new { kind = "press", publishedOn = day } }));
        yield return On("the day an agreement was signed", (app, day) => PostAgreement(app, new { signedOn = day }));
        yield return On("the day of an agreement's basis", (app, day) => PostAgreement(app, new { basis = new[] { new { kind = "order", date = day } } }));
        yield return On("the day a report of an agreement appeared", (app, day) =>
            PostAgreement(app, new { source = new { kind = "press", publishedOn = day } }));

        static Bound On(string what, Func<RegistryApp, string, Task<HttpResponseMessage>> post) =>
            new("D5", what, "2026-11-24", Passes, Passes, Refused, async (app, day) => await Said(post(app, day), "date.future"));
    }

    static async Task<string> Draft(RegistryApp app, object? more = null, (string From, string To)? between = null)
    {
        var (from, to) = between ?? (await app.AnInstitution(), await app.AnInstitution());
        return await app.AsOperator().Begin(Acts.Of(from, to, await app.AnItem(from), more));
    }

    static async Task<string> Approved(RegistryApp app, object? step = null, (string From, string To)? between = null)
    {
        var path = await Draft(app, between: between);
        await app.AsOperator().Approve(path, step).Is(HttpStatusCode.OK);
        return path;
    }

    static async Task<string> HandedOver(RegistryApp app, string on)
    {
        var path = await Approved(app);
        await app.AsOperator().HandOver(path, on).Is(HttpStatusCode.OK);
        return path;
    }

    static async Task<JsonObject> Received(RegistryApp app, string on, string? handedOverOn = null)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        return await app.PassOn(Acts.Of(from, to, await app.AnItem(from)), handedOverOn ?? on, on);
    }

    static async Task<JsonObject> Loan(RegistryApp app, string due, string on = "2026-11-01", object? agreement = null)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        return await app.Lent(from, to, await app.AnItem(from), due,
            agreement is null ? null : new { agreement = await app.ALoanAgreement(from, to, agreement) }, on);
    }

    static async Task<string> BegunLoan(RegistryApp app, string due, object? more = null, object? agreement = null)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var loan = await app.ALoan(from, to, await app.AnItem(from), due, more);
        return await app.AsOperator().Begin(agreement is null ? loan : Given.Merge(loan, new { agreement = await app.ALoanAgreement(from, to, agreement) }));
    }

    static async Task<string> ApprovedLoan(RegistryApp app, string due, object? more = null)
    {
        var path = await BegunLoan(app, due, more);
        await app.AsOperator().Approve(path).Is(HttpStatusCode.OK);
        return path;
    }

    static async Task<HttpResponseMessage> PostLoan(RegistryApp app, string due, object more)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        return await app.AsOperator().Post("/transfers", await app.ALoan(from, to, await app.AnItem(from), due, more));
    }

    static async Task<HttpResponseMessage> PostTransfer(RegistryApp app, object more) =>
        await app.AsOperator().Post("/transfers", Given.ATransfer(await app.AnInstitution(), await app.AnInstitution(), more));

    static async Task<HttpResponseMessage> PostAgreement(RegistryApp app, object more) =>
        await app.AsOperator().Post("/agreements", Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution(), more));

    static async Task<HttpResponseMessage> PostItem(RegistryApp app, object more) =>
        await app.AsOperator().Post("/items", Given.Merge(new { name = new { ru = "Домбра" }, heldBy = await app.AnInstitution() }, more));

    static async Task<HttpResponseMessage> Record(RegistryApp app, object more)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        return await app.AsOperator().Post("/transfers",
            Given.Merge(Acts.Of(from, to, await app.AnItem(from), new { evidence = "press", initialStatus = "recorded" }), more));
    }

    static async Task<HttpResponseMessage> Member(RegistryApp app, params object[] spans)
    {
        var (museum, association) = (await app.AnInstitution(), await app.AnInstitution("museum_association"));
        return await app.AsOperator().Patch($"/institutions/{museum}", new { memberOf = spans.Select(span => Given.Merge(new { association }, span)) }, "*");
    }

    static Task<HttpResponseMessage> End(RegistryApp app, string institution, string on) =>
        app.AsOperator().Patch($"/institutions/{institution}", new { status = "liquidated", endedOn = on }, "*");

    static async Task<HttpResponseMessage> SignAmendment(RegistryApp app, string day, string? endedOn = null)
    {
        var agreement = await app.AgreementIn("in_force", more: new { signedOn = "2026-01-10" });
        await app.AsOperator().Post($"{agreement.Path()}/amendments", new
        {
            kind = "change_of_terms", baseVersion = (long)agreement["version"]!, effectiveFrom = AgreementsGiven.Today, changes = new { note = "новое" },
            reason = "Уточнение",
        }, "*").Is(HttpStatusCode.Created);
        if (endedOn is not null)
            await End(app, agreement.Parties()[0], endedOn).Is(HttpStatusCode.OK);
        return await app.AsOperator().Post($"{agreement.Path()}/amendments/1/transitions", new { to = "signed", on = day, party = agreement.Parties()[0] },
            "*");
    }

    static async Task<HttpResponseMessage> CallHome(RegistryApp app, string terminatedOn, string day)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.ALoanAgreement(from, to);
        var loan = await app.PassOn(Given.Merge(await app.ALoan(from, to, await app.AnItem(from), "2027-03-01"), new { agreement }), "2026-11-23");
        return await app.AsOperator().Step($"/agreements/{agreement}", new
        {
            to = "terminated", on = terminatedOn, reason = "По соглашению", dispositions = new[] { new { transfer = loan.Id(), how = "return_by", on = day } },
        });
    }

    static async Task<string> ExtendedBeforeAReservation(RegistryApp app, string day)
    {
        var (owner, borrower, next) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        var loan = await app.Lent(owner, borrower, item);
        await app.AsOperator().Approve(await app.AsOperator().Begin(await app.ALoan(owner, next, item, "2027-08-01", new { plannedOn = "2027-05-01" })))
            .Is(HttpStatusCode.OK);
        return await Said(app.AsOperator().Extend(loan.Act(), day), "extension.reserved");
    }

    // A draft by which a borrower lends on what it has on loan.
    static async Task<string> Onward(RegistryApp app, string headDue, string due, object? more = null)
    {
        var (owner, borrower, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.Lent(owner, borrower, item, headDue);
        return await app.AsOperator().Begin(await app.ALoan(borrower, other, item, due, more));
    }

    // Beside one from 1 February to 1 March 2027.
    static async Task<HttpResponseMessage> SecondReservation(RegistryApp app, string planned, string due)
    {
        var (owner, one, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.AsOperator().Approve(await app.AsOperator().Begin(await app.ALoan(owner, one, item, "2027-03-01", new { plannedOn = "2027-02-01" })))
            .Is(HttpStatusCode.OK);
        return await app.AsOperator().Approve(await app.AsOperator().Begin(await app.ALoan(owner, other, item, due, new { plannedOn = planned })));
    }

    static async Task<HttpResponseMessage> WhileOnLoan(RegistryApp app, string lentUntil, string planned)
    {
        var (owner, borrower, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.Lent(owner, borrower, item, lentUntil);
        return await app.AsOperator().Approve(await app.AsOperator().Begin(await app.ALoan(owner, other, item, "2027-04-01", new { plannedOn = planned })));
    }

    static async Task<string> Restricted(RegistryApp app, object restriction, string plannedOn)
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        return await app.AsOperator().Begin(Acts.Of(from, to, await app.AnItem(from, new { restrictions = new[] { restriction } }), new { plannedOn }));
    }

    static async Task<string> ListedLoan(RegistryApp app, string due, string filter, string on = "2026-11-01")
    {
        var loan = await Loan(app, due, on);
        var listed = await Listed(app, $"/transfers?item={loan.Item()}&{filter}", loan.Id());
        // The record itself says what the filter asks for.
        var fact = filter.Split('=')[0];
        if (fact is "overdue" or "dueSoon")
            Assert.Equal(listed == In, (await app.AsOperator().Read($"{loan.Act()}?{filter.Split('&').ElementAtOrDefault(1)}"))[fact] is not null);
        return listed;
    }

    // Handed over on 10 November and received on the 12th.
    static async Task<string> ListedAct(RegistryApp app, string filter)
    {
        var act = await Received(app, "2026-11-12", handedOverOn: "2026-11-10");
        return await Listed(app, $"/transfers?item={act.Item()}&{filter}", act.Id());
    }

    static async Task<string> Held(RegistryApp app, string side, string day)
    {
        var act = await Received(app, "2026-11-10");
        var held = await app.AsOperator().Walk($"/institutions/{(string)act[side]!["code"]!}/holdings?on={day}");
        return held.Any(one => (string)one["item"]!["id"]! == act.Item()) ? In : Out;
    }

    static async Task<string> ListedAgreement(RegistryApp app, object more, string filter)
    {
        var agreement = await app.AgreementIn("in_force", more: more);
        var listed = await Listed(app, $"/agreements?party={agreement.Parties()[0]}&{filter}", agreement.Id());
        if (filter == "expired=true")
            Assert.Equal(listed == In, (await app.AsOperator().Read(agreement.Path()))["expired"] is not null);
        return listed;
    }

    static async Task<string> ListedEvent(RegistryApp app, string filter)
    {
        var museum = await app.AnInstitution();
        var held = await app.AsOperator().Post("/events", new
        {
            kind = "seminar", title = new { ru = "Семинар" }, date = "2026-05-05", participants = new[] { new { institution = museum, role = "host" } },
        }).Is(HttpStatusCode.Created);
        return await Listed(app, $"/events?institution={museum}&{filter}", held.Id());
    }
}
