using System.Net;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;

namespace TransferRegistry.Tests.Agreements;

/// <summary>The table of an agreement's life: every pair of states, through HTTP.</summary>
public sealed class AgreementLifeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly Dictionary<string, string[]> Life = new()
    {
        ["draft"] = ["proposed", "withdrawn"],
        ["proposed"] = ["draft", "signed", "declined", "withdrawn"],
        ["signed"] = ["signed", "in_force", "terminated", "void"],
        ["in_force"] = ["signed", "suspended", "terminated", "superseded", "void"],
        ["suspended"] = ["signed", "in_force"],
        ["recorded"] = ["signed", "void"],
        ["terminated"] = [],
        ["superseded"] = [],
        ["void"] = [],
        ["declined"] = [],
        ["withdrawn"] = [],
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var from in Life.Keys)
                foreach (var to in Life.Keys)
                    pairs.Add(from, to);
            return pairs;
        }
    }

    [Fact]
    public void The_table_in_the_code_is_the_one_above() => Assert.Equal(
        Life.SelectMany(state => state.Value, (state, to) => (state.Key, to)).Order(),
        AgreementLife.Steps.Select(step => (Json.ToWire(step.From), Json.ToWire(step.To))).Order());

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_step_is_taken_where_the_life_has_it_and_nowhere_else(string from, string to)
    {
        var agreement = await app.AgreementIn(from);
        Assert.Equal(from, agreement.Status());
        // Who must sign has signed; who need not is asked in a test of its own.
        var open = Life[from].Where(step => step != "signed" || from is "proposed" or "recorded").ToList();
        Assert.Equal(open.Order(StringComparer.Ordinal), agreement.Open().Order(StringComparer.Ordinal));

        if (open.Contains(to))
        {
            var after = await app.Take(agreement, to);

            Assert.Equal(to, after.Status());
        }
        else
        {
            object step = to is "superseded" ? new { to, successor = agreement.Id() } : (await app.Steps(agreement, to))[0];
            var problem = await app.AsOperator().Step(agreement.Path(), step).Refuses(HttpStatusCode.Conflict);

            Assert.EndsWith("/wrong-state", (string?)problem["type"], StringComparison.Ordinal);
            Assert.Equal((long)agreement["version"]!, (long)(await app.AsOperator().Ask(agreement.Path()).Is(HttpStatusCode.OK))["version"]!);
        }
    }
}
