using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Kernel;

/// <summary>What an act is for.</summary>
enum TransferKind
{
    Permanent,
    Gift,
    Purchase,
    Exchange,
    Restitution,
    TemporaryUse,
    TemporaryStorage,
    Restoration,
    Return,
    Unknown,
}

/// <summary>For how long an item goes to the receiver.</summary>
enum TransferTerm
{
    /// <summary>For good.</summary>
    Permanent,
    /// <summary>As a loan, until it is due back.</summary>
    Temporary,
    /// <summary>Home from a loan.</summary>
    Homeward,
    /// <summary>Nobody knows.</summary>
    Unknown,
}

/// <summary>What follows from a kind of transfer.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Term">For how long.</param>
/// <param name="DefaultEffect">What moves when the request does not say; of a temporary one nothing else can (D2).</param>
sealed record TransferKindRule(TransferKind Kind, TransferTerm Term, LegalEffect DefaultEffect);

/// <summary>The kinds of transfers, with what follows from each: read by the rules, by the statements and by the documentation. The CHECKs of the schema say the same.</summary>
static class TransferKinds
{
    public static readonly IReadOnlyList<TransferKindRule> Rules =
    [
        new(TransferKind.Permanent, TransferTerm.Permanent, LegalEffect.TitleAndCustody),
        new(TransferKind.Gift, TransferTerm.Permanent, LegalEffect.TitleAndCustody),
        new(TransferKind.Purchase, TransferTerm.Permanent, LegalEffect.TitleAndCustody),
        new(TransferKind.Exchange, TransferTerm.Permanent, LegalEffect.TitleAndCustody),
        new(TransferKind.Restitution, TransferTerm.Permanent, LegalEffect.TitleAndCustody),
        new(TransferKind.TemporaryUse, TransferTerm.Temporary, LegalEffect.CustodyOnly),
        new(TransferKind.TemporaryStorage, TransferTerm.Temporary, LegalEffect.CustodyOnly),
        new(TransferKind.Restoration, TransferTerm.Temporary, LegalEffect.CustodyOnly),
        new(TransferKind.Return, TransferTerm.Homeward, LegalEffect.CustodyOnly),
        new(TransferKind.Unknown, TransferTerm.Unknown, LegalEffect.Unknown),
    ];

    public static RuleTable Table => new("transfer-kinds", "The kinds of transfers", ["kind", "term", "legalEffect unless given", "needs"],
        [.. Rules.Select(rule => (IReadOnlyList<string>)[Json.ToWire(rule.Kind), Json.ToWire(rule.Term), Json.ToWire(rule.DefaultEffect), Needs(rule.Term)])]);

    public static TransferKindRule Of(TransferKind kind) => Rules.First(rule => rule.Kind == kind);

    /// <summary>The kinds of a term, as they are written.</summary>
    public static IEnumerable<string> Words(Func<TransferTerm, bool> term) => Rules.Where(rule => term(rule.Term)).Select(rule => Json.ToWire(rule.Kind));

    static string Needs(TransferTerm term) => term switch
    {
        TransferTerm.Temporary => "dueBackOn, purpose and a binding agreement of a kind that lends",
        TransferTerm.Homeward => "the loan",
        _ => "a binding agreement or a basis",
    };
}
