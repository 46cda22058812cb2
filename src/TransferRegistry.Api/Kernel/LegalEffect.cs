using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Kernel;

/// <summary>What an act moves from one institution to the other.</summary>
enum LegalEffect
{
    TitleAndCustody,
    OperationalManagement,
    CustodyOnly,
    Unknown,
}

/// <summary>What becomes of something when an act passes an item on.</summary>
enum Passage
{
    /// <summary>It stays with whom it was.</summary>
    Stays,
    /// <summary>It is the receiver's.</summary>
    Passes,
    /// <summary>Nobody knows whose it is.</summary>
    BecomesUnknown,
}

/// <summary>What an effect makes of owner, normal and current custodian (C3, C4).</summary>
/// <param name="Effect">The effect.</param>
/// <param name="Owner">Of the owner.</param>
/// <param name="NormalCustodian">Of where the item belongs.</param>
/// <param name="Custodian">Of who has it.</param>
/// <param name="ClosesNumbers">The old holder's inventory numbers end.</param>
sealed record EffectRule(LegalEffect Effect, Passage Owner, Passage NormalCustodian, Passage Custodian, bool ClosesNumbers);

/// <summary>The effects of acts, with what each moves: read by the fold of custody, by the numbers and by the documentation.</summary>
static class Effects
{
    public static readonly IReadOnlyList<EffectRule> Rules =
    [
        new(LegalEffect.TitleAndCustody, Passage.Passes, Passage.Passes, Passage.Passes, ClosesNumbers: true),
        new(LegalEffect.OperationalManagement, Passage.Stays, Passage.Passes, Passage.Passes, ClosesNumbers: true),
        new(LegalEffect.CustodyOnly, Passage.Stays, Passage.Stays, Passage.Passes, ClosesNumbers: false),
        new(LegalEffect.Unknown, Passage.BecomesUnknown, Passage.BecomesUnknown, Passage.Passes, ClosesNumbers: false),
    ];

    public static RuleTable Table => new("custody", "What an act moves", ["legalEffect", "owner", "normalCustodian", "currentCustodian", "the old holder's inventory numbers"],
        [.. Rules.Select(rule => (IReadOnlyList<string>)[Json.ToWire(rule.Effect), Say(rule.Owner), Say(rule.NormalCustodian), Say(rule.Custodian), rule.ClosesNumbers ? "close" : "stay open"])]);

    public static EffectRule Of(LegalEffect effect) => Rules.First(rule => rule.Effect == effect);

    public static Guid? From(this Passage passage, Guid? before, Guid to) => passage switch
    {
        Passage.Passes => to,
        Passage.BecomesUnknown => null,
        _ => before,
    };

    static string Say(Passage passage) => passage switch { Passage.Passes => "passes", Passage.BecomesUnknown => "unknown from then on", _ => "stays" };
}
