using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Data;

/// <summary>What the service may do in a SQL Server database, as <c>db/roles.sql</c> grants it: the script is the one place that says so.</summary>
sealed partial class Rights(Database database)
{
    /// <summary>The script that makes the roles.</summary>
    public static string Script
    {
        get
        {
            using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("db/roles.sql")!);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Every right that the script grants the service, and the table it is granted on.</summary>
    public static readonly IReadOnlyList<(string Right, string Table)> Granted = [.. Read()];

    /// <summary>Refuses to start where the login lacks a right it will need; says what it could do beside, which a service that only serves should not be able to.</summary>
    /// <exception cref="ConfigurationException">Names the rights that are missing, and what to do.</exception>
    public async Task<IReadOnlyList<string>> Check(CancellationToken cancelled)
    {
        if (database.Dialect is not Dialect.SqlServer)
            return [];
        await using var connection = await database.Open(cancelled);
        var missing = new List<string>();
        foreach (var (right, table) in Granted)
            if (!await May(right, table))
                missing.Add($"{right} on {table}");
        if (missing.Count > 0)
            throw new ConfigurationException($"The login that the service uses lacks {string.Join(", ", missing)}. Run db/roles.sql as the owner of the database, and make the login's user a member of registry_service.");
        var beside = new List<string>();
        foreach (var right in new[] { "UPDATE", "DELETE", "ALTER" })
            if (await May(right, "journal"))
                beside.Add($"{right} on journal");
        return beside;

        async Task<bool> May(string right, string table) => await connection.ExecuteScalarAsync<int?>(
            new CommandDefinition("SELECT HAS_PERMS_BY_NAME(@Table, 'OBJECT', @Right)", new { Table = table, Right = right }, cancellationToken: cancelled)) == 1;
    }

    static IEnumerable<(string, string)> Read()
    {
        foreach (Match grant in Grants().Matches(Script))
            foreach (var right in grant.Groups["rights"].Value.Split(", "))
                yield return (right, grant.Groups["table"].Value);
    }

    [GeneratedRegex(@"^GRANT (?<rights>[A-Z, ]+) ON (?<table>\w+) TO registry_service;", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grants();
}
