using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Institutions;

namespace TransferRegistry.Api.Operations;

/// <summary>Fills a registry with what <see cref="DataGenerator"/> tells, through the same doors as any client's and journalled alike.</summary>
static class Generate
{
    // One commit for many: a unit of work of one agreement each would wait for the disk most of the time.
    const int AgreementsAUnit = 250;

    public static Command Verb(Func<string[], bool, WebApplication> compose)
    {
        var agreements = Number("--agreements", "How many agreements.", byDefault: 1_000);
        var items = Number("--items", "How many items, in the transfers of the agreements.", byDefault: 10_000);
        var seed = Number("--seed", "The same seed tells the same story.", byDefault: 1);
        var verb = new Command("generate", "Fills the registry with made-up institutions, agreements and items, the same for the same seed.") { agreements, items, seed };
        verb.SetAction(parsed => Verbs.Guarded(async () =>
        {
            await using var app = compose([], false);
            await app.Services.GetRequiredService<Migrator>().Migrate(CancellationToken.None);
            await Fill(app.Services, new(parsed.GetValue(seed)), parsed.GetValue(agreements), parsed.GetValue(items));
        }));
        return verb;
    }

    /// <summary>Posts it all; once only for a seed.</summary>
    public static async Task Fill(IServiceProvider services, DataGenerator story, int agreements, int items)
    {
        if (agreements == 0 && items > 0)
            throw new ConfigurationException("Items come in transfers under agreements: --agreements is at least 1 where --items is.");
        await InUnit(services, async provider =>
        {
            if (await provider.GetRequiredService<InstitutionStore>().Find(new Reference { Name = story.FirstCode }) is not null)
                throw new ConfigurationException("This seed's story stands in the registry already; take another seed.");
            foreach (var institution in story.Institutions())
                await InstitutionsV1.Register(new(institution), Of<InstitutionStore>(provider), Of<InstitutionView>(provider), Of<ReferenceReader>(provider), Of<Work>(provider));
        });

        var (posted, lines, clock) = (0, 0, Stopwatch.StartNew());
        foreach (var some in story.Agreements(agreements, items).Chunk(AgreementsAUnit))
        {
            await InUnit(services, async provider =>
            {
                foreach (var agreement in some)
                    await AgreementPostingV1.Post(agreement, Of<AgreementPosting>(provider), Of<TransferPosting>(provider), new());
            });
            posted += some.Length;
            lines += some.SelectMany(agreement => agreement.Transfers!).Sum(transfer => transfer.Lines.Count);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{posted:N0} of {agreements:N0} agreements, {lines:N0} lines, {lines / clock.Elapsed.TotalSeconds:N0} lines a second"));
        }
    }

    static async Task InUnit(IServiceProvider services, Func<IServiceProvider, Task> act)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Bearer>().Caller = Caller.Operator;
        var work = Of<Work>(scope.ServiceProvider);
        await work.Begin();
        await act(scope.ServiceProvider);
        await work.Commit();
    }

    static T Of<T>(IServiceProvider provider) where T : notnull => provider.GetRequiredService<T>();

    static Option<int> Number(string name, string description, int byDefault)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError($"{name} is not negative.");
        });
        return option;
    }
}
