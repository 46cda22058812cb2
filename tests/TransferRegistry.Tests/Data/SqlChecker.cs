using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SQLitePCL;
using TransferRegistry.Api.Data;
using Assembly = System.Reflection.Assembly;

namespace TransferRegistry.Tests.Data;

/// <summary>A statement as the registry sends it.</summary>
/// <param name="Name">Where it stands: type and field, for a list its conditions and direction as well.</param>
/// <param name="Marks">What an exception may name: the statement, or for a list the list and each of its conditions.</param>
/// <param name="MayWalk">Whether it may read one table from end to end: a count of a whole list.</param>
sealed record Statement(string Name, SqlText Text, IReadOnlyList<string> Marks, bool MayWalk = false)
{
    /// <summary>False for combinations of a list's conditions in which every name was already compiled.</summary>
    public bool BringsNewNames { get; init; } = true;

    /// <summary>Whether another statement has the same words but for the order or the beginning: only its plan is its own.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>False for combinations that nobody asks for, see <see cref="Habit"/>: what they would cost is nobody's.</summary>
    public bool IsPlanned { get; init; } = true;

    /// <summary>
    /// For a list asked for all it has: what each of its conditions leaves. One of them must be found by an index, or it would not be asked so.
    /// </summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    public static Statement Of(string name, SqlText text) => new(name, text, [name]);
}

/// <summary>How a list is asked, where not every combination of its conditions is: judged by its plan is only what is asked.</summary>
/// <param name="Always">Each time all conditions of one of these are there.</param>
/// <param name="Never">Conditions it shares with another list, which is asked instead.</param>
sealed record Habit(IReadOnlyList<IReadOnlyList<string>> Always, params IReadOnlyList<string> Never);

/// <summary>
/// What can be said of a statement without running it: by SQLite on the migrated schema, and by Microsoft's parser and compiler of T-SQL.
/// Every answer is a list of faults, each led by the statement's name.
/// </summary>
/// <param name="scans">Statements that read a growing table from end to end, and why that is bearable.</param>
/// <param name="sorts">Statements that sort what they found, and what bounds it.</param>
sealed partial class SqlChecker(IReadOnlyDictionary<string, string> scans, IReadOnlyDictionary<string, string> sorts) : IDisposable
{
    /// <summary>One or two rows each, for ever.</summary>
    static readonly HashSet<string> Small = ["journal_head", "registry_locks", "registry_secrets"];

