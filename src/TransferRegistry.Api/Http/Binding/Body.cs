using System.Buffers;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Http.Binding;

/// <summary>A JSON body, read to a tree, walked against its contract and bound, before any transaction is opened (R5).</summary>
sealed class Body<T>(T value) : IEndpointParameterMetadataProvider where T : class
{
    public T Value => value;

    public static async ValueTask<Body<T>> BindAsync(HttpContext http, ParameterInfo parameter) =>
        new(Contract.Bind<T>(await BodyReader.Read(http)));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

/// <summary>A merge patch (RFC 7396): applied by <see cref="ContractPatch.Apply{T}"/> to the record as it is shown.</summary>
sealed class MergePatch<T>(JsonElement tree) : IEndpointParameterMetadataProvider where T : class
{
    public T ApplyTo(object shown) => ContractPatch.Apply<T>(tree, shown);

    public static async ValueTask<MergePatch<T>> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        var tree = await BodyReader.Read(http);
        if (tree.ValueKind is not JsonValueKind.Object)
            throw Faults.WrongType.At("", ("actual", Contract.Say(tree)), ("expected", "object")).Refused();
        return new MergePatch<T>(tree);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/merge-patch+json", "application/json"], typeof(T)));
}

/// <summary>The body as it was read, for what is bound after it.</summary>
sealed record BodyTree(JsonElement Root);

/// <summary>How many bytes of body an address takes; 1 MiB where it says nothing.</summary>
sealed record BodyLimit(long Bytes)
{
    public static readonly BodyLimit Default = new(1 << 20);
    public static readonly BodyLimit Posting = new(20 << 20);
}

static class BodyReader
{
    const int Depth = 64;

    public static async Task<JsonElement> Read(HttpContext http)
    {
        // Routing takes any +json for JSON; a JSON patch is no merge patch.
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var given)
            || http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is { } taken && !taken.ContentTypes.Contains(given.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw ProblemResponses.UnsupportedMediaType(http);
        var bytes = WithoutMark(await ReadBytes(http));
        if (bytes.Length == 0)
            throw Faults.EmptyBody.At("").Refused();
        if (Utf8Fault(bytes.Span) is { } offset)
            throw Faults.NotUtf8.At(pointer: null, ("offset", offset)).Refused();
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = Depth });
            var faults = new List<Fault>();
            Inspect(document.RootElement, "", faults);
            if (faults.Count > 0)
                throw new Refusal(Problem.Unreadable, faults[0].Detail, faults);
            var root = document.RootElement.Clone();
            http.Features.Set(new BodyTree(root));
            return root;
        }
        catch (JsonException fault)
        {
            throw Faults.NotJson.At(pointer: null, ("line", fault.LineNumber + 1), ("byte", fault.BytePositionInLine + 1), ("fault", Sentence(fault.Message))).Refused();
        }
    }

    static async Task<byte[]> ReadBytes(HttpContext http)
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() ?? BodyLimit.Default;
        if (http.Request.ContentLength > limit.Bytes)
            throw TooLarge(limit);
        using var read = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is var count and > 0)
            {
                if (read.Length + count > limit.Bytes)
                    throw TooLarge(limit);
                read.Write(buffer, 0, count);
            }
        }
        catch (IOException fault) when (fault is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // The server says so, and not by its own exception, of a chunk longer than it can count. Where the next request would begin is unknown.
            throw Faults.BadRequest.Because(("fault", fault.Message)).WithHeader(HeaderNames.Connection, "close");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        var bytes = read.ToArray();
        if (IdempotencyKey.Of(http.Request) is not null)
            http.Features.Set(new BodyDigest(SHA256.HashData(bytes)));
        return bytes;
    }

    static Refusal TooLarge(BodyLimit limit) => Faults.BodyTooLarge.Because(("most", limit.Bytes));

    // A byte order mark is passed over, as RFC 8259 allows: spreadsheets write one.
    static ReadOnlyMemory<byte> WithoutMark(byte[] bytes) => bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(Encoding.UTF8.Preamble.Length) : bytes;

    static long? Utf8Fault(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return null;
        var remaining = bytes;
        while (Rune.DecodeFromUtf8(remaining, out _, out var consumed) is OperationStatus.Done)
            remaining = remaining[consumed..];
        return bytes.Length - remaining.Length;
    }

    // What JSON allows and no database or other reader does: found here for the whole body at once.
    static void Inspect(JsonElement element, string pointer, List<Fault> faults)
    {
        if (faults.Count >= Contract.MostFaults)
            return;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    var name = Text(() => member.Name, pointer, faults);
                    if (name is null)
                        continue;
                    var place = Contract.Below(pointer, name);
                    if (!seen.Add(name))
                        faults.Add(Faults.DuplicateMember.At(place, ("member", name)));
                    Inspect(member.Value, place, faults);
                }
                break;
            case JsonValueKind.Array:
                foreach (var (index, inner) in element.EnumerateArray().Index())
                    Inspect(inner, $"{pointer}/{index}", faults);
                break;
            case JsonValueKind.String:
                Text(() => element.GetString()!, pointer, faults);
                break;
        }
    }

    static string? Text(Func<string> read, string pointer, List<Fault> faults)
    {
        try
        {
            var text = read();
            if (Json.CanBeKept(text))
                return text;
            faults.Add((text.Contains('\0', StringComparison.Ordinal) ? Faults.NulCharacter : Faults.Noncharacter).At(pointer));
        }
        catch (InvalidOperationException)
        {
            faults.Add(Faults.LoneSurrogate.At(pointer));
        }
        return null;
    }

    // System.Text.Json ends its sentences with the path and the position; the path says nothing here.
    static string Sentence(string message) => message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].TrimEnd('.');
}
