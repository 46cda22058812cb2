using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using static TransferRegistry.Api.Registry.Agreements.PartyRole;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>What follows from a kind of agreement.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Binds">It binds when the request does not say.</param>
/// <param name="Lends">A temporary transfer can stand on it (D4).</param>
/// <param name="Ends">It cannot be open-ended.</param>
/// <param name="Roles">The roles that fit it, other than those that fit any kind; null where all do.</param>
sealed record AgreementKindRule(AgreementKind Kind, bool Binds, bool Lends, bool Ends, IReadOnlyList<PartyRole>? Roles);

/// <summary>The kinds of agreements, with what follows from each: read by the rules and by the documentation. The CHECK of the schema lists the same.</summary>
static class AgreementKinds
{
    public static readonly IReadOnlyList<AgreementKindRule> Rules =
    [
        new(AgreementKind.MemorandumOfCooperation, Binds: false, Lends: false, Ends: false, Roles: []),
        new(AgreementKind.FrameworkAgreement, Binds: true, Lends: false, Ends: false, Roles: null),
        new(AgreementKind.PermanentTransfer, Binds: true, Lends: false, Ends: false, [Transferor, Transferee]),
        new(AgreementKind.Loan, Binds: true, Lends: true, Ends: true, [Lender, Borrower]),
        new(AgreementKind.Deposit, Binds: true, Lends: true, Ends: true, [Depositor, Depositary]),
        new(AgreementKind.Exchange, Binds: true, Lends: false, Ends: false, [ExchangingParty]),
        new(AgreementKind.Gift, Binds: true, Lends: false, Ends: false, [Donor, Recipient]),
        new(AgreementKind.Purchase, Binds: true, Lends: false, Ends: false, [Seller, Buyer]),
        new(AgreementKind.JointExhibition, Binds: true, Lends: true, Ends: false, [Lender, Borrower]),
        new(AgreementKind.Restoration, Binds: true, Lends: true, Ends: false, [Depositor, Depositary, Lender, Borrower]),
        new(AgreementKind.Other, Binds: true, Lends: false, Ends: false, Roles: null),
    ];

    public static RuleTable Table => new("agreement-kinds", "The kinds of agreements", ["kind", "binding unless given", "temporary transfers", "openEnded"],
        [.. Rules.Select(rule => (IReadOnlyList<string>)[Json.ToWire(rule.Kind), rule.Binds ? "yes" : "no", rule.Lends ? "can stand on it" : "need another", rule.Ends ? "no" : "can be"])]);

    public static AgreementKindRule Of(AgreementKind kind) => Rules.First(rule => rule.Kind == kind);
}
