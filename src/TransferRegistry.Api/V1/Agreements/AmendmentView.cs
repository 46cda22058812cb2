using System.Text.Json.Nodes;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>An amendment as this caller is shown it.</summary>
sealed class AmendmentView(ReferenceReader references, Caller caller, RegistryTime time)
{
    public async Task<AmendmentV1> Show(Agreement agreement, int seq, Findings? findings = null)
    {
        var names = await references.Read(Mention(agreement, new()));
        return Of(agreement, agreement.Amendments!.First(amendment => amendment.Seq == seq), names) with
        {
            Warnings = [.. (findings?.Warnings ?? []).Select(FaultDetail.Of)],
        };
    }

    public AmendmentV1 Of(Agreement agreement, Amendment amendment, ResolvedReferences names) => new()
    {
        Seq = amendment.Seq,
        Version = agreement.Version,
        Kind = amendment.Kind.ToV1(),
        Status = amendment.Status.ToV1(),
        BaseVersion = amendment.BaseVersion,
        EffectiveFrom = amendment.EffectiveFrom,
        Reason = amendment.Reason,
        Changes = amendment.Changes is null ? null : Shown(agreement, amendment, names),
        Removes = amendment.Changes?.Where(change => change.Value is null).Select(change => change.Key).ToList() is { Count: > 0 } removed ? removed : null,
        Dispositions = amendment.Dispositions?.Select(disposition => Of(disposition, names)).ToList(),
        Signatures = [.. amendment.Signatures.Select(signature => new AmendmentSignatureV1
        {
            Institution = names.Institution(signature.Institution).ToV1(), Signature = signature.Signature.ToV1(), SignedOn = signature.SignedOn,
        })],
        SubmittedBy = names.SubmittedBy(amendment.SubmittedBy).ToV1(),
        ProposedAt = amendment.ProposedAt,
        AllowedActions = [.. Open(agreement, amendment, names).Select(to => new AmendmentActionV1 { To = to.ToV1() })],
        Warnings = [],
        Links = new()
        {
            Self = names.Href($"/agreements/{agreement.Id}/amendments/{amendment.Seq}"),
            Agreement = names.Href($"/agreements/{agreement.Id}"),
        },
    };

    public static DispositionV1 Of(Disposition disposition, ResolvedReferences names) => new() { Transfer = names.Transfer(disposition.Transfer).ToV1()!, How = disposition.How.ToV1(), On = disposition.On };

    /// <summary>All that an agreement, its amendments and its end name.</summary>
    public static ReferenceBatch Mention(Agreement agreement, ReferenceBatch mentions)
    {
        mentions.Institution(agreement.Institutions).Agreement(agreement.Parent, agreement.Supersedes)
            .Transfer((agreement.Dispositions ?? []).Select(disposition => disposition.Transfer));
        foreach (var amendment in agreement.Amendments ?? [])
            mentions.SubmittedBy(amendment.SubmittedBy).Institution(amendment.Signatures.Select(signature => signature.Institution))
                .Institution(With(agreement, amendment).Parties.Select(party => party.Institution))
                .Transfer((amendment.Dispositions ?? []).Select(disposition => disposition.Transfer));
        return mentions;
    }

    // As the agreement would show the members if this amendment alone were in effect.
    JsonObject Shown(Agreement agreement, Amendment amendment, ResolvedReferences names)
    {
        var sensitive = caller.ReadsAll || agreement.Concerned.Any(names.IsMine);
        var text = JsonNode.Parse(Json.Write(AgreementV1.Of(With(agreement, amendment), names, time.Today, sensitive)))!.AsObject();
        return new(amendment.Changes!.Where(change => change.Value is not null && text[change.Key] is not null)
            .Select(change => KeyValuePair.Create(change.Key, text[change.Key]!.DeepClone()))!);
    }

    static Agreement With(Agreement agreement, Amendment amendment) =>
        (agreement with { Amendments = [amendment with { Status = AmendmentStatus.Signed }] }).On(amendment.EffectiveFrom);

    IEnumerable<AmendmentStatus> Open(Agreement agreement, Amendment amendment, ResolvedReferences names)
    {
        if (amendment.Status is not AmendmentStatus.Proposed || caller.Role is null or Role.Auditor)
            return [];
        var awaited = amendment.Signatures.Any(signature => signature.Signature is Signature.Pending && names.IsMine(signature.Institution));
        var isOurs = names.Viewer.IsSubmitter(amendment.SubmittedBy.Submitter, amendment.SubmittedBy.OnBehalfOf);
        return [.. awaited && agreement.CanBeAmended() && !agreement.IsStale(amendment) ? new[] { AmendmentStatus.Signed } : [], .. awaited ? new[] { AmendmentStatus.Declined } : [],
            .. isOurs ? new[] { AmendmentStatus.Withdrawn } : []];
    }
}
