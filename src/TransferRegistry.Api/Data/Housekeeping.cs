using System.Data.Common;

namespace TransferRegistry.Api.Data;

/// <summary>Something to be put in order now and then, that is no record of the registry.</summary>
interface IPeriodicTask
{
    /// <summary>Whether there is something to do.</summary>
    bool IsDue { get; }

    /// <summary>Does it, with <see cref="Work.ExecuteUnjournaled"/>. Any instance may, at any time, also two at once.</summary>
    Task Do(Work work);
}

/// <summary>Does the tasks every minute, each in a unit of work of its own, and a last time when the service ends. One that fails is done the next time.</summary>
sealed partial class Housekeeping(IServiceScopeFactory scopes, IEnumerable<IPeriodicTask> tasks, ILogger<Housekeeping> logger) : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public async Task Round()
    {
        foreach (var task in tasks.Where(task => task.IsDue))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var work = scope.ServiceProvider.GetRequiredService<Work>();
                await work.Begin();
                await task.Do(work);
                await work.Commit();
            }
            catch (Exception fault) when (fault is DbException or Unreachable or UnitRolledBackException or CommitInDoubtException)
            {
                PutOff(logger, task.GetType().Name, fault.Message);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Task} was not done, and is tried again in a minute: {Fault}")]
    static partial void PutOff(ILogger logger, string task, string fault);
}
