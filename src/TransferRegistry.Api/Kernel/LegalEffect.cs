namespace TransferRegistry.Api.Kernel;

/// <summary>What an act moves from one institution to the other.</summary>
public enum LegalEffect
{
    /// <summary>Ownership, and with it the normal and the current custody.</summary>
    TitleAndCustody,
    /// <summary>The right of operational management: normal and current custody, the owner stays.</summary>
    OperationalManagement,
    /// <summary>Current custody alone.</summary>
    CustodyOnly,
    /// <summary>Current custody; who owns the item and where it normally belongs is unknown from then on.</summary>
    Unknown,
}
