using System.Globalization;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Http;

/// <summary>
/// Every request is one unit of work, done anew when the database has undone it. An unsafe one is committed before the first byte of the answer,
/// so that nobody holds a 201 that was undone; a refusal leaves through here as an exception, and the unit with it.
/// </summary>
sealed class UnitOfWorkFilter(TransientRetry retry) : IEndpointFilter
{
    /// <summary>How far the journal went in what was read, or goes with what was written: an answer with a lower number than another is the older one.</summary>
    public const string RegistrySeq = "Registry-Seq";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var writes = !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);
        var (work, access) = (http.RequestServices.GetRequiredService<Work>(), http.RequestServices.GetRequiredService<AccessLog>());
        return await retry.Of(async () =>
        {
            try
            {
                if (writes)
                    await work.Begin();
                access.Forget();
                var result = await next(context);
                if (writes)
                {
                    if (access.IsAsked)
                        await access.Keep(work, http.Request.Method, http.Request.Path);
                    await work.Commit();
                }
                if (await work.Position() is { } seq)
                    http.Response.Headers[RegistrySeq] = seq.ToString(CultureInfo.InvariantCulture);
                if (!writes && access.IsAsked)
                {
                    // One connection a request: who waits for a second while holding a first waits for those who do the same.
                    await work.DisposeAsync();
                    await access.Keep(http.Request.Method, http.Request.Path, http.RequestAborted);
                }
                return result;
            }
            catch (Exception fault)
            {
                // UnitRolledBackException here and not when the request ends: nobody else waits while a refusal is sent.
                await work.DisposeAsync();
                // With a key it is safe to ask again: if the unit was kept, its answer was kept with it.
                if (fault is CommitInDoubtException && IdempotencyKey.Of(http.Request) is not null)
                    throw new UnitRolledBackException(fault.Message, fault);
                // A driver that is interrupted says so in its own words.
                if (http.RequestAborted.IsCancellationRequested && fault is not OperationCanceledException)
                    throw new OperationCanceledException(fault.Message, fault, http.RequestAborted);
                throw;
            }
        }, http.RequestAborted);
    }
}
