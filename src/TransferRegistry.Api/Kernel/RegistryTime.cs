using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Kernel;

/// <summary>The registry's clock and its calendar: now to the microsecond, today in the registry's own time zone.</summary>
sealed class RegistryTime(IClock clock, DateTimeZone zone)
{
    long _stamped;

    public Instant Now => TimeText.ToMicroseconds(clock.GetCurrentInstant());

    public LocalDate Today => DayOf(Now);

    /// <summary>A moment to be written down: the one given, or where this instance has given that or a later one, the next it has not.</summary>
    public Instant Stamp(Instant from)
    {
        var wanted = TimeText.Microseconds(from);
        while (true)
        {
            var last = Volatile.Read(ref _stamped);
            var next = long.Max(wanted, last + 1);
            if (Interlocked.CompareExchange(ref _stamped, next, last) == last)
                return TimeText.FromMicroseconds(next);
        }
    }

    public LocalDate DayOf(Instant moment) => moment.InZone(zone).Date;
}
