using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Reading.Webhooks;

namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>Words and shapes of the registry as version 1 has them, and back; one that version 1 lacks stops the build.</summary>
[Mapper]
static partial class WebhookVocabularyMapper
{
    public static partial DeliveryOutcomeV1 ToV1(this DeliveryOutcome word);
    public static partial DeliveryOutcomeV1? ToV1(this DeliveryOutcome? word);
    public static partial DeliveryOutcome OfV1(this DeliveryOutcomeV1 word);
    public static partial DeliveryOutcome? OfV1(this DeliveryOutcomeV1? word);
    public static partial DisabledBecauseV1 ToV1(this DisabledBecause word);
    public static partial DisabledBecauseV1? ToV1(this DisabledBecause? word);
    public static partial DisabledBecause OfV1(this DisabledBecauseV1 word);
    public static partial DisabledBecause? OfV1(this DisabledBecauseV1? word);
    public static partial WebhookStatusV1 ToV1(this WebhookStatus word);
    public static partial WebhookStatusV1? ToV1(this WebhookStatus? word);
    public static partial WebhookStatus OfV1(this WebhookStatusV1 word);
    public static partial WebhookStatus? OfV1(this WebhookStatusV1? word);
}
