namespace TransferRegistry.Api.Access;

/// <summary>What opens the registry besides the keys it keeps itself: the operator's first key, and the tokens of issuers it trusts.</summary>
sealed record AcceptedCredentials(string? BootstrapKey, IReadOnlyList<TrustedIssuer> Issuers);
