using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>Requests of version 1 as the commands they are.</summary>
[Mapper]
static partial class AgreementCommandMapper
{
    public static PostAgreement ToCommand(this AgreementWithTransfersV1 request) => new()
    {
        Content = request.ToContent(), InitialStatus = request.InitialStatus.OfV1(), OnBehalfOf = request.OnBehalfOf, ContentHash = Json.Hash(request),
    };

    public static partial AgreementContent ToContent(this AgreementRequestV1 request);

    public static partial StepAgreement ToCommand(this AgreementStepRequestV1 request);

    public static partial DispositionEntry ToCommand(this DispositionRequestV1 request);

    public static partial StepAmendment ToCommand(this AmendmentStepRequestV1 request);

    /// <summary>The amendment, with the text as it leaves it.</summary>
    [MapperIgnoreSource(nameof(AmendmentRequestV1.Changes))]
    public static partial ProposeAmendment ToCommand(this AmendmentRequestV1 request, AgreementContent? amended);
}
