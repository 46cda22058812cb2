namespace TransferRegistry.Api.V1.Changes;

/// <summary>What has become of the caller's access to a record.</summary>
public enum AccessChangeV1
{
    /// <summary>It has come into sight.</summary>
    Granted,
    /// <summary>It has left it.</summary>
    Withdrawn,
}
