using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1.Keys;

/// <summary>Keys as entries of the journal hold them; nothing of a key is kept but what it opens.</summary>
sealed class KeyView(ReferenceReader references) : IEntryView
{
    public string ResourceType => "key";

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions) =>
        mentions.Institution(entries.Select(entry => Json.Read<AccessKey>(entry.Document).Institution));

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries)
    {
        var then = entries.Select(entry => Json.Read<AccessKey>(entry.Document)).ToList();
        var names = await references.Read(new ReferenceBatch().Institution(then.Select(key => key.Institution)));
        return [.. then.Select(key => KeyV1.Of(key, lastUsedAt: null, names))];
    }
}
