using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>How a signed agreement is amended: proposed by a party, signed by all who must, in effect from a day on.</summary>
sealed class Amendments(Work work, AgreementStore agreements, InstitutionStore institutions, ReferenceReader references, SubmitterPolicy submitters, Caller caller)
{
    /// <summary>Refuses (409) where the agreement is not signed, in force or suspended.</summary>
    public static void MustBeAmendable(Agreement known)
    {
        if (!known.CanBeAmended())
            throw Faults.NotAmendable.At(pointer: null, ("status", Json.ToWire(known.Status))).Refused();
    }

    /// <summary>Puts an amendment to the parties. The agreement's row is taken; what becomes of open transfers is read already.</summary>
    public async Task<Agreement> Propose(Agreement known, ProposeAmendment request, IReadOnlyList<Disposition>? dispositions, Findings findings)
    {
        MustBeAmendable(known);
        if (request.BaseVersion != known.Version)
            findings.Refuse(Faults.StaleAmendment.At("/baseVersion", ("baseVersion", request.BaseVersion), ("version", known.Version)));
        var before = known.On(request.EffectiveFrom);
        var after = await Read(before, request, findings);
        findings.ThrowIfRefused();
        var changes = before.ChangesTo(after);
        AmendmentRules.Check(request.Kind, before, after, changes, findings);
        if (request.Kind is AmendmentKind.Termination)
            await agreements.JudgeDispositions(known, dispositions ?? [], request.EffectiveFrom, findings);
        else if (dispositions is not null)
            findings.Refuse(Faults.DispositionsElsewhere.At("/dispositions"));
        await CheckParties(request.Kind, known, before, after, findings);
        CheckOrder(known, request.EffectiveFrom, changes, "/effectiveFrom", findings);
        // D1: an agreement is not suspended, resumed or ended before it was signed.
        if (AmendmentRules.Of(request.Kind).To is not null)
            findings.CheckOrder("signedOn", before.LastSignedOn, "effectiveFrom", new(Edtf.Of(request.EffectiveFrom)), Faults.OutOfOrderWithStored,
                "/effectiveFrom");
        MustFit(known, request.Kind);
        var submission = await submitters.By(onBehalfOf: null, [.. known.On(work.Today).PartyIds], findings);
        findings.ThrowIfRefused();
        var amendment = new Amendment
        {
            Seq = (known.Amendments?.Count ?? 0) + 1,
            Kind = request.Kind,
            BaseVersion = request.BaseVersion,
            EffectiveFrom = request.EffectiveFrom,
            Reason = request.Reason,
            Changes = changes.Count == 0 ? null : changes,
            Dispositions = dispositions,
            Signatures = [.. AmendmentRules.Signers(request.Kind, before, after, known.On(work.Today)).Distinct().Select(signer => new AmendmentSignature { Institution = signer })],
            SubmittedBy = submission,
            ProposedAt = work.Now,
        };
        return await agreements.Amend(known, amendment, "agreement.amendment_proposed", request.Reason);
    }

    /// <summary>A party's word on it, or its proposer's taking it back. Signed by all, it leads the agreement where its kind leads, once its day has come.</summary>
    public async Task<Agreement> Step(Agreement known, Amendment amendment, StepAmendment request, Findings findings)
    {
        if (amendment.Status is not AmendmentStatus.Proposed || request.To is AmendmentStatus.Proposed)
            throw Faults.AmendmentDecided.At(pointer: null, ("seq", amendment.Seq), ("status", Json.ToWire(amendment.Status))).Refused();
        var to = Json.ToWire(request.To);
        if (request.On is null && request.To is AmendmentStatus.Signed)
            findings.Refuse(Faults.NeedsOn.At("/on", ("to", to)));
        if (request.Reason is null && request.To is not AmendmentStatus.Signed)
            findings.Refuse(Faults.NeedsReason.At("/reason", ("to", to)));
        if (request.Party is not null && request.To is AmendmentStatus.Withdrawn)
            findings.Refuse(Faults.NotOfThisStep.At("/party", ("member", "party"), ("to", to)));
        findings.CheckHappened(request.On, "/on", work.Today);
        if (request.To is AmendmentStatus.Withdrawn)
        {
            await submitters.MustBeSubmitter(Faults.AmendmentOfAnother.At(pointer: null), amendment.SubmittedBy);
            findings.ThrowIfRefused();
            return await agreements.Amend(known, amendment with { Status = AmendmentStatus.Withdrawn }, "agreement.amendment_withdrawn", request.Reason);
        }
        var signers = amendment.Signatures.Select(signature => signature.Institution).ToList();
        var party = await AgreementMapper.ActingParty(request.Party, references, caller, findings, signers);
        findings.ThrowIfRefused();
        await submitters.MustBeSide(Faults.StepOfAnother.At(pointer: null, ("to", to)), party!.Value);
        if (amendment.Signatures.First(signature => signature.Institution == party).Signature is var word and not Signature.Pending)
            throw Faults.SignatureGiven.At(pointer: null, ("signature", Json.ToWire(word))).Refused();
        if (request.To is AmendmentStatus.Declined)
        {
            var declined = With(amendment, party.Value, signature => signature with { Signature = Signature.Declined }) with { Status = AmendmentStatus.Declined };
            return await agreements.Amend(known, declined, "agreement.amendment_declined", request.Reason);
        }
        return await Sign(known, amendment, party.Value, request.On!, findings);
    }

