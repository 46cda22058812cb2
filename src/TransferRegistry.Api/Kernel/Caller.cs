using NodaTime;

namespace TransferRegistry.Api.Kernel;

/// <summary>What a credential lets its bearer do.</summary>
enum Role
{
    Department,
    Museum,
    Auditor,
    Admin,
}

/// <summary>Who is asking: the role and the institution come from the credential, never from the request.</summary>
/// <param name="Role">Absent: anonymous.</param>
/// <param name="InstitutionId">The caller's own institution.</param>
/// <param name="Region">A department's region, ISO 3166-2.</param>
/// <param name="Key">The public part of the credential, for the journal.</param>
/// <param name="Until">When the credential ceases to open anything; absent: never by itself.</param>
sealed record Caller(Role? Role, Guid? InstitutionId = null, string? Region = null, string? Key = null, Instant? Until = null)
{
    public static readonly Caller Anonymous = new(Role: null);

    /// <summary>The registry itself, at start and on the command line.</summary>
    public static readonly Caller Operator = new(Kernel.Role.Admin, Key: "operator");

    public bool ReadsAll => Role is Kernel.Role.Auditor or Kernel.Role.Admin;

    /// <summary>Whose external references must differ, and whose drafts are seen: the caller's institution's, or the operator's.</summary>
    public string Submitter => InstitutionId?.ToString() ?? (Role is Kernel.Role.Admin ? "operator" : "nobody");
}

/// <summary>The request being answered: the id in its log lines, its journal entries and its problem documents.</summary>
sealed record RequestId(string Value);
