using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>The errors of a database that the registry has an answer to.</summary>
public sealed class DatabaseTests
{
    [Theory]
    [InlineData(5, "Away")] // busy
    [InlineData(6, "Away")] // locked
    [InlineData(14, "Away")] // can't be opened
    [InlineData(8, "Disk")] // read-only
    [InlineData(10, "Disk")] // input or output failed
    [InlineData(13, "Disk")] // full
    [InlineData(11, "Damage")] // malformed
    [InlineData(26, "Damage")] // no database
    [InlineData(1, null)] // no such table
    [InlineData(19, null)] // a constraint
    public void What_SQLite_says_of_its_file_is_told_from_what_it_says_of_a_statement(int code, string? trouble) =>
        Assert.Equal(trouble, Database.TroubleOf(new SqliteException("fault", code))?.ToString());

    [Theory]
    [InlineData(1205, 13, "Away", true)] // a deadlock's victim
    [InlineData(40613, 17, "Away", true)] // not there at the moment
    [InlineData(-2, 11, "Away", false)] // a timeout
    [InlineData(64, 20, "Away", true)] // the line is cut
    [InlineData(823, 24, "Disk", false)] // the operating system fails to read or write
    [InlineData(825, 10, "Disk", false)] // it did so at another attempt
    [InlineData(1101, 17, "Disk", false)] // no page to be had
    [InlineData(1105, 17, "Disk", false)] // a file group is full
    [InlineData(9002, 17, "Disk", false)] // the log is full
    [InlineData(3906, 16, "Disk", false)] // read-only
    [InlineData(824, 24, "Damage", false)] // a page fails its check
    [InlineData(605, 21, "Damage", false)] // a page of another table
    [InlineData(3414, 21, "Damage", false)] // the recovery failed
    [InlineData(926, 14, "Damage", false)] // suspect
    [InlineData(207, 16, null, false)] // no such column
    public void What_SQL_Server_says_of_its_disk_is_not_done_anew(int number, byte severity, string? trouble, bool doneAnew)
    {
        var fault = Said(number, severity);

        Assert.Equal((trouble, doneAnew), (Database.TroubleOf(fault)?.ToString(), Database.IsUndone(fault)));
    }

    // The driver lets nobody else make one.
    static SqlException Said(int number, byte severity)
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var making = typeof(SqlError).GetConstructors(Hidden).MaxBy(found => found.GetParameters().Length)!;
        var error = making.Invoke([.. making.GetParameters().Select(parameter => parameter.Name switch
        {
            "infoNumber" => number,
            "errorClass" => severity,
            _ when parameter.ParameterType == typeof(string) => "fault",
            _ => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null,
        })]);
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", Hidden)!.Invoke(errors, [error]);
        var made = typeof(SqlException).GetMethod("CreateException", Hidden, [typeof(SqlErrorCollection), typeof(string)])!;
        return (SqlException)made.Invoke(obj: null, [errors, "16.0"])!;
    }
}
