namespace TransferRegistry.Api.Kernel;

/// <summary>Who put a record in, and for whom: kept with the record (S3). Without an institution: the registry's operator.</summary>
sealed record SubmittedBy(Role Role, Guid? Institution, Guid? OnBehalfOf)
{
    /// <summary>Whose external references must differ: the institution, or the operator.</summary>
    [System.Text.Json.Serialization.JsonIgnore] public string Submitter => Institution?.ToString() ?? "operator";
}
