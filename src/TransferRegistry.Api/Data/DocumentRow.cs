using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Data;

/// <summary>A record as its row gives it: the id it is walked by, and the document it is.</summary>
record DocumentRow
{
    public required Guid Id { get; init; }
    public required string Document { get; init; }

    public T As<T>() => Json.Read<T>(Document);
}
