using System.Reflection;
using System.Text.RegularExpressions;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>Every statement of the registry before SQLite and before Microsoft's parser and compiler of T-SQL, without a server.</summary>
public sealed partial class SqlTests
{
    static readonly Dictionary<string, string> Scans = new()
    {
        ["MergingSql.Agreements"] = "two institutions are merged once in a while",
        ["MergingSql.Transfers"] = "two institutions are merged once in a while",
        ["MergingSql.Items"] = "two institutions are merged once in a while",
        ["MergingSql.Events"] = "two institutions are merged once in a while",
        ["MergingSql.Institutions"] = "two institutions are merged once in a while",
        ["MergingSql.SubmittedAgreements"] = "two institutions are merged once in a while",
        ["MergingSql.SubmittedTransfers"] = "two institutions are merged once in a while",
        ["MergingSql.SubmittedItems"] = "two institutions are merged once in a while",
        ["MergingSql.SubmittedEvents"] = "two institutions are merged once in a while",
        ["MergingSql.PostedAgreements"] = "two institutions are merged once in a while",
        ["MergingSql.PostedTransfers"] = "two institutions are merged once in a while",
        ["MergingSql.PostedEvents"] = "two institutions are merged once in a while",
    };

    static readonly Dictionary<string, string> Sorts = new()
    {
        ["CustodySql.Reservations"] = "the acts of the items asked about, a handful each",
        ["WebhookSql.List/institution's"] = "an institution has twenty at the most",
        ["TransferSql.List/awaiting me"] = "what waits for the caller's own institutions",
    };

    internal static readonly Dictionary<string, Habit> Habits = new()
    {
        ["AgreementSql.OfParty"] = new([["party"]]),
        ["CustodySql.Holdings"] = new([["held", "now"], ["held", "on"], ["lent", "now"], ["lent", "on"]]),
        ["ItemSql.List"] = new([[]], "holder", "owner"),
        ["ItemSql.Held"] = new([["holder"], ["owner"]]),
        ["TransferSql.OfSide"] = new([["institution"]]),
        ["ReferenceSql.Institutions"] = new([["ids"]]),
        ["ReferenceSql.Agreements"] = new([["id"], ["ids"], ["code"]]),
        ["ReferenceSql.Transfers"] = new([["id"], ["ids"], ["code"]]),
        ["ReferenceSql.Items"] = new([["ids"], ["codes"]]),
        ["ReferenceSql.Events"] = new([["id"], ["ids"]]),
    };

    /// <summary>Methods that write a text at run time, and where it is checked.</summary>
    static readonly Dictionary<string, string> Writers = new()
    {
        ["SearchSql.Found"] = "a condition, checked in every list it stands in",
    };

    const BindingFlags Own = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly Assembly Registry = typeof(SqlText).Assembly;
    static readonly IReadOnlyList<Statement> Statements = [.. SqlChecker.StatementsOf(Registry, Habits)];

    [Fact]
    public void SQLite_prepares_every_statement_and_finds_its_rows_by_an_index()
    {
        using var checker = new SqlChecker(Scans, Sorts);

        None(Statements.SelectMany(checker.OnSqlite));
        None(checker.Idle.Select(name => $"{name} is excused from something it does not do"));
    }

    [Fact]
    public void SQL_Servers_parser_reads_every_statement()
    {
        using var checker = new SqlChecker(Scans, Sorts);

        None(Statements.Where(statement => !statement.IsRepeated).SelectMany(checker.OnSqlServer));
    }

    [Fact]
    public void SQL_Servers_compiler_finds_every_table_and_column() => None(SqlChecker.Compiled(Statements.Where(statement => statement.BringsNewNames)));

    [Fact]
    public void Both_dialects_take_the_same_parameters_and_give_the_same_columns()
    {
        using var checker = new SqlChecker(Scans, Sorts);

        None(Statements.Where(statement => !statement.IsRepeated).SelectMany(checker.Paired));
    }

    [Fact]
    public void A_condition_keeps_to_itself_among_others()
    {
        None(SqlChecker.Loose(Registry));
        Assert.True(SqlChecker.IsLoose("item.kind = @Kind OR item.kind = 'lot' AND item.quantity > 1"));
        Assert.False(SqlChecker.IsLoose("(item.kind = @Kind OR item.kind = 'lot') AND item.quantity > 1"));
    }

