using Microsoft.AspNetCore.Http.HttpResults;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Http.Paging;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;
using TransferRegistry.Api.V1.History;

namespace TransferRegistry.Api.V1.Agreements;

/// <summary>Agreements over HTTP, version 1. They are posted and taken step by step, with the transfers under them, in Transfers.</summary>
static class AgreementsV1
{
    public static void MapAgreementsV1(this IEndpointRouteBuilder v1)
    {
        var group = v1.MapGroup("/agreements").WithTags("Agreements");
        group.MapGet("/", List).WithName("listAgreements").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}", Get).WithName("getAgreement").RequireAuthorization(AccessPolicies.Read);
        group.MapPatch("/{id:guid}", Change).WithName("changeAgreement").RequireAuthorization(AccessPolicies.Write);
        group.MapGet("/{id:guid}/history", History).WithName("getAgreementHistory").RequireAuthorization(AccessPolicies.Read);
        group.MapGet("/{id:guid}/versions/{version:long}", Version).WithName("getAgreementVersion").RequireAuthorization(AccessPolicies.Read);
    }

    /// <summary>List agreements</summary>
    /// <remarks>
    /// Every agreement that the caller may see and that fits all filters given, oldest record first. Follow links.next until there is none.
    /// A day of signing may be known in part: signedFrom=2018-02-28&amp;signedTo=2018-02-28 finds one signed on 28 February of an unknown year,
    /// unless match=certain asks for what is sure. awaiting=me lists what waits for the caller's signature.
    /// </remarks>
    static async Task<ListResult<AgreementV1>> List(Query<AgreementQuery> query, Paginator paginator, AgreementView view, ReferenceReader references, Caller caller,
        RegistryTime time, Db db)
    {
        var asked = query.Value;
        var filter = new ListFilter()
            .VisibleTo(caller)
            .By("q", SearchText.Query(asked.Q, db.Dialect))
            .By("kind", Json.ToWire(asked.Kind))
            .By("status", Json.ToWire(asked.Status))
            .By("party", await references.InstitutionFilter(asked.Party))
            .By("role", Json.ToWire(asked.Role))
            .By("region", Regions.Fold(asked.Region))
            .By("scopeArea", Json.ToWire(asked.ScopeArea))
            .Within("signed", asked.SignedFrom, asked.SignedTo, asked.Match.OfV1())
            .By("inForceOn", asked.InForceOn)
            .By("evidence", Json.ToWire(asked.Evidence))
            .By("parent", await references.AgreementFilter(asked.Parent))
            .By("registryNumber", RegistryNumbers.Fold(asked.RegistryNumber))
            .By("externalRef", asked.ExternalRef)
            .When(asked.Awaiting is AwaitingV1.Me, "awaiting me");
        var day = new Dictionary<string, object?> { ["On"] = asked.On ?? time.Today, ["ExpiresBefore"] = asked.ExpiresBefore };
        if (asked.ExpiresBefore is not null)
            filter.By(["expiresBefore"], day);
        if (asked.Expired is { } expired)
            filter.By([expired ? "expired" : "not expired"], day);
        filter.When(asked.Fulfilled, "fulfilled").When(asked.Fulfilled is false, "not fulfilled");
        return await paginator.Query<DocumentRow, AgreementV1>(asked.Party is null ? AgreementSql.List : AgreementSql.OfParty, filter, asked,
            async rows => await view.Show([.. rows.Select(row => row.As<Agreement>())], on: asked.On), PointInTimeRow<DocumentRow>.Of("agreement"));
    }

    /// <summary>Read an agreement</summary>
    /// <remarks>
    /// Who agreed on what with whom, who has signed, and which steps are open to the caller. What is absent is not known. The text is that in effect today, or with on
    /// that in effect on that day: what was signed, with the amendments that had effect by then.
    /// With asOf: as the registry had it at that instant. A version counts from its recordedAt (see history), which is a little later than its updatedAt:
    /// asOf that updatedAt may show the version before. Who signs for the parties is shown to their own sides, auditors and the operator.
    /// </remarks>
    static async Task<Ok<AgreementV1>> Get(Guid id, Query<AgreementReadQuery> query, AgreementStore agreements, AgreementView view, JournalReader journal)
    {
        var known = await agreements.Get(id);
        return TypedResults.Ok(query.Value.AsOf is not { } asOf
            ? await view.Show(known, on: query.Value.On)
            : await view.Show(await journal.AsOf(known.ResourceType, id, asOf), query.Value.On)
                ?? throw Faults.NoRecordThen.Because(("record", "agreement"), ("asOf", asOf)));
    }

    /// <summary>Change an agreement</summary>
    /// <remarks>
    /// A merge patch (RFC 7396) with If-Match: members given replace, null removes, arrays are replaced whole.
    /// For its submitter, while it is a draft or recorded; what is signed never changes. One party at least stays the submitter's side,
    /// and who is a side of a transfer under the agreement stays its party.
    /// Changing a recorded agreement takes back the signatures given on it: nobody has signed what it says now.
    /// </remarks>
    static async Task<Ok<AgreementV1>> Change(Guid id, IfMatch ifMatch, MergePatch<AgreementRequestV1> patch, AgreementStore agreements, AgreementView view,
        ReferenceReader references, SubmitterPolicy submitters, Work work)
    {
        var known = await agreements.Get(id);
        await submitters.MustBeSubmitter(Faults.ChangeOfAnother.At(pointer: null, ("record", "agreement")), known.SubmittedBy);
        await ifMatch.Admit(known.Version, async () => await view.Show(known));
        var findings = new Findings();
        var next = known.ToBeChanged(work.Now);
        var changed = await AgreementMapper.Read(patch.ApplyTo(await view.Whole(known)).ToContent(), references, findings, next);
        await submitters.CheckSide([.. changed.PartyIds], findings);
        return TypedResults.Ok(await view.Show(await agreements.Change(known, changed, findings), findings));
    }

    /// <summary>The history of an agreement</summary>
    /// <remarks>
    /// Its versions, oldest first: who made each, when, why, and what changed (RFC 6902). Versions that the caller could not have seen then are left out.
    /// </remarks>
    static async Task<Ok<HistoryV1>> History(Guid id, Query<HistoryQuery> query, AgreementStore agreements, AgreementVersions versions, AgreementView view, HistoryView history)
    {
        var known = await agreements.Get(id);
        return TypedResults.Ok(await history.Of(known, query.Value, view, versions.Seen));
    }

    /// <summary>A version of an agreement</summary>
    /// <remarks>The record as it stood when the version was made.</remarks>
    static async Task<Ok<AgreementV1>> Version(Guid id, long version, AgreementStore agreements, AgreementView view, JournalReader journal)
    {
        var known = await agreements.Get(id);
        return TypedResults.Ok(await view.Show(await journal.Version(known.ResourceType, id, version))
            ?? throw Faults.NoVersion.Because(("record", "agreement"), ("version", version)));
    }
}
