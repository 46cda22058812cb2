using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Transfers;
using static TransferRegistry.Api.Registry.Agreements.AgreementStatus;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>A step somebody takes: the party is who signs or declines, the successor what replaces the agreement.</summary>
sealed record AgreementStep(AgreementStatus To, EdtfDate? On = null, Guid? Party = null, string? Reason = null, Guid? Successor = null,
    IReadOnlyList<Disposition>? Dispositions = null);

/// <summary>Who takes a step of an agreement's life.</summary>
enum Stepper { Submitter, AnyParty, OneParty }

/// <summary>A step from one state to another, whose it is, the members of the request it can't do without, and what follows from it.</summary>
sealed record LifeStep(AgreementStatus From, AgreementStatus To, Stepper By, IReadOnlyList<string> Needs, string Follows);

/// <summary>The life of an agreement: which steps there are, whose they are, what each asks for and what it leaves.</summary>
static class AgreementLife
{
    /// <summary>Every step there is. Read by the steps, by allowedActions and by the documentation.</summary>
    public static readonly IReadOnlyList<LifeStep> Steps =
    [
        new(Draft, Proposed, Stepper.Submitter, Needs: [], "the parties see it and sign"),
        new(Draft, Withdrawn, Stepper.Submitter, Needs: ["reason"], "its reference is free again, drafts under it are cancelled"),
        new(Proposed, Draft, Stepper.Submitter, Needs: [], "signatures given are taken back"),
        new(Proposed, Signed, Stepper.OneParty, Needs: ["on"], "the party has signed; the agreement is signed with the last required one"),
        new(Proposed, Declined, Stepper.OneParty, Needs: ["reason"], "it comes to nothing, drafts under it are cancelled"),
        new(Proposed, Withdrawn, Stepper.Submitter, Needs: ["reason"], "it comes to nothing, drafts under it are cancelled"),
        new(Signed, Signed, Stepper.OneParty, Needs: ["on"], "a party that need not sign has signed too"),
        new(Signed, InForce, Stepper.AnyParty, Needs: [], "it holds, and has its registry number"),
        new(Signed, Terminated, Stepper.AnyParty, Needs: ["on", "reason", "dispositions"], "it has ended"),
        new(Signed, AgreementStatus.Void, Stepper.AnyParty, Needs: ["reason"], "it never held"),
        new(InForce, Signed, Stepper.OneParty, Needs: ["on"], "a party that need not sign has signed too; it stays in force"),
        new(InForce, Suspended, Stepper.AnyParty, Needs: ["reason"], "nothing is approved or handed over under it"),
        new(InForce, Terminated, Stepper.AnyParty, Needs: ["on", "reason", "dispositions"], "it has ended"),
        new(InForce, Superseded, Stepper.AnyParty, Needs: ["successor"], "its successor holds instead"),
        new(InForce, AgreementStatus.Void, Stepper.AnyParty, Needs: ["reason"], "it never held"),
        new(Suspended, Signed, Stepper.OneParty, Needs: ["on"], "a party that need not sign has signed too; it stays suspended"),
        new(Suspended, InForce, Stepper.AnyParty, Needs: [], "it holds again"),
        new(Recorded, Signed, Stepper.OneParty, Needs: [], "the party has confirmed it; the agreement is signed with the last required one"),
        new(Recorded, AgreementStatus.Void, Stepper.AnyParty, Needs: ["reason"], "it was recorded in error"),
    ];

    public static RuleTable Table => new("agreement-life", "The life of an agreement", ["from", "to", "whose step", "needs", "what follows"],
        [.. Steps.Select(step => (IReadOnlyList<string>)
        [
            Json.ToWire(step.From), Json.ToWire(step.To), step.By switch { Stepper.Submitter => "the submitter's", Stepper.OneParty => "each party's for itself", _ => "any party's" },
            string.Join(", ", step.Needs.Select(member => member == "dispositions" ? "dispositions (where something is out)" : member)), step.Follows,
        ])]);

    /// <summary>Its writing is its submitter's; the other steps are the parties'.</summary>
    public static bool IsSubmitters(AgreementStatus to) => Steps.Any(step => step.To == to && step.By is Stepper.Submitter);

    /// <summary>The steps one party takes for itself.</summary>
    public static bool IsOnePartys(AgreementStatus to) => Steps.Any(step => step.To == to && step.By is Stepper.OneParty);

    /// <summary>The steps open to a caller, in this state and on this day.</summary>
    public static IEnumerable<AgreementStatus> OpenTo(this Agreement agreement, bool submitter, Func<Guid, bool> isMine, LocalDate today) =>
        from step in Steps
        where step.From == agreement.Status
        where IsSubmitters(step.To)
            ? submitter
            : agreement.Parties.Any(party => isMine(party.Institution) && party.Signature is not Signature.Withdrawn && (party.Signature is Signature.Pending || !IsOnePartys(step.To)))
        where step.To is not InForce || agreement.HasBegun(today)
        select step.To;

    /// <summary>A2: its next version, to be changed: only a draft and a recorded one can be.</summary>
    public static Agreement ToBeChanged(this Agreement agreement, Instant now) => agreement.Status is Draft or Recorded
        ? agreement with { Version = agreement.Version + 1, UpdatedAt = now }
        : throw Faults.ContentSigned.At(pointer: null, ("status", Json.ToWire(agreement.Status))).Refused();