    /// <summary>The functions of T-SQL that statements use, with the arguments they take: the compiler knows neither names nor numbers.</summary>
    static readonly FrozenDictionary<string, (int Least, int Most)> Functions = new (int Least, int Most, string[] Names)[]
    {
        (0, 0, ["ROW_NUMBER", "RANK"]),
        (1, 1, ["COUNT", "SUM", "MIN", "MAX", "AVG", "FIRST_VALUE", "LAST_VALUE", "ISJSON", "LOWER", "UPPER", "LEN", "DATALENGTH", "ABS"]),
        (1, 2, ["JSON_QUERY"]),
        (1, 3, ["LAG", "LEAD"]),
        (2, 2, ["STRING_AGG", "JSON_VALUE", "ISNULL"]),
        (2, 3, ["CHARINDEX"]),
        (2, 254, ["CONCAT"]),
        (3, 3, ["SUBSTRING", "REPLACE"]),
    }.SelectMany(some => some.Names.Select(name => KeyValuePair.Create(name, (some.Least, some.Most)))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly HashSet<string> Aggregates = new(["COUNT", "SUM", "MIN", "MAX", "AVG", "STRING_AGG"], StringComparer.OrdinalIgnoreCase);

    readonly SqliteConnection _database = Schema.Migrated();
    readonly Schema _schema = Schema.OfSqlServer();
    readonly HashSet<string> _excused = [];

    /// <summary>Exceptions nothing asked for: what they excused has gone.</summary>
    public IEnumerable<string> Idle => scans.Keys.Concat(sorts.Keys).Except(_excused);

    public void Dispose() => _database.Dispose();

    // --- Collecting -------------------------------------------------------------------------------------------------

    /// <summary>Every statement that stands in a static field of the assembly, and every way a list can be asked.</summary>
    public static IEnumerable<Statement> StatementsOf(Assembly assembly, IReadOnlyDictionary<string, Habit> habits)
    {
        foreach (var field in Fields(assembly))
        {
            var name = $"{field.DeclaringType!.Name}.{field.Name}";
            if (field.GetValue(null) is SqlText text && IsStatement(text))
                yield return Statement.Of(name, text);
            else if (field.GetValue(null) is SqlList list)
                foreach (var statement in StatementsOf(name, list, habits.GetValueOrDefault(name)))
                    yield return statement;
        }
    }

    /// <summary>Fragments that are neither a statement nor a condition of a list, so that nothing checks them.</summary>
    public static IEnumerable<string> Unchecked(Assembly assembly)
    {
        var conditions = Fields(assembly).Select(field => field.GetValue(null)).OfType<SqlList>().SelectMany(list => list.Conditions.Values).ToHashSet();
        return from field in Fields(assembly)
               let texts = field.GetValue(null) switch
               {
                   SqlText text => [text],
                   IEnumerable<SqlText> several => several,
                   IEnumerable<KeyValuePair<string, SqlText>> named => named.Select(pair => pair.Value),
                   _ => [],
               }
               where texts.Any(text => !IsStatement(text) && !conditions.Contains(text))
                   || (field.GetValue(null) is not SqlText && texts.Any(IsStatement))
               select $"{field.DeclaringType!.Name}.{field.Name}";
    }

    /// <summary>Each condition alone, each pair, all together and none; first page and continued, either way round; counted.</summary>
    public static IEnumerable<Statement> StatementsOf(string name, SqlList list, Habit? habit = null)
    {
        var conditions = list.Conditions.Keys.Order(StringComparer.Ordinal).ToList();
        var free = Choices([], conditions).SelectMany(choice => StatementsOf(name, list, choice));
        return habit is null
            ? free
            : free.Select(statement => statement with { IsPlanned = false })
                .Concat(habit.Always.SelectMany(always => Choices(always, [.. conditions.Except(always).Except(habit.Never)]))
                    .SelectMany(choice => StatementsOf(name, list, choice)).Select(statement => statement with { BringsNewNames = false, IsRepeated = true }));
    }

    static IEnumerable<IReadOnlyList<string>> Choices(IReadOnlyList<string> always, List<string> conditions) =>
    [
        always,
        .. conditions.Select(condition => (string[])[.. always, condition]),
        .. conditions.SelectMany((one, i) => conditions.Skip(i + 1).Select(other => (string[])[.. always, one, other])),
        .. conditions.Count > 2 ? (IReadOnlyList<string>[])[[.. always, .. conditions]] : [],
    ];

    static IEnumerable<Statement> StatementsOf(string name, SqlList list, IReadOnlyList<string> choice)
    {
        var asked = $"{name} [{string.Join(", ", choice)}]";
        IReadOnlyList<string> marks = [name, .. choice.Select(condition => $"{name}/{condition}")];
        var isCombined = choice.Count > 1 && choice.Count < list.Conditions.Count;
        foreach (var descending in new[] { false, true })
            foreach (var continued in new[] { false, true })
                yield return new($"{asked} {(descending ? "descending" : "ascending")} {(continued ? "continued" : "first")}",
                    list.Page(choice, descending, continued), marks)
                {
                    BringsNewNames = !isCombined && continued != descending,
                    IsRepeated = isCombined && !(continued && !descending),
                };
        foreach (var continued in new[] { false, true })
            yield return new($"{asked} keys {(continued ? "continued" : "first")}", list.Keys(choice, descending: false, continued), marks) { BringsNewNames = !isCombined, IsRepeated = isCombined };
        yield return new($"{asked} among", list.Among(choice), marks) { BringsNewNames = !isCombined, IsRepeated = isCombined };
        yield return new($"{asked} counted", list.Count(choice), [.. marks, $"{name}/count"], MayWalk: true)
        {
            BringsNewNames = !isCombined,
            IsRepeated = isCombined,
        };
        if (choice.Count > 0)
            yield return new($"{asked} only", list.Only(choice), [.. marks, $"{name}/only"])
            {
                BringsNewNames = false,
                IsRepeated = true,
                Left = [.. choice.Select(condition => list.Only(condition).Sqlite)],
            };
    }

    /// <summary>Conditions that would bind their neighbours: joined by AND, an OR without parentheses takes in what stands beside it.</summary>
    public static IEnumerable<string> Loose(Assembly assembly) =>
        from field in Fields(assembly)
        where field.FieldType == typeof(SqlList)
        from condition in ((SqlList)field.GetValue(null)!).Conditions
        where IsLoose(condition.Value.Sqlite) || IsLoose(condition.Value.SqlServer)
        select $"{field.DeclaringType!.Name}.{field.Name}/{condition.Key}: an OR needs parentheses around it";

    /// <summary>Whether a condition is an OR of several. SQLite's own words (MATCH) are no T-SQL: such a text is judged by its twin.</summary>
    public static bool IsLoose(string condition)
    {
        using var reader = new StringReader(condition);
        var expression = new TSql160Parser(initialQuotedIdentifiers: true).ParseBooleanExpression(reader, out _);
        return expression is BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.Or };
    }

