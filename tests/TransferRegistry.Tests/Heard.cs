using System.Collections.Concurrent;
using System.Diagnostics;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests;

/// <summary>The statements that a request has the service send to its database, in their order, told from those of everything else by the request's trace.</summary>
sealed class Heard : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    readonly string _trace = ActivityTraceId.CreateRandom().ToString();
    readonly ConcurrentQueue<string> _statements = new();
    readonly IDisposable _subscription;

    public Heard() => _subscription = Db.Statements.Subscribe(this);

    /// <summary>The header that the request is sent with.</summary>
    public (string, string) Header => ("traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01");

    public IReadOnlyList<string> Statements => [.. _statements];

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (Activity.Current?.TraceId.ToString() == _trace)
            _statements.Enqueue((string)value.Value!);
    }

    public void OnCompleted()
    {
        // Nothing was begun.
    }

    public void OnError(Exception error)
    {
        // Nobody says so.
    }

    public void Dispose() => _subscription.Dispose();
}
