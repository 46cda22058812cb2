using System.Net;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Merging;

/// <summary>One institution was registered twice; whatever names the one names the other from then on.</summary>
public sealed class InstitutionMergeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Whatever_names_the_one_names_the_other()
    {
        var department = await app.AnInstitution("culture_department");
        var (gone, stays, other) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(), await app.AnInstitution());
        var key = await app.AKey("museum", gone);
        var agreement = await app.AgreementIn("in_force", gone, other);
        var item = await app.AnItem(gone, new { identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП") } } });
        var loan = await app.Lent(gone, other, item);
        var draft = (await key.Post("/transfers", Given.ATransfer(gone, other)).Is(HttpStatusCode.Created)).Act();
        var occasion = (await key.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, participants = new[] { new { institution = gone, role = "host" } } })
            .Is(HttpStatusCode.Created)).Id();

        var merged = await Merge(gone, stays).Is(HttpStatusCode.OK);

        Assert.Equal((stays, department), ((string?)merged["code"], (string?)merged["supervisedBy"]!["code"]));
        Assert.Equal(stays, (string?)(await key.Ask("/me").Is(HttpStatusCode.OK))["institution"]!["code"]);
        Assert.Contains(stays, (await _operator.Read(agreement.Path())).Parties());
        Assert.Contains(await _operator.Walk($"/agreements?party={stays}"), found => found.Path() == agreement.Path());
        Assert.Equal(stays, (string?)(await _operator.Read(loan.Act()))["from"]!["code"]);
        var shown = await _operator.Read($"/items/{item}");
        Assert.Equal((stays, stays, other), ((string?)shown["owner"]!["code"], (string?)shown["identifiers"]![0]!["institution"]!["code"], (string?)shown["currentCustodian"]!["code"]));
        Assert.Equal(stays, (string?)(await _operator.Read($"/events/{occasion}"))["participants"]![0]!["institution"]!["code"]);
        // A draft is still its writer's, who goes by the other name now.
        await key.Ask(draft).Is(HttpStatusCode.OK);
        Assert.Single(await key.Walk($"/institutions/{stays}/holdings?kind=lent"));
        await _operator.Return(loan.Act()).Is(HttpStatusCode.Created);
        Assert.Equal(stays, await app.HolderOf(item));

        var byCode = await _operator.Ask($"/institutions/{gone}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"http://localhost/api/v1/institutions/{merged.Id()}"), (byCode.StatusCode, byCode.Headers.Location!.AbsoluteUri));
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await _operator.Ask($"/institutions/{gone}/holdings?kind=own")).StatusCode);
        Assert.Equal(stays, (string?)(await _operator.Post("/items", new { name = new { ru = "Чаша" }, heldBy = gone }).Is(HttpStatusCode.Created))["currentCustodian"]!["code"]);
        Assert.DoesNotContain(await _operator.Walk("/institutions"), found => (string?)found["code"] == gone);
        await _operator.Post("/institutions", new { code = gone, kind = "museum", names = new { ru = "Другой" }, country = "KZ" }).Refuses(HttpStatusCode.Conflict, "institution.code-taken");
    }

    [Fact]
    public async Task Two_parties_two_legal_persons_and_who_belongs_to_whom_stay_two()
    {
        var (one, two) = (await app.AnInstitution(more: new { bin = "940140000385" }), await app.AnInstitution(more: new { bin = "950341000052" }));
        await Merge(one, two).Refuses(HttpStatusCode.Conflict, "merge.unlike");
        var agreement = await app.AgreementIn("draft");
        (await Merge(agreement.Parties()[0], agreement.Parties()[1]).Refuses(HttpStatusCode.Conflict, "merge.both-parties")).Names("P2");
        var department = await app.AnInstitution("culture_department");
        var museum = await app.AnInstitution(supervisedBy: department);
        await Merge(museum, department).Refuses(HttpStatusCode.Conflict, "merge.unlike");
        await Merge(museum, museum).Refuses(HttpStatusCode.UnprocessableEntity, "merge.into-itself");
        await (await app.AKey("museum", museum)).Post($"/institutions/{museum}/merge", new { into = two, reason = "?" }, "*").Refuses(HttpStatusCode.Forbidden);
    }

    Task<HttpResponseMessage> Merge(string gone, string into) => _operator.Post($"/institutions/{gone}/merge", new { into, reason = "Одно учреждение" }, "*");
}
