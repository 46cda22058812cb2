namespace TransferRegistry.Tests.Life;

/// <summary>What an act does to one item: the whole of custody as the model knows it.</summary>
/// <param name="Act">The act.</param>
/// <param name="Day">The day, counted from the first.</param>
/// <param name="Seq">The order in which the registry learnt of the moves.</param>
/// <param name="Kind">What passes.</param>
/// <param name="From">Who must have it.</param>
/// <param name="To">Who has it then.</param>
sealed record Move(ModelAct Act, int Day, int Seq, MoveKind Kind, int From, int To);

enum MoveKind { Title, Loan, Home, Kept, Lost }

/// <summary>An object, a lot, or a part split from a lot.</summary>
sealed class ModelItem
{
    public required string Id { get; init; }
    public required int FirstHolder { get; init; }
    /// <summary>Null: nobody knows.</summary>
    public int? Quantity { get; init; }
    public bool IsLot { get; init; }
    public ModelItem? Whole { get; init; }
    public List<Move> Own { get; } = [];

    /// <summary>Its own moves, and those its whole made before the first of them.</summary>
    public IReadOnlyList<Move> Moves => [.. Inherited.Concat(Own).OrderBy(move => (move.Day, move.Seq))];

    IEnumerable<Move> Inherited => Whole is null ? [] : Whole.Inherited.Concat(Whole.Own).Where(move => Own.Count == 0 || move.Seq < Own.Min(own => own.Seq));

    public Standing Standing => Standing.Of(FirstHolder, Moves);
}

/// <summary>Where an item stands after its moves, worked out from the first of them on.</summary>
sealed record Standing(int Owner, int Holder, bool IsLost, IReadOnlyList<Move> Loans, IReadOnlyList<int> Holders, IReadOnlyList<ModelAct> Gaps)
{
    public static Standing Of(int first, IEnumerable<Move> moves)
    {
        var (owner, holder, lost) = (first, first, false);
        var (loans, holders, gaps) = (new List<Move>(), new List<int> { first }, new List<ModelAct>());
        foreach (var move in moves)
        {
            if (move.Kind is MoveKind.Lost)
            {
                lost = true;
                loans.Clear();
                continue;
            }
            if ((move.Kind is MoveKind.Kept ? move.To : move.From) != holder)
                gaps.Add(move.Act);
            var home = move.Kind is MoveKind.Title or MoveKind.Kept ? 0 : loans.FindIndex(loan => loan.Act.From == move.To);
            if (home >= 0)
                loans.RemoveRange(home, loans.Count - home);
            if (move.Kind is MoveKind.Loan)
                loans.Add(move);
            (holder, owner) = (move.To, move.Kind is MoveKind.Title or MoveKind.Kept ? move.To : owner);
            holders.Add(holder);
        }
        return new(owner, holder, lost, loans, holders, gaps);
    }
}

enum ActKind { Permanent, Loan, Return }

enum ActState { Approved, InTransit, Received, Recorded, Over }

/// <summary>An act with one line.</summary>
sealed class ModelAct
{
    public required string Id { get; init; }
    public required ActKind Kind { get; init; }
    public required int From { get; init; }
    public required int To { get; init; }
    public required ModelItem Item { get; init; }
    public int? Quantity { get; init; }
    public ActState State { get; set; }
    public int ReservedFrom { get; init; }
    public int? Due { get; set; }
    public int MovedOn { get; set; }
    public int ReceivedOn { get; set; }
    /// <summary>Its place among the moves the registry has learnt of.</summary>
    public int Seq { get; set; }
    public string Outcome { get; set; } = "received";
    public string FirstOutcome { get; set; } = "received";
    public ModelAct? Loan { get; set; }
    /// <summary>It gives the borrower for good what it has on loan.</summary>
    public bool IsRetention { get; init; }
    public List<ModelAct> Returns { get; } = [];

    public bool Passes => Outcome is "received" or "damaged" or "returned" || (Outcome is "listed" && State is ActState.Recorded);

    public bool Settles => Kind is ActKind.Return && Outcome is "returned" or "damaged" or "lost" or "destroyed" or "retained";

    /// <summary>What the act does to its item, from a day on; <paramref name="seq"/> is when the registry learnt of it.</summary>
    public void Move(int day, int seq)
    {
        if (Outcome is "lost" or "destroyed")
            Item.Own.Add(new(this, day, seq, MoveKind.Lost, From, To));
        else if (Passes)
            Item.Own.Add(new(this, day, Seq = seq, Kind switch { ActKind.Permanent => IsRetention ? MoveKind.Kept : MoveKind.Title, ActKind.Loan => MoveKind.Loan, _ => MoveKind.Home }, From, To));
    }

