using NodaTime;

namespace TransferRegistry.Api.Registry.Custody;

/// <summary>One order in which the acts of an item may have happened, with the days that order leaves for each.</summary>
sealed class ActOrdering
{
    readonly LocalDate[] _earliest;
    readonly LocalDate[] _latest;

    public ActOrdering(Guid first, IReadOnlyList<Act> acts)
    {
        Acts = acts;
        _earliest = new LocalDate[acts.Count];
        _latest = new LocalDate[acts.Count];
        for (var i = 0; i < acts.Count; i++)
        {
            _earliest[i] = i == 0 ? acts[i].Earliest : LocalDate.Max(_earliest[i - 1], acts[i].Earliest);
            Gaps += acts[i].TakenFrom == (i == 0 ? first : acts[i - 1].To) ? 0 : 1;
        }
        for (var i = acts.Count - 1; i >= 0; i--)
            _latest[i] = i == acts.Count - 1 ? acts[i].Latest : LocalDate.Min(_latest[i + 1], acts[i].Latest);
    }

    public IReadOnlyList<Act> Acts { get; }

    /// <summary>No act happened before one that precedes it may have.</summary>
    public IReadOnlyList<LocalDate> Earliest => _earliest;

    /// <summary>Every act had happened when one that follows it must have.</summary>
    public IReadOnlyList<LocalDate> Latest => _latest;

    /// <summary>How many acts take the item from somebody who did not have it.</summary>
    public int Gaps { get; }

    /// <summary>No act that takes the item from somebody who did not have it follows one it gives way to.</summary>
    public bool Yields(Guid first)
    {
        for (var i = 0; i < Acts.Count; i++)
        {
            if (Acts[i].TakenFrom != (i == 0 ? first : Acts[i - 1].To) && Acts.Take(i).Any(Acts[i].GivesWayTo))
                return false;
        }
        return true;
    }

    /// <summary>How many of the acts may have happened by the end of a day, the most first.</summary>
    public IEnumerable<int> MayHaveHappened(LocalDate day)
    {
        var surely = _latest.Count(latest => latest <= day);
        var atMost = _earliest.Count(earliest => earliest <= day);
        return Enumerable.Range(0, atMost - surely + 1).Select(fewer => atMost - fewer);
    }
}
