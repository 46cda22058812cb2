using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Registry.Custody;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.References;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Changes;
using TransferRegistry.Api.V1.Events;
using TransferRegistry.Api.V1.Exports;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.References;
using TransferRegistry.Api.V1.Transfers;
using TransferRegistry.Api.V1.Webhooks;

namespace TransferRegistry.Api.V1.Custody;

/// <summary>A row of holdings: the item, the interval it stands in, and the loan's end where it is a loan.</summary>
sealed record HeldRow : DocumentRow
{
    public required Guid CustodianId { get; init; }
    public Guid? NormalCustodianId { get; init; }
    public Guid? TransferId { get; init; }
    public string? Since { get; init; }
    public LocalDate? DueBackOn { get; init; }
    public required bool IsCertain { get; init; }
    public string? Custody { get; init; }

    public HoldingKind? Kind => Custody is null ? null : Json.FromWire<HoldingKind>(Custody);
}

/// <summary>Custody as this caller is shown it: what rests on an act that is not theirs to see is withheld.</summary>
sealed class CustodyView(CustodyLedger ledger, ReferenceReader references, RegistryTime time)
{
    public async Task<CustodyChainV1> Show(ItemRow row, LocalDate? on)
    {
        if (row.CustodianId is null)
            throw Faults.NoCustodyYet.Because();
        var chain = await ledger.ChainOf(row.Id);
        var names = await references.Read(new ReferenceBatch()
            .Item(row.Id)
            .Institution(chain.Intervals.SelectMany(interval => new[] { interval.Holding.Owner, interval.Holding.NormalCustodian, interval.Holding.Custodian }))
            .Transfer(chain.Intervals.Select(interval => interval.By)));
        var (holding, by, isCertain, alternatives) = on is { } day ? chain.On(day) : chain.Now(time.Today);
        return new()
        {
            Item = names.Item(row.Id).ToV1()!,
            On = on,
            Owner = Told(holding.Owner, holding, by, names),
            NormalCustodian = Told(holding.NormalCustodian, holding, by, names),
            CurrentCustodian = Told(holding.Custodian, holding, by, names)!,
            CustodyState = on is null && row.CustodyState is { } state ? Json.FromWire<CustodyState>(state).ToV1() : null,
            Certainty = isCertain ? CertaintyV1.Certain : CertaintyV1.Possible,
            Alternatives = isCertain ? null : [.. alternatives.Select(alternative => new AlternativeV1
            {
                Custodian = Told(alternative.Custodian, holding with { Custodian = alternative.Custodian }, alternative.By, names)!,
                By = Act(alternative.By, names),
            })],
            Chain = [.. chain.Intervals.Select(interval => Shown(interval, names))],
        };
    }

    public async Task<IReadOnlyList<HoldingV1>> Show(IReadOnlyList<HeldRow> rows)
    {
        var names = await references.Read(new ReferenceBatch()
            .Item(rows.Select(row => row.Id))
            .Institution(rows.Select(row => row.CustodianId))
            .Transfer(rows.Select(row => row.TransferId)));
        return [.. rows.Select(row => new HoldingV1
        {
            Item = names.Item(row.Id).ToV1()!,
            Custody = row.Kind,
            Custodian = row.Kind is HoldingKind.Lent ? CustodianRefV1.Of(names.Institution(row.CustodianId).ToV1()) : null,
            Since = row.Since is null ? null : new(Edtf.Parse(row.Since)),
            DueBackOn = row.DueBackOn,
            Certainty = row.IsCertain ? CertaintyV1.Certain : CertaintyV1.Possible,
        })];
    }

    static CustodyIntervalV1 Shown(Registry.Custody.Interval interval, ResolvedReferences names)
    {
        return !names.Viewer.IsTold(SeesAct(interval.By, names), interval.Holding.Custodian) ? new() { Withheld = true } : new()
        {
            Owner = Told(interval.Holding.Owner, interval.Holding, interval.By, names),
            NormalCustodian = Told(interval.Holding.NormalCustodian, interval.Holding, interval.By, names),
            Custodian = Told(interval.Holding.Custodian, interval.Holding, interval.By, names),
            From = interval.Since is null ? null : new(interval.Since),
            Until = names.Transfer(interval.EndedBy)?.Withheld is true || interval.Until is null ? null : new(interval.Until),
            By = Act(interval.By, names),
            Gap = interval.Gap ? true : null,
        };
    }

    static ActRefV1? Act(Guid? transfer, ResolvedReferences names) => names.Transfer(transfer) is { } act ? new() { Transfer = act.ToV1() } : null;

    static CustodianRefV1? Told(Guid? institution, Holding holding, Guid? by, ResolvedReferences names) => institution is not { } id ? null
        : names.Viewer.IsTold(SeesAct(by, names), id, holding.Custodian) ? CustodianRefV1.Of(names.Institution(id).ToV1()) : CustodianRefV1.Unseen;

    static bool SeesAct(Guid? by, ResolvedReferences names) => names.Transfer(by)?.Withheld is not true;
}
