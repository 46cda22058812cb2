using NodaTime;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

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

    /// <summary>D1 of two days: refused where the later is provably before the earlier, warned of where it can't be told.</summary>
    /// <param name="findings">What was found.</param>
    /// <param name="earlier">The member that comes first.</param>
    /// <param name="earlierDate">Its day; null is unknown, and follows in any order.</param>
    /// <param name="later">The member that comes after it.</param>
    /// <param name="laterDate">Its day.</param>
    /// <param name="outOfOrder">What is said: of the request alone, or of what is registered.</param>
    /// <param name="pointer">Where the request speaks of it.</param>
    public static void CheckOrder(this Findings findings, string earlier, EdtfDate? earlierDate, string later, EdtfDate? laterDate, FaultKind outOfOrder,
        string pointer)
    {
        var order = Edtf.Compare(earlierDate?.Edtf, laterDate?.Edtf);
        if (order is EdtfOrder.Broken)
            findings.Refuse(outOfOrder.At(pointer, ("earlier", earlier), ("earlierDate", earlierDate?.Edtf), ("later", later), ("laterDate", laterDate?.Edtf)));
        else if (order is EdtfOrder.Undecided)
            findings.Warn(Faults.OrderUndecided.At(pointer, ("earlier", earlier), ("earlierDate", earlierDate?.Edtf), ("later", later), ("laterDate", laterDate?.Edtf)));
    }
}
