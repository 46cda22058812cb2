using NodaTime;
using Dapper;
using Microsoft.AspNetCore.Http;

// What must not be, in the registry's own folders: RoomTests shows that it is seen.
#pragma warning disable IDE0130, CA1812

namespace TransferRegistry.Api.Language
{
    static class HalfQualified
    {
        public static Instant Of(Data.Work work) => work.Now;
    }
}

namespace TransferRegistry.Api.Registry.Items
{
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
}
