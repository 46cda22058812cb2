using System.Diagnostics.CodeAnalysis;
using NodaTime;
using NodaTime.Text;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Language;

/// <summary>
/// A date of which some part may be unknown: the registry's profile of EDTF (Extended Date/Time Format, ISO 8601-2:2019).
/// A value stands for the days it allows, and every question is answered from them.
/// <list type="table">
/// <item><term><c>2024-02-28</c>, <c>2024-02</c>, <c>2024</c></term><description>a day, a month, a year of 0001 to 9999</description></item>
/// <item><term><c>2024-02-XX</c>, <c>2024-XX</c>, <c>202X</c>, <c>20XX</c></term><description>some day of that span</description></item>
/// <item><term><c>202X-02-28</c></term><description>that day, in one of ten years; <c>202X-02-29</c> in one of the leap years</description></item>
/// <item><term><c>XXXX-02-28</c>, <c>XXXX-02-XX</c></term><description>that day or month in some year</description></item>
/// <item><term><c>2024-21</c> to <c>2024-24</c></term><description>spring from March to winter until the next February</description></item>
/// <item><term><c>2018/2019-06</c>, <c>2024-02-01/..</c>, <c>../2024</c></term><description>from one to the other; <c>..</c> is open</description></item>
/// <item><term><c>2024?</c>, <c>2024~</c>, <c>2024%</c></term><description>uncertain, approximate, both; ends a date, or a side</description></item>
/// </list>
/// </summary>
/// <remarks>
/// The profile has one spelling for each value, so the text as read is the canonical text, and values are equal when their texts are:
/// <c>2024-02</c> (the month) and <c>2024-02-XX</c> (a day of it) differ, though they allow the same days.
/// </remarks>
public sealed class Edtf : IEquatable<Edtf>
{
    static readonly LocalDate FirstDay = new(1, 1, 1);
    static readonly LocalDate LastDay = new(9999, 12, 31);

    Edtf(string text) => Text = text;

    /// <summary>No text of the profile is longer: an interval between two qualified days.</summary>
    public const int MaxLength = 23;

    /// <summary>The canonical text, such as <c>2024-02</c>; it reads back as an equal value.</summary>
    public string Text { get; }

    /// <summary>The first day allowed; null where the start is open and where the year is unknown.</summary>
    public LocalDate? Earliest { get; private init; }

    /// <summary>The last day allowed; null where the end is open and where the year is unknown.</summary>
    public LocalDate? Latest { get; private init; }

    /// <summary>
    /// The days allowed as unbroken spans, in order: one, or for a day in a decade up to ten, each of one day. None where the year is unknown.
    /// An open end is closed at 0001-01-01 or 9999-12-31. A span that overlaps a range is what <see cref="MayLieIn"/> asks for, in SQL too.
    /// </summary>
    public IReadOnlyList<(LocalDate From, LocalDate To)> Spans { get; private init; } = [];

    /// <summary>The first day of the year allowed where the year is unknown, as month × 100 + day: 201 for <c>XXXX-02-XX</c>. Otherwise null.</summary>
    public int? YearlessFrom { get; private init; }

    /// <summary>The last day of the year allowed where the year is unknown, as month × 100 + day: 229 for <c>XXXX-02-XX</c>. Otherwise null.</summary>
    public int? YearlessTo { get; private init; }

    /// <summary>The year is unknown: <c>XXXX-02-28</c>, <c>XXXX-02-XX</c>. Such a value has no bounds.</summary>
    public bool IsYearless => YearlessFrom is not null;

    /// <summary>Uncertain or approximate (<c>?</c>, <c>~</c>, <c>%</c>), as a whole or on a side. The bounds stay, but nothing is certain.</summary>
    public bool IsQualified => Text.AsSpan().ContainsAny('?', '~', '%');

    internal static Edtf Spanning(string text, LocalDate? earliest, LocalDate? latest) =>
        new(text) { Earliest = earliest, Latest = latest, Spans = [(earliest ?? FirstDay, latest ?? LastDay)] };

    internal static Edtf OneOf(string text, IReadOnlyList<LocalDate> days) =>
        new(text) { Earliest = days[0], Latest = days[^1], Spans = [.. days.Select(day => (day, day))] };

    internal static Edtf InUnknownYear(string text, int month, int firstDay, int lastDay) =>
        new(text) { YearlessFrom = (month * 100) + firstDay, YearlessTo = (month * 100) + lastDay };

    /// <summary>A day that is known.</summary>
    public static Edtf Of(LocalDate day) => Parse(LocalDatePattern.Iso.Format(day));

    /// <summary>Reads a text that is known to be good.</summary>
    /// <exception cref="FormatException">The text is not of the profile; the message is the fault that <see cref="TryParse"/> tells.</exception>
    public static Edtf Parse(string text) => TryParse(text, out var value, out var fault) ? value : throw new FormatException(fault.Detail);

