using System.Diagnostics;
using System.Net.Http.Json;

namespace TransferRegistry.Bench;

/// <summary>How many requests a second many clients get answered at once.</summary>
sealed class Rates(ServedRegistry service)
{
    const int Clients = 16;
    static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    public async Task Measure()
    {
        foreach (var resource in new[] { "institutions", "agreements", "transfers", "items" })
        {
            var ids = (await ServedRegistry.Ask(service.AsOperator, $"api/v1/{resource}?limit=500"))["items"]!.AsArray().Select(record => (string)record!["id"]!).ToArray();
            await Say($"get {resource} by id", (client, turn) => Get(client, $"api/v1/{resource}/{ids[turn % ids.Length]}"));
        }
        foreach (var words in new[] { "домбра", "домбра 77", "тельжанов самовар" })
            await Say($"search items, «{words}», 50 of them", (client, _) => Get(client, $"api/v1/items?q={Uri.EscapeDataString(words)}"));
        var museums = (await ServedRegistry.Ask(service.AsOperator, "api/v1/institutions?kind=museum&limit=100"))["items"]!.AsArray().Select(museum => (string)museum!["code"]!).ToArray();
        await Say("post an agreement with a transfer of one item", (client, turn) => Post(client, museums[turn % museums.Length], museums[(turn + 1) % museums.Length]));
    }

    async Task Say(string what, Func<HttpClient, int, Task> act)
    {
        await act(service.AsOperator, 0);
        var (turns, clock) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (clock.Elapsed < Long)
                await act(service.AsOperator, Interlocked.Increment(ref turns));
        }));
        Console.WriteLine($"{what,-70} {turns / clock.Elapsed.TotalSeconds,7:N0} a second, {Clients} at once");
    }

    static async Task Get(HttpClient client, string address) => await client.GetByteArrayAsync(new Uri(address, UriKind.Relative));

    static async Task Post(HttpClient client, string from, string to)
    {
        var answer = await client.PostAsJsonAsync(new Uri("api/v1/agreements", UriKind.Relative), new
        {
            kind = "gift",
            title = new { ru = "Договор дарения" },
            parties = new[] { new { institution = from, role = "donor" }, new { institution = to, role = "recipient" } },
            signedOn = "2021-05",
            evidence = "one_sided_document",
            initialStatus = "recorded",
            transfers = new[] { new { kind = "gift", from, to, handedOverOn = "2021", initialStatus = "recorded", lines = new[] { new { item = new { name = new { ru = "Домбра" } }, quantity = 1 } } } },
        });
        answer.EnsureSuccessStatusCode();
    }
}
