using TransferRegistry.Api.Reading.Changes;

namespace TransferRegistry.Api.Reading.Webhooks;

/// <summary>Writes an entry of the journal as receivers are posted it: in the shapes of a version of the API.</summary>
interface IWebhookMessages
{
    /// <summary>The body of the message, JSON.</summary>
    string BodyOf(Change change);
}
