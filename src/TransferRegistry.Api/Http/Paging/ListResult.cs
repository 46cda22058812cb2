using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http.Paging;

/// <summary>How a list is answered.</summary>
enum ListFormat
{
    /// <summary>A page of it, as JSON.</summary>
    Json,
    /// <summary>All of it, a record a line (application/x-ndjson).</summary>
    Ndjson,
    /// <summary>All of it, as RFC 4180 has it (text/csv).</summary>
    Csv,
}

/// <summary>A list's answer: a page of it, or all of it as it was at one moment, sent as it is read.</summary>
/// <typeparam name="T">The record listed.</typeparam>
sealed class ListResult<T> : IResult, IEndpointMetadataProvider where T : class
{
    // What goes to the client at a time: little enough that nothing of it counts as a large object.
    const int BytesAtATime = 1 << 16;

    readonly ListPage<T>? _page;
    readonly ListFormat _format;
    readonly long _seq;
    readonly IAsyncEnumerable<T>? _records;

    public ListResult(ListPage<T> page) => _page = page;

    /// <param name="format">How the records are written.</param>
    /// <param name="seq">The journal's last entry when it was so.</param>
    /// <param name="records">The records; nothing of the database is held while one is sent.</param>
    public ListResult(ListFormat format, long seq, IAsyncEnumerable<T> records) => (_format, _seq, _records) = (format, seq, records);

    public Task ExecuteAsync(HttpContext httpContext) => _records is null ? TypedResults.Ok(_page).ExecuteAsync(httpContext) : Send(httpContext);

    async Task Send(HttpContext http)
    {
        // As long as it takes; who takes nothing for a while is cut off by the server.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        http.Response.ContentType = _format is ListFormat.Csv ? StreamedList.CsvWithHeader : StreamedList.Ndjson;
        http.Response.Headers[UnitOfWorkFilter.RegistrySeq] = _seq.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{http.Request.Path.Value!.Split('/')[^1]}.{Json.ToWire(_format)}\"";
        http.Response.Headers.CacheControl = "private, no-store";
        if (http.Features.Get<HeadRequest>() is not null)
            return;
        if (_format is ListFormat.Csv)
            await new Csv<T>(http.Response.Body).Write(_records!, http.RequestAborted);
        else
            await WriteLines(http.Response.BodyWriter, http.RequestAborted);
    }

    async Task WriteLines(PipeWriter to, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(to, new() { Encoder = Json.Options.Encoder });
        await foreach (var record in _records!.WithCancellation(cancellationToken))
        {
            JsonSerializer.Serialize(json, record, record.GetType(), Json.Options);
            json.Reset();
            to.Write("\n"u8);
            if (to.UnflushedBytes >= BytesAtATime)
                await to.FlushAsync(cancellationToken);
        }
        await to.FlushAsync(cancellationToken);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ListPage<T>), ["application/json"]));
        builder.Metadata.Add(StreamedList.Instance);
    }
}

/// <summary>How far the walk of a whole list has come, for who watches it: a feature of the request.</summary>
sealed class ListWalk
{
    /// <summary>The journal's last entry when the list was so; null until the walk begins.</summary>
    public long? Seq { get; private set; }
    /// <summary>How many records it has.</summary>
    public long? Records { get; private set; }
    /// <summary>How many of them were given.</summary>
    public long Sent { get; private set; }

    public void Begin(long seq, long records) => (Seq, Records, Sent) = (seq, records, 0);

    public void Give() => Sent++;
}

/// <summary>Of an address that also answers with the whole of its list.</summary>
sealed class StreamedList
{
    public static readonly StreamedList Instance = new();

    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";
    public const string CsvWithHeader = "text/csv; charset=utf-8; header=present";

    /// <summary>What a request for a list asks for: format, or what it likes best of its Accept header.</summary>
    public static ListFormat Asked(HttpRequest request, string? format)
    {
        if (format is not null)
            return Enum.GetValues<ListFormat>().First(known => Json.ToWire(known) == format);
        if (!MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var ranges))
            return ListFormat.Json;
        foreach (var range in ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1))
        {
            if (range.MatchesMediaType("application/json"))
                return ListFormat.Json;
            if (range.MatchesMediaType(Ndjson))
                return ListFormat.Ndjson;
            if (range.MatchesMediaType(Csv))
                return ListFormat.Csv;
        }
        return ListFormat.Json;
    }
}

/// <summary>Packs whole lists on their way and nothing else: a file that is fetched in pieces is the bytes its digest and its tag say it is.</summary>
sealed class ListCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
{
    public override bool ShouldCompressResponse(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<StreamedList>() is not null && base.ShouldCompressResponse(context);
}
