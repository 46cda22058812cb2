using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Reading.Exports;

/// <summary>Every way an export's owner asks for it, looks at it and has it removed. It is no record of the registry, and enters no journal; that a list was copied stands in the access log.</summary>
sealed class ExportStore(Work work)
{
    public async Task<ExportRow> Get(Guid id)
    {
        var (conditions, parameters) = VisibleTo(work.Caller);
        return await work.Find<ExportRow>(ExportSql.List.Only(["id", .. conditions]), new Dictionary<string, object?>(parameters) { ["Id"] = id })
            ?? throw Faults.NoRecord.Because(("record", "export"), ("id", id));
    }

    /// <summary>Which exports a caller knows of, as conditions of the list.</summary>
    public static (string[] Conditions, IReadOnlyDictionary<string, object?> Parameters) VisibleTo(Caller caller) => caller.Role is Role.Admin
        ? ([], new Dictionary<string, object?>())
        : (["owner"], new Dictionary<string, object?> { ["Owner"] = Export.OwnerOf(caller) });

    public async Task<ExportRow> Ask(Export export)
    {
        var owner = Export.OwnerOf(work.Caller);
        if (await work.Count(ExportSql.List.Count(["owner"]), new { Owner = owner }) >= Export.Most)
            throw Faults.TooManyExports.Because(("most", Export.Most));
        var id = work.NewId();
        await work.ExecuteUnjournaled(ExportSql.Insert, new { Id = id, Owner = owner, Document = Json.Write(export), work.Now, ExpiresAt = work.Clock + Export.Kept });
        return await Get(id);
    }

    /// <summary>It is written no further, and what was written is gone.</summary>
    public async Task Delete(Guid id)
    {
        await Get(id);
        await Delete(work, id);
    }

    public static async Task Delete(Work unit, Guid id)
    {
        await unit.ExecuteUnjournaled(ExportSql.DeleteParts, new { Id = id });
        await unit.ExecuteUnjournaled(ExportSql.Delete, new { Id = id });
    }
}

/// <summary>An export as it stands.</summary>
sealed record ExportRow : DocumentRow
{
    public required string Status { get; init; }
    public required long Attempts { get; init; }
    public long? Seq { get; init; }
    public long? Records { get; init; }
    public required long Written { get; init; }
    public required long Bytes { get; init; }
    public string? Digest { get; init; }
    public string? Fault { get; init; }
    public required long Version { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? FinishedAt { get; init; }
    public required Instant ExpiresAt { get; init; }
}

/// <summary>Removes what nobody has fetched in time.</summary>
sealed class ExportsCleaning : IPeriodicTask
{
    public bool IsDue => true;

    public async Task Do(Work work)
    {
        foreach (var id in await work.List<Guid>(ExportSql.Expired, new { Now = work.Clock }))
            await ExportStore.Delete(work, id);
    }
}
