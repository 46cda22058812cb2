using TransferRegistry.Api.Data;

namespace TransferRegistry.Api.Http;

/// <summary>
/// Every unsafe request is one unit of work. It is committed before the first byte of the answer, so that nobody holds a 201 that was undone;
/// a refusal leaves through here as an exception, and the unit with it.
/// </summary>
sealed class UnitOfWorkFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            return await next(context);
        var work = http.RequestServices.GetRequiredService<Work>();
        try
        {
            await work.Begin();
            var result = await next(context);
            await work.Commit();
            return result;
        }
        catch
        {
            // Undone here and not when the request ends: nobody else waits while a refusal is sent.
            await work.DisposeAsync();
            throw;
        }
    }
}
