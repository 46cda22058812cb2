using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Kernel;

[assembly: MapperDefaults(EnumMappingStrategy = EnumMappingStrategy.ByName)]

namespace TransferRegistry.Api.V1;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class VocabularyMapper
{
    public static partial AuthorizationV1 ToV1(this Authorization shape);
    public static partial Authorization OfV1(this AuthorizationV1 shape);
    public static partial IReadOnlyList<AuthorizationV1> ToV1(this IReadOnlyList<Authorization> shapes);
    public static partial IReadOnlyList<Authorization> OfV1(this IReadOnlyList<AuthorizationV1> shapes);
    public static partial BasisV1 ToV1(this Basis shape);
    public static partial Basis OfV1(this BasisV1 shape);
    public static partial IReadOnlyList<BasisV1> ToV1(this IReadOnlyList<Basis> shapes);
    public static partial IReadOnlyList<Basis> OfV1(this IReadOnlyList<BasisV1> shapes);
    public static partial BasisKindV1 ToV1(this BasisKind word);
    public static partial BasisKindV1? ToV1(this BasisKind? word);
    public static partial BasisKind OfV1(this BasisKindV1 word);
    public static partial BasisKind? OfV1(this BasisKindV1? word);
    public static partial DateMatchV1 ToV1(this DateMatch word);
    public static partial DateMatchV1? ToV1(this DateMatch? word);
    public static partial DateMatch OfV1(this DateMatchV1 word);
    public static partial DateMatch? OfV1(this DateMatchV1? word);
    public static partial EvidenceV1 ToV1(this Evidence word);
    public static partial EvidenceV1? ToV1(this Evidence? word);
    public static partial Evidence OfV1(this EvidenceV1 word);
    public static partial Evidence? OfV1(this EvidenceV1? word);
    public static partial InsuranceV1 ToV1(this Insurance shape);
    public static partial Insurance OfV1(this InsuranceV1 shape);
    public static partial IReadOnlyList<InsuranceV1> ToV1(this IReadOnlyList<Insurance> shapes);
    public static partial IReadOnlyList<Insurance> OfV1(this IReadOnlyList<InsuranceV1> shapes);
    public static partial LegalEffectV1 ToV1(this LegalEffect word);
    public static partial LegalEffectV1? ToV1(this LegalEffect? word);
    public static partial LegalEffect OfV1(this LegalEffectV1 word);
    public static partial LegalEffect? OfV1(this LegalEffectV1? word);
    public static partial LineOutcomeV1 ToV1(this LineOutcome word);
    public static partial LineOutcomeV1? ToV1(this LineOutcome? word);
    public static partial LineOutcome OfV1(this LineOutcomeV1 word);
    public static partial LineOutcome? OfV1(this LineOutcomeV1? word);
    public static partial PersonV1 ToV1(this Person shape);
    public static partial Person OfV1(this PersonV1 shape);
    public static partial IReadOnlyList<PersonV1> ToV1(this IReadOnlyList<Person> shapes);
    public static partial IReadOnlyList<Person> OfV1(this IReadOnlyList<PersonV1> shapes);
    public static partial QuantityStatusV1 ToV1(this QuantityStatus word);
    public static partial QuantityStatusV1? ToV1(this QuantityStatus? word);
    public static partial QuantityStatus OfV1(this QuantityStatusV1 word);
    public static partial QuantityStatus? OfV1(this QuantityStatusV1? word);
    public static partial RoleV1 ToV1(this Role word);
    public static partial RoleV1? ToV1(this Role? word);
    public static partial Role OfV1(this RoleV1 word);
    public static partial Role? OfV1(this RoleV1? word);
    public static partial SignatoryV1 ToV1(this Signatory shape);
    public static partial Signatory OfV1(this SignatoryV1 shape);
    public static partial IReadOnlyList<SignatoryV1> ToV1(this IReadOnlyList<Signatory> shapes);
    public static partial IReadOnlyList<Signatory> OfV1(this IReadOnlyList<SignatoryV1> shapes);
    public static partial SourceV1 ToV1(this Source shape);
    public static partial Source OfV1(this SourceV1 shape);
    public static partial IReadOnlyList<SourceV1> ToV1(this IReadOnlyList<Source> shapes);
    public static partial IReadOnlyList<Source> OfV1(this IReadOnlyList<SourceV1> shapes);
    public static partial ValuationV1 ToV1(this Valuation shape);
    public static partial Valuation OfV1(this ValuationV1 shape);
    public static partial IReadOnlyList<ValuationV1> ToV1(this IReadOnlyList<Valuation> shapes);
    public static partial IReadOnlyList<Valuation> OfV1(this IReadOnlyList<ValuationV1> shapes);
    public static partial VisibilityV1 ToV1(this VisibilityLevel word);
    public static partial VisibilityV1? ToV1(this VisibilityLevel? word);
    public static partial VisibilityLevel OfV1(this VisibilityV1 word);
    public static partial VisibilityLevel? OfV1(this VisibilityV1? word);
}
