using NodaTime;
using NodaTime.Text;

namespace TransferRegistry.Api.Language;

/// <summary>The one spelling of time, in JSON and in SQLite: fixed width, so that text sorts as time does.</summary>
static class TimeText
{
    static readonly InstantPattern Moment = InstantPattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss'.'ffffff'Z'");

    static readonly LocalDatePattern AsPeopleWrite = LocalDatePattern.CreateWithInvariantCulture("d.M.uuuu");

    public static string Of(Instant moment) => Moment.Format(moment);

    public static string Of(LocalDate day) => LocalDatePattern.Iso.Format(day);

    /// <summary>Any RFC 3339 date-time, whatever its offset; null when it is none, or in no year that databases keep.</summary>
    public static Instant? ReadInstant(string text) =>
        OffsetDateTimePattern.Rfc3339.Parse(text.ToUpperInvariant()) is { Success: true, Value: var value } && IsKept(value) ? ToMicroseconds(value.ToInstant()) : null;

    // Years 0001 to 9999, also once the offset is taken away.
    static bool IsKept(OffsetDateTime value) => value.Year switch
    {
        < 1 => false,
        1 => value.Offset.Seconds <= 0,
        9999 => value.Offset.Seconds >= 0,
        _ => true,
    };

    /// <summary>A day of the years 0001 to 9999; null when it is none.</summary>
    public static LocalDate? ReadDay(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1 } value } ? value : null;

    /// <summary>The day that is meant by 28.02.2026, as people here write it; null where the text says no such day.</summary>
    public static LocalDate? Meant(string text) => AsPeopleWrite.Parse(text.Trim()) is { Success: true, Value: { Year: >= 1 } value } ? value : null;

    /// <summary>SQLite keeps text and SQL Server datetime2(6): cut here once, a value read equals the value written on both.</summary>
    public static Instant ToMicroseconds(Instant moment) => FromMicroseconds(Microseconds(moment));

    public static long Microseconds(Instant moment) => moment.ToUnixTimeTicks() / 10;

    public static Instant FromMicroseconds(long microseconds) => Instant.FromUnixTimeTicks(microseconds * 10);
}
