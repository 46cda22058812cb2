using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.V1.History;

namespace TransferRegistry.Api.V1.Institutions;

/// <summary>Institutions over HTTP, version 1.</summary>
static class InstitutionsV1
{
    public static void MapInstitutionsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/institutions").WithTags("Institutions");
        group.MapGet("/", List).WithName("listInstitutions").RequireAuthorization(AccessPolicies.Read);
        group.MapPost("/", Register).WithName("registerInstitution").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{institution}", Get).WithName("getInstitution").RequireAuthorization(AccessPolicies.Read);
        group.MapPatch("/{institution}", Change).WithName("changeInstitution").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{institution}/history", History).WithName("getInstitutionHistory").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{institution}/versions/{version:long}", Version).WithName("getInstitutionVersion").RequireAuthorization(AccessPolicies.Read);
    }

    /// <summary>List institutions</summary>
    /// <remarks>Every institution that fits all filters given, oldest record first. Follow links.next until there is none.</remarks>
    static async Task<ListResult<InstitutionV1>> List(Query<InstitutionQuery> query, Paginator paginator, InstitutionView view, ReferenceReader references, Db db)
    {
        var asked = query.Value;
        var filter = new ListFilter()
            .When(true, "not merged")
            .By("q", SearchText.Query(asked.Q, db.Dialect))
            .By("kind", Json.ToWire(asked.Kind))
            .By("region", Regions.Fold(asked.Region))
            .By("code", asked.Code)
            .By("bin", asked.Bin)
            .By("isil", asked.Isil is { } isil ? Isil.Fold(isil) : null)
            .By("status", Json.ToWire(asked.Status))
            .By("memberOf", await references.InstitutionFilter(asked.MemberOf))
            .By("supervisedBy", await references.InstitutionFilter(asked.SupervisedBy));
        return await paginator.Query<DocumentRow, InstitutionV1>(InstitutionSql.List, filter, asked, async rows => await view.Show([.. rows.Select(row => row.As<Institution>())]), PointInTimeRow<DocumentRow>.Of("institution"));
    }

    /// <summary>Read an institution</summary>
    /// <remarks>By its id or its code. With asOf: as the registry had it at that instant. Directors and other representatives are shown to its own side only.</remarks>
    static async Task<Ok<InstitutionV1>> Get(string institution, Query<AsOfQuery> query, InstitutionStore institutions, InstitutionView view, JournalReader journal)
    {
        var known = await institutions.Get(Reference.Of(institution));
        return TypedResults.Ok(query.Value.AsOf is { } asOf
            ? await view.Show(await journal.AsOf(known.ResourceType, known.Id, asOf))
            : await view.Show(known));
    }

    /// <summary>Register an institution</summary>
    /// <remarks>For the registry's operator, and for a culture department in its own region, which may name itself as the supervisor and no other. What is not known is left out.</remarks>
    public static async Task<Created<InstitutionV1>> Register(Body<InstitutionRequestV1> body, InstitutionStore institutions, InstitutionView view, ReferenceReader references, Work work)
    {
        var findings = new Findings();
        var institution = await Institution(body.Value, references, findings, new()
        {
            Id = work.NewId(), Version = 1, Code = body.Value.Code, Kind = body.Value.Kind.OfV1(), Names = body.Value.Names, Country = body.Value.Country,
            CreatedAt = work.Now, UpdatedAt = work.Now,
        });
        MayKeep(institution, work.Caller);
        MaySupervise(known: null, institution, work.Caller, findings);
        var shown = await view.Show(await institutions.Register(institution, findings), findings: findings);
        return TypedResults.Created(shown.Links.Self, shown);
    }

    /// <summary>Change an institution</summary>
    /// <remarks>
    /// A merge patch (RFC 7396) with If-Match: members given replace, null removes, arrays are replaced whole. Every change keeps its version under history.
    /// For the operator, and for a department in its own region, of what no other department supervises. A department changes what describes the
    /// institution; its code, its supervision and its region are the operator's to change, its successor the operator's and a department's that supervises
    /// both. A code that is given up leads on to the institution (308), and is given to no other.
    /// </remarks>
    static async Task<Ok<InstitutionV1>> Change(string institution, IfMatch ifMatch, MergePatch<InstitutionRequestV1> patch, InstitutionStore institutions, InstitutionView view,
        ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        var known = await institutions.Get(Reference.Of(institution));
        MayKeep(known, work.Caller);
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        // Patched is the whole record, also where the caller is told less.
        var request = patch.ApplyTo(await view.Show(known) with { Representatives = known.Representatives?.ToV1() });
        var changed = await Institution(request, references, findings, known with { Version = known.Version + 1, UpdatedAt = work.Now });
        MayKeep(changed, work.Caller);
        MaySupervise(known, changed, work.Caller, findings);
        await MayTakeOver(known, changed, submitters, work.Caller);
        return TypedResults.Ok(await view.Show(await institutions.Change(changed, findings), findings: findings));
    }

    /// <summary>The history of an institution</summary>
    /// <remarks>Its versions, oldest first: who made each, when, and what changed (RFC 6902).</remarks>
    static async Task<Ok<HistoryV1>> History(string institution, Query<HistoryQuery> query, InstitutionStore institutions, InstitutionView view, HistoryView history)
    {
        var known = await institutions.Get(Reference.Of(institution));
        return TypedResults.Ok(await history.Of(known, query.Value, view, entries => Task.FromResult<IEnumerable<JournalEntry>>(entries)));
    }

    /// <summary>A version of an institution</summary>
    /// <remarks>The record as it stood when the version was made.</remarks>
    static async Task<Ok<InstitutionV1>> Version(string institution, long version, InstitutionStore institutions, InstitutionView view, JournalReader journal)
    {
        var known = await institutions.Get(Reference.Of(institution));
        return TypedResults.Ok(await view.Show(await journal.Version(known.ResourceType, known.Id, version)));
    }

    static void MayKeep(Institution institution, Caller caller)
    {
        if (caller.Role is not Role.Admin && (caller.Role is not Role.Department || caller.Region is null || caller.Region != institution.Region))
            throw Faults.KeptByItsRegion.Because();
        if (caller.Role is not Role.Admin && institution.Id != caller.InstitutionId && institution.SupervisedBy is { } supervisor && supervisor != caller.InstitutionId)
            throw Faults.KeptByItsSupervisor.Because();
    }

    // Who supervises an institution posts, signs and reads for it: a department names itself when it registers one, everything later is the operator's.
    static void MaySupervise(Institution? known, Institution institution, Caller caller, Findings findings)
    {
        // A supervisor that could not be read has its own finding.
        if (caller.Role is Role.Admin || institution.SupervisedBy == known?.SupervisedBy || findings.Refused.Count > 0)
            return;
        if (known is not null || institution.SupervisedBy != caller.InstitutionId)
            throw Faults.SupervisionIsTheOperators.Because();
    }

    // By its code an institution is known to spreadsheets and tokens, and its successor stands in for it: who changes either decides who that is.
    static async Task MayTakeOver(Institution known, Institution changed, SubmitterPolicy submitters, Caller caller)
    {
        if (caller.Role is not Role.Admin && changed.Code != known.Code)
            throw Faults.CodeIsTheOperators.Because();
        if (changed.Successor != known.Successor)
            await submitters.MustSupervise(Faults.SuccessionOfAnother.At(pointer: null),
                [.. new[] { known.Id, known.Successor, changed.Successor }.OfType<Guid>().Distinct()]);
    }

    static async Task<Institution> Institution(InstitutionRequestV1 request, ReferenceReader references, Findings findings, Institution known)
    {
        var named = request.MemberOf ?? [];
        var associations = await references.Institutions(named.Index().Select(membership => ((Reference?)membership.Item.Association, $"/memberOf/{membership.Index}/association")), findings);
        var memberships = named.Zip(associations).Where(pair => pair.Second is not null)
            .Select(pair => new Membership { Association = pair.Second!.Value, From = pair.First.From, To = pair.First.To }).ToList();
        return known with
        {
            Code = request.Code,
            Kind = request.Kind.OfV1(),
            Names = request.Names,
            ShortNames = request.ShortNames,
            FormerNames = request.FormerNames?.OfV1(),
            LegalForm = request.LegalForm.OfV1(),
            Level = request.Level.OfV1(),
            Country = request.Country,
            Region = request.Region,
            Place = request.Place,
            District = request.District,
            Kato = request.Kato,
            Bin = request.Bin,
            Isil = request.Isil is { } isil ? Isil.Tidy(isil) : null,
            SupervisedBy = await references.Institution(request.SupervisedBy, "/supervisedBy", findings),
            MemberOf = request.MemberOf is null ? null : memberships,
            Representatives = request.Representatives?.OfV1(),
            Status = request.Status.OfV1() ?? InstitutionStatus.Active,
            EndedOn = request.EndedOn,
            Successor = await references.Institution(request.Successor, "/successor", findings),
        };
    }
}
