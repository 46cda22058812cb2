using CsCheck;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Registry.Custody;
using static TransferRegistry.Tests.Custody.Custodians;

namespace TransferRegistry.Tests.Custody;

public sealed class CustodyPropertyTests
{
    static readonly LocalDate Start = new(2024, 1, 1);
    static readonly LocalDate Recorded = new(2024, 1, 12);

    static readonly Gen<LegalEffect> Effects = Gen.Enum<LegalEffect>();

    // Dates of every shape, none of them later than the day they were recorded.
    static readonly Gen<Edtf?> Dates = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 8], Gen.Int[0, 3]).Select(Edtf? (shape, day, length) => shape switch
    {
        0 => null,
        1 => Edtf.Parse("XXXX-01-05"),
        2 => Edtf.Parse($"{Nth(day):uuuu-MM-dd}/.."),
        3 => Edtf.Parse($"../{Nth(day):uuuu-MM-dd}"),
        4 => Span(day, length),
        _ => Edtf.Of(Nth(day)),
    });

    // So wide that a day of the others lies in them.
    static readonly Gen<Edtf?> Vague = Gen.Int[0, 5]
        .Select(Edtf? (shape) => shape == 0 ? null : Edtf.Parse(new[] { "XXXX-02-28", "0001/..", "0001/2024", "../2024-01-12", "2024" }[shape - 1]));

    static readonly Gen<Edtf?> Spans = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3]).Select(Edtf? (day, length) => Span(day, length));

    [Fact]
    public void On_every_day_exactly_one_interval_answers() => Acts(Dates, most: 7).Sample(acts =>
    {
        var intervals = Chained(acts).Intervals;
        return Days().All(day => intervals.Count(each =>
            (each.SinceEarliest is null || each.SinceEarliest <= day) && (each.EndedBy is null || each.UntilEarliest > day)) == 1);
    });

    [Fact]
    public void The_answer_is_that_of_the_ledger_row() => Acts(Dates, most: 7).Sample(acts =>
    {
        var chain = Chained(acts);
        return Days().All(day =>
        {
            var row = chain.Intervals.Single(each => each.HasBegun(day) && (each.EndedBy is null || each.UntilEarliest > day));
            var answer = chain.On(day);
            return answer.Holding == row.Holding && answer.By == row.By && answer.IsCertain == row.IsCertain(day);
        });
    });

    [Fact]
    public void Intervals_join_without_seam_and_their_bounds_never_run_backwards() => Acts(Dates, most: 7).Sample(acts =>
    {
        var intervals = Chained(acts).Intervals;
        return intervals.Count == acts.Length + 1
            && intervals[^1].IsOpen
            && intervals.Zip(intervals.Skip(1)).All(pair => (pair.First.Until, pair.First.UntilEarliest, pair.First.UntilLatest, pair.First.EndedBy)
                == (pair.Second.Since, pair.Second.SinceEarliest, pair.Second.SinceLatest, pair.Second.By)
                && (pair.Second.SinceEarliest ?? LocalDate.MinIsoValue) >= (pair.First.SinceEarliest ?? LocalDate.MinIsoValue)
                && (pair.Second.SinceLatest ?? LocalDate.MinIsoValue) >= (pair.First.SinceLatest ?? LocalDate.MinIsoValue));
    });

    [Fact]
    public void Every_act_is_in_the_chain_once_and_none_before_one_it_must_follow() => Acts(Dates, most: 7).Sample(acts =>
    {
        var byTransfer = acts.ToDictionary(act => act.TransferId);
        var told = Chained(acts).Intervals.Skip(1).Select(interval => byTransfer[interval.By!.Value]).ToList();
        return told.Count == acts.Length && told.Distinct().Count() == acts.Length
            && Enumerable.Range(0, told.Count).All(i => told.Take(i).All(before => !told[i].MustPrecede(before)));
    });

    [Fact]
    public void The_order_of_recording_does_not_matter_when_every_day_is_known() =>
        Gen.Select(Acts(Spans, most: 8), Gen.Shuffle(Enumerable.Range(0, 8).ToArray())).Sample((acts, shuffle) =>
        {
            var dated = acts.Select((act, i) => act with { On = Edtf.Of(Nth(shuffle[i])) }).ToArray();
            var recordedOtherwise = dated.Select((act, i) => act with { Order = shuffle[^(i + 1)] }).Reverse();
            return Chained(dated).Intervals.SequenceEqual(Chained(recordedOtherwise).Intervals);
        });

    [Fact]
    public void A_chain_that_holds_has_no_gap_and_is_found_whenever_there_is_one() => Acts(Dates, most: 5).Sample(acts =>
    {
        var chain = Chained(acts);
        return chain.Holds == chain.Intervals.All(interval => !interval.Gap)
            && chain.Holds == Permutations(acts).Any(order => IsAllowed(order) && Gaps(order) == 0);
    });

    [Fact]
    public void No_order_in_which_vague_acts_give_way_has_fewer_gaps() => Acts(Dates, most: 5).Sample(acts =>
        Chained(acts).Intervals.Count(interval => interval.Gap) == Permutations(acts).Where(IsAllowed).Where(Yields).Min(Gaps));

    [Fact]
    public void An_act_that_leaves_a_gap_follows_none_that_is_known_better() => Acts(Gen.OneOf(Dates, Vague), most: 7).Sample(acts =>
    {
        var byTransfer = acts.ToDictionary(act => act.TransferId);
        return Yields([.. Chained(acts).Intervals.Skip(1).Select(interval => byTransfer[interval.By!.Value])]);
    });

    [Fact]
    public void A_vague_act_that_contradicts_dated_ones_never_makes_todays_holder() => Gen.Select(Acts(Spans, most: 6), Act(Vague)).Sample((acts, vague) =>
    {
        var dated = acts.Select((act, i) => act with { On = Edtf.Of(Nth(i)) }).ToArray();
        var holder = dated.Length == 0 ? Abai : dated[^1].To;
        return dated.Length == 0 || vague.From == holder
            || Chained(dated.Append(vague with { Order = 100, TransferId = Transfer(100) })).Current.Holding.Custodian == holder;
    });

    [Fact]
    public void In_the_end_it_is_certain_exactly_when_every_order_that_is_left_says_the_same() => Acts(Dates, most: 4).Sample(acts =>
    {
        var answer = Chained(acts).Now(Recorded);
        var ends = Left(acts).Select(order => order.Aggregate(Holding.Of(Abai), (holding, act) => holding.After(act))).ToHashSet();
        return ends.Contains(answer.Holding) && answer.IsCertain == (ends.Count == 1)
            && answer.Alternatives.Select(other => other.Custodian).ToHashSet().SetEquals(ends.Select(end => end.Custodian)
                .Where(custodian => custodian != answer.Holding.Custodian));
    }, iter: 1_000);

    [Fact]
    public void Without_a_day_the_answer_is_that_of_today() => Gen.Select(Acts(Gen.OneOf(Dates, Vague), most: 7), Gen.Int[-1, 20]).Sample((acts, day) =>
    {
        var (chain, today) = (Chained(acts), Nth(day));
        var begun = chain.Current.HasBegun(today) ? today : chain.Current.SinceEarliest!.Value;
        return Told(chain.Now(today)) == Told(chain.On(begun)) && chain.Now(today).Holding == chain.Current.Holding
            // What lists and records tell, by the ledger's row alone.
            && chain.Now(today).IsCertain == (chain.Current.IsCertain(today) || chain.Current.SinceLatest == chain.Current.SinceEarliest);
    });

    [Fact]
    public void The_answers_are_what_every_way_the_acts_may_have_happened_gives() => Walk(Spans, most: 4).Sample(acts =>
    {
        var chain = Chained(acts);
        return !chain.Holds || Days().All(day =>
        {
            var answer = chain.On(day);
            var told = answer.Alternatives.Select(other => other.Custodian).Append(answer.Holding.Custodian).ToHashSet();
            var possible = Worlds(acts, day);
            return answer.IsCertain ? possible.SetEquals([answer.Holding.Custodian]) : told.SetEquals(possible);
        });
    }, iter: 3_000);

    [Fact]
    public void Where_the_acts_do_not_overlap_doubt_lasts_exactly_as_long_as_an_act_may_yet_happen() => Walk(Spans, most: 4).Sample(acts =>
    {
        var chain = Chained(acts);
        var ordered = acts.OrderBy(act => act.Place).ToList();
        return ordered.Zip(ordered.Skip(1)).Any(pair => !pair.First.MustPrecede(pair.Second))
            || Days().All(day => chain.On(day).IsCertain == acts.All(act => act.Latest <= day || act.Earliest > day));
    });

    [Fact]
    public void An_act_judged_to_hold_leaves_a_chain_without_gaps_without_gaps() => Gen.Select(Walk(Dates, most: 6), Act(Dates)).Sample((acts, act) =>
    {
        var (chain, handOver) = (Chained(acts), act with { Order = 100, TransferId = Transfer(100) });
        return chain.Judge(handOver) is not Verdict.Holds || !chain.Holds || Chained(acts.Append(handOver)).Holds;
    });

    [Fact]
    public void An_act_is_refused_exactly_when_no_order_has_room_for_it() => Gen.Select(Walk(Dates, most: 4), Act(Dates)).Sample((acts, act) =>
    {
        var (chain, handOver) = (Chained(acts), act with { Order = 100, TransferId = Transfer(100) });
        return !chain.Holds || chain.Judge(handOver) is Verdict.Broken == !Chained(acts.Append(handOver)).Holds;
    });

    [Fact]
    public void A_refusal_names_somebody_other_than_the_one_who_hands_over_or_a_later_act() =>
        Gen.Select(Acts(Dates, most: 6), Act(Dates)).Sample((acts, act) => Chained(acts).Judge(act with { Order = 100 }) is not Verdict.Broken broken
        || (broken.ByLaterAct ? acts.Any(later => later.TransferId == broken.By) : broken.Holder != act.From));

    [Fact]
    public void A_later_act_changes_no_answer_about_the_past() => Gen.Select(Walk(Dates, most: 6), Act(Dates)).Sample((acts, act) =>
    {
        var later = act with { On = Edtf.Of(Recorded.PlusDays(1)), Order = 100, TransferId = Transfer(100) };
        var (before, after) = (Chained(acts), Chained(acts.Append(later)));
        return !before.Holds || !after.Holds || Days().Where(day => day <= Recorded).All(day => Told(before.On(day)) == Told(after.On(day)));
    });

    [Fact]
    public void The_current_holding_is_that_of_the_day_everything_has_been_recorded() => Acts(Dates, most: 7).Sample(acts =>
    {
        var chain = Chained(acts);
        var answer = chain.On(Recorded);
        return answer.Holding == chain.Current.Holding && (answer.IsCertain ? answer.Alternatives.Count == 0 : !chain.Holds || answer.Alternatives.Count == 0);
    });

    [Fact]
    public void After_an_unknown_effect_the_owner_is_unknown_until_title_passes() => Acts(Dates, most: 7).Sample(acts =>
    {
        var effects = acts.ToDictionary(act => act.TransferId, act => act.Effect);
        return Chained(acts).Intervals.Skip(1).Aggregate((IsKnown: true, Kept: true), (so, interval) =>
        {
            var isKnown = effects[interval.By!.Value] switch { LegalEffect.Unknown => false, LegalEffect.TitleAndCustody => true, _ => so.IsKnown };
            return (isKnown, so.Kept && interval.Holding.Owner.HasValue == isKnown);
        }).Kept;
    });

    [Theory]
    [InlineData("every day known")]
    [InlineData("two on a day")]
    [InlineData("one without a date")]
    [InlineData("only years known")]
    [InlineData("no dates, no sense")]
    public void A_thousand_acts_are_folded_and_judged_in_whatever_order_they_may_have_happened(string known)
    {
        var acts = Enumerable.Range(0, 1_000).Select(i => Pass(Museum(1 + (i % 5)), Museum(1 + ((i + 1) % 5)), null, i) with
        {
            On = known switch
            {
                "every day known" => Edtf.Of(Start.PlusDays(i - 2_000)),
                "two on a day" => Edtf.Of(Start.PlusDays((i / 2) - 2_000)),
                "one without a date" => i == 500 ? null : Edtf.Of(Start.PlusDays(i - 2_000)),
                "only years known" => Edtf.Parse($"{1900 + (i / 10)}"),
                _ => null,
            },
            To = Museum(1 + ((known == "no dates, no sense" ? i * 3 : i + 1) % 5)),
        }).ToList();

        var chain = Chained(acts);
        _ = chain.On(Start.PlusDays(-1_500));
        _ = chain.Judge(HandOver(Dala, Esik, "2024-05-05"));

        Assert.Equal(1_001, chain.Intervals.Count);
        Assert.Equal(known != "no dates, no sense", chain.Holds);
    }

    static Gen<Act> Act(Gen<Edtf?> dates) => Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], Effects, dates).Select((from, step, effect, on) => new Act
    {
        TransferId = default,
        From = Museum(from),
        To = Museum(1 + ((from - 1 + step) % 4)),
        Effect = effect,
        On = on,
        RecordedOn = Recorded,
        Order = 0,
    });

    // Any acts, in any order.
    static Gen<Act[]> Acts(Gen<Edtf?> dates, int most) =>
        Act(dates).Array[0, most].Select(acts => acts.Select((act, i) => act with { TransferId = Transfer(i), Order = i }).ToArray());

    // Acts that were one walk from museum to museum when they happened, though their dates may tell otherwise.
    static Gen<Act[]> Walk(Gen<Edtf?> dates, int most) => Gen.Select(Acts(dates, most), Gen.Shuffle(Enumerable.Range(0, most).ToArray()))
        .Select((acts, journal) =>
        {
            var holder = Abai;
            return acts.Select((act, i) =>
            {
                var from = holder;
                holder = act.To == from ? Esik : act.To;
                return act with { From = from, To = holder, Order = journal[i] };
            }).ToArray();
        });

    static LocalDate Nth(int day) => Start.PlusDays(day);

    static Edtf Span(int day, int length) => length == 0 ? Edtf.Of(Nth(day)) : Edtf.Parse($"{Nth(day):uuuu-MM-dd}/{Nth(day + length):uuuu-MM-dd}");

    static IEnumerable<LocalDate> Days() => Enumerable.Range(-2, 16).Select(Nth);

    static string Told(Answer answer) =>
        $"{answer.Holding} {answer.By} {answer.IsCertain} {string.Join(' ', answer.Alternatives.Select(other => other.Custodian).Order())}";

    static bool IsAllowed(Act[] order) => Enumerable.Range(0, order.Length).All(i => order.Take(i).All(before => !order[i].MustPrecede(before)));

    // No act that takes the item from somebody who has not got it comes after one whose days lie within its own.
    static bool Yields(Act[] order) => order.Index().All(act => act.Item.From == (act.Index == 0 ? Abai : order[act.Index - 1].To)
        || !order.Take(act.Index).Any(before => (before.On?.Earliest ?? before.On?.Latest) is not null && act.Item.Earliest <= before.Earliest
            && before.Latest <= act.Item.Latest
            && (act.Item.Earliest < before.Earliest || before.Latest < act.Item.Latest)));

    // The orders that are told of: those with the fewest gaps in which vague acts give way, and those in which they don't, where these have no more.
    static IEnumerable<Act[]> Left(Act[] acts)
    {
        var allowed = Permutations(acts).Where(IsAllowed).ToLookup(Yields);
        var fewest = allowed[true].Min(Gaps);
        var fewestOfOthers = allowed[false].Select(Gaps).Where(gaps => gaps <= fewest).DefaultIfEmpty(-1).Min();
        return allowed[true].Where(order => Gaps(order) == fewest).Concat(allowed[false].Where(order => Gaps(order) == fewestOfOthers));
    }

    static int Gaps(Act[] order) => order.Where((act, i) => act.From != (i == 0 ? Abai : order[i - 1].To)).Count();

    // Who holds the item at the end of a day, by every order without a gap and every choice of days that agrees with it.
    static HashSet<Guid> Worlds(Act[] acts, LocalDate day)
    {
        var holders = new HashSet<Guid>();
        foreach (var order in Permutations(acts).Where(order => Gaps(order) == 0))
            Choose(order, 0, LocalDate.MinIsoValue, Abai);
        return holders;

        void Choose(Act[] order, int next, LocalDate notBefore, Guid holder)
        {
            if (next == order.Length)
            {
                holders.Add(holder);
                return;
            }
            var act = order[next];
            for (var on = LocalDate.Max(notBefore, act.Earliest); on <= act.Latest; on = on.PlusDays(1))
                Choose(order, next + 1, on, on <= day ? act.To : holder);
        }
    }

    static IEnumerable<Act[]> Permutations(Act[] acts) => acts.Length == 0
        ? [[]]
        : acts.SelectMany((act, i) => Permutations([.. acts[..i], .. acts[(i + 1)..]]).Select(Act[] (rest) => [act, .. rest]));
}
