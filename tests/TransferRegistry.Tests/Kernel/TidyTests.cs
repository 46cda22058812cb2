using System.Text;
using CsCheck;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Tests.Kernel;

public class TidyTests
{
    static readonly char[] Composed = [.. Enumerable.Range(0, char.MaxValue).Select(code => (char)code).Where(Json.IsComposed)];

    // What changes what is beside it: accents, a Hangul vowel and final, a mark of the Cyrillic titlo, signs that have another normal form.
    static readonly char[] Changing = ['\u0301', '\u0306', '\u0308', '\u030B', '\u0327', '\u0340', '\u0483', '\u1100', '\u1161', '\u11A8', '\u2000', '\u2126', '\u212B', '\uFB1D'];

    [Fact]
    public void A_letter_that_is_taken_as_it_stands_has_no_other_normal_form() =>
        Assert.All(Composed, letter => Assert.Equal(letter.ToString(), letter.ToString().Normalize(NormalizationForm.FormC)));

    [Fact]
    public void A_text_is_kept_in_its_normal_form_whatever_letters_and_marks_stand_together_in_it() =>
        Gen.Frequency((2, Gen.OneOf(Composed)), (1, Gen.OneOf(Changing))).Array[0, 6].Select(letters => new string(letters))
            .Sample(text => Json.Normalize(text) == text.Normalize(NormalizationForm.FormC).Trim(), iter: 20_000);
}
