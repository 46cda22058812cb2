using System.Text.RegularExpressions;

namespace TransferRegistry.Tests.Docs;

/// <summary>The documents of the repository, as their tests read them.</summary>
static partial class Documents
{
    /// <summary>Every document, by its path in the repository.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "README.md", "src/README.md", "tests/README.md", "db/README.md", "openapi/GUIDE.md", "openapi/CHANGELOG.md", ".deploy/README.md", ".github/CONTRIBUTING.md",
        ".github/SECURITY.md",
    ];

    public static string Text(string document) => File.ReadAllText(Path.Combine(OpenApiTests.Root(), document));

    /// <summary>What stands under a heading of the second level.</summary>
    public static string Section(string text, string heading)
    {
        var from = text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        Assert.True(from >= 0, $"No section is called {heading}.");
        var to = text.IndexOf("\n## ", from + 1, StringComparison.Ordinal);
        return text[from..(to < 0 ? text.Length : to)];
    }

    /// <summary>The blocks between fences, in their order.</summary>
    public static IReadOnlyList<(string Language, string Text)> Blocks(string text) =>
        [.. Fences().Matches(text).Select(block => (block.Groups["language"].Value, block.Groups["text"].Value))];

    /// <summary>A document without its blocks.</summary>
    public static string Prose(string text) => Fences().Replace(text, "");

    /// <summary>The rows of a section's one table, each with its cells; the head and the line below it are left out.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(string section) =>
        [.. section.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line => (IReadOnlyList<string>)[.. line.Trim('|').Split('|').Select(cell => cell.Trim())])];

    /// <summary>What stands in backticks and is named like a file: <c>Data/Work.cs</c>, not <c>/items</c> and not <c>*Sql.cs</c>.</summary>
    public static IReadOnlyList<string> Files(string text) =>
        [.. FileNames().Matches(Prose(text)).Select(file => file.Groups["file"].Value).Distinct()];

    /// <summary>Where a link leads that does not leave the repository.</summary>
    public static IReadOnlyList<string> Links(string text) =>
        [.. RelativeLinks().Matches(Prose(text)).Select(link => link.Groups["target"].Value).Distinct()];

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)\n```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fences();

    [GeneratedRegex(@"`(?<file>[\w.][\w./-]*\.(cs|csproj|md|json|sql|yaml|yml|props|sln|env))`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileNames();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)#\s]+)(#[^)\s]*)?\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RelativeLinks();
}
