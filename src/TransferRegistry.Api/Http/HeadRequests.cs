namespace TransferRegistry.Api.Http;

/// <summary>Of a request that came as HEAD.</summary>
sealed class HeadRequest
{
    public static readonly HeadRequest Instance = new();
}

/// <summary>HEAD is answered as GET would be, without the body (RFC 9110, 9.3.2).</summary>
static class HeadRequests
{
    public static void UseHeadAsGet(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }
        http.Features.Set(HeadRequest.Instance);
        var body = http.Response.Body;
        (http.Request.Method, http.Response.Body) = (HttpMethods.Get, Stream.Null);
        try
        {
            await next(http);
        }
        finally
        {
            (http.Request.Method, http.Response.Body) = (HttpMethods.Head, body);
        }
    });
}
