using NodaTime;
using TransferRegistry.Api.Kernel;
using static TransferRegistry.Api.Agreements.AgreementStatus;

namespace TransferRegistry.Api.Agreements;

/// <summary>A step somebody takes: the party is who signs or declines, the successor what replaces the agreement.</summary>
sealed record AgreementStep(AgreementStatus To, EdtfDate? On = null, Guid? Party = null, string? Reason = null, Guid? Successor = null,
    IReadOnlyList<Disposition>? Dispositions = null);

/// <summary>The life of an agreement: which steps there are, whose they are, what each asks for and what it leaves.</summary>
static class AgreementLife
{
    public static readonly IReadOnlyList<(AgreementStatus From, AgreementStatus To)> Steps =
    [
        (Draft, Proposed), (Draft, Withdrawn),
        (Proposed, Draft), (Proposed, Signed), (Proposed, Declined), (Proposed, Withdrawn),
        (Signed, InForce), (Signed, Terminated), (Signed, AgreementStatus.Void),
        (InForce, Suspended), (InForce, Terminated), (InForce, Superseded), (InForce, AgreementStatus.Void),
        (Suspended, InForce),
        (Recorded, Signed), (Recorded, AgreementStatus.Void),
    ];

    /// <summary>Its writing is its submitter's; the other steps are the parties'.</summary>
    public static bool IsSubmitters(AgreementStatus to) => to is Draft or Proposed or Withdrawn;

    /// <summary>The steps one party takes for itself.</summary>
    public static bool IsOnePartys(AgreementStatus to) => to is Signed or Declined;

    /// <summary>The steps open to a caller, in this state and on this day.</summary>
    public static IEnumerable<AgreementStatus> OpenTo(this Agreement agreement, bool submitter, Func<Guid, bool> isMine, LocalDate today) =>
        from step in Steps
        where step.From == agreement.Status
        where IsSubmitters(step.To)
            ? submitter
            : agreement.Parties.Any(party => isMine(party.Institution) && (party.Signature is Signature.Pending || !IsOnePartys(step.To)))
        where step.To is not InForce || agreement.HasBegun(today)
        select step.To;

    /// <summary>A2: its next version, to be changed: only a draft and a recorded one can be.</summary>
    public static Agreement ToBeChanged(this Agreement agreement, Instant now) => agreement.Status is Draft or Recorded
        ? agreement with { Version = agreement.Version + 1, UpdatedAt = now }
        : throw Faults.ContentSigned.At(pointer: null, ("status", Json.Word(agreement.Status))).Refused();

    /// <summary>The next version after a step; what the step lacks, or breaks by itself, is found.</summary>
    public static Agreement After(this Agreement agreement, AgreementStep step, Instant now, LocalDate today, Findings findings)
    {
        agreement.MustLeadTo(step.To);
        step.Check(agreement.Status, findings, today);
        var next = agreement with { Version = agreement.Version + 1, UpdatedAt = now };
        return step.To switch
        {
            Signed => next.SignedBy(step),
            Declined => next with
            {
                Status = Declined,
                StatusOn = step.On,
                Parties = agreement.With(step.Party, party => party with { Signature = Signature.Declined }),
            },
            Draft => next with { Status = Draft, StatusOn = step.On, Parties = [.. agreement.Parties.Select(party => party.Unsigned())] },
            InForce => next.IntoForce(step, today, findings),
            Terminated => next with { Status = Terminated, StatusOn = step.On, Dispositions = step.Dispositions ?? agreement.AgreedDispositions },
            _ => next with { Status = step.To, StatusOn = step.On },
        };
    }

    static void MustLeadTo(this Agreement agreement, AgreementStatus to)
    {
        var open = Steps.Where(step => step.From == agreement.Status).Select(step => Json.Word(step.To)).ToList();
        if (!open.Contains(Json.Word(to)))
            throw Problem.WrongState.Because(open.Count == 0
                ? $"The agreement is {Json.Word(agreement.Status)}, and no step leads on from there."
                : $"The agreement is {Json.Word(agreement.Status)}: from there it goes to {string.Join(", ", open)}, not to {Json.Word(to)}.");
    }

    static void Check(this AgreementStep step, AgreementStatus from, Findings findings, LocalDate today)
    {
        var to = Json.Word(step.To);
        // Of a recorded agreement the day may be as unknown as it was when it was recorded.
        if (step.On is null && step.To is Signed or Terminated && from is not Recorded)
            findings.Refuse(Faults.NeedsOn.At("/on", ("to", to)));
        if (step.Reason is null && step.To is Declined or Withdrawn or Suspended or Terminated or AgreementStatus.Void)
            findings.Refuse(Faults.NeedsReason.At("/reason", ("to", to)));
        findings.CheckHappened(step.On, "/on", today);
    }

    // It is signed when the last required party has; until then it stays what it is.
    static Agreement SignedBy(this Agreement agreement, AgreementStep step)
    {
        var parties = agreement.With(step.Party, party => party with { Signature = Signature.Signed, SignedOn = step.On ?? party.SignedOn });
        var next = agreement with { Parties = parties };
        return parties.All(party => party.Signature is Signature.Signed || !party.SignatureRequired)
            ? next with { Status = Signed, StatusOn = null, SignedOn = next.LastSignedOn }
            : next;
    }

    // A1
    static Agreement IntoForce(this Agreement agreement, AgreementStep step, LocalDate today, Findings findings)
    {
        foreach (var (index, party) in agreement.Parties.Index())
            if (party is { SignatureRequired: true, Signature: not Signature.Signed })
                findings.Refuse(Faults.SignatureMissing.At($"/parties/{index}", ("institution", party.Institution)));
        if (!agreement.HasBegun(today))
            findings.Refuse(Faults.NotYetEffective.At("/to", ("effectiveFrom", agreement.EffectiveFrom)));
        return agreement with { Status = InForce, StatusOn = step.On };
    }

    static List<AgreementParty> With(this Agreement agreement, Guid? acting, Func<AgreementParty, AgreementParty> act) => [.. agreement.Parties.Select(party =>
        party.Institution != acting ? party
        : party.Signature is Signature.Pending ? act(party)
        : throw Problem.WrongState.Because($"This party's signature is {Json.Word(party.Signature)} already."))];
}
