namespace TransferRegistry.Api.Kernel;

/// <summary>What a record rests on, as its poster states it.</summary>
enum Evidence
{
    Press,
    PartyStatement,
    OneSidedDocument,
    SignedByAll,
}

/// <summary>Who may see a record once it has left its draft.</summary>
enum VisibilityLevel
{
    Public,
    Parties,
    Sealed,
}

/// <summary>What kind of paper a record or an act stands on.</summary>
enum BasisKind
{
    Order,
    Decree,
    CommissionProtocol,
    CourtDecision,
    MinistryPermission,
    OwnerRequest,
    Other,
}

/// <summary>How well a quantity is known.</summary>
enum QuantityStatus
{
    Unknown,
    Declared,
    Verified,
}

/// <summary>Whether a filter on a partly unknown date asks for what may be, or for what must be.</summary>
enum DateMatch
{
    Possible,
    Certain,
}
