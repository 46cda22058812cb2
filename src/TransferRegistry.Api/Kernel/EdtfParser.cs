using System.Buffers;
using System.Globalization;
using NodaTime;

namespace TransferRegistry.Api.Kernel;

/// <summary>Reads the profile of EDTF that <see cref="Edtf"/> describes.</summary>
static class EdtfParser
{
    const string Accepted =
        "Accepted are 2024-02-28, 2024-02, 2024, 2024-02-XX, 2024-XX, 202X, 20XX, 202X-02-28, XXXX-02-28, XXXX-02-XX and the seasons 2024-21 to 2024-24, " +
        "each with ?, ~ or % at its end, and intervals such as 2018/2019-06, 2024-02-01/.. and ../2024.";

    static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789X-/.?~%");

    // A leap year has every day that some year has.
    const int AnyLeapYear = 2000;

    /// <summary>What reading came to: a value, or a fault. The open side of an interval has neither.</summary>
    internal readonly record struct Reading(Edtf? Value, string? Fault)
    {
        public static implicit operator Reading(Edtf value) => new(value, null);
        public static implicit operator Reading(string fault) => new(null, fault);
    }

    internal static Reading Read(string? text) => text switch
    {
        null or "" => $"The date is empty. {Accepted}",
        // From here on a fault may quote what was written: it is short and plain.
        { Length: > Edtf.MaxLength } => Unreadable(text),
        _ when text.AsSpan().ContainsAnyExcept(Alphabet) => Unreadable(text),
        _ when text.Split('/') is [var start, var end] => Interval(text, start, end),
        _ => Date(text),
    };

    static Reading Interval(string text, string start, string end)
    {
        if ((start, end) is ("..", ".."))
            return "An interval that is open at both ends says nothing; leave the date out.";
        if (start is "" || end is "")
            return "A side of the interval is empty; write .. where it is open, as in 2024/.. or ../2024.";

        var (first, last) = (Side(start), Side(end));
        if ((first.Fault ?? last.Fault) is { } fault)
            return fault;

        // Also when a side is qualified: bounds that are out of order would bound nothing.
        if (last.Value?.Latest < first.Value?.Earliest)
            return "The interval ends before it starts; write the earlier date first.";
        return Edtf.Spanning(text, first.Value?.Earliest, last.Value?.Latest);
    }

    static Reading Side(string text) => text is ".." ? default : Date(text) switch
    {
        { Value.Spans.Count: not 1 } => $"{text} can't be a side of an interval, which needs a year, and with a day all digits of it.",
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
            return "The winter of 9999 ends in the year 10000; the last day there is, is 9999-12-31.";

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

    static string NoMonth(string month) =>
        $"There is no month {month} here: months are 01 to 12; where no day follows also XX, and the seasons 21 to 24, as in 2024-XX and 2024-21.";

    static string NoDay(string text) => $"There is no day {text}: a day has two digits and is one that the month has in such a year, or XX, as in 2024-02-XX.";

    static string Unreadable(string text) => $"This is not a date in EDTF. {Hint(text)}{Accepted}";

    static string Hint(string text) => text switch
    {
        _ when text.Any(char.IsWhiteSpace) => "A date has no blanks. ",
        _ when text.Contains('T') || text.Contains(':') => "A date has no time of day. ",
        _ when text.AsSpan().ContainsAny('x', 'u') => "An unknown digit is a capital X. ",
        ['[' or '{', ..] => "A set of dates is not accepted; an interval is. ",
        ['-' or '+' or 'Y', ..] or ['0', '0', '0', '0' or 'X', ..] or ['0', '0', 'X', 'X', ..] => "Years are 0001 to 9999, without a sign. ",
        ['X', 'X', 'X', 'X', ..] => "An unknown year needs a month and a day: XXXX-02-28, or XXXX-02-XX for some day of that month. ",
        [_, _, _, 'X', '-', ..] => "After 202X comes a month and a day, or nothing; after 20XX nothing. ",
        _ when text.AsSpan().ContainsAny('?', '~', '%') => "One of ?, ~ and % stands at the very end of a date. ",
        _ => "",
    };
}
