namespace TransferRegistry.Api.Registry.Transfers;

/// <summary>Where an act stands.</summary>
enum TransferStatus
{
    Draft,
    Approved,
    InTransit,
    Received,
    Refused,
    Recorded,
    Cancelled,
    Void,
}

/// <summary>Why an item is away for a time.</summary>
enum Purpose
{
    Exposition,
    Exhibition,
    Research,
    Restoration,
    Expertise,
    Photography,
    Education,
    Storage,
}

/// <summary>Whether the source names the sending side.</summary>
enum FromCertainty
{
    Stated,
    Implied,
}

/// <summary>How a posting begins.</summary>
enum InitialTransferStatus
{
    Draft,
    Recorded,
}
