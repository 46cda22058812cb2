namespace TransferRegistry.Api.Data;

enum Dialect { Sqlite, SqlServer }

/// <summary>A statement: one text both engines run, or a pair. A pair says in a comment what forces it.</summary>
readonly record struct SqlText(string Sqlite, string SqlServer)
{
    public static implicit operator SqlText(string shared) => new(shared, shared);

    public string For(Dialect dialect) => dialect is Dialect.Sqlite ? Sqlite : SqlServer;
}
