using System.Net;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Operations;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Tests;

public sealed class GenerateTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public void One_seed_tells_one_story()
    {
        Assert.Equal(Story(7), Story(7));
        Assert.NotEqual(Story(7), Story(8));

        static string Story(int seed) => Json.Write(new DataGenerator(seed).Agreements(100, 500));
    }

    [Fact]
    public async Task As_many_agreements_and_items_stand_in_the_registry_as_were_asked_for()
    {
        await Generate.Fill(app.Services, new(7), agreements: 60, items: 400);

        using var client = app.AsOperator();
        Assert.Equal(60, await Count("agreements"));
        Assert.Equal(400, await Count("items"));
        Assert.NotEqual(0, await Count("agreements?status=recorded"));
        var twice = await Assert.ThrowsAsync<ConfigurationException>(() => Generate.Fill(app.Services, new(7), agreements: 1, items: 1));
        Assert.Contains("another seed", twice.Message, StringComparison.Ordinal);

        async Task<long> Count(string list) =>
            (long)(await client.Ask($"/{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=1&count=true").Is(HttpStatusCode.OK))["page"]!["totalCount"]!;
    }
}