    /// <summary>What the returns leave of it; null where nobody knows how many there are, 0 where nothing is.</summary>
    public int? Out(bool countsOnItsWay)
    {
        var back = Returns.Where(back => back.Settles && (back.State is ActState.Received || (countsOnItsWay && back.State is ActState.InTransit))).ToList();
        return !Passes || back.Any(part => part.Item == Item) ? 0 : Quantity - back.Sum(part => part.Quantity ?? 0);
    }

    /// <summary>Something is out on it: the item is away by it, and not all of it has come back.</summary>
    public bool IsOut => Item.Standing.Loans.Any(loan => loan.Act == this) && Out(countsOnItsWay: false) is null or > 0;
}

/// <summary>The rules, in the model's own words: the one that is named first when an act is refused, null when it is not.</summary>
static class ModelRules
{
    /// <summary>C11, C7, C6 and whoever asks for what it has not: at approval and hand-over.</summary>
    public static string? Refused(ModelAct act, IEnumerable<ModelAct> all, int today, int from, bool handsOver)
    {
        var standing = act.Item.Standing;
        var isPermanent = act.Kind is ActKind.Permanent;
        if (handsOver && act.Due <= from)
            return "D2";
        var holds = standing.Holder == act.From;
        if (isPermanent && standing.Owner != act.From && holds)
            return "C5";
        if (standing.IsLost)
            return "C11";
        // Who gives away what it neither has nor owns is told who has it, and not what is planned with it.
        var onlyTold = isPermanent && standing.Owner != act.From && !handsOver;
        if (!onlyTold && Taken(act, all, today, from).Any())
            return "C7";
        if (holds && standing.Loans.Any(loan => act.Due > loan.Act.Due && loan.Act.Due >= today))
            return "C6";
        return onlyTold || (handsOver && !holds) ? "C1" : null;
    }

    static IEnumerable<ModelAct> Taken(ModelAct act, IEnumerable<ModelAct> all, int today, int from)
    {
        var standing = act.Item.Standing;
        foreach (var other in all.Where(other => other != act && Concerns(other, act.Item)))
        {
            if (other.State is ActState.InTransit)
                yield return other;
            if (other.State is ActState.Approved && other.ReservedFrom <= (act.Due ?? int.MaxValue) && from <= (other.Due ?? int.MaxValue))
                yield return other;
        }
        foreach (var loan in standing.Loans.Select(loan => loan.Act))
        {
            var isHolders = standing.Holder == act.From;
            if (loan.Due < today || (isHolders ? act.Due is null : from <= loan.Due))
                yield return loan;
        }
    }

    // What has taken a whole has taken the parts that no act of their own has moved.
    static bool Concerns(ModelAct other, ModelItem item) =>
        other.Item == item || (item.Whole is not null && item.Own.Count == 0 && Concerns(other, item.Whole));

    /// <summary>C8, C6, C1, C7 of a return of an item, or of a part that is about to be split from it.</summary>
    public static string? RefusedReturn(ModelAct loan, int? quantity, IEnumerable<ModelAct> all)
    {
        if (loan.Out(countsOnItsWay: true) is { } left && (left <= 0 || quantity > left))
            return "C8";
        var standing = loan.Item.Standing;
        var moving = all.Any(act => act.Item == loan.Item && act.State is ActState.InTransit && act.Loan != loan);
        return moving ? "C7" : standing.Holder == loan.To ? null : standing.Loans.Any(sub => sub.Act.From == loan.To) ? "C6" : "C1";
    }

    /// <summary>C5, C7 of what a borrower is to keep for good, after what is asked of every return.</summary>
    public static string? RefusedRetention(ModelAct loan, IEnumerable<ModelAct> all) =>
        loan.Item.Standing.Owner != loan.From ? "C5"
        : all.Any(other => other != loan && other.State is ActState.Approved && Concerns(other, loan.Item)) ? "C7" : null;

    /// <summary>D3 and C6 of an extension.</summary>
    public static string? RefusedExtension(ModelAct loan, int newDue, IEnumerable<ModelAct> all)
    {
        var standing = loan.Item.Standing;
        var isLent = loan.State is ActState.Received or ActState.Recorded;
        var mine = standing.Loans.Index().Where(open => open.Item.Act == loan).Select(open => open.Index).DefaultIfEmpty(-1).First();
        if (newDue <= loan.Due)
            return "D3";
        var enclosing = isLent ? standing.Loans.Take(int.Max(mine, 0)) : standing.Holder == loan.From ? standing.Loans : [];
        if (enclosing.Any(head => head.Act.Due < newDue))
            return "C6";
        return all.Any(other => other != loan && other.State is ActState.Approved && Concerns(other, loan.Item) && other.From != loan.To
            && other.ReservedFrom <= newDue && (other.Due ?? int.MaxValue) >= loan.ReservedFrom) ? "D3" : null;
    }
}
