using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.OpenApi;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1.Changes;

/// <summary>The feed of changes over HTTP, version 1.</summary>
static class ChangesV1
{
    const int Default = 100;
    static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapChangesV1(this IEndpointRouteBuilder v1)
    {
        // A cursor may be of a past that the registry no longer has; from=seq may lie beyond what it has.
        var group = v1.MapGroup("/changes").WithTags("Changes").WithMetadata(new Refuses(StatusCodes.Status410Gone, StatusCodes.Status422UnprocessableEntity));
        group.MapGet("/", Read).WithName("readChanges").RequireAuthorization(AccessPolicies.Key).DisableRequestTimeout();
        group.MapGet("/stream", Stream).WithName("streamChanges").RequireAuthorization(AccessPolicies.Key).DisableRequestTimeout();
    }

    /// <summary>Read what has changed</summary>
    /// <remarks>
    /// The journal, read forward, as far as you may see it. Begin with from=start, apply the items in order, keep the cursor with what you applied, and go on from it: nothing is missed and nothing comes twice, whoever writes meanwhile.
    /// A page may be empty and not the last: go on while caughtUp is false, then ask with wait. Access that is granted or withdrawn is said in access: read what you see from now on, remove what you no longer see.
    /// A cursor never expires; where the registry was restored from an older copy it is answered 410, and never with other data.
    /// </remarks>
    static async Task<Ok<ChangePageV1>> Read(Query<ChangeQuery> query, Feed feed, ChangeView view, Work work, JournalWatch watch, ReferenceReader references, HttpContext http)
    {
        var asked = query.Value;
        var (after, filter) = (await feed.Place(asked.Cursor, asked.From), await FilterOf(asked, references));
        var until = TimeProvider.System.GetTimestamp() + (long)(asked.Wait ?? 0) * TimeProvider.System.TimestampFrequency;
        while (true)
        {
            var stretch = await feed.Read(after, filter, asked.Limit ?? Default);
            var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), until);
            if (stretch.Changes.Count > 0 || !stretch.CaughtUp || left <= TimeSpan.Zero)
                return TypedResults.Ok(new ChangePageV1
                {
                    Items = await view.Show(stretch.Changes), Cursor = await feed.Cursor(stretch.At, stretch.Hash), CaughtUp = stretch.CaughtUp, HeadSeq = stretch.Head,
                });
            after = stretch.At;
            // Nothing of the database is held while nothing happens.
            await work.DisposeAsync();
            await watch.Beyond(after, left, http.RequestAborted);
        }
    }

    /// <summary>Hear what changes</summary>
    /// <remarks>
    /// The same entries as server-sent events, as they are committed: event is change, id the cursor after it, data the entry. A heartbeat, with the cursor as its id, comes at the beginning and after fifteen seconds without an entry. Who was cut off goes on
    /// with Last-Event-ID, as browsers do by themselves, or with cursor. The stream ends when the service does, and when the credential no longer opens it.
    /// </remarks>
    static async Task<ServerSentEventsResult<object>> Stream(Query<ChangeFilterQuery> query, Feed feed, ChangeView view, Work work, AccessLog access, OpenKeys keys, JournalWatch watch, ReferenceReader references,
        IHostApplicationLifetime lifetime, HttpContext http)
    {
        var last = http.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } id] ? id : null;
        var after = await feed.Place(last ?? query.Value.Cursor, query.Value.From);
        var filter = await FilterOf(query.Value, references);
        return TypedResults.ServerSentEvents(Events());

        async IAsyncEnumerable<SseItem<object>> Events([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, http.RequestAborted, lifetime.ApplicationStopping);
            // Said at once: until something is, nobody hears that the stream has begun.
            var begun = await feed.Standing(after);
            await work.DisposeAsync();
            yield return Beat(begun);
            // HEAD is answered with what it asks for, and waits for nothing.
            if (http.Features.Get<HeadRequest>() is not null)
                yield break;
            while (!ended.IsCancellationRequested && await keys.StillOpens(work.Caller))
            {
                // No more at once than a page, and no faster than the reader takes them.
                var stretch = await feed.Read(after, filter, Default);
                after = stretch.At;
                var cursor = await feed.Cursor(stretch.At, stretch.Hash);
                var shown = await view.Show(stretch.Changes);
                await work.DisposeAsync();
                if (access.IsAsked)
                    await access.Keep(http.Request.Method, http.Request.Path, ended.Token);
                access.Forget();
                foreach (var change in shown)
                    yield return new(change, "change") { EventId = await feed.Cursor(change.Seq, change.EntryHash) };
                if (stretch.Changes.Count > 0 || !stretch.CaughtUp)
                    continue;
                switch (await GoneOn(watch, after, ended.Token))
                {
                    case null:
                        yield break;
                    case false:
                        yield return Beat((cursor, stretch.Head));
                        break;
                }
            }
        }
    }

    static SseItem<object> Beat((string Cursor, long Head) standing) => new(new HeartbeatV1 { Cursor = standing.Cursor, HeadSeq = standing.Head }, "heartbeat") { EventId = standing.Cursor };

    // Null: the stream has ended, which is no fault.
    static async Task<bool?> GoneOn(JournalWatch watch, long after, CancellationToken ended)
    {
        try
        {
            return await watch.Beyond(after, Heartbeat, ended);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    static async Task<ChangeFilter> FilterOf(ChangeFilterQuery asked, ReferenceReader references) =>
        new(asked.Types?.Split(',').ToHashSet(StringComparer.Ordinal), await references.InstitutionFilter(asked.Institution), asked.Include is "record");
}
