using System.Globalization;
using System.Reflection;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

/// <summary>
/// The version a writer has seen (RFC 9110, 13.1.1). Asked for by the handler once it knows the record and whose it is: who may not see it hears 404, who may not change it
/// 403, and only then who names no version 428.
/// </summary>
sealed class IfMatch(IReadOnlyList<long>? versions, bool any)
{
    /// <summary>Goes on when the record still has the version that was seen; 428 when none was named, otherwise 412 with the tag it has now.</summary>
    public async Task Admit(long version, Func<Task<IVersioned>> show)
    {
        if (versions is null)
            throw Faults.NeedsIfMatch.Because();
        if (any || versions.Contains(version))
            return;
        throw Faults.StaleVersion.Because(("version", version))
            .WithHeader(HeaderNames.ETag, EntityTag.Of(await show(), out _));
    }

    public static ValueTask<IfMatch> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0)
            return ValueTask.FromResult(new IfMatch(versions: null, any: false));
        if (!EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags))
            throw Faults.UnreadableIfMatch.Header(HeaderNames.IfMatch).Refused();
        return ValueTask.FromResult(new IfMatch([.. tags.Where(tag => !tag.IsWeak).Select(VersionOf)], tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))));
    }

    static long VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"').ToString().Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
