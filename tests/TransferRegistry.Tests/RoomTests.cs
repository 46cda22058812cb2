using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using TransferRegistry.Api.Data;
using TransferRegistry.Tests.Data;
using Statement = TransferRegistry.Tests.Data.Statement;

namespace TransferRegistry.Tests;

/// <summary>Which folder may know which, read from the compiled code and from the parsed statements: no way of writing a name gets round it.</summary>
public sealed class RoomTests
{
    const string Ours = "TransferRegistry.Api";

    static readonly string[] Drivers = ["Dapper", "DbUp", "Microsoft.Data", "SQLitePCL"];
    static readonly string[] Web = ["Microsoft.AspNetCore"];
    static readonly string[] Words = ["Kernel", "Language", "Problems"];

    /// <summary>What each folder may use beside itself. What stands first counts.</summary>
    static readonly (string Room, string[] MayUse)[] Borders =
    [
        ("Kernel", Words),
        ("Language", Words),
        ("Problems", Words),
        ("Data", [.. Words, .. Drivers]),
        ("Http", [.. Words, .. Web, "Data"]),
        ("Access", [.. Words, .. Web, "Data", "Http", "Registry.References", "Registry.Institutions"]),
        // Whose keys end with a record that is merged, and how a record is addressed.
        ("Registry.Merging", [.. Words, "Data", "Registry", "Access"]),
        ("Registry", [.. Words, "Data", "Registry", "Http.Links", "Http.First"]),
        ("Reading.Exports", [.. Words, .. Web, "Data", "Http", "Access", "Registry", "Reading"]),
        ("Reading", [.. Words, "Data", "Http", "Access", "Registry", "Reading"]),
        ("V1", [.. Words, .. Web, "Data", "Http", "Access", "Registry", "Reading", "V1"]),
        // The composition, the commands and the sample, which posts as a client does, stand above all.
        ("", ["", .. Web, .. Drivers]),
    ];

    /// <summary>Whose a table is, and who else reads or writes it by statements of its own.</summary>
    static readonly Dictionary<string, (string Owner, string[] Others)> Tables = new()
    {
        ["access_keys"] = ("Access", ["Reading.Webhooks"]),
        ["key_uses"] = ("Access", []),
        ["access_log"] = ("Data", ["Reading.Audit"]),
        ["journal"] = ("Data", ["Registry.References"]),
        ["journal_head"] = ("Data", ["Operations", "Reading.Webhooks"]),
        ["kept_answers"] = ("Data", []),
        ["registry_locks"] = ("Data", ["Registry.Agreements", "Registry.Institutions"]),
        ["registry_numbers"] = ("Data", []),
        ["registry_secrets"] = ("Data", ["Http"]),
        ["exports"] = ("Reading.Exports", []),
        ["export_parts"] = ("Reading.Exports", []),
        ["webhooks"] = ("Reading.Webhooks", []),
        ["webhook_attempts"] = ("Reading.Webhooks", []),
        ["webhook_messages"] = ("Reading.Webhooks", []),
        ["search_entries"] = ("Registry.Search", ["Registry.Agreements", "Registry.Events", "Registry.Institutions", "Registry.Items", "Registry.Transfers"]),
        ["agreements"] = ("Registry.Agreements", ["Registry.Custody", "Registry.Items", "Registry.Merging", "Registry.References", "Registry.Transfers", "Registry.Visibility"]),
        ["agreement_parties"] = ("Registry.Agreements", ["Registry.Merging", "Registry.References"]),
        ["agreement_scope_areas"] = ("Registry.Agreements", []),
        ["agreement_terms"] = ("Registry.Agreements", []),
        ["amendment_signatures"] = ("Registry.Agreements", ["Registry.Merging"]),
        ["transfers"] = ("Registry.Transfers", ["Registry.Agreements", "Registry.Custody", "Registry.Items", "Registry.Merging", "Registry.References"]),
        ["transfer_lines"] = ("Registry.Transfers", ["Registry.Custody", "Registry.Items", "Registry.Merging", "Registry.References"]),
        ["transfer_extensions"] = ("Registry.Transfers", []),
        ["transfer_sides"] = ("Registry.Transfers", ["Registry.Merging"]),
        ["custody_intervals"] = ("Registry.Custody", ["Registry.Items", "Registry.Merging", "Registry.References"]),
        ["custody_loans"] = ("Registry.Custody", ["Registry.Agreements", "Registry.Transfers"]),
        ["items"] = ("Registry.Items", ["Registry.Custody", "Registry.Merging", "Registry.References"]),
        ["item_identifiers"] = ("Registry.Items", ["Registry.Merging", "Registry.Transfers"]),
        ["events"] = ("Registry.Events", ["Registry.Merging", "Registry.References"]),
        ["event_agreements"] = ("Registry.Events", []),
        ["event_participants"] = ("Registry.Events", ["Registry.Merging", "Registry.References"]),
        ["event_transfers"] = ("Registry.Events", []),
        ["institution_codes"] = ("Registry.Institutions", ["Access", "Registry.References"]),
        ["institution_memberships"] = ("Registry.Institutions", ["Registry.Merging"]),
        // Whose side the caller is on is asked wherever something is shown.
        ["institutions"] = ("Registry.Institutions", ["Access", "Registry"]),
    };

