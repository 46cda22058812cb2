using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>What the service may do in a SQL Server database: what its statements do, and nothing else.</summary>
public sealed class RightsTests
{
    [Fact]
    public void The_roles_script_grants_the_service_what_its_statements_need_and_no_more()
    {
        var asked = new Asked();
        var statements = SqlChecker.StatementsOf(typeof(SqlText).Assembly, SqlTests.Habits)
            .Where(statement => statement.BringsNewNames && !statement.Name.StartsWith("Migrator.", StringComparison.Ordinal));
        foreach (var statement in statements)
            TSql.Parse(statement.Text.SqlServer, out _).Accept(asked);
        // Whether the schema is this version's is read where the migrations are noted.
        asked.Rights.Add("SELECT ON SchemaVersions");

        Assert.Equal(asked.Rights.Order(StringComparer.Ordinal), Rights.Granted.Select(right => $"{right.Right} ON {right.Table}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_journal_is_only_read_and_added_to() =>
        Assert.Equal(["INSERT", "SELECT"], Rights.Granted.Where(right => right.Table == "journal").Select(right => right.Right).Order(StringComparer.Ordinal));

    [SkippableFact]
    public async Task A_service_with_its_role_alone_serves_and_neither_it_nor_its_login_can_change_the_journal()
    {
        Skip.If(RegistryApp.SqlServer is null, "REGISTRY_TEST_SQLSERVER names no server, and a file has no logins.");
        await using var owner = new RegistryApp();
        var (first, second) = (await owner.AnInstitution(), await owner.AnInstitution());
        var login = $"registry_{Guid.NewGuid():N}"[..20];
        var password = $"Aa1!{Guid.NewGuid():N}";
        await using var connection = await owner.Database.Open(CancellationToken.None);
        await connection.ExecuteAsync($"CREATE LOGIN {login} WITH PASSWORD = '{password}'");
        var alone = new SqlConnectionStringBuilder(owner.Database.ConnectionString) { UserID = login, Password = password }.ConnectionString;
        try
        {
            await connection.ExecuteAsync($"CREATE USER {login} FOR LOGIN {login}");
            var (exit, told) = await TheProgram.Ends(("Database__Dialect", "SqlServer"), ("Database__ConnectionString", alone), ("Database__MigrateAtStart", "false"));
            Assert.Equal(1, exit);
            Assert.Contains("SchemaVersions", told, StringComparison.Ordinal);

            // The owner's role rests on roles that only SQL Server has; it is not what is tried here.
            foreach (var batch in Rights.Script.Split("\nGO\n").Where(batch => !batch.Contains("db_ddladmin", StringComparison.Ordinal)))
                await connection.ExecuteAsync(batch);
            await connection.ExecuteAsync($"ALTER ROLE registry_service ADD MEMBER {login}");
            await using (var service = new ServiceOf(alone))
            {
                var agreement = await Agreements.AgreementsGiven.AgreementIn(service, "in_force", first, second);
                await Transfers.Acts.PassOn(service, Transfers.Acts.Of(first, second, await Transfers.Acts.AnItem(service, first), new { agreement = agreement.Id() }), Agreements.AgreementsGiven.Today);
                await (await service.AKey("museum", first)).Ask("/transfers").Is(System.Net.HttpStatusCode.OK);
            }
            await using var its = new SqlConnection(new SqlConnectionStringBuilder(alone) { Pooling = false }.ConnectionString);
            await its.OpenAsync();
            foreach (var forbidden in new[] { "UPDATE journal SET type = 'nothing' WHERE seq = 1", "DELETE FROM journal", "DELETE FROM agreements", "ALTER TABLE journal ADD noted bigint NULL", "CREATE TABLE other (id bigint NOT NULL)" })
                await Assert.ThrowsAsync<SqlException>(() => its.ExecuteAsync(forbidden));

            await connection.ExecuteAsync("REVOKE INSERT ON journal FROM registry_service");
            (exit, told) = await TheProgram.Ends(("Database__Dialect", "SqlServer"), ("Database__ConnectionString", alone), ("Database__MigrateAtStart", "false"));
            Assert.Equal(1, exit);
            Assert.Contains("INSERT on journal", told, StringComparison.Ordinal);
            Assert.Contains("db/roles.sql", told, StringComparison.Ordinal);
        }
        finally
        {
            await RegistryApp.LetGo(alone);
            await connection.ExecuteAsync($"DROP USER IF EXISTS {login}");
            await Gone(connection, login);
        }
    }

    // A connection that was closed here is for a moment still open there.
    static async Task Gone(System.Data.Common.DbConnection connection, string login)
    {
        for (var tries = 20; ; tries--)
        {
            try
            {
                await connection.ExecuteAsync($"DROP LOGIN {login}");
                return;
            }
            catch (SqlException) when (tries > 0)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>The service on another's database, with a login of its own.</summary>
    sealed class ServiceOf(string connectionString) : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings => new Dictionary<string, string?>
        {
            ["Database:ConnectionString"] = connectionString, ["Database:MigrateAtStart"] = "false",
        };

        protected override void MakeDatabase()
        {
            // The owner has.
        }
    }

    /// <summary>What a statement asks of which table; a row is changed and removed by what is read of it.</summary>
    sealed class Asked : TSqlFragmentVisitor
    {
        readonly HashSet<string> _named = [];

        public HashSet<string> Rights { get; } = [];

        public override void Visit(CommonTableExpression node) => _named.Add(node.ExpressionName.Value);

        public override void ExplicitVisit(InsertSpecification node) => Change(node, "INSERT", base.ExplicitVisit);

        public override void ExplicitVisit(UpdateSpecification node) => Change(node, "UPDATE", base.ExplicitVisit);

        public override void ExplicitVisit(DeleteSpecification node) => Change(node, "DELETE", base.ExplicitVisit);

        public override void Visit(NamedTableReference node)
        {
            var name = TSql.Name(node.SchemaObject);
            if (!_targets.Contains(node) && !_named.Contains(name))
                Rights.Add($"SELECT ON {name}");
        }

        readonly HashSet<TableReference> _targets = [];

        void Change<T>(T node, string right, Action<T> visit) where T : DataModificationSpecification
        {
            Rights.Add($"{right} ON {TSql.Name(((NamedTableReference)node.Target).SchemaObject)}");
            if (right == "INSERT")
                _targets.Add(node.Target);
            visit(node);
        }
    }
}
