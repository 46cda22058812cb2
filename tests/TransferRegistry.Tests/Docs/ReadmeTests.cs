using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Docs;

/// <summary>The sample at the address that the README's commands ask.</summary>
public sealed class ReadmeApp : SampleApp
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Public:BaseUrl", "http://localhost:5080")];
}

/// <summary>
/// The README's tour, run as it is printed: a bash block has one curl at most, the block behind it is what the service answers.
/// A variable set to … is what a reader copies from the answer before; the comment behind it says which member.
/// </summary>
public sealed class ReadmeTests(ReadmeApp app) : IClassFixture<ReadmeApp>
{
    [Fact]
    public async Task Each_command_of_the_tour_is_answered_as_the_README_prints()
    {
        using var client = app.AsAnybody();
        var (shell, asked, blocks) = (new Shell(), 0, Documents.Blocks(Documents.Section(Documents.Text("README.md"), "A tour")));
        JsonNode? answer = null;

        foreach (var (index, block) in blocks.Index().Where(block => block.Item.Language == "bash"))
        {
            if (shell.Run(block.Text, path => Member(answer, path)) is not { } curl)
                continue;
            using var request = new HttpRequestMessage(curl.Method, curl.Address);
            request.Content = curl.Body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(curl.Body));
            foreach (var (name, value) in curl.Headers)
                if (name == "Content-Type")
                    request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
                else
                    request.Headers.TryAddWithoutValidation(name, value);
            var response = await client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(index + 1 < blocks.Count && blocks[index + 1].Language == (curl.ShowsHeaders ? "http" : "json"), $"No answer is printed below:\n{block.Text}");
            var printed = blocks[index + 1].Text;
            if (curl.ShowsHeaders)
            {
                var parts = printed.Split("\n\n", 2);
                HasHeaders(parts[0].Split('\n'), response, block.Text);
                printed = parts[1];
            }
            answer = JsonNode.Parse(text);
            var difference = Excerpt.Difference(printed, answer);
            Assert.True(difference is null, $"{difference}\n\n{block.Text}\n{(int)response.StatusCode} {text}");
            asked++;
        }

        Assert.True(asked >= 10, $"Only {asked} commands were found.");
    }

    static void HasHeaders(string[] printed, HttpResponseMessage response, string command)
    {
        Assert.Equal($"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}", printed[0]);
        Assert.True(printed[^1] == "…", $"More headers are sent than are printed; … says so:\n{command}");
        foreach (var line in printed.Skip(1).SkipLast(1))
        {
            var header = line.Split(": ", 2);
            var sent = response.Headers.TryGetValues(header[0], out var values) ? string.Join(", ", values) : "";
            Assert.True(Excerpt.Fits(header[1], sent), $"{header[0]} is {sent}, not {header[1]}:\n{command}");
        }
    }

    static string Member(JsonNode? answer, string path)
    {
        foreach (var step in path.Split(' ')[0].Split('.'))
            answer = int.TryParse(step, out var index) ? answer![index] : answer![step];
        return (string)answer!;
    }
}
