using NodaTime;

namespace TransferRegistry.Api.Kernel;

static class Happened
{
    /// <summary>D5: what is said to have happened is not in the future; a day of grace.</summary>
    public static void CheckHappened(this Findings findings, EdtfDate? date, string pointer, LocalDate today) =>
        findings.CheckHappened(date?.Edtf, pointer, today);

    /// <inheritdoc cref="CheckHappened(Findings, EdtfDate?, string, LocalDate)" />
    public static void CheckHappened(this Findings findings, Edtf? date, string pointer, LocalDate today)
    {
        if (date?.CertainlyAfter(today.PlusDays(1)) is true)
            findings.Refuse(Faults.InTheFuture.At(pointer, ("date", date), ("today", today)));
    }
}
