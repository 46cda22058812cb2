using System.Net;
using NodaTime;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api;

/// <summary>The configuration, read and judged once at start: a value that can't be stops the start with a message that names the key and the choices.</summary>
sealed record Settings
{
    public required Dialect Dialect { get; init; }
    public required string ConnectionString { get; init; }
    public string? ReadConnectionString { get; init; }
    public required bool MigrateAtStart { get; init; }
    public required bool AnonymousRead { get; init; }
    public string? BootstrapKey { get; init; }
    public IReadOnlyList<TrustedIssuer> Issuers { get; init; } = [];
    public Uri? BaseUrl { get; init; }
    public required RateLimits RateLimits { get; init; }
    public required Transport Transport { get; init; }
    /// <summary>Where webhooks may lead beside the internet, there also in the clear.</summary>
    public IReadOnlyList<IPNetwork> WebhookNetworks { get; init; } = [];
    public required DateTimeZone TimeZone { get; init; }
    public required Policies Policies { get; init; }

    /// <param name="configuration">Where they are read from.</param>
    /// <param name="environment">Development needs fewer of them.</param>
    /// <param name="serves">Whether requests are to be answered: only then links are written.</param>
    public static Settings Of(IConfiguration configuration, IHostEnvironment environment, bool serves = true)
    {
        var bootstrap = configuration["Access:BootstrapKey"];
        if (bootstrap is { Length: > 0 and < 32 })
            throw new SettingException("Access:BootstrapKey", "is shorter than 32 characters.");
        var dialect = configuration["Database:Dialect"] is not { Length: > 0 } word ? Dialect.Sqlite
            : Array.FindIndex(Enum.GetNames<Dialect>(), name => name.Equals(word, StringComparison.OrdinalIgnoreCase)) is var known and >= 0 ? (Dialect)known
            : throw new SettingException("Database:Dialect", $"is \"{word}\"; it is Sqlite or SqlServer.");
        var connection = configuration["Database:ConnectionString"];
        if (string.IsNullOrWhiteSpace(connection))
            connection = dialect is Dialect.Sqlite ? "Data Source=data/registry.db" : throw new SettingException("Database:ConnectionString", "is needed with Database:Dialect=SqlServer.");
        return new()
        {
            Dialect = dialect,
            ConnectionString = connection,
            ReadConnectionString = configuration["Database:ReadConnectionString"] is { Length: > 0 } copy ? copy : null,
            MigrateAtStart = Flag(configuration, "Database:MigrateAtStart", byDefault: true),
            AnonymousRead = Flag(configuration, "Access:AnonymousRead", byDefault: environment.IsDevelopment()),
            BootstrapKey = bootstrap is { Length: > 0 } ? bootstrap : null,
            Issuers = [.. configuration.GetSection("Access:Issuers").GetChildren().Select(Issuer)],
            BaseUrl = BaseAddress(configuration, isNeeded: serves && !environment.IsDevelopment()),
            RateLimits = new(Number(configuration, "Limits:RequestsPerMinute", byDefault: 6000, least: 0), Number(configuration, "Limits:AnonymousPerMinute", byDefault: 600, least: 0)),
            Transport = new()
            {
                Proxies = Networks(configuration, "Public:Proxies"),
                Origins = [.. Words(configuration, "Public:Origins").Select(Origin)],
                Patience = TimeSpan.FromSeconds(Number(configuration, "Limits:RequestSeconds", byDefault: 120, least: 1)),
            },
            WebhookNetworks = Networks(configuration, "Webhooks:Networks", byDefault: environment.IsDevelopment() ? "127.0.0.0/8, ::1" : ""),
            Policies = PoliciesOf(configuration.GetSection("Policies")),
            TimeZone = Zone(configuration["Registry:TimeZone"] is { Length: > 0 } zone ? zone : "Asia/Almaty"),
        };
    }

    static bool Flag(IConfiguration configuration, string key, bool byDefault) => configuration[key] switch
    {
        null or "" => byDefault,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw new SettingException(key, $"is \"{text}\"; it is true or false."),
    };

    static int Number(IConfiguration configuration, string key, int byDefault, int least) => configuration[key] is not { Length: > 0 } text ? byDefault
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= 1_000_000 ? number
        : throw new SettingException(key, $"is \"{text}\"; it is a whole number, {least} to 1000000.");

