using System.Data.Common;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>Something to be put in order now and then, that is no record of the registry.</summary>
interface IChore
{
    /// <summary>Whether there is something to do.</summary>
    bool IsDue { get; }

    /// <summary>Does it, with <see cref="Work.Note"/>. Any instance may, at any time, also two at once.</summary>
    Task Do(Work work);
}

/// <summary>Does the chores every minute, each in a unit of work of its own, and a last time when the service ends. One that fails is done the next time.</summary>
sealed partial class Housekeeping(IServiceScopeFactory scopes, IEnumerable<IChore> chores, ILogger<Housekeeping> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task Round()
    {
        foreach (var chore in chores.Where(chore => chore.IsDue))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var work = scope.ServiceProvider.GetRequiredService<Work>();
                await work.Begin();
                await chore.Do(work);
                await work.Commit();
            }
            catch (Exception fault) when (fault is DbException or Unreachable or Undone or InDoubt)
            {
                PutOff(logger, chore.GetType().Name, fault.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var clock = new PeriodicTimer(Every);
        try
        {
            while (await clock.WaitForNextTickAsync(stoppingToken))
                await Round();
        }
        catch (OperationCanceledException)
        {
            await Round();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Chore} was not done, and is tried again in a minute: {Fault}")]
    static partial void PutOff(ILogger logger, string chore, string fault);
}
