using System.Text.RegularExpressions;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Operations;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1.Items;

namespace TransferRegistry.Tests;

/// <summary>Who may know whom, read from the <c>using</c> lines and the words of the source.</summary>
public sealed partial class RoomTests
{
    const string Ours = "TransferRegistry.Api.";

    /// <summary>What every room and every statement may use: the references records make to each other, and the search.</summary>
    static readonly string[] Shared = ["References", "Search"];

    static readonly string[] Drivers = ["Dapper", "DbUp", "Microsoft.Data", "SQLitePCL"];

    static readonly Dictionary<string, string> TwoRooms = new() { ["TransferSql"] = "Transfers", ["ItemSql"] = "Items" };

    static readonly IReadOnlyList<(string Path, string Text)> Sources = [.. Read()];

    [Fact]
    public void Every_file_knows_only_what_it_may()
    {
        Assert.Contains(Sources, source => source.Path == "Data/Work.cs");
        var faults = Sources.SelectMany(source => Faults(source.Path, source.Text, RoomsOfSql)).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public void Rooms_know_each_other_one_way_only()
    {
        var known = Sources.Where(source => source.Path.Contains('/', StringComparison.Ordinal)).GroupBy(source => Room(source.Path))
            .ToDictionary(room => room.Key, room => room.SelectMany(source => Known(source.Text)).Where(other => other != room.Key).ToHashSet());

        Assert.Null(Circle(known));
    }

    [Theory]
    [InlineData("Kernel/Caller.cs", "using Dapper;", "Kernel/Caller.cs may not use Dapper")]
    [InlineData("Kernel/Caller.cs", "using TransferRegistry.Api.Data;", "may not use TransferRegistry.Api.Data")]
    [InlineData("Kernel/Caller.cs", "static HttpContext? Context { get; }", "may not mention HttpContext")]
    [InlineData("Data/Work.cs", "using Microsoft.AspNetCore.Http;", "may not use Microsoft.AspNetCore.Http")]
    [InlineData("Data/Work.cs", "using TransferRegistry.Api.Items;", "may not use TransferRegistry.Api.Items")]
    [InlineData("Http/Paging.cs", "using Microsoft.Data.SqlClient;", "may not use Microsoft.Data.SqlClient")]
    [InlineData("Http/Paging.cs", "using TransferRegistry.Api.Items;", "may not use TransferRegistry.Api.Items")]
    [InlineData("Items/ItemSql.cs", "using TransferRegistry.Api.Kernel;", "may not use TransferRegistry.Api.Kernel")]
    [InlineData("Items/ItemStore.cs", "using Microsoft.AspNetCore.Http.HttpResults;", "may not use Microsoft.AspNetCore.Http.HttpResults")]
    [InlineData("Items/ItemStore.cs", "return TypedResults.Ok(item);", "may not mention TypedResults")]
    [InlineData("Items/ItemStore.cs", "await work.Write(TransferSql.Insert, row);", "may not mention TransferSql")]
    [InlineData("Items/ItemsV1.cs", "using Dapper;", "may not use Dapper")]
    [InlineData("Items/Item.cs", "using Clock = Microsoft.Data.Sqlite.SqliteConnection;", "may not use Microsoft.Data.Sqlite.SqliteConnection")]
    [InlineData("Program.cs", "global using static Dapper.SqlMapper;", "may not use Dapper.SqlMapper")]
    public void A_shortcut_is_seen(string path, string text, string fault) =>
        Assert.Contains(fault, Assert.Single(Faults(path, text, TwoRooms)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Kernel/Caller.cs", "using System.Text;\nusing NodaTime.Text;")]
    [InlineData("Data/Work.cs", "using Dapper;\nusing Microsoft.Data.SqlClient;\nusing TransferRegistry.Api.Kernel;")]
    [InlineData("Http/Paging.cs", "using TransferRegistry.Api.Data;\n// Nobody else sees the HttpContext.")]
    [InlineData("Items/ItemSql.cs", "using TransferRegistry.Api.Data;\nusing TransferRegistry.Api.References;")]
    [InlineData("Items/ItemStore.cs", "using TransferRegistry.Api.Institutions;\nusing TransferRegistry.Api.Http;\nusing (var one = Dapper()) { }")]
    [InlineData("Items/ItemStore.cs", "await work.Write(ItemSql.Insert, row); // unlike TransferSql")]
    public void What_is_allowed_is_not_refused(string path, string text) =>
        Assert.Empty(Faults(path, text, TwoRooms));

    [Fact]
    public void A_circle_is_seen()
    {
        Assert.NotNull(Circle(new() { ["Items"] = ["Transfers"], ["Transfers"] = ["Custody"], ["Custody"] = ["Items"] }));
        Assert.Null(Circle(new() { ["Items"] = [], ["Custody"] = ["Items"], ["Transfers"] = ["Custody", "Items"] }));
    }

    static IEnumerable<string> Faults(string path, string text, IReadOnlyDictionary<string, string> roomsOfSql)
    {
        var room = Room(path);
        var isSql = path.EndsWith("Sql.cs", StringComparison.Ordinal) && room != "Data";
        var isStore = path.EndsWith("Store.cs", StringComparison.Ordinal);
        foreach (var name in Usings(text))
            if (!MayUse(name))
                yield return $"{path} may not use {name}";

        var code = Comments().Replace(text, "");
        if (room is "Kernel" or "Data" || isSql || isStore)
            foreach (var word in AspNetCore().Matches(code).Select(match => match.Value).Distinct())
                yield return $"{path} may not mention {word}";
        if (isStore)
            foreach (var sql in SqlWords().Matches(code).Select(match => match.Value).Distinct())
                if (roomsOfSql.TryGetValue(sql, out var owner) && owner != room && owner != "Data" && !Shared.Contains(owner))
                    yield return $"{path} may not mention {sql}, which is {owner}'s";

        bool MayUse(string name) => (room, isSql, isStore) switch
        {
            ("Kernel", _, _) => Is(name, "System", "NodaTime", Ours + "Kernel"),
            ("Data", _, _) => Is(name, ["System", "NodaTime", Ours + "Kernel", Ours + "Data", .. Drivers]),
            ("Http", _, _) => !Is(name, Drivers) && (!Is(name, "TransferRegistry") || Is(name, Ours + "Kernel", Ours + "Data", Ours + "Http")),
            (_, true, _) => Is(name, [Ours + "Data", .. Shared.Select(shared => Ours + shared)]),
            (_, _, true) => !Is(name, ["Microsoft.AspNetCore", .. Drivers]),
            _ => !Is(name, Drivers),
        };
    }

    static IEnumerable<string> Usings(string text) => UsingLines().Matches(text).Select(match => match.Groups["name"].Value);

    static bool Is(string name, params IEnumerable<string> spaces) =>
        spaces.Any(space => name == space || name.StartsWith(space + ".", StringComparison.Ordinal));

    /// <summary>The rooms a file names in a using, or before the name of a statement.</summary>
    static IEnumerable<string> Known(string text) =>
        Usings(text).Where(name => Is(name, Ours.TrimEnd('.'))).Select(name => name[Ours.Length..].Split('.')[0])
            .Concat(QualifiedSql().Matches(Comments().Replace(text, "")).Select(match => match.Groups["room"].Value));

    static IReadOnlyList<string>? Circle(Dictionary<string, HashSet<string>> known)
    {
        return known.Keys.Select(room => From([room])).FirstOrDefault(circle => circle is not null);

        IReadOnlyList<string>? From(IReadOnlyList<string> path)
        {
            if (path.Count > 1 && path[^1] == path[0])
                return path;
            // A circle that begins elsewhere on the path is found from its own rooms.
            return path.SkipLast(1).Contains(path[^1])
                ? null
                : known.GetValueOrDefault(path[^1], []).Select(next => From([.. path, next])).FirstOrDefault(circle => circle is not null);
        }
    }

    static string Room(string path) => path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : "";

    static IReadOnlyDictionary<string, string> RoomsOfSql => Sources.Where(source => source.Path.EndsWith("Sql.cs", StringComparison.Ordinal))
        .ToDictionary(source => Path.GetFileNameWithoutExtension(source.Path), source => Room(source.Path));

    static IEnumerable<(string Path, string Text)> Read()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "TransferRegistry.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("The sources are looked for above the tests' output.");
        var api = Path.Combine(root.FullName, "src", "TransferRegistry.Api");
        return Directory.EnumerateFiles(api, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(api, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(source => Room(source.Path) is not ("bin" or "obj"));
    }

    [GeneratedRegex(@"^(global )?using (static )?(\w+ = )?(?<name>[\w.]+);",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsingLines();

    [GeneratedRegex("//.*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(HttpContext|HttpRequest|HttpResponse|IResult|TypedResults|StatusCodes|IEndpointRouteBuilder|WebApplication|EndpointFilter\w*)\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AspNetCore();

    [GeneratedRegex(@"\b[A-Z]\w*Sql\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SqlWords();

    [GeneratedRegex(@"(?<![\w.])(?<room>[A-Z]\w+)\.([A-Z]\w*Sql|Sight)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QualifiedSql();
}
