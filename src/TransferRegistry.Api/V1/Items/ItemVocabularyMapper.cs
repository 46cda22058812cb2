using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Registry.Items;

namespace TransferRegistry.Api.V1.Items;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class ItemVocabularyMapper
{
    public static partial AssociatedPersonV1 ToV1(this AssociatedPerson shape);
    public static partial AssociatedPerson OfV1(this AssociatedPersonV1 shape);
    public static partial IReadOnlyList<AssociatedPersonV1> ToV1(this IReadOnlyList<AssociatedPerson> shapes);
    public static partial IReadOnlyList<AssociatedPerson> OfV1(this IReadOnlyList<AssociatedPersonV1> shapes);
    public static partial CertaintyV1 ToV1(this Certainty word);
    public static partial CertaintyV1? ToV1(this Certainty? word);
    public static partial Certainty OfV1(this CertaintyV1 word);
    public static partial Certainty? OfV1(this CertaintyV1? word);
    public static partial CustodyStateV1 ToV1(this CustodyState word);
    public static partial CustodyStateV1? ToV1(this CustodyState? word);
    public static partial CustodyState OfV1(this CustodyStateV1 word);
    public static partial CustodyState? OfV1(this CustodyStateV1? word);
    public static partial FundV1 ToV1(this Fund word);
    public static partial FundV1? ToV1(this Fund? word);
    public static partial Fund OfV1(this FundV1 word);
    public static partial Fund? OfV1(this FundV1? word);
    public static partial IdentifierSchemeV1 ToV1(this IdentifierScheme word);
    public static partial IdentifierSchemeV1? ToV1(this IdentifierScheme? word);
    public static partial IdentifierScheme OfV1(this IdentifierSchemeV1 word);
    public static partial IdentifierScheme? OfV1(this IdentifierSchemeV1? word);
    public static partial ItemKindV1 ToV1(this ItemKind word);
    public static partial ItemKindV1? ToV1(this ItemKind? word);
    public static partial ItemKind OfV1(this ItemKindV1 word);
    public static partial ItemKind? OfV1(this ItemKindV1? word);
    public static partial ObjectTypeV1 ToV1(this ObjectType word);
    public static partial ObjectTypeV1? ToV1(this ObjectType? word);
    public static partial ObjectType OfV1(this ObjectTypeV1 word);
    public static partial ObjectType? OfV1(this ObjectTypeV1? word);
    public static partial PreciousV1 ToV1(this Precious shape);
    public static partial Precious OfV1(this PreciousV1 shape);
    public static partial IReadOnlyList<PreciousV1> ToV1(this IReadOnlyList<Precious> shapes);
    public static partial IReadOnlyList<Precious> OfV1(this IReadOnlyList<PreciousV1> shapes);
    public static partial ProvenanceV1 ToV1(this Provenance shape);
    public static partial Provenance OfV1(this ProvenanceV1 shape);
    public static partial IReadOnlyList<ProvenanceV1> ToV1(this IReadOnlyList<Provenance> shapes);
    public static partial IReadOnlyList<Provenance> OfV1(this IReadOnlyList<ProvenanceV1> shapes);
    public static partial RestrictionV1 ToV1(this Restriction shape);
    public static partial Restriction OfV1(this RestrictionV1 shape);
    public static partial IReadOnlyList<RestrictionV1> ToV1(this IReadOnlyList<Restriction> shapes);
    public static partial IReadOnlyList<Restriction> OfV1(this IReadOnlyList<RestrictionV1> shapes);
    public static partial RestrictionKindV1 ToV1(this RestrictionKind word);
    public static partial RestrictionKindV1? ToV1(this RestrictionKind? word);
    public static partial RestrictionKind OfV1(this RestrictionKindV1 word);
    public static partial RestrictionKind? OfV1(this RestrictionKindV1? word);
}
