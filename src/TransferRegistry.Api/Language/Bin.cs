using System.Text.RegularExpressions;

namespace TransferRegistry.Api.Language;

/// <summary>The business identification number of Kazakhstan (БИН): twelve digits, the last of them a check digit.</summary>
static partial class Bin
{
    static readonly int[] FirstWeights = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    static readonly int[] SecondWeights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

    public static bool IsValid(string bin)
    {
        if (bin.Length != 12 || !bin.All(char.IsAsciiDigit))
            return false;
        var check = Sum(bin, FirstWeights);
        // A remainder of ten is summed again with other weights; ten once more, and the number was never given out.
        if (check == 10)
            check = Sum(bin, SecondWeights);
        return check == bin[11] - '0';
    }

    /// <summary>Year and month of registration, type 4 to 6, division 0 to 3: as legal persons' numbers are built.</summary>
    public static bool HasUsualStructure(string bin) => Structure().IsMatch(bin);

    static int Sum(string bin, int[] weights) => weights.Select((weight, place) => weight * (bin[place] - '0')).Sum() % 11;

    [GeneratedRegex(@"^\d{2}(0[1-9]|1[0-2])[4-6][0-3]\d{6}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Structure();
}
