using System.Text.Json.Serialization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Registry.Items;

/// <summary>Precious metals and stones in an item.</summary>
sealed record Precious
{
    /// <summary>The metal.</summary>
    public string? Metal { get; init; }
    /// <summary>Fineness in parts of a thousand: 925.</summary>
    public int? Fineness { get; init; }
    /// <summary>Mass in grams.</summary>
    public decimal? MassGrams { get; init; }
    /// <summary>Stones, as the passport describes them.</summary>
    public string? Stones { get; init; }
}

/// <summary>A person connected with an item: its first owner, the one portrayed.</summary>
sealed record AssociatedPerson
{
    /// <summary>The name as the source gives it.</summary>
    public required string Name { get; init; }
    /// <summary>What the person has to do with it.</summary>
    public string? Role { get; init; }
}

/// <summary>A piece of what is known of an item's past before the registry.</summary>
sealed record Provenance
{
    /// <summary>What is known, by language.</summary>
    public LocalizedText? Text { get; init; }
    /// <summary>The place or person it came from, as the source names it.</summary>
    public string? SourceName { get; init; }
    /// <summary>Where, by language.</summary>
    public LocalizedText? Place { get; init; }
    /// <summary>When, EDTF.</summary>
    public EdtfDate? Date { get; init; }
    /// <summary>How sure it is, in the poster's words.</summary>
    public string? Certainty { get; init; }
}

/// <summary>A restriction on passing an item on.</summary>
sealed record Restriction
{
    /// <summary>Why.</summary>
    public required RestrictionKind Kind { get; init; }
    /// <summary>First day; absent: from the beginning.</summary>
    public LocalDate? From { get; init; }
    /// <summary>Last day; absent: no end is known.</summary>
    public LocalDate? To { get; init; }

    internal bool IsInForceOn(LocalDate day) => (From is not { } from || from <= day) && (To is not { } to || day <= to);
}

/// <summary>A number of an item: its holder's for a period, or the state catalogue's.</summary>
sealed record Identifier
{
    public required IdentifierScheme Scheme { get; init; }
    public required string Value { get; init; }
    /// <summary>Absent for the state catalogue's.</summary>
    public Guid? Institution { get; init; }
    public EdtfDate? From { get; init; }
    public EdtfDate? To { get; init; }
    /// <summary>Closed on a day that is not known.</summary>
    public bool? Closed { get; init; }

    /// <summary>The act that has closed it; absent where somebody has said the end himself. It opens again when the act no longer stands.</summary>
    public Guid? ClosedBy { get; init; }

    [JsonIgnore] public bool IsOpen => To is null && Closed is not true;

    /// <summary>The holder's own numbers, which end when title or management passes (C3).</summary>
    [JsonIgnore]
    public bool IsOfTheHoldersBooks => Scheme is IdentifierScheme.Kp or IdentifierScheme.Inv or IdentifierScheme.SpecialInv or IdentifierScheme.Nvf;

    /// <summary>What must differ while both are open.</summary>
    [JsonIgnore] public (IdentifierScheme, string, Guid?) Number => (Scheme, Value, Institution);

    /// <summary>As it was before an act closed it.</summary>
    public Identifier Reopened() => this with { To = null, Closed = null, ClosedBy = null };

    /// <summary>As the act leaves it that has passed the item on (C3).</summary>
    public Identifier After(Passing act) => IsOpen && IsOfTheHoldersBooks && Institution == act.From
        ? this with { To = act.On, Closed = act.On is null ? true : null, ClosedBy = act.Transfer }
        : this;
}

/// <summary>An act by which title or management has passed: whose books it closes, and when.</summary>
sealed record Passing(Guid Transfer, Guid From, EdtfDate? On);

