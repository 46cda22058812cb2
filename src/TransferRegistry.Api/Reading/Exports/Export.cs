using NodaTime;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Reading.Exports;

/// <summary>A list that can be exported.</summary>
enum ExportList
{
    Agreements,
    Transfers,
    Items,
    Events,
    Institutions,
    Accesses,
}

/// <summary>What an export's file is written as.</summary>
enum ExportFormat
{
    Csv,
    Ndjson,
}

/// <summary>How an export's file is packed.</summary>
enum ExportCompression
{
    Gzip,
}

/// <summary>How far an export has come.</summary>
enum ExportStatus
{
    Queued,
    Running,
    Done,
    Failed,
}

/// <summary>What was asked, with whose eyes, and at which address: all it takes to write it, by any instance.</summary>
sealed record Export
{
    /// <summary>As many of one owner are kept.</summary>
    public const int Most = 20;

    /// <summary>How long a file is kept once it is written, and an export that never is.</summary>
    public static readonly Duration Kept = Duration.FromHours(24);

    public required ExportList List { get; init; }
    public IReadOnlyDictionary<string, string> Filter { get; init; } = new Dictionary<string, string>();
    public required ExportFormat Format { get; init; }
    public ExportCompression? Compression { get; init; }
    public required Caller Caller { get; init; }
    public required string Base { get; init; }

    public string FileName => $"{Json.ToWire(List)}.{Json.ToWire(Format)}{(Compression is null ? "" : ".gz")}";

    public string ContentType => (Compression, Format) switch
    {
        (ExportCompression.Gzip, _) => "application/gzip",
        (_, ExportFormat.Csv) => StreamedList.CsvWithHeader,
        _ => StreamedList.Ndjson,
    };

    /// <summary>Who sees the same sees the same file: the role, the institution and the region of a caller.</summary>
    public static string OwnerOf(Caller caller) => $"{Json.ToWire(caller.Role)} {caller.InstitutionId} {caller.Region}";
}

/// <summary>Why an export failed.</summary>
/// <param name="Code">As the refusal of the list would have said it.</param>
/// <param name="Detail">For people.</param>
sealed record ExportFault(string Code, string Detail);