    /// <summary>The next version after a step; what the step lacks, or breaks by itself, is found.</summary>
    public static Agreement After(this Agreement agreement, AgreementStep step, Instant now, LocalDate today, Findings findings)
    {
        agreement.MustLeadTo(step.To);
        step.Check(agreement.Status, findings, today);
        if (step.To is not Signed)
            agreement.On(today).CheckOrder(step, findings);
        var next = agreement with { Version = agreement.Version + 1, UpdatedAt = now };
        return step.To switch
        {
            Signed => next.SignedBy(step, today, findings),
            Declined => next with
            {
                Status = Declined,
                StatusOn = step.On,
                Parties = agreement.With(step.Party, party => party with { Signature = Signature.Declined }),
            },
            Draft => next with { Status = Draft, StatusOn = step.On, Parties = [.. agreement.Parties.Select(party => party.Unsigned())] },
            InForce => next.IntoForce(step, today, findings),
            Terminated => next with { Status = Terminated, StatusOn = step.On, Dispositions = step.Dispositions ?? agreement.AgreedDispositions(today) },
            _ => next with { Status = step.To, StatusOn = step.On },
        };
    }

    static void MustLeadTo(this Agreement agreement, AgreementStatus to)
    {
        var open = Steps.Where(step => step.From == agreement.Status).Select(step => Json.ToWire(step.To)).ToList();
        if (!open.Contains(Json.ToWire(to)))
            throw open.Count == 0
                ? Faults.NoStepLeft.Because(("record", "agreement"), ("status", agreement.Status))
                : Faults.NoSuchStep.Because(("record", "agreement"), ("status", agreement.Status), ("to", to), ("open", open));
    }

    static void Check(this AgreementStep step, AgreementStatus from, Findings findings, LocalDate today)
    {
        var to = Json.ToWire(step.To);
        var needs = Steps.First(known => known.From == from && known.To == step.To).Needs;
        if (step.On is null && needs.Contains("on"))
            findings.Refuse(Faults.NeedsOn.At("/on", ("to", to)));
        if (step.Reason is null && needs.Contains("reason"))
            findings.Refuse(Faults.NeedsReason.At("/reason", ("to", to)));
        findings.CheckHappened(step.On, "/on", today);
    }

    // It is signed when the last required party has; until then, and for who need not sign, it stays what it is.
    static Agreement SignedBy(this Agreement agreement, AgreementStep step, LocalDate today, Findings findings)
    {
        // By the text of today: a party may have signed by an amendment.
        if (agreement.On(today).Parties.FirstOrDefault(party => party.Institution == step.Party) is { Signature: not Signature.Pending } signed)
            throw Faults.SignatureGiven.Because(("signature", signed.Signature));
        var next = agreement.Parties.Any(party => party.Institution == step.Party)
            ? agreement with
            {
                Parties = agreement.With(step.Party, party => party with { Signature = Signature.Signed, SignedOn = step.On ?? party.SignedOn }),
            }
            : agreement.SignedByWhoCameLater(step, today);
        if (agreement.Status is not (Proposed or Recorded))
            return next;
        next.CheckBeginning(findings, Faults.OutOfOrderWithStored, "/on");
        return next.Parties.All(party => party.Signature is Signature.Signed || !party.SignatureRequired)
            ? next with { Status = Signed, StatusOn = null, SignedOn = next.LastSignedOn }
            : next;
    }

    // An amendment that brings in who need not sign is not signed by it: its signature stands beside those given there.
    static Agreement SignedByWhoCameLater(this Agreement agreement, AgreementStep step, LocalDate today)
    {
        if (agreement.On(today).Parties.FirstOrDefault(party => party.Institution == step.Party) is not { } joined)
            return agreement;
        var bringing = agreement.Amendments!.Last(amendment => amendment.IsInEffect(today) && amendment.Changes?.ContainsKey("parties") is true);
        var given = new AmendmentSignature { Institution = joined.Institution, Signature = Signature.Signed, SignedOn = step.On };
        return agreement with
        {
            Amendments = [.. agreement.Amendments!.Select(amendment => amendment.Seq == bringing.Seq
                ? amendment with { Signatures = [.. amendment.Signatures, given] } : amendment)],
        };
    }

    // D1: what becomes of an agreement follows its signing, and what became of it before.
    static void CheckOrder(this Agreement agreement, AgreementStep step, Findings findings)
    {
        if (agreement.Status is not (Signed or InForce or Suspended))
            return;
        findings.CheckOrder("signedOn", agreement.LastSignedOn, "on", step.On, Faults.OutOfOrderWithStored, "/on");
        findings.CheckOrder("statusOn", agreement.StatusOn, "on", step.On, Faults.OutOfOrderWithStored, "/on");
        if (step.To is InForce && agreement.EffectiveFrom is { } first)
            findings.CheckOrder("effectiveFrom", new(Edtf.Of(first)), "on", step.On, Faults.OutOfOrderWithStored, "/on");
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
        : throw Faults.SignatureGiven.Because(("signature", party.Signature)))];
}
