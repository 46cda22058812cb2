using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace TransferRegistry.Tests.Data;

/// <summary>
/// Every parameter is sent as the type of the column it is compared with or written to: where SQL Server has to convert, it may convert the column, and reads the whole table.
/// </summary>
static class ParameterTypes
{
    static readonly Lazy<Schema> Schema = new(Data.Schema.OfSqlServer);
    static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Judged = [];

    /// <summary>From now on every command of this process is judged before it is sent; one that converts fails, and with it the test that sent it.</summary>
    public static void Watch() => DiagnosticListener.AllListeners.Subscribe(new Listeners());

    /// <summary>The parameters that are of another type than their columns.</summary>
    public static IReadOnlyList<string> Conversions(SqlCommand command)
    {
        var sent = command.Parameters.Cast<SqlParameter>().ToDictionary(parameter => parameter.ParameterName.TrimStart('@'), parameter => parameter, StringComparer.OrdinalIgnoreCase);
        var key = $"{command.CommandText}\n{string.Join(' ', sent.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{pair.Value.SqlDbType}:{pair.Value.Value is DBNull}"))}";
        return Judged.GetOrAdd(key, _ =>
        {
            var pairs = new Pairs();
            TSql.Parse(command.CommandText, out var _).Accept(pairs);
            return [.. pairs.Found.SelectMany(pair => Conversion(pair.Parameter, pair.Columns.ToList())).Distinct()];

            IEnumerable<string> Conversion(string name, IReadOnlyList<string> types)
            {
                if (!sent.TryGetValue(name.TrimStart('@'), out var parameter) || types.Count == 0 || types.Any(type => Fits(type, parameter)))
                    yield break;
                yield return $"{name} is sent as {parameter.SqlDbType}, and its column is {types[0]}";
            }
        });
    }

    // A driver can't tell what an absent value would have been; and of the whole numbers the narrower is widened, never the column.
    static bool Fits(string column, SqlParameter parameter) => parameter.Value is DBNull or null || column.Split('(')[0] switch
    {
        "char" => parameter.SqlDbType is SqlDbType.Char && parameter.Size == 36,
        "nvarchar" => parameter.SqlDbType is SqlDbType.NVarChar,
        "bigint" => parameter.SqlDbType is SqlDbType.BigInt or SqlDbType.Int,
        "varbinary" => parameter.SqlDbType is SqlDbType.VarBinary,
        "bit" => parameter.SqlDbType is SqlDbType.Bit,
        "date" => parameter.SqlDbType is SqlDbType.Date,
        "datetime2" => parameter.SqlDbType is SqlDbType.DateTime2 && parameter.Scale == 6,
        _ => false,
    };

    /// <summary>Which parameter meets which columns: in a comparison, a list, a range, an INSERT or a SET.</summary>
    sealed class Pairs : TSqlFragmentVisitor
    {
        readonly List<(string Parameter, ColumnReferenceExpression Column, string? Table)> _met = [];
        readonly Dictionary<string, HashSet<string>> _tables = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>The types of all columns the name may mean.</summary>
        public IEnumerable<(string Parameter, IEnumerable<string> Columns)> Found => _met.Select(met => (met.Parameter, Types(met.Column, met.Table)));

        public override void Visit(NamedTableReference node)
        {
            var name = TSql.Name(node.SchemaObject);
            var alias = node.Alias?.Value ?? name;
            if (!_tables.TryGetValue(alias, out var known))
                _tables[alias] = known = [];
            known.Add(name);
        }

        public override void Visit(BooleanComparisonExpression node) => Meet(node.FirstExpression, node.SecondExpression);

        public override void Visit(InPredicate node) => node.Values.ToList().ForEach(value => Meet(node.Expression, value));

        public override void Visit(BooleanTernaryExpression node)
        {
            Meet(node.FirstExpression, node.SecondExpression);
            Meet(node.FirstExpression, node.ThirdExpression);
        }

        public override void Visit(AssignmentSetClause node) => Meet(node.Column, node.NewValue);

        public override void Visit(InsertSpecification node)
        {
            if (node.InsertSource is ValuesInsertSource values)
                foreach (var (column, value) in values.RowValues.SelectMany(row => node.Columns.Zip(row.ColumnValues)))
                    Meet(column, value, TSql.Name(((NamedTableReference)node.Target).SchemaObject));
        }

        void Meet(ScalarExpression one, ScalarExpression other, string? table = null)
        {
            foreach (var (column, parameter) in new[] { (one, other), (other, one) })
                if (column is ColumnReferenceExpression named && parameter is VariableReference variable)
                    _met.Add((variable.Name, named, table));
        }

        IEnumerable<string> Types(ColumnReferenceExpression column, string? table)
        {
            var names = column.MultiPartIdentifier.Identifiers;
            var tables = table is not null ? [table] : names.Count > 1 ? _tables.GetValueOrDefault(names[^2].Value, []) : _tables.Values.SelectMany(all => all);
            return tables.Select(name => Schema.Value.Tables.GetValueOrDefault(name)?.Columns.GetValueOrDefault(names[^1].Value)?.Type).OfType<string>();
        }
    }

    sealed class Listeners : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "SqlClientDiagnosticListener")
                value.Subscribe(new Commands());
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }

    sealed class Commands : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key.EndsWith("WriteCommandBefore", StringComparison.Ordinal) && value.Value?.GetType().GetProperty("Command")?.GetValue(value.Value) is SqlCommand command
                && command.Parameters.Count > 0 && Conversions(command) is { Count: > 0 } conversions)
                throw new InvalidOperationException($"{string.Join("; ", conversions)}: {command.CommandText}");
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
