using System.Diagnostics.CodeAnalysis;
using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1.References;

/// <summary>Records that are named, as version 1 names them; nothing stays nothing.</summary>
[Mapper]
static partial class ReferenceMapper
{
    [return: NotNullIfNotNull(nameof(named))]
    public static partial InstitutionRefV1? ToV1(this InstitutionReference? named);

    [return: NotNullIfNotNull(nameof(named))]
    public static partial AgreementRefV1? ToV1(this AgreementReference? named);

    [return: NotNullIfNotNull(nameof(named))]
    public static partial TransferRefV1? ToV1(this TransferReference? named);

    [return: NotNullIfNotNull(nameof(named))]
    public static partial ItemRefV1? ToV1(this ItemReference? named);

    [return: NotNullIfNotNull(nameof(named))]
    public static partial EventRefV1? ToV1(this EventReference? named);

    public static partial SubmittedByV1 ToV1(this SubmitterReference named);
}
