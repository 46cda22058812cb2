using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Data;

/// <summary>A partly unknown date as its five columns: bounds (absent where open), the days of a date that comes round every year, and whether it is qualified.</summary>
sealed record DateColumns(LocalDate? Earliest, LocalDate? Latest, int? DayFrom, int? DayTo, bool Qualified)
{
    public static DateColumns Of(EdtfDate? date) => date?.Edtf switch
    {
        null => new(Earliest: null, Latest: null, DayFrom: null, DayTo: null, Qualified: false),
        { IsYearless: true } yearless => new(Earliest: null, Latest: null, yearless.YearlessFrom, yearless.YearlessTo, yearless.IsQualified),
        // A day of some year of a decade: its bounds are such days themselves.
        { Spans.Count: > 1, Earliest: { } first } decadeDay => new(first, decadeDay.Latest, MonthDay(first), MonthDay(first), decadeDay.IsQualified),
        var bounded => new(bounded.Earliest, bounded.Latest, DayFrom: null, DayTo: null, bounded.IsQualified),
    };

    static int MonthDay(LocalDate day) => (day.Month * 100) + day.Day;
}

/// <summary>
/// Filters on partly unknown dates, as SQL over their columns. Exact for every value of the profile: where a date comes round (every year, or in
/// every year of a decade), the range must hold one of its days, and <see cref="Edtf.MonthDaysIn"/> says which days of a year a range holds.
/// </summary>
static class DateSql
{
    static readonly LocalDate First = new(1, 1, 1);
    static readonly LocalDate Last = new(9999, 12, 31);

    /// <summary>Some day the date allows lies in the range.</summary>
    public static SqlText Possible(string column, string range) => $"""
        (({column}_earliest IS NOT NULL OR {column}_latest IS NOT NULL OR {column}_day_from IS NOT NULL)
          AND ({column}_earliest IS NULL OR {column}_earliest <= @{range}To)
          AND ({column}_latest IS NULL OR {column}_latest >= @{range}From)
          AND ({column}_day_from IS NULL
            OR ({column}_day_from <= @{range}DayTo1 AND {column}_day_to >= @{range}DayFrom1)
            OR ({column}_day_from <= @{range}DayTo2 AND {column}_day_to >= @{range}DayFrom2)
            OR ({column}_day_from <= @{range}DayTo3 AND {column}_day_to >= @{range}DayFrom3)))
        """;

    /// <summary>Every day the date allows lies in the range; a qualified date never does.</summary>
    public static SqlText Certain(string column, string range) => $"""
        ({column}_qualified = 0
          AND ({column}_earliest >= @{range}From OR (@{range}From = '0001-01-01' AND {column}_earliest IS NULL AND {column}_latest IS NOT NULL))
          AND ({column}_latest <= @{range}To OR (@{range}To = '9999-12-31' AND {column}_latest IS NULL AND {column}_earliest IS NOT NULL)))
        """;

    /// <summary>The parameters of both, for a range whose ends may be open.</summary>
    public static void Range(Dictionary<string, object?> parameters, string range, LocalDate? from, LocalDate? to)
    {
        parameters[$"{range}From"] = from ?? First;
        parameters[$"{range}To"] = to ?? Last;
        var days = from > to ? [] : Edtf.MonthDaysIn(from, to);
        for (var i = 0; i < 3; i++)
        {
            parameters[$"{range}DayFrom{i + 1}"] = days.Count > i ? days[i].From : 9999;
            parameters[$"{range}DayTo{i + 1}"] = days.Count > i ? days[i].To : 0;
        }
    }
}
