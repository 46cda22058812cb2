using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace TransferRegistry.Tests.Keys;

/// <summary>Tokens of an issuer that the operator trusts; a real one answers on this machine.</summary>
public sealed class TokenTests : IAsyncLifetime, IAsyncDisposable
{
    TokenIssuer _issuer = null!;
    Registry _app = null!;

    public async Task InitializeAsync()
    {
        _issuer = await TokenIssuer.Start();
        _app = new(_issuer.Issuer);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_token_says_who_its_bearer_is(string algorithm)
    {
        var department = await _app.AnInstitution("culture_department");

        var me = await _app.As(_issuer.Token(new { role = "department", institution = department }, algorithm)).Ask("/me").Is(HttpStatusCode.OK);

        Assert.Equal(("department", department, "KZ-19"), ((string)me["role"]!, (string)me["institution"]!["code"]!, (string)me["region"]!));
        Assert.False(me.ContainsKey("keyId"));
    }

    [Fact]
    public async Task A_token_that_names_a_given_up_code_is_its_institutions_and_nobody_elses()
    {
        var (old, now) = (await _app.AnInstitution(), Given.Unique("renamed"));
        await _app.AsOperator().Patch($"/institutions/{old}", new { code = now }, "*").Is(HttpStatusCode.OK);

        var me = await _app.As(_issuer.Token(new { role = "museum", institution = old })).Ask("/me").Is(HttpStatusCode.OK);

        Assert.Equal(now, (string?)me["institution"]!["code"]);
    }

    [Fact]
    public async Task What_it_writes_is_in_the_journal_under_its_issuers_name_for_its_bearer()
    {
        var (museum, other) = (await _app.AnInstitution(), await _app.AnInstitution());
        var client = _app.As(_issuer.Token(new { role = "museum", institution = museum, sub = "42" }));

        var posted = await client.Post("/agreements", Given.AnAgreement(museum, other)).Is(HttpStatusCode.Created);

        await using var db = new Api.Data.Db(_app.Database, CancellationToken.None);
        var actor = Assert.Single(await db.List<string>("SELECT entry.actor FROM journal AS entry WHERE entry.resource_id = @Id", new { Id = Guid.Parse(posted.Id()) }));
        Assert.Equal($"{_issuer.Issuer}#42", (string?)JsonNode.Parse(actor)!["key"]);
    }

    [Fact]
    public async Task A_token_registers_no_webhook_that_would_read_on_without_it() => await _app.As(_issuer.Token(new { role = "auditor" }))
        .Post("/webhooks", new { url = "http://127.0.0.1:9009/" }).Refuses(HttpStatusCode.Forbidden, "webhook.with-token");

    [Fact]
    public async Task An_issuer_has_its_own_words_for_claims_and_roles()
    {
        await using var app = new Registry(_issuer.Issuer, ("RoleClaim", "groups"), ("InstitutionClaim", "org"), ("RegionClaim", "oblast"), ("Roles:kultura", "department"), ("Roles:hranitel", "museum"));
        var department = await app.AnInstitution("culture_department");

        var me = await app.As(_issuer.Token(new { groups = new[] { "users", "kultura" }, org = department, oblast = "KZ-75" })).Ask("/me").Is(HttpStatusCode.OK);

        Assert.Equal(("department", "KZ-75"), ((string)me["role"]!, (string)me["region"]!));
        // auditor is no word of this issuer's.
        await app.As(_issuer.Token()).Ask("/me").Refuses(HttpStatusCode.Forbidden, "token.role");
        await app.As(_issuer.Token(new { groups = new[] { "kultura", "hranitel" }, org = department })).Ask("/me").Refuses(HttpStatusCode.Forbidden, "token.role");
    }

    [Fact]
    public async Task A_token_that_says_too_little_is_known_and_may_nothing()
    {
        var (one, other) = (await _app.AnInstitution(), await _app.AnInstitution());
        foreach (var (claims, code) in new (object, string)[]
        {
            (new { role = "museum", institution = new[] { one, other } }, "token.institution"),
            (new { role = (string?)null }, "token.role"),
            (new { role = "director" }, "token.role"),
            (new { role = "museum" }, "token.institution"),
            (new { role = "museum", institution = "nobody" }, "token.institution"),
            (new { role = "auditor", institution = "nobody" }, "token.institution"),
        })
            foreach (var address in new[] { "/me", "/institutions" })
                await _app.As(_issuer.Token(claims)).Ask(address).Refuses(HttpStatusCode.Forbidden, code);
        Assert.Equal(12, (await _app.AsOperator().Walk($"/audit/access?act=denied&credential={Uri.EscapeDataString($"{_issuer.Issuer}#д.оспанова")}")).Count);
    }

    [Fact]
    public async Task A_token_of_an_institution_that_was_merged_is_the_others()
    {
        var (old, into) = (await _app.AnInstitution(), await _app.AnInstitution());
        await _app.AsOperator().Post($"/institutions/{old}/merge", new { into, reason = "Одно учреждение", confirm = old }, "*").Is(HttpStatusCode.OK);

        var me = await _app.As(_issuer.Token(new { role = "museum", institution = old })).Ask("/me").Is(HttpStatusCode.OK);

        Assert.Equal(into, (string?)me["institution"]!["code"]);
    }

    [Fact]
    public async Task A_token_makes_no_key_that_would_outlive_it()
    {
        var museum = await _app.AnInstitution();

        await _app.As(_issuer.Token(new { role = "museum", institution = museum })).Post("/keys", new { role = "museum", institution = museum }).Refuses(HttpStatusCode.Forbidden, "key.with-token");
        await _app.As(_issuer.Token(new { role = "admin" })).Post("/keys", new { role = "museum", institution = museum }).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_token_that_cannot_be_believed_is_refused()
    {
        await using var other = await TokenIssuer.Start();
        using var stranger = RSA.Create(2048);
        var good = _issuer.Token();
        var parts = good.Split('.');
        foreach (var (what, token, code) in new[]
        {
            ("no signature", _issuer.Unsigned(), "token.invalid"),
            ("an empty signature", $"{parts[0]}.{parts[1]}.", "token.invalid"),
            ("a shared secret that is the public key", _issuer.SignedWithThePublicKey(), "token.invalid"),
            ("another's signature", _issuer.Token(signedBy: new(new RsaSecurityKey(stranger) { KeyId = "key-0" }, "RS256")), "token.invalid"),
            ("another's signature, without the name of a key", _issuer.Token(signedBy: new(new RsaSecurityKey(stranger), "RS256")), "token.invalid"),
            ("an algorithm that is not listed", _issuer.Token(algorithm: "RS512"), "token.invalid"),
            ("another audience", _issuer.Token(audience: "another-service"), "token.invalid"),
            ("no audience", _issuer.Token(audience: null), "token.invalid"),
            ("no end", _issuer.Token(until: TimeSpan.MaxValue), "token.invalid"),
            ("before its time", _issuer.Token(from: TimeSpan.FromMinutes(10)), "token.invalid"),
            ("after its time", _issuer.Token(until: TimeSpan.FromMinutes(-10), from: TimeSpan.FromMinutes(-20)), "token.expired"),
            ("nobody's", _issuer.Token(new { sub = (string?)null }), "token.invalid"),
            ("an issuer nobody trusts", other.Token(), "token.issuer"),
            ("a trusted name in another's token", other.Token(issuer: _issuer.Issuer), "token.invalid"),
            ("cut off", good[..^10], "token.invalid"),
            ("changed", $"{parts[0]}.{Base64UrlEncoder.Encode("""{"iss":"ISSUER","aud":"transfer-registry","sub":"1","role":"admin","exp":9999999999}""".Replace("ISSUER", _issuer.Issuer, StringComparison.Ordinal))}.{parts[2]}", "token.invalid"),
            ("not read at all", "a.b.c", "key.malformed"),
        })
        {
            var answer = await _app.As(token).Ask("/me");
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{what}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            var problem = await Task.FromResult(answer).Refuses(HttpStatusCode.Unauthorized);
            Assert.Equal((what, code), (what, problem.Codes()[0]));
            Assert.Contains("error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
        await _app.As(good).Ask("/me").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_issuer_may_take_another_key_at_any_time()
    {
        await _app.As(_issuer.Token()).Ask("/me").Is(HttpStatusCode.OK);
        var before = _issuer.Token();
        _issuer.TakeAnotherKey();

        // The new key is asked for when the first token comes that was signed with it.
        for (var left = 20; (await _app.As(_issuer.Token()).Ask("/me")).StatusCode is not HttpStatusCode.OK; left--)
        {
            Assert.True(left > 0, "The new key is never asked for.");
            await Task.Delay(100);
        }
        await _app.As(before).Ask("/me").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_issuer_that_is_away_is_the_registrys_trouble_and_not_the_bearers()
    {
        var token = _issuer.Token();
        await _issuer.Stop();

        var answer = await _app.As(token).Ask("/me");

        await Task.FromResult(answer).Refuses(HttpStatusCode.ServiceUnavailable, "token.issuer-away");
        Assert.NotNull(answer.Headers.RetryAfter);
        await _app.AsOperator().Ask("/me").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_no_issuer_is_trusted_a_token_is_no_credential()
    {
        await using var app = new RegistryApp();

        await app.As(_issuer.Token()).Ask("/me").Refuses(HttpStatusCode.Unauthorized, "key.malformed");
    }

    sealed class Registry(string issuer, params (string Key, string Value)[] more) : RegistryApp
    {
        protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
            more.Prepend(("Issuer", issuer)).Prepend(("Audience", TokenIssuer.Audience)).Select(setting => KeyValuePair.Create($"Access:Issuers:0:{setting.Item1}", (string?)setting.Item2));
    }
}
