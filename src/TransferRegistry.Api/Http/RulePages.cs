using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http;

/// <summary>The pages that say which rules the registry keeps, why, and what to do about each; and the tables it goes by, as the code has them.</summary>
static class RulePages
{
    public static void MapRules(this IEndpointRouteBuilder app)
    {
        app.MapGet("/rules", Index).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
        app.MapGet("/rules/{id}", Page).ExcludeFromDescription().RequireAuthorization(AccessPolicies.Open);
    }

    static ContentHttpResult Index(IReadOnlyList<RuleTable> tables) => Html("The rules of the registry", $"""
        <table><tr><th>rule</th><th></th></tr>
        {string.Concat(Rules.All.Select(rule => $"<tr><td><a href=\"/rules/{Encode(rule.Id)}\">{Encode(rule.Id)}</a></td><td>{Encode(rule.Title)}</td></tr>\n"))}</table>
        <h2>Tables</h2><ul>
        {string.Concat(tables.Select(table => $"<li><a href=\"/rules/{table.Slug}\">{Encode(table.Title)}</a></li>\n"))}</ul>
        """);

    static ContentHttpResult Page(string id, IReadOnlyList<RuleTable> tables, Policies policies) =>
        tables.FirstOrDefault(table => table.Slug.Equals(id, StringComparison.OrdinalIgnoreCase)) is { } table ? Html(table.Title, Rendered(table))
        : Rules.Find(id) is { } rule ? Html($"{rule.Id}. {rule.Title}", Said(rule, policies))
        : throw Faults.NoRule.Because(("id", id), ("known", Rules.All.Select(known => known.Id).Concat(tables.Select(known => known.Slug))));

    static string Said(Rule rule, Policies policies) => $"""
        <p>{Encode(rule.Statement)}</p>
        <h2>Why</h2><p>{Encode(rule.Why)}</p>
        <h2>What to do</h2><p>{Encode(rule.Remedy)}</p>
        <h2>When it is judged</h2><p>{Encode(rule.Judged)}. Answer: {Encode(rule.Answer)}.</p>
        {(rule.Setting is { } setting ? $"<h2>Policy</h2><p>This registry keeps it at <b>{Json.ToWire(policies[rule.Id])}</b> (Policies:{setting}; {Json.ToWire(rule.Default)} where nothing is set).</p>" : "")}
        <h2>Codes</h2><ul>{string.Concat(Faults.All.Where(kind => kind.Invariant == rule.Id).Select(kind => $"<li><code>{Encode(kind.Code)}</code> {Encode(kind.Text)}</li>\n"))}</ul>
        """;

    static string Rendered(RuleTable table) => $"""
        <table><tr>{string.Concat(table.Columns.Select(column => $"<th>{Encode(column)}</th>"))}</tr>
        {string.Concat(table.Rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{Encode(cell)}</td>"))}</tr>\n"))}</table>
        """;

    /// <summary>A table as the OpenAPI document shows it, in Markdown.</summary>
    public static string Markdown(RuleTable table) => string.Join('\n',
    [
        $"| {string.Join(" | ", table.Columns)} |", $"|{string.Concat(table.Columns.Select(_ => "---|"))}",
        .. table.Rows.Select(row => $"| {string.Join(" | ", row)} |"),
    ]);

    static ContentHttpResult Html(string title, string body) => TypedResults.Content($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>{Encode(title)}</title></head>
        <body><h1>{Encode(title)}</h1>
        {body}
        <p><a href="/rules">All rules</a> · <a href="/problems">How the registry says no</a></p></body></html>
        """, "text/html; charset=utf-8");

    static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
