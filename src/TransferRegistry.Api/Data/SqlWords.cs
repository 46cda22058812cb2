namespace TransferRegistry.Api.Data;

/// <summary>Words of the code as constants of SQL.</summary>
static class SqlWords
{
    /// <summary>What an IN takes: ('one', 'another').</summary>
    public static string List(params IEnumerable<string> words) => $"('{string.Join("', '", words)}')";
}
