using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Data;

/// <summary>
/// The register of access: who read what is sealed, who took copies of much at once, and who was refused. One a request. What a request has read is written before it is answered,
/// and where it can't be written the request fails; the requests themselves are in the log of the service, not here.
/// </summary>
sealed class AccessLog(Database database, RegistryTime time, Caller caller, RequestId request)
{
    readonly HashSet<(string Type, Guid Id)> _read = [];

    static string From(string rows) => $"""
        INSERT INTO access_log (id, accessed_at, act, role, institution_id, credential, method, path, resource_type, resource_id, status, code, request_id)
        SELECT {rows}
        """;

    // Differs only in how each engine opens a JSON array.
    public static readonly SqlText Append = new(
        Sqlite: From("""
            json_extract(accessed.value, '$.id'), @Now, @Act, @Role, @Institution, @Credential, @Method, @Path,
                json_extract(accessed.value, '$.type'), json_extract(accessed.value, '$.resource'), @Status, @Code, @RequestId
            FROM json_each(@Accessed) AS accessed
            """),
        SqlServer: From("""
            accessed.id, @Now, @Act, @Role, @Institution, @Credential, @Method, @Path, accessed.type, accessed.resource, @Status, @Code, @RequestId
            FROM OPENJSON(@Accessed) WITH (id char(36) '$.id', type nvarchar(64) '$.type', resource char(36) '$.resource') AS accessed
            """));

    /// <summary>Whether the caller is shown something whose every reading is kept.</summary>
    public bool IsAsked => _read.Count > 0;

    /// <summary>A sealed record is shown to the caller.</summary>
    public void Shown(IRecord record) => Shown(record.ResourceType, record.Id);

    /// <summary>As <see cref="Shown(IRecord)"/>, where only its name is at hand.</summary>
    public void Shown(string type, Guid id) => _read.Add((type, id));

    /// <summary>What an attempt that is done anew has shown was shown to nobody.</summary>
    public void Forget() => _read.Clear();

    /// <summary>Keeps what was shown, in the unit of work that showed it, or in one of its own where that only reads.</summary>
    public async Task Keep(Work unit, string method, string path) =>
        await Write(unit, "read", method, path, status: 200, code: null, [.. _read.Select(shown => new Accessed(unit.NewId(), shown.Type, shown.Id))]);

    /// <summary>As <see cref="Keep(Work, string, string)"/>, in a unit of its own.</summary>
    public async Task Keep(string method, string path, CancellationToken cancellationToken) => await InUnit(unit => Keep(unit, method, path), cancellationToken);

    /// <summary>The caller takes a copy of a whole list.</summary>
    public async Task Exported(string method, string path, CancellationToken cancellationToken) =>
        await InUnit(unit => Write(unit, "exported", method, path, status: 200, code: null, [new(unit.NewId(), Type: null, Resource: null)]), cancellationToken);

    /// <summary>A credential that is known was refused, whatever it was shown for.</summary>
    public async Task Denied(string method, string path, int status, string? code, (string Type, Guid Id)? resource, CancellationToken cancellationToken) =>
        await InUnit(unit => Write(unit, "denied", method, path, status, code, [new(unit.NewId(), resource?.Type, resource?.Id)]), cancellationToken);

    async Task InUnit(Func<Work, Task> act, CancellationToken cancellationToken)
    {
        await using var unit = new Work(database, time, caller, request, cancellationToken);
        await unit.Begin();
        await act(unit);
        await unit.Commit();
    }

    async Task Write(Work unit, string act, string method, string path, int status, string? code, IReadOnlyList<Accessed> accessed) => await unit.ExecuteUnjournaled(Append, new
    {
        unit.Now, Act = act, Role = Json.ToWire(caller.Role), Institution = caller.InstitutionId, Credential = caller.Key ?? "anonymous", Method = method,
        Path = path.Length <= LongestPath ? path : path[..LongestPath], Status = (long)status, Code = code, RequestId = request.Value, Accessed = Json.Write(accessed),
    });

    const int LongestPath = 400;

    sealed record Accessed(Guid Id, string? Type, Guid? Resource);
}

/// <summary>A row of the access log.</summary>
sealed record AccessRow : KeyedRow
{
    public required Instant AccessedAt { get; init; }
    public required string Act { get; init; }
    public string? Role { get; init; }
    public Guid? InstitutionId { get; init; }
    public required string Credential { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public string? ResourceType { get; init; }
    public Guid? ResourceId { get; init; }
    public required long Status { get; init; }
    public string? Code { get; init; }
    public required string RequestId { get; init; }
}
