using System.Text.RegularExpressions;

namespace TransferRegistry.Tests.Docs;

/// <summary>The documents agree with the repository they describe, and stay short.</summary>
public sealed partial class DocumentTests
{
    const int MostColumns = 160;
    const int MostWords = 2_000;
    const int MostEntries = 25;
    const int Questions = 12;
    const int MostFiles = 3;

    public static TheoryData<string> All => [.. Documents.All];

    [Fact]
    public void Every_document_of_the_repository_is_read_here()
    {
        var there = Tree().Where(file => file.EndsWith(".md", StringComparison.Ordinal));

        Assert.Equal(Documents.All.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_link_and_every_file_that_a_document_names_is_there(string document)
    {
        var text = Documents.Text(document);
        var folder = Path.GetDirectoryName(Path.Combine(OpenApiTests.Root(), document))!;

        List<string> missing = [.. Documents.Links(text).Where(link => !Path.Exists(Path.Combine(folder, link))), .. Documents.Files(text).Where(file => !IsThere(file, document))];

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_line_of_a_document_is_longer_than_a_screen_is_wide(string document) =>
        Assert.All(Documents.Text(document).Split('\n'), line => Assert.InRange(line.Length, 0, MostColumns));

    [Fact]
    public void The_map_names_each_folder_of_the_service_and_no_other()
    {
        var map = Assert.Single(Documents.Blocks(Documents.Section(Documents.Text("src/README.md"), "The map"))).Text;

        Assert.Equal(Folders().Order(StringComparer.Ordinal), OfMap(map).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_strangers_twelve_questions_are_answered_by_three_files_at_most()
    {
        var rows = Documents.Rows(Documents.Section(Documents.Text("src/README.md"), "Where is …"));

        Assert.Equal(Questions, rows.Count);
        Assert.All(rows, row => Assert.InRange(Documents.Files(row[1]).Count, 1, MostFiles));
    }

    [Fact]
    public void The_glossary_of_the_house_is_short() =>
        Assert.InRange(Documents.Rows(Documents.Section(Documents.Text("src/README.md"), "Words that are ours")).Count, 1, MostEntries);

    [Fact]
    public void The_README_is_read_in_ten_minutes_and_begins_with_two_commands()
    {
        var readme = Documents.Text("README.md");

        Assert.InRange(readme.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 1, MostWords);
        Assert.Equal(["dotnet run --project src/TransferRegistry.Api", "dotnet test"],
            Documents.Blocks(readme)[0].Text.Split('\n').Select(line => line.Split('#')[0].TrimEnd()));
    }

    static string Service => Path.Combine(OpenApiTests.Root(), "src", "TransferRegistry.Api");

    /// <summary>A path from the repository, the document or one of the projects; a name alone is any file's of that name.</summary>
    static bool IsThere(string file, string document) => file.Contains('/', StringComparison.Ordinal)
        ? new[] { "", Path.GetDirectoryName(document)!, "src/TransferRegistry.Api", "tests/TransferRegistry.Tests" }
            .Any(from => File.Exists(Path.Combine(OpenApiTests.Root(), from, file)))
        : Tree().Any(path => Path.GetFileName(path) == file);

    static IEnumerable<string> Folders() => Below(Service).SelectMany(folder => Below(folder).Prepend(folder)).Select(folder => Path.GetRelativePath(Service, folder).Replace('\\', '/'));

    static IEnumerable<string> Below(string folder) => Directory.EnumerateDirectories(folder).Where(IsKept);

    /// <summary>A folder at the first indent, and those that stand behind or below it until the next.</summary>
    static IEnumerable<string> OfMap(string map)
    {
        string? first = null;
        foreach (var line in map.Split('\n').Skip(1))
        {
            var names = FolderNames().Matches(line).Select(name => name.Groups["name"].Value).ToList();
            if (line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ')
                first = line[2..].StartsWith($"{names.FirstOrDefault()}/", StringComparison.Ordinal) ? names[0] : null;
            foreach (var name in names)
                yield return name == first ? name : $"{first}/{name}";
        }
    }

    /// <summary>The files of the repository: what a build makes, and the folders of tools, are left out.</summary>
    static IEnumerable<string> Tree() => Files(OpenApiTests.Root()).Select(file => Path.GetRelativePath(OpenApiTests.Root(), file).Replace('\\', '/'));

    static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Concat(Below(folder).SelectMany(Files));

    static bool IsKept(string folder) => Path.GetFileName(folder) is not ("bin" or "obj" or ".git" or ".vs" or ".idea" or "node_modules" or "data" or "TestResults");

    [GeneratedRegex(@"(?<![\w/])(?<name>[A-Z]\w*)/", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FolderNames();
}
