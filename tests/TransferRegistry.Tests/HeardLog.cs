using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TransferRegistry.Tests;

/// <summary>The log of the service and of all below it, from warnings on, where a test puts it in place of the ILoggerFactory.</summary>
sealed class HeardLog : ILoggerProvider
{
    readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> _lines = [];

    /// <summary>The lines of a level or a graver one.</summary>
    public IReadOnlyList<(LogLevel Level, string Category, string Text)> From(LogLevel level) => [.. _lines.Where(line => line.Level >= level)];

    public ILogger CreateLogger(string categoryName) => new Listener(categoryName, _lines);

    public void Dispose()
    {
        // Nothing is held.
    }

    sealed class Listener(string category, ConcurrentQueue<(LogLevel, string, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                lines.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}"));
        }
    }
}
