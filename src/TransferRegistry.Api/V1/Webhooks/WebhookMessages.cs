using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Reading.Webhooks;

namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>The messages of version 1.</summary>
sealed class WebhookMessages : IWebhookMessages
{
    public string BodyOf(Change change) => Json.Write(WebhookMessageV1.Of(change));
}
