namespace TransferRegistry.Api.V1.Items;

/// <summary>Whether a record stands for one object or for several.</summary>
public enum ItemKindV1
{
    /// <summary>One object.</summary>
    Single,
    /// <summary>Several objects that belong together and are counted.</summary>
    Set,
    /// <summary>Objects passed together that nobody has listed one by one yet.</summary>
    Lot,
}

/// <summary>What sort of object it is.</summary>
public enum ObjectTypeV1
{
    /// <summary>A painting.</summary>
    Painting,
    /// <summary>A drawing or a print.</summary>
    Graphic,
    /// <summary>A sculpture.</summary>
    Sculpture,
    /// <summary>A photograph.</summary>
    Photograph,
    /// <summary>A document.</summary>
    Document,
    /// <summary>A book.</summary>
    Book,
    /// <summary>A coin, a medal, a banknote.</summary>
    Numismatics,
    /// <summary>An order or another award.</summary>
    Award,
    /// <summary>A weapon.</summary>
    Weapon,
    /// <summary>A textile or a garment.</summary>
    Textile,
    /// <summary>Furniture.</summary>
    Furniture,
    /// <summary>A household object.</summary>
    Household,
    /// <summary>A technical object.</summary>
    Technical,
    /// <summary>A specimen of natural history.</summary>
    NaturalHistory,
    /// <summary>An archaeological find.</summary>
    Archaeological,
    /// <summary>A film, a recording, a data carrier.</summary>
    Media,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The part of its holder's collection that an item is entered in.</summary>
public enum FundV1
{
    /// <summary>Main fund.</summary>
    Main,
    /// <summary>Scientific auxiliary fund.</summary>
    ScientificAuxiliary,
    /// <summary>Exchange fund.</summary>
    Exchange,
    /// <summary>Taken in for a time.</summary>
    Temporary,
    /// <summary>Raw material.</summary>
    RawMaterial,
}

/// <summary>Which book a number stands in.</summary>
public enum IdentifierSchemeV1
{
    /// <summary>Book of entries (КП).</summary>
    Kp,
    /// <summary>Inventory.</summary>
    Inv,
    /// <summary>Inventory of special registration: precious metals, weapons.</summary>
    SpecialInv,
    /// <summary>Scientific auxiliary fund (НВФ).</summary>
    Nvf,
    /// <summary>The state's catalogue: follows the object, whoever holds it.</summary>
    StateCatalogue,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Why an item may not be passed on.</summary>
public enum RestrictionKindV1
{
    /// <summary>Not to be lent.</summary>
    NoLoan,
    /// <summary>Not to leave the country.</summary>
    NoExport,
    /// <summary>Held by order of a court or an authority.</summary>
    LegalHold,
    /// <summary>Claimed by another.</summary>
    UnderClaim,
}

/// <summary>Whether the acts leave room for anything else.</summary>
public enum CertaintyV1
{
    /// <summary>They do not.</summary>
    Certain,
    /// <summary>They do.</summary>
    Possible,
}

/// <summary>Where an item stands, as its acts say.</summary>
public enum CustodyStateV1
{
    /// <summary>With its normal custodian.</summary>
    Held,
    /// <summary>Approved for a transfer that has not begun.</summary>
    Reserved,
    /// <summary>Handed over and not yet confirmed; the sender still answers for it.</summary>
    InTransit,
    /// <summary>With another than its normal custodian.</summary>
    OnLoan,
    /// <summary>Sent and not found at receipt.</summary>
    Missing,
    /// <summary>Lost.</summary>
    Lost,
    /// <summary>Destroyed.</summary>
    Destroyed,
}