    static readonly Architecture Registry = new ArchLoader().LoadAssemblies(typeof(Work).Assembly).Build();

    [Fact]
    public void A_folder_knows_only_those_it_may() => None(Trespasses(Registry));

    [Fact]
    public void Folders_know_each_other_one_way_only() => Assert.Equal("", string.Join(" → ", Circle(Registry.Types.Where(IsOurs).GroupBy(type => Floor(Name(type)))
        .ToDictionary(room => room.Key, room => room.SelectMany(Used).Where(IsOurs).Select(other => Floor(Name(other))).Where(other => other != room.Key).ToHashSet())) ?? []));

    [Fact]
    public void Below_the_edge_no_type_has_a_version_in_its_name() => None(Versioned(Registry));

    [Fact]
    public void A_table_is_its_rooms_and_of_those_it_is_lent_to() =>
        None(Borrowed(SqlChecker.StatementsOf(typeof(Work).Assembly, SqlTests.Habits).Where(statement => statement.BringsNewNames)));

    [Fact]
    public void Nothing_is_lent_that_nobody_uses()
    {
        var used = SqlChecker.StatementsOf(typeof(Work).Assembly, SqlTests.Habits).Where(statement => statement.BringsNewNames)
            .SelectMany(statement => Named(statement).Select(table => (table, RoomOf(statement)))).ToHashSet();
        None(Tables.SelectMany(table => table.Value.Others.Select(other => (table.Key, other)))
            .Where(lent => !used.Any(use => use.table == lent.Key && Is(use.Item2, lent.other))).Select(lent => $"{lent.Key} is lent to {lent.other}, which does not use it"));
    }

    // --- The checks bite: Probes/ stands in the registry's own folders ------------------------------------------------------------------------------

    [Theory]
    [InlineData("a name half written out", "Language.HalfQualified may not use Data.Work")]
    [InlineData("a type that is only inferred", "Registry.Items.Inferred may not use V1.Items.ItemV1")]
    [InlineData("a driver", "Registry.Items.Driven may not use Dapper.SqlMapper")]
    [InlineData("the web", "Registry.Items.Webbed may not use Microsoft.AspNetCore.Http.TypedResults")]
    public void A_trespass_is_seen(string what, string fault) => Assert.True(Trespasses(Probes).Contains(fault), what);

    [Fact]
    public void A_version_below_the_edge_is_seen() => Assert.Contains("Registry.Items.ProbeV1 has a version in its name", Versioned(Probes));

    [Fact]
    public void A_statement_that_names_anothers_table_is_seen() => Assert.Equal(
        ["Access names webhooks, which is Reading.Webhooks'", "Access names nobodys, which is nobody's"],
        Borrowed([Statement.Of("KeySql.Probe", "SELECT webhook.id FROM webhooks AS webhook JOIN nobodys AS other ON other.id = webhook.id WHERE webhook.id = @Id")]));

    [Fact]
    public void A_circle_is_seen()
    {
        Assert.NotNull(Circle(new() { ["Items"] = ["Transfers"], ["Transfers"] = ["Custody"], ["Custody"] = ["Items"] }));
        Assert.Null(Circle(new() { ["Items"] = [], ["Custody"] = ["Items"], ["Transfers"] = ["Custody", "Items"] }));
    }

