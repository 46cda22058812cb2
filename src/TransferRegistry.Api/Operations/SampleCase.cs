using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http.Binding;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Transfers;

namespace TransferRegistry.Api.Operations;

/// <summary>
/// The registry's first case, as the press reported it, in <c>case.json</c>: posted through the same doors as any client's. What the report leaves open stays unknown.
/// </summary>
static class SampleCase
{
    public static readonly SqlText IsEmpty = "SELECT COUNT(*) FROM journal_head WHERE id = 1 AND seq = 0";

    /// <summary>Loads the case into an empty registry, in one unit of work; false when the registry is not empty.</summary>
    public static async Task<bool> Load(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider;
        provider.GetRequiredService<Bearer>().Caller = Caller.Operator;
        var work = provider.GetRequiredService<Work>();
        await work.Begin();
        if (await work.Count(IsEmpty) == 0)
            return false;
        var known = new Dictionary<string, Guid>();
        foreach (var step in Steps())
        {
            var body = JsonSerializer.SerializeToElement(Resolve(step["body"], known));
            known[(string)step["as"]!] = await Post((string)step["operation"]!, body, provider, work);
        }
        await work.Commit();
        return true;
    }

    static async Task<Guid> Post(string operation, JsonElement body, IServiceProvider provider, Work work) => operation switch
    {
        "registerInstitution" => (await InstitutionsV1.Register(Read<InstitutionRequestV1>(body), Of<InstitutionStore>(provider), Of<InstitutionView>(provider),
            Of<ReferenceReader>(provider), work)).Value!.Id,
        "postAgreement" => (await AgreementPostingV1.Post(Contract.Bind<AgreementWithTransfersV1>(body), Of<AgreementPosting>(provider), Of<TransferPosting>(provider), new())).Id,
        "postTransfer" => (await TransfersV1.Post(Read<TransferPostV1>(body), Of<TransferPosting>(provider), Of<TransferView>(provider))).Value!.Id,
        "registerEvent" => (await EventsV1.Register(Read<EventRequestV1>(body), Of<EventStore>(provider), Of<EventView>(provider), Of<ReferenceReader>(provider), work)).Value!.Id,
        _ => throw new InvalidOperationException($"The sample has an operation nobody knows: {operation}."),
    };

    static Body<T> Read<T>(JsonElement body) where T : class => new(Contract.Bind<T>(body));

    static T Of<T>(IServiceProvider provider) where T : notnull => provider.GetRequiredService<T>();

    static IEnumerable<JsonObject> Steps()
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream("case.json")!;
        return [.. JsonNode.Parse(file)!.AsArray().Select(step => step!.AsObject())];
    }

    // "$name" stands for the id of what was posted as that name.
    static JsonNode? Resolve(JsonNode? node, Dictionary<string, Guid> known) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, known)))),
        JsonArray entries => new JsonArray([.. entries.Select(entry => Resolve(entry, known))]),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith('$') => known[text[1..]].ToString(),
        _ => node?.DeepClone(),
    };
}
