using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Access;

/// <summary>Every way the registry gives, reads or revokes a key.</summary>
sealed class KeyStore(Work work)
{
    /// <summary>The record and the key itself, which nobody can read again.</summary>
    public async Task<(AccessKey Record, RegistryKey Key)> Create(AccessKey record, Findings findings)
    {
        var key = RegistryKey.New();
        if (Guid.TryParse(work.Caller.Key, out var maker))
            record = record.MadeWith(await Maker(maker), findings);
        return (await Keep(record with { Handle = key.Handle }, key, findings), key);
    }

    // Known to be good when the request came; it may have been revoked since.
    async Task<AccessKey> Maker(Guid id)
    {
        var record = await Take(id);
        return record.RevokedAt is null ? record : throw Faults.KeyRevoked.Because();
    }

    // With all keys of its institution: what is made with one is always that institution's.
    async Task<AccessKey> Take(Guid id)
    {
        var known = await Get(id);
        if (known.Institution is null)
            await work.ExecuteUnjournaled(KeySql.Take, new { Id = id });
        else
            await work.ExecuteUnjournaled(KeySql.TakeInstitutions, new { known.Institution });
        return await Get(id);
    }

    public async Task<AccessKey> Keep(AccessKey record, RegistryKey key, Findings findings)
    {
        record.Check(findings, work.Clock);
        findings.ThrowIfRefused();
        await work.WriteOne(KeySql.Insert, new
        {
            record.Id, record.Handle, SecretHash = key.Hash, Role = Json.ToWire(record.Role), record.Institution, record.Region, record.Sample, record.ExpiresAt,
            Document = Work.DocumentOf(record), record.Version, record.CreatedAt,
        });
        work.AppendToJournal("key.created", record);
        return record;
    }

    public async Task<AccessKey?> Find(string handle) => (await work.Find<DocumentRow>(KeySql.List.Only("handle"), new { Handle = handle }))?.As<AccessKey>();

    /// <summary>The key, when the caller may know of it: its own institution's; any, for who reads everything.</summary>
    async Task<AccessKey> Get(Guid id) => (await work.Find<DocumentRow>(KeySql.List.Only(["id", .. VisibleTo(work.Caller)]),
            new { Id = id, Institution = work.Caller.InstitutionId }))?.As<AccessKey>()
        ?? throw Faults.NoRecord.Because(("record", "key"), ("id", id));

    /// <summary>It opens nothing from the next request on, nor does what was made with it. A revoked one stays as it is.</summary>
    public async Task Revoke(Guid id)
    {
        var record = await Take(id);
        if (work.Caller.Role is not Role.Admin && work.Caller.Role != record.Role)
            throw Faults.KeyOfAnotherRole.Because();
        var revoked = (await WithDescendants(record)).Where(key => key.RevokedAt is null).Select(key => key.Revoked(work.Now)).ToList();
        await work.WriteAll(KeySql.Revoke, revoked.Select(key => new { key.Id, key.RevokedAt, Document = Work.DocumentOf(key), key.Version }));
        foreach (var key in revoked)
            work.AppendToJournal("key.revoked", key);
    }

    async Task<IEnumerable<AccessKey>> WithDescendants(AccessKey record)
    {
        var own = record.Institution is null ? [] : await work.List<DocumentRow>(KeySql.List.Only("institution"), new { record.Institution });
        return [record, .. record.Descendants([.. own.Select(row => row.As<AccessKey>())], asking: Guid.TryParse(work.Caller.Key, out var asking) ? asking : null)];
    }

    /// <summary>The keys of an institution are another's, which it was merged into.</summary>
    public async Task Reassign(Guid institution, Guid into)
    {
        await work.ExecuteUnjournaled(KeySql.TakeInstitutions, new { Institution = institution });
        var moved = (await work.List<DocumentRow>(KeySql.List.Only("institution"), new { Institution = institution })).Select(row => row.As<AccessKey>())
            .Select(key => key with { Institution = into, Version = key.Version + 1 }).ToList();
        await work.WriteAll(KeySql.Reassign, moved.Select(key => new { key.Id, key.Institution, Document = Work.DocumentOf(key), key.Version }));
        foreach (var key in moved)
            work.AppendToJournal("key.institution_merged", key);
    }

    /// <summary>Which keys a caller sees, as conditions of the list.</summary>
    public static string[] VisibleTo(Caller caller) => caller.ReadsAll ? [] : ["institution"];
}
