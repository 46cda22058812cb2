using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.History;
using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.V1.Events;

/// <summary>Events over HTTP, version 1.</summary>
static class EventsV1
{
    public static void MapEventsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/events").WithTags("Events");
        group.MapGet("/", List).WithName("listEvents").RequireAuthorization(AccessPolicies.Read);
        group.MapPost("/", Register).WithName("registerEvent").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{id:guid}", Get).WithName("getEvent").RequireAuthorization(AccessPolicies.Read);
        group.MapPatch("/{id:guid}", Change).WithName("changeEvent").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{id:guid}/history", History).WithName("getEventHistory").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}/versions/{version:long}", Version).WithName("getEventVersion").RequireAuthorization(AccessPolicies.Read);
    }

    /// <summary>List events</summary>
    /// <remarks>
    /// Seminars, ceremonies, meetings and the like that fit all filters given, oldest record first. A date of which only a part is known fits a range when some
    /// day it allows lies in it; with match=certain only when every such day does. Follow links.next until there is none.
    /// </remarks>
    static async Task<ListResult<EventV1>> List(Query<EventQuery> query, Paginator paginator, EventView view, ReferenceReader references, Db db, Caller caller)
    {
        var asked = query.Value;
        var filter = new ListFilter()
            .VisibleTo(caller)
            .By("q", SearchText.Query(asked.Q, db.Dialect))
            .By("kind", Json.ToWire(asked.Kind))
            .By("institution", await references.InstitutionFilter(asked.Institution))
            .By("agreement", await references.AgreementFilter(asked.Agreement))
            .By("transfer", await references.TransferFilter(asked.Transfer))
            .Within("date", asked.DateFrom, asked.DateTo, asked.Match.OfV1());
        return await paginator.Query<DocumentRow, EventV1>(EventSql.List, filter, asked, async rows => await view.Show([.. rows.Select(row => row.As<Event>())]), PointInTimeRow<DocumentRow>.Of("event"));
    }

    /// <summary>Read an event</summary>
    /// <remarks>With asOf: as the registry had it at that instant.</remarks>
    static async Task<Ok<EventV1>> Get(Guid id, Query<AsOfQuery> query, EventStore events, EventView view, JournalReader journal)
    {
        var known = await events.Get(id);
        return TypedResults.Ok(query.Value.AsOf is { } asOf
            ? await view.Show(await journal.AsOf(known.ResourceType, id, asOf))
                ?? throw Faults.NoRecordThen.Because(("record", "event"), ("asOf", asOf))
            : await view.Show(known));
    }

    /// <summary>Register an event</summary>
    /// <remarks>
    /// For culture departments, museums and the operator. Who attended an event has signed and transferred nothing: agreements and transfers are records of
    /// their own, which an event may name. What is not known is left out.
    /// </remarks>
    public static async Task<Created<EventV1>> Register(Body<EventRequestV1> body, EventStore events, EventView view, ReferenceReader references, Work work)
    {
        var findings = new Findings();
        var caller = work.Caller;
        var occasion = await Event(body.Value, references, findings, new()
        {
            Id = work.NewId(), Version = 1, Kind = body.Value.Kind.OfV1(), Title = body.Value.Title,
            SubmittedBy = new(caller.Role!.Value, caller.InstitutionId, caller.InstitutionId), CreatedAt = work.Now, UpdatedAt = work.Now,
        });
        var shown = await view.Show(await events.Register(occasion, findings), findings: findings);
        return TypedResults.Created(shown.Links.Self, shown);
    }

    /// <summary>Change an event</summary>
    /// <remarks>A merge patch (RFC 7396) with If-Match, for who posted it. Every change keeps its version under history.</remarks>
    static async Task<Ok<EventV1>> Change(Guid id, IfMatch ifMatch, MergePatch<EventRequestV1> patch, EventStore events, EventView view,
        ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        var known = await events.Get(id);
        await submitters.MustBeSubmitter(Faults.ChangeOfAnother.At(pointer: null, ("record", "event")), known.SubmittedBy);
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        // Patched is the whole record, also where the caller is told less.
        var request = patch.ApplyTo(await view.Show(known) with
        {
            Agreements = known.Agreements?.Select(agreement => new AgreementRefV1 { Id = agreement }).ToList(),
            Transfers = known.Transfers?.Select(transfer => new TransferRefV1 { Id = transfer }).ToList(),
        });
        var changed = await Event(request, references, findings, known with { Version = known.Version + 1, UpdatedAt = work.Now });
        return TypedResults.Ok(await view.Show(await events.Change(changed, findings), findings: findings));
    }

    /// <summary>The history of an event</summary>
    /// <remarks>Its versions, oldest first: who made each, when, and what changed (RFC 6902). Versions that the caller could not have seen then are left out.</remarks>
    static async Task<Ok<HistoryV1>> History(Guid id, Query<HistoryQuery> query, EventStore events, EventVersions versions, EventView view, HistoryView history)
    {
        var known = await events.Get(id);
        return TypedResults.Ok(await history.Of(known, query.Value, view, versions.Seen));
    }

    /// <summary>A version of an event</summary>
    /// <remarks>The record as it stood when the version was made.</remarks>
    static async Task<Ok<EventV1>> Version(Guid id, long version, EventStore events, EventView view, JournalReader journal)
    {
        var known = await events.Get(id);
        return TypedResults.Ok(await view.Show(await journal.Version(known.ResourceType, id, version))
            ?? throw Faults.NoVersion.Because(("record", "event"), ("version", version)));
    }

    static async Task<Event> Event(EventRequestV1 request, ReferenceReader references, Findings findings, Event known)
    {
        var named = request.Participants ?? [];
        foreach (var (index, participant) in named.Index())
            if (participant.Institution is null == participant.Label is null)
                findings.Refuse(Faults.EitherOr.At($"/participants/{index}", ("members", "institution, label")));
        var institutions = await references.Institutions(named.Index().Select(participant => (participant.Item.Institution, $"/participants/{participant.Index}/institution")), findings);
        var participants = named.Zip(institutions, (participant, institution) =>
            new Participant { Institution = institution, Label = participant.Label, Role = participant.Role.OfV1() }).ToList();
        return known with
        {
            Kind = request.Kind.OfV1(),
            Title = request.Title,
            Date = request.Date,
            Place = request.Place,
            Programme = request.Programme,
            Topics = request.Topics,
            Participants = request.Participants is null ? null : participants,
            Agreements = await Linked(request.Agreements, known.Agreements,
                (reference, index) => references.Agreement(reference, $"/agreements/{index}", findings)),
            Transfers = await Linked(request.Transfers, known.Transfers,
                (reference, index) => references.Transfer(reference, $"/transfers/{index}", findings)),
            Source = request.Source?.OfV1(),
            Visibility = request.Visibility.OfV1() ?? VisibilityLevel.Public,
            Note = request.Note,
        };
    }

    // A link that stands already stays, whoever may see where it leads.
    static async Task<IReadOnlyList<Guid>?> Linked(IReadOnlyList<Reference>? given, IReadOnlyList<Guid>? known, Func<Reference, int, Task<Guid?>> find)
    {
        if (given is null)
            return null;
        var linked = new List<Guid>();
        foreach (var (index, reference) in given.Index())
            if ((reference.Id is { } same && known?.Contains(same) is true ? same : await find(reference, index)) is { } id && !linked.Contains(id))
                linked.Add(id);
        return linked;
    }
}
