namespace TransferRegistry.Api.Registry.Agreements;

/// <summary>What an agreement is about.</summary>
enum AgreementKind
{
    MemorandumOfCooperation,
    FrameworkAgreement,
    PermanentTransfer,
    Loan,
    Deposit,
    Exchange,
    Gift,
    Purchase,
    JointExhibition,
    Restoration,
    Other,
}

/// <summary>Where an agreement stands in its life. Its expiry is no state: see expired.</summary>
enum AgreementStatus
{
    Draft,
    Proposed,
    Signed,
    InForce,
    Recorded,
    Suspended,
    Terminated,
    Superseded,
    Void,
    Declined,
    Withdrawn,
}

/// <summary>What a party is in an agreement.</summary>
enum PartyRole
{
    Signatory,
    Transferor,
    Transferee,
    Lender,
    Borrower,
    Depositor,
    Depositary,
    ExchangingParty,
    Donor,
    Recipient,
    Seller,
    Buyer,
    Approver,
    Witness,
    Observer,
}

/// <summary>Whether a party has signed in the registry.</summary>
enum Signature
{
    Pending,
    Signed,
    Declined,
    Withdrawn,
}

/// <summary>What an agreement reaches to.</summary>
enum ScopeArea
{
    JointProjects,
    JointEvents,
    Research,
    Exhibitions,
    Publications,
    Digitisation,
    Training,
    Methodology,
    Restoration,
    ItemTransfer,
    Other,
}

/// <summary>How an agreement goes on after its end.</summary>
enum RenewalKind
{
    None,
    Automatic,
    ByAmendment,
}

/// <summary>The state a posted agreement begins in.</summary>
enum InitialStatus
{
    Draft,
    Proposed,
    Recorded,
}

/// <summary>What an amendment does.</summary>
enum AmendmentKind
{
    Extension,
    ChangeOfTerms,
    AddParty,
    WithdrawParty,
    Correction,
    LegalSuccessor,
    Suspension,
    Resumption,
    Termination,
}

/// <summary>Where an amendment stands.</summary>
enum AmendmentStatus
{
    Proposed,
    Signed,
    Declined,
    Withdrawn,
}

/// <summary>What becomes of an open temporary transfer when its agreement ends (A5).</summary>
enum DispositionKind
{
    ReturnBy,
    Continues,
    Converts,
}
