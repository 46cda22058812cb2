namespace TransferRegistry.Api.V1;

/// <summary>What a record rests on, as its poster states it.</summary>
public enum EvidenceV1
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

/// <summary>What a credential lets its bearer do.</summary>
public enum RoleV1
{
    /// <summary>A regional culture department: posts for the institutions it supervises.</summary>
    Department,
    /// <summary>An institution's own system: signs, hands over and confirms its own side.</summary>
    Museum,
    /// <summary>Reads everything, the journal included, and changes nothing.</summary>
    Auditor,
    /// <summary>The registry's operator.</summary>
    Admin,
}

/// <summary>What became of a line.</summary>
public enum LineOutcomeV1
{
    /// <summary>It stands on the act.</summary>
    Listed,
    /// <summary>It left.</summary>
    HandedOver,
    /// <summary>It arrived.</summary>
    Received,
    /// <summary>It arrived damaged; custody passed.</summary>
    Damaged,
    /// <summary>It was not accepted; custody did not pass.</summary>
    Refused,
    /// <summary>It did not arrive; custody did not pass.</summary>
    Missing,
    /// <summary>On a return: it came back.</summary>
    Returned,
    /// <summary>On a return: the borrower keeps it, by a permanent transfer.</summary>
    Retained,
    /// <summary>It is lost.</summary>
    Lost,
    /// <summary>It is destroyed.</summary>
    Destroyed,
}

/// <summary>What an act moves from one institution to the other.</summary>
public enum LegalEffectV1
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

/// <summary>Who may see a record once it has left its draft.</summary>
public enum VisibilityV1
{
    /// <summary>Everybody, without valuation, insurance and names of persons.</summary>
    Public,
    /// <summary>The parties, the departments that post for or supervise them, auditors.</summary>
    Parties,
    /// <summary>As parties, and every reading is logged.</summary>
    Sealed,
}

/// <summary>What kind of paper a record or an act stands on.</summary>
public enum BasisKindV1
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
public enum QuantityStatusV1
{
    /// <summary>Nobody has stated it.</summary>
    Unknown,
    /// <summary>Stated, not counted.</summary>
    Declared,
    /// <summary>Counted.</summary>
    Verified,
}

/// <summary>Whether a filter on a partly unknown date asks for what may be, or for what must be.</summary>
public enum DateMatchV1
{
    /// <summary>Some day the date allows lies in the range.</summary>
    Possible,
    /// <summary>Every day the date allows lies in the range.</summary>
    Certain,
}

/// <summary>Whom a record waits for.</summary>
public enum AwaitingV1
{
    /// <summary>The caller's own institution, or one it supervises.</summary>
    Me,
}
