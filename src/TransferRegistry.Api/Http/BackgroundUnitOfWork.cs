using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>Units of work that no request asked for: what the service does by itself, done anew like a request's when the database has undone it.</summary>
sealed class BackgroundUnitOfWork(Database database, RegistryTime time, TransientRetry retry)
{
    static readonly RequestId Own = new("registry");

    /// <summary>Does it, and commits.</summary>
    /// <param name="act">What is done; what it leaves behind beside the unit is left behind by every attempt.</param>
    /// <param name="caller">In whose name records are changed; needed only where some are.</param>
    public async Task<T> Run<T>(Func<Work, Task<T>> act, Caller? caller = null) => await retry.Of(async () =>
    {
        await using var work = new Work(database, time, caller ?? Caller.Anonymous, Own, CancellationToken.None);
        await work.Begin();
        var result = await act(work);
        await work.Commit();
        return result;
    }, CancellationToken.None);
}
