using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using static TransferRegistry.Api.Registry.Agreements.AmendmentKind;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>What becomes of one open temporary transfer when its agreement ends.</summary>
sealed record Disposition(Guid Transfer, DispositionKind How, LocalDate? On);

/// <summary>A party's word on an amendment.</summary>
sealed record AmendmentSignature
{
    public required Guid Institution { get; init; }
    public Signature Signature { get; init; }
    public EdtfDate? SignedOn { get; init; }
}

/// <summary>A numbered change of what was signed: the text that was signed stays, this is put beside it (A2, A3).</summary>
sealed record Amendment
{
    /// <summary>From 1, without gaps.</summary>
    public required int Seq { get; init; }
    public required AmendmentKind Kind { get; init; }
    public AmendmentStatus Status { get; init; }
    /// <summary>The agreement's version that it was drafted on.</summary>
    public required long BaseVersion { get; init; }
    public required LocalDate EffectiveFrom { get; init; }
    public string? Reason { get; init; }
    /// <summary>The members of the agreement's document that it sets; null removes. Absent where it changes no text.</summary>
    public JsonObject? Changes { get; init; }
    public IReadOnlyList<Disposition>? Dispositions { get; init; }
    /// <summary>Of those who must sign it.</summary>
    public required IReadOnlyList<AmendmentSignature> Signatures { get; init; }
    /// <summary>The agreement's version from which on it was signed by all.</summary>
    public long? SignedVersion { get; init; }
    public required SubmittedBy SubmittedBy { get; init; }
    public required Instant ProposedAt { get; init; }

    /// <summary>Signed by all, and its first day has come.</summary>
    public bool IsInEffect(LocalDate day) => Status is AmendmentStatus.Signed && EffectiveFrom <= day;
}

/// <summary>The rules of amendments.</summary>
static class AmendmentRules
{
    /// <summary>What each kind may change of an agreement's text, by the members of the document; and the state it leads to, from which.</summary>
    public static readonly IReadOnlyList<AmendmentRule> Rules =
    [
        new(Extension, ["effectiveTo", "openEnded", "renewal"]),
        new(ChangeOfTerms, ["title", "summary", "scopeAreas", "scopeNote", "binding", "signedAt", "effectiveTo", "openEnded", "renewal", "basis", "note"]),
        new(AddParty, ["parties"]),
        new(WithdrawParty, ["parties"]),
        new(Correction, ["title", "summary", "scopeAreas", "scopeNote", "signedOn", "signedAt", "effectiveFrom", "basis", "source", "note"]),
        new(LegalSuccessor, ["parties"]),
        new(Suspension, [], AgreementStatus.InForce, AgreementStatus.Suspended),
        new(Resumption, [], AgreementStatus.Suspended, AgreementStatus.InForce),
        new(Termination, [], AgreementStatus.InForce, AgreementStatus.Terminated),
    ];

    public static RuleTable Table => new("amendments", "What an amendment may change", ["kind", "members of the agreement", "from", "to"],
        [.. Rules.Select(rule => (IReadOnlyList<string>)[Json.ToWire(rule.Kind), string.Join(", ", rule.Members), Json.ToWire(rule.From) ?? "", Json.ToWire(rule.To) ?? ""])]);

    public static AmendmentRule Of(AmendmentKind kind) => Rules.First(rule => rule.Kind == kind);

    /// <summary>The states in which an agreement can be amended: it is signed, and has not ended.</summary>
    public static bool CanBeAmended(this Agreement agreement) =>
        agreement.Status is AgreementStatus.Signed or AgreementStatus.InForce or AgreementStatus.Suspended;

    /// <summary>
    /// The consolidated text on a day: what was signed, with the amendments in effect put over it in the order of their first days.
    /// A party that an amendment brought in has signed by signing that. Who signed the first text, however late, has signed whatever amendments name it.
    /// </summary>
    public static Agreement On(this Agreement agreement, LocalDate day)
    {
        var inEffect = (agreement.Amendments ?? []).Where(amendment => amendment.IsInEffect(day) && amendment.Changes is not null)
            .OrderBy(amendment => amendment.EffectiveFrom).ThenBy(amendment => amendment.Seq).ToList();
        if (inEffect.Count == 0)
            return agreement;
        var text = JsonNode.Parse(Json.Write(agreement))!.AsObject();
        foreach (var (member, value) in inEffect.SelectMany(amendment => amendment.Changes!))
        {
            if (value is null)
                text.Remove(member);
            else
                text[member] = value.DeepClone();
        }
        var consolidated = Json.Read<Agreement>(text.ToJsonString(Json.Options));
        var signed = agreement.Parties.Select(party => (party.Institution, party.Signature, party.SignedOn))
            .Concat(inEffect.SelectMany(amendment => amendment.Signatures).Select(given => (given.Institution, given.Signature, given.SignedOn)))
            .Where(given => given.Signature is Signature.Signed).ToLookup(given => given.Institution, given => given.SignedOn);
        return consolidated with
        {
            Parties = [.. consolidated.Parties.Select(party => party.Signature is Signature.Pending && signed.Contains(party.Institution)
                ? party with { Signature = Signature.Signed, SignedOn = signed[party.Institution].First() } : party)],
        };
    }

