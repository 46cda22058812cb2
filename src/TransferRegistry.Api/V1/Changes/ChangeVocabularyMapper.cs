using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Reading.Changes;

namespace TransferRegistry.Api.V1.Changes;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class ChangeVocabularyMapper
{
    public static partial AccessChangeV1 ToV1(this AccessChange word);
    public static partial AccessChangeV1? ToV1(this AccessChange? word);
    public static partial AccessChange OfV1(this AccessChangeV1 word);
    public static partial AccessChange? OfV1(this AccessChangeV1? word);
}
