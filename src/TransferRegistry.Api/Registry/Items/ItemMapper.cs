using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Items;

/// <summary>An item as a request gives it, turned into the record: references to ids, what is left out to its default.</summary>
static class ItemMapper
{
    /// <summary>The beginning of a new item, for
    /// <see cref="Read(NewItem, Guid, IReadOnlyCollection{Guid}, ReferenceReader, Findings, Item, string)"/> to fill.</summary>
    public static Item New(NewItem request, Guid id, Guid holder, SubmittedBy submittedBy, Instant now) => new()
    {
        // A name that is missing is found when the request is read.
        Id = id, Version = 1, Name = request.Name ?? request.Description!, FirstHolder = holder, FirstOwner = holder, SubmittedBy = submittedBy,
        CreatedAt = now, UpdatedAt = now,
    };

    /// <summary>
    /// A new item that is with <paramref name="holder"/>, its owner too unless another is given. Its numbers are of the books of <paramref name="books"/>;
    /// of the holder's and the owner's where these are null.
    /// </summary>
    public static async Task<Item> Read(
        NewItem request, Guid holder, IReadOnlyCollection<Guid>? books, ReferenceReader references, Findings findings, Item known, string pointer)
    {
        var owner = await references.Institution(request.Owner, $"{pointer}/owner", findings);
        Guid[] keepers = [holder, owner ?? holder];
        var begun = known with { FirstHolder = holder, FirstOwner = owner ?? holder };
        return await Passport(request, holder, books ?? keepers, keepers, references, findings, begun, pointer);
    }

    /// <summary>
    /// The passport alone: owner and holder follow from acts. A number without an institution is <paramref name="holder"/>'s; a new one is of the books of
    /// <paramref name="books"/>, and one of the state catalogue is entered by the side of one of <paramref name="keepers"/>.
    /// </summary>
    public static async Task<Item> Passport(
        ItemPassport request, Guid holder, IReadOnlyCollection<Guid> books, IReadOnlyCollection<Guid> keepers, ReferenceReader references, Findings findings,
        Item known, string pointer)
    {
        var kind = request.Kind ?? ItemKind.Single;
        if (kind is ItemKind.Lot && request.Description is null)
            findings.Refuse(Faults.MissingMember.At($"{pointer}/description", ("member", "description")));
        else if (kind is not ItemKind.Lot && request.Name is null)
            findings.Refuse(Faults.MissingMember.At($"{pointer}/name", ("member", "name")));
        return known with
        {
            Kind = kind,
            Name = NameOf(request, kind, known) ?? known.Name,
            Description = request.Description,
            ObjectType = request.ObjectType,
            Creator = request.Creator,
            Created = request.Created,
            CreatedPlace = request.CreatedPlace,
            MaterialTechnique = request.MaterialTechnique,
            Dimensions = request.Dimensions,
            Precious = request.Precious,
            Quantity = request.Quantity,
            QuantityStatus = StatusOf(request, kind),
            Fund = request.Fund,
            Identifiers = await Identifiers(request, holder, books, keepers, references, findings, known, pointer),
            AssociatedPersons = request.AssociatedPersons,
            Provenance = request.Provenance,
            Restrictions = request.Restrictions,
            // What it is a part of already it stays a part of, whoever may see that.
            ParentItem = request.ParentItem?.Id is { } same && same == known.ParentItem
                ? same
                : await references.Item(request.ParentItem, $"{pointer}/parentItem", findings),
        };
    }

    // A lot without a name of its own goes by its description, also by a new one.
    static LocalizedText? NameOf(ItemPassport request, ItemKind kind, Item known) =>
        kind is ItemKind.Lot && (request.Name is null || request.Name.Equals(known.Description)) ? request.Description : request.Name;

    static QuantityStatus? StatusOf(ItemPassport request, ItemKind kind) => request switch
    {
        { Quantity: not null, QuantityStatus: QuantityStatus.Verified } => QuantityStatus.Verified,
        { Quantity: not null } => QuantityStatus.Declared,
        { QuantityStatus: not null } => QuantityStatus.Unknown,
        _ => kind is ItemKind.Lot ? QuantityStatus.Unknown : null,
    };

    static async Task<IReadOnlyList<Identifier>?> Identifiers(
        ItemPassport request, Guid holder, IReadOnlyCollection<Guid> books, IReadOnlyCollection<Guid> keepers, ReferenceReader references, Findings findings,
        Item known, string pointer)
    {
        if (request.Identifiers is null)
            return null;
        var standing = (known.Identifiers ?? []).Select(number => number.Number).ToHashSet();
        var identifiers = new List<Identifier>();
        foreach (var (index, given) in request.Identifiers.Index())
        {
            var place = $"{pointer}/identifiers/{index}/institution";
            var ofTheState = given.Scheme is IdentifierScheme.StateCatalogue;
            if (ofTheState && given.Institution is not null)
                findings.Refuse(Faults.StateNumberHasNoHolder.At(place));
            var identifier = new Identifier
            {
                Scheme = given.Scheme,
                Value = given.Value,
                Institution = ofTheState ? null : await references.Institution(given.Institution, place, findings) ?? holder,
                From = given.From,
                To = given.To,
                Closed = given.To is null && given.Closed is true ? true : null,
            };
            // Who enters a number learns whether it is taken: so nobody enters one into books that have nothing to do with the item, and nobody gives
            // another's object one of the state's.
            if (ofTheState && !standing.Contains(identifier.Number) && (await references.Mine(keepers)).Count == 0)
                findings.Refuse(Faults.StateNumberOfAnother.At($"{pointer}/identifiers/{index}"));
            if (identifier.Institution is { } institution && !books.Contains(institution) && !standing.Contains(identifier.Number))
                findings.Refuse(Faults.NumberOfAnother.At(place, ("institution", given.Institution)));
            identifiers.Add(identifier);
        }
        return AsActsLeaveThem(identifiers, known);
    }

    // What an act has closed only acts open again; and who may not see the act gives the number back as open.
    static List<Identifier> AsActsLeaveThem(List<Identifier> given, Item known)
    {
        var closed = (known.Identifiers ?? []).Where(number => number.ClosedBy is not null).ToList();
        foreach (var isMeant in (Func<Identifier, Identifier, bool>[])[(one, other) => one.To == other.To && one.Closed == other.Closed, (one, _) => one.IsOpen])
        {
            for (var i = 0; i < given.Count; i++)
            {
                var number = given[i];
                if (number.ClosedBy is not null || closed.FindIndex(other => other.Number == number.Number && isMeant(number, other)) is not (>= 0 and var found))
                    continue;
                given[i] = number with { To = closed[found].To, Closed = closed[found].Closed, ClosedBy = closed[found].ClosedBy };
                closed.RemoveAt(found);
            }
        }
        return given;
    }
}
