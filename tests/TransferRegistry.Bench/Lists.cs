using System.Diagnostics;

namespace TransferRegistry.Bench;

/// <summary>Walks filtered lists to their thousandth page, and asks for the first and the thousandth in turn.</summary>
sealed class Lists(ServedRegistry service)
{
    const int Pages = 1_000;
    const int Times = 41;

    public async Task Measure(string word)
    {
        var museum = await SomeMuseum();
        string[] lists =
        [
            "items?objectType=painting&limit=50",
            $"items?holder={museum}&limit=4",
            "items?q=домбра&limit=20",
            "agreements?status=recorded&limit=50",
            $"agreements?party={museum}&limit=1",
            "agreements?signedFrom=2000-01-01&signedTo=2015-12-31&limit=50",
            "transfers?status=recorded&limit=50",
            $"transfers?institution={museum}&limit=1",
            "transfers?kind=temporary_use&limit=10",
        ];
        Console.WriteLine($"{"",-70} {"page 1",10} {"page",6} {"that page",10} {"ratio",6} {"walk, a page",13}");
        foreach (var list in lists.Where(list => list.Contains(word, StringComparison.Ordinal)))
            foreach (var (who, client) in new[] { ("operator", service.AsOperator), ("anonymous", service.Anybody) })
                await Measure(client, $"api/v1/{list}", $"{list} ({who})");
    }

    static async Task Measure(HttpClient client, string first, string name)
    {
        var (last, pages, clock) = (first, 1, Stopwatch.StartNew());
        while (pages < Pages && (string?)(await ServedRegistry.Ask(client, last))["links"]!["next"] is { } next)
            (last, pages) = (next, pages + 1);
        var walk = clock.Elapsed.TotalMilliseconds / pages;
        var (of, on) = (new List<double>(), new List<double>());
        for (var time = 0; time < Times; time++)
        {
            of.Add(await Milliseconds(client, first));
            on.Add(await Milliseconds(client, last));
        }
        var (one, thousand) = (Median(of), Median(on));
        Console.WriteLine($"{name,-70} {one,7:N1} ms {pages,6:N0} {thousand,7:N1} ms {thousand / one,6:N2} {walk,10:N1} ms");
    }

    static async Task<double> Milliseconds(HttpClient client, string address)
    {
        var clock = Stopwatch.StartNew();
        await client.GetByteArrayAsync(new Uri(address, UriKind.RelativeOrAbsolute));
        return clock.Elapsed.TotalMilliseconds;
    }

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    async Task<string> SomeMuseum()
    {
        var museums = (await ServedRegistry.Ask(service.AsOperator, "api/v1/institutions?kind=museum&limit=10"))["items"]!.AsArray();
        return (string)museums[museums.Count / 2]!["code"]!;
    }
}