/// <summary>A museum object, a set or a lot: a minimal passport. Who owns and holds it is derived from acts and stands elsewhere.</summary>
sealed record Item : IRecord
{
    public required Guid Id { get; init; }
    public required long Version { get; init; }
    /// <summary>Empty until the item is registered.</summary>
    public string RegistryNumber { get; init; } = "";
    public ItemKind Kind { get; init; }
    /// <summary>A lot without a name of its own goes by its description.</summary>
    public required LocalizedText Name { get; init; }
    public LocalizedText? Description { get; init; }
    public ObjectType? ObjectType { get; init; }
    public string? Creator { get; init; }
    public EdtfDate? Created { get; init; }
    public LocalizedText? CreatedPlace { get; init; }
    public string? MaterialTechnique { get; init; }
    public string? Dimensions { get; init; }
    public Precious? Precious { get; init; }
    public int? Quantity { get; init; }
    public QuantityStatus? QuantityStatus { get; init; }
    public Fund? Fund { get; init; }
    public IReadOnlyList<Identifier>? Identifiers { get; init; }
    public IReadOnlyList<AssociatedPerson>? AssociatedPersons { get; init; }
    public IReadOnlyList<Provenance>? Provenance { get; init; }
    public IReadOnlyList<Restriction>? Restrictions { get; init; }
    public Guid? ParentItem { get; init; }
    /// <summary>The set or lot it was split from: it shares the past of that, and goes with it until an act of its own moves it.</summary>
    public Guid? SplitFrom { get; init; }
    /// <summary>The act by which this version closed or reopened numbers; absent on a version that was made otherwise.</summary>
    public Guid? NumbersBy { get; init; }
    public ItemStanding Standing { get; init; }
    /// <summary>The record of the same object that this one was merged into.</summary>
    public Guid? MergedInto { get; init; }
    /// <summary>The transfer it was new in; absent where it was registered by itself.</summary>
    public Guid? NewIn { get; init; }
    public required Guid FirstHolder { get; init; }
    public required Guid FirstOwner { get; init; }
    public required SubmittedBy SubmittedBy { get; init; }
    public required Instant CreatedAt { get; init; }
    public required Instant UpdatedAt { get; init; }

    [JsonIgnore] public string ResourceType => "item";

    /// <summary>How many objects it is; null where that is not known.</summary>
    [JsonIgnore] public int? Count => Kind is ItemKind.Single ? 1 : Quantity;

    [JsonIgnore]
    public IEnumerable<Guid> Institutions => [FirstHolder, FirstOwner, .. (Identifiers ?? []).Select(identifier => identifier.Institution).OfType<Guid>()];

    /// <summary>Whose it was from the first: they see it whatever an act says.</summary>
    [JsonIgnore] public IEnumerable<Guid> Sides => new[] { FirstHolder, FirstOwner, SubmittedBy.Institution, SubmittedBy.OnBehalfOf }.OfType<Guid>();

    /// <summary>What the record itself says that can't be, each with its place below <paramref name="pointer"/>.</summary>
    public void Check(Findings findings, LocalDate today, string pointer = "")
    {
        findings.CheckHappened(Created, $"{pointer}/created", today);
        if (Kind is ItemKind.Single && Quantity > 1)
            findings.Refuse(Faults.SingleOfSeveral.At($"{pointer}/quantity", ("quantity", Quantity)));
        if (SplitFrom is { } whole && ParentItem != whole)
            findings.Refuse(Faults.PartStays.At($"{pointer}/parentItem", ("whole", whole)));
        var open = new HashSet<(IdentifierScheme, string, Guid?)>();
        foreach (var (index, identifier) in (Identifiers ?? []).Index())
        {
            var place = $"{pointer}/identifiers/{index}";
            if (Edtf.Compare(identifier.From?.Edtf, identifier.To?.Edtf) is EdtfOrder.Broken)
                findings.Refuse(Faults.EndsBeforeItBegins.At($"{place}/to", ("from", identifier.From!.Edtf), ("to", identifier.To!.Edtf)));
            if (identifier.IsOpen && !open.Add(identifier.Number))
                findings.Refuse(Faults.IdentifierTwice.At(place, ("scheme", Json.ToWire(identifier.Scheme)), ("value", identifier.Value)));
        }
        foreach (var (index, restriction) in (Restrictions ?? []).Index())
            if (restriction.From > restriction.To)
                findings.Refuse(Faults.EndsBeforeItBegins.At($"{pointer}/restrictions/{index}/to", ("from", restriction.From), ("to", restriction.To)));
    }

    /// <summary>The item once the transfer that named it is approved or recorded.</summary>
    public Item Settled(Instant now) => Next(now) with { Standing = ItemStanding.Registered };

    /// <summary>The item once the draft that named it was withdrawn: its numbers are free again.</summary>
    public Item Withdrawn(Instant now) => Next(now) with { Standing = ItemStanding.Withdrawn };

    /// <summary>The item once the act it was new in names another sender: what was said to be the old one's by default is the new one's.</summary>
    public Item BegunWith(Guid holder, Guid before, Instant now) => Next(now) with
    {
        FirstHolder = holder,
        FirstOwner = FirstOwner == before ? holder : FirstOwner,
        Identifiers = Identifiers?.Select(identifier => identifier.Institution == before ? identifier with { Institution = holder } : identifier).ToList(),
    };

