using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
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
        await SaveIndexRows([occasion]);
        work.AppendToJournal("event.created", occasion);
        return occasion;
    }

    public async Task<Event> Change(Event occasion, Findings findings)
    {
        occasion.Check(findings, work.Today);
        findings.ThrowIfRefused();
        await Write([occasion], "event.changed", reason: null);
        return occasion;
    }

    /// <summary>Writes events as they are given, in their next versions: for what renames an institution everywhere.</summary>
    public Task Rewrite(IEnumerable<Event> events, string type, string? reason) =>
        Write([.. events.Select(occasion => occasion with { Version = occasion.Version + 1, UpdatedAt = work.Now })], type, reason);

    async Task Write(IReadOnlyList<Event> events, string type, string? reason)
    {
        await work.WriteAll(EventSql.Update, events.Select(Row));
        await SaveIndexRows(events);
        foreach (var occasion in events)
            work.AppendToJournal(type, occasion, reason);
    }

    async Task SaveIndexRows(IReadOnlyList<Event> events)
    {
        if (events.Where(occasion => occasion.Version > 1).Select(occasion => occasion.Id).ToList() is { Count: > 0 } known)
        {
            var before = new { Ids = Json.Write(known) };
            await work.Write(EventSql.Uninvite, before);
            await work.Write(EventSql.UnlinkAgreements, before);
            await work.Write(EventSql.UnlinkTransfers, before);
        }
        await work.WriteAll(EventSql.Invite, events.SelectMany(occasion => (occasion.Participants ?? []).Select((participant, position) =>
            new { occasion.Id, Position = position, participant.Institution, Role = Json.ToWire(participant.Role) })));
        await work.WriteAll(EventSql.LinkAgreement, events.SelectMany(occasion => (occasion.Agreements ?? []).Select(agreement => new { occasion.Id, Agreement = agreement })));
        await work.WriteAll(EventSql.LinkTransfer, events.SelectMany(occasion => (occasion.Transfers ?? []).Select(transfer => new { occasion.Id, Transfer = transfer })));
        await SearchText.Keep(work, events.Select(occasion => ((IRecord)occasion, (IEnumerable<string?>)[
            .. occasion.Title.Values, .. occasion.Place?.Values ?? [], .. occasion.Programme?.Values ?? [],
            .. (occasion.Topics ?? []).SelectMany(topic => topic.Values),
            .. (occasion.Participants ?? []).SelectMany(participant => participant.Label?.Values ?? []), occasion.Note,
        ])));
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
