using System.Collections.Concurrent;
using NodaTime;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Access;

/// <summary>When each key was last used: gathered as requests come, written down once a minute, so that reading never waits for a write.</summary>
sealed class KeyUse : IPeriodicTask
{
    readonly ConcurrentDictionary<Guid, Instant> _used = [];

    public bool IsDue => !_used.IsEmpty;

    public void Seen(Guid key, Instant now) => _used[key] = now;

    public async Task Do(Work work)
    {
        foreach (var (key, at) in _used)
        {
            var use = new { Key = key, At = at };
            if (await work.ExecuteUnjournaled(KeySql.Use, use) == 0 && await work.Count(KeySql.Uses, use) == 0)
                await work.ExecuteUnjournaled(KeySql.FirstUse, use);
        }
        // Forgotten only as it was written: a use that came meanwhile is written the next time.
        foreach (var use in _used)
            _used.TryRemove(use);
    }
}
