using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using TransferRegistry.Api.Data;
using TransferRegistry.Tests.Agreements;

namespace TransferRegistry.Tests.Http;

/// <summary>A request that comes again because its answer was lost.</summary>
public sealed class IdempotencyTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    [Fact]
    public async Task A_posting_that_comes_again_is_answered_as_the_first_time_and_done_once()
    {
        var (client, body) = (app.AsOperator(), await Body());
        var first = await Post(client, body, Key());

        foreach (var key in new[] { first.Key, $"\"{first.Key}\"" })
        {
            app.Clock.AdvanceMinutes(1);
            var again = await Post(client, body, key);
            Assert.Equal(first.Text, again.Text);
            Assert.Equal((HttpStatusCode.Created, first.Answer.Headers.Location, first.Answer.Headers.ETag), (again.Answer.StatusCode, again.Answer.Headers.Location, again.Answer.Headers.ETag));
            Assert.Equal(["true"], again.Answer.Headers.GetValues("Idempotent-Replayed"));
            Assert.Equal(first.Answer.Content.Headers.ContentType, again.Answer.Content.Headers.ContentType);
        }
        Assert.False(first.Answer.Headers.Contains("Idempotent-Replayed"));
        Assert.Single(await client.Walk($"/agreements?externalRef={Ref(body)}"));
        Assert.Equal(1, await Entries(first.Text));
    }

    [Fact]
    public async Task A_step_that_comes_again_is_answered_though_its_version_is_long_gone()
    {
        var agreement = await app.AgreementIn("proposed");
        var step = new { to = "signed", on = AgreementsGiven.Today, party = agreement.Parties()[0] };
        var key = Key();

        var first = await Send(app.AsOperator(), HttpMethod.Post, $"{agreement.Path()}/transitions", Text(step), key, ifMatch: "\"1\"");
        await app.AsOperator().Step(agreement.Path(), new { to = "signed", on = AgreementsGiven.Today, party = agreement.Parties()[1] });
        var again = await Send(app.AsOperator(), HttpMethod.Post, $"{agreement.Path()}/transitions", Text(step), key, ifMatch: "\"1\"");

        Assert.Equal((HttpStatusCode.OK, first.Text), (again.Answer.StatusCode, again.Text));
        await app.AsOperator().Post($"{agreement.Path()}/transitions", step, "\"1\"").Refuses(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task A_change_that_comes_again_does_not_undo_what_came_between()
    {
        var agreement = await app.AgreementIn("draft");
        var key = Key();
        var first = await Send(app.AsOperator(), HttpMethod.Patch, agreement.Path(), """{"note":"Первое"}""", key, "*");
        await app.AsOperator().Patch(agreement.Path(), new { note = "Второе" }, "*").Is(HttpStatusCode.OK);

        var again = await Send(app.AsOperator(), HttpMethod.Patch, agreement.Path(), """{"note":"Первое"}""", key, "*");

        Assert.Equal(first.Text, again.Text);
        Assert.Equal("Второе", (string?)(await app.AsOperator().Ask(agreement.Path()).Is(HttpStatusCode.OK))["note"]);
    }

    [Fact]
    public async Task A_key_that_came_with_another_request_is_refused()
    {
        var (client, body, key) = (app.AsOperator(), await Body(), Key());
        await Post(client, body, key);

        foreach (var (method, path, other) in new[]
        {
            (HttpMethod.Post, "/agreements", body + " "),
            (HttpMethod.Post, "/agreements?dryRun=true", body),
            (HttpMethod.Post, "/transfers", Given.ATransfer("nobody", "nobody-else").ToJsonString()),
        })
            Assert.Contains("idempotency-key.reused", (await Send(client, method, path, other, key)).Refused(HttpStatusCode.UnprocessableEntity).Codes());
    }

    [Fact]
    public async Task A_key_belongs_to_who_submits_with_it()
    {
        var (one, other) = (await app.AnInstitution(), await app.AnInstitution());
        var (client, colleague, stranger) = (await app.AKey("museum", one), await app.AKey("museum", one), await app.AKey("museum", other));
        var (body, key) = (Given.AnAgreement(one, other, new { externalRef = Given.Unique("idempotent") }).ToJsonString(), Key());

        var first = await Post(client, body, key);
        var colleagues = await Post(colleague, body, key);
        var strangers = await Post(stranger, body, key);

        Assert.Equal(first.Text, colleagues.Text);
        Assert.Equal(HttpStatusCode.Created, strangers.Answer.StatusCode);
        Assert.NotEqual(first.Answer.Headers.Location, strangers.Answer.Headers.Location);
    }

    [Fact]
    public async Task Who_may_not_write_is_refused_before_anything_is_told_again()
    {
        var museum = await app.AnInstitution();
        var made = await app.AsOperator().Post("/keys", new { role = "museum", institution = museum }).Is(HttpStatusCode.Created);
        var (client, key) = (app.As((string)made["key"]!), Key());
        var body = Given.AnAgreement(museum, await app.AnInstitution()).ToJsonString();
        await Post(client, body, key);

        await app.AsOperator().Send(HttpMethod.Delete, $"/keys/{made["id"]}", content: null);

        (await Send(client, HttpMethod.Post, "/agreements", body, key)).Refused(HttpStatusCode.Unauthorized);
        (await Send(await app.AKey("auditor"), HttpMethod.Post, "/agreements", body, key)).Refused(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_refusal_is_judged_anew()
    {
        var (first, second, key) = (Given.Unique("later"), await app.AnInstitution(), Key());
        var body = Given.AnAgreement(first, second).ToJsonString();
        (await Send(app.AsOperator(), HttpMethod.Post, "/agreements", body, key)).Refused(HttpStatusCode.UnprocessableEntity);

        await app.AsOperator().Post("/institutions", new { code = first, kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19" }).Is(HttpStatusCode.Created);

        Assert.False((await Post(app.AsOperator(), body, key)).Answer.Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task A_dry_run_leaves_its_key_as_it_was()
    {
        var (body, key) = (await Body(), Key());
        Assert.Equal(HttpStatusCode.OK, (await Send(app.AsOperator(), HttpMethod.Post, "/agreements?dryRun=true", body, key)).Answer.StatusCode);

        await Post(app.AsOperator(), body, key);
    }

    [Fact]
    public async Task A_secret_is_told_once()
    {
        var key = Key();
        var first = await Send(app.AsOperator(), HttpMethod.Post, "/keys", """{"role":"auditor"}""", key);
        var again = await Send(app.AsOperator(), HttpMethod.Post, "/keys", """{"role":"auditor"}""", key);

        var (told, kept) = (JsonNode.Parse(first.Text)!.AsObject(), JsonNode.Parse(again.Text)!.AsObject());
        Assert.True(told.Remove("key"));
        Assert.Equal(told.ToJsonString(), kept.ToJsonString());
        Assert.Equal(HttpStatusCode.Created, again.Answer.StatusCode);
    }

    [Theory]
    [InlineData("too-short")]
    [InlineData("0123456789 abcdef")]
    [InlineData("\"0123456789abcdef")]
    [InlineData("0123456789abcdeё")]
    public async Task A_key_that_cannot_be_read_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/agreements") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Headers.Authorization = new("Bearer", RegistryApp.Operator);
        using var client = app.CreateClient();

        var problem = await client.SendAsync(request).Refuses(HttpStatusCode.BadRequest, "idempotency-key.unreadable");

        Assert.Equal("Idempotency-Key", (string?)problem["errors"]![0]!["header"]);
    }

    [Fact]
    public async Task Of_many_that_come_at_once_one_is_done_and_all_are_answered_alike()
    {
        var (body, key) = (await Body(), Key());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Send(app.AsOperator(), HttpMethod.Post, "/agreements", body, key)));

        // Who would wait too long for the first may be asked to come again.
        var answered = answers.Where(answer => answer.Answer.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable)).ToList();
        Assert.Single(answered.Select(answer => (answer.Answer.StatusCode, answer.Text)).Distinct());
        Assert.Single(answered, answer => !answer.Answer.Headers.Contains("Idempotent-Replayed"));
        Assert.All(answers.Except(answered), answer => Assert.NotNull(answer.Answer.Headers.RetryAfter));
        Assert.Single(await app.AsOperator().Walk($"/agreements?externalRef={Ref(body)}"));
    }

    [Fact]
    public async Task A_key_is_remembered_for_thirty_days()
    {
        await using var own = new RegistryApp();
        var (first, second, key) = (await own.AnInstitution(), await own.AnInstitution(), Key());
        var body = Given.AnAgreement(first, second).ToJsonString();
        var posted = await Post(own.AsOperator(), body, key);
        own.Clock.Advance(IdempotencyStore.For - Duration.FromSeconds(1));
        Assert.Equal(posted.Text, (await Post(own.AsOperator(), body, key)).Text);

        own.Clock.AdvanceSeconds(1);

        Assert.NotEqual(posted.Text, (await Post(own.AsOperator(), body, key)).Text);
    }

    [Fact]
    public async Task A_request_sent_again_after_its_institution_was_merged_is_not_done_again()
    {
        var (old, into, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (client, key) = (await app.AKey("museum", old), Key());
        var body = Given.AnAgreement(old, other).ToJsonString();
        var first = await Post(client, body, key);

        await app.AsOperator().Post($"/institutions/{old}/merge", new { into, reason = "Одно учреждение", confirm = old }, "*").Is(HttpStatusCode.OK);

        Assert.Equal(first.Text, (await Post(client, body, key)).Text);
    }

    async Task<string> Body() =>
        Given.AnAgreement(await app.AnInstitution(), await app.AnInstitution(), new { externalRef = Given.Unique("idempotent") }).ToJsonString();

    static string Ref(string body) => (string)JsonNode.Parse(body)!["externalRef"]!;

    async Task<long> Entries(string record)
    {
        await using var db = new Db(app.Database, CancellationToken.None);
        return await db.Count("SELECT COUNT(*) FROM journal AS entry WHERE entry.resource_id = @Id", new { Id = Guid.Parse(JsonNode.Parse(record)!.AsObject().Id()) });
    }

    static string Key() => Guid.NewGuid().ToString();

    static string Text(object body) => System.Text.Json.JsonSerializer.Serialize(body);

    static async Task<Told> Post(HttpClient client, string body, string key)
    {
        var told = await Send(client, HttpMethod.Post, "/agreements", body, key);
        Assert.True(told.Answer.StatusCode is HttpStatusCode.Created, told.Text);
        return told;
    }

    static async Task<Told> Send(HttpClient client, HttpMethod method, string path, string body, string key, string? ifMatch = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await client.Send(method, path, content, [("Idempotency-Key", key), .. ifMatch is null ? Array.Empty<(string, string)>() : [("If-Match", ifMatch)]]);
        return new(key, answer, await answer.Content.ReadAsStringAsync());
    }

    sealed record Told(string Key, HttpResponseMessage Answer, string Text)
    {
        public JsonObject Refused(HttpStatusCode status)
        {
            Assert.True(Answer.StatusCode == status, Text);
            return JsonNode.Parse(Text)!.AsObject();
        }
    }
}
