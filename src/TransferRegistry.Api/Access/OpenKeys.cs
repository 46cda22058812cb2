using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Access;

/// <summary>What lasts longer than a request goes on only while the credential it began with opens something. Asked of the original, never of a copy that may not have heard of a revocation.</summary>
sealed class OpenKeys(Database database, RegistryTime time, IHostEnvironment environment)
{
    /// <summary>Whether the credential still opens anything. What is known of a token is its end.</summary>
    public async Task<bool> StillOpens(Caller caller) => (caller.Until is not { } end || end > time.Now) && (!Guid.TryParse(caller.Key, out var id) || await Bearer(id) is not null);

    /// <summary>Whom the bearer of a key is taken for now; null where it opens nothing.</summary>
    public async Task<Caller?> Bearer(Guid key)
    {
        await using var original = new Db(database, CancellationToken.None);
        return await original.Find<BearerRow>(KeySql.Bearers.Only("id"), new { Id = key }) is { } row && row.As<AccessKey>() is var record
            && record.Refusal(time.Now, environment.IsDevelopment()) is null ? record.Bearer(row.InstitutionRegion) : null;
    }
}
