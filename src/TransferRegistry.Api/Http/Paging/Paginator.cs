using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Paging;

/// <summary>What every list takes beside its filters.</summary>
public record ListQuery
{
    /// <summary>Records a page, 1 to 500; 50 where nothing is said.</summary>
    [Range(1, 500)] public int? Limit { get; set; }
    /// <summary>The place to go on from: take it from links.next, as it stands.</summary>
    public string? Cursor { get; set; }
    /// <summary>id: oldest first (the default); -id: newest first.</summary>
    [AllowedValues("id", "-id")] public string? Sort { get; set; }
    /// <summary>true: page.totalCount says how many records the whole list has.</summary>
    public bool? Count { get; set; }
    /// <summary>
    /// csv or ndjson: the whole filtered list as it was at the journal's entry that Registry-Seq names, sent as it is read; the same is asked for by Accept. json, the default: a page.
    /// limit, cursor and count belong to pages.
    /// </summary>
    [AllowedValues("json", "csv", "ndjson")] public string? Format { get; set; }
}

/// <summary>A page of a list. No next in links means: this is the last.</summary>
/// <typeparam name="T">The record listed.</typeparam>
public sealed record ListPage<T>
{
    /// <summary>The records.</summary>
    public required IReadOnlyList<T> Items { get; init; }
    /// <summary>How much was asked and given.</summary>
    public required PageInfo Page { get; init; }
    /// <summary>Absolute addresses of this page, the first, and the next if there is one.</summary>
    public required PageLinks Links { get; init; }
}

/// <summary>How much was asked and given.</summary>
public sealed record PageInfo
{
    /// <summary>Records a page at the most.</summary>
    public required int Limit { get; init; }
    /// <summary>Records on this page.</summary>
    public required int Returned { get; init; }
    /// <summary>Records in the whole list; only with count=true.</summary>
    public long? TotalCount { get; init; }
}

/// <summary>Where a list's pages are.</summary>
public sealed record PageLinks
{
    /// <summary>This page.</summary>
    public required Uri Self { get; init; }
    /// <summary>The first page.</summary>
    public required Uri First { get; init; }
    /// <summary>The next page; absent on the last.</summary>
    public Uri? Next { get; init; }

    /// <summary>Says the same in the Link header (RFC 8288).</summary>
    internal void Announce(HttpResponse response) => response.Headers.Link = string.Join(", ", new[] { ("self", Self), ("first", First), ("next", Next) }
        .Where(link => link.Item2 is not null).Select(link => $"<{link.Item2!.AbsoluteUri}>; rel=\"{link.Item1}\""));
}

/// <summary>A list's walk: what the request asked for, checked, and the page it is answered with.</summary>
sealed class Paginator(Db db, CursorKey key, AccessLog access, IHttpContextAccessor http, Links links)
{
    const int Default = 50;

    // So many keys are gathered by a statement, and so many records read and sent at a time.
    public const int KeysAtATime = 5_000;
    public const int RecordsAtATime = 500;

    /// <summary>A list as it was asked for: a page of it, or all of it.</summary>
    /// <param name="list">The list.</param>
    /// <param name="filter">What it is narrowed by.</param>
    /// <param name="query">What was asked beside the filters.</param>
    /// <param name="show">The rows as the caller is shown them: it reads what they need, and may leave the making of each until it is written. Nothing of the database is held by then.</param>
    /// <param name="then">For records of the journal: the row as it was, from the row there is now, if there still is one, and the document of then.</param>
    public async Task<ListResult<TShown>> Query<TRow, TShown>(SqlList list, ListFilter filter, ListQuery query, Func<IReadOnlyList<TRow>, Task<IEnumerable<TShown>>> show, PointInTimeRow<TRow>? then = null)
        where TRow : KeyedRow where TShown : class
    {
        var format = StreamedList.Asked(http.HttpContext!.Request, query.Format);
        if (format is ListFormat.Json)
        {
            var (rows, page) = await Walk<TRow, TShown>(list, filter, query);
            return new(page([.. await show(rows)]));
        }
        if ((query.Limit ?? (object?)query.Cursor ?? query.Count) is not null)
            throw Faults.PagesOnly.Parameter("format").Refused();
        var seq = await db.Count(JournalSql.Position);
        var keys = await Keys(list, filter, descending: query.Sort == "-id");
        await db.DisposeAsync();
        http.HttpContext.Features.Get<ListWalk>()?.Begin(seq, keys.Count);
        await access.Exported(http.HttpContext.Request.Method, $"{http.HttpContext.Request.Path}{http.HttpContext.Request.QueryString}", http.HttpContext.RequestAborted);
        return new(format, seq, Ahead(All(list, filter, keys, seq, show, then)));
    }

