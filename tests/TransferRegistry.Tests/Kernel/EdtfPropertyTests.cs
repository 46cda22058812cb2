using System.Globalization;
using CsCheck;
using NodaTime;
using NodaTime.Text;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Tests.Kernel;

/// <summary>What holds for every date, judged by an oracle that compares the texts of days and knows nothing of spans.</summary>
public sealed class EdtfPropertyTests
{
    static readonly LocalDate WindowStart = new(1999, 12, 1);
    static readonly LocalDate[] Window = [.. Enumerable.Range(0, 36_800).Select(WindowStart.PlusDays)];
    static readonly string[] WindowTexts = [.. Window.Select(LocalDatePattern.Iso.Format)];

    static readonly Gen<string> Year = Gen.Int[2018, 2032].Select(year => $"{year}");
    static readonly Gen<string> MonthNumber = Gen.Int[1, 12].Select(month => $"{month:00}");
    static readonly Gen<string> MonthDay = Gen.Int[0, 365].Select(new LocalDate(2024, 1, 1).PlusDays).Select(day => $"{day.Month:00}-{day.Day:00}");
    static readonly Gen<string> LeapDay = Gen.Const("02-29");
    static readonly Gen<string> Qualifier = Gen.Frequency((3, Gen.Const("")), (1, Gen.OneOf("?", "~", "%")));

    static readonly Gen<string> Side = Gen.Select(
        Gen.OneOf(
            Year,
            Gen.OneOf("201X", "202X", "20XX"),
            Year.Select(year => $"{year}-XX"),
            Gen.Select(Year, MonthNumber, (year, month) => $"{year}-{month}"),
            Gen.Select(Year, MonthNumber, (year, month) => $"{year}-{month}-XX"),
            Gen.Select(Year, Gen.Int[21, 24], (year, season) => $"{year}-{season}"),
            Gen.Select(Year, MonthDay, (year, monthDay) => $"{year}-{monthDay}").Where(date => LocalDatePattern.Iso.Parse(date).Success),
            Gen.Const("2024-02-29")),
        Qualifier,
        (date, qualifier) => date + qualifier);

    static readonly Gen<string> Interval = Gen.Select(
        Gen.Frequency((4, Side), (1, Gen.Const(".."))),
        Gen.Frequency((4, Side), (1, Gen.Const(".."))),
        (start, end) => $"{start}/{end}");

    static readonly Gen<string> Yearless = Gen.Select(
        Gen.OneOf(MonthDay, LeapDay, MonthNumber.Select(month => $"{month}-XX")),
        Qualifier,
        (monthDay, qualifier) => $"XXXX-{monthDay}{qualifier}");

    static readonly Gen<string> DecadeDay = Gen.Select(
        Gen.OneOf("200X", "202X", "203X"),
        Gen.OneOf(MonthDay, LeapDay),
        Qualifier,
        (decade, monthDay, qualifier) => $"{decade}-{monthDay}{qualifier}");

    static readonly Gen<Edtf> Date = Gen.OneOf(Side, Interval, Yearless, DecadeDay)
        .Where(text => Edtf.TryParse(text, out _, out _))
        .Select(Edtf.Parse);

    static readonly Gen<LocalDate> Day = Gen.Int[0, 15 * 366].Select(new LocalDate(2018, 1, 1).PlusDays);
    static readonly Gen<(LocalDate From, LocalDate To)> Range = Gen.Select(Day, Gen.Int[-3, 800], (from, days) => (from, from.PlusDays(days)));

    static readonly Gen<int?> Margin = Gen.Int[0, 400].Nullable();

    static readonly Gen<string> Mutated = Gen.Select(
        Gen.OneOf(Side, Interval, Yearless, DecadeDay),
        Gen.Int[0, 30],
        Gen.Char["0123456789X-/.?~%x\0"],
        (text, at, other) => at < text.Length ? $"{text[..at]}{other}{text[(at + 1)..]}" : text + other);

    [Fact]
    public void A_canonical_text_reads_as_an_equal_date() =>
        Date.Sample(date => Edtf.Parse(date.Text) == date && date.Text.Length <= Edtf.MaxLength);

    [Fact]
    public void Every_interval_that_does_not_end_before_it_starts_is_read() =>
        Gen.Select(Side, Side).Sample((start, end) =>
            Edtf.TryParse($"{start}/{end}", out _, out _) == (Edtf.Parse(end).Latest >= Edtf.Parse(start).Earliest));

    [Fact]
    public void Bounds_are_in_order_and_spans_lie_apart_within_them() => Date.Sample(date =>
    {
        var spans = date.Spans;
        return !(date.Latest < date.Earliest)
            && spans.All(span => span.From <= span.To && !(span.From < date.Earliest) && !(span.To > date.Latest))
            && spans.Zip(spans.Skip(1)).All(pair => pair.First.To.PlusDays(1) < pair.Second.From)
            && (date.IsYearless ? spans is [] : spans.Count is >= 1 and <= 10);
    });

    [Fact]
    public void Bounds_are_days_the_date_allows() => Date.Sample(date =>
        (date.Earliest is not { } earliest || Allows(date.Text, LocalDatePattern.Iso.Format(earliest)))
        && (date.Latest is not { } latest || Allows(date.Text, LocalDatePattern.Iso.Format(latest))));

    [Fact]
    public void A_date_may_lie_in_a_range_exactly_when_a_day_of_the_range_is_allowed() => Gen.Select(Date, Range).Sample((date, range) =>
        date.MayLieIn(range.From, range.To) == DaysOf(range).Any(day => Allows(date.Text, day)));

