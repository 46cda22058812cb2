using System.Net;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Http;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Events;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.Registry.Transfers;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Visibility;

/// <summary>
/// Who sees what is said twice, in SQL for rows and in C# for versions: over random records and callers both give the same answer.
/// A sample overwrites the same few records in a transaction that is rolled back.
/// </summary>
public sealed class VisibilityPropertyTests(VisibilityPropertyTests.Registry app) : IClassFixture<VisibilityPropertyTests.Registry>
{
    const int Records = 4;

    [Fact]
    public Task SQL_and_the_rules_show_a_caller_the_same_records() => Samples.SampleAsync(async sample =>
    {
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await using var work = await app.Begin(services);
        var written = await Write(sample, work, services);

        foreach (var caller in app.Callers)
        {
            var names = await new ReferenceReader(work, caller, services.GetRequiredService<Links>()).Read(new ReferenceBatch()
                .Agreement(written.Agreements.Select(agreement => agreement.Id)).Transfer(written.Transfers.Select(transfer => transfer.Id))
                .Event(written.Events.Select(occasion => occasion.Id)).Item(written.Items.Select(item => item.Row.Id)).Institution(app.Institutions));
            var framings = written.Agreements.Where(agreement => agreement.Visibility is VisibilityLevel.Public).Select(agreement => agreement.Id).ToHashSet();

            foreach (var agreement in written.Agreements)
                Same(caller, agreement, names.Agreement(agreement.Id)!.Withheld, AgreementVersions.CouldSee(agreement, names.Viewer));
            foreach (var transfer in written.Transfers)
                Same(caller, transfer, names.Transfer(transfer.Id)!.Withheld, TransferVersions.CouldSee(transfer, names.Viewer, framings));
            foreach (var occasion in written.Events)
                Same(caller, occasion, names.Event(occasion.Id)!.Withheld, EventVersions.CouldSee(occasion, names.Viewer));
            // An item is seen by the side it is with, and by whoever sees an act that names it.
            foreach (var (row, act) in written.Items)
                Same(caller, row.Item, names.Item(row.Id)!.Withheld, TransferVersions.CouldSee(act, names.Viewer, framings)
                    || new[] { row.CustodianId, row.NormalCustodianId, row.OwnerId }.OfType<Guid>().Any(names.IsMine) || caller.ReadsAll);
        }
    }, iter: 250, threads: 1);

    [Fact]
    public Task What_is_seen_now_is_seen_as_the_version_that_stands() => Samples.SampleAsync(async sample =>
    {
        await using var scope = app.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await using var work = await app.Begin(services);
        var written = await Write(sample, work, services);
        var journal = new JournalReader(work);

        foreach (var caller in app.Callers)
        {
            var links = services.GetRequiredService<Links>();
            var references = new ReferenceReader(work, caller, links);
            var names = await references.Read(new ReferenceBatch().Item(written.Items.Select(item => item.Row.Id)));
            var versions = new ItemVersions(work, caller, new ItemStore(work, new InstitutionStore(work, links), references), references, journal);
            foreach (var (row, _) in written.Items.Where(item => names.Item(item.Row.Id)!.Withheld is not true))
                Assert.True(await versions.CouldSee(await journal.Version("item", row.Id, row.Item.Version), row), $"{caller} {row.Id}");
        }
    }, iter: 60, threads: 1);

    static void Same(Caller caller, IRecord record, bool? isWithheld, bool couldSee) =>
        Assert.True(couldSee == (isWithheld is not true), $"{caller}: by the rules {couldSee}, by SQL {!couldSee}\n{Json.Write<object>(record)}");

    sealed record Written(
        IReadOnlyList<Agreement> Agreements, IReadOnlyList<Transfer> Transfers, IReadOnlyList<Event> Events, IReadOnlyList<(ItemRow Row, Transfer Act)> Items);

