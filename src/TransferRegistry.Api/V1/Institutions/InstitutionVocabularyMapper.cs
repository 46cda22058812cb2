using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Registry.Institutions;

namespace TransferRegistry.Api.V1.Institutions;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class InstitutionVocabularyMapper
{
    public static partial FormerNameV1 ToV1(this FormerName shape);
    public static partial FormerName OfV1(this FormerNameV1 shape);
    public static partial IReadOnlyList<FormerNameV1> ToV1(this IReadOnlyList<FormerName> shapes);
    public static partial IReadOnlyList<FormerName> OfV1(this IReadOnlyList<FormerNameV1> shapes);
    public static partial InstitutionKindV1 ToV1(this InstitutionKind word);
    public static partial InstitutionKindV1? ToV1(this InstitutionKind? word);
    public static partial InstitutionKind OfV1(this InstitutionKindV1 word);
    public static partial InstitutionKind? OfV1(this InstitutionKindV1? word);
    public static partial InstitutionLevelV1 ToV1(this InstitutionLevel word);
    public static partial InstitutionLevelV1? ToV1(this InstitutionLevel? word);
    public static partial InstitutionLevel OfV1(this InstitutionLevelV1 word);
    public static partial InstitutionLevel? OfV1(this InstitutionLevelV1? word);
    public static partial InstitutionStatusV1 ToV1(this InstitutionStatus word);
    public static partial InstitutionStatusV1? ToV1(this InstitutionStatus? word);
    public static partial InstitutionStatus OfV1(this InstitutionStatusV1 word);
    public static partial InstitutionStatus? OfV1(this InstitutionStatusV1? word);
    public static partial LegalFormV1 ToV1(this LegalForm word);
    public static partial LegalFormV1? ToV1(this LegalForm? word);
    public static partial LegalForm OfV1(this LegalFormV1 word);
    public static partial LegalForm? OfV1(this LegalFormV1? word);
    public static partial RepresentativeV1 ToV1(this Representative shape);
    public static partial Representative OfV1(this RepresentativeV1 shape);
    public static partial IReadOnlyList<RepresentativeV1> ToV1(this IReadOnlyList<Representative> shapes);
    public static partial IReadOnlyList<Representative> OfV1(this IReadOnlyList<RepresentativeV1> shapes);
}
