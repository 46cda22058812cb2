namespace TransferRegistry.Api.Kernel;

/// <summary>What a record rests on, as its poster states it.</summary>
public enum Evidence
{
    /// <summary>Known from the press only.</summary>
    Press,
    /// <summary>A party says so.</summary>
    PartyStatement,
    /// <summary>A document of one side.</summary>
    OneSidedDocument,
    /// <summary>A document signed by all.</summary>
    SignedByAll,
}

/// <summary>Who may see a record once it has left its draft.</summary>
public enum Visibility
{
    /// <summary>Everybody, without valuation, insurance and names of persons.</summary>
    Public,
    /// <summary>The parties, the departments that post for or supervise them, auditors.</summary>
    Parties,
    /// <summary>As parties, and every reading is logged.</summary>
    Sealed,
}

/// <summary>What kind of paper a record or an act stands on.</summary>
public enum BasisKind
{
    /// <summary>An order (приказ).</summary>
    Order,
    /// <summary>A decree (постановление).</summary>
    Decree,
    /// <summary>A protocol of a funds and purchase commission (ФЗК).</summary>
    CommissionProtocol,
    /// <summary>A court's decision.</summary>
    CourtDecision,
    /// <summary>A ministry's permission.</summary>
    MinistryPermission,
    /// <summary>The owner's request.</summary>
    OwnerRequest,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>How well a quantity is known.</summary>
public enum QuantityStatus
{
    /// <summary>Nobody has stated it.</summary>
    Unknown,
    /// <summary>Stated, not counted.</summary>
    Declared,
    /// <summary>Counted.</summary>
    Verified,
}

/// <summary>Whether a filter on a partly unknown date asks for what may be, or for what must be.</summary>
public enum DateMatch
{
    /// <summary>Some day the date allows lies in the range.</summary>
    Possible,
    /// <summary>Every day the date allows lies in the range.</summary>
    Certain,
}

/// <summary>Whom a record waits for.</summary>
public enum Awaiting
{
    /// <summary>The caller's own institution, or one it supervises.</summary>
    Me,
}
