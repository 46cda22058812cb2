using System.Buffers;
using System.Globalization;
using NodaTime;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Language;

/// <summary>Reads the profile of EDTF that <see cref="Edtf"/> describes.</summary>
static class EdtfParser
{
    /// <summary>Every form there is, for who writes dates.</summary>
    public static RuleTable Table => new("dates", "How a date is written", ["written", "what it says"],
    [
        ["2024-02-28, 2024-02, 2024", "a day, a month, a year of 0001 to 9999"],
        ["2024-02-XX, 2024-XX, 202X, 20XX", "some day of that month, year, ten years, hundred years"],
        ["202X-02-28", "that day, in one of ten years"],
        ["XXXX-02-28, XXXX-02-XX", "that day, or some day of that month, in a year that is not known"],
        ["2024-21, 2024-22, 2024-23, 2024-24", "spring from March, summer, autumn, winter until the next February"],
        ["2018/2019-06, 2024-02-01/.., ../2024", "from one to the other; .. is open"],
        ["2024?, 2024~, 2024%", "uncertain, approximate, both: at the end of a date, or of a side of an interval"],
    ]);

    static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789X-/.?~%");

    // A leap year has every day that some year has.
    const int AnyLeapYear = 2000;

    /// <summary>What reading came to: a value, or a fault. The open side of an interval has neither.</summary>
    internal readonly record struct Reading(Edtf? Value, Fault? Fault)
    {
        public static implicit operator Reading(Edtf value) => new(value, Fault: null);
        public static implicit operator Reading(Fault fault) => new(Value: null, fault);
    }

    internal static Reading Read(string? text) => text switch
    {
        null or "" => Faults.DateEmpty.At(pointer: null),
        { Length: > Edtf.MaxLength } => Unreadable(text),
        _ when text.AsSpan().ContainsAnyExcept(Alphabet) => Unreadable(text),
        _ when text.Split('/') is [var start, var end] => Interval(text, start, end),
        _ => Date(text),
    };

    static Reading Interval(string text, string start, string end)
    {
        if ((start, end) is ("..", ".."))
            return Faults.DateOpen.At(pointer: null);
        if (start is "" || end is "")
            return Faults.DateSideEmpty.At(pointer: null);

        var (first, last) = (Side(start), Side(end));
        if ((first.Fault ?? last.Fault) is { } fault)
            return fault;

        // Also when a side is qualified: bounds that are out of order would bound nothing.
        if (last.Value?.Latest < first.Value?.Earliest)
            return Faults.DateReversed.At(pointer: null);
        return Edtf.Spanning(text, first.Value?.Earliest, last.Value?.Latest);
    }

    static Reading Side(string text) => text is ".." ? default : Date(text) switch
    {
        { Value.Spans.Count: not 1 } => Faults.DateNoSide.At(pointer: null, ("value", text)),
        var date => date,
    };

    static Reading Date(string text)
    {
        var parts = (text is [.., '?' or '~' or '%'] ? text[..^1] : text).Split('-');
        if (parts is ["XXXX", var monthOfAnyYear, var dayOfAnyYear])
            return InUnknownYear(text, monthOfAnyYear, dayOfAnyYear);
        if (Years(parts[0]) is not var (first, last))
            return Unreadable(text);

        return (parts, last - first) switch
        {
            ([_], _) or ([_, "XX"], 0) => Edtf.Spanning(text, new(first, 1, 1), new(last, 12, 31)),
            ([_, var part], 0) when Number(part, 2) is >= 21 and <= 24 and var season => InSeason(text, first, season),
            ([_, var month], 0) => InMonth(text, first, month),
            ([_, var month, "XX"], 0) => InMonth(text, first, month),
            ([_, _, "XX"], _) => Unreadable(text),
            ([_, var month, var day], 0 or 9) => OnDay(text, first, last, month, day),
            _ => Unreadable(text),
        };
    }

    static Reading InMonth(string text, int year, string month) => Month(month) is { } known
        ? Spanning(text, new(year, known), new(year, known))
        : NoMonth(month);

    static Reading InSeason(string text, int year, int season)
    {
        if ((year, season) is (9999, 24))
            return Faults.DateLastWinter.At(pointer: null);

        var first = new YearMonth(year, 3 * (season - 20));
        return Spanning(text, first, first.PlusMonths(2));
    }

    static Edtf Spanning(string text, YearMonth first, YearMonth last) => Edtf.Spanning(text, first.OnDayOfMonth(1), last.ToDateInterval().End);

    static Reading OnDay(string text, int firstYear, int lastYear, string month, string day) => (Month(month), Number(day, 2)) switch
    {
        (null, _) => NoMonth(month),
        ({ } m, { } d) when Existing(firstYear, lastYear, m, d) is [_, ..] days => Edtf.OneOf(text, days),
        _ => NoDay(text),
    };

    static Reading InUnknownYear(string text, string month, string day) => (Month(month), day, Number(day, 2)) switch
    {
        (null, _, _) => NoMonth(month),
        ({ } m, "XX", _) => Edtf.InUnknownYear(text, m, 1, CalendarSystem.Iso.GetDaysInMonth(AnyLeapYear, m)),
        ({ } m, _, { } d) when Existing(AnyLeapYear, AnyLeapYear, m, d) is [_] => Edtf.InUnknownYear(text, m, d, d),
        _ => NoDay(text),
    };

    static LocalDate[] Existing(int firstYear, int lastYear, int month, int day) =>
    [
        .. Enumerable.Range(firstYear, lastYear - firstYear + 1)
            .Where(year => day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month))
            .Select(year => new LocalDate(year, month, day)),
    ];

    // 2024, 202X or 20XX; none that takes in a year 0000, as 000X does.
    static (int First, int Last)? Years(string text)
    {
        var known = text.TrimEnd('X');
        return text.Length is 4 && known.Length >= 2 && Number(known.PadRight(4, '0'), 4) is > 0 and var first
            ? (first, Number(known.PadRight(4, '9'), 4)!.Value)
            : null;
    }

    static int? Month(string text) => Number(text, 2) is >= 1 and <= 12 and var month ? month : null;

    static int? Number(string text, int digits) =>
        text.Length == digits && text.All(char.IsAsciiDigit) ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    static Fault NoMonth(string month) => Faults.DateNoMonth.At(pointer: null, ("month", month));

    static Fault NoDay(string text) => Faults.DateNoDay.At(pointer: null, ("value", text));

    static Fault Unreadable(string text) => TimeText.Meant(text) is { } day
        ? Faults.NotAnEdtfButMeant.At(pointer: null, ("value", text), ("suggestion", day))
        : (text switch
        {
            _ when text.Any(char.IsWhiteSpace) => Faults.DateWithBlanks,
            _ when text.Contains('T') || text.Contains(':') => Faults.DateWithTime,
            _ when text.AsSpan().ContainsAny('x', 'u') => Faults.DateWithSmallX,
            ['[' or '{', ..] => Faults.DateSet,
            ['-' or '+' or 'Y', ..] or ['0', '0', '0', '0' or 'X', ..] or ['0', '0', 'X', 'X', ..] => Faults.DateYear,
            ['X', 'X', 'X', 'X', ..] => Faults.DateUnknownYear,
            [_, _, _, 'X', '-', ..] => Faults.DateDecade,
            _ when text.AsSpan().ContainsAny('?', '~', '%') => Faults.DateQualifier,
            _ => Faults.NotAnEdtf,
        }).At(pointer: null, ("value", text));
}
