using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.Custody;

/// <summary>
/// All acts of one item, folded: who owned and held it through time. The acts follow each other in the order with the fewest gaps, in which a vague act that
/// contradicts better known ones comes before them; among these in the one nearest to their standing order, which is that of their dates. Exactly one
/// institution holds the item on any day (C2).
/// </summary>
sealed class Chain
{
    readonly OrderingSearch _courses;

    Chain(Holding first, OrderingSearch courses, IReadOnlyList<Loss> losses)
    {
        _courses = courses;
        First = first;
        Losses = losses;
        Intervals = Fold();
    }

    public Holding First { get; }
    public IReadOnlyList<Interval> Intervals { get; }

    /// <summary>The acts that say the item is lost or destroyed.</summary>
    public IReadOnlyList<Loss> Losses { get; }

    /// <summary>After all acts.</summary>
    public Interval Current => Intervals[^1];

    /// <summary>Every act takes the item from the custodian before it.</summary>
    public bool Holds => ActOrdering.Gaps == 0;

    ActOrdering ActOrdering => _courses.Nearest;

    /// <summary>The acts, latest first, by which title or management has passed from somebody to whom it has not come back.</summary>
    public IEnumerable<Act> Parted => ActOrdering.Acts.Reverse()
        .Where(act => Effects.Of(act.Effect).ClosesNumbers && act.From != Current.Holding.NormalCustodian);

    public static Chain Of(Holding first, IEnumerable<Act> acts, IReadOnlyList<Loss>? losses = null) =>
        new(first, OrderingSearch.Of(first.Custodian, [.. acts.OrderBy(act => act.Place)]), losses ?? []);

    /// <summary>Who held the item on a day; whoever takes it that day holds it.</summary>
    public Answer On(LocalDate day)
    {
        var interval = Intervals.Last(interval => interval.HasBegun(day));
        var isCertain = interval.IsCertain(day);
        return new(interval.Holding, interval.By, isCertain, isCertain ? [] : [.. Alternatives(day, interval.Holding.Custodian)]);
    }

    /// <summary>Who holds the item after all acts, as of today; where an act is dated a day ahead, as of that day.</summary>
    public Answer Now(LocalDate today) => On(LocalDate.Max(today, Current.SinceEarliest ?? today));

    /// <summary>Where an act began to make an institution the normal custodian that it is now; null where it is not, or was from the first.</summary>
    public Interval? KeptBy(Guid institution)
    {
        var since = Intervals.Count;
        while (since > 0 && Intervals[since - 1].Holding.NormalCustodian == institution)
            since--;
        return since == 0 || since == Intervals.Count ? null : Intervals[since];
    }

    /// <summary>C1, for an act that is not yet of the chain; of acts on its day it is the last in the journal.</summary>
    public Verdict Judge(Act handOver)
    {
        var place = PlaceOf(handOver);
        var before = Intervals[place];
        var after = place < ActOrdering.Acts.Count ? ActOrdering.Acts[place] : null;
        var takes = handOver.TakenFrom == before.Holding.Custodian;
        // A gap that was there before the act came is not the act's fault.
        var leaves = after is null || after.TakenFrom == handOver.To || Intervals[place + 1].Gap;

        if (takes && leaves)
            return new Verdict.Holds();
        if (OrderingSearch.MayFit(First.Custodian, [.. ActOrdering.Acts.Append(handOver).OrderBy(act => act.Place)], handOver, ActOrdering.Gaps))
            return new Verdict.Undecided();
        return takes
            ? new Verdict.Broken(after!.TakenFrom, after.TransferId, ByLaterAct: true, Refuses: !handOver.IsRecorded)
            : new Verdict.Broken(before.Holding.Custodian, before.By, ByLaterAct: false, Refuses: !handOver.IsRecorded);
    }

    // How many of the acts come before it: all that stand before it, save those that can only have followed it.
    int PlaceOf(Act handOver)
    {
        var acts = ActOrdering.Acts;
        var place = acts.Count;
        while (place > 0 && acts[place - 1].Place.CompareTo(handOver.Place) > 0)
            place--;
        for (var i = 0; i < place; i++)
        {
            if (handOver.MustPrecede(acts[i]))
                return i;
        }
        return place;
    }

