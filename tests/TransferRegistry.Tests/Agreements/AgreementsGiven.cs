using System.Net;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Agreements;

/// <summary>Agreements brought to where a test begins, step by step, by the operator for all parties.</summary>
static class AgreementsGiven
{
    /// <summary>The day the tests' clock begins with.</summary>
    public const string Today = "2026-11-23";

    /// <summary>Posted by the operator.</summary>
    public static Task<JsonObject> Posted(this RegistryApp app, JsonObject agreement) => app.AsOperator().Post("/agreements", agreement)
        .Is(HttpStatusCode.Created);

    /// <summary>An agreement in a state, between two new museums or those given.</summary>
    public static async Task<JsonObject> AgreementIn(this RegistryApp app, string status, string? first = null, string? second = null, object? more = null)
    {
        first ??= await app.AnInstitution();
        second ??= await app.AnInstitution();
        var begins = status is "draft" or "withdrawn" ? new { initialStatus = "draft", evidence = "signed_by_all" }
            : status is "recorded" ? new { initialStatus = "recorded", evidence = "press" }
            : new { initialStatus = "proposed", evidence = "signed_by_all" };
        var agreement = await app.Posted(Given.Merge(Given.AnAgreement(first, second, begins), more));
        foreach (var step in Way(status))
            agreement = await app.Take(agreement, step);
        return agreement;
    }

    /// <summary>A step taken with all it needs; signed by every party.</summary>
    public static async Task<JsonObject> Take(this RegistryApp app, JsonObject agreement, string to)
    {
        foreach (var step in await app.Steps(agreement, to))
            agreement = await app.AsOperator().Step(agreement.Path(), step).Is(HttpStatusCode.OK);
        return agreement;
    }

    /// <summary>The requests that take the step.</summary>
    public static async Task<IReadOnlyList<object>> Steps(this RegistryApp app, JsonObject agreement, string to) => to switch
    {
        "signed" => [.. agreement.Parties().Select(party => new { to, on = Today, party })],
        "declined" => [new { to, party = agreement.Parties()[0], reason = "Не согласны" }],
        "terminated" => [new { to, on = Today, reason = "По соглашению сторон" }],
        "withdrawn" or "suspended" or "void" => [new { to, reason = "Ошибка" }],
        "superseded" => [new { to, successor = (await app.AgreementIn("in_force", agreement.Parties()[0], agreement.Parties()[1],
        new { supersedes = agreement.Id() })).Id() }],
        _ => [new { to }],
    };

    public static string Path(this JsonObject agreement) => $"/agreements/{agreement.Id()}";

    /// <summary>The parties' codes.</summary>
    public static IReadOnlyList<string> Parties(this JsonObject agreement) =>
        [.. agreement["parties"]!.AsArray().Select(party => (string)party!["institution"]!["code"]!)];

    /// <summary>The parties' signatures.</summary>
    public static IReadOnlyList<string> Signatures(this JsonObject agreement) =>
        [.. agreement["parties"]!.AsArray().Select(party => (string)party!["signature"]!)];

    public static string Status(this JsonObject agreement) => (string)agreement["status"]!;

    /// <summary>Where the record says its caller can take it.</summary>
    public static IReadOnlyList<string> Open(this JsonObject agreement) => [.. agreement["allowedActions"]!.AsArray().Select(action => (string)action!["to"]!)];

    static string[] Way(string status) => status switch
    {
        "signed" or "declined" or "withdrawn" => [status],
        "in_force" => ["signed", "in_force"],
        "suspended" or "terminated" or "superseded" or "void" => ["signed", "in_force", status],
        _ => [],
    };
}
