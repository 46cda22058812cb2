using System.Text.RegularExpressions;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;

namespace TransferRegistry.Tests.Data;

/// <summary>The CHECKs of both schemas hold what the tables of kinds say: SQLite as migrated, T-SQL as parsed.</summary>
public sealed partial class KindTests
{
    static readonly Schema SqlServer = Schema.OfSqlServer();
    static readonly Schema Sqlite = ReadSqlite();

    public static TheoryData<string, string, string[]> Checks => new()
    {
        { "transfers", "ck_transfers_kind", [.. TransferKinds.Words(_ => true)] },
        { "transfers", "ck_transfers_legal_effect", [.. Effects.Rules.Select(rule => Json.ToWire(rule.Effect))] },
        { "transfers", "ck_transfers_temporary", [Json.ToWire(LegalEffect.CustodyOnly), .. TransferKinds.Words(term => term is TransferTerm.Temporary)] },
        { "agreements", "ck_agreements_kind", [.. AgreementKinds.Rules.Select(rule => Json.ToWire(rule.Kind))] },
        { "agreement_parties", "ck_agreement_parties_role", [.. Enum.GetValues<PartyRole>().Select(role => Json.ToWire(role))] },
        { "transfer_lines", "ck_transfer_lines_outcome", [.. Outcomes.Rules.Select(rule => Json.ToWire(rule.Outcome))] },
    };

    [Theory, MemberData(nameof(Checks))]
    public void A_check_lists_the_words_of_its_table(string table, string check, string[] words)
    {
        foreach (var schema in new[] { Sqlite, SqlServer })
            Assert.Equal(words, Words().Matches(schema.Tables[table].Constraints[check]).Select(word => word.Groups["word"].Value));
    }

    [Fact]
    public void Every_kind_stands_in_its_table_once()
    {
        Assert.Equal(Enum.GetValues<TransferKind>(), TransferKinds.Rules.Select(rule => rule.Kind));
        Assert.Equal(Enum.GetValues<AgreementKind>(), AgreementKinds.Rules.Select(rule => rule.Kind));
        Assert.All(TransferKinds.Rules, rule => Assert.True(rule.Term is not TransferTerm.Temporary || rule.DefaultEffect is LegalEffect.CustodyOnly));
    }

    static Schema ReadSqlite()
    {
        using var database = Schema.Migrated();
        return Schema.OfSqlite(database);
    }

    [GeneratedRegex("'(?<word>[a-z_]+)'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
