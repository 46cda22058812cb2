using System.Data.Common;
using Polly;
using Polly.Retry;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Http;

/// <summary>
/// Does anew, as a whole, what the database has undone (a deadlock's victim, a connection that broke while it was made or before the commit, a server that is moving), and what another outran.
/// Never what may have been kept, and no more than five times within two seconds: whoever asked can wait longer better than the service can.
/// </summary>
sealed partial class TransientRetry
{
    // A unit that begins the numbers of its agreement, its items and its transfer may be outrun in each, and be a victim beside.
    const int Again = 5;

    readonly ResiliencePipeline _pipeline;

    public TransientRetry(ILogger<TransientRetry> logger) => _pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        ShouldHandle = new PredicateBuilder().Handle<DbException>(Database.IsUndone).Handle<UnitRolledBackException>().Handle<Unreachable>(away => away.IsPassing),
        MaxRetryAttempts = Again,
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(50),
        UseJitter = true,
        OnRetry = again =>
        {
            DoneAnew(logger, again.AttemptNumber + 1, again.Outcome.Exception!.Message);
            return ValueTask.CompletedTask;
        },
    }).Build();

    /// <summary>The result of the first attempt that the database lets through; its refusal after the last. An attempt leaves nothing behind for the next.</summary>
    public async Task<T> Of<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) => await _pipeline.ExecuteAsync(async _ => await attempt(), cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database has undone a unit of work, which is done anew ({Attempt} of 5): {Fault}")]
    static partial void DoneAnew(ILogger logger, int attempt, string fault);
}
