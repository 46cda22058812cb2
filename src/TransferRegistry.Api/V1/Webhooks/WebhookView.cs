using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Webhooks;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>Webhooks as version 1 shows them.</summary>
sealed class WebhookView(Db db, ReferenceReader references) : IEntryView
{
    public string ResourceType => "webhook";

    /// <summary>As it was just written: nothing keeps its messages.</summary>
    public async Task<WebhookV1> Show(Webhook webhook, long position) => (await Show([(webhook, position, null)]))[0];

    public async Task<WebhookV1> Show(WebhookRow row) => (await Show([row]))[0];

    public Task<IReadOnlyList<WebhookV1>> Show(IReadOnlyList<WebhookRow> rows) =>
        Show([.. rows.Select(row => (row.As<Webhook>(), row.Position, row.PauseEndsAt))]);

    async Task<IReadOnlyList<WebhookV1>> Show(IReadOnlyList<(Webhook Webhook, long Position, Instant? PausedUntil)> rows)
    {
        var standing = (await db.List<StandingRow>(WebhookSql.Standing, new { Ids = Json.Write(rows.Select(row => row.Webhook.Id)) })).ToLookup(row => row.Id);
        var names = await Names(rows.Select(row => row.Webhook));
        return [.. rows.Select(row => WebhookV1.Of(row.Webhook, Delivery(row.Position, row.PausedUntil, standing[row.Webhook.Id]), names))];
    }

    static WebhookDeliveryV1 Delivery(long position, Instant? pausedUntil, IEnumerable<StandingRow> standing)
    {
        var byStatus = standing.ToDictionary(row => row.Status);
        var (waiting, givenUp) = (byStatus.GetValueOrDefault("waiting"), byStatus.GetValueOrDefault("given_up"));
        return new()
        {
            Seq = position, PausedUntil = pausedUntil, Waiting = waiting?.Messages ?? 0, GivenUp = givenUp?.Messages ?? 0, GivenUpFrom = givenUp?.FirstSeq,
        };
    }

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions) => Mention(entries.Select(entry => Json.Read<Webhook>(entry.Document)), mentions);

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries)
    {
        var then = entries.Select(entry => Json.Read<Webhook>(entry.Document)).ToList();
        var names = await Names(then);
        return [.. then.Select(webhook => WebhookV1.Of(webhook, delivery: null, names))];
    }

    Task<ResolvedReferences> Names(IEnumerable<Webhook> webhooks) => references.Read(Mention(webhooks, new()));

    static ReferenceBatch Mention(IEnumerable<Webhook> webhooks, ReferenceBatch mentions) =>
        mentions.Institution(webhooks.SelectMany(webhook => new[] { webhook.Institution, webhook.Owner }));
}
