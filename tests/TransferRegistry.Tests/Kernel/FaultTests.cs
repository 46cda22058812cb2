using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Tests.Kernel;

/// <summary>Faults: what they say, and how many a refusal names.</summary>
public sealed class FaultTests
{
    [Fact]
    public void What_a_sentence_speaks_of_is_spelt_as_everywhere_and_what_is_unknown_is_left_out()
    {
        var day = new LocalDate(2026, 3, 1);
        var id = Guid.NewGuid();

        var fault = Faults.OutOfOrder.At("/x", ("laterDate", day), ("earlier", Instant.FromUtc(2026, 3, 1, 4, 5)), ("later", Role.Admin), ("earlierDate", null), ("id", id), ("count", 7L));

        Assert.Equal("The date admin (2026-03-01) is before 2026-03-01T04:05:00.000000Z (unknown).", fault.Detail);
        Assert.Equal([("laterDate", "2026-03-01"), ("earlier", "2026-03-01T04:05:00.000000Z"), ("later", "admin"), ("id", id.ToString()), ("count", (object)7L)],
            fault.Params.Select(given => (given.Key, given.Value)));
    }

    [Fact]
    public void Every_rule_a_fault_names_has_its_place_in_the_catalogue_and_every_code_is_one_sentences()
    {
        Assert.All(Faults.All.Select(kind => kind.Invariant).OfType<string>().Distinct(), id => Assert.Equal(id, Rules.Find(id)?.Id));
        Assert.Empty(Faults.All.Select(kind => kind.Invariant).OfType<string>().Distinct().Except(Rules.Precedence));
        Assert.Equal(Rules.Precedence.Count, Rules.Precedence.Distinct().Count());
        // Sentences that differ in what they may tell share a code, and those that speak against the request or against what is registered.
        Assert.All(Faults.All.GroupBy(kind => kind.Code), same => Assert.Single(same.Select(kind =>
            (kind.Problem == Problem.RuleBroken ? Problem.RuleBrokenByRequest : kind.Problem, kind.Invariant)).Distinct()));
    }

    [Fact]
    public void Every_sentence_a_refusal_says_stands_in_the_catalogue() => Assert.Empty(typeof(FaultKind).Assembly.GetTypes()
        .SelectMany(type => type.GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic)
            .Where(member => member.FieldType == typeof(FaultKind) && member.DeclaringType != typeof(Faults)).Select(member => $"{type.Name}.{member.Name}")));

    [Fact]
    public void A_rule_no_fault_names_is_kept_by_other_means() =>
        Assert.Equal(["C3", "C4", "S1", "S2", "S3", "S4", "S5"], Rules.All.Select(rule => rule.Id).Where(id => Faults.All.All(kind => kind.Invariant != id)));

    [Fact]
    public void A_refusal_names_a_thousand_faults_and_the_weightiest_is_among_them()
    {
        var findings = new Findings();
        for (var line = 0; line < 1500; line++)
            findings.Refuse(Faults.ItemTwice.At($"/lines/{line}", ("line", line)));
        findings.Refuse(Faults.FromIsTo.At("/to"));

        var refusal = findings.Refusal()!;

        Assert.Equal((1000, "/to"), (refusal.Faults.Count, refusal.Faults[0].Pointer));
    }
}
