using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Registry.Agreements;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class AgreementVocabularyMapper
{
    public static partial AgreementKindV1 ToV1(this AgreementKind word);
    public static partial AgreementKindV1? ToV1(this AgreementKind? word);
    public static partial AgreementKind OfV1(this AgreementKindV1 word);
    public static partial AgreementKind? OfV1(this AgreementKindV1? word);
    public static partial AgreementStatusV1 ToV1(this AgreementStatus word);
    public static partial AgreementStatusV1? ToV1(this AgreementStatus? word);
    public static partial AgreementStatus OfV1(this AgreementStatusV1 word);
    public static partial AgreementStatus? OfV1(this AgreementStatusV1? word);
    public static partial AmendmentKindV1 ToV1(this AmendmentKind word);
    public static partial AmendmentKindV1? ToV1(this AmendmentKind? word);
    public static partial AmendmentKind OfV1(this AmendmentKindV1 word);
    public static partial AmendmentKind? OfV1(this AmendmentKindV1? word);
    public static partial AmendmentStatusV1 ToV1(this AmendmentStatus word);
    public static partial AmendmentStatusV1? ToV1(this AmendmentStatus? word);
    public static partial AmendmentStatus OfV1(this AmendmentStatusV1 word);
    public static partial AmendmentStatus? OfV1(this AmendmentStatusV1? word);
    public static partial DispositionKindV1 ToV1(this DispositionKind word);
    public static partial DispositionKindV1? ToV1(this DispositionKind? word);
    public static partial DispositionKind OfV1(this DispositionKindV1 word);
    public static partial DispositionKind? OfV1(this DispositionKindV1? word);
    public static partial InitialStatusV1 ToV1(this InitialStatus word);
    public static partial InitialStatusV1? ToV1(this InitialStatus? word);
    public static partial InitialStatus OfV1(this InitialStatusV1 word);
    public static partial InitialStatus? OfV1(this InitialStatusV1? word);
    public static partial PartyRoleV1 ToV1(this PartyRole word);
    public static partial PartyRoleV1? ToV1(this PartyRole? word);
    public static partial PartyRole OfV1(this PartyRoleV1 word);
    public static partial PartyRole? OfV1(this PartyRoleV1? word);
    public static partial RenewalV1 ToV1(this Renewal shape);
    public static partial Renewal OfV1(this RenewalV1 shape);
    public static partial IReadOnlyList<RenewalV1> ToV1(this IReadOnlyList<Renewal> shapes);
    public static partial IReadOnlyList<Renewal> OfV1(this IReadOnlyList<RenewalV1> shapes);
    public static partial RenewalKindV1 ToV1(this RenewalKind word);
    public static partial RenewalKindV1? ToV1(this RenewalKind? word);
    public static partial RenewalKind OfV1(this RenewalKindV1 word);
    public static partial RenewalKind? OfV1(this RenewalKindV1? word);
    public static partial IReadOnlyList<ScopeAreaV1> ToV1(this IReadOnlyList<ScopeArea> words);
    public static partial ScopeAreaV1 ToV1(this ScopeArea word);
    public static partial ScopeAreaV1? ToV1(this ScopeArea? word);
    public static partial ScopeArea OfV1(this ScopeAreaV1 word);
    public static partial ScopeArea? OfV1(this ScopeAreaV1? word);
    public static partial SignatureV1 ToV1(this Signature word);
    public static partial SignatureV1? ToV1(this Signature? word);
    public static partial Signature OfV1(this SignatureV1 word);
    public static partial Signature? OfV1(this SignatureV1? word);
}
