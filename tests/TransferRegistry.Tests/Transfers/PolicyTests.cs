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

    static async Task<JsonObject> Approved(RegistryApp app)
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var path = await app.AsOperator().Begin(await app.ALoan(lender, borrower, await app.AnItem(lender), "2027-03-01", new { handedOverBy = new { name = "А. Сеитов" } }));
        var answer = await app.AsOperator().Approve(path, new { by = new { name = "А. Сеитов" } });
        return await answer.Is(answer.StatusCode);
    }
}
