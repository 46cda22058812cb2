using NodaTime;

namespace TransferRegistry.Api.Kernel;

/// <summary>The registry's clock and its calendar: now to the microsecond, today in the registry's own time zone.</summary>
sealed class RegistryTime(IClock clock, DateTimeZone zone)
{
    public Instant Now => TimeText.ToMicroseconds(clock.GetCurrentInstant());

    public LocalDate Today => DayOf(Now);

    public LocalDate DayOf(Instant moment) => moment.InZone(zone).Date;
}
