namespace TransferRegistry.Api.V1.Exports;

/// <summary>A list that can be exported.</summary>
public enum ExportListV1
{
    /// <summary>GET /agreements.</summary>
    Agreements,
    /// <summary>GET /transfers.</summary>
    Transfers,
    /// <summary>GET /items.</summary>
    Items,
    /// <summary>GET /events.</summary>
    Events,
    /// <summary>GET /institutions.</summary>
    Institutions,
    /// <summary>GET /audit/access, for auditors and the operator.</summary>
    Accesses,
}

/// <summary>What an export's file is written as.</summary>
public enum ExportFormatV1
{
    /// <summary>As RFC 4180 has it, for spreadsheets.</summary>
    Csv,
    /// <summary>A record a line.</summary>
    Ndjson,
}

/// <summary>How an export's file is packed.</summary>
public enum ExportCompressionV1
{
    /// <summary>By gzip (RFC 1952): the file is the packed one, and its length and digest are.</summary>
    Gzip,
}

/// <summary>How far an export has come.</summary>
public enum ExportStatusV1
{
    /// <summary>It waits for its turn.</summary>
    Queued,
    /// <summary>It is being written.</summary>
    Running,
    /// <summary>Its file can be fetched.</summary>
    Done,
    /// <summary>It can't be written; fault says why.</summary>
    Failed,
}
