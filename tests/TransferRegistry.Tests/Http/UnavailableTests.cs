using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Http;

namespace TransferRegistry.Tests.Http;

/// <summary>A database that is away for a while, and callers who are gone.</summary>
public sealed class UnavailableTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [SkippableFact]
    public async Task While_the_database_is_away_everybody_is_asked_to_come_again()
    {
        Skip.If(RegistryApp.SqlServer is not null, "The file is taken away, and a server has none.");
        var institution = await app.AnInstitution();
        var file = new SqliteConnectionStringBuilder(app.Database.ConnectionString).DataSource;
        await Away(file, async () =>
        {
            using var list = await app.AsAnybody().Ask("/institutions");
            using var change = await app.AsOperator().Patch($"/institutions/{institution}", new { place = new { ru = "Есик" } }, "*");
            foreach (var answer in new[] { list, change })
            {
                await Task.FromResult(answer).Refuses(HttpStatusCode.ServiceUnavailable);
                Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            }
        });
        await app.AsAnybody().Ask($"/institutions/{institution}").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_has_hung_up_is_no_failure_of_the_registry_however_the_driver_says_it()
    {
        var http = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        http.Response.Body = new MemoryStream();

        await app.Services.GetRequiredService<ProblemResponses>().Say(http, new SqliteException("interrupted", 9));

        Assert.Equal((StatusCodes.Status499ClientClosedRequest, 0), (http.Response.StatusCode, http.Response.Body.Length));
    }

    // A folder under the file's name can't be opened as a database.
    static async Task Away(string file, Func<Task> meanwhile)
    {
        SqliteConnection.ClearAllPools();
        var endings = new[] { "", "-wal", "-shm" }.Where(ending => File.Exists(file + ending)).ToList();
        endings.ForEach(ending => File.Move(file + ending, $"{file}.away{ending}"));
        Directory.CreateDirectory(file);
        // What ran in the background may have opened the file between.
        SqliteConnection.ClearAllPools();
        try
        {
            await meanwhile();
        }
        finally
        {
            Directory.Delete(file);
            endings.ForEach(ending => File.Move($"{file}.away{ending}", file + ending));
        }
    }
}
