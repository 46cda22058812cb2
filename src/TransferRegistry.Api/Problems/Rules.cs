namespace TransferRegistry.Api.Problems;

/// <summary>A rule that the registry keeps, as its page under <c>/rules</c> says it.</summary>
/// <param name="Id">What <c>invariant</c> of a fault names.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Statement">What must be so.</param>
/// <param name="Why">Why it is kept.</param>
/// <param name="Remedy">What a caller does about it.</param>
/// <param name="Judged">When it is judged.</param>
/// <param name="Answer">What a request that breaks it is answered with.</param>
sealed record Rule(string Id, string Title, string Statement, string Why, string Remedy, string Judged, string Answer)
{
    /// <summary>Of a policy: the setting below <c>Policies</c> that says how strictly it is kept; null where no setting does.</summary>
    public string? Setting { get; init; }

    /// <summary>Of a policy: how strictly where nothing is set.</summary>
    public PolicyMode Default { get; init; }
}

/// <summary>How strictly a policy is kept.</summary>
enum PolicyMode
{
    /// <summary>Not at all.</summary>
    Off,
    /// <summary>What breaks it is said, and stands.</summary>
    Warn,
    /// <summary>What breaks it is refused.</summary>
    Refuse,
}

/// <summary>Every rule there is, in one place.</summary>
static class Rules
{
    public static readonly IReadOnlyList<Rule> All =
    [
        new("P1", "From the state to private hands",
            "A permanent transfer from a state museum to a private holder needs restitution with a court's decision as its basis.",
            "What belongs to the state leaves it only by law.",
            "Post it as a restitution with the court's decision in basis, or correct the legal form of the institution that is described wrongly.",
            "at approval and hand-over; a recorded act is only warned of", "409, by the policy P1") { Setting = "P1", Default = PolicyMode.Refuse },
        new("P2", "Parties and sides",
            "An agreement has two parties or more, each once; a transfer is between two institutions, and under an agreement both are parties to it or successors of parties.",
            "A promise to oneself moves nothing, and an act under an agreement is its parties'.",
            "Name the institutions that signed, or bring the missing one in by an amendment.",
            "at every write", "422, or 409 where what is registered speaks against it"),
        new("P3", "The end of an institution",
            "An institution signs and receives nothing after the day it ended.",
            "What is signed later was signed by its successor.",
            "Name the successor, or correct the day the institution ended.",
            "at a signature, a hand-over and a receipt; a recorded act is only warned of", "409"),
        new("C1", "The sender holds",
            "An item is handed over by its custodian: every act takes it from the one that the acts before left it with.",
            "Otherwise one object is promised by two.",
            "Look at holder and act: record the act that is missing between, or name the side that has the item.",
            "at hand-over, on a return and a correction, against the acts before and after; a recorded act is only warned of", "409 custody-conflict, with holder and act"),
        new("C2", "One custodian",
            "An item has exactly one custodian on any day, stands in one line of an act, and in one record.",
            "It can't be in two places.",
            "Take the second line out; merge two records of one object only where their acts tell one story.",
            "at every write that moves or merges items", "422, 409"),
        new("C3", "What title moves",
            "title_and_custody moves owner, normal and current custodian; operational_management the normal and current custodian. Both close the old holder's inventory numbers.",
            "A number belongs to a holder's book.",
            "Nothing: the registry does it, and undoes it with the act.",
            "when an act is received or recorded", "never refuses"),
        new("C4", "What custody alone moves",
            "custody_only moves the current custodian alone; an unknown effect moves it too, and owner and normal custodian are unknown from then on.",
            "A loan makes nobody an owner.",
            "Nothing: the registry does it.",
            "when an act is received or recorded", "never refuses"),
        new("C5", "Giving for good",
            "Only the owner or the normal custodian of an item transfers it permanently.",
            "A borrower has nothing to give.",
            "Let the owner post the transfer, or register how the sender came to own it.",
            "at approval and hand-over; a recorded act is only warned of", "409 custody-conflict"),
        new("C6", "A loan out of a loan",
            "What a borrower lends on is due no later than its own loan, and returns before it.",
            "Nobody can bring back what another still has.",
            "Choose an earlier day, extend the first loan before the second, or return the second loan first.",
            "at approval and hand-over, on an extension, on a return", "409, with holder and act"),
        new("C7", "Days that are taken",
            "From its approval on a transfer has its items for its days: from plannedOn, else approvedOn, to dueBackOn, else without end. Nobody else has them then, nor while they are on their way, overdue, or on loan without an end before.",
            "Two exhibitions don't show one sword.",
            "Choose other days, or wait for the act that frees the item.",
            "at approval, again at hand-over", "409 reservation-conflict, with holder and act"),
        new("C8", "No more back than was received",
            "What is returned, retained, lost and destroyed of a loan's line is together no more than was received on it. A return on its way counts already.",
            "A loan closed by more than it had is a loan nobody can check.",
            "Look at outstanding; correct the receipt or the return that is wrong.",
            "on a return, on a correction", "409"),
        new("C9", "A return names its loan",
            "The lines of a return point at lines of the loan that it returns.",
            "What comes back is what was lent.",
            "Post the return to the loan it belongs to, with its line numbers.",
            "on a return, before other rules of custody", "409"),
        new("C10", "What the borrower keeps",
            "A line that is retained comes with the permanent transfer by which it stays, in the same write.",
            "Otherwise it is on loan for ever.",
            "Give transfer with kind, actNumber and actDate on the line.",
            "on a return", "422"),
        new("C11", "What can't be passed on",
            "A restriction forbids on its days: no_loan temporary transfers, no_export what leaves the country, legal_hold every transfer, "
                + "under_claim every one but the restitution that settles it. What is lost or destroyed is added to no transfer.",
            "A restriction is a promise to somebody else.",
            "Wait until the restriction ends or have it lifted; where a lost item was found, post the correcting act.",
            "at approval and hand-over; a recorded act is only warned of", "409"),
        new("C12", "An exchange has legs",
            "An exchange is fulfilled when each side's transfers under it are received and none is under way.",
            "Half an exchange is a gift.",
            "Receive the legs that are missing. The agreement shows fulfilled.",
            "when the agreement is shown, and when it is terminated: a warning", "a warning"),
        new("C13", "A lot and its parts",
            "A single item is one object. The parts counted out of a lot are never more than it has, and are listed where the lot is; "
                + "a line names no more than its item is. What is not known exceeds nothing.",
            "Otherwise objects appear from nowhere.",
            "Correct the lot's quantity, or list what is really there.",
            "at every write that counts: of items, lines, receipts, returns, corrections and merges", "409, or 422 where the request alone breaks it"),
        new("D1", "The order of dates",
            "Requested, approved, handed over, received and returned follow each other. An agreement ends no earlier than it begins, which is its signing "
            + "where no first day is known, and what becomes of it follows its signing. What the dates leave open is only warned of.",
            "An object does not arrive before it leaves, and a promise does not end before it is made.",
            "Correct the day that is wrong; write what is not known exactly as EDTF.",
            "at hand-over, receipt, return, correction and recording; at every write of an agreement and its amendments",
                "422, or 409 where the other day is registered"),
        new("D2", "A loan has an end",
            "A temporary transfer is due back on a day later than its hand-over, and not after its agreement's end.",
            "There are no permanent loans.",
            "Give dueBackOn; for longer, extend the loan or the agreement.",
            "at every write; a recorded act is only warned of", "422, 409"),
        new("D3", "A loan given longer",
            "An extension is later than the day it replaces, and takes no days for which another transfer has the items.",
            "They are promised to the next borrower.",
            "Choose an earlier day, or move the later transfer first.",
            "on an extension", "409, with holder and act"),
        new("D4", "Signed first",
            "Nothing is handed over before the agreement it stands on is signed, nor approved or handed over while that is suspended or ended.",
            "A promise precedes its keeping.",
            "Have the agreement signed or resumed, or name the one it stands on.",
            "at approval and hand-over; a recorded act is only warned of", "409"),
        new("D5", "What has happened is past",
            "A day on which something is said to have happened is not in the future; plans, terms and due dates may be. A day of grace is given for other time zones.",
            "A register keeps what was, not what is hoped.",
            "Wait for the day, or use plannedOn.",
            "at every write", "422"),
        new("A1", "In force by signatures",
            "An agreement enters into force when every required party has signed and its first day has come.",
            "Nobody is bound by another's hand.",
            "Let the missing party sign, or wait for the day.",
            "at the step to in_force", "409"),
        new("A2", "Signed content stays",
            "What was signed is never changed. Amendments are put beside it.",
            "Each party holds a copy.",
            "Post an amendment to the agreement's /amendments.",
            "at every change of an agreement", "409"),
        new("A3", "Amendments by number",
            "Amendments are numbered without gaps and name the version they were drafted on; one drafted before another was signed is no more to be signed.",
            "Nobody signs a change of a text that has changed meanwhile.",
            "Withdraw it and draft it on the agreement as it stands.",
            "when an amendment is proposed and signed", "409"),
        new("A4", "One successor",
            "An agreement is superseded once, by one that is in force and says so, and nothing rests on what rests on it.",
            "Two successors would both hold.",
            "Name the agreement that supersedes in its supersedes, bring it into force, then take the step.",
            "when parent or supersedes is set, and at the step to superseded", "409"),
        new("A5", "An end with a word on everything",
            "A termination says of each open temporary transfer under the agreement whether it returns by a day, continues or converts.",
            "Otherwise items are out under nothing.",
            "List the transfers that the refusal names in dispositions.",
            "at the step to terminated, and when such an amendment is proposed and signed", "409"),
        new("A6", "Two remain",
            "A party may leave an agreement while two remain and it has nothing out under it.",
            "An agreement with oneself is none.",
            "Terminate the agreement instead, or let its items come home first.",
            "when an amendment that lets a party go is proposed", "409"),
        new("T1", "A received act stands",
            "An act is not changed after its receipt; what is wrong in it is said by a correcting act.",
            "Both sides have signed it.",
            "Post a correcting act to the transfer's /corrections.",
            "at every change of a transfer", "409"),
        new("T2", "Counts agree",
            "Known quantities add up to no more than declaredCount, and exactly to it when all are known.",
            "The act says in words how many there are.",
            "Correct the quantities or the declared count; leave out what is not known.",
            "at every write", "422"),
        new("T3", "Different persons",
            "Approval, hand-over and receipt carry the names of different persons.",
            "Nobody confirms himself.",
            "Name who acted on each side.",
            "at approval, hand-over, receipt and recording", "422 or 409, by the policy T3") { Setting = "T3", Default = PolicyMode.Refuse },
        new("T4", "An act is given once",
            "An act with the same sides, number and date is registered once.",
            "Two reports of one act are not two acts.",
            "Look at act and Location: it is the first.",
            "at every write", "409 duplicate, with act"),
        new("S1", "What is seen",
            "A draft is seen by its own side; from then on by the parties; when it is public, signed, handed over or recorded, by everybody. What an answer would tell of an act you may not see is withheld.",
            "Loans and values are the parties' business until they are public.",
            "Ask with the key of a party or its department.",
            "at every reading", "404, or withheld"),
        new("S2", "Each side its own step",
            "Only the sender's side hands over, only the receiver's side receives.",
            "A confirmation by the other side is none.",
            "Let the other side take the step; allowedActions says which are yours.",
            "at every step", "403"),
        new("S3", "On behalf",
            "A department posts for the institutions it supervises, and the record says so.",
            "The register names who spoke.",
            "Post for a party that is yours, or ask the operator to record the supervision.",
            "at every posting", "403"),
        new("S4", "An auditor reads",
            "An auditor reads everything and changes nothing.",
            "An auditor that took part would audit itself.",
            "Use the key of a party for a change.",
            "at every write", "403"),
        new("S5", "The journal only grows",
            "Every change is an entry of the journal, which is never changed or removed.",
            "The past must not depend on who asks.",
            "Nothing: databases and service refuse it.",
            "always", "never asked"),
        new("inventory-number", "A number in the holder's book",
            "What an institution came to keep for good by an act has a number in its books within 90 days of that act, or those set, before it is passed on.",
            "A museum object without a number is easily lost.",
            "Enter the number in the item's identifiers.",
            "at approval and hand-over", "by the policy InventoryNumber") { Setting = "InventoryNumber", Default = PolicyMode.Warn },
        new("insurance", "A loan is insured",
            "A temporary transfer names its insurance.",
            "Transport is where things break.",
            "Give insurance.",
            "at approval", "by the policy Insurance") { Setting = "Insurance", Default = PolicyMode.Off },
        new("commission-decision", "A commission has decided",
            "A transfer names the decision of the funds and purchase commission or another body that authorised it.",
            "Objects leave a collection by decision, not by habit.",
            "Give authorizations with the step to approved.",
            "at approval", "by the policy CommissionDecision") { Setting = "CommissionDecision", Default = PolicyMode.Off },
    ];