    // Which records there are is read at one moment; what they say, a handful at a time.
    async Task<List<Guid>> Keys(SqlList list, ListFilter filter, bool descending)
    {
        var keys = new List<Guid>();
        for (IReadOnlyList<Guid> some = []; keys.Count == 0 || some.Count == KeysAtATime;)
        {
            var asked = new Dictionary<string, object?>(filter.Parameters) { ["Limit"] = KeysAtATime, ["After"] = keys.Count == 0 ? null : keys[^1] };
            some = await db.List<Guid>(list.Keys(filter.Conditions, descending, continued: keys.Count > 0), asked);
            keys.AddRange(some);
            if (some.Count == 0)
                break;
        }
        return keys;
    }

    async IAsyncEnumerable<IEnumerable<TShown>> All<TRow, TShown>(SqlList list, ListFilter filter, List<Guid> keys, long seq, Func<IReadOnlyList<TRow>, Task<IEnumerable<TShown>>> show, PointInTimeRow<TRow>? then)
        where TRow : KeyedRow
    {
        var request = http.HttpContext!;
        foreach (var some in keys.Chunk(RecordsAtATime))
        {
            request.RequestAborted.ThrowIfCancellationRequested();
            var asked = new Dictionary<string, object?>(filter.Parameters) { ["Among"] = Json.Write(some) };
            var rows = (await db.List<TRow>(list.Among(filter.Conditions), asked)).ToDictionary(row => row.Id);
            if (then is not null && await db.Count(JournalSql.Position) > seq)
                foreach (var past in await db.List<DocumentRow>(JournalSql.ChangedSince, new { then.ResourceType, Seq = seq, Ids = Json.Write(some) }))
                    rows[past.Id] = then.Row(rows.GetValueOrDefault(past.Id), past);
            var shown = await show([.. some.Select(id => rows.GetValueOrDefault(id)).OfType<TRow>()]);
            // Nothing of the database is held while the client takes its time.
            await db.DisposeAsync();
            if (access.IsAsked)
                await access.Keep(request.Request.Method, request.Request.Path, request.RequestAborted);
            access.Forget();
            yield return shown;
        }
    }

    // The next handful is read while one is shown, written and sent.
    async IAsyncEnumerable<TShown> Ahead<TShown>(IAsyncEnumerable<IEnumerable<TShown>> records)
    {
        var walk = http.HttpContext!.Features.Get<ListWalk>();
        await using var reading = records.GetAsyncEnumerator();
        var next = Read();
        try
        {
            while (await next)
            {
                var some = reading.Current;
                next = Read();
                foreach (var shown in some)
                {
                    yield return shown;
                    walk?.Give();
                }
            }
        }
        finally
        {
            // Who goes in the middle leaves a reading that is not over.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<bool> Read() => Task.Run(async () => await reading.MoveNextAsync());
    }

    /// <summary>One page of a list: its rows, and the page once they are shown.</summary>
    async Task<(IReadOnlyList<TRow> Rows, Func<IReadOnlyList<TShown>, ListPage<TShown>> Page)> Walk<TRow, TShown>(SqlList list, ListFilter filter, ListQuery query)
        where TRow : KeyedRow
    {
        var context = http.HttpContext!;
        var limit = query.Limit ?? Default;
        var descending = query.Sort == "-id";
        var filters = Fingerprint(context.Request);
        var secret = await key.Secret(db);
        var after = query.Cursor is null ? null
            : (Guid?)(Cursor.Read(query.Cursor, filters, secret) ?? throw Faults.ForeignCursor.Parameter("cursor").Refused());
        var asked = new Dictionary<string, object?>(filter.Parameters) { ["Limit"] = limit + 1, ["After"] = after };
        var rows = await db.List<TRow>(list.Page(filter.Conditions, descending, continued: after is not null), asked);
        var more = rows.Count > limit;
        var given = more ? [.. rows.Take(limit)] : rows;
        long? total = query.Count is true ? await db.Count(list.Count(filter.Conditions), asked) : null;
        var next = more ? Cursor.Write(given[^1].Id, filters, secret) : null;
        return (given, shown => Page(shown, limit, total, next));
    }

    ListPage<TShown> Page<TShown>(IReadOnlyList<TShown> shown, int limit, long? total, string? next)
    {
        var context = http.HttpContext!;
        var pageLinks = new PageLinks
        {
            Self = Address(context.Request.Query["cursor"]),
            First = Address(cursor: null),
            Next = next is null ? null : Address(next),
        };
        pageLinks.Announce(context.Response);
        return new() { Items = shown, Page = new() { Limit = limit, Returned = shown.Count, TotalCount = total }, Links = pageLinks };
    }

    Uri Address(string? cursor)
    {
        var request = http.HttpContext!.Request;
        var parameters = request.Query.Where(parameter => parameter.Key != "cursor").Select(parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value.ToString()));
        if (!string.IsNullOrEmpty(cursor))
            parameters = parameters.Append(KeyValuePair.Create("cursor", (string?)cursor));
        return new Uri(QueryHelpers.AddQueryString($"{links.Base}{request.Path}", parameters));
    }

