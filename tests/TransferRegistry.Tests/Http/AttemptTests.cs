using System.Data.Common;
using System.Reflection;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;

namespace TransferRegistry.Tests.Http;

/// <summary>What the database has undone is done anew; what it may have kept, or would only refuse again, is not.</summary>
public sealed class AttemptTests
{
    readonly TransientRetry _attempts = new(NullLogger<TransientRetry>.Instance);

    [Theory]
    [InlineData(1205, 13, "the victim of a deadlock")]
    [InlineData(3960, 16, "a conflict of snapshots")]
    [InlineData(10054, 20, "a line that was cut")]
    [InlineData(40613, 17, "a database that is moving")]
    public async Task What_was_undone_is_done_anew(int number, byte severity, string what)
    {
        var tries = 0;

        Assert.Equal(what, await _attempts.Of(() => Task.FromResult(++tries < 3 ? throw Said(number, severity) : what), CancellationToken.None));

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Who_was_outrun_begins_anew()
    {
        var tries = 0;

        Assert.Equal(2, await _attempts.Of(() => Task.FromResult(++tries < 2 ? throw new UnitRolledBackException("Another was quicker.") : tries), CancellationToken.None));
    }

    [Theory]
    [InlineData(-2, 11, "a timeout")]
    [InlineData(1105, 17, "a full disk")]
    [InlineData(547, 16, "a rule of the schema")]
    public async Task What_would_only_be_met_again_is_said_at_once(int number, byte severity, string what)
    {
        var tries = 0;

        await Assert.ThrowsAsync<SqlException>(() => _attempts.Of<string>(() => ++tries > 0 ? throw Said(number, severity) : Task.FromResult(what), CancellationToken.None));

        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task A_commit_of_which_nobody_knows_is_not_done_twice()
    {
        var tries = 0;

        await Assert.ThrowsAsync<CommitInDoubtException>(() => _attempts.Of<int>(() => ++tries > 0 ? throw new CommitInDoubtException(Said(10054, 20)) : Task.FromResult(0), CancellationToken.None));

        Assert.Equal(1, tries);
        Assert.True(Database.IsInDoubt(Said(10054, 20)));
        Assert.True(Database.IsInDoubt(Said(-2, 11)));
        Assert.False(Database.IsInDoubt(Said(1205, 13)));
        // A file tells whether it was written.
        Assert.False(Database.IsInDoubt(new SqliteException("database is locked", 5)));
    }

    [Fact]
    public async Task Nobody_tries_for_ever()
    {
        var tries = 0;

        await Assert.ThrowsAsync<SqlException>(() => _attempts.Of<int>(() => ++tries > 0 ? throw Said(1205, 13) : Task.FromResult(0), CancellationToken.None));

        Assert.Equal(6, tries);
    }

    // The driver lets nobody else make what it throws.
    static DbException Said(int number, byte severity)
    {
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic;
        var makers = typeof(SqlError).GetConstructors(hidden);
        var maker = makers.OrderBy(known => known.GetParameters().Length).First();
        var error = maker.Invoke([.. maker.GetParameters().Select(parameter => parameter.Name switch
        {
            "infoNumber" => number,
            "errorClass" => severity,
            _ when parameter.ParameterType == typeof(string) => "said by a test",
            _ => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null,
        })]);
        var errors = Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", hidden)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(hidden).Where(method => method.Name == "CreateException").OrderBy(method => method.GetParameters().Length).First();
        return (DbException)create.Invoke(null, [.. create.GetParameters().Select(parameter => parameter.ParameterType == typeof(SqlErrorCollection) ? errors
            : parameter.ParameterType == typeof(string) ? "16.0" : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)])!;
    }
}