    [Fact]
    public void No_statement_escapes_the_checks()
    {
        Assert.Contains(Statements, statement => statement.Name == "JournalSql.Append");
        None(SqlChecker.Unchecked(Registry).Select(name => $"{name} is neither a statement nor a condition of a list"));
        None(Registry.GetTypes().Where(type => type.Namespace != typeof(SqlText).Namespace)
            .SelectMany(type => type.GetMethods(Own))
            .Where(method => method.ReturnType == typeof(SqlText) && !Writers.ContainsKey($"{method.DeclaringType!.Name}.{method.Name}"))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name} writes SQL at run time, where nothing checks it"));
    }

    [SkippableFact]
    public async Task A_server_runs_every_statement()
    {
        Skip.If(RegistryApp.SqlServer is null, "REGISTRY_TEST_SQLSERVER names no server.");
        await using var app = new RegistryApp();

        None(await SqlChecker.OnServer(app.Database, Statements.Where(statement => statement.BringsNewNames)));
    }

    // --- The checks bite --------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("a misspelt column", "SELECT documnet FROM items WHERE id = @Id", "no such column: documnet")]
    [InlineData("a table that is not there", "SELECT document FROM itmes WHERE id = @Id", "no such table: itmes")]
    [InlineData("no SQL at all", "SELECT document FROM items WERE id = @Id", "syntax error")]
    [InlineData("an unknown function", "SELECT document FROM items WHERE id = LCASE(@Id)", "no such function: LCASE")]
    [InlineData("two statements in one", "UPDATE items SET taken = taken + 1 WHERE id = @Id; SELECT 1", "more than one statement")]
    [InlineData("a full scan", "SELECT document FROM items WHERE name = @Name", "reads a growing table from end to end: SCAN items")]
    [InlineData("a full scan under another name", "SELECT item.document FROM items AS item WHERE item.name = @Name", "from end to end: SCAN item")]
    [InlineData("a full scan by an UPDATE", "UPDATE items SET name = @New WHERE name = @Name", "from end to end: SCAN items")]
    [InlineData("a full scan in a condition", """
        SELECT id FROM items WHERE id = @Id AND EXISTS (SELECT 1 FROM transfers AS act WHERE act.version = @V)
        """, "from end to end: SCAN act")]
    [InlineData("a full scan beside a walk", """
        SELECT item.id FROM items AS item WHERE EXISTS (SELECT 1 FROM transfers AS act WHERE act.version > item.version) ORDER BY item.id LIMIT @Limit
        """, "from end to end: SCAN act")]
    [InlineData("a walk without an end", "SELECT document FROM items ORDER BY id", "from end to end: SCAN items")]
    [InlineData("a scan of the full-text index", "SELECT found.folded FROM search_index AS found WHERE found.folded LIKE @Q", "from end to end: SCAN found")]
    [InlineData("a sort", "SELECT document FROM items WHERE object_type = @ObjectType ORDER BY updated_at LIMIT @Limit", "sorts what it found")]
    [InlineData("an index made for one question", """
        SELECT item.id FROM items AS item WHERE EXISTS (SELECT 1 FROM transfers AS act WHERE act.version = item.version) ORDER BY item.id LIMIT @Limit
        """, "builds an index for itself")]
    [InlineData("the engine's clock", "UPDATE items SET updated_at = CURRENT_TIMESTAMP WHERE id = @Id", "asks the engine's clock")]
    [InlineData("an INSERT that is not whole", "INSERT INTO registry_locks (name) VALUES (@Name)", "lacks taken, which is NOT NULL")]
    public void On_SQLite_it_reports(string what, string text, string fault) =>
        Reports(what, fault, checker => checker.OnSqlite(Statement.Of("Some.Text", text)));

