using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace TransferRegistry.Api.Access;

/// <summary>
/// A key as its bearer holds it: <c>trk_&lt;handle&gt;_&lt;secret&gt;&lt;check&gt;</c>. The handle names it and is no secret;
/// the check is the CRC-32 of all before it, so that a mistyped key is known for one without a look at the database, and a leaked one is found by scanners.
/// </summary>
sealed partial class RegistryKey
{
    const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const int HandleLength = 10;
    const int SecretLength = 32;
    const int CheckLength = 6;

    RegistryKey(string handle, string text) => (Handle, Text) = (handle, text);

    public string Handle { get; }

    /// <summary>The whole key: shown once, kept nowhere.</summary>
    public string Text { get; }

    /// <summary>What the registry keeps of it. A fast hash will do: nobody guesses 190 random bits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Text)));

    public static RegistryKey New() => Of(RandomNumberGenerator.GetString(Letters, HandleLength), RandomNumberGenerator.GetString(Letters, SecretLength));

    public static RegistryKey Of(string handle, string secret)
    {
        var begun = $"trk_{handle}_{secret}";
        return new(handle, begun + Check(begun));
    }

    /// <summary>Null when it has not the form of a key, or its check is wrong.</summary>
    public static RegistryKey? Parse(string text) =>
        Form().IsMatch(text) && Check(text[..^CheckLength]) == text[^CheckLength..] ? new(text.Substring(4, HandleLength), text) : null;

    /// <summary>Whether this is the key whose hash was kept; takes as long whatever the answer.</summary>
    public bool Matches(string hash) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(hash));

    /// <summary>Fit for a log: without the secret.</summary>
    public override string ToString() => $"trk_{Handle}_…";

    static string Check(string text)
    {
        var check = Crc32.HashToUInt32(Encoding.ASCII.GetBytes(text));
        return string.Create(CheckLength, check, (characters, rest) =>
        {
            for (var place = CheckLength - 1; place >= 0; place--)
                (characters[place], rest) = (Letters[(int)(rest % Letters.Length)], rest / (uint)Letters.Length);
        });
    }

    [GeneratedRegex(@"\Atrk_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
