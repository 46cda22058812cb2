using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Reading.Exports;

namespace TransferRegistry.Api.V1.Exports;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class ExportVocabularyMapper
{
    public static partial ExportCompressionV1 ToV1(this ExportCompression word);
    public static partial ExportCompressionV1? ToV1(this ExportCompression? word);
    public static partial ExportCompression OfV1(this ExportCompressionV1 word);
    public static partial ExportCompression? OfV1(this ExportCompressionV1? word);
    public static partial ExportFormatV1 ToV1(this ExportFormat word);
    public static partial ExportFormatV1? ToV1(this ExportFormat? word);
    public static partial ExportFormat OfV1(this ExportFormatV1 word);
    public static partial ExportFormat? OfV1(this ExportFormatV1? word);
    public static partial ExportListV1 ToV1(this ExportList word);
    public static partial ExportListV1? ToV1(this ExportList? word);
    public static partial ExportList OfV1(this ExportListV1 word);
    public static partial ExportList? OfV1(this ExportListV1? word);
    public static partial ExportStatusV1 ToV1(this ExportStatus word);
    public static partial ExportStatusV1? ToV1(this ExportStatus? word);
    public static partial ExportStatus OfV1(this ExportStatusV1 word);
    public static partial ExportStatus? OfV1(this ExportStatusV1? word);
}