    async Task<Written> Write(Sample sample, Work work, IServiceProvider services)
    {
        var links = services.GetRequiredService<Links>();
        var references = new ReferenceReader(work, Caller.Operator, links);
        var institutions = new InstitutionStore(work, links);
        var agreements = new AgreementStore(work, Caller.Operator, institutions, references, links);
        var items = new ItemStore(work, institutions, references);
        var transfers = ActivatorUtilities.CreateInstance<TransferStore>(services, work, Caller.Operator, institutions, agreements, items, references);
        var events = new EventStore(work);
        var (said, acts, occasions) = (new List<Agreement>(), new List<Transfer>(), new List<Event>());
        foreach (var (id, one) in app.Agreements.Zip(sample.Agreements))
            said.Add(app.Agreement((await agreements.Find(id))!, one));
        foreach (var (id, one) in app.Transfers.Zip(sample.Transfers))
            acts.Add(app.Transfer(await transfers.LockAlso(id), one));
        foreach (var (id, one) in app.Events.Zip(sample.Events))
            occasions.Add(app.Event(await events.Get(id), one));
        await agreements.Rewrite(said, "agreement.institution_merged", reason: null);
        await transfers.Write(acts);
        await events.Rewrite(occasions, "event.institution_merged", reason: null);
        await Submit(work, "agreements", said.Select(one => (one.Id, one.SubmittedBy, (Guid?)one.PostedFor)));
        await Submit(work, "transfers", acts.Select(one => (one.Id, one.SubmittedBy, (Guid?)one.PostedFor)));
        await Submit(work, "events", occasions.Select(one => (one.Id, one.SubmittedBy, one.SubmittedBy.OnBehalfOf)));
        var rows = (await items.LoadSeen(acts.SelectMany(act => act.Items))).ToDictionary(row => row.Id);
        return new(said, acts, occasions, [.. acts.Select(act => (rows[act.Items.Single()], act))]);
    }

    // A record's submitter never changes: the registry has no statement for it.
    static async Task Submit(Work work, string table, IEnumerable<(Guid Id, SubmittedBy By, Guid? PostedFor)> records)
    {
        foreach (var (id, by, postedFor) in records)
            await work.Write($"UPDATE {table} SET submitter = @Submitter, posted_for_id = @PostedFor WHERE id = @Id",
                new { Id = id, by.Submitter, PostedFor = postedFor });
    }

    // --- What is random: institutions by their place among the registry's, -1 where there is none ------------------------------------------------------

    internal sealed record Submission(int Institution, int OnBehalfOf);

    internal sealed record SaidAgreement(
        AgreementStatus Status, VisibilityLevel Level, Submission By, int[] Parties, int Invited, AmendmentStatus Amendment, int FirstDay);

    internal sealed record SaidTransfer(TransferStatus Status, VisibilityLevel? Level, Submission By, int Under, int From, int Apart, bool IsNumbered);

    internal sealed record SaidEvent(VisibilityLevel Level, Submission By, int[] Participants);

    sealed record Sample(SaidAgreement[] Agreements, SaidTransfer[] Transfers, SaidEvent[] Events);

    static readonly Gen<int> Some = Gen.Int[0, Registry.Count - 1];
    static readonly Gen<int> Any = Gen.Int[-1, Registry.Count - 1];
    static readonly Gen<Submission> Submissions = Gen.Select(Any, Any).Select((institution, owner) => new Submission(institution, owner));

    static readonly Gen<SaidAgreement> SomeAgreement = Gen.Select(
        Gen.Select(Gen.Enum<AgreementStatus>(), Gen.Enum<VisibilityLevel>(), Submissions, Some.Array[1, 3]),
        Gen.Select(Any, Gen.Enum<AmendmentStatus>(), Gen.Int[-3, 3]))
        .Select((text, amendment) => new SaidAgreement(text.Item1, text.Item2, text.Item3, [.. text.Item4.Distinct()],
            amendment.Item1, amendment.Item2, amendment.Item3));

    static readonly Gen<SaidTransfer> SomeTransfer = Gen.Select(
        Gen.Select(Gen.Enum<TransferStatus>(), Gen.Int[-1, 2], Submissions, Gen.Int[-1, Records - 1]),
        Gen.Select(Some, Gen.Int[1, Registry.Count - 1], Gen.Bool))
        .Select((one, other) => new SaidTransfer(one.Item1, one.Item2 < 0 ? null : (VisibilityLevel)one.Item2, one.Item3, one.Item4, other.Item1, other.Item2,
            // Only a draft, and what it comes to when it is cancelled, has no number.
            other.Item3 || one.Item1 is not (TransferStatus.Draft or TransferStatus.Cancelled)));

    static readonly Gen<SaidEvent> SomeEvent =
        Gen.Select(Gen.Enum<VisibilityLevel>(), Submissions, Any.Array[0, 2]).Select((level, by, participants) => new SaidEvent(level, by, participants));

    static readonly Gen<Sample> Samples = Gen.Select(SomeAgreement.Array[Records], SomeTransfer.Array[Records], SomeEvent.Array[Records])
        .Select((agreements, transfers, events) => new Sample(agreements, transfers, events));

