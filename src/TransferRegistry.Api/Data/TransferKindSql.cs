using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Data;

/// <summary>The kinds of transfers that a rule holds for, as statements list them: taken from the one table there is of them.</summary>
static class TransferKindSql
{
    public static readonly string Temporary = SqlWords.List(TransferKinds.Words(term => term is TransferTerm.Temporary));
    public static readonly string NotTemporary = SqlWords.List(TransferKinds.Words(term => term is not TransferTerm.Temporary));
}
