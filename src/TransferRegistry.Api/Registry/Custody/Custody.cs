using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Registry.Custody;

// The words of custody. Chain.cs folds them into who held what and when, OrderingSearch.cs looks for the order the acts happened in.

/// <summary>Whose an item is, where it normally belongs and who has it (C3, C4); an owner or normal custodian of null is unknown.</summary>
sealed record Holding(Guid? Owner, Guid? NormalCustodian, Guid Custodian)
{
    /// <summary>An item that is with its owner.</summary>
    public static Holding Of(Guid owner) => new(owner, owner, owner);

    public Holding After(Act act)
    {
        var rule = Effects.Of(act.Effect);
        return new(rule.Owner.From(Owner, act.To), rule.NormalCustodian.From(NormalCustodian, act.To), rule.Custodian.From(Custodian, act.To)!.Value);
    }
}

/// <summary>One act that passed one item on. A line that was refused or went missing moves nothing and is no act here.</summary>
sealed record Act
{
    public required Guid TransferId { get; init; }
    public required Guid From { get; init; }
    public required Guid To { get; init; }
    public required LegalEffect Effect { get; init; }

    /// <summary>A loan, a deposit, a restoration: the item is to come back.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>The borrower keeps what it has (C10): title passes, and the item stays where it is.</summary>
    public bool IsRetention { get; init; }

    /// <summary>Who must have the item for the act to find it (C1).</summary>
    public Guid TakenFrom => IsRetention ? To : From;

    /// <summary>The day custody passed: receivedOn, else handedOverOn; null is unknown. A qualified date counts with its bounds.</summary>
    public required Edtf? On { get; init; }

    /// <summary>The day the registry learnt of it. It had happened by then, which closes a date that is open, year-less or absent.</summary>
    public required LocalDate RecordedOn { get; init; }

    /// <summary>Its place in the journal, which orders what the dates leave equal.</summary>
    public required long Order { get; init; }

    /// <summary>Known, not verified: such an act moves custody, but what it contradicts only warns.</summary>
    public bool IsRecorded { get; init; }

    bool HasDate => On?.Earliest is not null || On?.Latest is not null;

    /// <summary>The first day it may have happened; the calendar's first where that is open.</summary>
    public LocalDate Earliest => On?.Earliest ?? LocalDate.MinIsoValue;

    /// <summary>The last day it may have happened.</summary>
    public LocalDate Latest => On?.Latest ?? LocalDate.Max(RecordedOn, Earliest);

    /// <summary>Where it stands among the acts of its item.</summary>
    public (LocalDate, LocalDate, long) Place => HasDate ? (Earliest, Latest, Order) : (RecordedOn, RecordedOn, Order);

    public bool MustPrecede(Act other) => Latest < other.Earliest;

    /// <summary>
    /// Its days take in all of the other's, which has a date, and more. Where the two contradict each other it is this one that came before:
    /// a vague act never wins over one that is known better.
    /// </summary>
    public bool GivesWayTo(Act other) =>
        other.HasDate && Earliest <= other.Earliest && other.Latest <= Latest && (Earliest, Latest) != (other.Earliest, other.Latest);
}

/// <summary>
/// A stretch of one holding, a row of the custody ledger. The bounds of its beginning are those of the act as far as the acts around it allow,
/// so the bounds of a chain never run backwards: on any day exactly one row has <see cref="HasBegun"/> and is not followed by another that has.
/// In SQL: <c>(since_earliest IS NULL OR since_earliest &lt;= @Day) AND (ended_by IS NULL OR until_earliest &gt; @Day)</c>;
/// the answer is certain where <c>since_latest IS NULL OR since_latest &lt;= @Day</c>. After all acts it is that of today; an act dated a day ahead is
/// asked for its own day.
/// </summary>
sealed record Interval
{
    /// <summary>From 0, the holding before all acts.</summary>
    public required int Position { get; init; }
    public required Holding Holding { get; init; }

    /// <summary>The transfer that began it; null for the first.</summary>
    public required Guid? By { get; init; }

    /// <summary>The transfer that ended it; null for the last, which is open.</summary>
    public required Guid? EndedBy { get; init; }

    /// <summary>The date of the act that began it, as written.</summary>
    public required Edtf? Since { get; init; }

    /// <summary>Null: from the first.</summary>
    public required LocalDate? SinceEarliest { get; init; }

    /// <summary>From this day on nothing about it is undecided; null: never was.</summary>
    public required LocalDate? SinceLatest { get; init; }
    public required Edtf? Until { get; init; }
    public required LocalDate? UntilEarliest { get; init; }
    public required LocalDate? UntilLatest { get; init; }

    /// <summary>The act's <c>from</c> was not the custodian before it: something between is not in the registry, or one of the two is wrong.</summary>
    public required bool Gap { get; init; }

    public bool IsOpen => EndedBy is null;

    /// <summary>On that day the acts allow it to have begun.</summary>
    public bool HasBegun(LocalDate day) => SinceEarliest is not { } earliest || earliest <= day;

    /// <summary>On that day the acts allow nothing else.</summary>
    public bool IsCertain(LocalDate day) => SinceLatest is not { } latest || latest <= day;
}

/// <summary>A stretch of time in which an item is away by a loan.</summary>
/// <param name="Transfer">The loan.</param>
/// <param name="Position">Of the interval it began: a loan out of a loan has a higher one.</param>
/// <param name="SinceEarliest">Null: open.</param>
/// <param name="UntilEarliest">The first day it may be over.</param>
/// <param name="EndedBy">The act that brought it home, passed its title, or said that it is lost; null while it is away.</param>
sealed record Loan(Guid Transfer, int Position, LocalDate? SinceEarliest, LocalDate? UntilEarliest, Guid? EndedBy)
{
    /// <summary>Over on the day of the loss, unless it began later or was over before.</summary>
    public Loan Until(Loss loss) => SinceEarliest > loss.On || (EndedBy is not null && UntilEarliest <= loss.On) ? this
        : this with { UntilEarliest = loss.On, EndedBy = loss.TransferId };
}

/// <summary>An act that says of an item that it is lost or destroyed: it moves nothing, and ends every loan.</summary>
sealed record Loss(Guid TransferId, LocalDate On);

/// <summary>Another institution that may have held the item, and the transfer that would have put it there; null if it was there first.</summary>
sealed record Alternative(Guid Custodian, Guid? By);

/// <summary>Who held the item on a day: the last custodian the acts allow.</summary>
sealed record Answer(Holding Holding, Guid? By, bool IsCertain, IReadOnlyList<Alternative> Alternatives);

/// <summary>Whether an act finds its place among the others (C1).</summary>
abstract record Verdict
{
    Verdict() { }

    /// <summary>It takes the item from its custodian and leaves it where the next act finds it.</summary>
    public sealed record Holds : Verdict;

    /// <summary>It does so only if acts whose days overlap happened in another order than they stand, or that cannot be told: a warning.</summary>
    public sealed record Undecided : Verdict;

    /// <summary>No order of the acts has room for it.</summary>
    /// <param name="Holder">Who has the item instead: before it or, when <paramref name="ByLaterAct"/>, at the act after it.</param>
    /// <param name="By">The transfer that put it there, or the later one; null when it was there from the first.</param>
    /// <param name="ByLaterAct">It is the next act that clashes, not what went before.</param>
    /// <param name="Refuses">False for a recorded act, which breaks C1 only as a warning.</param>
    public sealed record Broken(Guid Holder, Guid? By, bool ByLaterAct, bool Refuses) : Verdict;
}
