using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Access;

namespace TransferRegistry.Tests.Sample;

/// <summary>The sample: what the report of the case says is there, and what it leaves open is unknown.</summary>
public sealed class SampleTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public async Task Five_institutions_take_part()
    {
        var codes = (await All("/institutions")).Select(institution => (string)institution["code"]!);

        Assert.Equal(["almaty-region-culture", "almaty-region-museums", "atameken", "karasai-museum", "museum-first-president"],
            codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Two_memoranda_are_known_one_of_three_and_one_of_two()
    {
        var memoranda = await All("/agreements");

        Assert.Equal([3, 2], memoranda.Select(memorandum => memorandum["parties"]!.AsArray().Count));
        Assert.All(memoranda, memorandum =>
        {
            Assert.Equal(("memorandum_of_cooperation", "recorded", "press", false),
                ((string)memorandum["kind"]!, (string)memorandum["status"]!, (string)memorandum["evidence"]!, (bool)memorandum["binding"]!));
            foreach (var unknown in new[] { "effectiveFrom", "effectiveTo", "openEnded", "signedAt", "renewal" })
                Assert.False(memorandum.ContainsKey(unknown), unknown);
            Assert.All(memorandum["parties"]!.AsArray(), party =>
            {
                Assert.Equal("pending", (string?)party!["signature"]);
                foreach (var unknown in new[] { "signatory", "signedOn", "number" })
                    Assert.False(party.AsObject().ContainsKey(unknown), unknown);
            });
        });
        Assert.False(memoranda[0].ContainsKey("signedOn"));
        Assert.Equal("""{"edtf":"XXXX-02-28","verbatim":"28 февраля"}""", memoranda[1]["signedOn"]!.ToJsonString(Readable));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("&match=possible", 1)]
    [InlineData("&match=certain", 0)]
    public async Task The_memorandum_of_28_February_is_found_as_possible_and_not_as_certain(string match, int count)
    {
        var found = await All($"/agreements?signedFrom=2018-02-28&signedTo=2018-02-28{match}");

        Assert.Equal(count, found.Count);
        Assert.All(found, memorandum => Assert.Equal("XXXX-02-28", (string?)memorandum["signedOn"]!["edtf"]));
    }

    [Fact]
    public async Task Two_transfers_moved_lots_of_which_nobody_knows_how_many()
    {
        var transfers = await All("/transfers");

        Assert.Equal(["atameken", "karasai-museum"], transfers.Select(transfer => (string)transfer["to"]!["code"]!));
        foreach (var listed in transfers)
        {
            var transfer = await app.AsOperator().Ask($"/transfers/{listed.Id()}").Is(HttpStatusCode.OK);
            Assert.Equal(("museum-first-president", "recorded", "unknown", "unknown"),
                ((string)transfer["from"]!["code"]!, (string)transfer["status"]!, (string)transfer["kind"]!, (string)transfer["legalEffect"]!));
            foreach (var unknown in new[] { "actNumber", "actDate", "receivedOn", "approvedOn", "handedOverBy", "receivedBy", "declaredCount", "agreement",
                "dueBackOn", "outstanding" })
                Assert.False(transfer.ContainsKey(unknown), unknown);
            var line = Assert.Single(transfer["lines"]!.AsArray())!.AsObject();
            Assert.Equal("lot", (string?)line["item"]!["kind"]);
            Assert.Equal("unknown", (string?)line["quantityStatus"]);
            Assert.False(line.ContainsKey("quantity"));
            var item = await app.AsOperator().Ask($"/items/{line["item"]!["id"]}").Is(HttpStatusCode.OK);
            foreach (var unknown in new[] { "quantity", "created", "creator", "objectType", "identifiers", "owner" })
                Assert.False(item.ContainsKey(unknown), unknown);
            Assert.Equal((string)transfer["to"]!["code"]!, (string?)item["currentCustodian"]!["code"]);
        }
        Assert.False(transfers[0].ContainsKey("handedOverOn"));
        Assert.Equal(("XXXX-02-28", "implied"), ((string)transfers[1]["handedOverOn"]!["edtf"]!, (string)transfers[1]["fromCertainty"]!));
    }

    [Fact]
    public async Task The_first_lot_came_from_the_residence_Ushkonyr()
    {
        var items = await All("/items");

        Assert.Equal("резиденция «Ушконыр»", (string?)Assert.Single(items, item => item.ContainsKey("provenance"))["provenance"]![0]!["sourceName"]);
        Assert.Equal(2, items.Count);
    }

    [Fact]
    public async Task A_seminar_and_a_meeting_took_place()
    {
        var (events, transfers) = (await All("/events"), await All("/transfers"));

        Assert.Equal(["seminar", "working_meeting"], events.Select(occasion => (string)occasion["kind"]!));
        Assert.False(events[0].ContainsKey("date"));
        Assert.Equal("XXXX-02-28", (string?)events[1]["date"]!["edtf"]);
        Assert.Equal(events.Select(occasion => occasion.Id()), transfers.Select(transfer => (string)transfer["event"]!["id"]!));
        Assert.Contains(events[0]["participants"]!.AsArray(), participant => (string?)participant!["label"]?["ru"] == "гости из столицы (Астана)");
    }

    [Fact]
    public async Task The_sample_is_open_to_everybody_but_for_its_persons()
    {
        foreach (var list in new[] { "/institutions", "/agreements", "/transfers", "/items", "/events" })
            Assert.Equal((list, (await All(list)).Count), (list, (await app.AsAnybody().Walk(list)).Count));
        var (anybody, museum) = (await Text(app.AsAnybody()), await Text(app.As(SampleKeys.All.Single(key =>
            key.Institution == "museum-first-president").Key.Text)));

        Assert.DoesNotContain("Актаева", anybody, StringComparison.Ordinal);
        Assert.Contains("Актаева", museum, StringComparison.Ordinal);

        static async Task<string> Text(HttpClient client) => await (await client.Ask("/institutions/museum-first-president")).Content.ReadAsStringAsync();
    }

    static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    Task<IReadOnlyList<JsonObject>> All(string path) => app.AsOperator().Walk(path);
}
