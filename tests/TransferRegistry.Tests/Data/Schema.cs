using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>
/// A schema as its own statements declare it. One reader serves both engines: what SQLite keeps of a table is T-SQL but for the word STRICT.
/// </summary>
sealed partial class Schema
{
    readonly SortedDictionary<string, Table> _tables = new(StringComparer.Ordinal);
    readonly SortedSet<string> _triggers = new(StringComparer.Ordinal);
    readonly List<InsertStatement> _rows = [];
    readonly List<string> _faults = [];

    public IReadOnlyDictionary<string, Table> Tables => _tables;

    /// <summary>Trigger and table, such as <c>journal_no_update ON journal</c>.</summary>
    public IReadOnlyCollection<string> Triggers => _triggers;

    /// <summary>The rows the scripts themselves insert; read from scripts only.</summary>
    public IReadOnlyList<InsertStatement> Rows => _rows;

    /// <summary>What the reader could not read, or found without a name.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A SQLite database in memory, migrated by the scripts in the assembly.</summary>
    public static SqliteConnection Migrated()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
        connection.Open();
        foreach (var script in Migrator.Scripts(Dialect.Sqlite))
        {
            using var command = connection.CreateCommand();
            command.CommandText = script.Contents;
            command.ExecuteNonQuery();
        }
        return connection;
    }

    public static Schema OfSqlite(SqliteConnection connection)
    {
        var schema = new Schema();
        // A virtual table and the tables it keeps itself in have no twin.
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT entry.type, entry.name, entry.tbl_name, entry.sql
            FROM sqlite_schema AS entry
            WHERE entry.sql IS NOT NULL AND entry.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND entry.sql NOT LIKE 'CREATE VIRTUAL TABLE%'
              AND NOT EXISTS (SELECT 1 FROM sqlite_schema AS master
                              WHERE master.sql LIKE 'CREATE VIRTUAL TABLE%' AND substr(entry.name, 1, length(master.name) + 1) = master.name || '_')
            ORDER BY CASE entry.type WHEN 'table' THEN 0 ELSE 1 END
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetString(0) == "trigger")
                schema._triggers.Add($"{reader.GetString(1)} ON {reader.GetString(2)}");
            else
                schema.Read(reader.GetString(1), Strict().Replace(reader.GetString(3), ")"));
        }
        return schema;
    }

    public static Schema OfSqlServer() => OfSqlServer(Migrator.Scripts(Dialect.SqlServer).Select(script => (script.Name, script.Contents)));

    public static Schema OfSqlServer(IEnumerable<(string Name, string Text)> scripts)
    {
        var schema = new Schema();
        foreach (var (name, text) in scripts)
            schema.Read(name, text);
        return schema;
    }

    void Read(string source, string text)
    {
        var script = TSql.Parse(text, out var errors);
        _faults.AddRange(errors.Select(error => $"{source}: {error}"));
        foreach (var statement in script.Batches.SelectMany(batch => batch.Statements))
            Read(source, statement);
    }

    void Read(string source, TSqlStatement statement)
    {
        switch (statement)
        {
            case CreateTableStatement create:
                var table = _tables[TSql.Name(create.SchemaObjectName)] = new(TSql.Name(create.SchemaObjectName));
                Read(table, create.Definition);
                break;
            case AlterTableAddTableElementStatement add:
                Read(_tables[TSql.Name(add.SchemaObjectName)], add.Definition);
                break;
            case CreateIndexStatement index:
                _tables[TSql.Name(index.OnName)].Indexes[index.Name.Value] =
                    new(index.Unique, [.. index.Columns.Select(column => KeyColumn(column))], index.FilterPredicate is { } filter ? TSql.Text(filter) : null);
                break;
            case CreateTriggerStatement trigger:
                _triggers.Add($"{TSql.Name(trigger.Name)} ON {TSql.Name(trigger.TriggerObject.Name)}");
                break;
            case InsertStatement { InsertSpecification.InsertSource: ValuesInsertSource } insert:
                _rows.Add(insert);
                break;
            case DeleteStatement { DeleteSpecification: { Target: NamedTableReference target, WhereClause.SearchCondition: BooleanComparisonExpression { SecondExpression: Literal gone } } }:
                foreach (var insert in _rows.Select(insert => insert.InsertSpecification).Where(insert => TSql.Text(insert.Target) == TSql.Text(target)))
                    foreach (var row in ((ValuesInsertSource)insert.InsertSource).RowValues.ToList().Where(row => row.ColumnValues.OfType<Literal>().Any(value => value.Value == gone.Value)))
                        ((ValuesInsertSource)insert.InsertSource).RowValues.Remove(row);
                break;
            case DropIndexStatement drop:
                foreach (var clause in drop.DropIndexClauses.OfType<DropIndexClause>())
                    _tables[TSql.Name(clause.Object)].Indexes.Remove(clause.Index.Value);
                break;
            case InsertStatement or UpdateStatement:
                // What fills a new column or table from the rows that are there.
                break;
            default:
                _faults.Add($"{source}: this reader does not know {statement.GetType().Name} yet; teach it");
                break;
        }
    }

    void Read(Table table, TableDefinition definition)
    {
        foreach (var column in definition.ColumnDefinitions)
        {
            table.Columns[column.ColumnIdentifier.Value] = new(
                TSql.Text(column.DataType).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant(),
                column.Collation?.Value,
                Required: column.Constraints.OfType<NullableConstraintDefinition>().Any(constraint => !constraint.Nullable),
                Numbered: column.IdentityOptions is not null,
                HasDefault: column.DefaultConstraint is not null);
            foreach (var constraint in column.Constraints.Append(column.DefaultConstraint).OfType<ConstraintDefinition>())
                Read(table, constraint, column.ColumnIdentifier.Value);
        }
        foreach (var constraint in definition.TableConstraints)
            Read(table, constraint, column: null);
    }

    void Read(Table table, ConstraintDefinition constraint, string? column)
    {
        string? declared = constraint switch
        {
            NullableConstraintDefinition => null,
            UniqueConstraintDefinition key => (key.IsPrimaryKey ? "PRIMARY KEY" : "UNIQUE") + InBrackets(key.Columns.Select(KeyColumn), column),
            ForeignKeyConstraintDefinition key => $"FOREIGN KEY{InBrackets(key.Columns.Select(part => part.Value), column)}"
                + $" REFERENCES {TSql.Name(key.ReferenceTableName)}{InBrackets(key.ReferencedTableColumns.Select(part => part.Value), column: null)}"
                + $" ON DELETE {key.DeleteAction} ON UPDATE {key.UpdateAction}",
            CheckConstraintDefinition check => $"CHECK ({TSql.Text(check.CheckCondition)})",
            DefaultConstraintDefinition given => $"DEFAULT FOR {column} {TSql.Text(given.Expression)}",
            _ => constraint.GetType().Name,
        };
        if (declared is null)
            return;
        if (constraint.ConstraintIdentifier is null)
            _faults.Add($"{table.Name}: {declared} has no name");
        else
            table.Constraints[constraint.ConstraintIdentifier.Value] = declared;
        if (constraint is UniqueConstraintDefinition { IsPrimaryKey: true } primary)
            table.Key = primary.Columns.Count == 0 ? [column!] : [.. primary.Columns.Select(KeyColumn)];
    }

    static string KeyColumn(ColumnWithSortOrder column) => TSql.Text(column.Column) + (column.SortOrder is SortOrder.Descending ? " DESC" : "");

    static string InBrackets(IEnumerable<string> columns, string? column) =>
        columns.ToList() is { Count: > 0 } named ? $" ({string.Join(", ", named)})" : $" ({column})";

    [GeneratedRegex(@"\)\s*STRICT\s*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Strict();

    public sealed record Table(string Name)
    {
        public SortedDictionary<string, Column> Columns { get; } = new(StringComparer.Ordinal);
        /// <summary>Keys, foreign keys, checks and defaults: name and declaration.</summary>
        public SortedDictionary<string, string> Constraints { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, Index> Indexes { get; } = new(StringComparer.Ordinal);
        /// <summary>The columns of the primary key, in order.</summary>
        public IReadOnlyList<string> Key { get; set; } = [];
    }

    public sealed record Column(string Type, string? Collation, bool Required, bool Numbered, bool HasDefault);

    public sealed record Index(bool Unique, IReadOnlyList<string> Columns, string? Filter)
    {
        public override string ToString() => $"{(Unique ? "UNIQUE " : "")}({string.Join(", ", Columns)}){(Filter is null ? "" : $" WHERE {Filter}")}";
    }
}

/// <summary>T-SQL as Microsoft's parser reads it.</summary>
static class TSql
{
    public static TSqlScript Parse(string text, out IReadOnlyList<string> errors)
    {
        using var reader = new StringReader(text);
        var fragment = new TSql160Parser(initialQuotedIdentifiers: true).Parse(reader, out var found);
        errors = [.. found.Select(error => $"line {error.Line}, column {error.Column}: {error.Message}")];
        return fragment as TSqlScript ?? new TSqlScript();
    }

    public static string Name(SchemaObjectName name) => name.BaseIdentifier.Value;

    /// <summary>A fragment as it was written, without comments, any run of white space as one blank.</summary>
    public static string Text(TSqlFragment fragment)
    {
        var words = new List<string>();
        for (var i = fragment.FirstTokenIndex; i <= fragment.LastTokenIndex; i++)
        {
            var token = fragment.ScriptTokenStream[i];
            if (token.TokenType is TSqlTokenType.WhiteSpace)
            {
                if (words is [.., not " "])
                    words.Add(" ");
            }
            else if (token.TokenType is not (TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment))
            {
                words.Add(token.Text);
            }
        }
        return string.Concat(words).Trim();
    }
}
