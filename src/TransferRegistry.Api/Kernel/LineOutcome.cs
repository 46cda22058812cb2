using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Kernel;

/// <summary>What became of a line.</summary>
enum LineOutcome
{
    Listed,
    HandedOver,
    Received,
    Damaged,
    Refused,
    Missing,
    Returned,
    Retained,
    Lost,
    Destroyed,
}

/// <summary>What follows from an outcome.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Passes">Custody of the item passes with the act, once that is received or recorded.</param>
/// <param name="Settles">On a return: the loan's line is settled for as many as it says (C8).</param>
/// <param name="IsLoss">The item is no more to be had: it is added to no transfer (C11), and no loan of it goes on.</param>
sealed record OutcomeRule(LineOutcome Outcome, bool Passes, bool Settles, bool IsLoss);

/// <summary>The outcomes of lines, with what follows from each: read by the rules, by the statements and by the documentation.</summary>
static class Outcomes
{
    public static readonly IReadOnlyList<OutcomeRule> Rules =
    [
        new(LineOutcome.Listed, Passes: true, Settles: false, IsLoss: false),
        new(LineOutcome.HandedOver, Passes: false, Settles: false, IsLoss: false),
        new(LineOutcome.Received, Passes: true, Settles: false, IsLoss: false),
        new(LineOutcome.Damaged, Passes: true, Settles: true, IsLoss: false),
        new(LineOutcome.Refused, Passes: false, Settles: false, IsLoss: false),
        new(LineOutcome.Missing, Passes: false, Settles: false, IsLoss: false),
        new(LineOutcome.Returned, Passes: true, Settles: true, IsLoss: false),
        new(LineOutcome.Retained, Passes: false, Settles: true, IsLoss: false),
        new(LineOutcome.Lost, Passes: false, Settles: true, IsLoss: true),
        new(LineOutcome.Destroyed, Passes: false, Settles: true, IsLoss: true),
    ];

    public static RuleTable Table => new("outcomes", "What follows from what became of a line", ["outcome", "custody passes", "settles a loan's line", "can be passed on"],
        [.. Rules.Select(rule => (IReadOnlyList<string>)[Json.ToWire(rule.Outcome), rule.Passes ? "yes" : "no", rule.Settles ? "on a return" : "no", rule.IsLoss ? "no" : "yes"])]);

    public static bool Passes(this LineOutcome outcome) => Of(outcome).Passes;

    public static bool Settles(this LineOutcome outcome) => Of(outcome).Settles;

    static OutcomeRule Of(LineOutcome outcome) => Rules.First(rule => rule.Outcome == outcome);
}