    /// <summary>The order in which a refusal names its rule when several are broken: what the request says of itself, then what it asks for, then how.</summary>
    public static readonly IReadOnlyList<string> Precedence =
    [
        "P2", "D2", "D5", "T2", "T4", "P1", "C9", "C8", "C5", "C11", "C7", "C6", "D3", "D4", "C1", "D1", "T3", "P3", "A1", "A2", "A3", "A4", "A5", "A6", "T1", "C2", "C10",
        "C12", "C13", "inventory-number", "insurance", "commission-decision",
    ];

    /// <summary>Where a rule stands in that order; what is no rule's comes last.</summary>
    public static int Rank(string? id) => id is not null && Ranks.TryGetValue(id, out var rank) ? rank : Precedence.Count;

    static readonly Dictionary<string, int> Ranks = Precedence.Index().ToDictionary(rule => rule.Item, rule => rule.Index);

    public static Rule? Find(string id) => All.FirstOrDefault(rule => rule.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}

/// <summary>How strictly this registry keeps its policies.</summary>
sealed record Policies(IReadOnlyDictionary<string, PolicyMode> Modes, int InventoryNumberAfterDays)
{
    /// <summary>As they are where nothing is set.</summary>
    public static readonly Policies Default = new(new Dictionary<string, PolicyMode>(), InventoryNumberAfterDays: 90);

    public PolicyMode this[string rule] => Modes.TryGetValue(rule, out var mode) ? mode : Rules.Find(rule)!.Default;

    /// <summary>The mode for an act that may only be warned of.</summary>
    public PolicyMode Of(string rule, bool onlyWarns) => onlyWarns && this[rule] is PolicyMode.Refuse ? PolicyMode.Warn : this[rule];
}
