using System.Globalization;
using System.Text;

namespace TransferRegistry.Api.Language;

/// <summary>
/// The text a search looks in and looks for: lower case, ё as е, й as и, the letters of Kazakh on their Russian neighbours,
/// Latin letters without their marks, words apart by one blank. «Нұрсұлтан» and «нурсултан» fold alike.
/// </summary>
static class Folding
{
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        var blank = true;
        foreach (var letter in text.Normalize(NormalizationForm.FormC).ToLowerInvariant().Select(Neighbour).SelectMany(Marks))
        {
            if (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter))
                folded.Append(letter);
            else if (!blank)
                folded.Append(' ');
            blank = !char.IsLetterOrDigit(letter) && !char.IsSurrogate(letter);
        }
        return folded.ToString().TrimEnd();
    }

    public static string[] Words(string text) => Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static char Neighbour(char letter) => letter switch
    {
        'ё' => 'е',
        'й' or 'і' => 'и',
        'ә' => 'а',
        'ғ' => 'г',
        'қ' => 'к',
        'ң' => 'н',
        'ө' => 'о',
        'ұ' or 'ү' => 'у',
        'һ' => 'х',
        _ => letter,
    };

    static IEnumerable<char> Marks(char letter) =>
        letter < 0x80 || char.IsSurrogate(letter)
            ? [letter]
            : letter.ToString().Normalize(NormalizationForm.FormD).Where(part => CharUnicodeInfo.GetUnicodeCategory(part) is not UnicodeCategory.NonSpacingMark);
}
