using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.Visibility;

/// <summary>The caller, with the institutions that are its own or supervised by it: the rules of visibility are judged for a viewer.</summary>
sealed class Viewer(Caller caller, IReadOnlySet<Guid> mine)
{
    public bool ReadsAll => caller.ReadsAll;

    /// <summary>Whether the institution is the caller's own or one it supervises; every institution is the operator's.</summary>
    public bool IsMine(Guid institution) => caller.Role is Role.Admin || mine.Contains(institution);

    /// <summary>Whether the caller submitted a record, or it was posted for an institution of the caller's.</summary>
    public bool IsSubmitter(string submitter, Guid? postedFor) =>
        caller.Role is Role.Admin || caller.Submitter == submitter || (postedFor is { } owner && IsMine(owner));

    /// <summary>Whether a custodian is told: the caller sees the act that made it one, or one of the institutions is its own.</summary>
    public bool IsTold(bool seesAct, params IEnumerable<Guid?> institutions) => seesAct || institutions.OfType<Guid>().Any(IsMine);
}
