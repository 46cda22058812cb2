namespace TransferRegistry.Api.V1.Institutions;

/// <summary>What an institution is.</summary>
public enum InstitutionKindV1
{
    /// <summary>A museum.</summary>
    Museum,
    /// <summary>A historical-cultural centre.</summary>
    HistoricalCulturalCentre,
    /// <summary>A regional association of museums.</summary>
    MuseumAssociation,
    /// <summary>A department of culture.</summary>
    CultureDepartment,
    /// <summary>An archive.</summary>
    Archive,
    /// <summary>A library.</summary>
    Library,
    /// <summary>A reserve museum (музей-заповедник).</summary>
    ReserveMuseum,
    /// <summary>A school's museum.</summary>
    SchoolMuseum,
    /// <summary>A university.</summary>
    University,
    /// <summary>A foundation.</summary>
    Foundation,
    /// <summary>Another body of the state.</summary>
    StateBody,
    /// <summary>A religious organisation.</summary>
    ReligiousOrganisation,
    /// <summary>A private collection.</summary>
    PrivateCollection,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>The legal form, by its abbreviation in Kazakhstan's law.</summary>
public enum LegalFormV1
{
    /// <summary>State institution (ГУ).</summary>
    Gu,
    /// <summary>Communal state institution (КГУ).</summary>
    Kgu,
    /// <summary>Republican state institution (РГУ).</summary>
    Rgu,
    /// <summary>Communal state treasury enterprise (КГКП).</summary>
    Kgkp,
    /// <summary>State communal treasury enterprise (ГККП).</summary>
    Gkkp,
    /// <summary>Republican state treasury enterprise (РГКП).</summary>
    Rgkp,
    /// <summary>Communal state enterprise with the right of economic management (КГП на ПХВ).</summary>
    KgpPhv,
    /// <summary>Republican state enterprise with the right of economic management (РГП на ПХВ).</summary>
    RgpPhv,
    /// <summary>Non-commercial joint-stock company (НАО).</summary>
    Nao,
    /// <summary>Joint-stock company (АО).</summary>
    Ao,
    /// <summary>Limited liability partnership (ТОО).</summary>
    Too,
    /// <summary>Foundation.</summary>
    Foundation,
    /// <summary>Public association.</summary>
    PublicAssociation,
    /// <summary>Private institution.</summary>
    PrivateInstitution,
    /// <summary>A form of another country's law.</summary>
    Foreign,
    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Whose the institution is.</summary>
public enum InstitutionLevelV1
{
    /// <summary>Of the republic.</summary>
    Republican,
    /// <summary>Of a region.</summary>
    Regional,
    /// <summary>Of a city.</summary>
    City,
    /// <summary>Of a district.</summary>
    District,
    /// <summary>Private.</summary>
    Private,
    /// <summary>Of another country.</summary>
    Foreign,
}

/// <summary>Whether it still is.</summary>
public enum InstitutionStatusV1
{
    /// <summary>It is.</summary>
    Active,
    /// <summary>It became part of, or became, another: see successor.</summary>
    Reorganised,
    /// <summary>It was dissolved.</summary>
    Liquidated,
}