    /// <summary>The text as it would be on a day with all amendments that have not come to nothing, signed or not.</summary>
    public static Agreement WithAll(this Agreement agreement, LocalDate day) => (agreement with
    {
        Amendments = [.. (agreement.Amendments ?? []).Select(amendment => amendment.Status is AmendmentStatus.Proposed ? amendment with { Status = AmendmentStatus.Signed } : amendment)],
    }).On(day);

    /// <summary>The institutions that are parties, were, or become one by an amendment that is signed or still proposed.</summary>
    public static IEnumerable<Guid> PartiesEver(this Agreement agreement) => (agreement.Amendments ?? [])
        .SelectMany(amendment => agreement.WithAll(amendment.EffectiveFrom).Parties).Concat(agreement.Parties).Select(party => party.Institution).Distinct();

    /// <summary>The terms through time: from which day, until which, the text has it so.</summary>
    public static IEnumerable<(LocalDate? Since, LocalDate? Until, Agreement Text)> Terms(this Agreement agreement)
    {
        var days = (agreement.Amendments ?? []).Where(amendment => amendment is { Status: AmendmentStatus.Signed, Changes: not null })
            .Select(amendment => (LocalDate?)amendment.EffectiveFrom).Distinct().Order().ToList();
        return days.Prepend(null).Zip(days.Append(null), (since, until) => (since, until, agreement.On(since ?? LocalDate.MinIsoValue)));
    }

    /// <summary>The members of the document that differ, each with its new value; null where it is gone.</summary>
    public static JsonObject ChangesTo(this Agreement before, Agreement after)
    {
        var (old, next) = (JsonNode.Parse(Json.Write(before))!.AsObject(), JsonNode.Parse(Json.Write(after))!.AsObject());
        return new(old.Select(member => member.Key).Union(next.Select(member => member.Key))
            .Where(member => !JsonNode.DeepEquals(old[member], next[member]))
            .Select(member => KeyValuePair.Create(member, next[member]?.DeepClone())));
    }

    /// <summary>What the amendment changes must be its kind's to change, and make sense of it; <paramref name="after"/> is the text with it.</summary>
    public static void Check(AmendmentKind kind, Agreement before, Agreement after, JsonObject changes, Findings findings)
    {
        var rule = Of(kind);
        foreach (var member in changes.Select(change => change.Key).Except(rule.Members))
            findings.Refuse(rule.Members.Count == 0 ? Faults.NoneOfThisAmendment.At($"/changes/{member}", ("member", member), ("kind", Json.ToWire(kind)))
                : Faults.NotOfThisAmendment.At($"/changes/{member}", ("member", member), ("kind", Json.ToWire(kind)), ("members", rule.Members)));
        if (rule.Members.Count > 0 && changes.Count == 0)
            findings.Refuse(Faults.AmendmentChangesNothing.At("/changes"));
        if (kind is Extension && after.OpenEnded is not true && !(after.EffectiveTo > (before.EffectiveTo ?? LocalDate.MinIsoValue)))
            findings.Refuse(Faults.ExtensionEndsNoLater.At("/changes/effectiveTo", ("new", after.EffectiveTo), ("old", (object?)before.EffectiveTo ?? "unknown")));
        var (leaving, coming) = (before.PartyIds.Except(after.PartyIds).ToList(), after.PartyIds.Except(before.PartyIds).ToList());
        var fits = kind switch
        {
            AddParty => leaving.Count == 0 && coming.Count > 0,
            WithdrawParty => leaving.Count == 1 && coming.Count == 0,
            LegalSuccessor => leaving.Count == 1 && coming.Count == 1,
            _ => true,
        };
        if (!fits && !findings.Refused.Any(fault => fault.Kind == Faults.AmendmentChangesNothing))
            findings.Refuse(Faults.PartiesOfAmendment.At("/changes/parties", ("kind", Json.ToWire(kind)), ("coming", coming.Count), ("leaving", leaving.Count)));
        if (kind is WithdrawParty && after.PartyIds.Count() < 2)
            findings.Refuse(Faults.LastTwoParties.At("/changes/parties"));
    }

    /// <summary>Who must sign: every party whose signature the text needs, then and today, with those it brings in; who only leaves signs for itself.</summary>
    public static IEnumerable<Guid> Signers(AmendmentKind kind, Agreement before, Agreement after, Agreement today)
    {
        var leaving = before.PartyIds.Except(after.PartyIds).ToList();
        return kind is WithdrawParty ? leaving : after.Parties.Concat(today.Parties)
            .Where(party => party is { SignatureRequired: true, Signature: not Signature.Withdrawn } && !leaving.Contains(party.Institution)).Select(party => party.Institution);
    }

    /// <summary>A3: it was drafted on a text that another amendment has changed since.</summary>
    public static bool IsStale(this Agreement agreement, Amendment amendment) =>
        (agreement.Amendments ?? []).Any(other => other.Status is AmendmentStatus.Signed && other.SignedVersion > amendment.BaseVersion);
}

/// <summary>What a kind of amendment does.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Members">What it may change of the text.</param>
/// <param name="From">The state it needs, where it leads to another.</param>
/// <param name="To">The state it leads to.</param>
sealed record AmendmentRule(AmendmentKind Kind, IReadOnlyList<string> Members, AgreementStatus? From = null, AgreementStatus? To = null);
