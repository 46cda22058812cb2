using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Swashbuckle.AspNetCore.Swagger;

namespace TransferRegistry.Tests;

/// <summary>
/// Around the service in every test: an answer whose status the document does not list for its operation fails the test that asked, and the fixture when it ends.
/// What is answered before an operation is chosen belongs to none and is let pass: the way to https, an address or a method that is unknown, what the server itself can't parse. So is what nobody waited for.
/// </summary>
sealed class Documented : IStartupFilter
{
    static readonly Lock OneAtATime = new();
    static IReadOnlyList<Operation>? _operations;
    readonly ConcurrentDictionary<string, string> _missing = new(StringComparer.Ordinal);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        IReadOnlyList<Operation> operations = [];
        app.Use(async (http, following) =>
        {
            await following(http);
            if (http.GetEndpoint() is null || http.RequestAborted.IsCancellationRequested || Find(operations, http.Request) is not { } asked)
                return;
            if (asked.Statuses.Contains(http.Response.StatusCode))
                return;
            var fault = $"{asked.Id} ({asked.Method} {asked.Template}) has answered {http.Response.StatusCode}, and the document lists {string.Join(", ", asked.Statuses.Order())} only. It was {http.Request.Path}{http.Request.QueryString}.";
            _missing.TryAdd($"{asked.Id} {http.Response.StatusCode}", fault);
            throw new InvalidOperationException(fault);
        });
        next(app);
        // Only now are the addresses there to be described.
        operations = Operations(app.ApplicationServices);
        Assert.NotEmpty(operations);
    };

    /// <summary>Also where nobody heard it: the client was gone, or asked for the headers alone.</summary>
    public void Settle() => Assert.True(_missing.IsEmpty, string.Join('\n', _missing.Values));

    /// <summary>The operation that a request is for; null where the document has none.</summary>
    static Operation? Find(IReadOnlyList<Operation> operations, HttpRequest request)
    {
        var (method, segments) = (HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method, request.Path.Value!.Trim('/').Split('/'));
        return operations.FirstOrDefault(operation => operation.Method == method && operation.Takes(segments));
    }

    // The same in every service of a run, and a second's work.
    static IReadOnlyList<Operation> Operations(IServiceProvider services)
    {
        lock (OneAtATime)
            return _operations ??= [.. Read(services).OrderBy(operation => operation.Template.Count(letter => letter == '{'))];
    }

    static IEnumerable<Operation> Read(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var document = scope.ServiceProvider.GetRequiredService<ISwaggerProvider>().GetSwagger("v1");
        return document.Paths.SelectMany(path => path.Value.Operations!.Select(operation => new Operation(
            operation.Value.OperationId!, operation.Key.Method, path.Key, operation.Value.Responses!.Keys.Select(int.Parse).ToHashSet())));
    }

    sealed record Operation(string Id, string Method, string Template, IReadOnlySet<int> Statuses)
    {
        readonly string[] _segments = Template.Trim('/').Split('/');

        public bool Takes(string[] segments) => segments.Length == _segments.Length
            && segments.Zip(_segments).All(pair => pair.Second.StartsWith('{') || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