    async Task<Agreement> Sign(Agreement known, Amendment amendment, Guid party, EdtfDate on, Findings findings)
    {
        // A3: nobody signs a change of a text that has been changed meanwhile.
        if ((known.Amendments ?? []).FirstOrDefault(other => other.Status is AmendmentStatus.Signed && other.SignedVersion > amendment.BaseVersion) is { } meanwhile)
            findings.Refuse(Faults.OvertakenAmendment.At("/to", ("baseVersion", amendment.BaseVersion), ("seq", meanwhile.Seq)));
        MustBeAmendable(known);
        (await institutions.Get(party)).CheckAlive(on, findings, onlyWarns: false, "/on");
        // D1: nobody amends what is not signed yet.
        findings.CheckOrder("signedOn", known.On(work.Today).LastSignedOn, "on", on, Faults.OutOfOrderWithStored, "/on");
        findings.ThrowIfRefused();
        var signed = With(amendment, party, signature => signature with { Signature = Signature.Signed, SignedOn = on });
        if (signed.Signatures.Any(signature => signature.Signature is not Signature.Signed))
            return await agreements.Amend(known, signed, "agreement.amendment_party_signed");
        signed = signed with { Status = AmendmentStatus.Signed, SignedVersion = known.Version + 1 };
        MustFit(known, signed.Kind);
        // Judged when it was proposed; loans may have begun and other amendments been signed since.
        CheckOrder(known, signed.EffectiveFrom, signed.Changes ?? [], "/to", findings);
        await CheckParties(signed.Kind, known, known.On(signed.EffectiveFrom), (known with { Amendments = [.. known.Amendments!.Where(other => other.Seq != signed.Seq), signed] }).On(signed.EffectiveFrom),
            findings);
        if (signed.Kind is AmendmentKind.Termination)
            await agreements.JudgeDispositions(known, signed.Dispositions ?? [], signed.EffectiveFrom, findings, settledMeanwhile: true);
        findings.ThrowIfRefused();
        var rule = AmendmentRules.Of(signed.Kind);
        return rule.To is { } to && signed.EffectiveFrom <= work.Today
            ? await agreements.Amend(known with { Status = to, StatusOn = new(Edtf.Of(signed.EffectiveFrom)), Dispositions = signed.Dispositions ?? known.Dispositions },
                signed, "agreement.amendment_signed")
            : await agreements.Amend(known, signed, "agreement.amendment_signed");
    }

    static void MustFit(Agreement known, AmendmentKind kind)
    {
        var rule = AmendmentRules.Of(kind);
        // A signed agreement that is not yet in force may be ended too.
        if (rule.From is { } from && known.Status != from && !(kind is AmendmentKind.Termination && known.Status is AgreementStatus.Signed))
            throw Faults.WrongStateForAmendment.At(pointer: null, ("kind", Json.ToWire(kind)), ("from", Json.ToWire(from)), ("status", Json.ToWire(known.Status))).Refused();
    }

    async Task<Agreement> Read(Agreement before, ProposeAmendment request, Findings findings)
    {
        if (request.Amended is not { } asked)
            return before;
        var read = await AgreementMapper.Read(asked, references, findings, before, "/changes");
        // Who is party already has signed what is amended.
        var after = read with
        {
            Parties = [.. read.Parties.Select(party => before.Parties.FirstOrDefault(other => other.Institution == party.Institution) is { } same
                ? party with { Signature = same.Signature, SignedOn = same.SignedOn } : party)],
        };
        var gone = before.Parties.Where(party => after.Parties.All(other => other.Institution != party.Institution)).ToList();
        // Who withdraws stays on the paper, as withdrawn; a successor stands in its predecessor's place.
        if (request.Kind is AmendmentKind.WithdrawParty)
            after = after with { Parties = [.. after.Parties, .. gone.Select(party => party with { Signature = Signature.Withdrawn })] };
        after.Check(findings, work.Today, "/changes");
        return after;
    }

    async Task CheckParties(AmendmentKind kind, Agreement known, Agreement before, Agreement after, Findings findings)
    {
        var leaving = before.PartyIds.Except(after.PartyIds).ToList();
        if (kind is AmendmentKind.WithdrawParty && leaving is [var party])
        {
            var open = await work.Count(AgreementSql.OpenTransfersOf, new { known.Id, Party = party });
            if (open > 0)
                findings.Refuse(Faults.LeavesWithItemsOut.At("/changes/parties", ("institution", (await institutions.Get(party)).Code), ("count", open)));
        }
        if (kind is AmendmentKind.LegalSuccessor && leaving is [var old] && after.PartyIds.Except(before.PartyIds).ToList() is [var successor]
            && (await institutions.Get(old)).Successor != successor)
            findings.Warn(Faults.NoRecordedSuccessor.At("/changes/parties", ("institution", (await institutions.Get(old)).Code), ("successor", (await institutions.Get(successor)).Code)));
    }

    // A3: the parties are named as a whole, so that what comes into effect earlier can't be drafted on what comes later.
    static void CheckOrder(Agreement known, LocalDate effectiveFrom, JsonObject changes, string pointer, Findings findings)
    {
        if (changes.ContainsKey("parties") && (known.Amendments ?? []).FirstOrDefault(other => other.Status is AmendmentStatus.Signed && other.EffectiveFrom > effectiveFrom
            && other.Changes?.ContainsKey("parties") is true) is { } later)
            findings.Refuse(Faults.PartiesOutOfOrder.At(pointer, ("seq", later.Seq), ("effectiveFrom", later.EffectiveFrom)));
    }

    static Amendment With(Amendment amendment, Guid party, Func<AmendmentSignature, AmendmentSignature> say) =>
        amendment with { Signatures = [.. amendment.Signatures.Select(signature => signature.Institution == party ? say(signature) : signature)] };
}
