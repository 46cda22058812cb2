using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Reading.Exports;

namespace TransferRegistry.Tests.Exports;

/// <summary>Exports, written when the test says so.</summary>
public sealed class ExportTests : IAsyncLifetime, IAsyncDisposable
{
    readonly Registry _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    // xUnit knows this one alone.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("ndjson", "application/x-ndjson")]
    public async Task A_whole_list_is_written_and_fetched_as_its_own_address_would_have_sent_it(string format, string mediaType)
    {
        await Institutions(5);
        var asked = await Asked(new { list = "institutions", filter = new { kind = "museum", sort = "-id" }, format });
        Assert.Equal(("queued", false), ((string)asked["status"]!, asked["links"]!.AsObject().ContainsKey("file")));

        var done = await Written(asked);

        Assert.Equal(("done", 5, 5), ((string)done["status"]!, (int)done["records"]!, (int)done["written"]!));
        var file = await Fetched(done);
        var bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal(await _app.AsOperator().GetByteArrayAsync(new Uri($"/api/v1/institutions?kind=museum&sort=-id&format={format}", UriKind.Relative)), bytes);
        Assert.Equal(mediaType, file.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"institutions.{format}", file.Content.Headers.ContentDisposition?.FileName);
        Assert.Equal(bytes.Length, (int)done["bytes"]!);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), (string)done["sha256"]!);
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", Assert.Single(file.Headers.GetValues("Repr-Digest")));
    }

    [Fact]
    public async Task A_file_of_several_parts_is_fetched_in_pieces_of_any_length_and_only_of_the_same_file()
    {
        var done = await Written(await ManyItems());
        var path = Path(done);
        var whole = await (await _app.AsOperator().Ask(path)).Content.ReadAsByteArrayAsync();
        Assert.InRange(whole.Length, 2 * ExportFile.PartBytes, 20 * ExportFile.PartBytes);
        Assert.Equal(700, Encoding.UTF8.GetString(whole).TrimEnd('\n').Split('\n').Length);
        var tag = (await _app.AsOperator().Ask(path)).Headers.ETag!;
        Assert.False(tag.IsWeak);

        foreach (var (from, to) in new (int, int?)[] { (0, 0), (ExportFile.PartBytes - 1, ExportFile.PartBytes), (17, 2 * ExportFile.PartBytes + 3), (ExportFile.PartBytes, null), (whole.Length - 1, null) })
        {
            var piece = await _app.AsOperator().Ask(path, ("Range", $"bytes={from}-{to}"), ("If-Range", tag.ToString()));
            Assert.Equal(HttpStatusCode.PartialContent, piece.StatusCode);
            Assert.Equal(whole[from..((to ?? whole.Length - 1) + 1)], await piece.Content.ReadAsByteArrayAsync());
            Assert.Equal($"bytes {from}-{to ?? whole.Length - 1}/{whole.Length}", piece.Content.Headers.ContentRange?.ToString());
            Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(whole))}:", Assert.Single(piece.Headers.GetValues("Repr-Digest")));
        }

        var other = await _app.AsOperator().Ask(path, ("Range", "bytes=5-"), ("If-Range", "\"of another file\""));
        Assert.Equal((HttpStatusCode.OK, (long)whole.Length), (other.StatusCode, other.Content.Headers.ContentLength));
        var beyond = await _app.AsOperator().Ask(path, ("Range", $"bytes={whole.Length}-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal(HttpStatusCode.NotModified, (await _app.AsOperator().Ask(path, ("If-None-Match", tag.ToString()))).StatusCode);
        using var looked = await _app.AsOperator().SendAsync(new(HttpMethod.Head, new Uri($"/api/v1{path}", UriKind.Relative)));
        Assert.Equal(((long?)whole.Length, 0), (looked.Content.Headers.ContentLength, (await looked.Content.ReadAsByteArrayAsync()).Length));
        // Packed on its way it would be other bytes than its digest and its pieces are of.
        var packed = await _app.AsOperator().Ask(path, ("Accept-Encoding", "gzip, br"));
        Assert.Empty(packed.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_packed_file_is_the_same_list_in_less()
    {
        await Institutions(40);
        var done = await Written(await Asked(new { list = "institutions", format = "ndjson", compression = "gzip" }));

        var file = await Fetched(done);

        var bytes = await file.Content.ReadAsByteArrayAsync();
        Assert.Equal(("application/gzip", "institutions.ndjson.gz"), (file.Content.Headers.ContentType?.MediaType, file.Content.Headers.ContentDisposition?.FileName));
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var text = new StreamReader(gzip);
        var lines = (await text.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal(40, lines.Length);
        Assert.True(bytes.Length < lines.Sum(line => line.Length) / 4);
    }

    [Fact]
    public async Task It_is_as_it_was_when_it_was_begun_and_says_at_which_entry()
    {
        await Institutions(3);
        var asked = await Asked(new { list = "institutions", format = "ndjson" });
        await Institutions(2);

        var done = await Written(asked);

        Assert.Equal((5, (int)(await _app.AsOperator().Ask("/changes?from=now").Is(HttpStatusCode.OK))["headSeq"]!), ((int)done["records"]!, (int)done["seq"]!));
    }

    [Fact]
    public async Task What_its_list_would_refuse_is_refused_at_once_with_its_place()
    {
        var problem = await _app.AsOperator().Post("/exports", new { list = "agreements", filter = new { status = "signd", limit = 10, colour = "red", signedFrom = new[] { "2020" } }, format = "csv" })
            .Refuses(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/filter/colour", "/filter/limit", "/filter/signedFrom", "/filter/status"], problem.Pointers().Order(StringComparer.Ordinal));
        var museum = await _app.AKey("museum", await _app.AnInstitution());
        await museum.Post("/exports", new { list = "accesses", format = "csv" }).Refuses(HttpStatusCode.Forbidden);
        await (await _app.AKey("auditor")).Post("/exports", new { list = "accesses", filter = new { act = "denied" }, format = "csv" }).Is(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task It_holds_what_its_asker_may_see_and_is_for_those_who_see_the_same()
    {
        // The access log is in the order of the moments it was written at.
        _app.Ticking();
        var (museum, other, stranger) = (await _app.AnInstitution(), await _app.AnInstitution(), await _app.AnInstitution());
        foreach (var (first, second) in new[] { (museum, other), (other, stranger) })
            await _app.AsOperator().Post("/agreements", Given.AnAgreement(first, second, new { visibility = "parties", initialStatus = "recorded", evidence = "press" })).Is(HttpStatusCode.Created);
        var client = await _app.AKey("museum", museum);
        var done = await Written(await Asked(new { list = "agreements", format = "ndjson" }, client));

        Assert.Equal(1, (int)done["records"]!);
        var sister = await _app.AKey("museum", museum);
        Assert.Contains(museum, await (await sister.Ask(Path(done))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([done.Id()], (await sister.Walk("/exports")).Select(export => export.Id()));
        foreach (var path in new[] { $"/exports/{done.Id()}", Path(done) })
        {
            await (await _app.AKey("museum", other)).Ask(path).Refuses(HttpStatusCode.NotFound);
            await (await _app.AKey("auditor")).Ask(path).Refuses(HttpStatusCode.NotFound);
        }
        Assert.Empty(await (await _app.AKey("museum", other)).Walk("/exports"));
        // That it was written and that it was fetched stands in the access log.
        var copies = await _app.AsOperator().Walk("/audit/access?act=exported");
        Assert.Equal(["/api/v1/agreements?format=ndjson", $"/api/v1{Path(done)}"], copies.Select(copy => (string)copy["path"]!));
    }

    [Fact]
    public async Task An_empty_list_is_a_file_without_a_byte_that_says_it_is_whole()
    {
        var done = await Written(await Asked(new { list = "events", format = "ndjson" }));

        Assert.Equal(("done", 0, 0, 0, 0), ((string)done["status"]!, (int)done["seq"]!, (int)done["records"]!, (int)done["written"]!, (int)done["bytes"]!));
        Assert.Empty(await (await Fetched(done)).Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task There_is_no_file_before_it_is_done()
    {
        var asked = await Asked(new { list = "institutions", format = "csv" });

        var answer = await _app.AsOperator().Ask($"/exports/{asked.Id()}/file");

        Assert.NotNull(answer.Headers.RetryAfter);
        await Task.FromResult(answer).Refuses(HttpStatusCode.Conflict, "export.not-done");
    }

    [Fact]
    public async Task A_key_that_was_revoked_meanwhile_writes_nothing()
    {
        var key = await _app.AsOperator().Post("/keys", new { role = "auditor" }).Is(HttpStatusCode.Created);
        var asked = await Asked(new { list = "institutions", format = "csv" }, _app.As((string)key["key"]!));
        await _app.AsOperator().Send(HttpMethod.Delete, $"/keys/{key.Id()}", content: null);

        var failed = await Written(asked);

        Assert.Equal(("failed", "export.key-ended"), ((string)failed["status"]!, (string)failed["fault"]!["code"]!));
        await _app.AsOperator().Ask($"/exports/{asked.Id()}/file").Refuses(HttpStatusCode.Conflict, "export.failed");
    }

    [Fact]
    public async Task What_one_instance_leaves_in_the_middle_another_writes_anew_when_the_lease_is_over()
    {
        await Institutions(3);
        var asked = await Asked(new { list = "institutions", format = "csv" });
        using (var ended = new CancellationTokenSource())
        {
            await ended.CancelAsync();
            Assert.False(await _app.Runner().Round(ended.Token));
        }
        Assert.Equal("running", (string)(await _app.AsOperator().Ask($"/exports/{asked.Id()}").Is(HttpStatusCode.OK))["status"]!);
        Assert.False(await _app.Runner().Round(CancellationToken.None));

        _app.Clock.AdvanceSeconds(61);

        Assert.Equal("done", (string)(await Written(asked))["status"]!);
    }

    [Fact]
    public async Task What_was_begun_five_times_is_given_up()
    {
        var asked = await Asked(new { list = "institutions", format = "csv" });
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Assert.False(await _app.Runner().Round(ended.Token));
            _app.Clock.AdvanceSeconds(61);
        }

        Assert.Equal("export.given-up", (string)(await Written(asked))["fault"]!["code"]!);
    }

    [Fact]
    public async Task It_is_removed_after_a_day_and_when_it_is_deleted()
    {
        await Institutions(2);
        var (first, second) = (await Asked(new { list = "institutions", format = "csv" }), await Asked(new { list = "institutions", format = "ndjson" }));
        var done = await Written(first);
        await Written(second);
        Assert.Equal("2026-11-24T06:00:00.000000Z", (string)done["expiresAt"]!);

        await _app.AsOperator().Send(HttpMethod.Delete, $"/exports/{second.Id()}", content: null).Is(HttpStatusCode.NoContent);
        await _app.AsOperator().Ask($"/exports/{second.Id()}").Refuses(HttpStatusCode.NotFound);
        _app.Clock.AdvanceHours(25);
        await _app.Services.GetRequiredService<Housekeeping>().Round();

        await _app.AsOperator().Ask($"/exports/{first.Id()}/file").Refuses(HttpStatusCode.NotFound);
        await using var db = new Db(_app.Database, CancellationToken.None);
        Assert.Equal(0, await db.Count("SELECT COUNT(*) FROM export_parts"));
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_it_is_sent_breaks_off_and_nothing_has_failed()
    {
        _app.UseKestrel(0);
        _app.StartServer();
        // More than all that is on the way can hold.
        var done = await Written(await ManyItems(postings: 8));
        using var socket = new TcpClient { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, _app.ClientOptions.BaseAddress.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/v1{Path(done)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {RegistryApp.Operator}\r\n\r\n"));
        var read = await stream.ReadAtLeastAsync(new byte[2048], 1024);

        await _app.AsOperator().Send(HttpMethod.Delete, $"/exports/{done.Id()}", content: null).Is(HttpStatusCode.NoContent);

        var rest = new byte[1 << 16];
        try
        {
            while (await stream.ReadAsync(rest).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) is var more and > 0)
                read += more;
        }
        catch (IOException)
        {
            // Cut, as it should be.
        }
        Assert.InRange(read, 1024, (int)done["bytes"]!);
        Assert.Empty(_app.Log.From(LogLevel.Error));
        await _app.AsOperator().Ask(Path(done)).Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_that_is_deleted_before_its_first_byte_is_sent_is_not_there()
    {
        await Institutions(3);
        var done = await Written(await Asked(new { list = "institutions", format = "csv" }));
        // Between the look at the export and the first of its parts.
        await using (var connection = await _app.Database.Open(CancellationToken.None))
            await connection.ExecuteAsync("DELETE FROM export_parts");

        await _app.AsOperator().Ask(Path(done)).Refuses(HttpStatusCode.NotFound, "record.not-found");
        await _app.AsOperator().Ask(Path(done), ("Range", "bytes=5-")).Refuses(HttpStatusCode.NotFound, "record.not-found");

        Assert.Empty(_app.Log.From(LogLevel.Error));
    }

    [Fact]
    public async Task Asked_again_with_the_same_key_it_is_one_and_nobody_keeps_more_than_twenty()
    {
        var auditor = await _app.AKey("auditor");
        Task<HttpResponseMessage> Send() => auditor.Send(HttpMethod.Post, "/exports", System.Net.Http.Json.JsonContent.Create(new { list = "items", format = "csv" }), ("Idempotency-Key", "one-export-and-no-more"));
        Assert.Equal((await Send().Is(HttpStatusCode.Accepted)).Id(), (await Send().Is(HttpStatusCode.Accepted)).Id());
        for (var asked = 1; asked < 20; asked++)
            await Asked(new { list = "items", format = "csv" }, auditor);

        await auditor.Post("/exports", new { list = "items", format = "csv" }).Refuses(HttpStatusCode.Conflict, "export.too-many");
    }

    async Task Institutions(int many)
    {
        for (var made = 0; made < many; made++)
            await _app.AnInstitution();
    }

    async Task<JsonObject> ManyItems(int postings = 1)
    {
        var (from, to) = (await _app.AnInstitution(), await _app.AnInstitution());
        var description = string.Concat(Enumerable.Repeat("Домбра из мастерской Камара Касымова. ", 50));
        var lines = Enumerable.Range(0, 700)
            .Select(number => new { item = new { name = new { ru = $"Домбра {number}" }, description = new { ru = description } }, quantity = 1 }).ToList();
        for (var posting = 0; posting < postings; posting++)
            await _app.AsOperator().Post("/transfers", Given.ATransfer(from, to, new { lines })).Is(HttpStatusCode.Created);
        return await Asked(new { list = "items", format = "ndjson" });
    }

    async Task<JsonObject> Asked(object body, HttpClient? client = null) => await (client ?? _app.AsOperator()).Post("/exports", body).Is(HttpStatusCode.Accepted);

    async Task<JsonObject> Written(JsonObject asked)
    {
        while (await _app.Runner().Round(CancellationToken.None))
        {
            // All that waits is written, the oldest first.
        }
        return await _app.AsOperator().Ask($"/exports/{asked.Id()}").Is(HttpStatusCode.OK);
    }

    static string Path(JsonObject export) => $"/exports/{export.Id()}/file";

    Task<HttpResponseMessage> Fetched(JsonObject done) => _app.AsOperator().Ask((string)done["links"]!["file"]!);

    /// <summary>A registry whose exports wait for the test.</summary>
    internal class Registry : RegistryApp
    {
        public HeardLog Log { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton<ILoggerFactory>(new LoggerFactory([Log]));
                foreach (var hosted in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationFactory?.Method.ReturnType == typeof(ExportRunner)).ToList())
                    services.Remove(hosted);
            });
        }

        public ExportRunner Runner() => ActivatorUtilities.CreateInstance<ExportRunner>(Services);
    }
}
