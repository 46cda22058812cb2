using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Registry.Custody;
using static TransferRegistry.Tests.Custody.Custodians;

namespace TransferRegistry.Tests.Custody;

public sealed class CustodyAlgebraTests
{
    [Fact]
    public void An_item_without_acts_is_with_its_first_holder_on_every_day()
    {
        var chain = Chained();

        var interval = Assert.Single(chain.Intervals);
        Assert.True(interval.IsOpen);
        Assert.Null(interval.By);
        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("0900-01-01"))));
        Assert.True(chain.Holds);
    }

    [Fact]
    public void What_moves_follows_the_legal_effect()
    {
        var before = new Holding(Abai, Berel, Caspian);

        Assert.Equal(new(Dala, Dala, Dala), before.After(Pass(Caspian, Dala, "2024", 1, effect: LegalEffect.TitleAndCustody)));
        Assert.Equal(new(Abai, Dala, Dala), before.After(Pass(Caspian, Dala, "2024", 1, effect: LegalEffect.OperationalManagement)));
        Assert.Equal(new(Abai, Berel, Dala), before.After(Pass(Caspian, Dala, "2024", 1, effect: LegalEffect.CustodyOnly)));
        Assert.Equal(new(null, null, Dala), before.After(Pass(Caspian, Dala, "2024", 1, effect: LegalEffect.Unknown)));
    }

    [Fact]
    public void Owner_and_normal_custodian_stay_unknown_until_an_act_names_them_again()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2020-01-01", 1, effect: LegalEffect.Unknown),
            Pass(Berel, Caspian, "2021-01-01", 2, effect: LegalEffect.CustodyOnly),
            Pass(Caspian, Dala, "2022-01-01", 3, effect: LegalEffect.OperationalManagement),
            Pass(Dala, Esik, "2023-01-01", 4, effect: LegalEffect.TitleAndCustody));

        Assert.Equal(
            [Holding.Of(Abai), new(null, null, Berel), new(null, null, Caspian), new(null, Dala, Dala), Holding.Of(Esik)],
            chain.Intervals.Select(interval => interval.Holding));
    }

    [Fact]
    public void Custody_passes_on_the_day_of_the_act_and_on_that_day_the_taker_holds()
    {
        var chain = Chained(Pass(Abai, Berel, "2024-02-28", 1));

        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("2024-02-27"))));
        Assert.Equal(Answered(Berel, by: 1), Told(chain.On(Day("2024-02-28"))));
    }

    [Fact]
    public void Two_acts_of_one_day_leave_the_item_with_the_last_taker()
    {
        var chain = Chained(Pass(Abai, Berel, "2024-02-28", 1), Pass(Berel, Caspian, "2024-02-28", 2));

        Assert.Equal(Answered(Caspian, by: 2), Told(chain.On(Day("2024-02-28"))));
        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("2024-02-27"))));
    }

    [Fact]
    public void An_interval_tells_when_it_began_and_ended_and_by_which_acts()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2024-02", 1, effect: LegalEffect.OperationalManagement),
            Pass(Berel, Caspian, "2025-03-05", 2));

        var interval = chain.Intervals[1];
        Assert.Equal(
            new()
            {
                Position = 1,
                Holding = new(Abai, Berel, Berel),
                By = Transfer(1),
                EndedBy = Transfer(2),
                Gap = false,
                Since = Edtf.Parse("2024-02"),
                SinceEarliest = Day("2024-02-01"),
                SinceLatest = Day("2024-02-29"),
                Until = Edtf.Parse("2025-03-05"),
                UntilEarliest = Day("2025-03-05"),
                UntilLatest = Day("2025-03-05"),
            },
            interval);
        Assert.Equal([false, false, true], chain.Intervals.Select(each => each.IsOpen));
        Assert.Equal(Caspian, chain.Current.Holding.Custodian);
    }

    [Fact]
    public void An_act_to_the_same_custodian_begins_an_interval_of_its_own()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2024-01-01", 1),
            Pass(Berel, Berel, "2025-01-01", 2, effect: LegalEffect.TitleAndCustody));

        Assert.Equal([Abai, Berel, Berel], chain.Holders());
        Assert.Equal([Abai, Abai, Berel], chain.Intervals.Select(interval => interval.Holding.Owner!.Value));
    }

    [Theory]
    [InlineData("2024-01-01", "2024-01-02")]   // earliest bound
    [InlineData("2024-01-05", "2024-01")]      // a day of January after January as a whole
    [InlineData("2024-01-01", "2024-01")]      // same earliest, then latest
    [InlineData("2024", "2024-02-01/..")]      // an open end is closed by the recording
    [InlineData("../2024", "2023-05-05")]      // an open beginning comes before all
    [InlineData("2025-12-31", null)]           // no date: it stands at the day it was recorded
    [InlineData("2025-12-31", "XXXX-02-28")]   // no year: likewise
    public void Acts_stand_in_the_order_of_their_bounds(string one, string? other)
    {
        var expected = one == "2024-01-05" ? new long[] { 2, 1 } : [1, 2];

        var ordered = new[] { Pass(Abai, Berel, one, 1), Pass(Abai, Berel, other, 2) }.OrderBy(act => act.Place).Select(act => act.Order);

        Assert.Equal(expected, ordered);
    }

    [Fact]
    public void What_the_dates_leave_equal_stands_in_the_order_of_the_journal()
    {
        var chain = Chained(Pass(Berel, Abai, "2024", 2), Pass(Abai, Berel, "2024", 1));

        Assert.Equal([null, Transfer(1), Transfer(2)], chain.Intervals.Select(interval => interval.By));
        Assert.True(chain.Holds);
    }

    [Fact]
    public void Inside_an_undecided_span_the_answer_is_the_last_custodian_the_acts_allow()
    {
        var chain = Chained(Pass(Abai, Berel, "2024-02", 1));

        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("2024-01-31"))));
        Assert.Equal(Perhaps(Berel, by: 1, (Abai, null)), Told(chain.On(Day("2024-02-01"))));
        Assert.Equal(Perhaps(Berel, by: 1, (Abai, null)), Told(chain.On(Day("2024-02-28"))));
        Assert.Equal(Answered(Berel, by: 1), Told(chain.On(Day("2024-02-29"))));
    }

    [Fact]
    public void Every_other_custodian_an_undecided_span_allows_is_an_alternative_once()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2019-05-05", 1),
            Pass(Berel, Caspian, "2024", 2),
            Pass(Caspian, Berel, "2024", 3),
            Pass(Berel, Dala, "2024", 4));

        Assert.Equal(Perhaps(Dala, by: 4, (Berel, 3), (Caspian, 2)), Told(chain.On(Day("2024-06-01"))));
        Assert.Equal(Answered(Dala, by: 4), Told(chain.On(Day("2024-12-31"))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("XXXX-02-28")]
    public void An_act_without_a_date_or_a_year_is_possible_on_any_day_up_to_the_one_it_was_recorded_on(string? on)
    {
        var chain = Chained(Pass(Abai, Berel, on, 1, recordedOn: "2026-01-10"));

        Assert.Equal(Perhaps(Berel, by: 1, (Abai, null)), Told(chain.On(Day("1900-01-01"))));
        Assert.Equal(Perhaps(Berel, by: 1, (Abai, null)), Told(chain.On(Day("2026-01-09"))));
        Assert.Equal(Answered(Berel, by: 1), Told(chain.On(Day("2026-01-10"))));
    }

    [Fact]
    public void An_undated_act_cannot_have_happened_before_the_one_that_brought_the_item_there()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2020-01-01", 1), Pass(Berel, Caspian, "2022-01-01", 2), Pass(Caspian, Dala, null, 3, recordedOn: "2026-01-10"));

        Assert.Equal(Answered(Berel, by: 1), Told(chain.On(Day("2021-01-01"))));
        Assert.Equal(Perhaps(Dala, by: 3, (Caspian, 2)), Told(chain.On(Day("2023-01-01"))));
        Assert.Equal(Day("2022-01-01"), chain.Current.SinceEarliest);
    }

    [Fact]
    public void An_undated_act_finds_the_only_place_where_the_chain_holds()
    {
        var chain = Chained(Pass(Berel, Caspian, "2022-01-01", 1), Pass(Abai, Berel, null, 2, recordedOn: "2026-01-10"));

        Assert.True(chain.Holds);
        Assert.Equal([Abai, Berel, Caspian], chain.Holders());
        Assert.Equal(Perhaps(Berel, by: 2, (Abai, null)), Told(chain.On(Day("2021-12-31"))));
        Assert.Equal(Answered(Caspian, by: 1), Told(chain.On(Day("2022-01-01"))));
    }

    [Fact]
    public void Acts_of_one_day_keep_the_order_of_the_journal_unless_only_the_other_holds()
    {
        var chain = Chained(Pass(Berel, Caspian, "2024-02-28", 1), Pass(Abai, Berel, "2024-02-28", 2));

        Assert.Equal([Abai, Berel, Caspian], chain.Holders());
        Assert.True(chain.Holds);
    }

    [Fact]
    public void Where_two_orders_hold_the_day_is_certain_only_if_both_say_so()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2024", 1), Pass(Berel, Abai, "2024", 2), Pass(Abai, Caspian, "2024-03-01", 3), Pass(Caspian, Abai, "2024-04-01", 4));

        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("2023-12-31"))));
        Assert.Equal(Perhaps(Abai, by: 4, (Berel, 1)), Told(chain.On(Day("2024-06-01"))));
        Assert.Equal(Answered(Abai, by: 4), Told(chain.On(Day("2024-12-31"))));
    }

    [Fact]
    public void An_act_from_somebody_else_leaves_a_gap_and_moves_custody_all_the_same()
    {
        var chain = Chained(Pass(Abai, Berel, "2020-01-01", 1), Pass(Caspian, Dala, "2022-01-01", 2), Pass(Dala, Esik, "2023-01-01", 3));

        Assert.False(chain.Holds);
        Assert.Equal([false, false, true, false], chain.Intervals.Select(interval => interval.Gap));
        Assert.Equal(Answered(Dala, by: 2), Told(chain.On(Day("2022-06-01"))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("XXXX-02-28")]
    [InlineData("0001/..")]
    [InlineData("../2026-01-10")]
    [InlineData("2009/2026-01-10?")]
    public void A_vague_act_that_contradicts_dated_ones_leaves_a_doubt_until_the_next(string? on)
    {
        Act[] dated = [Pass(Abai, Berel, "2010-05-05", 1), Pass(Berel, Caspian, "2015-03-03", 2)];
        foreach (var giver in new[] { Abai, Esik })
        {
            var chain = Chained([.. dated, Pass(giver, Dala, on, 3, recordedOn: "2026-01-10")]);

            Assert.Equal(Perhaps(Caspian, by: 2, (Dala, 3)), Told(chain.Now(Day("2026-10-01"))));
            Assert.Equal(Told(chain.On(Day("2026-10-01"))), Told(chain.Now(Day("2026-10-01"))));
            Assert.Equal(Broken(Caspian, by: 2), chain.Judge(HandOver(Dala, Esik, "2026-10-01")));
            Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Caspian, Esik, "2026-10-01")));
        }
        var next = Chained([.. dated, Pass(Abai, Dala, on, 3, recordedOn: "2026-01-10"), Pass(Caspian, Esik, "2026-03-03", 4)]);
        Assert.Equal(Answered(Esik, by: 4), Told(next.Now(Day("2026-10-01"))));
    }

    [Fact]
    public void Of_two_acts_of_one_year_that_contradict_each_other_neither_is_certain_ever()
    {
        var chain = Chained(Pass(Abai, Berel, "2015", 1), Pass(Abai, Caspian, "2015", 2));

        Assert.Equal(Perhaps(Caspian, by: 2, (Berel, 1)), Told(chain.Now(Day("2026-10-01"))));
        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("2014-12-31"))));
    }

    [Fact]
    public void An_act_dated_a_day_ahead_is_certain_as_of_its_day()
    {
        var chain = Chained(Pass(Abai, Berel, "2026-10-02", 1, recordedOn: "2026-10-01"));

        Assert.Equal(Answered(Berel, by: 1), Told(chain.Now(Day("2026-10-01"))));
        Assert.Equal(Answered(Abai, by: null), Told(chain.On(Day("2026-10-01"))));
    }

    [Fact]
    public void Whoever_became_a_keeper_by_an_act_is_one_since_that_act()
    {
        var chain = Chained(
            Pass(Abai, Berel, "2010-01-01", 1), Pass(Berel, Abai, "2011-01-01", 2),
            Pass(Abai, Caspian, "2012-01-01", 3, effect: LegalEffect.OperationalManagement), Pass(Caspian, Dala, "2013-01-01", 4),
                Pass(Dala, Caspian, "2014-01-01", 5));

        Assert.Equal(Transfer(3), chain.KeptBy(Caspian)!.By);
        Assert.Null(chain.KeptBy(Abai));
        Assert.Null(Chained(Pass(Abai, Berel, "2010-01-01", 1), Pass(Berel, Abai, "2011-01-01", 2)).KeptBy(Abai));
    }

    [Fact]
    public void A_gap_in_the_past_does_not_keep_later_acts_from_their_order()
    {
        var chain = Chained(
            Pass(Berel, Caspian, "2000-01-01", 1), Pass(Dala, Esik, "2024-02-28", 2), Pass(Caspian, Dala, "2024-02-28", 3));

        Assert.Equal([Abai, Caspian, Dala, Esik], chain.Holders());
        Assert.Equal([false, true, false, false], chain.Intervals.Select(interval => interval.Gap));
    }

    [Fact]
    public void A_qualified_date_counts_with_its_bounds()
    {
        var chain = Chained(Pass(Abai, Berel, "2024-02?", 1));

        Assert.Equal(Perhaps(Berel, by: 1, (Abai, null)), Told(chain.On(Day("2024-02-15"))));
        Assert.Equal(Answered(Berel, by: 1), Told(chain.On(Day("2024-03-01"))));
    }

    [Fact]
    public void Who_holds_the_item_may_hand_it_over() =>
        Assert.Equal(new Verdict.Holds(), Chained(Pass(Abai, Berel, "2020-01-01", 1)).Judge(HandOver(Berel, Caspian, "2026-10-01")));

    [Fact]
    public void Who_does_not_hold_the_item_cannot_hand_it_over_and_hears_who_does_and_since_which_act()
    {
        var chain = Chained(Pass(Abai, Berel, "2020-01-01", 1));

        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Abai, Caspian, "2026-10-01")));
        Assert.Equal(Broken(Abai, by: null), Chained().Judge(HandOver(Berel, Caspian, "2026-10-01")));
    }

    [Fact]
    public void An_act_recorded_later_is_judged_against_the_act_before_it()
    {
        var chain = Chained(Pass(Abai, Berel, "2020-01-01", 1), Pass(Berel, Abai, "2022-01-01", 2));

        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Abai, Caspian, "2021-01-01")));
    }

    [Fact]
    public void An_act_recorded_later_is_judged_against_the_act_after_it()
    {
        var chain = Chained(Pass(Abai, Berel, "2020-01-01", 1), Pass(Berel, Caspian, "2022-01-01", 2));

        Assert.Equal(new Verdict.Broken(Berel, Transfer(2), ByLaterAct: true, Refuses: true), chain.Judge(HandOver(Berel, Dala, "2021-01-01")));
    }

    [Fact]
    public void An_act_recorded_later_may_close_a_gap()
    {
        var chain = Chained(Pass(Abai, Berel, "2020-01-01", 1), Pass(Caspian, Dala, "2022-01-01", 2));

        Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Berel, Caspian, "2021-01-01")));
    }

    [Fact]
    public void A_gap_that_was_there_before_does_not_count_against_an_act()
    {
        var chain = Chained(Pass(Abai, Berel, "2020-01-01", 1), Pass(Caspian, Dala, "2022-01-01", 2));

        Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Dala, Esik, "2026-10-01")));
        Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Berel, Esik, "2021-01-01")));
        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Esik, Caspian, "2021-01-01")));
    }

    [Fact]
    public void Where_spans_overlap_an_act_that_only_another_order_allows_is_undecided()
    {
        // The return without a date stands at the day it was recorded, but may have come before the hand-over of 2025.
        var chain = Chained(Pass(Abai, Berel, "2023", 1), Pass(Berel, Abai, null, 2, recordedOn: "2026-01-10"));

        Assert.Equal(new Verdict.Undecided(), chain.Judge(HandOver(Abai, Caspian, "2025-06-01")));
    }

    [Fact]
    public void Where_spans_overlap_an_act_that_no_order_allows_is_refused()
    {
        var chain = Chained(Pass(Abai, Berel, "2024", 1, recordedOn: "2025-01-01"));

        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Abai, Caspian, "2024-06-01")));
        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Dala, Esik, "2024-06-01")));
    }

    [Fact]
    public void A_hand_over_of_the_same_day_follows_those_before_it_in_the_journal()
    {
        var chain = Chained(Pass(Abai, Berel, "2026-10-01", 1));

        Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Berel, Caspian, "2026-10-01")));
        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Abai, Caspian, "2026-10-01")));
    }

    [Fact]
    public void After_the_day_an_undated_act_was_recorded_on_there_is_no_doubt_who_may_hand_over()
    {
        var chain = Chained(Pass(Abai, Berel, null, 1, recordedOn: "2026-01-10"));

        Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Berel, Caspian, "2026-10-01")));
        Assert.Equal(Broken(Berel, by: 1), chain.Judge(HandOver(Abai, Caspian, "2026-10-01")));
    }

    [Fact]
    public void An_order_once_settled_is_not_held_against_a_later_act()
    {
        var chain = Chained(Pass(Berel, Caspian, "2024-02-28", 1), Pass(Abai, Berel, "2024-02-28", 2));

        Assert.Equal(new Verdict.Holds(), chain.Judge(HandOver(Caspian, Dala, "2026-10-01")));
        Assert.Equal(Broken(Caspian, by: 1), chain.Judge(HandOver(Berel, Dala, "2026-10-01")));
    }

    [Fact]
    public void A_recorded_act_breaks_custody_only_as_a_warning()
    {
        var recorded = HandOver(Berel, Caspian, "2026-10-01") with { IsRecorded = true };

        Assert.Equal(new Verdict.Broken(Abai, null, ByLaterAct: false, Refuses: false), Chained().Judge(recorded));
    }

    static Verdict.Broken Broken(Guid holder, long? by) => new(holder, by is { } act ? Transfer(act) : null, ByLaterAct: false, Refuses: true);

    static string Answered(Guid custodian, long? by) => Text(custodian, by is { } act ? Transfer(act) : null);

    static string Perhaps(Guid custodian, long? by, params IEnumerable<(Guid Custodian, long? By)> others) =>
        $"{Answered(custodian, by)}, perhaps {string.Join(", ", others.Select(other => Answered(other.Custodian, other.By)))}";

    static string Told(Answer answer) => answer.IsCertain
        ? Text(answer.Holding.Custodian, answer.By)
        : $"{Text(answer.Holding.Custodian, answer.By)}, perhaps {string.Join(", ", answer.Alternatives.Select(other => Text(other.Custodian, other.By)))}";

    static string Text(Guid custodian, Guid? by) => $"{custodian.ToString()[7]} by {by?.ToString()[..8] ?? "nobody"}";
}
