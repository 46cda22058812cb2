namespace TransferRegistry.Api.Registry.Institutions;

/// <summary>What an institution is.</summary>
enum InstitutionKind
{
    Museum,
    HistoricalCulturalCentre,
    MuseumAssociation,
    CultureDepartment,
    Archive,
    Library,
    ReserveMuseum,
    SchoolMuseum,
    University,
    Foundation,
    StateBody,
    ReligiousOrganisation,
    PrivateCollection,
    Other,
}

/// <summary>The legal form, by its abbreviation in Kazakhstan's law.</summary>
enum LegalForm
{
    Gu,
    Kgu,
    Rgu,
    Kgkp,
    Gkkp,
    Rgkp,
    KgpPhv,
    RgpPhv,
    Nao,
    Ao,
    Too,
    Foundation,
    PublicAssociation,
    PrivateInstitution,
    Foreign,
    Other,
}

/// <summary>Whose the institution is.</summary>
enum InstitutionLevel
{
    Republican,
    Regional,
    City,
    District,
    Private,
    Foreign,
}

/// <summary>Whether it still is.</summary>
enum InstitutionStatus
{
    Active,
    Reorganised,
    Liquidated,
}
