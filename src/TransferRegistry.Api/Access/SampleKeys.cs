using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;

namespace TransferRegistry.Api.Access;

/// <summary>
/// Four keys that everybody knows, one a role, so that a newcomer can try the sample at once. They are made in development only, and refused
/// everywhere else, even from a database that was copied there.
/// </summary>
static class SampleKeys
{
    const string NoSecret = "ForDevelopmentOnlyNeverASecret00";

    /// <summary>Role, code of the institution it acts for, region, key.</summary>
    public static readonly IReadOnlyList<(Role Role, string? Institution, string? Region, RegistryKey Key)> All =
    [
        (Role.Department, "almaty-region-culture", "KZ-19", RegistryKey.Of("department", NoSecret)),
        (Role.Museum, "museum-first-president", null, RegistryKey.Of("0000museum", NoSecret)),
        (Role.Auditor, null, null, RegistryKey.Of("000auditor", NoSecret)),
        (Role.Admin, null, null, RegistryKey.Of("00000admin", NoSecret)),
    ];

    /// <summary>Makes those that are missing and whose institution is there.</summary>
    public static async Task Ensure(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Bearer>().Caller = Caller.Operator;
        var work = scope.ServiceProvider.GetRequiredService<Work>();
        await work.Begin();
        var (keys, institutions) = (new KeyStore(work), scope.ServiceProvider.GetRequiredService<InstitutionStore>());
        foreach (var (role, code, region, key) in All)
        {
            var institution = code is null ? null : await institutions.Find(Reference.Of(code));
            if ((code is null || institution is not null) && await keys.Find(key.Handle) is null)
                await keys.Keep(new()
                {
                    Id = work.NewId(), Version = 1, Handle = key.Handle, Role = role,
                    Institution = institution?.Id, Region = region, Sample = true, CreatedAt = work.Now,
                }, key, new Findings());
        }
        await work.Commit();
    }

    /// <summary>The handles of those that are there and not revoked.</summary>
    public static async Task<IReadOnlyList<string>> Valid(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        // Begun, so that the original is read and not a copy that lags.
        var work = scope.ServiceProvider.GetRequiredService<Work>();
        await work.Begin();
        var keys = new KeyStore(work);
        var valid = new List<string>();
        foreach (var (_, _, _, key) in All)
            if (await keys.Find(key.Handle) is { RevokedAt: null })
                valid.Add(key.Handle);
        return valid;
    }

    /// <summary>Where the registry is, and what to put into Authorize there.</summary>
    public static void Announce(IEnumerable<string> urls)
    {
        foreach (var url in urls)
            Console.WriteLine($"Swagger UI: {url}/swagger");
        Console.WriteLine("Keys of the sample, for development only:");
        foreach (var (role, code, _, key) in All)
            Console.WriteLine($"  {Json.ToWire(role),-10}  {key.Text}{(code is null ? "" : $"  ({code})")}");
    }
}
