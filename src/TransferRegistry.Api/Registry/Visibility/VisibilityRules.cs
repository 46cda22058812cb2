using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.Visibility;

/// <summary>Who sees what (S1), asked of a version that has no row: the rules of <see cref="VisibilitySql"/>, which takes its statuses from here.</summary>
static class VisibilityRules
{
    /// <summary>The statuses in which only its submitter sees an agreement.</summary>
    public static readonly IReadOnlyList<string> SubmittersAgreement = ["draft", "withdrawn"];

    /// <summary>The statuses in which an agreement is not public, whatever its visibility.</summary>
    public static readonly IReadOnlyList<string> UnpublishedAgreement = [.. SubmittersAgreement, "proposed", "declined"];

    /// <summary>The statuses in which a transfer is not public, whatever its visibility.</summary>
    public static readonly IReadOnlyList<string> UnpublishedTransfer = ["draft", "approved", "cancelled"];

    public static bool Sees(this Viewer viewer, AgreementVisibility agreement) => viewer.ReadsAll
        || (agreement.Level is VisibilityLevel.Public && !UnpublishedAgreement.Contains(agreement.Status))
        || viewer.IsSubmitter(agreement.Submitter, agreement.PostedFor)
        || (!SubmittersAgreement.Contains(agreement.Status) && agreement.Parties.Any(viewer.IsMine));

    public static bool Sees(this Viewer viewer, TransferVisibility transfer) => viewer.ReadsAll
        || (transfer.Level is null or VisibilityLevel.Public && transfer.IsUnderPublic && !UnpublishedTransfer.Contains(transfer.Status))
        || viewer.IsSubmitter(transfer.Submitter, transfer.PostedFor)
        || (transfer.IsNumbered && transfer.Sides.Any(viewer.IsMine));

    public static bool Sees(this Viewer viewer, EventVisibility occasion) => viewer.ReadsAll
        || occasion.Level is VisibilityLevel.Public
        || viewer.IsSubmitter(occasion.Submitter, occasion.PostedFor)
        || occasion.Participants.Any(viewer.IsMine);
}

/// <summary>What decides who sees an agreement.</summary>
sealed record AgreementVisibility(VisibilityLevel Level, string Status, string Submitter, Guid PostedFor, IEnumerable<Guid> Parties);

/// <summary>What decides who sees a transfer.</summary>
/// <param name="Level">Null: as its agreement.</param>
/// <param name="IsUnderPublic">Its agreement, if it has one, is public today.</param>
/// <param name="Status">Its status.</param>
/// <param name="IsNumbered">It has a registry number: its sides see it from then on.</param>
/// <param name="Submitter">Who submitted it.</param>
/// <param name="PostedFor">The institution it was posted for.</param>
/// <param name="Sides">Its sender and its receiver.</param>
sealed record TransferVisibility(
    VisibilityLevel? Level, bool IsUnderPublic, string Status, bool IsNumbered, string Submitter, Guid PostedFor, IEnumerable<Guid> Sides);

/// <summary>What decides who sees an event.</summary>
sealed record EventVisibility(VisibilityLevel Level, string Submitter, Guid? PostedFor, IEnumerable<Guid> Participants);
