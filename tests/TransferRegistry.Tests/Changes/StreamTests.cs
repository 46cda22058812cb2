using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace TransferRegistry.Tests.Changes;

/// <summary>The feed as server-sent events, and as it is after a restore.</summary>
public sealed class StreamTests : IAsyncLifetime, IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly RegistryApp _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    // xUnit knows this one alone.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Who_listens_hears_each_change_as_it_is_committed_and_goes_on_where_it_was_cut_off()
    {
        var auditor = await _app.AKey("auditor");
        var heard = new List<(int Seq, string Id)>();
        await using (var listening = await Listening.To(auditor, "/changes/stream?from=start&types=institution"))
            for (var written = 0; written < 5; written++)
            {
                await _app.AnInstitution();
                var change = await listening.Next();
                Assert.Equal("change", change.EventType);
                heard.Add((Seq(change), change.EventId!));
            }
        for (var written = 0; written < 3; written++)
            await _app.AnInstitution();

        await using (var again = await Listening.To(auditor, "/changes/stream?types=institution", heard[2].Id))
            for (var missed = 0; missed < 5; missed++)
            {
                var change = await again.Next();
                heard.Add((Seq(change), change.EventId!));
            }

        // From the third on; what came before it is not said again.
        Assert.Equal(heard.Skip(3).Take(2).Select(change => change.Seq), heard.Skip(5).Take(2).Select(change => change.Seq));
        Assert.Equal(8, heard.Select(change => change.Seq).Distinct().Count());
        // Its ids are the feed's cursors.
        var page = await auditor.Ask($"/changes?types=institution&cursor={heard[2].Id}").Is(HttpStatusCode.OK);
        Assert.Equal(heard.Skip(5).Select(change => change.Seq), page["items"]!.AsArray().Select(entry => (int)entry!["seq"]!));
    }

    [Fact]
    public async Task HEAD_of_a_stream_is_answered_and_waits_for_nothing()
    {
        using var answer = await (await _app.AKey("auditor")).Send(HttpMethod.Head, "/changes/stream?from=now", content: null).WaitAsync(Patience);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        await _app.AsOperator().Send(HttpMethod.Head, "/changes/stream?cursor=x", content: null).WaitAsync(Patience);
    }

    [Fact]
    public async Task A_stream_ends_with_the_key_that_opened_it()
    {
        var key = await _app.AsOperator().Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created);
        await using var listening = await Listening.To(_app.As((string)key["key"]!), "/changes/stream?from=now&types=institution");
        await _app.AnInstitution();
        await listening.Next();

        await _app.AsOperator().Send(HttpMethod.Delete, $"/keys/{key.Id()}", content: null);
        await _app.AnInstitution();

        Assert.True(await listening.HasEnded());
    }

    [Fact]
    public async Task A_stream_ends_by_itself_when_the_service_does()
    {
        var app = new RegistryApp();
        app.UseKestrel(0);
        app.StartServer();
        await app.AnInstitution();
        await using var listening = await Listening.To(app.AsOperator(), "/changes/stream?from=start");
        await listening.Next();

        var stopping = app.DisposeAsync().AsTask();

        Assert.True(await listening.HasEnded());
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task While_nothing_happens_a_stream_says_where_it_stands()
    {
        await _app.AnInstitution();
        await using var listening = await Listening.To(_app.AsOperator(), "/changes/stream?from=now");

        // At the beginning, and a quarter of a minute later.
        for (var time = 0; time < 2; time++)
        {
            var beat = await listening.Said();
            Assert.Equal("heartbeat", beat.EventType);
            Assert.Equal(1, (int)JsonNode.Parse(beat.Data)!["headSeq"]!);
            Assert.Equal(beat.EventId, (string?)JsonNode.Parse(beat.Data)!["cursor"]);
        }
    }

    [Fact]
    public async Task A_stream_that_cannot_begin_is_refused_as_any_request()
    {
        await _app.AsOperator().Ask("/changes/stream?cursor=AAAA").Refuses(HttpStatusCode.BadRequest, "cursor.invalid");
        await _app.AsAnybody().Ask("/changes/stream").Refuses(HttpStatusCode.Unauthorized);
    }

    [SkippableFact]
    public async Task A_registry_restored_from_an_older_copy_answers_a_cursor_of_the_lost_days_with_410_and_never_with_other_data()
    {
        Skip.If(RegistryApp.SqlServer is not null, "A server's backups are the server's own; here the copy is a file.");
        await _app.AnInstitution();
        var (_, kept) = await FeedTests.Pull(_app.AsOperator(), cursor: null, "");
        var copy = $"registry_test_{Guid.NewGuid():N}";
        await using (var source = new SqliteConnection(_app.Database.ConnectionString))
        await using (var target = new SqliteConnection($"Data Source={Path.Combine(Path.GetTempPath(), copy)}.db"))
        {
            await source.OpenAsync();
            await target.OpenAsync();
            source.BackupDatabase(target);
        }
        for (var lost = 0; lost < 3; lost++)
            await _app.AnInstitution();
        var (_, gone) = await FeedTests.Pull(_app.AsOperator(), cursor: null, "");

        await using var restored = new Restored(copy);
        await restored.AsOperator().Ask($"/changes?cursor={gone}").Refuses(HttpStatusCode.Gone, "cursor.history-gone");
        // Written again as far as it was, and further: the numbers are the same, the entries are others.
        for (var again = 0; again < 5; again++)
        {
            await restored.AnInstitution();
            await restored.AsOperator().Ask($"/changes?cursor={gone}").Refuses(HttpStatusCode.Gone, "cursor.history-gone");
            await restored.AsOperator().Ask($"/changes/stream?cursor={gone}").Refuses(HttpStatusCode.Gone, "cursor.history-gone");
        }
        Assert.Equal(5, (await FeedTests.Pull(restored.AsOperator(), kept, "")).Changes.Count);
    }

    static int Seq(SseItem<string> change) => (int)JsonNode.Parse(change.Data)!["seq"]!;

    sealed class Restored : RegistryApp
    {
        public Restored(string name) => Name = name;
    }

    /// <summary>Somebody who listens to a stream.</summary>
    internal sealed class Listening(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> events) : IAsyncDisposable
    {
        public static async Task<Listening> To(HttpClient client, string path, string? last = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Conversation.V1 + path);
            if (last is not null)
                request.Headers.Add("Last-Event-ID", last);
            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            return new(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
        }

        /// <summary>The next change.</summary>
        public async Task<SseItem<string>> Next()
        {
            while (true)
                if (await Said() is { EventType: "change" } change)
                    return change;
        }

        /// <summary>What is said next.</summary>
        public async Task<SseItem<string>> Said() => await events.MoveNextAsync().AsTask().WaitAsync(Patience) ? events.Current : throw new InvalidOperationException("The stream has ended.");

        /// <summary>Whether it ends, and not by being cut off.</summary>
        public async Task<bool> HasEnded()
        {
            while (await events.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
                // What was under way.
            }
            return true;
        }

        public ValueTask DisposeAsync()
        {
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
