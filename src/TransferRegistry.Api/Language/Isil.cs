namespace TransferRegistry.Api.Language;

/// <summary>The international standard identifier for libraries and related organisations (ISO 15511): a prefix, a hyphen, and what its agency gives.</summary>
static class Isil
{
    /// <summary>As it is kept and shown: the prefix in capitals, the rest as its agency writes it.</summary>
    public static string Tidy(string isil) => isil.IndexOf('-', StringComparison.Ordinal) is var end and > 0
        ? isil[..end].ToUpperInvariant() + isil[end..] : isil;

    /// <summary>As it is compared: case makes no difference.</summary>
    public static string Fold(string isil) => isil.ToUpperInvariant();
}