    [Fact]
    public void A_date_must_lie_in_a_range_exactly_when_no_day_outside_it_is_allowed() => Gen.Select(Date, Range).Sample(
        (date, range) => date.MustLieIn(range.From, range.To) == (!date.IsQualified && range.From <= range.To
            && !Window.Zip(WindowTexts).Any(day => (day.First < range.From || day.First > range.To) && Allows(date.Text, day.Second))),
        iter: 300);

    [Fact]
    public void A_bounded_date_may_and_unqualified_must_lie_within_its_bounds() => Date.Sample(date =>
        date.MayLieIn(date.Earliest, date.Latest) && date.MustLieIn(date.Earliest, date.Latest) == !date.IsQualified);

    [Fact]
    public void What_must_lie_in_a_range_may_lie_in_it() => Gen.Select(Date, Range).Sample((date, range) =>
        !date.MustLieIn(range.From, range.To) || date.MayLieIn(range.From, range.To));

    [Fact]
    public void A_wider_range_loses_no_date() => Gen.Select(Date, Range, Margin, Margin).Sample((date, range, before, after) =>
    {
        LocalDate? from = before is { } earlier ? range.From.PlusDays(-earlier) : null;
        LocalDate? to = after is { } later ? range.To.PlusDays(later) : null;
        return (!date.MayLieIn(range.From, range.To) || date.MayLieIn(from, to))
            && (!date.MustLieIn(range.From, range.To) || date.MustLieIn(from, to));
    });

    [Fact]
    public void The_days_of_the_year_in_a_range_are_those_of_its_days() => Range.Sample(range =>
    {
        var spans = Edtf.MonthDaysIn(range.From, range.To);
        var expected = DaysOf(range).Select(day => int.Parse(day[5..].Replace("-", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)).ToHashSet();
        return spans.Count <= 3
            && spans.Zip(spans.Skip(1)).All(pair => pair.First.To < pair.Second.From)
            && Enumerable.Range(0, 366).Select(new LocalDate(2024, 1, 1).PlusDays).Select(day => (day.Month * 100) + day.Day).All(day =>
                expected.Contains(day) == spans.Any(span => span.From <= day && day <= span.To));
    });

    [Fact]
    public void An_order_is_what_the_bounds_tell() => Gen.Select(Date, Date).Sample((a, b) =>
    {
        var order = Edtf.Compare(a, b);
        return (order is EdtfOrder.Holds) == (a.Latest <= b.Earliest)
            && (order is EdtfOrder.Broken) == (b.Latest < a.Earliest && !a.IsQualified && !b.IsQualified);
    });

    [Fact]
    public void An_order_that_is_broken_holds_when_swapped() => Gen.Select(Date, Date).Sample((a, b) => (Edtf.Compare(a, b), Edtf.Compare(b, a)) switch
    {
        (EdtfOrder.Broken, var swapped) => swapped is EdtfOrder.Holds,
        (EdtfOrder.Holds, EdtfOrder.Holds) => a.Earliest == b.Latest && b.Earliest == a.Latest,
        _ => true,
    });

    [Fact]
    public void A_date_certainly_after_a_day_may_not_lie_before_it() => Gen.Select(Date, Day).Sample((date, day) =>
        date.CertainlyAfter(day) == (!date.IsQualified && !date.MayLieIn(null, day)));

    [Fact]
    public void Whatever_is_written_is_read_or_refused_and_nothing_is_thrown() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["0123456789X-/.?~% \0TYS"], 0, 26], Mutated).Sample(text =>
            Edtf.TryParse(text, out var date, out var fault) ? date.Text == text && fault is null : fault is { Detail.Length: > 0 and < 300 });

    static IEnumerable<string> DaysOf((LocalDate From, LocalDate To) range) => Enumerable
        .Range(0, Math.Max(0, Period.DaysBetween(range.From, range.To) + 1))
        .Select(days => LocalDatePattern.Iso.Format(range.From.PlusDays(days)));

    // The oracle. An X stands for any digit and a missing part for anything, so most of a date is a match of two texts;
    // a season is three months; an interval asks whether its sides allow this day or one on the right side of it.
    static bool Allows(string date, string day)
    {
        if (date.Split('/') is [var start, var end])
            return (start is ".." || string.CompareOrdinal(Bare(start, '0'), day) <= 0) && (end is ".." || string.CompareOrdinal(Bare(end, '9'), day) >= 0);

        date = date.TrimEnd('?', '~', '%');
        if (date is [.., '-', '2', '1' or '2' or '3' or '4'] && date.Length is 7)
            return SeasonOf(day) == date;
        return date.Length <= day.Length && date.Zip(day).All(pair => pair.First is 'X' || pair.First == pair.Second);
    }

    // A side as the text of a day at or beyond its bound: no day lies between the last of February and 02-99.
    static string Bare(string side, char filler)
    {
        side = side.TrimEnd('?', '~', '%');
        if (side is [.., '-', '2', var season] && side.Length is 7)
        {
            var year = int.Parse(side[..4], CultureInfo.InvariantCulture);
            side = (season, filler) switch
            {
                ('4', '9') => $"{year + 1}-02",
                (_, '9') => $"{year}-{((season - '0') * 3) + 2:00}",
                _ => $"{year}-{(season - '0') * 3:00}",
            };
        }

        return (side + "XXXX-XX-XX"[side.Length..]).Replace('X', filler);
    }

    static string SeasonOf(string day)
    {
        var (year, month) = (int.Parse(day[..4], CultureInfo.InvariantCulture), int.Parse(day[5..7], CultureInfo.InvariantCulture));
        return month < 3 ? $"{year - 1}-24" : $"{year}-{20 + (month / 3)}";
    }
}
