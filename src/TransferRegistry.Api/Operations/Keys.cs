using System.CommandLine;
using System.Globalization;
using NodaTime;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;

namespace TransferRegistry.Api.Operations;

/// <summary>The operator's way to keys where no key is there yet: on the machine that reaches the database.</summary>
static class Keys
{
    public static Command Verb(Func<string[], bool, WebApplication> compose)
    {
        var verb = new Command("keys", "Creates, lists and revokes registry keys.");
        verb.Add(Create(compose));
        verb.Add(List(compose));
        verb.Add(Revoke(compose));
        return verb;
    }

    static Command Create(Func<string[], bool, WebApplication> compose)
    {
        var role = new Option<Role>("--role") { Description = "department, museum, auditor or admin.", Required = true };
        var institution = new Option<string?>("--institution") { Description = "The code or id of the institution it acts for; needed for a department and a museum." };
        var region = new Option<string?>("--region") { Description = "A department's region, KZ-19; its institution's where nothing is said." };
        var expires = new Option<string?>("--expires-at") { Description = "When it ceases to open anything, 2027-01-01T00:00:00Z; never where nothing is said." };
        var verb = new Command("create", "Creates a key and prints it: once, it can't be read again.") { role, institution, region, expires };
        verb.SetAction(parsed => InUnit(compose, async provider =>
        {
            var (work, findings) = (provider.GetRequiredService<Work>(), new Findings());
            var named = parsed.GetValue(institution) is { } text
                ? await provider.GetRequiredService<InstitutionStore>().Find(Reference.Of(text)) ?? throw new ConfigurationException($"There is no institution {text}.")
                : null;
            var until = parsed.GetValue(expires) is { } moment
                ? TimeText.ReadInstant(moment) ?? throw new ConfigurationException($"--expires-at is \"{moment}\"; it is an RFC 3339 date-time, 2027-01-01T00:00:00Z.")
                : (Instant?)null;
            var (record, key) = await provider.GetRequiredService<KeyStore>().Create(new()
            {
                Id = work.NewId(), Version = 1, Handle = "", Role = parsed.GetValue(role), Institution = named?.Id, Region = parsed.GetValue(region), ExpiresAt = until, CreatedAt = work.Now,
            }, findings);
            return async () =>
            {
                // The key alone, so that a script can take it; what is for people goes beside it.
                await Console.Error.WriteLineAsync($"{Json.ToWire(record.Role)} {named?.Code} {record.Id}. This is shown once:");
                await Console.Out.WriteLineAsync(key.Text);
            };
        }));
        return verb;
    }

    static Command List(Func<string[], bool, WebApplication> compose)
    {
        var verb = new Command("list", "Lists all keys, revoked and expired ones too: id, handle, role, institution, and how they stand.");
        verb.SetAction(_ => InUnit(compose, async provider =>
        {
            var (work, institutions) = (provider.GetRequiredService<Work>(), provider.GetRequiredService<InstitutionStore>());
            var lines = new List<string>();
            foreach (var row in await work.List<AccessKeyRow>(KeySql.List.Only()))
            {
                var key = row.As<AccessKey>();
                var code = key.Institution is { } id ? (await institutions.Get(id)).Code : "";
                var standing = Standing(key, row.LastUsedAt, work.Clock);
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{key.Id}  {key.Handle}  {Json.ToWire(key.Role),-10}  {code,-32}  {standing}"));
            }
            return async () => await Console.Out.WriteLineAsync(string.Join(Environment.NewLine, lines));
        }));
        return verb;
    }

    static string Standing(AccessKey key, Instant? lastUsedAt, Instant now)
    {
        var standing = key.RevokedAt is { } revoked ? $"revoked {TimeText.Of(revoked)}"
            : key.ExpiresAt is not { } end ? "valid"
            : end <= now ? $"expired {TimeText.Of(end)}" : $"valid until {TimeText.Of(end)}";
        return $"{standing}{(key.Sample ? ", a sample key" : "")}{(lastUsedAt is { } used ? $", last used {TimeText.Of(used)}" : "")}";
    }

    static Command Revoke(Func<string[], bool, WebApplication> compose)
    {
        var which = new Argument<string>("key") { Description = "Its id or handle, or all of the key." };
        var verb = new Command("revoke", "Revokes a key, and what a department or museum has made with it: it opens nothing from the next request on.") { which };
        verb.SetAction(parsed => InUnit(compose, async provider =>
        {
            var (keys, named) = (provider.GetRequiredService<KeyStore>(), parsed.GetValue(which)!);
            var id = Guid.TryParse(named, out var given) ? given
                : (await keys.Find(RegistryKey.Parse(named)?.Handle ?? named))?.Id ?? throw new ConfigurationException("There is no such key. keys list names them all.");
            await keys.Revoke(id);
            return async () => await Console.Out.WriteLineAsync($"{id} is revoked.");
        }));
        return verb;
    }

    // What it says is said once it holds.
    static Task<int> InUnit(Func<string[], bool, WebApplication> compose, Func<IServiceProvider, Task<Func<Task>>> act) => Verbs.Guarded(async () =>
    {
        await using var app = compose([], false);
        await Verbs.Prepare(app);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Bearer>().Caller = Caller.Operator;
        var work = scope.ServiceProvider.GetRequiredService<Work>();
        await work.Begin();
        var said = await act(scope.ServiceProvider);
        await work.Commit();
        await said();
    });
}