    static string[] Words(IConfiguration configuration, string key, string byDefault = "") =>
        (configuration[key] ?? byDefault).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static TrustedIssuer Issuer(IConfigurationSection section)
    {
        var issuer = Needed(nameof(TrustedIssuer.Issuer));
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true }))
            throw new SettingException($"{section.Path}:Issuer", $"is \"{issuer}\"; it is the https address that its tokens name in iss.");
        var trusted = new TrustedIssuer { Issuer = issuer, Audience = Needed(nameof(TrustedIssuer.Audience)) };
        string[] known = ["Issuer", "Audience", "Algorithms", "RoleClaim", "InstitutionClaim", "RegionClaim", "Roles"];
        if (section.GetChildren().FirstOrDefault(set => !known.Contains(set.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new SettingException(unknown.Path, $"is no setting of an issuer; there are {string.Join(", ", known)}.");
        return trusted with
        {
            Algorithms = Words(section, "Algorithms") is { Length: > 0 } algorithms ? [.. algorithms.Select(Algorithm)] : trusted.Algorithms,
            RoleClaim = section["RoleClaim"] ?? trusted.RoleClaim,
            InstitutionClaim = section["InstitutionClaim"] ?? trusted.InstitutionClaim,
            RegionClaim = section["RegionClaim"] ?? trusted.RegionClaim,
            Roles = section.GetSection("Roles").GetChildren().ToList() is { Count: > 0 } roles ? roles.ToDictionary(set => set.Key, RoleOf, StringComparer.Ordinal) : trusted.Roles,
        };

        string Needed(string name) => section[name] is { Length: > 0 } value ? value : throw new SettingException($"{section.Path}:{name}", "is needed for an issuer of tokens.");

        string Algorithm(string word) => TrustedIssuer.Asymmetric.Contains(word) ? word
            : throw new SettingException($"{section.Path}:Algorithms", $"has \"{word}\"; it lists {string.Join(", ", TrustedIssuer.Asymmetric)}.");

        static Role RoleOf(IConfigurationSection set) => Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(role => Json.ToWire(role) == set.Value)
            ?? throw new SettingException(set.Path, $"is \"{set.Value}\"; it is department, museum, auditor or admin.");
    }

    static IReadOnlyList<IPNetwork> Networks(IConfiguration configuration, string key, string byDefault = "") => [.. Words(configuration, key, byDefault).Select(text => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : throw new SettingException(key, $"has \"{text}\"; it lists addresses and networks, 10.0.0.5, 10.0.0.0/24."))];

    static string Origin(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.GetLeftPart(UriPartial.Authority) == text ? text
        : throw new SettingException("Public:Origins", $"has \"{text}\"; it lists origins of pages, https://museum.example.kz.");

    static Uri? BaseAddress(IConfiguration configuration, bool isNeeded) => configuration["Public:BaseUrl"] switch
    {
        { Length: > 0 } text => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new SettingException("Public:BaseUrl", $"is \"{text}\"; it is an absolute http or https address, https://registry.example.kz."),
        _ when !isNeeded => null,
        _ => throw new SettingException("Public:BaseUrl", "is needed outside Development: the links in answers begin with it."),
    };

    const string InventoryNumberAfterDays = nameof(Policies.InventoryNumberAfterDays);

    static Policies PoliciesOf(IConfigurationSection section)
    {
        var known = Rules.All.Where(rule => rule.Setting is not null).ToDictionary(rule => rule.Setting!, StringComparer.OrdinalIgnoreCase);
        var modes = new Dictionary<string, PolicyMode>();
        foreach (var set in section.GetChildren().Where(set => !set.Key.Equals(InventoryNumberAfterDays, StringComparison.OrdinalIgnoreCase)))
        {
            if (!known.TryGetValue(set.Key, out var rule))
                throw new SettingException($"Policies:{set.Key}", $"is no policy; there are {string.Join(", ", known.Keys)} and {InventoryNumberAfterDays}.");
            var at = Array.FindIndex(Enum.GetNames<PolicyMode>(), name => name.Equals(set.Value, StringComparison.OrdinalIgnoreCase));
            modes[rule.Id] = at >= 0 ? (PolicyMode)at : throw new SettingException($"Policies:{set.Key}", $"is \"{set.Value}\"; it is off, warn or refuse.");
        }
        return Policies.Default with { Modes = modes, InventoryNumberAfterDays = Days(section[InventoryNumberAfterDays]) };
    }

    static int Days(string? text) => text is not { Length: > 0 } ? Policies.Default.InventoryNumberAfterDays
        : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500 ? days
        : throw new SettingException($"Policies:{InventoryNumberAfterDays}", $"is \"{text}\"; it is a number of days, 1 to 36500.");

    static DateTimeZone Zone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id)
        ?? throw new SettingException("Registry:TimeZone", $"is \"{id}\"; it is a zone of the tz database, Asia/Almaty.");
}

/// <summary>A setting the registry can't start with.</summary>
sealed class SettingException(string key, string fault) : ConfigurationException($"{key} {fault} (In the environment: {key.Replace(":", "__", StringComparison.Ordinal)}.)");
