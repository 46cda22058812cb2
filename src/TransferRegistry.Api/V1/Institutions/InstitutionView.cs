using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.References;

namespace TransferRegistry.Api.V1.Institutions;

/// <summary>An institution as this caller is shown it.</summary>
sealed class InstitutionView(ReferenceReader references, Caller caller) : IEntryView
{
    public string ResourceType => "institution";

    public async Task<IReadOnlyList<InstitutionV1>> Show(IReadOnlyList<Institution> institutions, Instant? asOf = null, Findings? findings = null)
    {
        var names = await references.Read(new ReferenceBatch().Institution(institutions.SelectMany(institution => institution.Institutions)), asOf);
        return [.. institutions.Select(institution => InstitutionV1.Of(institution, names, sensitive: caller.ReadsAll || names.IsMine(institution.Id), findings))];
    }

    public async Task<InstitutionV1> Show(Institution institution, Instant? asOf = null, Findings? findings = null) => (await Show([institution], asOf, findings))[0];

    /// <summary>The institution as an entry of the journal holds it.</summary>
    public Task<InstitutionV1> Show(JournalEntry entry) => Show(Json.Read<Institution>(entry.Document), entry.RecordedAt);

    public void Mention(IReadOnlyList<JournalEntry> entries, ReferenceBatch mentions) =>
        mentions.Institution(entries.SelectMany(entry => Json.Read<Institution>(entry.Document).Institutions));

    public async Task<IReadOnlyList<object>> Show(IReadOnlyList<JournalEntry> entries) => await Show([.. entries.Select(entry => Json.Read<Institution>(entry.Document))]);
}
