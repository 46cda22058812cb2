namespace TransferRegistry.Api.Problems;

/// <summary>A kind of refusal (RFC 9457): its address under <c>/problems</c>, its status, its title, and what a caller does about it.</summary>
sealed record Problem(string Slug, int Status, string Title, string Advice)
{
    public static readonly Problem Unreadable = new("unreadable-body", 400, "The body can't be read",
        "Send one JSON value in UTF-8 without duplicate members, NUL characters or lone surrogates. Each fault is named in errors, with its place as a JSON pointer where it has one.");
    public static readonly Problem UnreadableQuery = new("unreadable-parameter", 400, "A parameter can't be read",
        "Each parameter named in errors is unknown to this address, given twice, or has a value that is none of those it takes. Its own entry says which it takes.");
    public static readonly Problem Unauthenticated = new("unauthenticated", 401, "A valid key is needed",
        "Send Authorization: Bearer with a registry key (trk_…) that is neither expired nor revoked. The registry's operator gives keys; in development four sample keys are printed at start.");
    public static readonly Problem Forbidden = new("forbidden", 403, "Your role or your side may not do this",
        "The record can be seen with your key, but this step belongs to another side or to another role. The detail says whose it is.");
    public static readonly Problem NotFound = new("not-found", 404, "There is no such record or address",
        "Check the address and the id. A record that your key may not see answers exactly as one that does not exist.");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "This address does not take that method",
        "Use a method of the Allow header. Agreements, transfers, items and institutions are never deleted: they are withdrawn, cancelled or made void by a transition.");
    public static readonly Problem NotAcceptable = new("not-acceptable", 406, "No representation fits the Accept header", "Ask for application/json, or leave the Accept header out.");
    public static readonly Problem WrongState = new("wrong-state", 409, "The record's state does not allow this step",
        "Read the record: status says where it stands and allowedActions which steps are open to you.");
    public static readonly Problem Duplicate = new("duplicate", 409, "The registry already holds this",
        "Location and act name the record that holds the number or the reference. With sameContent true your earlier request succeeded and nothing is left to do.");
    public static readonly Problem RuleBroken = new("rule-broken", 409, "What the registry holds speaks against this",
        "Each entry of errors names the rule (invariant) and what it found. Mend what it names, or record the act that is missing, then try again.");
    public static readonly Problem CustodyConflict = new("custody-conflict", 409, "The items are not where this act says",
        "holder names who holds the item and act the act that put it there. Either that act is wrong and wants a correction, or this one names the wrong side.");
    public static readonly Problem ReservationConflict = new("reservation-conflict", 409, "The items are taken for those days",
        "holder and act name the transfer that has them. Choose other days, or wait for the return.");
    public static readonly Problem InProgress = new("in-progress", 409, "The same request is still being worked on",
        "Send it again, with the same Idempotency-Key, after the seconds that Retry-After names: it is then answered as the first one was.");
    public static readonly Problem Gone = new("history-gone", 410, "The registry's past is another than the one you know",
        "The database was restored from a copy that is older than your cursor. Read everything again: from=start, or the lists and then from=now.");
    public static readonly Problem StalePrecondition = new("stale-version", 412, "The record has changed since you read it",
        "Read it again, look at what changed under /history, and send your change with the ETag you then get. The current one stands in this answer's ETag header. Weak tags never match.");
    public static readonly Problem TooLarge = new("body-too-large", 413, "The body is larger than this address takes",
        "JSON bodies are up to 1 MiB, postings of agreements and transfers up to 20 MiB. Split the posting.");
    public static readonly Problem NoSuchRange = new("range-not-satisfiable", 416, "The file has no such piece",
        "Content-Range says how long the file is. Ask for a piece within it, or leave Range out.");
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "This address does not take that media type",
        "Send application/json; a PATCH also takes application/merge-patch+json.");
    public static readonly Problem Invalid = new("invalid", 422, "The request does not fit the contract",
        "errors names every fault at once, each with its place as a JSON pointer and with the values that are taken. Mend them all and send the request again.");
    public static readonly Problem RuleBrokenByRequest = new("rule-broken-by-request", 422, "The request contradicts itself",
        "Each entry of errors names the rule (invariant) that the request breaks whatever the registry holds.");
    public static readonly Problem PreconditionRequired = new("precondition-required", 428, "If-Match is needed",
        "Read the record and send its ETag as If-Match, so that nobody's change is overwritten unseen.");
    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "Too many requests have come from you",
        "Wait for the seconds that Retry-After names, and send it again. RateLimit says in every answer how many are left in this minute, RateLimit-Policy how many there are.");
    public static readonly Problem Internal = new("internal", 500, "The registry failed", "Nothing was written. Try again; if it fails again, give the operator the traceId.");
    public static readonly Problem Unavailable = new("unavailable", 503, "The registry can't answer just now", "Nothing was written, unless errors says database.in-doubt. Try again after the seconds that Retry-After names.");

    public static readonly IReadOnlyList<Problem> All =
    [
        Unreadable, UnreadableQuery, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, WrongState, Duplicate, RuleBroken, CustodyConflict,
        ReservationConflict, InProgress, Gone, StalePrecondition, TooLarge, UnsupportedMediaType, NoSuchRange, Invalid, RuleBrokenByRequest, PreconditionRequired, TooManyRequests, Internal, Unavailable,
    ];
}

/// <summary>The only exception the registry throws on purpose: passing the unit of work on its way up, it undoes it.</summary>
sealed class Refusal(Problem problem, string detail, IReadOnlyList<Fault> faults) : Exception(detail)
{
    public Problem Problem => problem;
    public IReadOnlyList<Fault> Faults => faults;
    /// <summary>Further members of the problem document: holder, act, sameContent.</summary>
    public Dictionary<string, object> Members { get; } = [];
    public Dictionary<string, string> Headers { get; } = [];

    public Refusal With(string member, object? value)
    {
        if (value is not null)
            Members[member] = value;
        return this;
    }

    public Refusal WithHeader(string name, string value)
    {
        Headers[name] = value;
        return this;
    }
}
