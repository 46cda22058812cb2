using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Transfers;

/// <summary>What an operator may have refused, only said, or passed over.</summary>
public sealed class PolicyTests
{
    sealed class Strict : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => All("refuse");

        public static IEnumerable<KeyValuePair<string, string?>> All(string mode) =>
            new[] { "P1", "T3", "InventoryNumber", "Insurance", "CommissionDecision" }.Select(policy => KeyValuePair.Create($"Policies:{policy}", (string?)mode));
    }

    sealed class Lenient : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => Strict.All("warn");
    }

    sealed class Off : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => Strict.All("off");
    }

    static readonly string[] Codes = ["transfer.no-insurance", "transfer.no-decision", "transfer.same-person"];

    [Fact]
    public async Task A_policy_is_refused_warned_of_or_off_as_it_is_set()
    {
        await using var strict = new Strict();
        Assert.Equal(Codes.Order(), (await Approved(strict)).Codes().Order());
        await using var lenient = new Lenient();
        Assert.Equal(Codes.Order(), (await Approved(lenient)).Warnings().Order());
        await using var off = new Off();
        Assert.Empty((await Approved(off)).Warnings());
        await using var usual = new RegistryApp();
        Assert.Equal(["transfer.same-person"], (await Approved(usual)).Codes());
    }

    [Fact]
    public async Task What_is_the_states_stays_so_as_strictly_as_it_is_set()
    {
        foreach (var (app, status) in new (RegistryApp, HttpStatusCode)[] { (new Strict(), HttpStatusCode.Conflict), (new Lenient(), HttpStatusCode.OK), (new Off(), HttpStatusCode.OK) })
        {
            await using var registry = app;
            var (museum, collector) = (await app.AnInstitution(), await app.AnInstitution("private_collection", more: new { level = "private", legalForm = (object?)null }));
            var path = await app.AsOperator().Begin(Acts.Of(museum, collector, await app.AnItem(museum), new { authorizations = new[] { new { body = "ФЗК" } } }));

            var answer = await (await app.AsOperator().Approve(path)).Is(status);

            Assert.Equal(app is not Off, answer.ToJsonString().Contains("transfer.state-to-private", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task What_was_received_for_good_has_a_number_before_it_is_passed_on()
    {
        await using var app = new RegistryApp();
        var (sender, receiver, third) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(sender);
        await app.PassOn(Acts.Of(sender, receiver, item), "2026-11-20");
        var again = await app.AsOperator().Begin(Acts.Of(receiver, third, item));
        Assert.Empty((await app.AsOperator().Approve(await app.AsOperator().Begin(Acts.Of(receiver, third, item))).Is(HttpStatusCode.OK)).Warnings());
        await app.AsOperator().Step(again, new { to = "cancelled", reason = "?" }).Is(HttpStatusCode.OK);
        app.Clock.AdvanceDays(120);

        var open = (await app.AsOperator().Walk($"/transfers?status=approved&item={item}"))[0].Act();
        Assert.Equal(["item.no-inventory-number"], (await app.AsOperator().HandOver(open, "2027-03-20").Is(HttpStatusCode.OK)).Warnings());
        await app.AsOperator().Step(open, new { to = "refused", on = "2027-03-21", reason = "?" }).Is(HttpStatusCode.OK);
        await app.AsOperator().Patch($"/items/{item}", new { identifiers = new[] { new { scheme = "kp", value = "КП-1", institution = receiver } } }, "*").Is(HttpStatusCode.OK);
        Assert.Empty((await app.AsOperator().Approve(await app.AsOperator().Begin(Acts.Of(receiver, third, item))).Is(HttpStatusCode.OK)).Warnings());
    }

    [Fact]
    public async Task What_comes_home_from_a_loan_was_not_received_for_good()
    {
        await using var app = new Strict();
        var client = app.AsOperator();
        var (lender, one, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(lender);
        async Task<JsonObject> Loan(string to, string due, string on) => await app.ALoan(lender, to, item, due, new
        {
            plannedOn = on, insurance = new { insurer = "Номад" }, authorizations = new[] { new { body = "ФЗК" } },
        });
        async Task<JsonObject> Finding(string to)
        {
            var path = await client.Begin(await Loan(to, "2028-03-01", "2027-12-01"));
            var approved = await client.Approve(path).Is(HttpStatusCode.OK);
            await client.Step(path, new { to = "cancelled", reason = "?" }).Is(HttpStatusCode.OK);
            return approved;
        }
        var loan = await app.PassOn(await Loan(one, "2026-11-30", "2026-01-10"), "2026-01-10");

        // While it is out, and once it is home again.
        Assert.Empty((await Finding(other)).Warnings());
        await client.Return(loan.Act(), on: "2026-06-01").Is(HttpStatusCode.Created);
        Assert.Empty((await Finding(other)).Warnings());
        app.Clock.AdvanceDays(300);
        Assert.Empty((await Finding(other)).Warnings());
    }

    [Fact]
    public async Task The_days_for_a_number_count_from_the_act_that_made_one_the_keeper()
    {
        await using var app = new RegistryApp();
        var client = app.AsOperator();
        var (owner, keeper, borrower) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(owner);
        await app.PassOn(Acts.Of(owner, keeper, item, new { legalEffect = "operational_management" }), "2026-05-01");
        var loan = await app.Lent(keeper, borrower, item, "2026-12-31", on: "2026-06-01");
        await client.Return(loan.Act(), on: "2026-11-20").Is(HttpStatusCode.Created);

        var approved = await client.Approve(await client.Begin(await app.ALoan(keeper, borrower, item, "2027-12-31"))).Is(HttpStatusCode.OK);

        Assert.Equal(["item.no-inventory-number"], approved.Warnings());
        Assert.Equal("2026-05-01", (string?)approved["warnings"]![0]!["params"]!["since"]);
    }

    static async Task<JsonObject> Approved(RegistryApp app)
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await app.AsOperator().Begin(await app.ALoan(lender, borrower, await app.AnItem(lender), "2027-03-01", new { handedOverBy = new { name = "А. Сеитов" } }));
        var answer = await app.AsOperator().Approve(path, new { by = new { name = "А. Сеитов" } });
        return await answer.Is(answer.StatusCode);
    }
}
