using System.Net;
using NodaTime;

namespace TransferRegistry.Tests.Agreements;

/// <summary>Agreements with the clock in hand: the numbers of a year, and the days of the registry's own zone.</summary>
public sealed class AgreementCalendarTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator => app.AsOperator();

    [Fact]
    public async Task Numbers_have_no_gaps_and_begin_again_with_each_prefix_and_year()
    {
        app.Clock.Reset(Instant.FromUtc(2026, 11, 23, 6, 0));
        var (qyzylorda, tate) = (await app.AnInstitution(region: "KZ-43"), await app.AnInstitution(more: new { country = "GB", region = (string?)null }));

        var first = await app.AgreementIn("in_force", qyzylorda);
        var draft = await app.AgreementIn("draft", qyzylorda);
        await Operator.Post("/agreements", Given.AnAgreement(qyzylorda, tate,
            new { initialStatus = "recorded", evidence = "press", transfers = new[] { Given.ATransfer(tate, tate) } }))
            .Refuses(HttpStatusCode.UnprocessableEntity);
        var second = await app.AgreementIn("recorded", qyzylorda);
        var foreign = await app.AgreementIn("recorded", tate, qyzylorda);
        app.Clock.Reset(Instant.FromUtc(2026, 12, 31, 18, 59));
        var third = await app.AgreementIn("recorded", qyzylorda);
        app.Clock.Reset(Instant.FromUtc(2026, 12, 31, 19, 0));
        var next = await app.AgreementIn("recorded", qyzylorda);

        Assert.False(draft.ContainsKey("registryNumber"));
        Assert.Equal(["KZ-43/2026/000001", "KZ-43/2026/000002", "GB/2026/000001", "KZ-43/2026/000003", "KZ-43/2027/000001"],
            new[] { first, second, foreign, third, next }.Select(agreement => (string)agreement["registryNumber"]!));
    }

    [Fact]
    public async Task Today_is_Almatys_and_tomorrow_is_allowed()
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());

        app.Clock.Reset(Instant.FromUtc(2027, 3, 1, 18, 59)); // 23:59 of 1 March in Almaty
        await Operator.Post("/agreements", Given.AnAgreement(first, second, new { signedOn = "2027-03-03" }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        await Operator.Post("/agreements", Given.AnAgreement(first, second, new { signedOn = "2027-03-02" })).Is(HttpStatusCode.Created);
        app.Clock.Reset(Instant.FromUtc(2027, 3, 1, 19, 0));
        await Operator.Post("/agreements", Given.AnAgreement(first, second, new { signedOn = "2027-03-03" })).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_clock_that_stands_or_goes_back_never_turns_the_journal()
    {
        var agreement = await app.AgreementIn("recorded");
        app.Clock.AdvanceDays(-1);
        await Operator.Patch(agreement.Path(), new { note = "Вчера" }, await Operator.Tag(agreement.Path())).Is(HttpStatusCode.OK);

        var times = (await Operator.Ask($"{agreement.Path()}/history")
            .Is(HttpStatusCode.OK))["items"]!.AsArray().Select(entry => (string)entry!["recordedAt"]!).ToList();

        Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
    }
}