    static IEnumerable<FieldInfo> Fields(Assembly assembly) => assembly.GetTypes()
        .Where(type => !type.ContainsGenericParameters)
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(field => !field.IsLiteral && (field.FieldType == typeof(SqlText) || field.FieldType == typeof(SqlList)
            || field.FieldType.IsAssignableTo(typeof(IEnumerable<SqlText>))
            || field.FieldType.IsAssignableTo(typeof(IEnumerable<KeyValuePair<string, SqlText>>))));

    static bool IsStatement(SqlText text) => Beginning().IsMatch(text.Sqlite) || Beginning().IsMatch(text.SqlServer);

    [GeneratedRegex(@"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Beginning();

    // --- SQLite -----------------------------------------------------------------------------------------------------

    /// <summary>SQLite prepares it on the migrated schema, and plans it without reading a growing table from end to end or sorting one.</summary>
    public IEnumerable<string> OnSqlite(Statement statement)
    {
        var faults = new List<string>();
        if (Prepared(statement.Text.Sqlite, out _, out _) is { } refused)
            faults.Add(refused);
        else if (statement.IsPlanned)
            faults.AddRange(Planned(statement));
        if (Clock().Match(statement.Text.Sqlite) is { Success: true } clock)
            faults.Add($"asks the engine's clock: {clock.Value}");
        if (SqliteInsert().Match(statement.Text.Sqlite) is { Success: true } insert)
            faults.AddRange(Missing(insert.Groups["table"].Value, insert.Groups["columns"].Value.Split(',', StringSplitOptions.TrimEntries)));
        return faults.Select(fault => $"{statement.Name} on SQLite: {fault}");
    }

    /// <summary>Null, or why SQLite refuses the text. Nothing is run.</summary>
    string? Prepared(string text, out IReadOnlyList<string> parameters, out IReadOnlyList<string> columns)
    {
        (parameters, columns) = ([], []);
        if (raw.sqlite3_prepare_v2(_database.Handle, text, out var prepared, out var rest) != raw.SQLITE_OK)
            return raw.sqlite3_errmsg(_database.Handle).utf8_to_string();
        using (prepared)
        {
            var count = raw.sqlite3_bind_parameter_count(prepared);
            parameters = [.. Enumerable.Range(1, count).Select(i => raw.sqlite3_bind_parameter_name(prepared, i).utf8_to_string() ?? "?")];
            columns = [.. Enumerable.Range(0, raw.sqlite3_column_count(prepared)).Select(i => raw.sqlite3_column_name(prepared, i).utf8_to_string())];
        }
        return string.IsNullOrWhiteSpace(rest) ? null : "more than one statement";
    }

    IEnumerable<string> Planned(Statement statement)
    {
        var plan = Plan(statement.Text.Sqlite);
        if (statement.Left.Count > 0 && statement.Left.All(text => Plan(text).Any(step => Scan().IsMatch(step.Does))))
            yield break;
        var sorted = plan.Where(step => Sort().IsMatch(step.Does)).ToList();
        if (sorted.Count > 0 && !Excused(sorts, statement))
            yield return $"sorts what it found: {sorted[0].Does}";

        var tables = Aliases().Matches(statement.Text.Sqlite)
            .ToLookup(match => match.Groups[match.Groups["alias"].Success ? "alias" : "table"].Value, match => match.Groups["table"].Value);
        // A page may walk its list's own key until it is full; a count may walk what it counts.
        var mayWalk = statement.MayWalk || (sorted.Count == 0 && OrderedAndLimited().IsMatch(statement.Text.Sqlite));
        var outermost = plan.FirstOrDefault(step => step.Parent == 0 && Scan().IsMatch(step.Does));
        foreach (var step in plan)
        {
            if (step.Does.Contains("AUTOMATIC", StringComparison.Ordinal) && !Excused(scans, statement))
                yield return $"builds an index for itself: {step.Does}";
            if (Scan().Match(step.Does) is not { Success: true } scan || (mayWalk && step == outermost))
                continue;
            var name = scan.Groups["name"].Value;
            if ((tables.Contains(name) ? tables[name] : [name]).Any(table => IsWhole(table, step.Does)) && !Excused(scans, statement))
                yield return $"reads a growing table from end to end: {step.Does}";
        }
    }

    /// <summary>What is scanned may also be a subquery's result, a JSON array or a constant: judged where it is made, or bounded by who sent it.</summary>
    bool IsWhole(string table, string step) => step.Contains("VIRTUAL TABLE", StringComparison.Ordinal)
        ? table == "search_index" && !FullTextMatch().IsMatch(step)
        : _schema.Tables.ContainsKey(table) && !Small.Contains(table);

    List<(int Parent, string Does)> Plan(string text)
    {
        var steps = new List<(int Parent, string Does)>();
        raw.sqlite3_prepare_v2(_database.Handle, "EXPLAIN QUERY PLAN " + text, out var prepared);
        using (prepared)
            while (raw.sqlite3_step(prepared) == raw.SQLITE_ROW)
                steps.Add((raw.sqlite3_column_int(prepared, 1), raw.sqlite3_column_text(prepared, 3).utf8_to_string()));
        return steps;
    }

    bool Excused(IReadOnlyDictionary<string, string> exceptions, Statement statement)
    {
        var mark = statement.Marks.FirstOrDefault(exceptions.ContainsKey);
        if (mark is not null)
            _excused.Add(mark);
        return mark is not null;
    }

    [GeneratedRegex(@"^SCAN (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scan();

    [GeneratedRegex("^USE TEMP B-TREE FOR .*ORDER BY", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sort();

    [GeneratedRegex(@"VIRTUAL TABLE INDEX \d+:.*M", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FullTextMatch();

    [GeneratedRegex(@"\b(FROM|JOIN|INTO|UPDATE)\s+(?<table>\w+)(\s+AS\s+(?<alias>\w+))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Aliases();

    [GeneratedRegex(@"ORDER BY [^()]+\bLIMIT\s+[@\w]+\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderedAndLimited();

    [GeneratedRegex(@"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|'now'|\b(unixepoch|julianday)\(",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bINSERT\s+(OR\s+\w+\s+)?INTO\s+(?<table>\w+)\s*(\((?<columns>[^)]*)\))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SqliteInsert();

    // --- SQL Server -------------------------------------------------------------------------------------------------

    /// <summary>Microsoft's parser reads it, its functions exist, its INSERTs are whole, its widths agree.</summary>
    public IEnumerable<string> OnSqlServer(Statement statement)
    {
        var script = TSql.Parse(statement.Text.SqlServer, out var errors);
        var visitor = new Visitor(this);
        script.Accept(visitor);
        // The parser knows it from a later version.
        if (script.ScriptTokenStream?.Any(token => token.Text == "||") == true)
            visitor.Faults.Add("|| joins no texts");
        return errors.Concat(visitor.Faults).Concat(visitor.Uncollated).Distinct().Select(fault => $"{statement.Name} on SQL Server: {fault}");
    }

    /// <summary>
    /// Microsoft's compiler finds every table and column: the scripts and all statements, each as a procedure, in one model.
    /// What the parser refuses is left to <see cref="OnSqlServer"/>.
    /// </summary>
    public static IReadOnlyList<string> Compiled(IEnumerable<Statement> statements)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new TSqlModelOptions());
        var parts = Migrator.Scripts(Dialect.SqlServer).SelectMany(script => TSql.Parse(script.Contents, out _).Batches).SelectMany(batch => batch.Statements).ToList();
        // The model wants a table whole: what later scripts add to it stands in its CREATE TABLE.
        var added = parts.OfType<AlterTableAddTableElementStatement>().ToLookup(add => TSql.Name(add.SchemaObjectName), add => TSql.Text(add.Definition));
        foreach (var part in parts.Where(part => part is not (InsertStatement or UpdateStatement or DropIndexStatement or AlterTableAddTableElementStatement)))
            model.AddObjects(part is CreateTableStatement create
                ? $"{TSql.Text(create).TrimEnd(';', ' ')[..^1]}{string.Concat(added[TSql.Name(create.SchemaObjectName)].Select(columns => $", {columns}"))})"
                : TSql.Text(part));

        var names = new Dictionary<string, string>();
        foreach (var statement in statements.DistinctBy(statement => statement.Text.SqlServer))
        {
            var script = TSql.Parse(statement.Text.SqlServer, out var errors);
            if (errors.Count > 0)
                continue;
            var procedure = $"statement_{names.Count}";
            names[$"[{procedure}]"] = statement.Name;
            var visitor = new Parameters();
            script.Accept(visitor);
            var declared = visitor.Names.Select(name => $"{name} {(visitor.Numbers.Contains(name) ? "bigint" : "nvarchar(max)")}");
            model.AddObjects($"CREATE PROCEDURE {procedure} {string.Join(", ", declared)} AS\nBEGIN\n{statement.Text.SqlServer}\nEND");
        }
        // A warning here is a name that was not found.
        return [.. model.Validate().Select(told => $"{Origin(told.Message)} compiled for SQL Server: {told.Prefix}{told.Number} {told.Message}")];

        string Origin(string message) => names.FirstOrDefault(name => message.Contains(name.Key, StringComparison.Ordinal)).Value ?? "db/sqlserver";
    }

    /// <summary>What an INSERT into the table leaves out though it must be given.</summary>
    IEnumerable<string> Missing(string table, IReadOnlyCollection<string> columns)
    {
        if (!_schema.Tables.TryGetValue(table, out var target))
            return [];
        return from column in target.Columns
               where column.Value is { Required: true, HasDefault: false, Numbered: false } && !columns.Contains(column.Key)
               select $"INSERT INTO {table} lacks {column.Key}, which is NOT NULL";
    }

    static int? Width(QueryExpression query) => query switch
    {
        QuerySpecification one => one.SelectElements.Any(element => element is SelectStarExpression) ? null : one.SelectElements.Count,
        BinaryQueryExpression two => Width(two.FirstQueryExpression),
        QueryParenthesisExpression inner => Width(inner.QueryExpression),
        _ => null,
    };

    sealed class Visitor(SqlChecker checker) : TSqlFragmentVisitor
    {
        static readonly SqlDataTypeOption[] Texts = [SqlDataTypeOption.NVarChar, SqlDataTypeOption.VarChar, SqlDataTypeOption.Char];

        readonly HashSet<string> _fromJson = [];
        readonly HashSet<string> _uncollated = [];
        readonly HashSet<string> _stored = [];

        public List<string> Faults { get; } = [];

        public override void Visit(FunctionCall node)
        {
            var name = node.FunctionName.Value;
            if (!Functions.TryGetValue(name, out var takes))
                Faults.Add($"unknown function {name}");
            else if (node.Parameters.Count < takes.Least || node.Parameters.Count > takes.Most)
                Faults.Add($"{name} takes {takes.Least} to {takes.Most} arguments, not {node.Parameters.Count}");
        }

        public override void Visit(SchemaObjectFunctionTableReference node) => Faults.Add($"unknown function {TSql.Name(node.SchemaObject)}");

        public override void Visit(GlobalFunctionTableReference node) => Faults.Add($"unknown function {node.Name.Value}");

        public override void Visit(SelectStarExpression node) => Faults.Add("SELECT *: columns are named");

        public override void Visit(ParameterlessCall node) => Faults.Add($"asks the engine's clock or session: {node.ParameterlessCallType}");

        // Every text column has the binary collation, a text out of JSON has the database's, and two collations in one comparison are error 468.
        // Not in OPENJSON's WITH, where SQL Server takes the collation too: servers that only speak T-SQL don't.
        public override void Visit(OpenJsonTableReference node)
        {
            foreach (var column in node.SchemaDeclarationItems.Where(item => !item.AsJson).Select(item => item.ColumnDefinition))
                if (column.Collation is not null)
                    Faults.Add($"COLLATE of {column.ColumnIdentifier.Value} belongs where it is used, not into OPENJSON's WITH");
                else if (column.DataType is SqlDataTypeReference { SqlDataTypeOption: var type } && Texts.Contains(type))
                    _fromJson.Add($"{node.Alias?.Value}.{column.ColumnIdentifier.Value}");
        }

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.Collation is null)
                _uncollated.Add(TSql.Text(node));
        }

        /// <summary>Once all is visited: texts out of JSON that are used in their own collation.</summary>
        public IEnumerable<string> Uncollated =>
            _uncollated.Intersect(_fromJson).Except(_stored).Select(name => $"{name} needs COLLATE Latin1_General_100_BIN2");

        public override void Visit(InsertSpecification node)
        {
            if (node.Target is not NamedTableReference target)
                return;
            if (node.InsertSource is SelectInsertSource { Select: QuerySpecification stored })
                _stored.UnionWith(stored.SelectElements.Select(TSql.Text));
            var columns = node.Columns.Select(column => column.MultiPartIdentifier.Identifiers[^1].Value).ToList();
            Faults.AddRange(checker.Missing(TSql.Name(target.SchemaObject), columns));
            var widths = node.InsertSource switch
            {
                ValuesInsertSource values => values.RowValues.Select(row => (int?)row.ColumnValues.Count),
                SelectInsertSource select => [Width(select.Select)],
                _ => [],
            };
            Faults.AddRange(widths.Where(width => width is not null && width != columns.Count)
                .Select(width => $"INSERT of {columns.Count} columns is given {width} values"));
        }

        public override void Visit(BinaryQueryExpression node)
        {
            if (Width(node.FirstQueryExpression) is { } left && Width(node.SecondQueryExpression) is { } right && left != right)
                Faults.Add($"{node.BinaryQueryExpressionType} of {left} and {right} columns");
        }

        public override void Visit(QuerySpecification node)
        {
            var grouped = node.GroupByClause?.GroupingSpecifications.OfType<ExpressionGroupingSpecification>()
                .Select(group => TSql.Text(group.Expression)).ToHashSet();
            var selected = node.SelectElements.OfType<SelectScalarExpression>()
                .Select(element => (Text: TSql.Text(element.Expression), Bare: Outside.Aggregates(element.Expression))).ToList();
            if (grouped is null && !selected.Any(element => element.Bare.Aggregated))
                return;
            Faults.AddRange(selected.Where(element => grouped?.Contains(element.Text) != true).SelectMany(element => element.Bare.Columns)
                .Where(column => grouped?.Contains(column) != true).Select(column => $"{column} is selected beside an aggregate and not in GROUP BY"));
        }
    }

    /// <summary>The columns that an expression names outside of aggregates and of queries of their own.</summary>
    sealed class Outside : TSqlFragmentVisitor
    {
        public List<string> Columns { get; } = [];
        public bool Aggregated { get; private set; }

        public static Outside Aggregates(ScalarExpression expression)
        {
            var outside = new Outside();
            expression.Accept(outside);
            return outside;
        }

        public override void ExplicitVisit(FunctionCall node)
        {
            if (node.OverClause is null && SqlChecker.Aggregates.Contains(node.FunctionName.Value))
                Aggregated = true;
            else
                base.ExplicitVisit(node);
        }

        public override void ExplicitVisit(ScalarSubquery node)
        {
        }

        public override void Visit(ColumnReferenceExpression node) => Columns.Add(TSql.Text(node));
    }

    sealed class Parameters : TSqlFragmentVisitor
    {
        readonly HashSet<string> _declared = [];
        readonly HashSet<string> _named = [];

        public IEnumerable<string> Names => _named.Except(_declared);
        /// <summary>Those that say how many rows.</summary>
        public HashSet<string> Numbers { get; } = [];

        public override void Visit(VariableReference node) => _named.Add(node.Name);

        public override void Visit(DeclareVariableElement node) => _declared.Add(node.VariableName.Value);

        public override void Visit(TopRowFilter node) => Number(node.Expression);

        public override void Visit(OffsetClause node)
        {
            Number(node.OffsetExpression);
            Number(node.FetchExpression);
        }

        void Number(ScalarExpression? expression)
        {
            while (expression is ParenthesisExpression inner)
                expression = inner.Expression;
            if (expression is VariableReference variable)
                Numbers.Add(variable.Name);
        }
    }

    /// <summary>
    /// A server runs each with every parameter absent, and takes it back: all it has to say but that an absent value is refused,
    /// for an INSERT that got as far as that has its tables, columns and types right.
    /// </summary>
    public static async Task<IReadOnlyList<string>> OnServer(Database database, IEnumerable<Statement> statements)
    {
        const int nullRefused = 515;
        var faults = new List<string>();
        await using var connection = (SqlConnection)await database.Open(CancellationToken.None);
        foreach (var statement in statements.DistinctBy(statement => statement.Text.SqlServer))
        {
            await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync();
            await using var command = new SqlCommand(statement.Text.SqlServer, connection, transaction);
            var parameters = new Parameters();
            TSql.Parse(statement.Text.SqlServer, out _).Accept(parameters);
            foreach (var name in parameters.Names)
                command.Parameters.AddWithValue(name, parameters.Numbers.Contains(name) ? 1L : DBNull.Value);
            try
            {
                await command.ExecuteNonQueryAsync();
            }
            catch (SqlException fault) when (fault.Number is nullRefused)
            {
            }
            catch (SqlException fault)
            {
                faults.Add($"{statement.Name} on the server: {fault.Number} {fault.Message}");
            }
        }
        return faults;
    }

    // --- Both -------------------------------------------------------------------------------------------------------

    /// <summary>Both texts take the same parameters and give the same columns.</summary>
    public IEnumerable<string> Paired(Statement statement)
    {
        var script = TSql.Parse(statement.Text.SqlServer, out var errors);
        if (errors.Count > 0 || Prepared(statement.Text.Sqlite, out var ours, out var columns) is not null)
            return []; // Said by the others.
        var visitor = new Parameters();
        script.Accept(visitor);
        var (theirs, theirColumns) = (visitor.Names.ToHashSet(), Columns(script));
        return ours.Union(theirs).Where(name => !Pascal().IsMatch(name)).Select(name => $"{name} is no @PascalCase")
            .Concat(ours.Except(theirs).Select(name => $"{name} is a parameter on SQLite only"))
            .Concat(theirs.Except(ours).Select(name => $"{name} is a parameter on SQL Server only"))
            .Concat(SameColumns(columns, theirColumns)
                ? []
                : [$"gives ({string.Join(", ", columns)}) on SQLite, ({string.Join(", ", theirColumns)}) on SQL Server"])
            .Select(fault => $"{statement.Name}: {fault}");
    }

    // Whoever reads a column by its name gave it one; the others are read by their place.
    static bool SameColumns(IReadOnlyList<string> ours, IReadOnlyList<string> theirs) =>
        ours.Count == theirs.Count && ours.Zip(theirs).All(pair => pair.Second.Length == 0 ? !Word().IsMatch(pair.First) : pair.First == pair.Second);

    static IReadOnlyList<string> Columns(TSqlScript script) =>
        script.Batches.SelectMany(batch => batch.Statements).Select(Columns).FirstOrDefault(columns => columns.Count > 0) ?? [];

    static IReadOnlyList<string> Columns(TSqlStatement statement)
    {
        var elements = statement switch
        {
            SelectStatement select => Elements(select.QueryExpression),
            DataModificationStatement change => Specification(change)?.OutputClause?.SelectColumns ?? [],
            _ => [],
        };
        return [.. elements.Select(element => element switch
        {
            SelectScalarExpression { ColumnName: { } alias } => alias.Value,
            SelectScalarExpression { Expression: ColumnReferenceExpression column } => column.MultiPartIdentifier.Identifiers[^1].Value,
            _ => "",
        })];
    }

    static DataModificationSpecification? Specification(DataModificationStatement change) => change switch
    {
        InsertStatement insert => insert.InsertSpecification,
        UpdateStatement update => update.UpdateSpecification,
        DeleteStatement delete => delete.DeleteSpecification,
        _ => null,
    };

    static IList<SelectElement> Elements(QueryExpression query) => query switch
    {
        QuerySpecification one => one.SelectElements,
        BinaryQueryExpression two => Elements(two.FirstQueryExpression),
        QueryParenthesisExpression inner => Elements(inner.QueryExpression),
        _ => [],
    };

    [GeneratedRegex("^@[A-Z][A-Za-z0-9]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pascal();

    [GeneratedRegex(@"^\w+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