    /// <summary>A department with two museums, another with one, a museum of its own; and some records of each kind to be overwritten.</summary>
    public sealed class Registry : RegistryApp, IAsyncLifetime
    {
        internal const int Count = 6;

        internal Guid[] Institutions { get; private set; } = [];
        internal IReadOnlyList<Caller> Callers { get; private set; } = [];
        internal List<Guid> Agreements { get; } = [];
        internal List<Guid> Transfers { get; } = [];
        internal List<Guid> Events { get; } = [];

        public async Task InitializeAsync()
        {
            var (department, other) = (await this.AnInstitution("culture_department"), await this.AnInstitution("culture_department"));
            string[] codes = [department, await this.AnInstitution(supervisedBy: department), await this.AnInstitution(supervisedBy: department),
                other, await this.AnInstitution(supervisedBy: other), await this.AnInstitution()];
            Institutions = await Task.WhenAll(codes.Select(async code =>
                Guid.Parse((await AsOperator().Ask($"/institutions/{code}").Is(HttpStatusCode.OK)).Id())));
            Callers =
            [
                Caller.Anonymous, Caller.Operator, new(Role.Auditor), new(Role.Department, Institutions[0]), new(Role.Department, Institutions[3]),
                .. new[] { 1, 2, 4, 5 }.Select(museum => new Caller(Role.Museum, Institutions[museum])),
            ];
            for (var i = 0; i < Records; i++)
            {
                Agreements.Add(await Posted("/agreements", AnAgreement(codes[1], codes[4], new { initialStatus = "recorded", evidence = "press" })));
                Transfers.Add(await Posted("/transfers", ATransfer(codes[i % 3], codes[3 + i % 3], new { initialStatus = "recorded", evidence = "press" })));
                Events.Add(await Posted("/events", new { kind = "seminar", title = new { ru = "Семинар" } }));
            }
        }

        internal async Task<Work> Begin(IServiceProvider services)
        {
            var work = new Work(Database, services.GetRequiredService<RegistryTime>(), Caller.Operator, new RequestId("a look"), CancellationToken.None);
            await work.Begin();
            return work;
        }

        async Task<Guid> Posted(string path, object body) => Guid.Parse((await AsOperator().Post(path, body).Is(HttpStatusCode.Created)).Id());

        Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

        Guid? At(int place) => place < 0 ? null : Institutions[place];

        SubmittedBy By(Submission by) => new(by.Institution < 0 ? Role.Admin : Role.Museum, At(by.Institution), At(by.OnBehalfOf));

        internal Agreement Agreement(Agreement known, SaidAgreement said)
        {
            var first = known with
            {
                Status = said.Status,
                Visibility = said.Level,
                SubmittedBy = By(said.By),
                Parties = [.. said.Parties.Select(place => Party(Institutions[place]))],
            };
            if (At(said.Invited) is not { } invited || first.Parties.Any(party => party.Institution == invited))
                return first;
            return first with
            {
                Amendments =
                [
                    new()
                    {
                        Seq = 1, Kind = AmendmentKind.AddParty, Status = said.Amendment, BaseVersion = 1,
                        EffectiveFrom = new LocalDate(2026, 11, 23).PlusDays(said.FirstDay),
                        Changes = first.ChangesTo(first with { Parties = [.. first.Parties, Party(invited)] }),
                        Signatures = [.. first.Parties.Select(party => party.Institution).Append(invited)
                            .Select(party => new AmendmentSignature { Institution = party })],
                        SubmittedBy = first.SubmittedBy, ProposedAt = known.UpdatedAt,
                    },
                ],
            };

            static AgreementParty Party(Guid institution) => new() { Institution = institution, Role = PartyRole.Signatory, SignatureRequired = true };
        }

        internal Transfer Transfer(Transfer known, SaidTransfer said) => known with
        {
            Version = known.Version + 1,
            Status = said.Status,
            Visibility = said.Level,
            SubmittedBy = By(said.By),
            Agreement = said.Under < 0 ? null : Agreements[said.Under],
            From = Institutions[said.From],
            To = Institutions[(said.From + said.Apart) % Count],
            RegistryNumber = said.IsNumbered ? known.RegistryNumber : null,
        };

        internal Event Event(Event known, SaidEvent said) => known with
        {
            Visibility = said.Level,
            SubmittedBy = By(said.By),
            Participants = [.. said.Participants.Select(place => new Participant
            {
                Institution = At(place), Label = place < 0 ? new([new("ru", "Гости")]) : null, Role = ParticipantRole.Guest,
            })],
        };
    }
}