    /// <summary>Reads a text of the profile. Blanks are not trimmed; nothing is thrown.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="value">The date, if the text is one.</param>
    /// <param name="fault">Otherwise what is wrong and what to write instead.</param>
    internal static bool TryParse(string? text, [NotNullWhen(true)] out Edtf? value, [NotNullWhen(false)] out Fault? fault)
    {
        (value, fault) = EdtfParser.Read(text);
        return value is not null;
    }

    /// <summary>Some day allowed lies in the closed range (<c>match=possible</c>). Null is an open end.</summary>
    /// <remarks>A value without a year may lie in a range that contains such a day of any year: <c>XXXX-02-29</c> needs a leap day in it.</remarks>
    public bool MayLieIn(LocalDate? from, LocalDate? to)
    {
        var (start, end) = (from ?? LocalDate.MinIsoValue, to ?? LocalDate.MaxIsoValue);
        return IsYearless
            ? MonthDaysIn(from, to).Any(days => days.From <= YearlessTo && days.To >= YearlessFrom)
            : start <= end && Spans.Any(span => span.From <= end && span.To >= start);
    }

    /// <summary>Every day allowed lies in the closed range (<c>match=certain</c>). Null is an open end; a qualified value never must.</summary>
    /// <remarks>The bounds are days that are allowed, so they decide. Where a bound is missing only a range open at that end holds every day.</remarks>
    public bool MustLieIn(LocalDate? from, LocalDate? to) =>
        !IsQualified && (from is null || from <= Earliest) && (to is null || Latest <= to);

    /// <summary>Certainly later than a day: every day allowed is, nothing is qualified and the year is known.</summary>
    public bool CertainlyAfter(LocalDate day) => !IsQualified && Earliest > day;

    /// <summary>
    /// Whether <paramref name="a"/> ≤ <paramref name="b"/>. An absent date is in order with any. Bounds that meet on the same day hold.
    /// A year-less date is never decided; a qualified one is never <see cref="EdtfOrder.Broken"/>.
    /// </summary>
    public static EdtfOrder Compare(Edtf? a, Edtf? b) => (a, b) switch
    {
        (null, _) or (_, null) => EdtfOrder.Holds,
        _ when a.Latest <= b.Earliest => EdtfOrder.Holds,
        _ when b.Latest < a.Earliest && !a.IsQualified && !b.IsQualified => EdtfOrder.Broken,
        _ => EdtfOrder.Undecided,
    };

    /// <summary>
    /// The days of a year that a closed range contains, as month × 100 + day, in at most three spans that do not overlap.
    /// A year-less value whose <see cref="YearlessFrom"/> to <see cref="YearlessTo"/> overlaps one of them may lie in the range.
    /// A range with an open end contains them all; one that ends before it starts, none.
    /// </summary>
    public static IReadOnlyList<(int From, int To)> MonthDaysIn(LocalDate? from, LocalDate? to)
    {
        if (from is not { } start || to is not { } end)
            return [(101, 1231)];
        if (start > end)
            return [];

        var (first, last) = (MonthDay(start), MonthDay(end));
        IReadOnlyList<(int From, int To)> spans = (end.Year - start.Year) switch
        {
            0 => [(first, last)],
            1 when last < first => [(101, last), (first, 1231)],
            _ => [(101, 1231)],
        };

        // 29 February lies between its neighbours in the numbers even when the range holds no leap year.
        return ContainsLeapDay(start, end)
            ? spans
            : [.. spans.SelectMany<(int From, int To), (int, int)>(span =>
                span is { From: < 229, To: > 229 } ? [(span.From, 228), (301, span.To)] : [span])];
    }

    static int MonthDay(LocalDate day) => (day.Month * 100) + day.Day;

    // Leap years are at most eight years apart (1896, 1904), so no more need to be looked at.
    static bool ContainsLeapDay(LocalDate start, LocalDate end) => Enumerable
        .Range(start.Year, Math.Min(end.Year - start.Year, 8) + 1)
        .Where(CalendarSystem.Iso.IsLeapYear)
        .Select(year => new LocalDate(year, 2, 29))
        .Any(leapDay => start <= leapDay && leapDay <= end);

    /// <inheritdoc />
    public bool Equals(Edtf? other) => Text == other?.Text;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Edtf);

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical text.</summary>
    public override string ToString() => Text;

    /// <summary>Equal canonical texts.</summary>
    public static bool operator ==(Edtf? a, Edtf? b) => a?.Text == b?.Text;

    /// <summary>Different canonical texts.</summary>
    public static bool operator !=(Edtf? a, Edtf? b) => !(a == b);
}

/// <summary>What can be said of two dates that ought to stand in order.</summary>
public enum EdtfOrder
{
    /// <summary>In order, whatever day each one was.</summary>
    Holds,

    /// <summary>It can't be told; worth a warning.</summary>
    Undecided,

    /// <summary>Out of order, whatever day each one was.</summary>
    Broken,
}
