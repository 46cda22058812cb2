using System.Net;
using System.Text.Json.Nodes;
using CsCheck;

namespace TransferRegistry.Tests.Http;

/// <summary>Good requests with random damage: whatever comes, the registry answers and never fails.</summary>
public sealed class FuzzTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly string[] Odd =
    [
        "null", "0", "-1", "1.5", "1e400", "99999999999999999999", "true", "\"\"", "\" \"", "\"x\"", "\"2023-02-29\"", "\"2024\"", "\"XXXX-02-28\"", "\"9999-12-31\"", "\"0001-01-01\"",
        "\"../..\"", "\"2024-02/2025\"", "\"..\"", "[]", "[null]", "[[]]", "[{}]", "{}", "{\"id\":null}", "{\"id\":5}", "{\"code\":\"x\"}", "{\"edtf\":null}", "{\"edtf\":{}}",
        "{\"edtf\":\"2024\",\"verbatim\":\"в 2024 г.\"}", "{\"ru\":\"x\"}", "{\"ru\":null}", "{\"ru\":[]}", "\"\\uFFFE\\uFDD0\"", "\"\\uD83D\\uDE00\"", "\"00000000-0000-0000-0000-000000000000\"",
        "{\"institution\":null,\"scheme\":\"inv\",\"value\":\"1\"}", "{\"name\":{\"ru\":\"x\"},\"quantity\":0}", "{\"description\":{\"ru\":\"x\"}}",
    ];

    [Fact]
    public async Task No_damage_makes_the_registry_fail()
    {
        var client = app.AsOperator();
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = Given.AnAgreement(from, to, new
        {
            signedOn = new { edtf = "2024-02", verbatim = "в феврале" }, effectiveFrom = "2024-03-01", effectiveTo = "2030-01-01", scopeAreas = new[] { "research" },
            basis = new[] { new { kind = "order", number = "1", date = "2024" } }, source = new { kind = "press", url = "https://example.kz/a" }, renewal = new { kind = "automatic" },
            evidence = "press", initialStatus = "recorded", parent = (string?)null,
        });
        agreement.Remove("parent");
        agreement.Remove("renewal");
        var transfer = Given.ATransfer(from, to, new
        {
            evidence = "press", initialStatus = "recorded", handedOverOn = "2024-05", receivedOn = new { edtf = "2024-05" }, handedOverBy = new { name = "А. Б." }, declaredCount = 1,
            insurance = new { insurer = "x", sum = 10.5, currency = "KZT" },
        });
        var occasion = new JsonObject { ["kind"] = "seminar", ["title"] = new JsonObject { ["ru"] = "Семинар" }, ["date"] = "2024-02", ["participants"] = new JsonArray(new JsonObject { ["institution"] = from, ["role"] = "organiser" }) };
        var institution = new JsonObject
        {
            ["code"] = "fuzzed", ["kind"] = "museum", ["names"] = new JsonObject { ["ru"] = "Музей" }, ["country"] = "KZ", ["region"] = "KZ-19",
            ["representatives"] = new JsonArray(new JsonObject { ["name"] = "А. Б." }), ["memberOf"] = new JsonArray(new JsonObject { ["association"] = from, ["from"] = "2024-01-01" }),
        };
        var item = new JsonObject { ["heldBy"] = from, ["name"] = new JsonObject { ["ru"] = "Домбра" }, ["created"] = "18XX", ["quantity"] = 1, ["identifiers"] = new JsonArray(new JsonObject { ["scheme"] = "inv", ["value"] = "1" }) };
        var posts = new (string Path, JsonObject Body)[] { ("/agreements", agreement), ("/transfers", transfer), ("/events", occasion), ("/institutions", institution), ("/items", item) };
        var patched = new List<(string Path, JsonObject Body)>();
        foreach (var (path, body) in posts)
        {
            var made = await client.Post(path, body).Is(HttpStatusCode.Created);
            patched.Add(($"{path}/{made.Id()}", await client.Ask($"{path}/{made.Id()}").Is(HttpStatusCode.OK)));
        }
        var step = JsonNode.Parse("""{"to":"signed","on":"2024-02-28","party":"x","reason":"y","by":{"name":"z"},"lines":[{"line":1,"outcome":"received"}]}""")!.AsObject();

        // Seeded by hand, so that what fails fails again.
        var random = new Random(20261123);
        for (var round = 0; round < 1000; round++)
        {
            var (path, body, isPatch) = random.Next(5) switch
            {
                0 => (patched[random.Next(2)].Path + "/transitions", step, false),
                1 or 2 => (patched[random.Next(patched.Count)] is var known ? known.Path : "", known.Body, true),
                _ => (posts[random.Next(posts.Length)] is var post ? post.Path : "", post.Body, false),
            };
            var damaged = (JsonObject)body.DeepClone();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
                Damage(damaged, random);
            var answer = isPatch ? await client.Patch(path, damaged.ToJsonString(), "*") : await client.Post(path, damaged.ToJsonString(), path.EndsWith("transitions", StringComparison.Ordinal) ? "*" : null);
            var told = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode < 500, $"{(isPatch ? "PATCH" : "POST")} {path} {damaged.ToJsonString()}: {told}");
            if (!answer.IsSuccessStatusCode)
                await Task.FromResult(answer).Refuses(answer.StatusCode);
            else
                Assert.DoesNotContain(":null", told, StringComparison.Ordinal);
        }
        foreach (var list in posts)
            await client.Walk(list.Path);
    }

    [Fact]
    public async Task Random_bytes_are_refused_in_form() =>
        await Gen.Byte.Array[0, 200].SampleAsync(async bytes =>
        {
            var answer = await app.AsOperator().PostBytes("/agreements", bytes);
            await Task.FromResult(answer).Refuses(answer.StatusCode);
            Assert.True((int)answer.StatusCode is 400 or 422, $"{answer.StatusCode}");
        }, iter: 200, threads: 1);

    static void Damage(JsonObject body, Random random)
    {
        var places = new List<(JsonNode Parent, object Key)>();
        Gather(body, places);
        var (parent, key) = places[random.Next(places.Count)];
        var odd = JsonNode.Parse(Odd[random.Next(Odd.Length)]);
        switch (parent, key)
        {
            case (JsonObject members, string name) when random.Next(4) == 0: members.Remove(name); break;
            case (JsonObject members, string name): members[name] = odd; break;
            case (JsonArray elements, int) when random.Next(3) == 0: elements.Add(odd); break;
            case (JsonArray elements, int index): elements[index] = odd; break;
        }
    }

    static void Gather(JsonNode? node, List<(JsonNode, object)> places)
    {
        if (node is JsonObject members)
            foreach (var (name, value) in members)
            {
                places.Add((node, name));
                Gather(value, places);
            }
        else if (node is JsonArray elements)
            for (var index = 0; index < elements.Count; index++)
            {
                places.Add((node, index));
                Gather(elements[index], places);
            }
    }
}
