using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Server;

/// <summary>Clients that send again until they are answered: over lines that break, to a service that dies.</summary>
[Collection(OnTwoInstances.Name)]
public sealed class RetryTests(TwoInstances app)
{
    [Fact]
    public async Task Fifty_clients_post_twenty_agreements_each_over_lines_that_break_and_a_thousand_are_there()
    {
        const int Clients = 50, Postings = 20;
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        using var one = Over(app.Address(0));
        using var other = Over(app.Address(1));
        var (held, lost, cuts) = (new ConcurrentDictionary<(string Key, string Body), string>(), 0, 0);
        using var ended = new CancellationTokenSource();
        var breaking = Task.Run(async () =>
        {
            for (var chance = new Random(20261127); !ended.IsCancellationRequested; cuts++)
            {
                (chance.Next(2) == 0 ? one : other).CutOne(chance);
                await Task.Delay(chance.Next(1, 8));
            }
        });

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            // A client keeps to one instance until its line breaks.
            using var near = new HttpClient { BaseAddress = new($"http://127.0.0.1:{one.Port}") };
            using var far = new HttpClient { BaseAddress = new($"http://127.0.0.1:{other.Port}") };
            for (var posting = 0; posting < Postings; posting++)
            {
                var (key, body) = ($"client-{number:00}-posting-{posting:00}", Given.AnAgreement(first, second, new { note = $"{number}/{posting}" }).ToJsonString());
                var answer = await Until([near, far], key, body);
                Assert.True(held.TryAdd((key, body), answer.Text));
                if (answer.IsReplay)
                    Interlocked.Increment(ref lost);
            }
        }));
        await ended.CancelAsync();
        await breaking;

        Assert.Equal(Clients * Postings, held.Values.Select(Id).Distinct().Count());
        Assert.Equal(Clients * Postings, (int)(await app.AsOperator().Ask($"/agreements?party={first}&limit=1&count=true").Is(HttpStatusCode.OK))["page"]!["totalCount"]!);
        Assert.True(lost > 0, $"Of {cuts} cuts none took an answer away: this was no storm.");
        foreach (var ((key, body), text) in held)
        {
            using var again = await Post(app.AsOperator(), key, body);
            Assert.Equal(text, await again.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("committing", false)]
    [InlineData("answering", true)]
    public async Task A_service_that_dies_before_the_commit_has_done_nothing_and_one_that_dies_after_it_is_spoken_for_by_the_next(string moment, bool isDone)
    {
        var (first, second) = (await app.AnInstitution(), await app.AnInstitution());
        var (key, body) = (Guid.NewGuid().ToString(), Given.AnAgreement(first, second).ToJsonString());
        using var mortal = app.Of(await app.Another(), RegistryApp.Operator);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Post(mortal, key, body, (Instance.Dies, moment)));

        var found = await app.AsOperator().Walk($"/agreements?party={first}");
        using var answered = await Post(app.AsOperator(), key, body);
        using var again = await Post(app.AsOperator(), key, body);

        Assert.Equal(isDone ? 1 : 0, found.Count);
        Assert.Equal(isDone, answered.Headers.Contains(Replayed));
        var posted = await answered.Is(HttpStatusCode.Created);
        Assert.Equal(posted.ToJsonString(), (await again.Is(HttpStatusCode.Created)).ToJsonString());
        Assert.Equal(posted.Id(), Assert.Single(await app.AsOperator().Walk($"/agreements?party={first}")).Id());
        await using var db = new Db(app.Database, CancellationToken.None);
        Assert.Equal(1, await db.Count("SELECT COUNT(*) FROM journal AS entry WHERE entry.resource_id = @Id", new { Id = Guid.Parse(posted.Id()) }));
    }

    const string Replayed = "Idempotent-Replayed";

    static Line Over(Uri address)
    {
        var line = new Line(address.Host, address.Port);
        line.Up();
        return line;
    }

    static async Task<(string Text, bool IsReplay)> Until(HttpClient[] ways, string key, string body)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await Post(ways[attempt % ways.Length], key, body);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode is HttpStatusCode.Created)
                    return (text, answer.Headers.Contains(Replayed));
                // What else there may be says when to come again.
                Assert.True(answer.Headers.RetryAfter is not null, text);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or System.Net.Sockets.SocketException)
            {
                Assert.True(attempt < 1000, broken.Message);
            }
        }
    }

    static Task<HttpResponseMessage> Post(HttpClient client, string key, string body, params (string Name, string Value)[] headers) => client.Send(HttpMethod.Post, "/agreements",
        new StringContent(body, Encoding.UTF8, "application/json"), [("Idempotency-Key", key), ("Authorization", $"Bearer {RegistryApp.Operator}"), .. headers]);

    static string Id(string text) => JsonNode.Parse(text)!.AsObject().Id();
}
