namespace TransferRegistry.Api.V1.Agreements;

/// <summary>What an agreement is about.</summary>
public enum AgreementKindV1
{
    /// <summary>A memorandum of cooperation: binds nobody unless it says so.</summary>
    MemorandumOfCooperation,
    /// <summary>A framework that specific agreements stand on.</summary>
    FrameworkAgreement,
    /// <summary>Items pass for good.</summary>
    PermanentTransfer,
    /// <summary>Items are lent and come back.</summary>
    Loan,
    /// <summary>Items are given into keeping and come back.</summary>
    Deposit,
    /// <summary>Items pass both ways.</summary>
    Exchange,
    /// <summary>A gift.</summary>
    Gift,
    /// <summary>A purchase.</summary>
    Purchase,
    /// <summary>An exhibition made together.</summary>
    JointExhibition,
    /// <summary>A restoration.</summary>
    Restoration,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Where an agreement stands in its life. Its expiry is no state: see expired.</summary>
public enum AgreementStatusV1
{
    /// <summary>Being written; seen by its submitter and the institution it is posted for.</summary>
    Draft,
    /// <summary>Put to the parties, who sign or decline.</summary>
    Proposed,
    /// <summary>Every required party has signed.</summary>
    Signed,
    /// <summary>It holds.</summary>
    InForce,
    /// <summary>Known from weaker evidence than everybody's signature, not verified.</summary>
    Recorded,
    /// <summary>Does not hold for now.</summary>
    Suspended,
    /// <summary>Ended by a party before its time.</summary>
    Terminated,
    /// <summary>Replaced by another agreement.</summary>
    Superseded,
    /// <summary>Never held: made or recorded in error.</summary>
    Void,
    /// <summary>A party refused to sign.</summary>
    Declined,
    /// <summary>Taken back by its submitter before it was signed.</summary>
    Withdrawn,
}

/// <summary>What a party is in an agreement.</summary>
public enum PartyRoleV1
{
    /// <summary>Signs, without any other part.</summary>
    Signatory,
    /// <summary>Gives items for good.</summary>
    Transferor,
    /// <summary>Takes items for good.</summary>
    Transferee,
    /// <summary>Lends.</summary>
    Lender,
    /// <summary>Borrows.</summary>
    Borrower,
    /// <summary>Gives into keeping.</summary>
    Depositor,
    /// <summary>Keeps for another.</summary>
    Depositary,
    /// <summary>Exchanges.</summary>
    ExchangingParty,
    /// <summary>Gives a gift.</summary>
    Donor,
    /// <summary>Takes a gift.</summary>
    Recipient,
    /// <summary>Sells.</summary>
    Seller,
    /// <summary>Buys.</summary>
    Buyer,
    /// <summary>Approves; need not sign unless signatureRequired says so.</summary>
    Approver,
    /// <summary>Witnesses; need not sign unless signatureRequired says so.</summary>
    Witness,
    /// <summary>Looks on; need not sign unless signatureRequired says so.</summary>
    Observer,
}

/// <summary>Whether a party has signed in the registry.</summary>
public enum SignatureV1
{
    /// <summary>Not yet.</summary>
    Pending,
    /// <summary>It has.</summary>
    Signed,
    /// <summary>It has refused to.</summary>
    Declined,
    /// <summary>It has left the agreement.</summary>
    Withdrawn,
}

/// <summary>What an agreement reaches to.</summary>
public enum ScopeAreaV1
{
    /// <summary>Joint projects.</summary>
    JointProjects,
    /// <summary>Joint events.</summary>
    JointEvents,
    /// <summary>Research.</summary>
    Research,
    /// <summary>Exhibitions.</summary>
    Exhibitions,
    /// <summary>Publications.</summary>
    Publications,
    /// <summary>Digitisation.</summary>
    Digitisation,
    /// <summary>Training.</summary>
    Training,
    /// <summary>Methodology.</summary>
    Methodology,
    /// <summary>Restoration.</summary>
    Restoration,
    /// <summary>Transfer of items.</summary>
    ItemTransfer,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>How an agreement goes on after its end.</summary>
public enum RenewalKindV1
{
    /// <summary>It does not.</summary>
    None,
    /// <summary>By itself, unless a party gives notice.</summary>
    Automatic,
    /// <summary>By an amendment.</summary>
    ByAmendment,
}

/// <summary>The state a posted agreement begins in.</summary>
public enum InitialStatusV1
{
    /// <summary>As a draft: nobody but its own side sees it.</summary>
    Draft,
    /// <summary>Put to the parties at once.</summary>
    Proposed,
    /// <summary>Known, not verified: for evidence weaker than signed_by_all.</summary>
    Recorded,
}

/// <summary>What an amendment does.</summary>
public enum AmendmentKindV1
{
    /// <summary>Gives the agreement a later end.</summary>
    Extension,
    /// <summary>Changes what is agreed.</summary>
    ChangeOfTerms,
    /// <summary>Takes a further party in.</summary>
    AddParty,
    /// <summary>Lets a party go.</summary>
    WithdrawParty,
    /// <summary>Mends what was written wrongly.</summary>
    Correction,
    /// <summary>Puts a party's legal successor in its place.</summary>
    LegalSuccessor,
    /// <summary>Suspends the agreement.</summary>
    Suspension,
    /// <summary>Lets a suspended agreement hold again.</summary>
    Resumption,
    /// <summary>Ends the agreement.</summary>
    Termination,
}

/// <summary>Where an amendment stands.</summary>
public enum AmendmentStatusV1
{
    /// <summary>Put to the parties, who sign or decline.</summary>
    Proposed,
    /// <summary>All who must have signed; it has effect from its first day on.</summary>
    Signed,
    /// <summary>A party refused to sign.</summary>
    Declined,
    /// <summary>Taken back by who proposed it.</summary>
    Withdrawn,
}

/// <summary>What becomes of an open temporary transfer when its agreement ends (A5).</summary>
public enum DispositionKindV1
{
    /// <summary>It returns by a day.</summary>
    ReturnBy,
    /// <summary>It goes on as it is.</summary>
    Continues,
    /// <summary>It is to become permanent; open until that transfer is made.</summary>
    Converts,
}
