using System.Net;
using System.Text.Json.Nodes;
using static TransferRegistry.Tests.Given;

namespace TransferRegistry.Tests.Institutions;

/// <summary>Registering and changing institutions.</summary>
public sealed class InstitutionTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    HttpClient Operator => app.AsOperator();

    [Theory]
    [InlineData("940140000385")]
    [InlineData("950341000052")]
    [InlineData("990140004654")]
    [InlineData("990140000806")]
    public async Task A_BIN_with_its_check_digit_is_taken(string bin)
    {
        var institution = await Operator.Post("/institutions", Body(new { bin })).Is(HttpStatusCode.Created);

        Assert.Equal(bin, (string?)institution["bin"]);
        Assert.Empty(institution.Warnings());
    }

    [Theory]
    [InlineData("940140000380", "institution.bin-check-digit")]
    [InlineData("000813159890", "institution.bin-check-digit")]
    [InlineData("94014000038", "text.pattern")]
    [InlineData("94014000038X", "text.pattern")]
    public async Task A_number_that_is_no_BIN_is_refused(string bin, string code)
    {
        var problem = await Operator.Post("/institutions", Body(new { bin })).Refuses(HttpStatusCode.UnprocessableEntity, code);

        Assert.Equal(["/bin"], problem.Pointers());
    }

    [Fact]
    public async Task A_BIN_of_an_odd_structure_only_warns()
    {
        var institution = await Operator.Post("/institutions", Body(new { bin = "991340000801" })).Is(HttpStatusCode.Created);

        Assert.Equal(["institution.bin-structure"], institution.Warnings());
    }

    [Theory]
    [InlineData("KZ-ALM", "KZ-19")]
    [InlineData("KZ-AST", "KZ-71")]
    [InlineData("KZ-VOS", "KZ-63")]
    public async Task An_old_code_of_a_region_is_refused_and_the_new_one_named(string old, string now)
    {
        var problem = await Operator.Post("/institutions", Body(new { region = old }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "institution.region-unknown");

        Assert.Contains(now, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KZ", "KZ-12", "institution.region-unknown")]
    [InlineData("KZ", "GB-LND", "institution.region-unknown")]
    [InlineData("GB", "KZ-19", "institution.region-unknown")]
    [InlineData("KZ", "Almaty", "text.pattern")]
    [InlineData("kz", "KZ-19", "text.pattern")]
    public async Task A_region_is_one_of_its_country(string country, string region, string code) =>
        await Operator.Post("/institutions", Body(new { country, region })).Refuses(HttpStatusCode.UnprocessableEntity, code);

    [Fact]
    public async Task A_KATO_begins_with_the_number_of_its_region()
    {
        var fits = await Operator.Post("/institutions", Body(new { region = "KZ-19", kato = "195220100" })).Is(HttpStatusCode.Created);
        var problem = await Operator.Post("/institutions", Body(new { region = "KZ-19", kato = "751110000" })).Refuses(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("195220100", (string?)fits["kato"]);
        Assert.Equal(["institution.kato-region"], problem.Codes());
        Assert.Equal(["/kato"], problem.Pointers());
    }

    [Theory]
    [InlineData("KZ-AlmMK", true)]
    [InlineData("OCLC-ABC:1/2-3", true)]
    [InlineData("KZ-", false)]
    [InlineData("ABCDE-1", false)]
    [InlineData("KZ-123456789012", false)]
    [InlineData("KZ_1", false)]
    public async Task An_ISIL_has_the_form_of_ISO_15511(string isil, bool isTaken)
    {
        if (isTaken)
            await Operator.Post("/institutions", Body(new { isil })).Is(HttpStatusCode.Created);
        else
            await Operator.Post("/institutions", Body(new { isil })).Refuses(HttpStatusCode.UnprocessableEntity, "text.pattern");
    }

    [Theory]
    [InlineData("code", "a-code-held-already", "institution.code-taken")]
    [InlineData("bin", "100340007771", "institution.bin-taken")]
    [InlineData("isil", "KZ-held", "institution.isil-taken")]
    public async Task A_code_and_a_number_are_one_institutions(string member, string value, string code)
    {
        var first = await Operator.Post("/institutions", Body(new JsonObject { [member] = value })).Is(HttpStatusCode.Created);

        var again = await Operator.Post("/institutions", Body(new JsonObject { [member] = value }));
        var problem = await Task.FromResult(again).Refuses(HttpStatusCode.Conflict, code);
        var other = await AnInstitution();
        await Operator.Patch($"/institutions/{other}", new JsonObject { [member] = value }, await Operator.Tag($"/institutions/{other}"))
            .Refuses(HttpStatusCode.Conflict, code);

        Assert.Equal([$"/{member}"], problem.Pointers());
        Assert.Equal((string?)first["links"]!["self"], again.Headers.Location?.ToString());
        Assert.Equal((first.Id(), (string?)first["links"]!["self"]), ((string?)problem["first"]!["id"], (string?)problem["first"]!["href"]));
    }

    [Fact]
    public async Task Every_fault_of_a_posting_is_named_at_once()
    {
        var problem = await Operator.Post("/institutions", new
        {
            code = "No Blanks", kind = "castle", country = "KZ", bin = "1", colour = "red", memberOf = new[] { new { from = "2023-02-30" } },
        }).Refuses(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/bin", "/code", "/colour", "/kind", "/memberOf/0/association", "/memberOf/0/from", "/names"],
            problem.Pointers().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Memberships_lead_in_no_circle()
    {
        var (top, middle, bottom) = (await AnInstitution(), await AnInstitution(), await AnInstitution());
        await Change(bottom, new { memberOf = new[] { new { association = middle } } }).Is(HttpStatusCode.OK);
        await Change(middle, new { memberOf = new[] { new { association = top } } }).Is(HttpStatusCode.OK);

        var circle = await Change(top, new { memberOf = new[] { new { association = bottom } } })
            .Refuses(HttpStatusCode.Conflict, "institution.membership-cycle");
        await Change(top, new { memberOf = new[] { new { association = top } } }).Refuses(HttpStatusCode.Conflict, "institution.membership-cycle");

        Assert.Equal(["/memberOf/0/association"], circle.Pointers());
    }

    [Fact]
    public async Task Memberships_that_meet_again_above_are_no_circle()
    {
        // Twenty-four storeys of two, each a member of both above: the ways up are sixteen million.
        var storeys = new List<string[]> { new[] { await AnInstitution(), await AnInstitution() } };
        while (storeys.Count < 24)
            storeys.Add([await AMember(storeys[^1]), await AMember(storeys[^1])]);

        await Change(storeys[^1][0], new { place = new { ru = "Есик" } }).Is(HttpStatusCode.OK);
        var circle = await Change(storeys[0][1], new { memberOf = new[] { new { association = storeys[0][0] }, new { association = storeys[^1][0] } } })
            .Refuses(HttpStatusCode.Conflict, "institution.membership-cycle");

        Assert.Equal(["/memberOf/1/association"], circle.Pointers());

        Task<string> AMember(string[] of) => AnInstitution(new { memberOf = of.Select(association => new { association }) });
    }

    [Fact]
    public async Task A_circle_is_found_however_long_it_is()
    {
        var chain = new List<string> { await AnInstitution() };
        while (chain.Count < 60)
            chain.Add(await AnInstitution(new { memberOf = new[] { new { association = chain[^1] } } }));

        await Change(chain[0], new { memberOf = new[] { new { association = chain[^1] } } }).Refuses(HttpStatusCode.Conflict, "institution.membership-cycle");
    }

    [Fact]
    public async Task An_institution_is_in_an_association_once_on_any_day()
    {
        var (code, association) = (await AnInstitution(), await AnInstitution("museum_association"));

        var problem = await Change(code, new { memberOf = new[] { new { association, to = "2015-01-01" }, new { association, to = "2016-01-01" } } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "institution.member-twice");
        await Change(code, new { memberOf = new object[] { new { association }, new { association, from = "2016-01-01" } } })
            .Refuses(HttpStatusCode.UnprocessableEntity, "institution.member-twice");
        await Change(code, new { memberOf = new object[] { new { association, to = "2015-01-01" }, new { association, from = "2016-01-01" } } }).Is(HttpStatusCode.OK);
        var many = await Change(code, new { memberOf = Enumerable.Repeat(new { association }, 101) }).Refuses(HttpStatusCode.UnprocessableEntity, "array.too-many");

        Assert.Equal(["/memberOf/1/association"], problem.Pointers());
        Assert.Equal(["/memberOf"], many.Pointers());
    }

    [Fact]
    public async Task An_institution_is_supervised_by_a_department_of_culture()
    {
        var (museum, department, code) = (await AnInstitution(), await AnInstitution("culture_department"), await AnInstitution());

        var problem = await Change(code, new { supervisedBy = museum }).Refuses(HttpStatusCode.Conflict, "institution.no-department");
        await Change(code, new { supervisedBy = department }).Is(HttpStatusCode.OK);
        await Change(department, new { kind = "museum" }).Refuses(HttpStatusCode.Conflict, "institution.still-supervises");
        await Change(code, new { supervisedBy = (string?)null }).Is(HttpStatusCode.OK);
        await Change(department, new { kind = "museum" }).Is(HttpStatusCode.OK);

        Assert.Equal(["/supervisedBy"], problem.Pointers());
    }

    [Fact]
    public async Task A_department_takes_no_institution_from_another()
    {
        var (own, other) = (await AnInstitution("culture_department"), await AnInstitution("culture_department"));
        var department = await app.AKey("department", own);
        var (held, free) = (await app.AnInstitution(supervisedBy: other), await AnInstitution());

        await Patch(held, new { supervisedBy = own }).Refuses(HttpStatusCode.Forbidden);
        await Patch(held, new { supervisedBy = (string?)null }).Refuses(HttpStatusCode.Forbidden);
        await Patch(held, new { place = new { ru = "Талгар" } }).Refuses(HttpStatusCode.Forbidden);
        await Patch(free, new { place = new { ru = "Талгар" } }).Is(HttpStatusCode.OK);
        await Patch(free, new { supervisedBy = own }).Refuses(HttpStatusCode.Forbidden);
        await Patch(free, new { supervisedBy = other }).Refuses(HttpStatusCode.Forbidden);
        await Patch(free, new { supervisedBy = "no-such-department" }).Refuses(HttpStatusCode.UnprocessableEntity, "reference.unknown");
        await department.Post("/institutions", Body(new { supervisedBy = other })).Refuses(HttpStatusCode.Forbidden);
        var registered = await department.Post("/institutions", Body(new { supervisedBy = own })).Is(HttpStatusCode.Created);
        await Change(free, new { supervisedBy = other }).Is(HttpStatusCode.OK);

        Assert.Equal(own, (string?)registered["supervisedBy"]!["code"]);

        async Task<HttpResponseMessage> Patch(string code, object change) =>
            await department.Patch($"/institutions/{code}", change, await department.Tag($"/institutions/{code}"));
    }

    [Fact]
    public async Task A_department_brings_no_institution_into_its_region()
    {
        var department = await app.AKey("department", await AnInstitution("culture_department"));
        var elsewhere = await app.AnInstitution(region: "KZ-75");

        await department.Patch($"/institutions/{elsewhere}", new { region = "KZ-19" }, await department.Tag($"/institutions/{elsewhere}"))
            .Refuses(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Supervision_leads_in_no_circle()
    {
        var (top, middle, bottom) = (await AnInstitution("culture_department"), await AnInstitution("culture_department"), await AnInstitution("culture_department"));
        await Change(bottom, new { supervisedBy = middle }).Is(HttpStatusCode.OK);
        await Change(middle, new { supervisedBy = top }).Is(HttpStatusCode.OK);

        await Change(top, new { supervisedBy = bottom }).Refuses(HttpStatusCode.Conflict, "institution.supervision-cycle");
        await Change(top, new { supervisedBy = top }).Refuses(HttpStatusCode.Conflict, "institution.supervision-cycle");
        await Change(middle, new { supervisedBy = (string?)null }).Is(HttpStatusCode.OK);
        await Change(top, new { supervisedBy = bottom }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_department_registers_in_its_own_region_only()
    {
        var department = await AnInstitution("culture_department");
        var here = await app.AKey("department", department);
        var museum = await app.AKey("museum", await AnInstitution());

        var made = await here.Post("/institutions", Body(new { region = "KZ-19" })).Is(HttpStatusCode.Created);
        var code = (string)made["code"]!;

        await here.Post("/institutions", Body(new { region = "KZ-75" })).Refuses(HttpStatusCode.Forbidden);
        await here.Patch($"/institutions/{code}", new { region = "KZ-75" }, await here.Tag($"/institutions/{code}")).Refuses(HttpStatusCode.Forbidden);
        await museum.Post("/institutions", Body(new { region = "KZ-19" })).Refuses(HttpStatusCode.Forbidden);
        await (await app.AKey("auditor")).Post("/institutions", Body(new { region = "KZ-19" })).Refuses(HttpStatusCode.Forbidden);
        await app.AsAnybody().Post("/institutions", Body(new { region = "KZ-19" })).Refuses(HttpStatusCode.Unauthorized);
        await here.Patch($"/institutions/{code}", new { place = new { ru = "Талгар" } }, await here.Tag($"/institutions/{code}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_patch_removes_with_null_and_replaces_arrays_whole()
    {
        var code = await AnInstitution(new
        {
            place = new { ru = "Алматы", kk = "Алматы" },
            formerNames = new[] { new { names = new { ru = "Один" } }, new { names = new { ru = "Два" } } },
        });

        var changed = await Change(code, """{"place":{"kk":null,"en":"Almaty"},"level":null,"formerNames":[{"names":{"ru":"Три"},"to":"1999"}]}""")
            .Is(HttpStatusCode.OK);

        Assert.True(JsonNode.DeepEquals(new JsonObject { ["ru"] = "Алматы", ["en"] = "Almaty" }, changed["place"]), changed.ToJsonString());
        Assert.False(changed.ContainsKey("level"));
        Assert.Equal("gu", (string?)changed["legalForm"]);
        var former = Assert.Single(changed["formerNames"]!.AsArray())!;
        Assert.Equal("Три", (string?)former["names"]!["ru"]);
        Assert.Equal("1999-12-31", (string?)former["to"]!["latest"]);
        Assert.Equal(2, (long)changed["version"]!);
    }

    [Fact]
    public async Task What_the_registry_gives_can_be_sent_back_unchanged_and_not_set()
    {
        var department = await AnInstitution("culture_department");
        var code = await app.AnInstitution(supervisedBy: department);
        var shown = await Operator.Ask($"/institutions/{code}").Is(HttpStatusCode.OK);

        await Change(code, shown.DeepClone()).Is(HttpStatusCode.OK);
        var problem = await Change(code, new { createdAt = "2001-01-01T00:00:00Z", version = 77 })
            .Refuses(HttpStatusCode.UnprocessableEntity, "member.read-only");

        Assert.Equal(["/createdAt", "/version"], problem.Pointers());
    }

    [Fact]
    public async Task A_change_needs_the_version_it_was_made_on()
    {
        var code = await AnInstitution();
        var stale = await Operator.Tag($"/institutions/{code}");
        await Change(code, new { place = new { ru = "Есик" } }).Is(HttpStatusCode.OK);

        await Operator.Patch($"/institutions/{code}", new { place = new { ru = "Талгар" } }).Refuses(HttpStatusCode.PreconditionRequired);
        var late = await Operator.Patch($"/institutions/{code}", new { place = new { ru = "Талгар" } }, stale);
        await Task.FromResult(late).Refuses(HttpStatusCode.PreconditionFailed);
        await Operator.Patch($"/institutions/{code}", new { place = new { ru = "Талгар" } }, "W/" + late.Headers.ETag)
            .Refuses(HttpStatusCode.PreconditionFailed);

        Assert.Equal(await Operator.Tag($"/institutions/{code}"), late.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task An_institution_is_found_by_its_id_and_by_its_code()
    {
        var code = await AnInstitution();

        var byCode = await Operator.Ask($"/institutions/{code}").Is(HttpStatusCode.OK);
        var byId = await Operator.Ask($"/institutions/{byCode.Id()}").Is(HttpStatusCode.OK);

        Assert.True(JsonNode.DeepEquals(byCode, byId));
        Assert.DoesNotContain("null", byCode.ToJsonString(), StringComparison.Ordinal);
        await Operator.Ask("/institutions/no-such-code").Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Representatives_are_shown_to_their_own_side_only()
    {
        var department = await AnInstitution("culture_department");
        var code = await app.AnInstitution(supervisedBy: department, more: new { representatives = new[] { new { name = "Айгуль Серикова" } } });
        await Change(code, new { representatives = new[] { new { name = "Ерлан Ахметов" } } }).Is(HttpStatusCode.OK);
        var readers = new (HttpClient Client, bool IsTold)[]
        {
            (app.AsAnybody(), false), (await app.AKey("museum", await AnInstitution()), false), (await app.AKey("museum", code), true),
            (await app.AKey("department", department), true), (await app.AKey("auditor"), true), (Operator, true),
        };

        foreach (var (client, isTold) in readers)
            foreach (var address in new[] { "", "/history", "/versions/1", "?asOf=2026-11-30T00:00:00Z" })
            {
                var text = await (await client.Ask($"/institutions/{code}{address}")).Content.ReadAsStringAsync();
                Assert.Equal(isTold, text.Contains("Айгуль", StringComparison.Ordinal) || text.Contains("Ерлан", StringComparison.Ordinal));
            }
    }

    [Fact]
    public async Task An_end_belongs_to_an_institution_that_has_ended()
    {
        var (code, heir) = (await AnInstitution(), await AnInstitution());

        await Change(code, new { endedOn = "2020-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "institution.end-without-status");
        await Change(code, new { status = "liquidated", endedOn = "2030-01-01" }).Refuses(HttpStatusCode.UnprocessableEntity, "date.future");
        var ended = await Change(code, new { status = "reorganised", endedOn = "2020-01-01", successor = heir }).Is(HttpStatusCode.OK);

        Assert.Equal(heir, (string?)ended["successor"]!["code"]);
    }

    [Fact]
    public async Task What_an_institution_was_stays_to_be_read()
    {
        var code = await AnInstitution();
        var before = app.Clock.GetCurrentInstant();
        app.Clock.AdvanceMinutes(5);
        await Change(code, new { names = new { ru = "Новое имя" } }).Is(HttpStatusCode.OK);

        var then = await Operator.Ask($"/institutions/{code}?asOf={before.Plus(NodaTime.Duration.FromMinutes(1))}").Is(HttpStatusCode.OK);
        var history = await Operator.Ask($"/institutions/{code}/history").Is(HttpStatusCode.OK);

        Assert.Equal($"Учреждение {code}", (string?)then["names"]!["ru"]);
        Assert.Equal(["institution.created", "institution.changed"], history["items"]!.AsArray().Select(entry => (string)entry!["type"]!));
        Assert.Contains(history["items"]![1]!["diff"]!.AsArray(), step => (string)step!["path"]! == "/names/ru" && (string)step["value"]! == "Новое имя");
        await Operator.Ask($"/institutions/{code}?asOf=2020-01-01T00:00:00Z").Refuses(HttpStatusCode.NotFound);
        await Operator.Ask($"/institutions/{code}/versions/3").Refuses(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_ISIL_is_one_institutions_whatever_the_case_and_its_prefix_in_capitals()
    {
        var first = await Operator.Post("/institutions", Body(new { isil = "kz-AlmNB" })).Is(HttpStatusCode.Created);

        Assert.Equal("KZ-AlmNB", (string?)first["isil"]);
        foreach (var isil in new[] { "kz-almnb", "KZ-ALMNB", "Kz-AlmNB" })
        {
            var refusal = await Operator.Post("/institutions", Body(new { isil })).Refuses(HttpStatusCode.Conflict, "institution.isil-taken");
            Assert.Equal(first.Id(), (string?)refusal["first"]!["id"]);
            Assert.Equal([first.Id()], (await Operator.Walk($"/institutions?isil={isil}")).Select(found => found.Id()));
        }
        var other = await AnInstitution();
        await Change(other, new { isil = "KZ-almNB" }).Refuses(HttpStatusCode.Conflict, "institution.isil-taken");
        // Its owner may write it otherwise.
        Assert.Equal("KZ-ALMNB", (string?)(await Change((string)first["code"]!, new { isil = "kZ-ALMNB" }).Is(HttpStatusCode.OK))["isil"]);
    }

    [Fact]
    public async Task Of_many_who_enter_one_ISIL_in_different_case_at_once_one_has_it()
    {
        var spellings = new[] { "kz-racer", "KZ-racer", "KZ-RACER", "Kz-Racer", "kZ-rAcer", "KZ-racER" };

        var answers = await Task.WhenAll(spellings.Select(isil => Operator.Post("/institutions", Body(new { isil }))));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.Equal(spellings.Length - 1, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Codes_of_standards_are_found_whatever_the_case()
    {
        var code = await app.AnInstitution(region: "KZ-62");
        var agreement = await Operator.Post("/agreements", AnAgreement(code, await AnInstitution(), new { evidence = "press", initialStatus = "recorded" }))
            .Is(HttpStatusCode.Created);
        var act = await Operator.Post("/transfers", ATransfer(code, await AnInstitution(), new { evidence = "press", initialStatus = "recorded" }))
            .Is(HttpStatusCode.Created);

        Assert.Contains(await Operator.Walk("/institutions?region=kz-62"), found => (string?)found["code"] == code);
        foreach (var (list, record) in new[] { ("agreements", agreement), ("transfers", act) })
        {
            var number = ((string)record["registryNumber"]!).ToLowerInvariant();
            Assert.Equal([record.Id()], (await Operator.Walk($"/{list}?registryNumber={number}")).Select(found => found.Id()));
            Assert.Contains(await Operator.Walk($"/{list}?region=kz-62"), found => found.Id() == record.Id());
        }
        var child = await Operator.Post("/agreements", AnAgreement(code, await AnInstitution(),
            new { parent = ((string)agreement["registryNumber"]!).ToLowerInvariant() })).Is(HttpStatusCode.Created);
        Assert.Equal(agreement.Id(), (string?)child["parent"]!["id"]);
    }

    [Fact]
    public async Task A_language_is_said_once_whatever_the_case_of_its_tag()
    {
        var code = await AnInstitution(new { names = new Dictionary<string, string> { ["RU"] = "Музей", ["KK-cyrl"] = "Мұражай", ["en-gb"] = "Museum" } });

        Assert.Equal(["en-GB", "kk-Cyrl", "ru"], (await Operator.Ask($"/institutions/{code}").Is(HttpStatusCode.OK))["names"]!.AsObject()
            .Select(name => name.Key));
        var changed = await Change(code, """{"names":{"Ru":"Другой музей","EN-GB":null}}""").Is(HttpStatusCode.OK);
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["kk-Cyrl"] = "Мұражай", ["ru"] = "Другой музей" }, changed["names"]), changed.ToJsonString());
        var twice = await Operator.Post("/institutions", Body(new { names = new Dictionary<string, string> { ["ru"] = "Музей", ["RU"] = "Другой" } }))
            .Refuses(HttpStatusCode.UnprocessableEntity, "text.language-twice");
        Assert.Equal(["/names/RU"], twice.Pointers());
        await Change(code, """{"names":{"ru":"Один","RU":"Другой"}}""").Refuses(HttpStatusCode.UnprocessableEntity, "text.language-twice");
    }

    [Fact]
    public async Task A_department_changes_no_code_and_names_no_successor_that_it_does_not_supervise()
    {
        var own = await AnInstitution("culture_department");
        var department = await app.AKey("department", own);
        var (museum, sister, free) = (await app.AnInstitution(supervisedBy: own), await app.AnInstitution(supervisedBy: own), await AnInstitution());

        foreach (var code in new[] { museum, free, own })
            await department.Patch($"/institutions/{code}", new { code = Unique("taken") }, "*").Refuses(HttpStatusCode.Forbidden, "institution.code");
        await department.Patch($"/institutions/{free}", new { status = "reorganised", successor = museum }, "*")
            .Refuses(HttpStatusCode.Forbidden, "institution.succession");
        await department.Patch($"/institutions/{museum}", new { status = "reorganised", successor = free }, "*")
            .Refuses(HttpStatusCode.Forbidden, "institution.succession");
        await department.Patch($"/institutions/{museum}", new { status = "reorganised", successor = sister }, "*").Is(HttpStatusCode.OK);
        // What it may change it changes still, the code sent along as it is.
        await department.Patch($"/institutions/{museum}", new { code = museum, place = new { ru = "Талгар" } }, "*").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_that_is_given_up_leads_on_wherever_an_institution_is_named()
    {
        var (old, now, other, association) = (await AnInstitution(), Unique("renamed"), await AnInstitution(), await AnInstitution("museum_association"));
        await Change(old, new { memberOf = new[] { new { association } } }).Is(HttpStatusCode.OK);
        var known = await Change(old, new { code = now }).Is(HttpStatusCode.OK);

        foreach (var path in new[] { "", "/history", "/versions/1", "/holdings" })
        {
            var answer = await Operator.Ask($"/institutions/{old}{path}");
            Assert.Equal((HttpStatusCode.PermanentRedirect, $"http://localhost/api/v1/institutions/{known.Id()}{path}"),
                (answer.StatusCode, answer.Headers.Location!.AbsoluteUri));
        }
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await Operator.Patch($"/institutions/{old}", new { place = new { ru = "Есик" } }, "*")).StatusCode);
        Assert.Equal(HttpStatusCode.PermanentRedirect,
            (await Operator.Post($"/institutions/{old}/merge", new { into = other, reason = "?", confirm = old }, "*")).StatusCode);
        // Named in a body, in a filter and by a key it is the same institution.
        var agreement = await Operator.Post("/agreements", AnAgreement(old, other)).Is(HttpStatusCode.Created);
        Assert.Equal(now, (string?)agreement["parties"]![0]!["institution"]!["code"]);
        Assert.Equal(now, (string?)(await Operator.Post("/items", new { name = new { ru = "Чаша" }, heldBy = old })
            .Is(HttpStatusCode.Created))["currentCustodian"]!["code"]);
        foreach (var list in new[] { $"/agreements?party={old}", $"/items?holder={old}", $"/institutions?code={old}", $"/institutions?code={now}" })
            Assert.Single(await Operator.Walk(list));
        Assert.Equal(now, (string?)(await (await app.AKey("museum", old)).Ask("/me").Is(HttpStatusCode.OK))["institution"]!["code"]);
        // It is given to no other, and may be taken back.
        var refusal = await Operator.Post("/institutions", Body(new { code = old })).Refuses(HttpStatusCode.Conflict, "institution.code-taken");
        Assert.Equal(known.Id(), (string?)refusal["first"]!["id"]);
        await Change(other, new { code = old }).Refuses(HttpStatusCode.Conflict, "institution.code-taken");
        await Operator.Patch($"/institutions/{now}", new { code = old }, "*").Is(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await Operator.Ask($"/institutions/{now}")).StatusCode);
        await Operator.Ask($"/institutions/{old}").Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_given_up_is_taken_by_nobody_in_the_same_moment()
    {
        var (one, other) = (await AnInstitution(), await AnInstitution());
        var id = (await Operator.Ask($"/institutions/{one}").Is(HttpStatusCode.OK)).Id();
        var tasks = new List<Task<HttpResponseMessage>> { Operator.Patch($"/institutions/{one}", new { code = Unique("renamed") }, "*") };
        for (var count = 0; count < 6; count++)
            tasks.Add(Operator.Post("/institutions", Body(new { code = one })));
        tasks.Add(Operator.Patch($"/institutions/{other}", new { code = one }, "*"));

        var answers = await Task.WhenAll(tasks);

        Assert.Equal(HttpStatusCode.OK, answers[0].StatusCode);
        Assert.All(answers.Skip(1), answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.EndsWith(id, (await Operator.Ask($"/institutions/{one}")).Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_lead_on_through_renamings_and_mergers_to_where_the_institution_is_now()
    {
        var (first, second, third, end) = (await AnInstitution(), Unique("renamed"), await AnInstitution(), await AnInstitution());
        await Change(first, new { code = second }).Is(HttpStatusCode.OK);
        await Operator.Post($"/institutions/{second}/merge", new { into = third, reason = "?", confirm = second }, "*").Is(HttpStatusCode.OK);
        await Operator.Post($"/institutions/{third}/merge", new { into = end, reason = "?", confirm = third }, "*").Is(HttpStatusCode.OK);
        var id = (await Operator.Ask($"/institutions/{end}").Is(HttpStatusCode.OK)).Id();

        foreach (var code in new[] { first, second, third })
        {
            Assert.EndsWith(id, (await Operator.Ask($"/institutions/{code}")).Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
            await Operator.Post("/institutions", Body(new { code })).Refuses(HttpStatusCode.Conflict, "institution.code-taken");
            Assert.Equal([id], (await Operator.Walk($"/institutions?code={code}")).Select(found => found.Id()));
        }
    }

    static JsonObject Body(object more) =>
        Merge(new { code = Unique("made"), kind = "museum", names = new { ru = "Музей" }, country = "KZ", region = "KZ-19" }, more);

    Task<string> AnInstitution(object? more = null) => app.AnInstitution(more: more);

    Task<string> AnInstitution(string kind) => app.AnInstitution(kind);

    async Task<HttpResponseMessage> Change(string code, object change) =>
        await Operator.Patch($"/institutions/{code}", change as string ?? (change as JsonNode)?.ToJsonString() ?? change,
            await Operator.Tag($"/institutions/{code}"));
}
