using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace TransferRegistry.Api.Reading.Webhooks;

/// <summary>What a webhook's messages are signed with (Standard Webhooks 1.0.0, Signature scheme): <c>whsec_</c> and 32 bytes in base64.</summary>
sealed class WebhookSecret
{
    const string Prefix = "whsec_";
    const int Bytes = 32;

    readonly byte[] _key;

    public WebhookSecret(string text) => _key = Convert.FromBase64String(text[Prefix.Length..]);

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>One signature of the header webhook-signature: <c>v1,</c> and the HMAC-SHA-256 of the id, the moment and the body, joined by full stops.</summary>
    /// <param name="id">webhook-id.</param>
    /// <param name="at">webhook-timestamp: the moment of the attempt, of which whole seconds count.</param>
    /// <param name="body">The very bytes that are sent.</param>
    public string Sign(string id, Instant at, string body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}.{Seconds(at)}.{body}")))}";

    /// <summary>The header webhook-timestamp.</summary>
    public static string Seconds(Instant at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
