using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1;

/// <summary>Shows records as entries of the journal hold them, many at once, in the shape of their own address. Others are named as they are called today.</summary>
interface IEntryView
{
    /// <summary>The journal's word for the records.</summary>
    string ResourceType { get; }

    /// <summary>Adds what the records of the entries mention.</summary>
    void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions);

    /// <summary>The records of the entries, in their order; whether the caller may see them was asked before.</summary>
    Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries);
}

static class EntryViews
{
    /// <summary>A view that the feed shows records of its kind by.</summary>
    public static IServiceCollection AddEntryView<T>(this IServiceCollection services) where T : class, IEntryView =>
        services.AddScoped<IEntryView>(provider => provider.GetRequiredService<T>());
}