    [Theory]
    [InlineData("LIMIT", "SELECT document FROM items ORDER BY id LIMIT @Limit", "encountered LIMIT")]
    [InlineData("a double bar", "SELECT name || code AS both_names FROM institutions WHERE id = @Id", "|| joins no texts")]
    [InlineData("a comparison of rows", "SELECT id FROM items WHERE (kind, id) > (@Kind, @Id)", "Incorrect syntax near")]
    [InlineData("ON CONFLICT", "INSERT INTO registry_locks (name, taken) VALUES (@Name, 0) ON CONFLICT DO NOTHING", "Incorrect syntax near")]
    [InlineData("an unknown function", "SELECT document FROM items WHERE id = LCASE(@Id)", "unknown function LCASE")]
    [InlineData("SQLite's JSON", "SELECT each.value FROM json_each(@Ids) AS each", "unknown function json_each")]
    [InlineData("too many arguments", "SELECT MAX(version, taken) AS most FROM items", "MAX takes 1 to 1 arguments, not 2")]
    [InlineData("an INSERT that is not whole", "INSERT INTO registry_locks (name) VALUES (@Name)", "lacks taken, which is NOT NULL")]
    [InlineData("an INSERT of other width", "INSERT INTO registry_locks (name, taken) VALUES (@Name)", "2 columns is given 1 values")]
    [InlineData("an INSERT of a narrow SELECT", "INSERT INTO registry_locks (name, taken) SELECT code FROM institutions", "2 columns is given 1 values")]
    [InlineData("a UNION of other width", "SELECT id FROM items UNION ALL SELECT id, code FROM institutions", "Union of 1 and 2 columns")]
    [InlineData("a column beside an aggregate", "SELECT kind, COUNT(*) AS n FROM items", "kind is selected beside an aggregate")]
    [InlineData("a column that is not grouped by", "SELECT kind, standing, COUNT(*) AS n FROM items GROUP BY kind", "standing is selected beside an aggregate")]
    [InlineData("everything", "SELECT * FROM items WHERE id = @Id", "columns are named")]
    [InlineData("two collations", "SELECT id FROM items WHERE id IN (SELECT one.id FROM OPENJSON(@Ids) WITH (id char(36) '$') AS one)", "one.id needs COLLATE")]
    [InlineData("a collation in the wrong place", """
        SELECT id FROM items WHERE id IN (SELECT one.id FROM OPENJSON(@Ids) WITH (id char(36) COLLATE Latin1_General_100_BIN2 '$') AS one)
        """, "COLLATE of id belongs where it is used")]
    [InlineData("the engine's clock", "UPDATE items SET updated_at = CURRENT_TIMESTAMP WHERE id = @Id", "asks the engine's clock")]
    [InlineData("another of its clocks", "UPDATE items SET updated_at = SYSUTCDATETIME() WHERE id = @Id", "unknown function SYSUTCDATETIME")]
    public void On_SQL_Server_it_reports(string what, string text, string fault) =>
        Reports(what, fault, checker => checker.OnSqlServer(Statement.Of("Some.Text", text)));

