using System.Data.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http;

/// <summary>For those who watch over the service.</summary>
sealed class Health(Database database, Migrator migrator)
{
    // The schema of a running service only grows: found whole once, it is whole.
    volatile bool _migrated;

    public void Map(IEndpointRouteBuilder health)
    {
        health.MapGet("/live", Live).WithName("getLiveness").RequireAuthorization(AccessPolicies.Open);
        health.MapGet("/ready", (Delegate)Ready).WithName("getReadiness").RequireAuthorization(AccessPolicies.Open);
    }

    /// <summary>Is the service running</summary>
    /// <remarks>Answers as long as the process does; it looks at nothing else. Where this fails, restart the service.</remarks>
    static Ok<HealthReport> Live() => TypedResults.Ok(new HealthReport { Status = "live" });

    /// <summary>Can the service work</summary>
    /// <remarks>
    /// Answers when the database has the schema of this version and can be read and written. Once a request has met a damaged database or a full disk,
    /// this fails until the same statement succeeds again. Where this fails, send no requests for the time being.
    /// </remarks>
    async Task<Ok<HealthReport>> Ready(HttpContext http)
    {
        try
        {
            _migrated = _migrated || migrator.Missing().Count == 0;
            if (!_migrated)
                throw Faults.OldSchema.Because();
            await using var db = new Db(database, http.RequestAborted);
            await db.Count(JournalSql.Position);
            await http.RequestServices.GetRequiredService<Work>().Count(JournalSql.Position);
            await database.Alarm.Look();
        }
        catch (Exception fault) when (fault is DbException or Unreachable)
        {
            // The migrator's own statements do not raise it.
            if (fault is DbException said)
                database.Alarm.Raise(said);
            throw ProblemResponses.Unavailable(fault);
        }
        return TypedResults.Ok(new HealthReport { Status = "ready" });
    }

}

/// <summary>How the service is.</summary>
public sealed record HealthReport
{
    /// <summary>live or ready.</summary>
    public required string Status { get; init; }
}

static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        new Health(services.GetRequiredService<Database>(), services.GetRequiredService<Migrator>()).Map(app.MapGroup("/health").WithTags("Health"));
    }
}
