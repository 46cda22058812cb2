using System.Net;
using System.Text.Json.Nodes;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Http;

/// <summary>What is said to who made a mistake: in one line, in good English, and with what to write instead.</summary>
public sealed class MessageTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    static string Detail(JsonObject problem, int fault = 0) => (string)problem["errors"]![fault]!["detail"]!;

    [Theory]
    [InlineData("effectiveTo", "28.02.2026", "The value \"28.02.2026\" is not how a day is written here. Write it as 2026-02-28.")]
    [InlineData("effectiveTo", "1.3.2026", "The value \"1.3.2026\" is not how a day is written here. Write it as 2026-03-01.")]
    [InlineData("effectiveTo", "31.02.2026", "The value \"31.02.2026\" is no day of the calendar. Write a day as 2026-02-28.")]
    [InlineData("effectiveTo", "2026-02-29", "The value \"2026-02-29\" is no day of the calendar. Write a day as 2026-02-28.")]
    [InlineData("signedOn", "28.02.2026", "The value \"28.02.2026\" is not how a date is written here. Write it as 2026-02-28.")]
    [InlineData("signedOn", "2026.02.28", "The value \"2026.02.28\" is not a date in EDTF. Write it as 2024-02-28, 2024-02 or XXXX-02-28. All forms stand at /rules/dates.")]
    public async Task A_date_that_is_mistyped_is_answered_with_how_to_write_it(string member, string typed, string said)
    {
        var problem = await _operator.Post("/agreements", Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution(), new JsonObject { [member] = typed }))
            .Refuses(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(said, Detail(problem));
        Assert.Equal(said, (string?)problem["detail"]);
    }

    [Theory]
    [InlineData("signedFrom=28.02.2026", "The value \"28.02.2026\" is not how a day is written here. Write it as 2026-02-28.")]
    [InlineData("signedFrom=yesterday", "The value \"yesterday\" is no day of the calendar. Write a day as 2026-02-28.")]
    [InlineData("count=yes", "The value \"yes\" is neither true nor false.")]
    [InlineData("limit=many", "The value \"many\" is not a whole number up to 2147483647.")]
    [InlineData("match=perhaps", "The value \"perhaps\" is not one of possible, certain.")]
    public async Task A_parameter_that_is_mistyped_is_answered_with_what_it_takes(string query, string said) =>
        Assert.Equal(said, Detail(await _operator.Ask($"/agreements?{query}").Refuses(HttpStatusCode.BadRequest, "parameter.unreadable")));

    [Fact]
    public async Task The_page_of_dates_shows_forms_that_are_taken()
    {
        foreach (var forms in TransferRegistry.Api.Language.EdtfParser.Table.Rows.Select(row => row[0].Split(", ")))
            Assert.All(forms, form => TransferRegistry.Api.Language.Edtf.Parse(form));

        Assert.Contains("XXXX-02-28", await (await app.AsAnybody().Ask("/rules/dates")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_is_said_without_an_article_before_it()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var unknown = await app.Recorded(from, to, await app.AnItem(from), "2026-11-01", new { kind = "unknown" });
        var exchange = await _operator.Begin(Acts.Of(from, to, await app.AnItem(from), new { kind = "exchange", basis = (object?)null }));

        Assert.Equal("The transfer is of kind unknown and recorded: only a loan that was received or recorded is returned.",
            Detail(await _operator.Return(unknown.Act()).Refused()));
        Assert.StartsWith("A transfer of kind exchange needs", Detail(await _operator.Approve(exchange).Refused()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_open_is_counted_without_a_plural()
    {
        var (lender, borrower) = (await app.AnInstitution(), await app.AnInstitution());
        var loan = await app.Lent(lender, borrower, await app.AnItem(lender));
        var agreement = $"/agreements/{(string)loan["agreement"]!["id"]!}";
        await _operator.Step(agreement, new { to = "in_force" }).Is(HttpStatusCode.OK);

        var refusal = await _operator.Step(agreement, new { to = "terminated", on = "2026-11-23", reason = "По соглашению сторон" }).Refused();

        Assert.StartsWith($"Open temporary transfers under it: 1. Without a word in dispositions: {(string)loan["registryNumber"]!}.", Detail(refusal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_stands_twice_is_not_said_to_be_of_persons()
    {
        var (from, to) = (await app.AnInstitution(), await app.AnInstitution());
        var refusal = await _operator.Post("/transfers", Acts.Of(from, to, await app.AnItem(from), new { evidence = "press", initialStatus = "recorded", handedOverOn = "2026-11-01", receivedOn = "2026-11-02", handedOverBy = new { name = "Музей" }, receivedBy = new { name = "Музей" } })).Refused();

        Assert.Equal("The name Музей stands in handedOverBy and in receivedBy, and each of them takes another name.", Detail(refusal));
    }

    [Theory]
    [InlineData("Range", "bytes=99999999-", HttpStatusCode.RequestedRangeNotSatisfiable, "range.outside")]
    [InlineData("If-Match", "\"x\"", HttpStatusCode.PreconditionFailed, "file.changed")]
    [InlineData("If-Unmodified-Since", "Mon, 23 Nov 2020 06:00:00 GMT", HttpStatusCode.PreconditionFailed, "file.changed")]
    public async Task What_a_file_does_not_have_is_refused_in_form(string header, string value, HttpStatusCode status, string code)
    {
        var file = (await app.Made("getExportFile")).Path;

        await _operator.Ask(file, (header, value)).Refuses(status, code);
    }

    [Fact]
    public async Task What_is_long_is_said_in_short()
    {
        var problem = await _operator.Post("/agreements", Given.AnAgreement("x", "y", new JsonObject { ["kind"] = new string('я', 100_000), [new string('m', 50_000)] = 1 }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "value.unknown");

        foreach (var fault in problem["errors"]!.AsArray())
        {
            Assert.InRange(((string)fault!["detail"]!).Length, 1, 1_500);
            Assert.Contains("…", (string)fault["detail"]!, StringComparison.Ordinal);
            Assert.All(fault["params"]!.AsObject(), given => Assert.InRange(((string)given.Value!).Length, 1, 900));
        }
        Assert.Equal(2, problem["errors"]!.AsArray().Count);
    }
}

/// <summary>What a refusal says, whatever its status.</summary>
static class Refusals
{
    public static async Task<JsonObject> Refused(this Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        return await Task.FromResult(answer).Refuses(answer.StatusCode);
    }
}
