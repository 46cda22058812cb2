using System.Security.Cryptography;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>Strong entity tags (RFC 9110, 8.8.3): the record's version, and a hash of the very bytes sent, which differ by caller and by day.</summary>
static class EntityTag
{
    public static string Of(IVersioned shown, out byte[] bytes)
    {
        bytes = Json.Bytes<object>(shown);
        return $"\"{shown.Version}-{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
    }
}
