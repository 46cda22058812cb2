using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Sylvan.Data.Csv;

namespace TransferRegistry.Tests.Transfers;

/// <summary>A thousand artworks that came to one museum: in through the API, and out again equal.</summary>
public sealed class TateTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly Dictionary<string, string> ObjectTypes = new()
    {
        ["on paper, unique"] = "graphic", ["on paper, print"] = "graphic", ["painting"] = "painting", ["sculpture"] = "sculpture", ["relief"] = "sculpture",
    };

    [SkippableFact]
    public async Task A_thousand_artworks_go_in_and_come_out_equal()
    {
        var folder = Shared();
        Skip.If(folder is null, "There is no folder shared/data beside the repository.");
        var client = app.AsOperator();
        foreach (var row in Rows(Path.Combine(folder, "tate-institutions.csv")))
            await client.Post("/institutions", new
            {
                code = row["code"], kind = row["kind"], names = new { en = row["name_en"] }, country = row["country"],
                place = new { en = row["settlement"] }
            })
                .Is(HttpStatusCode.Created);
        var rows = Rows(Path.Combine(folder, "tate-transfers.csv"));
        Assert.Equal((1049, 36), (rows.Count, rows.Select(row => row["agreement_reference"]).Distinct().Count()));

        foreach (var agreement in rows.GroupBy(row => row["agreement_reference"]))
        {
            var posted = await client.Post("/agreements", Agreement(agreement.First())).Is(HttpStatusCode.Created);
            foreach (var transfer in agreement.GroupBy(row => row["transfer_reference"]))
                await client.Post("/transfers", Transfer([.. transfer], (string)posted["registryNumber"]!)).Is(HttpStatusCode.Created);
        }

        var agreements = (await client.Walk("/agreements?limit=500")).ToDictionary(agreement => (string)agreement["externalRef"]!);
        var transfers = (await client.Walk("/transfers?limit=500")).ToDictionary(transfer => (string)transfer["externalRef"]!);
        Assert.Equal(36, agreements.Count);
        Assert.Equal(rows.Select(row => row["transfer_reference"]).Distinct().Order(), transfers.Keys.Order());
        foreach (var (reference, transfer) in transfers)
        {
            var expected = rows.Where(row => row["transfer_reference"] == reference).ToList();
            CompareAct(expected[0], agreements[expected[0]["agreement_reference"]], transfer);
            var whole = await client.Ask($"/transfers/{transfer.Id()}?expand=items").Is(HttpStatusCode.OK);
            Assert.Equal(expected.Count, whole["lines"]!.AsArray().Count);
            foreach (var (row, line) in expected.Zip(whole["lines"]!.AsArray()))
                CompareLine(row, line!);
        }
        Assert.Contains(rows.GroupBy(row => row["transfer_reference"]), transfer => transfer.Count() == 565);

        var held = await client.Walk("/institutions/tate/holdings?limit=500");
        Assert.Equal(1049, held.Count);
        Assert.Equal(1049, held.Select(holding => (string)holding["item"]!["id"]!).Distinct().Count());
        Assert.All(held, holding => Assert.Equal("own", (string?)holding["custody"]));
        Assert.Equal(1049, (await client.Walk("/items?holder=tate&owner=tate&custodyState=held&limit=500")).Count);
        Assert.Empty(await client.Walk("/institutions/british-museum/holdings"));
        Assert.Equal(1049, (await client.Walk("/institutions/tate/holdings?limit=500&on=2014-10-01")).Count);
    }

    static object Agreement(Dictionary<string, string> row) => new
    {
        kind = "permanent_transfer",
        title = new { en = $"Transfer {row["signed_on"]}" },
        parties = new[] { new { institution = row["from_institution"], role = "transferor" },
            new { institution = row["to_institution"], role = "transferee" } },
        signedOn = Known(row["signed_on"]),
        evidence = "one_sided_document",
        externalRef = row["agreement_reference"],
        initialStatus = "recorded",
    };

    static object Transfer(IReadOnlyList<Dictionary<string, string>> rows, string agreement) => new
    {
        agreement,
        kind = rows[0]["transfer_kind"],
        from = rows[0]["from_institution"],
        to = rows[0]["to_institution"],
        handedOverOn = Known(rows[0]["handed_over_on"]),
        evidence = "one_sided_document",
        externalRef = rows[0]["transfer_reference"],
        initialStatus = "recorded",
        lines = rows.Select(row => new
        {
            item = new
            {
                name = new { en = row["title"] },
                objectType = ObjectTypes.GetValueOrDefault(row["object_type"]),
                creator = Known(row["creator"]),
                created = row["made"].Length == 0 ? null : new { edtf = row["made"], verbatim = Known(row["made_text"]) },
                materialTechnique = Known(row["material"]),
                dimensions = Known(row["dimensions"]),
                identifiers = new[] { new { scheme = "inv", value = row["inventory_number"], institution = "tate" } },
            },
            quantity = Number(row["quantity"]),
            note = Known(row["note"]),
        }),
    };

    static void CompareAct(Dictionary<string, string> row, JsonObject agreement, JsonObject transfer)
    {
        Assert.Equal(Known(row["signed_on"]), (string?)agreement["signedOn"]?["edtf"]);
        Assert.Equal("recorded", (string?)agreement["status"]);
        Assert.Equal([row["from_institution"], row["to_institution"]], agreement["parties"]!.AsArray()
            .Select(party => (string)party!["institution"]!["code"]!));
        Assert.Equal((string?)agreement["registryNumber"], (string?)transfer["agreement"]!["registryNumber"]);
        Assert.Equal(row["from_institution"], (string?)transfer["from"]!["code"]);
        Assert.Equal(row["to_institution"], (string?)transfer["to"]!["code"]);
        Assert.Equal(row["transfer_kind"], (string?)transfer["kind"]);
        Assert.Equal("title_and_custody", (string?)transfer["legalEffect"]);
        Assert.Equal(Known(row["handed_over_on"]), (string?)transfer["handedOverOn"]?["edtf"]);
        Assert.Equal("one_sided_document", (string?)transfer["evidence"]);
        Assert.Null(transfer["lines"]);
    }

    static void CompareLine(Dictionary<string, string> row, JsonNode line)
    {
        var item = line["item"]!;
        Assert.Equal(Number(row["quantity"]), (int?)line["quantity"]);
        Assert.Equal(Known(row["note"]), (string?)line["note"]);
        Assert.Equal(row["title"].Trim().Normalize(), (string?)item["name"]!["en"]);
        Assert.Equal(ObjectTypes.GetValueOrDefault(row["object_type"]), (string?)item["objectType"]);
        Assert.Equal(Known(row["creator"]), (string?)item["creator"]);
        Assert.Equal(Known(row["made"]), (string?)item["created"]?["edtf"]);
        Assert.Equal(row["made"].Length == 0 ? null : Known(row["made_text"]), (string?)item["created"]?["verbatim"]);
        Assert.Equal(Known(row["material"]), (string?)item["materialTechnique"]);
        Assert.Equal(Known(row["dimensions"]), (string?)item["dimensions"]);
        Assert.Equal(row["inventory_number"], (string?)item["identifiers"]![0]!["value"]);
        Assert.Equal("tate", (string?)item["identifiers"]![0]!["institution"]!["code"]);
        Assert.Equal("tate", (string?)item["owner"]!["code"]);
        Assert.Equal("tate", (string?)item["normalCustodian"]!["code"]);
        Assert.Equal("tate", (string?)item["currentCustodian"]!["code"]);
        Assert.Equal("held", (string?)item["custodyState"]);
    }

    // An empty cell is unknown; a text is kept without the blanks around it.
    static string? Known(string cell) => cell.Trim().Normalize() is { Length: > 0 } text ? text : null;

    static int? Number(string cell) => cell.Length == 0 ? null : int.Parse(cell, CultureInfo.InvariantCulture);

    static List<Dictionary<string, string>> Rows(string path)
    {
        using var reader = CsvDataReader.Create(path);
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetString));
        return rows;
    }

    // The folder stands beside the repository, or beside one it is checked out in.
    static string? Shared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "data") is var data && File.Exists(Path.Combine(data, "tate-transfers.csv")))
                return data;
        return null;
    }
}
