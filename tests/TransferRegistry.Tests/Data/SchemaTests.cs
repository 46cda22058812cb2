using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>The twins in <c>db/</c> describe one registry. Compared without a server: SQLite as migrated, T-SQL as parsed.</summary>
public sealed partial class SchemaTests : IDisposable
{
    const string Binary = "Latin1_General_100_BIN2";

    /// <summary>JSON and long text, searched by nothing but their own words.</summary>
    static readonly HashSet<string> Long = ["document", "names", "title", "institutions", "actor", "reason", "folded", "items.name", "kept_answers.body", "webhook_messages.body", "exports.fault"];

    /// <summary>Texts whose name would make them an id.</summary>
    static readonly HashSet<string> NoIds = ["request_id"];

    /// <summary>Dates as they were written (EDTF), whose name would make them a day.</summary>
    static readonly HashSet<string> NoDays = ["custody_on"];

    static readonly HashSet<string> Days = ["effective_from", "effective_to", "reserved_from", "reserved_to"];

    readonly SqliteConnection _database = Schema.Migrated();
    readonly Schema _sqlite;
    readonly Schema _sqlServer = Schema.OfSqlServer();

    public SchemaTests() => _sqlite = Schema.OfSqlite(_database);

    [Fact]
    public void Both_dialects_have_the_same_files() =>
        Assert.Equal(Migrator.Scripts(Dialect.Sqlite).Select(script => script.Name), Migrator.Scripts(Dialect.SqlServer).Select(script => script.Name));

    [Fact]
    public void Everything_in_the_scripts_is_read_and_has_a_name() => None([.. _sqlite.Faults, .. _sqlServer.Faults]);

    [Fact]
    public void What_is_read_is_what_SQLite_holds()
    {
        Assert.True(_sqlite.Tables.Count > 10);
        foreach (var table in _sqlite.Tables.Values)
        {
            Assert.Equal(
                table.Columns.Select(column => $"{column.Key} {column.Value.Type} {column.Value.Required}").Order(StringComparer.Ordinal),
                Rows($"SELECT name || ' ' || lower(type) || ' ' || iif(\"notnull\", 'True', 'False') FROM pragma_table_info('{table.Name}')")
                    .Order(StringComparer.Ordinal));
            Assert.Equal(table.Key, Rows($"SELECT name FROM pragma_table_info('{table.Name}') WHERE pk > 0 ORDER BY pk"));
            Assert.Equal(
                table.Indexes.Select(index => $"{index.Key} {string.Join(", ", index.Value.Columns)}"),
                Rows($"""
                    SELECT list.name || ' ' || (SELECT group_concat(part.name || iif(part.desc, ' DESC', ''), ', ' ORDER BY part.seqno)
                                                FROM pragma_index_xinfo(list.name) AS part WHERE part.key = 1)
                    FROM pragma_index_list('{table.Name}') AS list WHERE list.origin = 'c' ORDER BY list.name
                    """));
            Assert.Equal(
                table.Constraints.Count(constraint => constraint.Value.StartsWith("FOREIGN KEY", StringComparison.Ordinal)),
                Rows($"SELECT DISTINCT id FROM pragma_foreign_key_list('{table.Name}')").Count);
        }
    }

    [Fact]
    public void Both_have_the_same_tables() => Assert.Equal(_sqlite.Tables.Keys, _sqlServer.Tables.Keys);

    [Fact]
    public void Their_columns_are_the_same_and_as_required() => None(Differences(table => table.Columns.ToDictionary(
        column => column.Key,
        column => (column.Value.Required ? "NOT NULL" : "NULL") + (column.Value.HasDefault ? " with a default" : ""))));

    [Fact]
    public void Their_types_follow_the_mapping()
    {
        None(
            from table in Shared()
            from column in table.Sqlite.Columns
            let theirs = table.SqlServer.Columns.GetValueOrDefault(column.Key)
            where theirs is not null && !Fits(table.Sqlite, column.Key, column.Value, theirs)
            select $"{table.Sqlite.Name}.{column.Key}: {column.Value.Type} should not be {theirs.Type} {theirs.Collation}");
    }

    [Fact]
    public void Their_keys_foreign_keys_and_checks_are_the_same() =>
        None(Differences(table => table.Constraints
            .Where(constraint => !OnlyOfFlags().IsMatch(constraint.Value)) // A bit needs no check.
            .ToDictionary(constraint => constraint.Key, constraint => constraint.Value)));