    /// <summary>
    /// When the item is away by which loan, in the order they began. A loan ends when the item comes back to its lender by whatever act, when title or management passes,
    /// and when the item is lost; a loan out of a loan ends with it.
    /// </summary>
    public IReadOnlyList<Loan> Loans()
    {
        var loans = new List<Loan>();
        var open = new List<(int At, Guid Lender)>();
        for (var i = 1; i < Intervals.Count; i++)
        {
            var act = ActOrdering.Acts[i - 1];
            var home = act.Effect is LegalEffect.CustodyOnly ? open.FindIndex(loan => loan.Lender == act.To) : 0;
            if (home >= 0)
            {
                foreach (var (at, _) in open.Skip(home))
                    loans[at] = loans[at] with { UntilEarliest = Intervals[i].SinceEarliest, EndedBy = act.TransferId };
                open.RemoveRange(home, open.Count - home);
            }
            if (!act.IsTemporary)
                continue;
            open.Add((loans.Count, act.From));
            loans.Add(new(act.TransferId, i, Intervals[i].SinceEarliest, UntilEarliest: null, EndedBy: null));
        }
        return Losses.MinBy(loss => loss.On) is { } lost ? loans.ConvertAll(loan => loan.Until(lost)) : loans;
    }

    IEnumerable<Alternative> Alternatives(LocalDate day, Guid holder) =>
        from course in _courses.Found
        from happened in course.MayHaveHappened(day)
        let last = happened == 0 ? null : course.Acts[happened - 1]
        group last by last?.To ?? First.Custodian into custodian
        where custodian.Key != holder
        select new Alternative(custodian.Key, custodian.First()?.TransferId);

    Interval[] Fold()
    {
        var holdings = Holdings(ActOrdering).ToList();
        var settled = Settled(holdings);
        var intervals = new Interval[ActOrdering.Acts.Count + 1];
        for (var i = 0; i < intervals.Length; i++)
        {
            var act = i == 0 ? null : ActOrdering.Acts[i - 1];
            var next = i == ActOrdering.Acts.Count ? null : ActOrdering.Acts[i];
            intervals[i] = new()
            {
                Position = i,
                Holding = holdings[i],
                By = act?.TransferId,
                EndedBy = next?.TransferId,
                Since = act?.On,
                SinceEarliest = act is null ? null : Bound(ActOrdering.Earliest[i - 1]),
                SinceLatest = Bound(settled[i]),
                Until = next?.On,
                UntilEarliest = next is null ? null : Bound(ActOrdering.Earliest[i]),
                UntilLatest = next is null ? null : Bound(settled[i + 1]),
                Gap = act is not null && act.TakenFrom != holdings[i - 1].Custodian,
            };
        }
        return intervals;
    }

    // From which day on each interval is certain. Where several orders hold, an act of any place may still be undecided while it lasts;
    // then it is certain only once every act has surely happened, or surely not, in all of them; and never while what they leave behind differs.
    LocalDate[] Settled(List<Holding> holdings)
    {
        var settled = new LocalDate[ActOrdering.Acts.Count + 1];
        var undecided = _courses.Undecided();
        var disputed = Disputed(holdings);
        for (var i = 0; i < settled.Length; i++)
        {
            var begins = i == 0 ? LocalDate.MinIsoValue : ActOrdering.Earliest[i - 1];
            var ends = i == ActOrdering.Acts.Count ? LocalDate.MaxIsoValue : ActOrdering.Earliest[i];
            settled[i] = i == 0 ? LocalDate.MinIsoValue : ActOrdering.Latest[i - 1];
            foreach (var (from, until) in undecided)
            {
                if (from < ends && until > begins)
                    settled[i] = LocalDate.Max(settled[i], until);
            }
            if (disputed.Contains(i))
                settled[i] = LocalDate.Max(settled[i], ends);
        }
        return settled;
    }

    // After how many acts the same acts have happened in another order too, and have left the item otherwise.
    HashSet<int> Disputed(List<Holding> holdings)
    {
        var disputed = new HashSet<int>();
        if (_courses.Found.Count == 1)
            return disputed;
        var places = new Dictionary<Act, int>(ReferenceEqualityComparer.Instance);
        foreach (var (place, act) in ActOrdering.Acts.Index())
            places[act] = place;
        foreach (var other in _courses.Found.Skip(1))
        {
            var last = -1;
            foreach (var (happened, holding) in Holdings(other).Index().Skip(1))
            {
                last = int.Max(last, places[other.Acts[happened - 1]]);
                if (last == happened - 1 && holding != holdings[happened])
                    disputed.Add(happened);
            }
        }
        return disputed;
    }

    // Before all acts, and after each.
    IEnumerable<Holding> Holdings(ActOrdering course)
    {
        var holding = First;
        yield return holding;
        foreach (var act in course.Acts)
            yield return holding = holding.After(act);
    }

    static LocalDate? Bound(LocalDate day) => day == LocalDate.MinIsoValue ? null : day;
}
