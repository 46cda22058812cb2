using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Registry.Events;

namespace TransferRegistry.Api.V1.Events;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class EventVocabularyMapper
{
    public static partial EventKindV1 ToV1(this EventKind word);
    public static partial EventKindV1? ToV1(this EventKind? word);
    public static partial EventKind OfV1(this EventKindV1 word);
    public static partial EventKind? OfV1(this EventKindV1? word);
    public static partial ParticipantRoleV1 ToV1(this ParticipantRole word);
    public static partial ParticipantRoleV1? ToV1(this ParticipantRole? word);
    public static partial ParticipantRole OfV1(this ParticipantRoleV1 word);
    public static partial ParticipantRole? OfV1(this ParticipantRoleV1? word);
}
