using Dapper;
using Microsoft.AspNetCore.Http;

// In the registry's own folder: what must not be there, so that RoomTests can show that it is seen.
namespace TransferRegistry.Api.Registry.Items;

static class Inferred
{
    public static object Of(References.ResolvedReferences names, Item item)
    {
        var shown = V1.Items.ItemV1.Of(item, names);
        return shown.Id;
    }
}

static class Driven
{
    public static void Map() => SqlMapper.PurgeQueryCache();
}

static class Webbed
{
    public static object Answer() => TypedResults.Ok(1);
}

sealed record ProbeV1;
