namespace TransferRegistry.Api.Registry.Items;

/// <summary>Whether a record stands for one object or for several.</summary>
enum ItemKind
{
    Single,
    Set,
    Lot,
}

/// <summary>What sort of object it is.</summary>
enum ObjectType
{
    Painting,
    Graphic,
    Sculpture,
    Photograph,
    Document,
    Book,
    Numismatics,
    Award,
    Weapon,
    Textile,
    Furniture,
    Household,
    Technical,
    NaturalHistory,
    Archaeological,
    Media,
    Other,
}

/// <summary>The part of its holder's collection that an item is entered in.</summary>
enum Fund
{
    Main,
    ScientificAuxiliary,
    Exchange,
    Temporary,
    RawMaterial,
}

/// <summary>Which book a number stands in.</summary>
enum IdentifierScheme
{
    Kp,
    Inv,
    SpecialInv,
    Nvf,
    StateCatalogue,
    Other,
}

/// <summary>Why an item may not be passed on.</summary>
enum RestrictionKind
{
    NoLoan,
    NoExport,
    LegalHold,
    UnderClaim,
}

/// <summary>Whether the acts leave room for anything else.</summary>
enum Certainty
{
    Certain,
    Possible,
}

/// <summary>Where an item stands, as its acts say.</summary>
enum CustodyState
{
    Held,
    Reserved,
    InTransit,
    OnLoan,
    Missing,
    Lost,
    Destroyed,
}

/// <summary>Internal: an item of a draft is seen with its draft only, and withdrawn with it.</summary>
enum ItemStanding { Draft, Registered, Withdrawn }
