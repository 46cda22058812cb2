using System.Net;

namespace TransferRegistry.Tests.Transfers;

/// <summary>A permanent transfer from its agreement to its receipt, by the three who have to do with it.</summary>
public sealed class TransferStoryTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task What_was_handed_over_is_not_the_senders_to_hand_over_again()
    {
        var department = await app.AnInstitution("culture_department");
        var (sender, receiver) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department));
        var (posting, sending, receiving) = (await app.AKey("department", department), await app.AKey("museum", sender), await app.AKey("museum", receiver));
        var agreement = Given.AnAgreement(sender, receiver, new
        {
            initialStatus = "proposed",
            transfers = new[] { Given.ATransfer(sender, receiver, new { basis = (object?)null }) }
        });

        var posted = await posting.Post("/agreements", agreement).Is(HttpStatusCode.Created);
        var path = $"/agreements/{posted.Id()}";
        await sending.Step(path, new { to = "signed", on = "2026-11-16" }).Is(HttpStatusCode.OK);
        Assert.Equal("signed", (string?)(await receiving.Step(path, new { to = "signed", on = "2026-11-17" }).Is(HttpStatusCode.OK))["status"]);
        await sending.Step(path, new { to = "in_force" }).Is(HttpStatusCode.OK);
        var draft = Assert.Single(await sending.Walk($"{path}/transfers"));
        var transfer = $"/transfers/{draft.Id()}";
        Assert.Empty(await receiving.Walk($"{path}/transfers"));
        Assert.Equal(sender, (string?)draft["submittedBy"]!["onBehalfOf"]!["code"]);

        await sending.Approve(transfer).Is(HttpStatusCode.OK);
        await sending.HandOver(transfer, "2026-11-18").Is(HttpStatusCode.OK);
        Assert.Single(await receiving.Walk("/transfers?awaiting=me"));
        var received = await receiving.Receive(transfer, "2026-11-19").Is(HttpStatusCode.OK);

        Assert.Equal("received", (string?)received["status"]);
        Assert.Empty(await receiving.Walk("/transfers?awaiting=me"));
        var item = received.Item();
        Assert.Equal(receiver, await app.HolderOf(item));

        var again = await sending.Begin(Acts.Of(sender, receiver, item));
        var refusal = await sending.Approve(again).Refuses(HttpStatusCode.Conflict, "custody.not-held");
        refusal.Names("C1", receiver, received);
        Assert.EndsWith("/problems/custody-conflict", (string?)refusal["type"], StringComparison.Ordinal);
        Assert.Equal(["C1", "C5"], refusal.Rules());
        Assert.Equal(["/lines/0/item", "/lines/0/item"], refusal.Pointers());
        Assert.Equal(receiver, (string?)refusal["errors"]![0]!["params"]!["holder"]);
        Assert.StartsWith("http://", (string?)refusal["holder"]!["href"], StringComparison.Ordinal);
        Assert.Equal("draft", (string?)(await sending.Ask(again).Is(HttpStatusCode.OK))["status"]);
    }

    [Fact]
    public async Task What_was_handed_over_is_not_the_senders_to_lend_either()
    {
        var (sender, receiver, borrower) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var received = await app.PassOn(Acts.Of(sender, receiver, await app.AnItem(sender)));
        var sending = await app.AKey("museum", sender);
        var loan = await sending.Begin(await app.ALoan(sender, borrower, received.Item(), "2027-02-01"));
        await sending.Approve(loan).Is(HttpStatusCode.OK);

        (await sending.HandOver(loan, "2026-11-22").Refuses(HttpStatusCode.Conflict, "custody.not-held")).Names("C1", receiver, received);
    }

    [Fact]
    public async Task Of_an_act_the_caller_may_not_see_neither_holder_nor_act_is_told()
    {
        var (first, second, third, stranger) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(first);
        await app.PassOn(Acts.Of(first, second, item));
        var hidden = await app.PassOn(Acts.Of(second, third, item, new { visibility = "sealed" }), "2026-11-21");
        var asking = await app.AKey("museum", first);

        await asking.Ask($"/transfers/{hidden.Id()}").Refuses(HttpStatusCode.NotFound);
        var refusal = await asking.Approve(await asking.Begin(Acts.Of(first, stranger, item))).Refuses(HttpStatusCode.Conflict);

        Assert.Equal("""{"withheld":true}""", refusal["holder"]!.ToJsonString());
        Assert.Equal("""{"withheld":true}""", refusal["act"]!.ToJsonString());
        Assert.DoesNotContain(third, refusal.ToJsonString(), StringComparison.Ordinal);
        var shown = await asking.Ask($"/items/{item}").Is(HttpStatusCode.OK);
        var chain = await asking.Ask($"/items/{item}/custody").Is(HttpStatusCode.OK);
        Assert.Equal("""{"withheld":true}""", shown["currentCustodian"]!.ToJsonString());
        Assert.Equal("""{"withheld":true}""", chain["chain"]![2]!.ToJsonString());
        Assert.DoesNotContain(third, shown.ToJsonString() + chain.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(third, (string?)(await (await app.AKey("museum", third)).Ask($"/items/{item}").Is(HttpStatusCode.OK))["currentCustodian"]!["code"]);
    }
}
