using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api.V1.Transfers;

/// <summary>Requests of version 1 as the commands they are.</summary>
[Mapper]
static partial class TransferCommandMapper
{
    public static PostTransfer ToCommand(this TransferPostV1 request) => new()
    {
        Content = request.ToContent(), Evidence = request.Evidence.OfV1(), Agreement = request.Agreement, InitialStatus = request.InitialStatus.OfV1(),
        OnBehalfOf = request.OnBehalfOf, ContentHash = Json.Hash(request),
    };

    public static PostTransferUnderAgreement ToCommand(this NestedTransferV1 request) => new()
    {
        Content = request.ToContent(), Evidence = request.Evidence.OfV1(), InitialStatus = request.InitialStatus.OfV1(), ContentHash = Json.Hash(request),
    };

    public static ChangeTransfer ToChange(this TransferChangeV1 request) => new()
    {
        Content = request.ToContent(), Evidence = request.Evidence.OfV1(), Agreement = request.Agreement,
    };

    public static ReturnLoan ToCommand(this ReturnRequestV1 request) => request.ToCommand(Json.Hash(request));

    public static CorrectAct ToCommand(this CorrectionRequestV1 request) => request.ToCommand(Json.Hash(request));

    public static partial ExtendLoan ToCommand(this ExtensionRequestV1 request);

    private static partial TransferContent ToContent(this TransferRequestV1 request);

    private static partial ReturnLoan ToCommand(this ReturnRequestV1 request, string contentHash);

    private static partial CorrectAct ToCommand(this CorrectionRequestV1 request, string contentHash);
}
