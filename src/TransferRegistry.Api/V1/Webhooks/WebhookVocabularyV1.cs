namespace TransferRegistry.Api.V1.Webhooks;

/// <summary>Whether a webhook is rung.</summary>
public enum WebhookStatusV1
{
    /// <summary>It is rung.</summary>
    Enabled,
    /// <summary>It is not; what happens meanwhile is told once it is enabled again.</summary>
    Disabled,
}

/// <summary>Why the registry has disabled a webhook by itself.</summary>
public enum DisabledBecauseV1
{
    /// <summary>The receiver answered 410: it wants no more of them.</summary>
    Gone,
    /// <summary>A message was tried for three days, and nothing else came through meanwhile.</summary>
    Failing,
    /// <summary>The key it reads with was revoked, or has expired.</summary>
    KeyEnded,
}

/// <summary>What became of an attempt.</summary>
public enum DeliveryOutcomeV1
{
    /// <summary>The receiver answered 2xx.</summary>
    Delivered,
    /// <summary>It answered something else; a redirection is not followed.</summary>
    Refused,
    /// <summary>It did not answer within twenty seconds.</summary>
    TimedOut,
    /// <summary>There was no connection: the name, the network, the certificate.</summary>
    Unreachable,
    /// <summary>Its name leads to an address that is not public, or it names a port that webhooks do not lead to.</summary>
    Forbidden,
}
