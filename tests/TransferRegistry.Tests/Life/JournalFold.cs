using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using NodaTime;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Life;

/// <summary>
/// What the journal alone tells: the records as its entries leave them, and the moves of the items in the order of those entries.
/// Nothing the registry derives and keeps beside them is read.
/// </summary>
sealed class JournalFold
{
    readonly Dictionary<string, ModelItem> _items = [];
    readonly Dictionary<string, JsonObject> _transfers = [];
    readonly Dictionary<string, ModelAct> _acts = [];
    readonly Dictionary<(string Act, bool ByCorrection), int> _learnt = [];
    readonly IReadOnlyList<string> _institutions;
    readonly LocalDate _first;

    JournalFold(IReadOnlyList<string> institutions, LocalDate first) => (_institutions, _first) = (institutions, first);

    public IReadOnlyCollection<ModelItem> Items => _items.Values;

    /// <summary>The acts that are no corrections.</summary>
    public IEnumerable<ModelAct> Acts => _acts.Values;

    public static async Task<long> Head(Database database)
    {
        await using var connection = await database.Open(CancellationToken.None);
        return await connection.QuerySingleAsync<long>("SELECT MAX(seq) FROM journal");
    }

    public static async Task<JournalFold> Since(Database database, long seq, IReadOnlyList<string> institutions, LocalDate first)
    {
        var fold = new JournalFold(institutions, first);
        await using var connection = await database.Open(CancellationToken.None);
        foreach (var (at, type, document) in await connection.QueryAsync<(long Seq, string Type, string Document)>(
            "SELECT seq, resource_type, document FROM journal WHERE seq > @seq AND resource_type IN ('item', 'transfer') ORDER BY seq", new { seq }))
            fold.Take((int)(at - seq), type, JsonNode.Parse(document)!.AsObject());
        return fold;
    }

    void Take(int seq, string type, JsonObject record)
    {
        var id = (string)record["id"]!;
        if (type == "item")
        {
            _items.TryAdd(id, new()
            {
                Id = id, FirstHolder = Place(record["firstHolder"]), Quantity = (int?)record["quantity"] ?? 1,
                IsLot = (string?)record["kind"] == "lot", Whole = (string?)record["splitFrom"] is { } whole ? _items[whole] : null,
            });
            return;
        }
        _transfers[id] = record;
        if (record["correctsTransfer"] is not null)
            return;
        // Every act of a life has one line; a second one says that a lot of which nothing is left comes home too.
        var line = record["lines"]![0]!;
        var loan = (string?)record["returnsTransfer"] is { } returns ? _acts[returns] : null;
        var act = new ModelAct
        {
            Id = id, From = Place(record["from"]), To = Place(record["to"]), Item = _items[(string)line["item"]!], Loan = loan,
            Kind = loan is not null ? ActKind.Return : (string?)record["kind"] == "temporary_use" ? ActKind.Loan : ActKind.Permanent,
            IsRetention = record["retainsTransfer"] is not null,
            Quantity = (int?)line["corrected"]?["quantity"] ?? (int?)line["quantityReceived"] ?? (int?)line["quantity"],
            State = (string?)record["status"] switch
            {
                "approved" => ActState.Approved,
                "in_transit" => ActState.InTransit,
                "received" => ActState.Received,
                "recorded" => ActState.Recorded,
                _ => ActState.Over,
            },
            Due = Day(record["dueBackOn"]), FirstOutcome = (string)line["outcome"]!, Outcome = (string?)line["corrected"]?["outcome"] ?? (string)line["outcome"]!,
            ReceivedOn = Day(record["receivedOn"] ?? record["handedOverOn"]) ?? 0,
            MovedOn = Day(line["corrected"]?["custodyOn"] ?? record["receivedOn"] ?? record["handedOverOn"]) ?? 0,
        };
        if (_acts.TryGetValue(id, out var before))
        {
            act.Returns.AddRange(before.Returns);
            before.Item.Own.RemoveAll(move => move.Act == before);
            foreach (var back in act.Returns)
                back.Loan = act;
        }
        _acts[id] = act;
        if (loan is not null)
        {
            loan.Returns.RemoveAll(back => back.Id == id);
            loan.Returns.Add(act);
        }
        if (act.State is not (ActState.Received or ActState.Recorded))
            return;
        // It stands where the journal told first that it had passed: by itself, or by a correction.
        var key = (id, ByCorrection: line["corrected"]?["custodyOn"] is not null);
        if (!_learnt.ContainsKey(key))
            _learnt[key] = seq;
        act.Move(act.MovedOn, _learnt[key]);
    }

    int Place(JsonNode? institution) => _institutions.Index().First(known => known.Item == (string?)institution).Index;

    int? Day(JsonNode? date) => date is null ? null : Period.DaysBetween(_first, TimeOf((string)(date is JsonObject ? date["edtf"] : date)!));

    static LocalDate TimeOf(string day) => LocalDate.FromDateTime(DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>What follows for an act on a day: of a loan how many are out (0 when closed), the days it is overdue, whether it is due within 30 days.</summary>
    public LoanFacts Facts(ModelAct loan, int day)
    {
        if (loan.State is not (ActState.Received or ActState.Recorded) || loan.ReceivedOn > day)
            return new(IsLent: false, 0, null, IsDueSoon: false);
        var isAway = Standing.Of(loan.Item.FirstHolder, loan.Item.Moves.Where(move => move.Day <= day)).Loans.Any(away => away.Act == loan);
        var settled = loan.Returns.Where(back => back.State is ActState.Received && back.Settles && back.MovedOn <= day).Sum(back => back.Quantity ?? 0);
        var rest = isAway ? int.Max((loan.Quantity ?? 1) - settled, 0) : 0;
        // The decision that replaced what was due then, where it came later.
        var due = (_transfers[loan.Id]["extensions"]?.AsArray() ?? []).OfType<JsonObject>().Where(decision => Day(decision["on"]) > day).Select(decision => Day(decision["oldDueBackOn"]))
            .Append(loan.Due).Min()!.Value;
        return new(IsLent: true, rest, rest > 0 && due < day ? day - due : null, rest > 0 && due >= day && due <= day + 30);
    }

    /// <summary>Something listed did not arrive, and no correcting act has said more since.</summary>
    public bool IsDiscrepancyOpen(ModelAct act) => act.State is ActState.Received && act.FirstOutcome is "missing" or "refused"
        && !_transfers.Values.Any(correction => (string?)correction["correctsTransfer"] == act.Id);
}

/// <summary>What follows from the acts for a loan.</summary>
sealed record LoanFacts(bool IsLent, int Outstanding, int? DaysOverdue, bool IsDueSoon);
