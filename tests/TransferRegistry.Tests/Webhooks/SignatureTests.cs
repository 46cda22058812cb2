using NodaTime;
using TransferRegistry.Api.Reading.Webhooks;

namespace TransferRegistry.Tests.Webhooks;

/// <summary>Signatures and the schedule, as Standard Webhooks 1.0.0 has them.</summary>
public sealed class SignatureTests
{
    /// <summary>The vector of the specification's own libraries.</summary>
    [Fact]
    public void The_published_vector_of_Standard_Webhooks_passes() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", Instant.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""));

    [Fact]
    public void A_secret_is_what_the_specification_says_a_secret_is()
    {
        var secret = WebhookSecret.New();

        Assert.Equal("whsec_", secret[..6]);
        Assert.InRange(Convert.FromBase64String(secret[6..]).Length, 24, 64);
        Assert.NotEqual(secret, WebhookSecret.New());
    }

    /// <summary>The specification's example schedule, in seconds from the first attempt.</summary>
    [Theory]
    [InlineData(0, 272_105)]
    [InlineData(1, 326_526)]
    public void Ten_attempts_follow_the_published_schedule_drawn_out_by_chance(double chance, int seconds)
    {
        var begun = Instant.FromUtc(2026, 11, 23, 6, 0);
        var (at, attempts) = (begun, 1);
        for (; Schedule.Next(attempts, at, asked: null, chance) is { } next; at = next)
            attempts++;

        Assert.Equal(10, attempts);
        Assert.True(Schedule.IsLast(attempts));
        Assert.Equal(seconds, (at - begun).TotalSeconds);
    }

    [Fact]
    public void Pauses_begin_with_the_fifth_failure_in_a_row_and_grow_to_five_minutes()
    {
        var now = Instant.FromUtc(2026, 11, 23, 6, 0);

        Assert.Equal(4, Breaker.Next(3, failed: 1, cameThrough: false));
        Assert.Equal(5, Breaker.Next(0, failed: 8, cameThrough: false));
        Assert.Equal(6, Breaker.Next(5, failed: 1, cameThrough: false));
        Assert.Equal(0, Breaker.Next(9, failed: 7, cameThrough: true));
        Assert.Null(Breaker.PauseEndsAt(4, now));
        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300], Enumerable.Range(5, 8).Select(Seconds));
        Assert.Equal(300, Seconds(1_000_000));

        int Seconds(int failures) => (int)(Breaker.PauseEndsAt(failures, now)!.Value - now).TotalSeconds;
    }

    [Fact]
    public void A_receiver_may_ask_for_more_time_but_not_for_more_than_a_day()
    {
        var now = Instant.FromUtc(2026, 11, 23, 6, 0);

        Assert.Equal(Duration.FromMinutes(10), Schedule.Next(1, now, Duration.FromMinutes(10), chance: 0) - now);
        Assert.Equal(Duration.FromMinutes(5), Schedule.Next(2, now, Duration.FromSeconds(1), chance: 0) - now);
        Assert.Equal(Duration.FromHours(24), Schedule.Next(1, now, Duration.FromDays(400), chance: 0) - now);
        Assert.Equal(Duration.FromSeconds(5), Schedule.Next(1, now, Duration.FromSeconds(-1), chance: 0) - now);
    }
}
