using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using NodaTime;

namespace TransferRegistry.Tests;

/// <summary>What a test begins with, brought about through the API like everything else.</summary>
public static class Given
{
    static int _count;

    /// <summary>A word nobody else in this run uses.</summary>
    public static string Unique(string word) => string.Create(CultureInfo.InvariantCulture, $"{word}-{Interlocked.Increment(ref _count)}");

    /// <summary>With a clock that goes on, so that what is made later is listed later.</summary>
    public static RegistryApp Ticking(this RegistryApp app)
    {
        app.Clock.AutoAdvance = Duration.FromMilliseconds(1);
        return app;
    }

    /// <summary>An institution, by its code.</summary>
    public static async Task<string> AnInstitution(this RegistryApp app, string kind = "museum", string? supervisedBy = null, string region = "KZ-19", object? more = null)
    {
        var code = Unique(kind.Replace('_', '-'));
        var body = Merge(new { code, kind, names = new { ru = $"Учреждение {code}" }, country = "KZ", region, level = "regional", legalForm = "gu" }, more);
        if (supervisedBy is not null)
            body["supervisedBy"] = supervisedBy;
        await app.AsOperator().Post("/institutions", body).Is(HttpStatusCode.Created);
        return code;
    }

    /// <summary>A client with a key of its own.</summary>
    public static async Task<HttpClient> AKey(this RegistryApp app, string role, string? institution = null, string? region = null)
    {
        var body = new JsonObject { ["role"] = role };
        if (institution is not null)
            body["institution"] = institution;
        if (region is not null)
            body["region"] = region;
        var key = await app.AsOperator().Post("/keys", body).Is(HttpStatusCode.Created);
        return app.As((string)key["key"]!);
    }

    /// <summary>An agreement as it is posted; further members replace or add.</summary>
    public static JsonObject AnAgreement(string first, string second, object? more = null) => Merge(new
    {
        kind = "permanent_transfer",
        title = new { ru = "Договор о передаче" },
        parties = new[] { new { institution = first, role = "transferor" }, new { institution = second, role = "transferee" } },
        evidence = "signed_by_all",
    }, more);

    /// <summary>A transfer as it is posted, of one new item where nothing is said; further members replace or add.</summary>
    public static JsonObject ATransfer(string from, string to, object? more = null) => Merge(new
    {
        kind = "permanent",
        from,
        to,
        evidence = "signed_by_all",
        basis = new[] { new { kind = "order", number = "17" } },
        lines = new[] { new { item = new { name = new { ru = "Домбра" } }, quantity = 1 } },
    }, more);

    /// <summary>The members of both, those of the second winning; null removes.</summary>
    public static JsonObject Merge(object body, object? more)
    {
        var merged = Node(body);
        foreach (var (name, value) in more is null ? [] : Node(more))
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = value.DeepClone();
        }
        return merged;
    }

    static JsonObject Node(object body) => (body as JsonObject)?.DeepClone().AsObject() ?? System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
}
