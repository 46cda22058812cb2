using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Events;

/// <summary>Every way the registry reads or changes an event.</summary>
sealed class EventStore(Work work)
{
    /// <summary>The event, as far as the caller may see it; a foreign one and a missing one are the same 404.</summary>
    public async Task<Event> Get(Guid id)
    {
        var parameters = new Dictionary<string, object?>(VisibilitySql.Parameters(work.Caller)) { ["Id"] = id };
        return (await work.Find<DocumentRow>(EventSql.List.Only(["id", .. VisibilitySql.Of(work.Caller)]), parameters))?.As<Event>()
            ?? throw Faults.NoRecord.Because(("record", "event"), ("id", id));
    }

    public async Task<Event> Register(Event occasion, Findings findings)
    {
        occasion.Check(findings, work.Today);
        findings.ThrowIfRefused();
        await work.WriteOne(EventSql.Insert, Row(occasion));
        await SaveIndexRows(occasion);
        work.AppendToJournal("event.created", occasion);
        return occasion;
    }

    public async Task<Event> Change(Event occasion, Findings findings)
    {
        occasion.Check(findings, work.Today);
        findings.ThrowIfRefused();
        await work.WriteOne(EventSql.Update, Row(occasion));
        await SaveIndexRows(occasion);
        work.AppendToJournal("event.changed", occasion);
        return occasion;
    }

    /// <summary>Writes an event as it is given, in its next version: for what renames an institution everywhere.</summary>
    public async Task Rewrite(Event occasion, string type, string? reason)
    {
        var next = occasion with { Version = occasion.Version + 1, UpdatedAt = work.Now };
        await work.WriteOne(EventSql.Update, Row(next));
        await SaveIndexRows(next);
        work.AppendToJournal(type, next, reason);
    }

    async Task SaveIndexRows(Event occasion)
    {
        await work.Write(EventSql.Uninvite, new { occasion.Id });
        await work.WriteAll(EventSql.Invite, (occasion.Participants ?? []).Select((participant, position) =>
            new { occasion.Id, Position = position, participant.Institution, Role = Json.ToWire(participant.Role) }));
        await work.Write(EventSql.UnlinkAgreements, new { occasion.Id });
        await work.WriteAll(EventSql.LinkAgreement, (occasion.Agreements ?? []).Select(agreement => new { occasion.Id, Agreement = agreement }));
        await work.Write(EventSql.UnlinkTransfers, new { occasion.Id });
        await work.WriteAll(EventSql.LinkTransfer, (occasion.Transfers ?? []).Select(transfer => new { occasion.Id, Transfer = transfer }));
        await SearchText.Keep(work, occasion, [
            .. occasion.Title.Values, .. occasion.Place?.Values ?? [], .. occasion.Programme?.Values ?? [],
            .. (occasion.Topics ?? []).SelectMany(topic => topic.Values),
            .. (occasion.Participants ?? []).SelectMany(participant => participant.Label?.Values ?? []), occasion.Note,
        ]);
    }

    static object Row(Event occasion)
    {
        var held = DateColumns.Of(occasion.Date);
        return new
        {
            occasion.Id, Kind = Json.ToWire(occasion.Kind), Visibility = Json.ToWire(occasion.Visibility), HeldEarliest = held.Earliest, HeldLatest = held.Latest,
            HeldDayFrom = held.DayFrom, HeldDayTo = held.DayTo, HeldQualified = held.Qualified,
            Submitter = occasion.SubmittedBy.Institution?.ToString() ?? Caller.Operator.Submitter, PostedFor = occasion.SubmittedBy.OnBehalfOf,
            Title = Json.Write(occasion.Title), Document = Work.DocumentOf(occasion), occasion.Version, occasion.CreatedAt, occasion.UpdatedAt,
        };
    }
}
