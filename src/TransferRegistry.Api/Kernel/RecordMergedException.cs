namespace TransferRegistry.Api.Kernel;

/// <summary>The record was merged into another, which answers for it: on its way up it becomes a 308 (RFC 9110, 15.4.9) to the same address of that one.</summary>
/// <param name="from">The word of the address that led here: an id, or an institution's code.</param>
/// <param name="to">The record that answers instead.</param>
sealed class RecordMergedException(string from, Guid to) : Exception($"{from} was merged into {to}.")
{
    public string From => from;
    public Guid To => to;
}
