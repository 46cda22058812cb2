using System.Text.Json;
using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Exports;

namespace TransferRegistry.Api.V1.Exports;

/// <summary>An export that is asked for.</summary>
public sealed record ExportRequestV1
{
    /// <summary>Which list.</summary>
    public required ExportListV1 List { get; init; }
    /// <summary>The filters, as the list's address takes them: names and single values, and sort. Everything where nothing is said.</summary>
    public JsonElement? Filter { get; init; }
    /// <summary>What the file is written as.</summary>
    public required ExportFormatV1 Format { get; init; }
    /// <summary>gzip: the file is packed, a tenth as long for a poor line; as it is where nothing is said.</summary>
    public ExportCompressionV1? Compression { get; init; }
}

/// <summary>An export: a whole list as it was at one moment, written down to be fetched.</summary>
public sealed record ExportV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>Rises with every step.</summary>
    public required long Version { get; init; }
    /// <summary>Which list.</summary>
    public required ExportListV1 List { get; init; }
    /// <summary>The filters it is narrowed by.</summary>
    public IReadOnlyDictionary<string, string>? Filter { get; init; }
    /// <summary>What the file is written as.</summary>
    public required ExportFormatV1 Format { get; init; }
    /// <summary>How it is packed.</summary>
    public ExportCompressionV1? Compression { get; init; }
    /// <summary>How far it has come.</summary>
    public required ExportStatusV1 Status { get; init; }
    /// <summary>The journal's entry at which the list was so; absent until it is begun.</summary>
    public long? Seq { get; init; }
    /// <summary>How many records the list has; absent until they are counted.</summary>
    public long? Records { get; init; }
    /// <summary>How many of them are written.</summary>
    public required long Written { get; init; }
    /// <summary>How long the file is, so far, in bytes.</summary>
    public required long Bytes { get; init; }
    /// <summary>SHA-256 of the whole file, lower-case hex; Repr-Digest says the same in base64.</summary>
    public string? Sha256 { get; init; }
    /// <summary>Why it failed.</summary>
    public ExportFaultV1? Fault { get; init; }
    /// <summary>When it was asked for.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was done, or failed.</summary>
    public Instant? FinishedAt { get; init; }
    /// <summary>When it is removed: a day after it was done.</summary>
    public required Instant ExpiresAt { get; init; }
    /// <summary>Where it and its file are.</summary>
    public required ExportLinksV1 Links { get; init; }

    internal static ExportV1 Of(ExportRow row, Links links)
    {
        var (export, status) = (row.As<Export>(), Json.FromWire<ExportStatus>(row.Status));
        return new()
        {
            Id = row.Id, Version = row.Version, List = export.List.ToV1(), Filter = export.Filter.Count == 0 ? null : export.Filter, Format = export.Format.ToV1(), Compression = export.Compression.ToV1(),
            Status = status.ToV1(), Seq = row.Seq, Records = row.Records, Written = row.Written, Bytes = row.Bytes, Sha256 = row.Digest,
            Fault = row.Fault is null ? null : Json.Read<ExportFaultV1>(row.Fault), CreatedAt = row.CreatedAt, FinishedAt = row.FinishedAt, ExpiresAt = row.ExpiresAt,
            Links = new() { Self = new(links.To($"/exports/{row.Id}")), File = status is ExportStatus.Done ? new(links.To($"/exports/{row.Id}/file")) : null },
        };
    }
}

/// <summary>Why an export failed.</summary>
public sealed record ExportFaultV1
{
    /// <summary>Stable, for programs: as the list's own address would have refused.</summary>
    public required string Code { get; init; }
    /// <summary>For people.</summary>
    public required string Detail { get; init; }
}

/// <summary>Where an export and its file are.</summary>
public sealed record ExportLinksV1
{
    /// <summary>The export.</summary>
    public required Uri Self { get; init; }
    /// <summary>Its file, once it is done.</summary>
    public Uri? File { get; init; }
}

/// <summary>The parameters of the list of exports.</summary>
public sealed record ExportQuery : ListQuery;
