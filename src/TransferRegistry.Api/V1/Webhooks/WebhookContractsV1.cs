using System.ComponentModel.DataAnnotations;
using NodaTime;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Reading.Changes;
using TransferRegistry.Api.Reading.Webhooks;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;

namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>A webhook that is asked for.</summary>
public record WebhookRequestV1
{
    /// <summary>Where messages are posted to: an absolute https address at a public host, at port 443 or one from 1024 on.</summary>
    public required Uri Url { get; init; }
    /// <summary>Only these, as types of GET /changes: what happened (agreement.signed) or to what (agreement); everything where nothing is said.</summary>
    [MinLength(1), MaxLength(50)] public IReadOnlyList<string>? Types { get; init; }
    /// <summary>Only what concerns this institution: its id or code.</summary>
    public Reference? Institution { get; init; }
    /// <summary>What it is for, in words of your own.</summary>
    [StringLength(300)] public string? Description { get; init; }
    /// <summary>enabled (the default) or disabled. One that is enabled again is told what happened meanwhile.</summary>
    public WebhookStatusV1? Status { get; init; }
}

/// <summary>A webhook that is asked for, and where it begins.</summary>
public sealed record NewWebhookRequestV1 : WebhookRequestV1
{
    /// <summary>Where it begins: now (the default), start, or seq:N, the journal's entry of that number.</summary>
    [RegularExpression(ChangeFilterQuery.Place)] public string? From { get; init; }
}

/// <summary>A webhook: an address that is rung when the journal goes on.</summary>
public sealed record WebhookV1 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>Counts its changes from 1.</summary>
    public required long Version { get; init; }
    /// <summary>Where messages are posted to.</summary>
    public required Uri Url { get; init; }
    /// <summary>What it is told of; everything where it is absent.</summary>
    public IReadOnlyList<string>? Types { get; init; }
    /// <summary>The institution that it is told of; all where it is absent.</summary>
    public InstitutionRefV1? Institution { get; init; }
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
    /// <summary>Whether it is rung.</summary>
    public required WebhookStatusV1 Status { get; init; }
    /// <summary>Why the registry disabled it by itself.</summary>
    public DisabledBecauseV1? DisabledBecause { get; init; }
    /// <summary>The key with whose eyes it reads the journal: that of who changed it last; absent for the operator's.</summary>
    public Guid? KeyId { get; init; }
    /// <summary>The institution whose key that is.</summary>
    public InstitutionRefV1? Owner { get; init; }
    /// <summary>How far it was told; absent where it is shown as it was.</summary>
    public WebhookDeliveryV1? Delivery { get; init; }
    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }
    /// <summary>When it was changed last.</summary>
    public required Instant UpdatedAt { get; init; }

    internal static WebhookV1 Of(Webhook webhook, WebhookDeliveryV1? delivery, ResolvedReferences names) => new()
    {
        Id = webhook.Id, Version = webhook.Version, Url = webhook.Url, Types = webhook.Types, Institution = names.Institution(webhook.Institution).ToV1(), Description = webhook.Description,
        Status = webhook.Status.ToV1(), DisabledBecause = webhook.DisabledBecause.ToV1(), KeyId = webhook.Key, Owner = names.Institution(webhook.Owner).ToV1(), Delivery = delivery,
        CreatedAt = webhook.CreatedAt, UpdatedAt = webhook.UpdatedAt,
    };
}

/// <summary>How far a webhook was told.</summary>
public sealed record WebhookDeliveryV1
{
    /// <summary>The journal's entry up to which its messages were made.</summary>
    public required long Seq { get; init; }
    /// <summary>Messages that were made and have not come through yet.</summary>
    public required long Waiting { get; init; }
    /// <summary>Five attempts in a row have failed: nothing is sent before, and then one message. A ping, a replay and any change end the pause.</summary>
    public Instant? PausedUntil { get; init; }
    /// <summary>Messages of the last 30 days that were tried for three days and given up.</summary>
    public required long GivenUp { get; init; }
    /// <summary>The first entry that was given up: where a replay would begin.</summary>
    public long? GivenUpFrom { get; init; }
}

/// <summary>A webhook just registered.</summary>
public sealed record NewWebhookV1 : IToldOnce
{
    /// <summary>The webhook.</summary>
    public required WebhookV1 Webhook { get; init; }
    /// <summary>What its messages are signed with (whsec_…), here and never again: it is left out where the request is answered a second time (Idempotency-Key).</summary>
    public string? Secret { get; init; }

