using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TransferRegistry.Tests.Changes;

/// <summary>The clients that the guide shows, run as they stand there.</summary>
public sealed partial class ClientTests : IAsyncLifetime, IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly RegistryApp _app = new();
    readonly string _folder = Directory.CreateTempSubdirectory("registry_client_").FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    // xUnit knows this one alone.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableTheory]
    [InlineData("python", "pull.py", "python3")]
    [InlineData("js", "pull.mjs", "node")]
    [InlineData("csharp", "Pull.cs", "dotnet", "run", "--file")]
    public async Task A_client_pulls_everything_and_goes_on_after_it_was_killed(string language, string file, string program, params string[] arguments)
    {
        Skip.If(!IsThere(program), $"{program} is not on the path.");
        var source = Path.Combine(_folder, file);
        await File.WriteAllTextAsync(source, Shown(language));
        _app.UseKestrel(0);
        _app.StartServer();
        var key = (string)(await _app.AsOperator().Post("/keys", new { role = "auditor" }).Is(System.Net.HttpStatusCode.Created))["key"]!;
        var expected = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            expected.Add((await _app.AsOperator().Post("/institutions", new { code = Given.Unique(language), kind = "museum", names = new { ru = "Музей" }, country = "KZ" })
                .Is(System.Net.HttpStatusCode.Created)).Id());
            using var client = Start(program, [.. arguments, source, $"{_app.ClientOptions.BaseAddress}api/v1", key]);
            try
            {
                await Until(() => expected.All(id => Copy()?["records"]?[$"institution/{id}"] is not null), client);
            }
            finally
            {
                client.Kill(entireProcessTree: true);
            }
        }

        var (_, cursor) = await FeedTests.Pull(_app.AsOperator(), cursor: null, "");
        // And the key it pulls with.
        Assert.Equal(expected.Count + 1, Copy()!["records"]!.AsObject().Count);
        Assert.Equal(cursor, (string?)Copy()!["cursor"]);
    }

    JsonNode? Copy() => File.Exists(Path.Combine(_folder, "registry.json")) ? JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "registry.json"))) : null;

    static async Task Until(Func<bool> isDone, Process client)
    {
        for (var clock = Stopwatch.StartNew(); !isDone(); await Task.Delay(100))
        {
            Assert.False(client.HasExited, client.HasExited ? $"It has ended: {await client.StandardError.ReadToEndAsync()}" : "");
            Assert.True(clock.Elapsed < Patience, "It has not pulled everything.");
        }
    }

    Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder,
    })!;

    static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    static string Shown(string language)
    {
        var source = Blocks().Matches(File.ReadAllText(Path.Combine(OpenApiTests.Root(), "openapi", "GUIDE.md"))).Single(block => block.Groups["language"].Value == language).Groups["source"].Value;
        Assert.True(source.Split('\n').Length <= 31, "A client has thirty lines at the most.");
        return source;
    }

    [GeneratedRegex("^```(?<language>python|js|csharp)\n(?<source>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blocks();
}
