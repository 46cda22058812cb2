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
sealed class HistoryView(Db db, JournalReader journal, Links links, ReferenceReader references, IHttpContextAccessor http)
{
    const int Default = 50;

    // A page ends where its documents reach this many bytes, so that nobody has a large record worked through five hundred times at once.
    const int MostBytes = 4_000_000;

    // What an answer derives for its reader and its day is no part of what changed.
    static readonly string[] Derived = ["links", "allowedActions", "warnings", "expired", "overdue", "dueSoon", "outstanding", "closed", "unacknowledged", "discrepancyOpen",
        "owner", "normalCustodian", "currentCustodian", "custodyState"];

    /// <summary>A page of versions. Others are named as they are called today: what changed is the record alone.</summary>
    /// <param name="record">The record as it is now.</param>
    /// <param name="query">Which page.</param>
    /// <param name="view">Shows the record as it was.</param>
    /// <param name="seen">Which of its versions the caller could have seen.</param>
    public async Task<HistoryV1> Of(IRecord record, HistoryQuery query, IEntryView view, Func<IReadOnlyList<JournalEntry>, Task<IEnumerable<JournalEntry>>> seen)
    {
        var (limit, after) = (query.Limit ?? Default, (long)(query.After ?? 0));
        var sizes = await db.List<VersionSize>(JournalSql.Sizes, new { record.ResourceType, ResourceId = record.Id, After = after, Limit = limit + 1 });
        var size = 0L;
        var page = sizes.Take(limit).TakeWhile((version, index) => (size += version.Size) <= MostBytes || index == 0).Select(version => version.Version).ToList();
        // The one before is what the first of them is compared with.
        var entries = (await journal.Versions(page.Prepend(after).Select(version => (record.ResourceType, record.Id, version)))).OrderBy(entry => entry.Version).ToList();
        var visible = (await seen(entries)).OrderBy(entry => entry.Version).ToList();
        var actors = visible.ConvertAll(entry => Json.Read<Actor>(entry.Actor));
        var mentions = new ReferenceBatch().Institution(actors.Select(actor => actor.Institution));
        view.Mention(visible, mentions);
        var names = await references.Read(mentions);
        var items = new List<HistoryEntryV1>();
        JsonNode before = new JsonObject();
        foreach (var ((entry, actor), shown) in visible.Zip(actors).Zip((await view.Show(visible)).Select(Said)))
        {
            if (entry.Version > after)
                items.Add(new()
                {
                    Version = entry.Version,
                    Seq = entry.Seq,
                    RecordedAt = entry.RecordedAt,
                    Type = entry.Type,
                    Actor = new() { Role = actor.Role.ToV1(), Institution = names.Institution(actor.Institution).ToV1() },
                    RequestId = entry.RequestId,
                    Reason = entry.Reason,
                    Diff = JsonDiff.Between(before, shown),
                });
            before = shown;
        }
        var next = page.Count < sizes.Count ? Address(page[^1]) : null;
        var pages = new PageLinks { Self = Address(after), First = Address(0), Next = next };
        pages.Announce(http.HttpContext!.Response);
        return new() { Items = items, Page = new() { Limit = limit, Returned = items.Count }, Links = pages };

        Uri Address(long from) => new(links.To($"/{record.ResourceType}s/{record.Id}/history?limit={limit}{(from == 0 ? "" : $"&after={from}")}"));
    }

    static JsonObject Said(object record)
    {
        var said = JsonSerializer.SerializeToNode(record, record.GetType(), Json.Options)!.AsObject();
        foreach (var name in Derived)
            said.Remove(name);
        return said;
    }

    sealed record VersionSize
    {
        public required long Version { get; init; }
        public required long Size { get; init; }
    }
}
