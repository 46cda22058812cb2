using Riok.Mapperly.Abstractions;
using TransferRegistry.Api.Registry.Items;

namespace TransferRegistry.Api.V1.Items;

/// <summary>Requests of version 1 as the commands they are.</summary>
[Mapper]
static partial class ItemCommandMapper
{
    public static partial ItemPassport ToPassport(this ItemPassportV1 request);

    public static partial NewItem ToNewItem(this ItemRequestV1 request);
}
