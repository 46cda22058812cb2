using System.Text.Json;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.History;

/// <summary>The versions of a record, page by page, each with what changed.</summary>
sealed class HistoryView(JournalReader journal, Links links, ReferenceReader references, IHttpContextAccessor http)
{
    const int Default = 50;

    // A page ends where its documents reach this length, so that nobody has a large record worked through five hundred times at once.
    const int MostCharacters = 8_000_000;

    // What an answer derives for its reader and its day is no part of what changed.
    static readonly string[] Derived = ["links", "allowedActions", "warnings", "expired", "overdue", "dueSoon", "outstanding", "closed", "unacknowledged", "discrepancyOpen",
        "owner", "normalCustodian", "currentCustodian", "custodyState"];

    /// <summary>A page of versions; <paramref name="show"/> gives the record as an answer would, or null where the caller could not have seen that version.</summary>
    public async Task<HistoryV1> Of(string resourceType, Guid id, string path, HistoryQuery query, Func<JournalEntry, Task<IVersioned?>> show)
    {
        var (limit, after) = (query.Limit ?? Default, (long)(query.After ?? 0));
        var before = await journal.Find(resourceType, id, after) is { } last ? await Shown(last, show) : null;
        var versions = new List<(JournalEntry Entry, Actor Actor, IReadOnlyList<JsonObject> Diff)>();
        var (taken, size) = (0, 0);
        // One at a time: documents can be long, and nobody holds a page of them.
        var entry = await journal.After(resourceType, id, after);
        while (entry is not null && taken < limit && (taken == 0 || size + entry.Document.Length <= MostCharacters))
        {
            (taken, size, after) = (taken + 1, size + entry.Document.Length, entry.Version);
            if (await Shown(entry, show) is { } shown)
            {
                versions.Add((entry with { Document = "" }, Json.Read<Actor>(entry.Actor), JsonDiff.Between(before ?? new JsonObject(), shown)));
                before = shown;
            }
            entry = await journal.After(resourceType, id, after);
        }
        var names = await references.Read(new ReferenceBatch().Institution(versions.Select(version => version.Actor.Institution)));
        var items = versions.ConvertAll(version => new HistoryEntryV1
        {
            Version = version.Entry.Version,
            Seq = version.Entry.Seq,
            RecordedAt = version.Entry.RecordedAt,
            Type = version.Entry.Type,
            Actor = new() { Role = version.Actor.Role.ToV1(), Institution = names.Institution(version.Actor.Institution).ToV1() },
            RequestId = version.Entry.RequestId,
            Reason = version.Entry.Reason,
            Diff = version.Diff,
        });
        var pages = new PageLinks { Self = Address(query.After ?? 0), First = Address(0), Next = entry is null ? null : Address(after) };
        pages.Announce(http.HttpContext!.Response);
        return new() { Items = items, Page = new() { Limit = limit, Returned = items.Count }, Links = pages };

        Uri Address(long from) => new(links.To($"{path}/history?limit={limit}{(from == 0 ? "" : $"&after={from}")}"));
    }

    static async Task<JsonNode?> Shown(JournalEntry entry, Func<JournalEntry, Task<IVersioned?>> show)
    {
        if (await show(entry) is not { } record)
            return null;
        var shown = JsonSerializer.SerializeToNode(record, record.GetType(), Json.Options)!.AsObject();
        foreach (var name in Derived)
            shown.Remove(name);
        return shown;
    }
}
