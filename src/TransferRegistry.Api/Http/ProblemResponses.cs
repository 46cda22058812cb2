using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Diagnostics;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http;

/// <summary>Every no, in one voice: <c>application/problem+json</c> (RFC 9457), whoever said it first.</summary>
sealed partial class ProblemResponses(Links links, ILogger<ProblemResponses> logger)
{
    /// <summary>A refusal, or what nobody foresaw, as it came up from a handler.</summary>
    public async Task Say(HttpContext http, Exception fault)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            // Who hung up hears nothing, and drivers say in many ways that they were interrupted.
            if (!http.Response.HasStarted)
                http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        if (fault is RecordMergedException moved)
        {
            Redirect(http, moved);
            return;
        }
        var refusal = fault switch
        {
            Refusal refused => refused,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Faults.BodyTooLargeHere.Because(),
            BadHttpRequestException bad => Faults.BadRequest.Because(("fault", bad.Message.TrimEnd('.'))),
            CommitInDoubtException => Faults.CommitInDoubt.Because(),
            Unreachable or UnitRolledBackException => Unavailable(fault),
            DbException database when Database.TroubleOf(database) is not null => Unavailable(database),
            _ => Faults.Unforeseen.Because(),
        };
        if (refusal.Problem.Status >= 500)
            Failed(logger, fault);
        await Remember(http, refusal);
        http.Response.Clear();
        await Write(http, refusal);
    }

    /// <summary>The refusal that says what is the matter with the database.</summary>
    public static Refusal Unavailable(Exception fault) => (fault as DbException ?? fault.InnerException as DbException) switch
    {
        { } said when Database.TroubleOf(said) is Trouble.Damage => Faults.DatabaseDamaged.Because(),
        { } said when Database.TroubleOf(said) is Trouble.Disk => Faults.DatabaseDisk.Because(),
        _ => Faults.DatabaseAway.Because(),
    };

    /// <summary>A status that the framework gave without words: unknown routes, methods, media types, refused credentials.</summary>
    public Task Say(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status400BadRequest => Write(http, Faults.RequestUnreadable.Because()),
        StatusCodes.Status401Unauthorized => Write(http, Faults.NoValidKey.Because()),
        StatusCodes.Status403Forbidden => Write(http, Faults.RoleMayNot.Because()),
        StatusCodes.Status404NotFound => Write(http, Faults.NothingThere.Because(("path", http.Request.Path.ToString()))),
        StatusCodes.Status405MethodNotAllowed => Write(http, NotAllowed(http)),
        StatusCodes.Status412PreconditionFailed => Write(http, Faults.FileChanged.Because()),
        StatusCodes.Status413PayloadTooLarge => Write(http, Faults.BodyTooLargeHere.Because()),
        StatusCodes.Status416RangeNotSatisfiable => Write(http, Faults.NoSuchPiece.Because()),
        StatusCodes.Status415UnsupportedMediaType => Write(http, UnsupportedMediaType(http)),
        StatusCodes.Status500InternalServerError => Write(http, Faults.Unforeseen.Because()),
        StatusCodes.Status503ServiceUnavailable => Write(http, Faults.NotReady.Because()),
        _ => Task.CompletedTask,
    };

    // Who tried and was refused stands in the access log; a credential that nobody knows says nothing of who it was.
    async Task Remember(HttpContext http, Refusal refusal)
    {
        var isAddressed = Guid.TryParse(http.GetRouteValue("id") as string, out var id);
        var isDenial = refusal.Problem.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden || (refusal.Problem.Status is StatusCodes.Status404NotFound && isAddressed);
        if (!isDenial || http.RequestServices.GetService<Caller>() is not { Key: not null })
            return;
        var code = refusal.Faults.Count > 0 ? refusal.Faults[0].Kind.Code : null;
        var resource = isAddressed ? (http.Request.Path.Value!.Split('/')[3].TrimEnd('s'), id) : ((string, Guid)?)null;
        try
        {
            await http.RequestServices.GetRequiredService<AccessLog>().Denied(http.Request.Method, http.Request.Path, refusal.Problem.Status, code, resource, http.RequestAborted);
        }
        catch (Exception away) when (away is DbException or Unreachable)
        {
            // The refusal stands, whether it can be written down or not.
            NotRemembered(logger, away.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A denial was not written to the access log: {Fault}")]
    static partial void NotRemembered(ILogger logger, string fault);

    void Redirect(HttpContext http, RecordMergedException moved)
    {
        // /api/v1/institutions/{code}: what stands before the code may be spelt like it.
        var words = http.Request.Path.Value!.Split('/');
        var at = Array.FindIndex(words, Math.Min(4, words.Length), word => word.Equals(moved.From, StringComparison.OrdinalIgnoreCase));
        var path = string.Join('/', words.Select((word, index) => index == at ? moved.To.ToString() : word));
        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = $"{links.Base}{path}{http.Request.QueryString}";
    }

    static Refusal NotAllowed(HttpContext http)
    {
        var allowed = http.Response.Headers.Allow.ToString().Replace("GET", "GET, HEAD", StringComparison.Ordinal);
        return Faults.OtherMethods.Because(("path", http.Request.Path.ToString()), ("method", http.Request.Method), ("allowed", allowed)).WithHeader(HeaderNames.Allow, allowed);
    }

    public static Refusal UnsupportedMediaType(HttpContext http)
    {
        var patch = HttpMethods.IsPatch(http.Request.Method);
        return (http.Request.ContentType is { } given ? Faults.OtherMediaTypes.Because(("mediaType", given)) : Faults.NoMediaType.Because())
            .WithHeader(patch ? "Accept-Patch" : "Accept-Post", patch ? "application/merge-patch+json, application/json" : "application/json");
    }

    public async Task Write(HttpContext http, Refusal refusal)
    {
        if (http.Response.HasStarted)
            return;
        var document = new JsonObject
        {
            ["type"] = links.Problem(refusal.Problem.Slug),
            ["title"] = refusal.Problem.Title,
            ["status"] = refusal.Problem.Status,
            ["detail"] = refusal.Message,
            ["instance"] = $"urn:uuid:{Guid.CreateVersion7()}",
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        };
        if (refusal.Faults.Count > 0 && refusal.Faults[0].Kind.Invariant is { } invariant)
            document["invariant"] = invariant;
        foreach (var (name, value) in refusal.Members)
            document[name] = System.Text.Json.JsonSerializer.SerializeToNode(value, value.GetType(), Json.Options);
        if (refusal.Faults.Count > 0)
            document["errors"] = new JsonArray([.. refusal.Faults.Select(fault => System.Text.Json.JsonSerializer.SerializeToNode(FaultDetail.Of(fault), Json.Options))]);
        http.Response.ContentLength = null;
        foreach (var (name, value) in refusal.Headers)
            http.Response.Headers[name] = value;
        if (refusal.Problem == Problem.Unauthenticated)
            http.Response.Headers.WWWAuthenticate = refusal.Faults is [{ Kind: var kind }, ..] && kind == Faults.NoKey
                ? "Bearer realm=\"TransferRegistry\"" : "Bearer realm=\"TransferRegistry\", error=\"invalid_token\"";
        if (refusal.Problem == Problem.Unavailable)
            http.Response.Headers.RetryAfter = "5";
        http.Response.StatusCode = refusal.Problem.Status;
        http.Response.ContentType = "application/problem+json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        // Also to who has run out of time, whose request counts as broken off.
        await http.Response.Body.WriteAsync(Json.Bytes(document), CancellationToken.None);
    }

    /// <summary>The page that a problem's type leads to: what it means and what to do.</summary>
    public static IResult Page(string slug)
    {
        var problem = Problem.All.FirstOrDefault(known => known.Slug == slug) ?? throw Faults.NoProblem.Because(("slug", slug));
        return TypedResults.Content($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>{Encode(problem.Title)}</title></head>
            <body><h1>{Encode(problem.Title)}</h1><p>Status {problem.Status} {Encode(((HttpStatusCode)problem.Status).ToString())}</p><p>{Encode(problem.Advice)}</p>
            <p><a href="/problems">All problems</a> · <a href="/rules">The rules that invariant names</a></p></body></html>
            """, "text/html; charset=utf-8");
    }

    public static IResult Pages() => TypedResults.Content($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Problems</title></head>
        <body><h1>How the registry says no</h1><ul>
        {string.Concat(Problem.All.Select(problem => $"<li><a href=\"/problems/{problem.Slug}\">{problem.Status} {Encode(problem.Title)}</a></li>\n"))}</ul></body></html>
        """, "text/html; charset=utf-8");

    [LoggerMessage(LogLevel.Error, "The request failed")]
    static partial void Failed(ILogger logger, Exception fault);

    static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

/// <summary>One fault of a request, or one warning.</summary>
public sealed record FaultDetail
{
    /// <summary>Where in the body, as a JSON pointer (RFC 6901).</summary>
    public string? Pointer { get; init; }
    /// <summary>Which query parameter.</summary>
    public string? Parameter { get; init; }
    /// <summary>Which header.</summary>
    public string? Header { get; init; }
    /// <summary>Stable, for programs.</summary>
    public required string Code { get; init; }
    /// <summary>The rule of the domain it breaks.</summary>
    public string? Invariant { get; init; }
    /// <summary>For people.</summary>
    [StringLength(FaultKind.MostCharacters, MinimumLength = 1)] public required string Detail { get; init; }
    /// <summary>The values the detail speaks of: texts, and numbers as numbers.</summary>
    public IReadOnlyDictionary<string, object>? Params { get; init; }

    internal static FaultDetail Of(Fault fault) => new()
    {
        Pointer = fault.Pointer,
        Parameter = fault.ParameterName,
        Header = fault.HeaderName,
        Code = fault.Kind.Code,
        Invariant = fault.Kind.Invariant,
        Detail = fault.Detail,
        Params = fault.Params.Count == 0 ? null : fault.Params,
    };
}