    static readonly Architecture Probes = new ArchLoader().LoadAssemblies(typeof(RoomTests).Assembly, typeof(Work).Assembly).Build();

    static IEnumerable<string> Trespasses(Architecture architecture) =>
        from type in architecture.Types.Where(IsOurs)
        let border = Borders.First(border => Is(Name(type), border.Room))
        from other in Used(type).Distinct()
        let name = IsOurs(other) ? Name(other) : other.FullName
        where IsOurs(other) || Drivers.Concat(Web).Any(space => Is(name, space))
        where !Is(name, border.Room) && !border.MayUse.Any(space => Is(name, space))
        select $"{Name(type)} may not use {name.Split('`')[0].Split('+')[0]}";

    static IEnumerable<string> Versioned(Architecture architecture) => architecture.Types
        .Where(type => IsOurs(type) && !Is(Name(type), "V1") && char.IsAsciiDigit(type.Name[^1]) && type.Name[^2] == 'V')
        .Select(type => $"{Name(type)} has a version in its name");

    static IEnumerable<string> Borrowed(IEnumerable<Statement> statements) =>
        (from statement in statements
         from table in Named(statement)
         let room = RoomOf(statement)
         where !Tables.TryGetValue(table, out var known) || !Is(room, known.Owner) && !known.Others.Any(other => Is(room, other))
         select $"{room} names {table}, which is {(Tables.TryGetValue(table, out var owned) ? $"{owned.Owner}'" : "nobody's")}").Distinct();

    static HashSet<string> Named(Statement statement)
    {
        var named = new TableNames();
        TSql.Parse(statement.Text.SqlServer, out _).Accept(named);
        named.Found.ExceptWith(named.Local);
        return named.Found;
    }

    sealed class TableNames : TSqlFragmentVisitor
    {
        public HashSet<string> Found { get; } = [];
        public HashSet<string> Local { get; } = [];

        public override void Visit(CommonTableExpression node) => Local.Add(node.ExpressionName.Value);

        public override void Visit(NamedTableReference node) => Found.Add(TSql.Name(node.SchemaObject));
    }

    static string RoomOf(Statement statement)
    {
        var declared = statement.Name.Split('.')[0];
        return Floor(typeof(Work).Assembly.GetTypes().First(type => type.Name == declared).FullName![(Ours.Length + 1)..]);
    }

    static bool IsOurs(IType type) => Is(type.FullName, Ours);

    /// <summary>The name below the assembly's: Registry.Items.Item.</summary>
    static string Name(IType type) => type.FullName.Length > Ours.Length ? type.FullName[(Ours.Length + 1)..] : "";

    static bool Is(string name, string space) =>
        space.Length == 0 || name == space || (name.StartsWith(space, StringComparison.Ordinal) && name[space.Length] is '.' or '+' or '`');

    static IEnumerable<IType> Used(IType type) => type.Dependencies.Select(dependency => dependency.Target);

    /// <summary>The folder of a type: Kernel, Language and Problems are one, and so is all of Http.</summary>
    static string Floor(string name)
    {
        var parts = name.Split('.');
        return parts.Length == 1 ? "" : Words.Contains(parts[0]) ? "Words" : parts[0] is "Registry" or "Reading" or "V1" && parts.Length > 2 ? $"{parts[0]}.{parts[1]}" : parts[0];
    }

    static IReadOnlyList<string>? Circle(Dictionary<string, HashSet<string>> known)
    {
        return known.Keys.Select(room => From([room])).FirstOrDefault(circle => circle is not null);

        IReadOnlyList<string>? From(IReadOnlyList<string> path)
        {
            if (path.Count > 1 && path[^1] == path[0])
                return path;
            // A circle that begins elsewhere on the path is found from its own rooms.
            return path.SkipLast(1).Contains(path[^1])
                ? null
                : known.GetValueOrDefault(path[^1], []).Select(next => From([.. path, next])).FirstOrDefault(circle => circle is not null);
        }
    }

    static void None(IEnumerable<string> faults)
    {
        var all = faults.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