    [Fact]
    public void The_compiler_reports_what_the_parser_passes_and_nothing_else()
    {
        var faults = SqlChecker.Compiled(
        [
            Statement.Of("A.Column", "SELECT item.documnet FROM items AS item WHERE item.id = @Id"),
            Statement.Of("A.Table", "SELECT document FROM itmes WHERE id = @Id"),
            Statement.Of("An.Alias", "SELECT itm.document FROM items AS item WHERE item.id = @Id"),
            Statement.Of("An.Update", "UPDATE items SET takne = 1 WHERE id = @Id"),
            Statement.Of("An.Insert", "INSERT INTO registry_locks (name, takne) VALUES (@Name, 1)"),
            Statement.Of("All.Is.Well", new SqlText("", "SELECT TOP (@Limit) item.document FROM items AS item WHERE item.id = @Id ORDER BY item.id")),
        ]);

        foreach (var name in (string[])["A.Column", "A.Table", "An.Alias", "An.Update", "An.Insert"])
            Assert.Contains(faults, fault => fault.StartsWith(name, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("All.Is.Well", StringComparison.Ordinal) || fault.StartsWith("db/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a parameter of one side only", "SELECT id FROM items WHERE id = @Id", "SELECT id FROM items WHERE id = @Item", "@Id is a parameter on SQLite")]
    [InlineData("a parameter in two spellings", "SELECT 1 FROM items WHERE id = @Id", "SELECT 1 FROM items WHERE id = @ID", "@ID is a parameter on SQL Server")]
    [InlineData("a parameter without a capital", "SELECT id FROM items WHERE id = @id", "SELECT id FROM items WHERE id = @id", "@id is no @PascalCase")]
    [InlineData("a parameter without a name", "SELECT id FROM items WHERE id = ?", "SELECT id FROM items WHERE id = @Id", "? is no @PascalCase")]
    [InlineData("other columns", "SELECT id, kind FROM items WHERE id = @Id", "SELECT kind, id FROM items WHERE id = @Id", "gives (id, kind) on SQLite")]
    [InlineData("another name", "SELECT COUNT(*) AS n FROM items", "SELECT COUNT(*) AS m FROM items", "gives (n) on SQLite, (m)")]
    [InlineData("nothing given back", "UPDATE items SET taken = 1 WHERE id = @I RETURNING taken", "UPDATE items SET taken = 1 WHERE id = @I", "gives (taken)")]
    public void Of_a_pair_it_reports(string what, string sqlite, string sqlServer, string fault) =>
        Reports(what, fault, checker => checker.Paired(Statement.Of("Some.Text", new(sqlite, sqlServer))));

    [Fact]
    public void A_list_is_checked_in_every_combination()
    {
        var list = new SqlList("item.document", "items AS item", "item.id", new Dictionary<string, SqlText>
        {
            ["kind"] = "item.kind = @Kind",
            ["parent"] = "item.parent_item_id = @Parent",
            ["wrong"] = "item.object_typ = @ObjectType",
        });
        using var checker = new SqlChecker(Scans, Sorts);

        var faults = SqlChecker.StatementsOf("Some.List", list).SelectMany(checker.OnSqlite).ToList();

        Assert.Equal(["Some.List [kind, parent, wrong] ", "Some.List [kind, wrong] ", "Some.List [parent, wrong] ", "Some.List [wrong] "],
            faults.Select(fault => fault[..(fault.IndexOf(']', StringComparison.Ordinal) + 2)]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(4 * 9, faults.Count);
    }

    [Fact]
    public void A_list_asked_for_all_it_has_must_be_narrowed_by_an_index()
    {
        var list = new SqlList("item.document", "items AS item", "item.id", new Dictionary<string, SqlText>
        {
            ["number"] = "item.registry_number = @Number",
            ["of a transfer"] = "EXISTS (SELECT 1 FROM transfer_lines AS line WHERE line.outcome = @Outcome)",
        });
        using var checker = new SqlChecker(Scans, Sorts);

        var faults = SqlChecker.StatementsOf("Some.List", list).Where(statement => statement.Left.Count > 0).SelectMany(checker.OnSqlite);

        Assert.StartsWith("Some.List [number, of a transfer] only", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_excuses_nothing_is_reported()
    {
        var excused = new Dictionary<string, string> { ["Some.Text"] = "for a reason", ["Another.Text"] = "for none" };
        using var checker = new SqlChecker(excused, new Dictionary<string, string>());

        Assert.Empty(checker.OnSqlite(Statement.Of("Some.Text", "SELECT document FROM items WHERE name = @Name")));

        Assert.Equal(["Another.Text"], checker.Idle);
    }

    static void Reports(string what, string fault, Func<SqlChecker, IEnumerable<string>> check)
    {
        using var checker = new SqlChecker(Scans, Sorts);
        var faults = check(checker).ToList();
        Assert.True(faults.Exists(found => found.Contains(fault, StringComparison.Ordinal)),
            $"{what} should be reported as '{fault}'; reported: {string.Join("; ", faults)}");
    }

    /// <summary>A list's fault comes back in many of its combinations: one of them is enough to read.</summary>
    static void None(IEnumerable<string> faults)
    {
        var found = faults
            .GroupBy(fault => (Place: fault.Split(" [")[0], What: Digits().Replace(fault[(fault.IndexOf(": ", StringComparison.Ordinal) + 1)..], "")))
            .Select(same => same.Count() == 1 ? same.First() : $"{same.First()} (and {same.Count() - 1} more)").ToList();
        if (found.Count > 0)
            Assert.Fail($"{found.Count} faults:\n{string.Join('\n', found.Take(60))}");
    }

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
