namespace TransferRegistry.Api.V1.Changes;

/// <summary>What has become of the caller's access to a record.</summary>
public enum AccessChangeV1
{
    /// <summary>The caller sees the record from now on.</summary>
    Granted,
    /// <summary>The caller no longer sees the record.</summary>
    Withdrawn,
}
