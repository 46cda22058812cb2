using NodaTime;
using TransferRegistry.Api.Kernel;

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

        Assert.Equal("admin (2026-03-01) is before 2026-03-01T04:05:00.000000Z (unknown).", fault.Detail);
        Assert.Equal([("laterDate", "2026-03-01"), ("earlier", "2026-03-01T04:05:00.000000Z"), ("later", "admin"), ("id", id.ToString()), ("count", (object)7L)],
            fault.Params.Select(given => (given.Key, given.Value)));
    }

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
