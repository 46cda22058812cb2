using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Data;

/// <summary>A row of a list: the id it is walked by.</summary>
record KeyedRow
{
    public required Guid Id { get; init; }
}

/// <summary>A record as its row gives it: the id it is walked by, and the document it is.</summary>
record DocumentRow : KeyedRow
{
    public required string Document { get; init; }

    public T As<T>() => Json.Read<T>(Document);
}
