using System.Net;
using TransferRegistry.Tests.Webhooks;

namespace TransferRegistry.Tests.Server;

/// <summary>Webhooks that are rung by several processes, and by none for a while.</summary>
public sealed class RingingTests(TwoInstances app) : IClassFixture<TwoInstances>
{
    [Fact]
    public async Task Processes_that_are_killed_while_they_send_are_followed_by_others_and_every_message_arrives()
    {
        await using var receiver = await Receiver.Start();
        var webhook = (string)(await app.AsOperator().Post("/webhooks", new { url = receiver.Url, types = new[] { "institution" } }).Is(HttpStatusCode.Created))["webhook"]!["id"]!;
        await Made(40);
        await receiver.Hears(40);
        // One at a time rings, however many there are.
        Assert.Equal(40, receiver.Heard.Select(rung => rung.Id).Distinct().Count());

        receiver.Does = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await Made(30);
        await receiver.Hears(41);
        await app.Kill(0);
        await app.Kill(1);
        receiver.Does = (_, _) => Task.CompletedTask;
        await app.Another();

        var heard = await receiver.Hears(heard => heard.Select(rung => rung.Id).Distinct().Count() == 70, "what was to be sent when the processes were killed", TimeSpan.FromMinutes(2));
        // What was on its way when they were killed comes twice, under the same id.
        Assert.InRange(heard.Count, 71, 70 + 8);
        await Receiver.Until(async () => (await app.AsOperator().Walk($"/webhooks/{webhook}/deliveries")).Count == 70, () => "seventy deliveries in the log");
        Assert.All(await app.AsOperator().Walk($"/webhooks/{webhook}/deliveries"), delivery => Assert.Equal("delivered", (string)delivery["outcome"]!));
    }

    async Task Made(int many)
    {
        for (var made = 0; made < many; made++)
            await app.AnInstitution();
    }
}
