using CsCheck;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;

namespace TransferRegistry.Tests.Agreements;

/// <summary>The consolidated text is an algebra: what is signed, put over what was signed before, in the order of first days.</summary>
public sealed class AmendmentPropertyTests
{
    static readonly LocalDate Start = new(2026, 1, 1);

    /// <summary>What an amendment says of two members: 0 nothing, -1 that it is gone, else its new value.</summary>
    sealed record Said(int FirstDay, bool IsSigned, int Note, int End);

    static readonly Gen<Said[]> Amendments = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[-1, 4], Gen.Int[-1, 4])
        .Select((day, signed, note, end) => new Said(day, signed > 0, note, end)).Array[0, 8];

    [Fact]
    public void Of_every_member_the_last_amendment_in_effect_has_the_word() => Amendments.Sample(said =>
    {
        var agreement = Amended(said);
        return Days().All(day =>
        {
            var inEffect = said.Index().Where(each => each.Item.IsSigned && Start.PlusDays(each.Item.FirstDay) <= day).OrderBy(each => each.Item.FirstDay).ThenBy(each => each.Index)
                .Select(each => each.Item).ToList();
            var (note, end) = (inEffect.LastOrDefault(each => each.Note != 0)?.Note ?? 0, inEffect.LastOrDefault(each => each.End != 0)?.End ?? 0);
            var text = agreement.On(day);
            return (text.Note, text.EffectiveTo) == (NoteOf(note), EndOf(end)) && text.Title.Equals(agreement.Title) && text.Version == agreement.Version;
        });
    });

    [Fact]
    public void On_every_day_exactly_one_of_the_terms_holds_and_it_is_the_text_of_that_day() => Amendments.Sample(said =>
    {
        var agreement = Amended(said);
        var terms = agreement.Terms().ToList();
        return Days().All(day =>
        {
            var (_, _, text) = terms.Single(term => (term.Since is null || term.Since <= day) && (term.Until is null || term.Until > day));
            return Json.Write(text) == Json.Write(agreement.On(day));
        });
    });

    [Fact]
    public void What_an_amendment_was_drafted_as_is_what_the_text_then_says() => Gen.Select(Amendments, Gen.Int[-1, 4], Gen.Int[-1, 4], Gen.Int[9, 12]).Sample((said, note, end, firstDay) =>
    {
        var agreement = Amended(said);
        var before = agreement.On(Start.PlusDays(firstDay));
        var after = before with { Note = NoteOf(note), EffectiveTo = EndOf(end) };
        var changes = before.ChangesTo(after);
        var amended = agreement with { Amendments = [.. agreement.Amendments!, An(said.Length, firstDay, isSigned: true) with { Changes = changes }] };
        var text = amended.On(Start.PlusDays(firstDay));
        // What differs and no more: who reads the amendment reads all that it changes.
        return Json.Write(text with { Amendments = null }) == Json.Write(after with { Amendments = null })
            && changes.Count == (before.Note == after.Note ? 0 : 1) + (before.EffectiveTo == after.EffectiveTo ? 0 : 1);
    });

    static IEnumerable<LocalDate> Days() => Enumerable.Range(-1, 15).Select(Start.PlusDays);

    static string? NoteOf(int note) => note < 0 ? null : $"слово {note}";

    static LocalDate? EndOf(int end) => end < 0 ? null : new(2030 + end, 1, 1);

    static Agreement Amended(Said[] said)
    {
        var agreement = new Agreement
        {
            Id = Guid.CreateVersion7(), Version = 5, Kind = AgreementKind.Other, Binding = true, Title = new([new("ru", "Договор")]), Parties = [], Evidence = Evidence.SignedByAll,
            Note = NoteOf(0), EffectiveTo = EndOf(0), SubmittedBy = new(Role.Admin, null, null), CreatedAt = default, UpdatedAt = default,
        };
        return agreement with
        {
            Amendments = [.. said.Index().Select(each => An(each.Index, each.Item.FirstDay, each.Item.IsSigned) with
            {
                Changes = agreement.ChangesTo(agreement with
                {
                    Note = NoteOf(each.Item.Note), EffectiveTo = EndOf(each.Item.End),
                }),
            })],
        };
    }

    static Amendment An(int index, int firstDay, bool isSigned) => new()
    {
        Seq = index + 1, Kind = AmendmentKind.ChangeOfTerms, Status = isSigned ? AmendmentStatus.Signed : AmendmentStatus.Proposed, BaseVersion = 1,
        EffectiveFrom = Start.PlusDays(firstDay), Signatures = [], SubmittedBy = new(Role.Admin, null, null), ProposedAt = default,
    };
}
