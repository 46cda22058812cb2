using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Registry.Search;

/// <summary>What a record can be found by, kept folded beside it.</summary>
static class SearchText
{
    /// <summary>Keeps the words of records, each in place of those of its version before; texts that are absent are passed over.</summary>
    public static async Task Keep(Work work, IEnumerable<(IRecord Record, IEnumerable<string?> Texts)> kept)
    {
        var records = kept.ToLookup(one => one.Record.Version == 1, one => Row(one.Record, one.Texts));
        await work.WriteAll(SearchSql.Insert, records[true]);
        await work.WriteAll(SearchSql.Update, records[false]);
    }

    static object Row(IRecord record, IEnumerable<string?> texts) =>
        new { record.ResourceType, ResourceId = record.Id, Folded = " " + string.Join(' ', texts.OfType<string>().Select(Folding.Fold).Distinct()) };

    /// <summary>
    /// What was typed into the search box, as the engine's index asks for it: every word as a beginning, quoted, so that no character of it is an operator.
    /// Null where nothing was typed; a text without a word in it finds nothing.
    /// </summary>
    public static string? Query(string? typed, Dialect dialect)
    {
        if (typed is null)
            return null;
        var words = Folding.Words(typed);
        if (words.Length == 0)
            words = [Nothing];
        return dialect is Dialect.Sqlite
            ? $"folded : ({string.Join(" AND ", words.Select(word => $"\"{word}\" *"))})"
            : Json.Write(words);
    }

    // No text is folded to this.
    const string Nothing = "-";
}