    /// <summary>As many of a set or lot as pass by themselves, described as the whole is; the numbers are the whole's.</summary>
    public Item Part(Guid id, int? quantity, Guid act, ItemStanding standing, SubmittedBy submittedBy, Instant now) => new()
    {
        Id = id, Version = 1, Kind = quantity is 1 ? ItemKind.Single : Kind, Name = Name, Description = Description, ObjectType = ObjectType, Creator = Creator,
        Created = Created, CreatedPlace = CreatedPlace, MaterialTechnique = MaterialTechnique, Quantity = quantity,
        QuantityStatus = quantity is null ? Kernel.QuantityStatus.Unknown : Kernel.QuantityStatus.Declared, Fund = Fund, Provenance = Provenance, Restrictions = Restrictions,
        ParentItem = Id, SplitFrom = Id, Standing = standing, NewIn = act, FirstHolder = FirstHolder, FirstOwner = FirstOwner, SubmittedBy = submittedBy,
        CreatedAt = now, UpdatedAt = now,
    };

    /// <summary>Whether the part is one of the objects that it is: of a lot everything listed as its part is, of a set what was split from it.</summary>
    public bool Counts(Item part) => Kind is ItemKind.Lot || part.SplitFrom == Id;

    /// <summary>
    /// How many of a known number are not in parts that are counted by themselves, less than nothing where these are more; null where the number is not known.
    /// </summary>
    public long? Rest(IEnumerable<Item> parts) => Count - parts.Sum(part => (long)(part.Count ?? 0));

    /// <summary>The item once another record of it answers for it: its numbers are that one's.</summary>
    public Item Merged(Guid into, Instant now) => Next(now) with { Standing = ItemStanding.Withdrawn, MergedInto = into, Identifiers = null };

    /// <summary>The item with what another record of it knows and it does not; where both know, as this one says.</summary>
    public Item With(Item other, Instant now) => Next(now) with
    {
        Description = Description ?? other.Description,
        ObjectType = ObjectType ?? other.ObjectType,
        Creator = Creator ?? other.Creator,
        Created = Created ?? other.Created,
        CreatedPlace = CreatedPlace ?? other.CreatedPlace,
        MaterialTechnique = MaterialTechnique ?? other.MaterialTechnique,
        Dimensions = Dimensions ?? other.Dimensions,
        Precious = Precious ?? other.Precious,
        Quantity = Quantity ?? other.Quantity,
        QuantityStatus = Quantity is null ? other.QuantityStatus ?? QuantityStatus : QuantityStatus,
        Fund = Fund ?? other.Fund,
        Identifiers = United(Identifiers, (other.Identifiers ?? []).Where(number => !number.IsOpen || !(Identifiers ?? []).Any(own => own.IsOpen && own.Number == number.Number))),
        AssociatedPersons = United(AssociatedPersons, other.AssociatedPersons),
        Provenance = United(Provenance, other.Provenance),
        Restrictions = United(Restrictions, other.Restrictions),
        ParentItem = (ParentItem == other.Id ? null : ParentItem) ?? (other.ParentItem == Id ? null : other.ParentItem),
    };

    static List<T>? United<T>(IReadOnlyList<T>? own, IEnumerable<T>? other) => (own ?? []).Union(other ?? []).ToList() is { Count: > 0 } united ? united : null;

    /// <summary>The item with each of its open numbers once: of two that one holder gave it under two names, the first.</summary>
    public Item WithNumbersOnce() => this with { Identifiers = Identifiers?.DistinctBy(number => number.IsOpen ? (object)number.Number : number).ToList() };

    /// <summary>The item's next version, to be changed.</summary>
    public Item Next(Instant now) => this with { Version = Version + 1, UpdatedAt = now, NumbersBy = null };

    /// <summary>
    /// The item as an act leaves its numbers (C3): what the act closed is open again, unless by an act that still stands the item is with others;
    /// then the act closes what it closes as it is now. Itself where that changes nothing.
    /// </summary>
    /// <param name="transfer">The act.</param>
    /// <param name="passing">The act as it passes the item on; null where it doesn't, or no longer does.</param>
    /// <param name="others">The other acts by which the item is with others today.</param>
    /// <param name="now">The moment of the change.</param>
    public Item WithNumbersAfter(Guid transfer, Passing? passing, IEnumerable<Passing> others, Instant now)
    {
        var known = Identifiers ?? [];
        var acts = passing is null ? others : others.Prepend(passing);
        var numbers = known.Select(number => number.ClosedBy == transfer ? acts.Aggregate(number.Reopened(), (left, act) => left.After(act))
            : passing is null ? number : number.After(passing)).ToList();
        return known.SequenceEqual(numbers) ? this : Next(now) with { Identifiers = numbers, NumbersBy = transfer };
    }

    /// <summary>Whether a number is open in this version that was closed in the one before.</summary>
    public bool Reopens(Item before) => (Identifiers ?? []).Zip(before.Identifiers ?? []).Any(pair => pair.First.IsOpen && !pair.Second.IsOpen);
}
