using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Registry.References;

/// <summary>Who posts a record, and for whom (S1, S3).</summary>
sealed class SubmitterPolicy(ReferenceReader references, Caller caller)
{
    /// <summary>
    /// The caller's own institution when it is a party, else the first party it supervises, for the operator the first party; or the party named.
    /// A finding (403) where none of the parties is the caller's side; one that could not be read might have been, and has its own finding.
    /// </summary>
    public async Task<SubmittedBy> By(Reference? onBehalfOf, IReadOnlyList<Guid> parties, Findings findings)
    {
        var mine = await references.Mine(parties);
        var named = await references.Institution(onBehalfOf, "/onBehalfOf", findings);
        if (named is { } given && !mine.Contains(given))
            findings.Refuse(Faults.NobodysSide.At("/onBehalfOf"));
        else
            CheckSide(mine, parties, findings);
        Guid? own = caller.InstitutionId is { } id && mine.Contains(id) ? id : null;
        return new(caller.Role!.Value, caller.InstitutionId, named ?? own ?? parties.Where(mine.Contains).Cast<Guid?>().FirstOrDefault());
    }

    /// <summary>A finding (403) where a record that is changed would have no party left that is the caller's side.</summary>
    public async Task CheckSide(IReadOnlyList<Guid> parties, Findings findings) => CheckSide(await references.Mine(parties), parties, findings);

    static void CheckSide(IReadOnlySet<Guid> mine, IReadOnlyList<Guid> parties, Findings findings)
    {
        if (mine.Count == 0 && parties.Count > 0 && !parties.Contains(Guid.Empty))
            findings.Refuse(Faults.NobodysSide.At(""));
    }

    /// <summary>Refuses (403) when none of the institutions is the caller's side.</summary>
    public async Task MustBeSide(Fault notYours, params IEnumerable<Guid> sides)
    {
        if ((await references.Mine([.. sides])).Count == 0)
            throw notYours.Refused();
    }

    /// <summary>Refuses (403) who is neither the operator nor a department that supervises all of the institutions.</summary>
    public async Task MustSupervise(Fault notYours, IReadOnlyList<Guid> institutions)
    {
        if (caller.Role is not Role.Admin && (caller.Role is not Role.Department || (await references.Mine(institutions)).Count < institutions.Count))
            throw notYours.Refused();
    }

    /// <summary>Refuses (403) when the caller is neither the submitter nor the institution it was posted for, nor the operator.</summary>
    public async Task MustBeSubmitter(Fault notYours, SubmittedBy submission)
    {
        if (caller.Role is Role.Admin || (submission.Institution is { } submitter && submitter == caller.InstitutionId))
            return;
        await MustBeSide(notYours, submission.OnBehalfOf is { } owner ? [owner] : []);
    }
}