    object IToldOnce.Repeated => this with { Secret = null };
}

/// <summary>A webhook's new secret.</summary>
public sealed record NewSecretV1 : IToldOnce
{
    /// <summary>What its messages are signed with from now on, here and never again.</summary>
    public string? Secret { get; init; }
    /// <summary>Until then the secret before signs beside it: webhook-signature holds two signatures.</summary>
    public required Instant PreviousUntil { get; init; }

    object IToldOnce.Repeated => this with { Secret = null };
}

/// <summary>From where a webhook is to be told again.</summary>
public sealed record ReplayRequestV1
{
    /// <summary>The number of the journal's entry to begin with.</summary>
    [Range(1, long.MaxValue)] public required long From { get; init; }
}

/// <summary>A test of the line that is on its way.</summary>
public sealed record PingV1
{
    /// <summary>The header webhook-id that it is sent with: what became of it stands in the list of deliveries.</summary>
    public required string Message { get; init; }
}

/// <summary>One attempt to deliver a message.</summary>
public sealed record WebhookAttemptV1
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <summary>The header webhook-id, the same in every attempt.</summary>
    public required string Message { get; init; }
    /// <summary>The journal's entry it tells of; absent for a ping.</summary>
    public long? Seq { get; init; }
    /// <summary>The message's type.</summary>
    public required string Type { get; init; }
    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; init; }
    /// <summary>When it was made.</summary>
    public required Instant At { get; init; }
    /// <summary>How long it took, in milliseconds.</summary>
    public required int Milliseconds { get; init; }
    /// <summary>What became of it.</summary>
    public required DeliveryOutcomeV1 Outcome { get; init; }
    /// <summary>The status that the receiver answered with.</summary>
    public int? Status { get; init; }
    /// <summary>When it is tried again, at the earliest; absent where it came through, was given up, or was answered with 410 and waits until the webhook is enabled again.</summary>
    public Instant? NextAt { get; init; }

    internal static WebhookAttemptV1 Of(AttemptRow row) => new()
    {
        Id = row.Id, Message = row.Message, Seq = row.Seq, Type = row.Type, Attempt = (int)row.Attempt, At = row.AttemptedAt, Milliseconds = (int)row.Milliseconds,
        Outcome = Json.FromWire<DeliveryOutcome>(row.Outcome).ToV1(), Status = (int?)row.Status, NextAt = row.NextAt,
    };
}

/// <summary>The parameters of the list of webhooks.</summary>
public sealed record WebhookQuery : ListQuery;

/// <summary>The parameters of the list of deliveries.</summary>
public sealed record WebhookAttemptQuery : ListQuery
{
    /// <summary>Only those of this outcome.</summary>
    public DeliveryOutcomeV1? Outcome { get; set; }
    /// <summary>Only those that tell of this entry of the journal.</summary>
    [Range(1, int.MaxValue)] public int? Seq { get; set; }
}

/// <summary>What is posted to a webhook: thin, as Standard Webhooks 1.0.0 calls it. What it tells of is read at its address, by who may.</summary>
public sealed record WebhookMessageV1
{
    /// <summary>What happened: agreement.signed; access.withdrawn; webhook.ping for a test of the line.</summary>
    public required string Type { get; init; }
    /// <summary>When the registry recorded it.</summary>
    public required Instant Timestamp { get; init; }
    /// <summary>Which entry of the journal it is, and what it is about.</summary>
    public required WebhookDataV1 Data { get; init; }

    internal static WebhookMessageV1 Of(Change change) => new()
    {
        Type = change.Type, Timestamp = change.RecordedAt, Data = new() { Seq = change.Seq, Resource = ChangeView.Of(change).Resource, Access = change.Access.ToV1() },
    };
}

/// <summary>Which entry of the journal a message tells of.</summary>
public sealed record WebhookDataV1
{
    /// <summary>The entry's number: messages may come twice and out of order, and this tells.</summary>
    public required long Seq { get; init; }
    /// <summary>The record it happened to.</summary>
    public required ChangedV1 Resource { get; init; }
    /// <summary>What has become of your access to it.</summary>
    public AccessChangeV1? Access { get; init; }
}
