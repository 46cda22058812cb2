using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.Registry.Merging;

/// <summary>What stands in a merge's way, in the words of a refusal: by its number, else its id; one that the caller may not see by neither.</summary>
static class Named
{
    const string Unseen = "one that is not yours to see";

    public static string Of(AgreementReference? agreement) => agreement?.RegistryNumber ?? agreement?.Id?.ToString() ?? Unseen;

    public static string Of(TransferReference? act) => act?.RegistryNumber ?? act?.Id?.ToString() ?? Unseen;

    public static string Of(ItemReference? item) => item?.RegistryNumber ?? Unseen;
}
