using NodaTime;
using NodaTime.Text;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Tests.Kernel;

public sealed class EdtfTests
{
    [Theory]
    [InlineData("2024-02-28", "2024-02-28", "2024-02-28")]
    [InlineData("2024-02-29", "2024-02-29", "2024-02-29")]
    [InlineData("0001-01-01", "0001-01-01", "0001-01-01")]
    [InlineData("9999-12-31", "9999-12-31", "9999-12-31")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2023-02", "2023-02-01", "2023-02-28")]
    [InlineData("9999-12", "9999-12-01", "9999-12-31")]
    [InlineData("2024-02-XX", "2024-02-01", "2024-02-29")]
    [InlineData("2024-XX", "2024-01-01", "2024-12-31")]
    [InlineData("2024", "2024-01-01", "2024-12-31")]
    [InlineData("202X", "2020-01-01", "2029-12-31")]
    [InlineData("001X", "0010-01-01", "0019-12-31")]
    [InlineData("20XX", "2000-01-01", "2099-12-31")]
    [InlineData("99XX", "9900-01-01", "9999-12-31")]
    [InlineData("202X-02-28", "2020-02-28", "2029-02-28")]
    [InlineData("202X-02-29", "2020-02-29", "2028-02-29")]
    [InlineData("190X-02-29", "1904-02-29", "1908-02-29")]
    [InlineData("2024-21", "2024-03-01", "2024-05-31")]
    [InlineData("2024-22", "2024-06-01", "2024-08-31")]
    [InlineData("2024-23", "2024-09-01", "2024-11-30")]
    [InlineData("2024-24", "2024-12-01", "2025-02-28")]
    [InlineData("2023-24", "2023-12-01", "2024-02-29")]
    [InlineData("2018/2019-06", "2018-01-01", "2019-06-30")]
    [InlineData("2024-01-01/2024-01-01", "2024-01-01", "2024-01-01")]
    [InlineData("2024-02-01/..", "2024-02-01", null)]
    [InlineData("../2024", null, "2024-12-31")]
    [InlineData("202X/2025-24", "2020-01-01", "2026-02-28")]
    [InlineData("2024-06/2024", "2024-06-01", "2024-12-31")]
    [InlineData("2024-02-28?", "2024-02-28", "2024-02-28")]
    [InlineData("1998~", "1998-01-01", "1998-12-31")]
    [InlineData("202X%", "2020-01-01", "2029-12-31")]
    [InlineData("2024-02-01?/2024-03-01~", "2024-02-01", "2024-03-01")]
    [InlineData("2018~/..", "2018-01-01", null)]
    [InlineData("XXXX-02-28", null, null)]
    [InlineData("XXXX-02-29", null, null)]
    [InlineData("XXXX-02-XX", null, null)]
    [InlineData("XXXX-12-31?", null, null)]
    public void A_date_of_the_profile_has_its_text_and_its_bounds(string text, string? earliest, string? latest)
    {
        var date = Edtf.Parse(text);

        Assert.Equal(text, date.Text);
        Assert.Equal(text, date.ToString());
        Assert.Equal((Day(earliest), Day(latest)), (date.Earliest, date.Latest));
    }

    [Theory]
    [InlineData(null, "The date is empty.")]
    [InlineData("", "The date is empty.")]
    [InlineData(" 2024", "no blanks")]
    [InlineData("2024\n", "no blanks")]
    [InlineData("28 февраля", "no blanks")]
    [InlineData("2024-02-28T10:00:00Z", "no time of day")]
    [InlineData("2024-02-28T10:00:00+05:00/2024-02-28T11:00:00+05:00", "no time of day")]
    [InlineData("Y17000", "0001 to 9999")]
    [InlineData("-2024", "0001 to 9999")]
    [InlineData("0000", "0001 to 9999")]
    [InlineData("0000-02-28", "0001 to 9999")]
    [InlineData("000X", "0001 to 9999")]
    [InlineData("00XX", "0001 to 9999")]
    [InlineData("1E3", "not a date in EDTF")]
    [InlineData("1950S2", "not a date in EDTF")]
    [InlineData("24", "not a date in EDTF")]
    [InlineData("20240228", "not a date in EDTF")]
    [InlineData("28.02.2024", "Write it as 2024-02-28.")]
    [InlineData("1.3.2024", "Write it as 2024-03-01.")]
    [InlineData("31.02.2024", "not a date in EDTF")]
    [InlineData("٢٠٢٤", "not a date in EDTF")]
    [InlineData("202x", "capital X")]
    [InlineData("uuuu-02-28", "capital X")]
    [InlineData("2XXX", "not a date in EDTF")]
    [InlineData("20X4", "not a date in EDTF")]
    [InlineData("XXXX", "needs a month and a day")]
    [InlineData("XXXX-02", "needs a month and a day")]
    [InlineData("XXXX-XX-28", "no month XX")]
    [InlineData("XXXX-13-01", "no month 13")]
    [InlineData("XXXX-02-30", "no day XXXX-02-30")]
    [InlineData("XXXX-02-00", "no day XXXX-02-00")]
    [InlineData("XXXX-04-31", "no day XXXX-04-31")]
    [InlineData("202X-02", "After 202X")]
    [InlineData("202X-XX", "After 202X")]
    [InlineData("202X-02-XX", "After 202X")]
    [InlineData("20XX-02-28", "After 202X")]
    [InlineData("202X-02-30", "no day 202X-02-30")]
    [InlineData("2023-02-29", "no day 2023-02-29")]
    [InlineData("1900-02-29", "no day 1900-02-29")]
    [InlineData("2024-02-30", "no day 2024-02-30")]
    [InlineData("2024-02-2X", "no day 2024-02-2X")]
    [InlineData("2024-02-7\0", "not a date in EDTF")]
    [InlineData("2024-02-9999999999999", "no day 2024-02-9999999999999")]
    [InlineData("2024-00", "no month 00")]
    [InlineData("2024-13", "no month 13")]
    [InlineData("2024-2", "no month 2 ")]
    [InlineData("2024-20", "no month 20")]
    [InlineData("2024-25", "no month 25")]
    [InlineData("2024-21-01", "no month 21")]
    [InlineData("2024-XX-28", "no month XX")]
    [InlineData("2024-XX-XX", "no month XX")]
    [InlineData("2024-02-28-01", "not a date in EDTF")]
    [InlineData("9999-24", "The winter of 9999")]
    [InlineData("2024??", "very end")]
    [InlineData("?2024", "very end")]
    [InlineData("2024?-02", "very end")]
    [InlineData("[2024,2025]", "A set of dates")]
    [InlineData("{2024..2025}", "A set of dates")]
    [InlineData("..", "not a date in EDTF")]
    [InlineData("../..", "open at both ends")]
    [InlineData("2024/", "A side of the interval is empty")]
    [InlineData("/2024", "A side of the interval is empty")]
    [InlineData("/", "A side of the interval is empty")]
    [InlineData("2024/2025/2026", "not a date in EDTF")]
    [InlineData("2024/2023", "ends before it starts")]
    [InlineData("2024-03/2024-02-29", "ends before it starts")]
    [InlineData("2024?/2023", "ends before it starts")]
    [InlineData("XXXX-02-28/2024", "needs a year")]
    [InlineData("2024/202X-02-28", "needs a year")]
    [InlineData("2024/2025-13", "no month 13")]
    [InlineData("..?/2024", "very end")]
    public void What_is_not_of_the_profile_is_refused_with_a_reason(string? text, string reason)
    {
        Assert.False(Edtf.TryParse(text, out var date, out var fault));

        Assert.Null(date);
        Assert.Contains(reason, fault.Detail, StringComparison.Ordinal);
        Assert.Equal(fault.Detail, Assert.Throws<FormatException>(() => Edtf.Parse(text!)).Message);
    }

    [Fact]
    public void The_longest_text_is_an_interval_between_two_qualified_days() =>
        Assert.Equal(Edtf.MaxLength, Edtf.Parse("2024-02-01?/2024-03-01~").Text.Length);

    [Theory]
    [InlineData("2024-02-28", false)]
    [InlineData("2018/2019", false)]
    [InlineData("2024-02-28?", true)]
    [InlineData("2024~", true)]
    [InlineData("XXXX-02-28%", true)]
    [InlineData("2018~/2019", true)]
    [InlineData("2018/2019?", true)]
    public void A_qualifier_anywhere_qualifies_the_date(string text, bool isQualified) => Assert.Equal(isQualified, Edtf.Parse(text).IsQualified);

    [Theory]
    [InlineData("XXXX-02-28", 228, 228)]
    [InlineData("XXXX-02-XX", 201, 229)]
    [InlineData("XXXX-11-XX?", 1101, 1130)]
    [InlineData("2024-02-28", null, null)]
    public void A_year_less_date_has_days_of_the_year_instead_of_spans(string text, int? from, int? to)
    {
        var date = Edtf.Parse(text);

        Assert.Equal((from, to), (date.YearlessFrom, date.YearlessTo));
        Assert.Equal(from is not null, date.IsYearless);
        Assert.Equal(from is not null, date.Spans.Count is 0);
    }

    [Theory]
    [InlineData("2024", "2024-01-01..2024-12-31")]
    [InlineData("2024-02-28", "2024-02-28..2024-02-28")]
    [InlineData("../2024", "0001-01-01..2024-12-31")]
    [InlineData("2024/..", "2024-01-01..9999-12-31")]
    [InlineData("202X-02-29", "2020-02-29..2020-02-29 2024-02-29..2024-02-29 2028-02-29..2028-02-29")]
    public void A_date_allows_the_days_of_its_spans(string text, string spans) => Assert.Equal(
        spans,
        string.Join(' ', Edtf.Parse(text).Spans.Select(span => $"{LocalDatePattern.Iso.Format(span.From)}..{LocalDatePattern.Iso.Format(span.To)}")));

    [Fact]
    public void A_day_in_a_decade_allows_ten_days() => Assert.Equal(10, Edtf.Parse("202X-02-28").Spans.Count);

    [Theory]
    [InlineData("2024-02", "2024-02-29", "2024-03-31", true, false)]
    [InlineData("2024-02", "2024-02-01", "2024-02-29", true, true)]
    [InlineData("2024-02", "2024-03-01", "2024-03-31", false, false)]
    [InlineData("2024-02", "2024-01-01", null, true, true)]
    [InlineData("2024-02", null, "2024-02-28", true, false)]
    [InlineData("2024-02", null, null, true, true)]
    [InlineData("2024-02", "2024-02-20", "2024-02-10", false, false)]
    [InlineData("2024-02-28?", "2024-02-28", "2024-02-28", true, false)]
    [InlineData("2024-02-28?", null, null, true, false)]
    [InlineData("2024-02-01/..", "2030-01-01", "2030-12-31", true, false)]
    [InlineData("2024-02-01/..", "2024-01-01", "9999-12-31", true, false)]
    [InlineData("2024-02-01/..", "2024-01-01", null, true, true)]
    [InlineData("../2024", null, "2024-12-31", true, true)]
    [InlineData("../2024", "2025-01-01", null, false, false)]
    [InlineData("202X-02-28", "2021-03-01", "2022-02-27", false, false)]
    [InlineData("202X-02-28", "2021-03-01", "2022-02-28", true, false)]
    [InlineData("202X-02-28", "2020-02-28", "2029-02-28", true, true)]
    [InlineData("202X-02-29", "2021-01-01", "2021-12-31", false, false)]
    [InlineData("202X-02-29", "2020-02-29", "2028-02-29", true, true)]
    [InlineData("XXXX-02-28", "2024-01-01", "2024-12-31", true, false)]
    [InlineData("XXXX-02-28", "2023-03-01", "2024-02-27", false, false)]
    [InlineData("XXXX-02-28", "1900-01-01", "2099-12-31", true, false)]
    [InlineData("XXXX-02-28", "2024-12-31", null, true, false)]
    [InlineData("XXXX-02-28", null, null, true, true)]
    [InlineData("XXXX-02-28", "2024-03-01", "2024-01-01", false, false)]
    [InlineData("XXXX-02-29", "2023-01-01", "2023-12-31", false, false)]
    [InlineData("XXXX-02-29", "2023-02-01", "2023-03-31", false, false)]
    [InlineData("XXXX-02-29", "2024-02-29", "2024-02-29", true, false)]
    [InlineData("XXXX-02-29", "1896-03-01", "1904-02-28", false, false)]
    [InlineData("XXXX-02-29", "1896-03-01", "1904-02-29", true, false)]
    [InlineData("XXXX-02-XX", "2023-02-28", "2023-03-31", true, false)]
    [InlineData("XXXX-01-XX", "2023-12-01", "2024-01-01", true, false)]
    public void A_date_may_or_must_lie_in_a_range(string text, string? from, string? to, bool may, bool must)
    {
        var date = Edtf.Parse(text);

        Assert.Equal((may, must), (date.MayLieIn(Day(from), Day(to)), date.MustLieIn(Day(from), Day(to))));
    }

    [Theory]
    [InlineData(null, "2024-01-01", "101-1231")]
    [InlineData("2024-01-01", null, "101-1231")]
    [InlineData("2024-02-02", "2024-02-01", "")]
    [InlineData("2024-02-10", "2024-03-05", "210-305")]
    [InlineData("2023-02-10", "2023-03-05", "210-228 301-305")]
    [InlineData("2022-12-01", "2023-03-05", "101-228 301-305 1201-1231")]
    [InlineData("2023-12-01", "2024-03-05", "101-305 1201-1231")]
    [InlineData("2022-06-01", "2023-05-31", "101-228 301-531 601-1231")]
    [InlineData("2022-06-01", "2023-06-01", "101-228 301-1231")]
    [InlineData("2020-03-01", "2024-02-28", "101-228 301-1231")]
    [InlineData("2020-03-01", "2024-02-29", "101-1231")]
    public void A_range_contains_days_of_the_year(string? from, string? to, string spans) =>
        Assert.Equal(spans, string.Join(' ', Edtf.MonthDaysIn(Day(from), Day(to)).Select(days => $"{days.From}-{days.To}")));

    [Theory]
    [InlineData("2024-02-28", "2024-02-28", EdtfOrder.Holds)]
    [InlineData("2023", "2024", EdtfOrder.Holds)]
    [InlineData("2024-02", "2024", EdtfOrder.Undecided)]
    [InlineData("2024", "2024", EdtfOrder.Undecided)]
    [InlineData("2024", "2023", EdtfOrder.Broken)]
    [InlineData("2024?", "2023", EdtfOrder.Undecided)]
    [InlineData("2024", "2023~", EdtfOrder.Undecided)]
    [InlineData("2023?", "2024", EdtfOrder.Holds)]
    [InlineData("2024/..", "2025", EdtfOrder.Undecided)]
    [InlineData("2024/..", "2023", EdtfOrder.Broken)]
    [InlineData("../2024", "2025", EdtfOrder.Holds)]
    [InlineData("2025", "../2024", EdtfOrder.Broken)]
    [InlineData("202X-02-29", "2028-02-29", EdtfOrder.Holds)]
    [InlineData("202X-02-29", "2020-02-28", EdtfOrder.Broken)]
    [InlineData("XXXX-02-28", "2024", EdtfOrder.Undecided)]
    [InlineData("2024", "XXXX-02-28", EdtfOrder.Undecided)]
    [InlineData(null, "2024", EdtfOrder.Holds)]
    [InlineData("2024", null, EdtfOrder.Holds)]
    [InlineData(null, "XXXX-02-28", EdtfOrder.Holds)]
    [InlineData(null, null, EdtfOrder.Holds)]
    public void Two_dates_stand_in_order_or_not_or_it_cannot_be_told(string? a, string? b, EdtfOrder order) =>
        Assert.Equal(order, Edtf.Compare(a is null ? null : Edtf.Parse(a), b is null ? null : Edtf.Parse(b)));

    [Theory]
    [InlineData("2024-03-01", true)]
    [InlineData("2024-02-29", false)]
    [InlineData("2024", false)]
    [InlineData("2025", true)]
    [InlineData("2025/..", true)]
    [InlineData("2025?", false)]
    [InlineData("../2030", false)]
    [InlineData("XXXX-12-31", false)]
    public void A_date_is_in_the_future_only_when_that_is_certain(string text, bool isAfter) =>
        Assert.Equal(isAfter, Edtf.Parse(text).CertainlyAfter(new(2024, 2, 29)));

    [Fact]
    public void A_known_day_is_the_date_of_that_day() => Assert.Equal(Edtf.Parse("0987-02-28"), Edtf.Of(new(987, 2, 28)));

    [Fact]
    public void Dates_are_equal_when_their_texts_are()
    {
        var (month, sameMonth, someDayOfIt) = (Edtf.Parse("2024-02"), Edtf.Parse("2024-02"), Edtf.Parse("2024-02-XX"));

        Assert.True(month == sameMonth && month.Equals((object)sameMonth) && month.GetHashCode() == sameMonth.GetHashCode());
        Assert.True(month != someDayOfIt && !month.Equals(someDayOfIt) && month is not null && !month.Equals(null));
    }

    static LocalDate? Day(string? text) => text is null ? null : LocalDatePattern.Iso.Parse(text).Value;
}
