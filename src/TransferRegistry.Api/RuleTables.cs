using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Transfers;

namespace TransferRegistry.Api;

/// <summary>The tables of rules that the code goes by, gathered for the pages under <c>/rules</c> and for the OpenAPI document.</summary>
static class RuleTables
{
    public static IReadOnlyList<RuleTable> All =>
        [AgreementLife.Table, AgreementKinds.Table, PartyRoles.Table, AmendmentRules.Table, Transfer.LifeTable, TransferKinds.Table, Effects.Table, Outcomes.Table, EdtfParser.Table];
}
