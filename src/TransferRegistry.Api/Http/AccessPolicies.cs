using Microsoft.AspNetCore.Authorization;
using TransferRegistry.Api.Kernel;

namespace TransferRegistry.Api.Http;

/// <summary>Which credentials reach an address; which records they then see and change, the rooms say in SQL.</summary>
static class AccessPolicies
{
    /// <summary>Any key, and everybody where anonymous reading is on.</summary>
    public const string Read = "read";
    /// <summary>Any key.</summary>
    public const string Key = "key";
    /// <summary>Any key but an auditor's.</summary>
    public const string Write = "write";
    /// <summary>An auditor's key, and the operator's.</summary>
    public const string Audit = "audit";
    /// <summary>Everybody: what tells how to use the registry.</summary>
    public const string Open = "open";

    public static void Policies(AuthorizationOptions options, bool anonymousRead)
    {
        options.AddPolicy(Open, policy => policy.RequireAssertion(_ => true));
        options.AddPolicy(Read, policy => policy.RequireAssertion(context => anonymousRead || context.User.Identity?.IsAuthenticated is true));
        options.AddPolicy(Key, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Audit, policy => policy.RequireAuthenticatedUser().RequireRole(Json.ToWire(Role.Auditor), Json.ToWire(Role.Admin)));
        options.AddPolicy(Write, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => !context.User.IsInRole(Json.ToWire(Role.Auditor))));
    }
}
