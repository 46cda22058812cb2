using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using static TransferRegistry.Api.Registry.Agreements.PartyRole;

namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>Which roles fit which kind of agreement. Others are not refused: a paper may say what it says, and a warning asks to look at it again.</summary>
static class PartyRoles
{
    static readonly IReadOnlyList<PartyRole> OfAnyKind = [PartyRole.Signatory, Approver, Witness, Observer];

    public static RuleTable Table => new("party-roles", "The roles that fit a kind of agreement", ["kind", "roles"],
        [.. AgreementKinds.Rules.Select(row => (IReadOnlyList<string>)[Json.ToWire(row.Kind), Said(row.Roles)])]);

    /// <summary>Warns of each party in a role that does not fit.</summary>
    public static void Check(Agreement agreement, Findings findings, string pointer)
    {
        if (AgreementKinds.Of(agreement.Kind).Roles is not { } roles)
            return;
        foreach (var (index, party) in agreement.Parties.Index())
            if (!roles.Contains(party.Role) && !OfAnyKind.Contains(party.Role))
                findings.Warn(Faults.OddRole.At($"{pointer}/parties/{index}/role", ("role", Json.ToWire(party.Role)), ("kind", Json.ToWire(agreement.Kind)),
                    ("roles", Said(roles))));
    }

    static string Said(IReadOnlyList<PartyRole>? roles) => roles is null ? "any" : string.Join(", ", roles.Concat(OfAnyKind).Select(role => Json.ToWire(role)));
}
