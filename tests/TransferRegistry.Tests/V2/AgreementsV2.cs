using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Tests.V2;

/// <summary>A state as version 2 tells it: what is in force and past its last day has lapsed, which version 1 does not know.</summary>
public enum AgreementStatusV2
{
    /// <summary>As in version 1.</summary>
    Draft, Proposed, Signed, InForce, Suspended, Recorded, Declined, Withdrawn, Terminated, Superseded, Void,
    /// <summary>In force, and its last day is past.</summary>
    Lapsed,
}

/// <summary>An agreement as version 2 shows it: its title is called name.</summary>
public sealed record AgreementV2 : IVersioned
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }
    /// <inheritdoc/>
    public required long Version { get; init; }
    /// <summary>The title, by language.</summary>
    public required LocalizedText Name { get; init; }
    /// <summary>Where it stands.</summary>
    public required AgreementStatusV2 Status { get; init; }
    /// <summary>The parties' codes.</summary>
    public required IReadOnlyList<string> Parties { get; init; }
    /// <summary>The agreement itself.</summary>
    public required Uri Self { get; init; }
}

/// <summary>An agreement as version 2 takes it.</summary>
public sealed record AgreementRequestV2
{
    /// <summary>The title, by language.</summary>
    public required LocalizedText Name { get; init; }
    /// <summary>Who lends, and who borrows.</summary>
    public required IReadOnlyList<Reference> Parties { get; init; }
    /// <summary>Its last day.</summary>
    public required LocalDate EffectiveTo { get; init; }
}

/// <summary>Agreements over HTTP, version 2: what a second version takes is this file, and its line among the versions.</summary>
static class AgreementsV2
{
    public static void MapAgreementsV2(this IEndpointRouteBuilder v2)
    {
        v2.MapGet("/agreements/{id:guid}", Get).RequireAuthorization(AccessPolicies.Read).ExcludeFromDescription();
        v2.MapPost("/agreements", Post).RequireAuthorization(AccessPolicies.Write).ExcludeFromDescription();
    }

    static async Task<Ok<AgreementV2>> Get(Guid id, AgreementStore agreements, ReferenceReader references, RegistryTime time) =>
        TypedResults.Ok(await Shown(await agreements.Get(id), references, time));

    static async Task<Created<AgreementV2>> Post(Body<AgreementRequestV2> body, AgreementPosting agreements, ReferenceReader references, RegistryTime time)
    {
        var (request, findings) = (body.Value, new Findings());
        var content = new AgreementContent
        {
            Kind = AgreementKind.Loan,
            Title = request.Name,
            Parties = [.. request.Parties.Zip([PartyRole.Lender, PartyRole.Borrower], (party, role) => new PartyEntry { Institution = party, Role = role })],
            EffectiveTo = request.EffectiveTo,
            Evidence = Evidence.Press,
        };
        var shown = await Shown(await agreements.Post(
            new() { Content = content, InitialStatus = InitialStatus.Recorded, ContentHash = Json.Hash(request) }, findings), references, time);
        return TypedResults.Created(shown.Self, shown);
    }

    static async Task<AgreementV2> Shown(Agreement agreement, ReferenceReader references, RegistryTime time)
    {
        var names = await references.Read(new ReferenceBatch().Institution(agreement.PartyIds));
        var status = agreement.IsExpired(time.Today) ? AgreementStatusV2.Lapsed : Enum.Parse<AgreementStatusV2>(agreement.Status.ToString());
        return new()
        {
            Id = agreement.Id, Version = agreement.Version, Name = agreement.Title, Status = status,
            Parties = [.. agreement.PartyIds.Select(party => names.Institution(party).Code)], Self = names.Href($"/agreements/{agreement.Id}"),
        };
    }
}
