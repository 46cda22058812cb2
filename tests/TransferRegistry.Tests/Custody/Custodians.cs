using NodaTime;
using NodaTime.Text;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Registry.Custody;

namespace TransferRegistry.Tests.Custody;

/// <summary>Five museums, an item that starts with the first, and the words to pass it on.</summary>
static class Custodians
{
    public static readonly Guid Abai = Museum(1);
    public static readonly Guid Berel = Museum(2);
    public static readonly Guid Caspian = Museum(3);
    public static readonly Guid Dala = Museum(4);
    public static readonly Guid Esik = Museum(5);

    public static Guid Museum(int number) => new(number, 0, 0, new byte[8]);

    public static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    /// <summary>An act; its order is its place in the journal and also names its transfer.</summary>
    public static Act Pass(Guid from, Guid to, string? on, long order, string recordedOn = "2026-01-01", LegalEffect effect = LegalEffect.CustodyOnly) => new()
    {
        TransferId = Transfer(order),
        From = from,
        To = to,
        Effect = effect,
        On = on is null ? null : Edtf.Parse(on),
        RecordedOn = Day(recordedOn),
        Order = order,
    };

    public static Guid Transfer(long number) => new((int)number, 1, 0, new byte[8]);

    /// <summary>A hand-over of today, the last entry of the journal.</summary>
    public static Act HandOver(Guid from, Guid to, string on) => Pass(from, to, on, order: 1_000_000, recordedOn: "2026-10-01");

    public static Chain Chained(params IEnumerable<Act> acts) => Chain.Of(Holding.Of(Abai), acts);

    public static IEnumerable<Guid> Holders(this Chain chain) => chain.Intervals.Select(interval => interval.Holding.Custodian);
}
