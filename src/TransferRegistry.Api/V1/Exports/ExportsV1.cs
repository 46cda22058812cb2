using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.OpenApi;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Reading.Exports;

namespace TransferRegistry.Api.V1.Exports;

/// <summary>Exports over HTTP, version 1.</summary>
static class ExportsV1
{
    public static void MapExportsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/exports").WithTags("Exports");
        group.MapGet("/", List).WithName("listExports").RequireAuthorization(AccessPolicies.Key);
        group.MapPost("/", Ask).WithName("postExport").RequireAuthorization(AccessPolicies.Key);
        group.MapGet("/{id:guid}", Get).WithName("getExport").RequireAuthorization(AccessPolicies.Key);
        group.MapDelete("/{id:guid}", Delete).WithName("deleteExport").RequireAuthorization(AccessPolicies.Key);
        group.MapGet("/{id:guid}/file", File).WithName("getExportFile").RequireAuthorization(AccessPolicies.Key)
            .Produces(StatusCodes.Status200OK, responseType: null, StreamedList.Ndjson, StreamedList.Csv, "application/gzip")
            .WithMetadata(new Refuses(StatusCodes.Status409Conflict, StatusCodes.Status412PreconditionFailed, StatusCodes.Status416RangeNotSatisfiable))
            .Produces(StatusCodes.Status304NotModified)
            .Produces(StatusCodes.Status206PartialContent, responseType: null, StreamedList.Ndjson, StreamedList.Csv, "application/gzip");
    }

    /// <summary>List exports</summary>
    /// <remarks>Those that see what you see: asked for with your role, for your institution and region. The operator sees all.</remarks>
    static async Task<ListResult<ExportV1>> List(Query<ExportQuery> query, Paginator paginator, Caller caller, Links links)
    {
        var (conditions, parameters) = ExportStore.VisibleTo(caller);
        return await paginator.Query<ExportRow, ExportV1>(ExportSql.List, new ListFilter().By(conditions, parameters), query.Value,
            rows => Task.FromResult(rows.Select(row => ExportV1.Of(row, links))));
    }

    /// <summary>Ask for an export</summary>
    /// <remarks>
    /// The whole of a list, as CSV or NDJSON, as it is at the one moment it is begun, written down to be fetched: for lists too long for one answer over a poor line. Ask at `links.self` until `status` is `done`, then fetch `links.file`, in pieces where the line
    /// breaks. It is written with the eyes of your key, which must be good until then. Kept for a day.
    /// </remarks>
    static async Task<Accepted<ExportV1>> Ask(Body<ExportRequestV1> body, ExportStore exports, ExportLists lists, Links links, Work work, HttpContext http)
    {
        var asked = body.Value;
        var filter = await lists.Filters(asked.List.OfV1(), asked.Filter, http);
        var row = await exports.Ask(new() { List = asked.List.OfV1(), Filter = filter, Format = asked.Format.OfV1(), Compression = asked.Compression.OfV1(), Caller = work.Caller, Base = links.Base });
        var shown = ExportV1.Of(row, links);
        return TypedResults.Accepted(shown.Links.Self.AbsoluteUri, shown);
    }

    /// <summary>Read an export</summary>
    /// <remarks>How far it has come: `written` of `records`.</remarks>
    static async Task<Ok<ExportV1>> Get(Guid id, ExportStore exports, Links links) => TypedResults.Ok(ExportV1.Of(await exports.Get(id), links));

    /// <summary>Delete an export</summary>
    /// <remarks>Its file with it; one that is being written is written no further.</remarks>
    static async Task<NoContent> Delete(Guid id, ExportStore exports)
    {
        await exports.Delete(id);
        return TypedResults.NoContent();
    }

    /// <summary>Fetch an export's file</summary>
    /// <remarks>
    /// With Range (RFC 9110, 14) any piece of it, with If-Range only of the same file: so a download that broke off goes on where it was. `Repr-Digest` (RFC 9530) is the SHA-256 of the whole, whatever piece is asked for.
    /// 409 until it is done. One that is deleted while its file is sent breaks off.
    /// </remarks>
    static async Task<IResult> File(Guid id, ExportStore exports, Database database, AccessLog access, HttpContext http)
    {
        var row = await exports.Get(id);
        var status = Json.FromWire<ExportStatus>(row.Status);
        if (status is not ExportStatus.Done)
            throw status is ExportStatus.Failed ? Faults.ExportFailed.Because() : Faults.ExportNotDone.Because(("status", row.Status)).WithHeader(HeaderNames.RetryAfter, "5");
        await access.Exported(http.Request.Method, http.Request.Path, http.RequestAborted);
        return new Download(row, database);
    }

    /// <summary>The file, or the piece of it that is asked for.</summary>
    sealed class Download(ExportRow row, Database database) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            // As long as it takes; who takes nothing for a while is cut off by the server.
            httpContext.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
            httpContext.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(row.Digest!))}:";
            httpContext.Response.Headers.CacheControl = "private, no-cache";
            // Nothing is read of a file that is only looked at.
            if (httpContext.Features.Get<HeadRequest>() is not null)
                httpContext.Request.Method = HttpMethods.Head;
            var export = row.As<Export>();
            try
            {
                await TypedResults.Stream(new ExportFile.Reading(database, row.Id, row.Bytes), export.ContentType, export.FileName,
                    row.FinishedAt!.Value.ToDateTimeOffset(), new EntityTagHeaderValue($"\"{row.Digest![..32]}\""), enableRangeProcessing: true)
                    .ExecuteAsync(httpContext);
            }
            catch (Refusal) when (httpContext.Response.HasStarted)
            {
                // Deleted while it was sent. Its length was told already: only a broken connection says that this is not all of it.
                httpContext.Abort();
            }
        }
    }
}
