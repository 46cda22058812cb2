using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Data;

/// <summary>The outcomes of lines that a rule holds for, as statements list them: taken from the one table there is of them.</summary>
static class OutcomeSql
{
    public static readonly string Passing = Where(rule => rule.Passes);
    public static readonly string Settling = Where(rule => rule.Settles);
    public static readonly string Losing = Where(rule => rule.IsLoss);
    public static readonly string PassingOrLosing = Where(rule => rule.Passes || rule.IsLoss);

    static string Where(Func<OutcomeRule, bool> rule) => SqlWords.List(Outcomes.Rules.Where(rule).Select(known => Json.ToWire(known.Outcome)));
}
