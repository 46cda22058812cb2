using System.Text.RegularExpressions;

namespace TransferRegistry.Tests;

/// <summary>What .github/SECURITY.md says is shown by a test is shown by one.</summary>
public sealed partial class SecurityTests
{
    [Fact]
    public void Every_test_that_the_security_notes_name_is_there()
    {
        var named = Tests().Matches(File.ReadAllText(Path.Combine(OpenApiTests.Root(), ".github", "SECURITY.md"))).ToList();
        var missing = named.Where(name => typeof(SecurityTests).Assembly.GetTypes().FirstOrDefault(type => type.Name == name.Groups["class"].Value) is not { } tests
            || name.Groups["test"] is { Success: true } test && tests.GetMethod(test.Value) is null).Select(name => name.Value);

        Assert.True(named.Count > 40);
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"`(?<class>[A-Z][A-Za-z]+Tests)(\.(?<test>[A-Za-z_]+))?`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tests();
}
