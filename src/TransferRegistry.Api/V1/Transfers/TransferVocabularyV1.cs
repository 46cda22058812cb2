namespace TransferRegistry.Api.V1.Transfers;

/// <summary>What an act is for.</summary>
public enum TransferKindV1
{
    /// <summary>For good, without a narrower word.</summary>
    Permanent,
    /// <summary>A gift.</summary>
    Gift,
    /// <summary>A purchase.</summary>
    Purchase,
    /// <summary>A leg of an exchange.</summary>
    Exchange,
    /// <summary>Restitution to whom it was taken from.</summary>
    Restitution,
    /// <summary>A loan for use.</summary>
    TemporaryUse,
    /// <summary>A deposit for storage.</summary>
    TemporaryStorage,
    /// <summary>To a restorer.</summary>
    Restoration,
    /// <summary>Back from a loan.</summary>
    Return,
    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>Where an act stands.</summary>
public enum TransferStatusV1
{
    /// <summary>Being written; seen by its own side only.</summary>
    Draft,
    /// <summary>Decided; its items are reserved.</summary>
    Approved,
    /// <summary>Handed over, not yet confirmed.</summary>
    InTransit,
    /// <summary>Confirmed by the receiving side.</summary>
    Received,
    /// <summary>Not accepted; the items stay where they were.</summary>
    Refused,
    /// <summary>Known from weaker evidence, not verified by both sides.</summary>
    Recorded,
    /// <summary>Given up before the hand-over.</summary>
    Cancelled,
    /// <summary>Recorded in error.</summary>
    Void,
}

/// <summary>Why an item is away for a time.</summary>
public enum PurposeV1
{
    /// <summary>A permanent display.</summary>
    Exposition,
    /// <summary>An exhibition.</summary>
    Exhibition,
    /// <summary>Research.</summary>
    Research,
    /// <summary>Restoration.</summary>
    Restoration,
    /// <summary>An expert's examination.</summary>
    Expertise,
    /// <summary>Photography.</summary>
    Photography,
    /// <summary>Education.</summary>
    Education,
    /// <summary>Storage.</summary>
    Storage,
}

/// <summary>Whether the source names the sending side.</summary>
public enum FromCertaintyV1
{
    /// <summary>It does.</summary>
    Stated,
    /// <summary>It only follows from what is said.</summary>
    Implied,
}

/// <summary>How a posting begins.</summary>
public enum InitialTransferStatusV1
{
    /// <summary>To be decided, handed over and confirmed step by step.</summary>
    Draft,
    /// <summary>Known to have happened, from evidence weaker than signed_by_all.</summary>
    Recorded,
}
