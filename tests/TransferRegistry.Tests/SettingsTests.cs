using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using TransferRegistry.Api;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests;

/// <summary>A setting that can't be stops the start, and says which it is and what it takes.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Database:Dialect", "Postgres", "Sqlite or SqlServer")]
    [InlineData("Database:Dialect", "1", "Sqlite or SqlServer")]
    [InlineData("Database:Dialect", "Sqlite,SqlServer", "Sqlite or SqlServer")]
    [InlineData("Database:MigrateAtStart", "yes", "true or false")]
    [InlineData("Access:AnonymousRead", "1", "true or false")]
    [InlineData("Access:BootstrapKey", "too short", "32 characters")]
    [InlineData("Public:BaseUrl", "registry.example.kz", "https://registry.example.kz")]
    [InlineData("Public:BaseUrl", "ftp://registry.example.kz", "https://registry.example.kz")]
    [InlineData("Public:BaseUrl", "", "needed outside Development")]
    [InlineData("Public:Proxies", "10.0.0.0/99", "10.0.0.0/24")]
    [InlineData("Public:Proxies", "proxy.example.kz", "10.0.0.0/24")]
    [InlineData("Public:Origins", "https://museum.example.kz/page", "https://museum.example.kz")]
    [InlineData("Public:Origins", "*", "https://museum.example.kz")]
    [InlineData("Limits:RequestsPerMinute", "many", "0 to 1000000")]
    [InlineData("Limits:AnonymousPerMinute", "-1", "0 to 1000000")]
    [InlineData("Limits:RequestSeconds", "0", "1 to 1000000")]
    [InlineData("Access:Issuers:0:Issuer", "http://login.example.kz", "https address")]
    [InlineData("Access:Issuers:0:Audience", "", "is needed")]
    [InlineData("Access:Issuers:0:Algorithms", "RS256, HS256", "PS256")]
    [InlineData("Access:Issuers:0:Algorithms", "none", "PS256")]
    [InlineData("Access:Issuers:0:Roles:curator", "curator", "department, museum, auditor or admin")]
    [InlineData("Access:Issuers:0:Secret", "a secret", "RoleClaim")]
    [InlineData("Registry:TimeZone", "Almaty", "Asia/Almaty")]
    [InlineData("Policies:P1", "yes", "off, warn or refuse")]
    [InlineData("Policies:P1", "1", "off, warn or refuse")]
    [InlineData("Policies:C1", "off", "InventoryNumber")]
    [InlineData("Policies:InventoryNumberAfterDays", "0", "1 to 36500")]
    public void A_wrong_one_is_named_with_its_choices(string key, string value, string choices)
    {
        var fault = Assert.Throws<SettingException>(() => Of(Environments.Production, (key, value)));

        Assert.StartsWith(key, fault.Message, StringComparison.Ordinal);
        Assert.Contains(choices, fault.Message, StringComparison.Ordinal);
        Assert.Contains(key.Replace(":", "__", StringComparison.Ordinal), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_needs_its_connection() =>
        Assert.StartsWith("Database:ConnectionString", Assert.Throws<SettingException>(() => Of(Environments.Production, ("Database:Dialect", "sqlserver"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Development_needs_nothing_and_production_is_closed()
    {
        var development = Settings.Of(new ConfigurationBuilder().Build(), new Named(Environments.Development));
        var production = Of(Environments.Production);

        Assert.Equal((Dialect.Sqlite, true, true), (development.Dialect, development.AnonymousRead, development.MigrateAtStart));
        Assert.Null(development.BaseUrl);
        Assert.False(production.AnonymousRead);
        Assert.Null(production.BootstrapKey);
    }

    static Settings Of(string environment, params (string Key, string Value)[] given)
    {
        var all = new Dictionary<string, string?> { ["Public:BaseUrl"] = "https://registry.example.kz" };
        if (given.Any(setting => setting.Key.StartsWith("Access:Issuers", StringComparison.Ordinal)))
            (all["Access:Issuers:0:Issuer"], all["Access:Issuers:0:Audience"]) = ("https://login.example.kz", "registry");
        foreach (var (key, value) in given)
            all[key] = value;
        return Settings.Of(new ConfigurationBuilder().AddInMemoryCollection(all).Build(), new Named(environment));
    }

    sealed class Named(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;
        public string ApplicationName { get; set; } = "";
        public string ContentRootPath { get; set; } = "";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
