using TransferRegistry.Api.V1.References;

namespace TransferRegistry.Api.Registry.Merging;

/// <summary>What stands in a merge's way, in the words of a refusal: by its number, else its id; one that the caller may not see by neither.</summary>
static class Named
{
    const string Unseen = "one that is not yours to see";

    public static string Of(AgreementRefV1? agreement) => agreement?.RegistryNumber ?? agreement?.Id?.ToString() ?? Unseen;

    public static string Of(TransferRefV1? act) => act?.RegistryNumber ?? act?.Id?.ToString() ?? Unseen;

    public static string Of(ItemRefV1? item) => item?.RegistryNumber ?? Unseen;
}