    // A cursor is bound to the list it was given for: its address, filters and order, but not to the size of its pages.
    static string Fingerprint(HttpRequest request) => request.Path.Value + "?" + string.Join('&', request.Query
        .Where(parameter => parameter.Key is not ("cursor" or "limit" or "count"))
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value.ToString())}"));
}

/// <summary>How a row of a list is made what it was at an earlier entry of the journal.</summary>
/// <param name="ResourceType">The journal's word for the records of the list.</param>
/// <param name="Row">The row of then, from the row of now, if there is one, and the record as it was.</param>
sealed record PointInTimeRow<TRow>(string ResourceType, Func<TRow?, DocumentRow, TRow> Row)
{
    /// <summary>For rows that are nothing but their record.</summary>
    public static PointInTimeRow<DocumentRow> Of(string resourceType) => new(resourceType, (_, then) => then);
}

/// <summary>An opaque, signed place: in a list the id of the last record given, in the feed the last entry.</summary>
static class Cursor
{
    const int SignatureBytes = 16;
    const int IdBytes = 16;

    public static string Write(Guid after, string filters, byte[] secret) => Write(after.ToByteArray(bigEndian: true), filters, secret);

    /// <summary>The id it holds; null when it was changed, or given for another list.</summary>
    public static Guid? Read(string cursor, string filters, byte[] secret) => Read(cursor, IdBytes, filters, secret) is { } place ? new Guid(place, bigEndian: true) : null;

    /// <summary>The bytes as a text that nobody can make or change who has not the secret; bound to what it is given for.</summary>
    public static string Write(byte[] place, string bound, byte[] secret) => WebEncoders.Base64UrlEncode([.. Sign(place, bound, secret), .. place]);

    /// <summary>The bytes it holds; null when it was changed, or given for something else.</summary>
    public static byte[]? Read(string cursor, int length, string bound, byte[] secret)
    {
        try
        {
            var bytes = WebEncoders.Base64UrlDecode(cursor);
            // Its last letter has bits to spare: only the one spelling is the cursor that was given.
            return bytes.Length == SignatureBytes + length && WebEncoders.Base64UrlEncode(bytes) == cursor
                && CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SignatureBytes), Sign(bytes[SignatureBytes..], bound, secret))
                ? bytes[SignatureBytes..]
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    static byte[] Sign(byte[] place, string bound, byte[] secret) =>
        HMACSHA256.HashData(secret, (byte[])[.. place, 0, .. Encoding.UTF8.GetBytes(bound)])[..SignatureBytes];
}

/// <summary>What cursors are signed with: made by the first migration, the same on every instance and after every restore.</summary>
sealed class CursorKey
{
    static readonly SqlText Read = "SELECT value FROM registry_secrets WHERE name = 'cursor'";
    byte[]? _secret;

    public async Task<byte[]> Secret(Db db) =>
        _secret ??= Encoding.UTF8.GetBytes(await db.Find<string>(Read) ?? throw new InvalidOperationException("The database has lost its cursor key."));
}
