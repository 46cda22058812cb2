using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Keys;

/// <summary>Giving, using and revoking keys; the administrator is the sample's.</summary>
public sealed class KeyTests(SampleApp app) : IClassFixture<SampleApp>
{
    static readonly string Admin = SampleKeys.All[^1].Key.Text;

    [Fact]
    public async Task A_key_is_shown_once_and_tells_who_its_bearer_is()
    {
        var museum = await Institution();

        var made = await Created(await Post(Admin, "/api/v1/keys", new { role = "museum", institution = museum }));
        var me = await Read(await Get((string)made["key"]!, "/api/v1/me"));
        var listed = (await Read(await Get((string)made["key"]!, "/api/v1/keys")))["items"]!.AsArray();

        Assert.Equal("museum", (string?)me["role"]);
        Assert.Equal(museum, (string?)me["institution"]!["code"]);
        Assert.Equal((string?)made["id"], (string?)me["keyId"]);
        Assert.Equal(1048576, (long)me["limits"]!["bodyBytes"]!);
        Assert.Equal((string?)made["id"], (string?)Assert.Single(listed)!["id"]);
        Assert.DoesNotContain(((string)made["key"]!)[^38..], listed.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_department_has_the_region_of_its_institution_unless_its_key_names_another()
    {
        var department = await Institution();

        var own = await Created(await Post(Admin, "/api/v1/keys", new { role = "department", institution = department }));
        var other = await Created(await Post(Admin, "/api/v1/keys", new { role = "department", institution = department, region = "KZ-75" }));

        Assert.Equal("KZ-19", (string?)(await Read(await Get((string)own["key"]!, "/api/v1/me")))["region"]);
        Assert.Equal("KZ-75", (string?)(await Read(await Get((string)other["key"]!, "/api/v1/me")))["region"]);
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have()
    {
        var (department, museum) = (await Institution(), await Institution());
        var key = (string)(await Created(await Post(Admin, "/api/v1/keys", new { role = "department", institution = department })))["key"]!;

        var further = await Post(key, "/api/v1/keys", new { role = "department", institution = department });

        Assert.Equal(HttpStatusCode.Created, further.StatusCode);
        await Refuses(await Post(key, "/api/v1/keys", new { role = "admin" }), HttpStatusCode.Forbidden);
        await Refuses(await Post(key, "/api/v1/keys", new { role = "auditor", institution = department }), HttpStatusCode.Forbidden);
        await Refuses(await Post(key, "/api/v1/keys", new { role = "museum", institution = department }), HttpStatusCode.Forbidden);
        await Refuses(await Post(key, "/api/v1/keys", new { role = "department", institution = museum }), HttpStatusCode.Forbidden);
        await Refuses(await Post(key, "/api/v1/keys", new { role = "department", institution = department, region = "KZ-75" }), HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_outlives_the_one_it_was_made_with_neither_when_asked_to_nor_unasked()
    {
        var museum = await Institution();
        var parent = await Created(await Post(Admin, "/api/v1/keys", new { role = "museum", institution = museum, expiresAt = "2027-01-01T00:00:00Z" }));
        var key = (string)parent["key"]!;

        var unasked = await Created(await Post(key, "/api/v1/keys", new { role = "museum", institution = museum }));
        var earlier = await Created(await Post(key, "/api/v1/keys", new { role = "museum", institution = museum, expiresAt = "2026-12-01T00:00:00Z" }));
        var grandchild = await Created(await Post((string)earlier["key"]!, "/api/v1/keys", new { role = "museum", institution = museum }));
        await Refuses(await Post(key, "/api/v1/keys", new { role = "museum", institution = museum, expiresAt = "2027-01-01T00:00:01Z" }),
            HttpStatusCode.UnprocessableEntity, "/expiresAt");

        Assert.Equal((string?)parent["expiresAt"], (string?)unasked["expiresAt"]);
        Assert.Equal((string?)earlier["expiresAt"], (string?)grandchild["expiresAt"]);
        var listed = (await Read(await Get(key, "/api/v1/keys")))["items"]!.AsArray();
        Assert.Equal((string?)parent["id"], (string?)listed.Single(entry => (string)entry!["id"]! == (string)unasked["id"]!)!["createdBy"]);
    }

    [Fact]
    public async Task A_key_is_for_the_region_of_the_one_it_was_made_with()
    {
        var department = await Institution();
        var key = (string)(await Created(await Post(Admin, "/api/v1/keys", new { role = "department", institution = department, region = "KZ-75" })))["key"]!;

        var further = await Created(await Post(key, "/api/v1/keys", new { role = "department", institution = department }));
        await Refuses(await Post(key, "/api/v1/keys", new { role = "department", institution = department, region = "KZ-19" }), HttpStatusCode.Forbidden);

        Assert.Equal("KZ-75", (string?)(await Read(await Get((string)further["key"]!, "/api/v1/me")))["region"]);
    }

    [Fact]
    public async Task With_a_key_goes_what_was_made_with_it()
    {
        var museum = await Institution();
        var asked = new { role = "museum", institution = museum };
        var parent = await Created(await Post(Admin, "/api/v1/keys", asked));
        var beside = await Created(await Post(Admin, "/api/v1/keys", asked));
        var child = await Created(await Post((string)parent["key"]!, "/api/v1/keys", asked));
        var grandchild = await Created(await Post((string)child["key"]!, "/api/v1/keys", asked));

        Assert.Equal(HttpStatusCode.NoContent, (await Delete(Admin, $"/api/v1/keys/{parent["id"]}")).StatusCode);

        foreach (var gone in new[] { parent, child, grandchild })
        {
            await Refuses(await Get((string)gone["key"]!, "/api/v1/me"), HttpStatusCode.Unauthorized);
            Assert.Equal(["key.created", "key.revoked"], await Journal((string)gone["id"]!));
        }
        Assert.Equal(HttpStatusCode.OK, (await Get((string)beside["key"]!, "/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task A_key_is_rotated_by_the_one_made_with_it_and_both_open_meanwhile()
    {
        var asked = new { role = "museum", institution = await Institution() };
        var old = await Created(await Post(Admin, "/api/v1/keys", asked));
        var beside = await Created(await Post((string)old["key"]!, "/api/v1/keys", asked));
        var next = await Created(await Post((string)old["key"]!, "/api/v1/keys", asked));
        foreach (var key in new[] { old, next })
            Assert.Equal(HttpStatusCode.OK, (await Get((string)key["key"]!, "/api/v1/me")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await Delete((string)next["key"]!, $"/api/v1/keys/{old["id"]}")).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await Get((string)next["key"]!, "/api/v1/me")).StatusCode);
        // Whoever made another with the old one has lost it.
        foreach (var gone in new[] { old, beside })
            await Refuses(await Get((string)gone["key"]!, "/api/v1/me"), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_an_operators_key_has_given_stays_when_that_key_goes()
    {
        var museum = await Institution();
        var operators = await Created(await Post(Admin, "/api/v1/keys", new { role = "admin", expiresAt = "2026-12-01T00:00:00Z" }));
        var given = await Created(await Post((string)operators["key"]!, "/api/v1/keys", new { role = "museum", institution = museum }));

        Assert.Equal(HttpStatusCode.NoContent, (await Delete(Admin, $"/api/v1/keys/{operators["id"]}")).StatusCode);

        Assert.False(given.ContainsKey("expiresAt"));
        Assert.Equal(HttpStatusCode.OK, (await Get((string)given["key"]!, "/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task A_key_that_makes_no_sense_is_not_given()
    {
        const HttpStatusCode Invalid = HttpStatusCode.UnprocessableEntity;
        await Refuses(await Post(Admin, "/api/v1/keys", new { role = "museum" }), Invalid, "/institution");
        await Refuses(await Post(Admin, "/api/v1/keys", new { role = "auditor", region = "KZ-19" }), Invalid, "/region");
        await Refuses(await Post(Admin, "/api/v1/keys", new { role = "auditor", expiresAt = "2001-01-01T00:00:00Z" }), Invalid, "/expiresAt");
        await Refuses(await Post(Admin, "/api/v1/keys", new { role = "museum", institution = "no-such-museum" }), Invalid, "/institution");
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_from_the_next_request_on()
    {
        var made = await Created(await Post(Admin, "/api/v1/keys", new { role = "auditor" }));
        Assert.Equal(HttpStatusCode.OK, (await Get((string)made["key"]!, "/api/v1/me")).StatusCode);

        var revoked = await Delete(Admin, $"/api/v1/keys/{made["id"]}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await Refuses(await Get((string)made["key"]!, "/api/v1/me"), HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.NoContent, (await Delete(Admin, $"/api/v1/keys/{made["id"]}")).StatusCode);
    }

    [Fact]
    public async Task Another_institutions_key_and_a_missing_one_look_alike()
    {
        var (one, other) = (await Institution(), await Institution());
        var mine = await Created(await Post(Admin, "/api/v1/keys", new { role = "museum", institution = one }));
        var theirs = await Created(await Post(Admin, "/api/v1/keys", new { role = "museum", institution = other }));

        await Refuses(await Delete((string)mine["key"]!, $"/api/v1/keys/{theirs["id"]}"), HttpStatusCode.NotFound);
        await Refuses(await Delete((string)mine["key"]!, $"/api/v1/keys/{Guid.NewGuid()}"), HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.OK, (await Get((string)theirs["key"]!, "/api/v1/me")).StatusCode);
    }

    [Theory]
    [InlineData("Bearer trk_department_ForDevelopmentOnlyNeverASecret00AAAAAA")]
    [InlineData("Bearer trk_AAAAAAAAAA_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    public async Task A_key_that_cannot_be_believed_is_refused_at_every_address(string authorization)
    {
        foreach (var address in new[] { "/api/v1/me", "/api/v1/institutions", "/health/live", "/problems" })
        {
            using var client = app.CreateClient();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
            await Refuses(await client.GetAsync(new Uri(address, UriKind.Relative)), HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_key_that_was_never_given_is_refused_though_its_check_is_right() =>
        await Refuses(await Get(RegistryKey.New().Text, "/api/v1/me"), HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_right_handle_with_another_secret_is_refused()
    {
        var made = await Created(await Post(Admin, "/api/v1/keys", new { role = "auditor" }));
        var forged = RegistryKey.Of(((string)made["key"]!)[4..14], new string('A', 32));

        await Refuses(await Get(forged.Text, "/api/v1/me"), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_address_that_needs_a_key_says_so() => await Refuses(await Get(key: null, "/api/v1/me"), HttpStatusCode.Unauthorized);

    [Fact]
    public async Task An_auditor_sees_every_key_and_gives_none()
    {
        var auditor = (string)(await Created(await Post(Admin, "/api/v1/keys", new { role = "auditor" })))["key"]!;

        var listed = await Read(await Get(auditor, "/api/v1/keys?limit=500"));

        Assert.True(listed["items"]!.AsArray().Count > 1);
        await Refuses(await Post(auditor, "/api/v1/keys", new { role = "auditor" }), HttpStatusCode.Forbidden);
    }

    async Task<IEnumerable<string>> Journal(string id)
    {
        await using var db = new Db(app.Database, CancellationToken.None);
        return await db.List<string>("SELECT entry.type FROM journal AS entry WHERE entry.resource_id = @Id ORDER BY entry.seq", new { Id = Guid.Parse(id) });
    }

    async Task<string> Institution()
    {
        var code = $"keys-{Guid.NewGuid():N}";
        await Created(await Post(Admin, "/api/v1/institutions", new { code, kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19" }));
        return code;
    }

    Task<HttpResponseMessage> Get(string? key, string address) => Send(HttpMethod.Get, key, address);

    Task<HttpResponseMessage> Post(string? key, string address, object body) => Send(HttpMethod.Post, key, address, body);

    Task<HttpResponseMessage> Delete(string? key, string address) => Send(HttpMethod.Delete, key, address);

    async Task<HttpResponseMessage> Send(HttpMethod method, string? key, string address, object? body = null)
    {
        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await client.SendAsync(request);
    }

    static async Task<JsonObject> Created(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.NotNull(answer.Headers.Location);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    static async Task<JsonObject> Read(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    static async Task Refuses(HttpResponseMessage answer, HttpStatusCode status, string? pointer = null)
    {
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, (int)problem["status"]!);
        Assert.Equal(status is HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Bearer"));
        if (pointer is not null)
            Assert.Equal(pointer, (string?)problem["errors"]![0]!["pointer"]);
    }
}
