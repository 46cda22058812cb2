using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class TransferVocabularyMapper
{
    public static partial FromCertaintyV1 ToV1(this FromCertainty word);
    public static partial FromCertaintyV1? ToV1(this FromCertainty? word);
    public static partial FromCertainty OfV1(this FromCertaintyV1 word);
    public static partial FromCertainty? OfV1(this FromCertaintyV1? word);
    public static partial InitialTransferStatusV1 ToV1(this InitialTransferStatus word);
    public static partial InitialTransferStatusV1? ToV1(this InitialTransferStatus? word);
    public static partial InitialTransferStatus OfV1(this InitialTransferStatusV1 word);
    public static partial InitialTransferStatus? OfV1(this InitialTransferStatusV1? word);
    public static partial PurposeV1 ToV1(this Purpose word);
    public static partial PurposeV1? ToV1(this Purpose? word);
    public static partial Purpose OfV1(this PurposeV1 word);
    public static partial Purpose? OfV1(this PurposeV1? word);
    public static partial TransferKindV1 ToV1(this TransferKind word);
    public static partial TransferKindV1? ToV1(this TransferKind? word);
    public static partial TransferKind OfV1(this TransferKindV1 word);
    public static partial TransferKind? OfV1(this TransferKindV1? word);
    public static partial TransferStatusV1 ToV1(this TransferStatus word);
    public static partial TransferStatusV1? ToV1(this TransferStatus? word);
    public static partial TransferStatus OfV1(this TransferStatusV1 word);
    public static partial TransferStatus? OfV1(this TransferStatusV1? word);
}
