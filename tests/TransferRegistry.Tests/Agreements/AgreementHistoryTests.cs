using System.Net;
using System.Text.Json.Nodes;
using NodaTime;

namespace TransferRegistry.Tests.Agreements;

/// <summary>What an agreement was, version by version and instant by instant.</summary>
public sealed class AgreementHistoryTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator => app.AsOperator();

    [Fact]
    public async Task A_version_names_others_as_they_were_and_history_tells_the_record_alone()
    {
        var agreement = await app.AgreementIn("recorded");
        var party = agreement.Parties()[0];
        var then = app.Clock.GetCurrentInstant();
        app.Clock.AdvanceHours(1);
        await Operator.Patch($"/institutions/{party}", new { names = new { ru = "Переименованный музей" } }, await Operator.Tag($"/institutions/{party}"))
            .Is(HttpStatusCode.OK);
        await Operator.Patch(agreement.Path(), new { note = "Уточнено" }, await Operator.Tag(agreement.Path())).Is(HttpStatusCode.OK);

        var now = await Operator.Ask(agreement.Path()).Is(HttpStatusCode.OK);
        var asOf = await Operator.Ask($"{agreement.Path()}?asOf={then.Plus(Duration.FromMinutes(1))}").Is(HttpStatusCode.OK);
        var first = await Operator.Ask($"{agreement.Path()}/versions/1").Is(HttpStatusCode.OK);
        var history = (await Operator.Ask($"{agreement.Path()}/history").Is(HttpStatusCode.OK))["items"]!.AsArray();

        Assert.Equal("Переименованный музей", Name(now));
        Assert.Equal($"Учреждение {party}", Name(asOf));
        Assert.Equal($"Учреждение {party}", Name(first));
        Assert.False(first.ContainsKey("note"));
        Assert.Equal(["agreement.recorded", "agreement.changed"], history.Select(entry => (string)entry!["type"]!));
        var paths = history[1]!["diff"]!.AsArray().Select(step => (string)step!["path"]!).ToList();
        Assert.Contains("/note", paths);
        // What others are called is no part of the record.
        Assert.DoesNotContain("/parties/0/institution/name/ru", paths);
        Assert.DoesNotContain(paths, path => path.StartsWith("/allowedActions", StringComparison.Ordinal));
        Assert.Equal(1, (int)(await Operator.Ask($"{agreement.Path()}/history?limit=1").Is(HttpStatusCode.OK))["page"]!["returned"]!);
        Assert.Equal(2, (int)(await Operator.Ask($"{agreement.Path()}/history?after=1").Is(HttpStatusCode.OK))["items"]![0]!["version"]!);
        Assert.Empty((await Operator.Ask($"{agreement.Path()}/history?after=2").Is(HttpStatusCode.OK))["items"]!.AsArray());
        await Operator.Ask($"{agreement.Path()}?asOf=2020-01-01T00:00:00Z").Refuses(HttpStatusCode.NotFound);
        await Operator.Ask($"{agreement.Path()}/versions/3").Refuses(HttpStatusCode.NotFound);

        static string? Name(JsonObject record) => (string?)record["parties"]![0]!["institution"]!["name"]!["ru"];
    }

    [Fact]
    public async Task A_diff_turns_each_version_into_the_next()
    {
        var agreement = await app.AgreementIn("in_force");

        var history = (await Operator.Ask($"{agreement.Path()}/history").Is(HttpStatusCode.OK))["items"]!.AsArray();

        Assert.Equal(["agreement.proposed", "agreement.party_signed", "agreement.signed", "agreement.in_force"], history.Select(entry =>
            (string)entry!["type"]!));
        Assert.Equal([1L, 2, 3, 4], history.Select(entry => (long)entry!["version"]!));
        Assert.All(history, entry => Assert.Equal("admin", (string?)entry!["actor"]!["role"]));
        Assert.All(history, entry => Assert.Null(entry!["actor"]!["key"]));
        Assert.Contains(history[3]!["diff"]!.AsArray(), step => (string)step!["op"]! == "add" && (string)step["path"]! == "/registryNumber");
        Assert.Contains(history[3]!["diff"]!.AsArray(), step =>
            (string)step!["op"]! == "replace" && (string)step["path"]! == "/status" && (string)step["value"]! == "in_force");
    }
}
