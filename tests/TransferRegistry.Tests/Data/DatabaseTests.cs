using Microsoft.Data.Sqlite;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>The errors of a database that the registry has an answer to.</summary>
public sealed class DatabaseTests
{
    [Theory]
    [InlineData(5, true)] // busy
    [InlineData(6, true)] // locked
    [InlineData(10, true)] // input or output failed
    [InlineData(13, true)] // full
    [InlineData(14, true)] // can't be opened
    [InlineData(1, false)] // no such table
    [InlineData(19, false)] // a constraint
    [InlineData(26, false)] // no database
    public void What_may_pass_by_itself_is_told_from_what_does_not(int code, bool transient) =>
        Assert.Equal(transient, Database.IsTransient(new SqliteException("fault", code)));
}
