using System.CommandLine;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Api.Operations;

/// <summary>What the program does when it is called: it serves, or does one thing and ends. Exit code 0 only when all was done.</summary>
static partial class Verbs
{
    public static async Task<int> Run(string[] args, Func<string[], bool, WebApplication> compose)
    {
        if (args.Length == 0 || args[0].StartsWith("--", StringComparison.Ordinal) && args[0] is not ("--help" or "--version"))
            return await Guarded(() => Serve(compose(args, true)));
        var root = new RootCommand("TransferRegistry: agreements between institutions, and the items transferred under them. Without a verb it serves.");
        root.Add(Verb("migrate", "Brings the database to the schema of this version.", async app => await app.Services.GetRequiredService<Migrator>().Migrate(CancellationToken.None)));
        root.Add(Verb("sample", "Loads the first case of Almaty region into an empty registry.", async app =>
        {
            await app.Services.GetRequiredService<Migrator>().Migrate(CancellationToken.None);
            if (!await SampleCase.Load(app.Services))
                throw new ConfigurationException("The registry is not empty: the sample is for an empty one, and nothing was loaded.");
            Console.WriteLine("The sample is loaded.");
        }));
        root.Add(Generate.Verb(compose));
        root.Add(Keys.Verb(compose));
        return await root.Parse(args).InvokeAsync();

        Command Verb(string name, string description, Func<WebApplication, Task> act)
        {
            var verb = new Command(name, description);
            verb.SetAction(_ => Guarded(async () =>
            {
                await using var app = compose([], false);
                await act(app);
            }));
            return verb;
        }
    }

    /// <summary>Says on one line what went wrong, where it is a setting or the database, and ends with 1.</summary>
    public static async Task<int> Guarded(Func<Task> act)
    {
        try
        {
            await act();
            return 0;
        }
        catch (Exception fault) when (fault is ConfigurationException or Refusal or System.Data.Common.DbException or IOException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    static async Task Serve(WebApplication app)
    {
        await using (app)
        {
            await Prepare(app);
            if (app.Environment.IsDevelopment())
                await Welcome(app);
            else
                await RefuseSamples(app);
            await app.RunAsync();
        }
    }

    // A service that does not migrate needs no right to: it says which it lacks, and which it could do without.
    static async Task Check(WebApplication app, Migrator migrator)
    {
        if (migrator.Missing() is { Count: > 0 } missing)
            throw new ConfigurationException($"The database lacks {string.Join(", ", missing)}, or its login may not read SchemaVersions. "
                + "Run with the verb migrate (-- migrate), or set Database__MigrateAtStart=true.");
        if (await app.Services.GetRequiredService<Rights>().Check(CancellationToken.None) is { Count: > 0 } beside)
            TooMuch(app.Logger, string.Join(", ", beside));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The login that the service uses may do more than it needs: {Rights}. Give it the role registry_service of db/roles.sql and no other")]
    static partial void TooMuch(ILogger logger, string rights);

    /// <summary>Brings the database to this version's schema, or refuses to go on with an older one.</summary>
    public static async Task Prepare(WebApplication app)
    {
        var migrator = app.Services.GetRequiredService<Migrator>();
        if (app.Services.GetRequiredService<Settings>().MigrateAtStart)
            await migrator.Migrate(CancellationToken.None);
        else
            await Check(app, migrator);
    }

    static async Task Welcome(WebApplication app)
    {
        await SampleCase.Load(app.Services);
        await SampleKeys.Ensure(app.Services);
        app.Lifetime.ApplicationStarted.Register(() => SampleKeys.Announce(app.Urls));
    }

    // They are refused one by one anyhow; that they are there tells that the database was made for trying things out.
    static async Task RefuseSamples(WebApplication app)
    {
        if (await SampleKeys.Valid(app.Services) is { Count: > 0 } valid)
            throw new ConfigurationException($"The database holds sample keys that everybody knows, and this is not Development. Revoke them first: keys revoke {string.Join(", keys revoke ", valid)}.");
    }
}
