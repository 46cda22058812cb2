using NodaTime;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Registry.Custody;

/// <summary>
/// The orders with the fewest gaps that the dates allow, nearest to the standing order first. An act that leaves a gap never follows one it gives way to;
/// orders in which it does, and which have no more gaps, come last: they are nobody's answer, and leave a doubt.
/// </summary>
sealed class OrderingSearch
{
    // An item with more overlapping acts than these allow for is judged leniently: its undecided spans are wider, and C1 warns.
    const int MostSteps = 10_000;
    const int MostCourses = 100;
    const int MostActs = 2_000;

    readonly Guid _first;
    readonly Act[] _standing;
    readonly Act? _fitting;
    readonly LocalDate[] _earliest;
    readonly LocalDate[] _latest;
    readonly int[] _twins;
    readonly bool[] _taken;
    readonly Act[] _course;
    readonly List<ActOrdering> _found = [];
    readonly int _enough;
    bool _yielding = true;
    bool _hasGivenUp;
    int _steps;

    OrderingSearch(Guid first, Act[] standing, Act? fitting, int enough)
    {
        _first = first;
        _standing = standing;
        _fitting = fitting;
        _enough = enough;
        _earliest = [.. standing.Select(act => act.Earliest)];
        _latest = [.. standing.Select(act => act.Latest)];
        _twins = Twins(standing, fitting);
        _taken = new bool[standing.Length];
        _course = new Act[standing.Length];
    }

    public IReadOnlyList<ActOrdering> Found => _found;
    public ActOrdering Nearest => _found[0];
    bool HasGivenUp => _hasGivenUp = _hasGivenUp || _steps > MostSteps || _found.Count >= _enough;

    public static OrderingSearch Of(Guid first, Act[] standing)
    {
        var courses = new OrderingSearch(first, standing, fitting: null, MostCourses);
        var asTheyStand = new ActOrdering(first, standing);
        if (courses.AreFixed())
            courses._found.Add(asTheyStand);
        else
            courses.Find(asTheyStand);
        return courses;
    }

    void Find(ActOrdering asTheyStand)
    {
        // Whatever takes in another's days comes before it: in this order each act gives way.
        var known = asTheyStand.Yields(_first) ? asTheyStand
            : new ActOrdering(_first, [.. _standing.OrderBy(act => act.Earliest).ThenByDescending(act => act.Latest).ThenBy(act => act.Order)]);
        for (var gaps = 0; gaps <= known.Gaps && this is { _found.Count: 0, HasGivenUp: false }; gaps++)
            Search(gaps);
        if (_found.Count == 0)
            _found.Add(known);
        if (Nearest.Gaps == 0 || !_standing.Any(act => _standing.Any(act.GivesWayTo)))
            return;
        (_yielding, _steps) = (false, 0);
        for (var (gaps, yielding) = (0, _found.Count); gaps <= Nearest.Gaps && _found.Count == yielding && !HasGivenUp; gaps++)
            Search(gaps);
    }

    /// <summary>Some order has room for the act with no more gaps than given, and none at the act; or it cannot be told.</summary>
    public static bool MayFit(Guid first, Act[] standing, Act fitting, int gaps)
    {
        var courses = new OrderingSearch(first, standing, fitting, enough: 1);
        courses.Search(gaps);
        return courses.HasGivenUp;
    }

    /// <summary>The spans in which an act may have happened or not: from the first day it may, until the day it must have, in any order found.</summary>
    public IReadOnlyCollection<(LocalDate From, LocalDate Until)> Undecided()
    {
        if (HasGivenUp)
            return [.. _standing.Select(act => (act.Earliest, act.Latest))];
        // A single order says by its own bounds what is undecided.
        if (_found.Count == 1)
            return [];
        var spans = new Dictionary<Act, (LocalDate From, LocalDate Until)>(ReferenceEqualityComparer.Instance);
        foreach (var course in _found)
        {
            for (var i = 0; i < course.Acts.Count; i++)
            {
                var (from, until) = spans.GetValueOrDefault(course.Acts[i], (course.Earliest[i], course.Latest[i]));
                spans[course.Acts[i]] = (LocalDate.Min(from, course.Earliest[i]), LocalDate.Max(until, course.Latest[i]));
            }
        }
        return spans.Values;
    }

    bool AreFixed()
    {
        for (var i = 1; i < _standing.Length; i++)
        {
            if (_latest[i - 1] >= _earliest[i])
                return false;
        }
        return true;
    }

    void Search(int gaps)
    {
        // The search is as deep as there are acts.
        if (_standing.Length > MostActs)
            _steps = MostSteps + 1;
        else
            Extend(0, _first, gaps, hasYielded: true);
    }

    // Depth first in standing order, so that what is found first is nearest to it.
    void Extend(int length, Guid holder, int gaps, bool hasYielded)
    {
        if (length == _standing.Length)
        {
            if (hasYielded == _yielding)
                _found.Add(new(_first, [.. _course]));
            return;
        }
        _steps++;
        var deadline = Deadline();
        for (var i = 0; i < _standing.Length && !HasGivenUp; i++)
        {
            if (_taken[i] || _earliest[i] > deadline || (_twins[i] is var twin and >= 0 && !_taken[twin]))
                continue;
            var act = _standing[i];
            var isGap = act.TakenFrom != holder;
            var yields = !isGap || !_course.Take(length).Any(act.GivesWayTo);
            if (isGap && (gaps == 0 || (_yielding && !yields) || ReferenceEquals(act, _fitting)))
                continue;
            _taken[i] = true;
            _course[length] = act;
            Extend(length + 1, act.To, isGap ? gaps - 1 : gaps, hasYielded && yields);
            _taken[i] = false;
        }
    }

    // Whatever begins after this day must wait for the act that had happened by then.
    LocalDate Deadline()
    {
        var deadline = LocalDate.MaxIsoValue;
        for (var i = 0; i < _standing.Length; i++)
        {
            if (!_taken[i] && _latest[i] < deadline)
                deadline = _latest[i];
        }
        return deadline;
    }

    // Acts that differ in nothing but their number are taken in standing order: to swap them would tell no other story.
    static int[] Twins(Act[] standing, Act? fitting)
    {
        var twins = new int[standing.Length];
        var last = new Dictionary<(Guid, Guid, Guid, LegalEffect, LocalDate, LocalDate), int>();
        for (var i = 0; i < standing.Length; i++)
        {
            var act = standing[i];
            var likeness = (act.From, act.TakenFrom, act.To, act.Effect, act.Earliest, act.Latest);
            twins[i] = ReferenceEquals(act, fitting) ? -1 : last.GetValueOrDefault(likeness, -1);
            if (!ReferenceEquals(act, fitting))
                last[likeness] = i;
        }
        return twins;
    }
}
