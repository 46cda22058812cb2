using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>Turns what a request says into an agreement or a step: references become ids, defaults are filled in, faults are found.</summary>
static class AgreementMapper
{
    /// <summary>The agreement known, saying what the request says. Nobody has signed what it says now: signatures given before are taken back.</summary>
    public static async Task<Agreement> Read(
        AgreementContent request, ReferenceReader references, Findings findings, Agreement known, string pointer = "") => known with
        {
            Kind = request.Kind,
            Binding = request.Binding ?? AgreementKinds.Of(request.Kind).Binds,
            Title = request.Title,
            Summary = request.Summary,
            ScopeAreas = request.ScopeAreas?.Distinct().ToList(),
            ScopeNote = request.ScopeNote,
            Parties = await Parties(request, references, findings, known, pointer),
            SignedOn = request.SignedOn,
            SignedAt = request.SignedAt,
            EffectiveFrom = request.EffectiveFrom,
            EffectiveTo = request.EffectiveTo,
            OpenEnded = request.OpenEnded,
            Renewal = request.Renewal,
            Parent = await Agreement(request.Parent, known.Parent, references, findings, $"{pointer}/parent"),
            Supersedes = await Agreement(request.Supersedes, known.Supersedes, references, findings, $"{pointer}/supersedes"),
            Basis = request.Basis,
            Evidence = request.Evidence,
            Source = request.Source,
            Visibility = request.Visibility ?? VisibilityLevel.Public,
            ExternalRef = request.ExternalRef,
            Note = request.Note,
        };

    /// <summary>A step, and the party that takes it where it is one party's.</summary>
    public static async Task<AgreementStep> Read(
        StepAgreement request, ReferenceReader references, SubmitterPolicy submitters, Caller caller, Findings findings, IReadOnlyList<Guid> parties)
    {
        var to = Json.ToWire(request.To);
        var isOnePartys = AgreementLife.IsOnePartys(request.To);
        var isReplaced = request.To is AgreementStatus.Superseded;
        if (request.Party is not null && !isOnePartys)
            findings.Refuse(Faults.NotOfThisStep.At("/party", ("member", "party"), ("to", to)));
        if (request.Successor is not null && !isReplaced)
            findings.Refuse(Faults.NotOfThisStep.At("/successor", ("member", "successor"), ("to", to)));
        if (request.Successor is null && isReplaced)
            findings.Refuse(Faults.NeedsSuccessor.At("/successor"));
        var party = isOnePartys ? await ActingParty(request.Party, references, caller, findings, parties) : null;
        if (party is { } acting)
            await submitters.MustBeSide(Faults.StepOfAnother.At(pointer: null, ("to", to)), acting);
        var successor = isReplaced ? await references.Agreement(request.Successor, "/successor", findings) : null;
        if (request.Dispositions is not null && request.To is not AgreementStatus.Terminated)
            findings.Refuse(Faults.NotOfThisStep.At("/dispositions", ("member", "dispositions"), ("to", to)));
        return new(request.To, request.On, party, request.Reason, successor, await Dispositions(request.Dispositions, references, findings));
    }

    /// <summary>What is to become of transfers, each of them found.</summary>
    public static async Task<IReadOnlyList<Disposition>?> Dispositions(IReadOnlyList<DispositionEntry>? asked, ReferenceReader references, Findings findings)
    {
        if (asked is null)
            return null;
        var dispositions = new List<Disposition>();
        foreach (var (index, given) in asked.Index())
        {
            var place = $"/dispositions/{index}";
            if (given is { How: DispositionKind.ReturnBy, On: null })
                findings.Refuse(Faults.DispositionNeedsDay.At($"{place}/on"));
            if (given is { How: not DispositionKind.ReturnBy, On: not null })
                findings.Refuse(Faults.DispositionHasNoDay.At($"{place}/on"));
            if (await references.Transfer(given.Transfer, $"{place}/transfer", findings) is not { } transfer)
                continue;
            if (dispositions.Exists(other => other.Transfer == transfer))
                findings.Refuse(Faults.DispositionTwice.At($"{place}/transfer", ("transfer", given.Transfer)));
            dispositions.Add(new(transfer, given.How, given.On));
        }
        return dispositions;
    }

    /// <summary>The party named; else the caller's own institution, else the one of the parties it acts for.</summary>
    public static async Task<Guid?> ActingParty(Reference? named, ReferenceReader references, Caller caller, Findings findings, IReadOnlyList<Guid> parties)
    {
        if (named is not null)
        {
            var party = await references.Institution(named, "/party", findings);
            if (party is null || parties.Contains(party.Value))
                return party;
            findings.Refuse(Faults.NoParty.At("/party", ("institution", named)));
            return null;
        }
        var mine = await references.Mine(parties);
        if (caller.InstitutionId is { } own && mine.Contains(own))
            return own;
        if (mine.Count == 1)
            return mine.Single();
        var names = await references.Read(new ReferenceBatch().Institution(mine));
        var codes = parties.Where(mine.Contains).Select(party => names.Institution(party).Code);
        findings.Refuse(mine.Count == 0 ? Faults.NobodysSide.At("") : Faults.NeedsParty.At("/party", ("parties", codes)));
        return null;
    }

    static async Task<IReadOnlyList<AgreementParty>> Parties(
        AgreementContent request, ReferenceReader references, Findings findings, Agreement known, string pointer)
    {
        var institutions = await references.Institutions(request.Parties.Index().Select(party => ((Reference?)party.Item.Institution, $"{pointer}/parties/{party.Index}/institution")), findings);
        var parties = new List<AgreementParty>();
        foreach (var (given, named) in request.Parties.Zip(institutions))
        {
            var institution = named ?? Guid.Empty;
            var before = known.Parties.FirstOrDefault(party => party.Institution == institution);
            parties.Add(new()
            {
                Institution = institution,
                Role = given.Role,
                Number = given.Number,
                SignatureRequired = given.SignatureRequired ?? AgreementParty.SignsByDefault(given.Role),
                Signatory = given.Signatory,
                // The day of a signature that was given in the registry goes with the signature.
                SignedOn = before?.Signature is Signature.Signed && before.SignedOn == given.SignedOn ? null : given.SignedOn,
            });
        }
        return parties;
    }

    // What it stood on already it may stand on still, whether or not the caller sees that.
    static async Task<Guid?> Agreement(Reference? given, Guid? known, ReferenceReader references, Findings findings, string pointer) =>
        given?.Id is { } id && id == known ? known : await references.Agreement(given, pointer, findings);
}