    [Fact]
    public void The_checks_that_only_SQLite_has_are_those_of_its_flags()
    {
        Assert.Equal(
            [
                "ck_access_keys_sample", "ck_agreement_parties_invited", "ck_agreement_parties_required", "ck_agreements_flags", "ck_amendment_signatures_awaited", "ck_custody_intervals_last", "ck_events_qualified",
                "ck_item_identifiers_open", "ck_transfer_lines_discrepant", "ck_transfers_flags", "ck_transfers_moved_qualified", "ck_webhooks_slow",
            ],
            _sqlite.Tables.Values.SelectMany(table => table.Constraints).Where(constraint => OnlyOfFlags().IsMatch(constraint.Value))
                .Select(constraint => constraint.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(_sqlServer.Tables.Values.SelectMany(table => table.Constraints), constraint => OnlyOfFlags().IsMatch(constraint.Value));
    }

    [Fact]
    public void Their_indexes_are_the_same() =>
        None(Differences(table => table.Indexes.ToDictionary(index => index.Key, index => index.Value.ToString())));

    [Fact]
    public void The_filters_of_indexes_are_of_the_kind_that_SQL_Server_takes() => None(
        from table in _sqlServer.Tables.Values
        from index in table.Indexes
        where index.Value.Filter is { } filter && BeyondAFilter().IsMatch(filter)
        select $"{index.Key}: {index.Value.Filter}");

    [Fact]
    public void Their_triggers_are_the_same_but_for_those_that_keep_the_full_text_index() =>
        Assert.Equal(_sqlite.Triggers.Where(trigger => !trigger.StartsWith("search_entries_", StringComparison.Ordinal)), _sqlServer.Triggers);

    [Fact]
    public void Their_first_rows_are_the_same()
    {
        var inserted = _sqlServer.Rows.Select(row => row.InsertSpecification).ToDictionary(row => TSql.Name(((NamedTableReference)row.Target).SchemaObject));

        Assert.Equal(_sqlite.Tables.Keys.Where(table => Rows($"SELECT 1 FROM {table}").Count > 0), inserted.Keys.Order(StringComparer.Ordinal));
        foreach (var (table, rows) in inserted)
        {
            var columns = rows.Columns.Select(column => column.MultiPartIdentifier.Identifiers[^1].Value);
            Assert.Equal(
                Rows($"SELECT {string.Join(" || '|' || ", columns)} FROM {table}").Order(StringComparer.Ordinal),
                ((ValuesInsertSource)rows.InsertSource).RowValues
                    .Select(row => string.Join('|', row.ColumnValues.Cast<Literal>().Select(value => value.Value))).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void No_key_is_longer_than_SQL_Server_takes() => None(
        from table in _sqlServer.Tables.Values
        from key in table.Indexes.Select(index => (Name: index.Key, index.Value.Columns, Most: 1700))
            .Append((Name: "its primary key", Columns: table.Key, Most: 900))
        let bytes = key.Columns.Sum(column => Bytes(table.Columns[column.Split(' ')[0]].Type))
        where bytes > key.Most
        select $"{table.Name}: {key.Name} has {bytes} bytes of at most {key.Most}");

    [Theory]
    [InlineData("UPDATE journal SET reason = 'another'")]
    [InlineData("DELETE FROM journal")]
    public void The_journal_is_append_only(string statement)
    {
        Execute("""
            INSERT INTO journal (seq, recorded_at, type, resource_type, resource_id, version, institutions, actor, request_id, document, entry_hash)
            VALUES (1, '2026-01-01T00:00:00.000000Z', 'item.registered', 'item', '1', 1, '[]', '{}', 'request', '{}', 'hash')
            """);

        var refused = Assert.Throws<SqliteException>(() => Execute(statement));

        Assert.Contains("The journal is append-only.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_is_seen()
    {
        var theirs = Schema.OfSqlServer([("changed", """
            CREATE TABLE registry_locks (
                name  nvarchar(64) COLLATE Latin1_General_100_BIN2 NULL CONSTRAINT pk_locks PRIMARY KEY,
                taken int NOT NULL,
                CONSTRAINT ck_registry_locks_taken CHECK (taken >= 0)
            );
            CREATE UNIQUE INDEX ux_registry_locks ON registry_locks (taken) WHERE taken > 0;
            ALTER TABLE registry_locks ADD note nvarchar(max) NULL;
            """)]).Tables["registry_locks"];
        var ours = _sqlite.Tables["registry_locks"];

        Assert.Equal(2, Differences(ours, theirs, table => table.Columns.ToDictionary(column => column.Key, column => $"{column.Value.Required}")).Count());
        Assert.Equal(3, Differences(ours, theirs, table => table.Constraints).Count());
        Assert.Single(Differences(ours, theirs, table => table.Indexes.ToDictionary(index => index.Key, index => index.Value.ToString())));
        Assert.False(Fits(ours, "taken", ours.Columns["taken"], theirs.Columns["taken"]));
        Assert.False(Fits(ours, "name", ours.Columns["name"], theirs.Columns["note"]));
        Assert.NotEmpty(Schema.OfSqlServer([("nameless", "CREATE TABLE t (id bigint NOT NULL PRIMARY KEY)")]).Faults);
    }

    public void Dispose() => _database.Dispose();

    IEnumerable<(Schema.Table Sqlite, Schema.Table SqlServer)> Shared() =>
        _sqlite.Tables.Values.Where(table => _sqlServer.Tables.ContainsKey(table.Name)).Select(table => (table, _sqlServer.Tables[table.Name]));

    IEnumerable<string> Differences(Func<Schema.Table, IDictionary<string, string>> aspect) =>
        Shared().SelectMany(table => Differences(table.Sqlite, table.SqlServer, aspect));

    static IEnumerable<string> Differences(Schema.Table sqlite, Schema.Table sqlServer, Func<Schema.Table, IDictionary<string, string>> aspect)
    {
        var (ours, theirs) = (aspect(sqlite), aspect(sqlServer));
        return from name in ours.Keys.Union(theirs.Keys, StringComparer.Ordinal)
               let left = ours.TryGetValue(name, out var one) ? one : "nothing"
               let right = theirs.TryGetValue(name, out var two) ? two : "nothing"
               where left != right
               select $"{sqlite.Name}: {name} is {left} on SQLite, {right} on SQL Server";
    }

    /// <summary>The mapping that db/README.md states.</summary>
    static bool Fits(Schema.Table table, string name, Schema.Column sqlite, Schema.Column sqlServer) => (sqlite.Type, sqlServer.Type) switch
    {
        ("blob", "varbinary(max)") => true,
        ("integer", "bit") => IsFlag(table, name),
        ("integer", "bigint") => !IsFlag(table, name),
        ("text", "nvarchar(max)") => IsLong(table, name) && (name != "folded" || sqlServer.Collation == Binary),
        ("text", "char(36)") => IsId(name) && sqlServer.Collation == Binary,
        ("text", "date") => IsDay(name),
        ("text", "datetime2(6)") => name.EndsWith("_at", StringComparison.Ordinal),
        ("text", var other) => !IsLong(table, name) && !IsId(name) && !IsDay(name) && !name.EndsWith("_at", StringComparison.Ordinal)
            && Width().Match(other) is { Success: true } width && Number(width) is > 0 and <= 450 && sqlServer.Collation == Binary,
        _ => false,
    };

    static bool IsFlag(Schema.Table table, string name) =>
        table.Constraints.Values.Any(constraint => OnlyOfFlags().IsMatch(constraint) && constraint.Split('(', ' ').Contains(name));

    static bool IsLong(Schema.Table table, string name) => Long.Contains(name) || Long.Contains($"{table.Name}.{name}");

    static bool IsId(string name) => !NoIds.Contains(name) && (name == "id" || name.EndsWith("_id", StringComparison.Ordinal));

    static bool IsDay(string name) => Days.Contains(name) || (!NoDays.Contains(name)
        && Array.Exists(["_on", "_earliest", "_latest"], ending => name.EndsWith(ending, StringComparison.Ordinal)));

    static int Bytes(string type) => type switch
    {
        "bit" => 1,
        "bigint" or "datetime2(6)" => 8,
        "date" => 3,
        "char(36)" => 36,
        _ => Width().Match(type) is { Success: true } width ? 2 * Number(width) : int.MaxValue / 64,
    };

    static int Number(Match width) => int.Parse(width.Groups["n"].Value, CultureInfo.InvariantCulture);

    static void None(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        if (found.Count > 0)
            Assert.Fail($"{found.Count} faults:\n{string.Join('\n', found.Take(40))}");
    }

    List<string> Rows(string query)
    {
        using var command = _database.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    void Execute(string statement)
    {
        using var command = _database.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }

    [GeneratedRegex(@"^CHECK \(\w+ IN \(0, 1\)( AND \w+ IN \(0, 1\))*\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OnlyOfFlags();

    [GeneratedRegex(@"\b(NOT IN|OR|LIKE|BETWEEN|COALESCE)\b|\(SELECT", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeyondAFilter();

    [GeneratedRegex(@"^nvarchar\((?<n>\d+)\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Width();
}
