using NodaTime;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Tests.Keys;

public sealed class RegistryKeyTests
{
    static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 20, 40);

    [Fact]
    public void A_key_is_read_back_as_it_was_written()
    {
        var key = RegistryKey.New();

        var read = RegistryKey.Parse(key.Text);

        Assert.Matches("^trk_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$", key.Text);
        Assert.Equal((key.Handle, key.Text, key.Hash), (read!.Handle, read.Text, read.Hash));
        Assert.True(read.Matches(key.Hash));
    }

    [Fact]
    public void No_two_keys_are_alike() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => RegistryKey.New().Handle).Distinct().Count());

    [Fact]
    public void Any_one_letter_mistyped_is_noticed_without_a_look_at_the_database()
    {
        var text = RegistryKey.New().Text;

        for (var place = 4; place < text.Length; place++)
            Assert.Null(RegistryKey.Parse($"{text[..place]}{(text[place] == 'x' ? 'y' : 'x')}{text[(place + 1)..]}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("trk_")]
    [InlineData("ghp_department_ForDevelopmentOnlyNeverASecret002yHwwp")]
    [InlineData("trk_department_ForDevelopmentOnlyNeverASecret002yHwwp\n")]
    [InlineData("trk_department_ForDevelopmentOnlyNeverASecret002yHww")]
    public void What_has_not_the_form_of_a_key_is_none(string text) => Assert.Null(RegistryKey.Parse(text));

    [Fact]
    public void The_keys_of_the_sample_never_change() => Assert.Equal(
        [
            "trk_department_ForDevelopmentOnlyNeverASecret002yHwwp", "trk_0000museum_ForDevelopmentOnlyNeverASecret004cFixD",
            "trk_000auditor_ForDevelopmentOnlyNeverASecret000etoCC", "trk_00000admin_ForDevelopmentOnlyNeverASecret000Zjndy",
        ],
        SampleKeys.All.Select(sample => sample.Key.Text));

    [Fact]
    public void A_key_in_a_log_shows_its_handle_alone() => Assert.Equal("trk_department_…", SampleKeys.All[0].Key.ToString());

    [Fact]
    public void An_expired_key_opens_nothing_from_its_last_moment_on()
    {
        var key = Key() with { ExpiresAt = Now };

        Assert.Null(key.Refusal(Now - Duration.FromMilliseconds(1), takesSamples: false));
        Assert.NotNull(key.Refusal(Now, takesSamples: false));
    }

    [Fact]
    public void A_revoked_key_opens_nothing() => Assert.NotNull(Key().Revoked(Now).Refusal(Now, takesSamples: true));

    [Fact]
    public void A_sample_key_opens_nothing_outside_development()
    {
        var key = Key() with { Sample = true };

        Assert.Null(key.Refusal(Now, takesSamples: true));
        Assert.NotNull(key.Refusal(Now, takesSamples: false));
    }

    [Fact]
    public void The_record_holds_neither_the_secret_nor_its_hash()
    {
        var key = RegistryKey.New();

        var document = Json.Write(Key() with { Handle = key.Handle });

        Assert.Contains(key.Handle, document, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Text[^38..], document, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Hash, document, StringComparison.Ordinal);
    }

    static AccessKey Key() => new() { Id = Guid.Empty, Version = 1, Handle = "0123456789", Role = Role.Auditor, CreatedAt = Now - Duration.FromDays(1) };
}
