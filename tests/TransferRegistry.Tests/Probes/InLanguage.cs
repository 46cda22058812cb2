using NodaTime;

// In the registry's own folder: what must not be there, so that RoomTests can show that it is seen.
namespace TransferRegistry.Api.Language;

static class HalfQualified
{
    public static Instant Of(Data.Work work) => work.Now;
}
