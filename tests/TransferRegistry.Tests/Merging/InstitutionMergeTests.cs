using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using TransferRegistry.Tests.Agreements;
using TransferRegistry.Tests.Transfers;

namespace TransferRegistry.Tests.Merging;

/// <summary>One institution was registered twice; whatever names the one names the other from then on.</summary>
public sealed class InstitutionMergeTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    readonly HttpClient _operator = app.AsOperator();

    [Fact]
    public async Task Whatever_names_the_one_names_the_other()
    {
        var department = await app.AnInstitution("culture_department");
        var (gone, stays, other) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(), await app.AnInstitution());
        var key = await app.AKey("museum", gone);
        var agreement = await app.AgreementIn("in_force", gone, other);
        var item = await app.AnItem(gone, new { identifiers = new[] { new { scheme = "kp", value = Given.Unique("КП") } } });
        var loan = await app.Lent(gone, other, item);
        var draft = (await key.Post("/transfers", Given.ATransfer(gone, other)).Is(HttpStatusCode.Created)).Act();
        var occasion = (await key.Post("/events", new { kind = "seminar", title = new { ru = "Семинар" }, participants = new[] { new { institution = gone, role = "host" } } })
            .Is(HttpStatusCode.Created)).Id();

        var merged = await Merge(gone, stays).Is(HttpStatusCode.OK);

        Assert.Equal((stays, department), ((string?)merged["code"], (string?)merged["supervisedBy"]!["code"]));
        Assert.Equal(stays, (string?)(await key.Ask("/me").Is(HttpStatusCode.OK))["institution"]!["code"]);
        Assert.Contains(stays, (await _operator.Read(agreement.Path())).Parties());
        Assert.Contains(await _operator.Walk($"/agreements?party={stays}"), found => found.Path() == agreement.Path());
        Assert.Equal(stays, (string?)(await _operator.Read(loan.Act()))["from"]!["code"]);
        var shown = await _operator.Read($"/items/{item}");
        Assert.Equal((stays, stays, other), ((string?)shown["owner"]!["code"], (string?)shown["identifiers"]![0]!["institution"]!["code"], (string?)shown["currentCustodian"]!["code"]));
        Assert.Equal(stays, (string?)(await _operator.Read($"/events/{occasion}"))["participants"]![0]!["institution"]!["code"]);
        // A draft is still its writer's, who goes by the other name now.
        await key.Ask(draft).Is(HttpStatusCode.OK);
        Assert.Single(await key.Walk($"/institutions/{stays}/holdings?kind=lent"));
        await _operator.Return(loan.Act()).Is(HttpStatusCode.Created);
        Assert.Equal(stays, await app.HolderOf(item));

        var byCode = await _operator.Ask($"/institutions/{gone}");
        Assert.Equal((HttpStatusCode.PermanentRedirect, $"http://localhost/api/v1/institutions/{merged.Id()}"), (byCode.StatusCode, byCode.Headers.Location!.AbsoluteUri));
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await _operator.Ask($"/institutions/{gone}/holdings?kind=own")).StatusCode);
        Assert.Equal(stays, (string?)(await _operator.Post("/items", new { name = new { ru = "Чаша" }, heldBy = gone }).Is(HttpStatusCode.Created))["currentCustodian"]!["code"]);
        Assert.DoesNotContain(await _operator.Walk("/institutions"), found => (string?)found["code"] == gone);
        await _operator.Post("/institutions", new { code = gone, kind = "museum", names = new { ru = "Другой" }, country = "KZ" }).Refuses(HttpStatusCode.Conflict, "institution.code-taken");
    }

    [Fact]
    public async Task Two_parties_two_legal_persons_and_who_belongs_to_whom_stay_two()
    {
        var (one, two) = (await app.AnInstitution(more: new { bin = "940140000385" }), await app.AnInstitution(more: new { bin = "950341000052" }));
        await Merge(one, two).Refuses(HttpStatusCode.Conflict, "merge.unlike");
        var department = await app.AnInstitution("culture_department");
        var museum = await app.AnInstitution(supervisedBy: department);
        await Merge(museum, department).Refuses(HttpStatusCode.Conflict, "merge.unlike");
        await Merge(museum, museum).Refuses(HttpStatusCode.UnprocessableEntity, "merge.into-itself");
        await (await app.AKey("museum", museum)).Post($"/institutions/{museum}/merge", new { into = two, reason = "?", confirm = museum }, "*")
            .Refuses(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("withdrawn")]
    [InlineData("declined")]
    [InlineData("void")]
    public async Task An_agreement_that_came_to_nothing_forbids_no_merge_and_names_both_still(string status)
    {
        var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn(status, gone, stays);

        await Merge(gone, stays).Is(HttpStatusCode.OK);

        var shown = await _operator.Read(agreement.Path());
        Assert.Equal(status, shown.Status());
        Assert.Equal([gone, stays], shown.Parties());
        Assert.Equal(agreement.Signatures(), shown.Signatures());
        // The old name leads on, and whoever asks for either finds it.
        Assert.Equal(HttpStatusCode.PermanentRedirect, (await _operator.Ask(Address((string)shown["parties"]![0]!["institution"]!["href"]!))).StatusCode);
        foreach (var code in new[] { gone, stays })
            Assert.Contains(await _operator.Walk($"/agreements?party={code}"), found => found.Path() == agreement.Path());
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("cancelled")]
    [InlineData("refused")]
    [InlineData("void")]
    public async Task An_act_that_came_to_nothing_forbids_no_merge_and_names_both_still(string status)
    {
        var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());
        var item = await app.AnItem(gone);
        var act = status is "void" ? (await app.Recorded(gone, stays, item, "2015")).Act()
            : await _operator.Begin(Acts.Of(gone, stays, item, new { kind = "gift" }));
        if (status is "refused")
        {
            await _operator.Approve(act).Is(HttpStatusCode.OK);
            await _operator.HandOver(act).Is(HttpStatusCode.OK);
        }
        if (status is not "draft")
            await _operator.Step(act, Given.Merge(new { to = status, reason = "Ошибка" }, status is "refused" ? new { on = "2026-11-21" } : null))
                .Is(HttpStatusCode.OK);

        await Merge(gone, stays).Is(HttpStatusCode.OK);

        var shown = await _operator.Read(act);
        Assert.Equal((status, gone, stays), ((string?)shown["status"], (string?)shown["from"]!["code"], (string?)shown["to"]!["code"]));
        Assert.Equal(stays, await app.HolderOf(item));
        Assert.Contains(await _operator.Walk($"/transfers?institution={gone}"), found => found.Act() == act);
    }

    [Fact]
    public async Task What_stands_in_the_way_is_named_so_that_it_can_be_ended()
    {
        var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", gone, stays);
        var act = await app.Recorded(gone, stays, await app.AnItem(gone), "2015");

        var refusal = await Merge(gone, stays).Refuses(HttpStatusCode.Conflict, "merge.both-parties");

        refusal.Names("P2", act: act);
        Assert.Equal([((string?)agreement["registryNumber"], "in_force", $"/agreements/{agreement.Id()}"),
            ((string?)act["registryNumber"], "recorded", $"/transfers/{act.Id()}")],
            refusal["errors"]!.AsArray().Select(fault => fault!["params"]!).Select(named =>
                ((string?)named["name"], (string)named["status"]!, Address((string)named["href"]!))));
        await _operator.Step(agreement.Path(), new { to = "void", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        Assert.Single((await Merge(gone, stays).Refuses(HttpStatusCode.Conflict)).Codes());
        await _operator.Step(act.Act(), new { to = "void", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        await Merge(gone, stays).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_draft_that_names_both_gets_no_further_until_another_is_named()
    {
        var (gone, stays, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var key = await app.AKey("museum", gone);
        var agreement = await app.AgreementIn("draft", gone, stays);
        var act = (await key.Post("/transfers", Given.ATransfer(gone, stays)).Is(HttpStatusCode.Created)).Act();
        var second = (await key.Post("/transfers", Given.ATransfer(gone, stays)).Is(HttpStatusCode.Created)).Act();
        await Merge(gone, stays).Is(HttpStatusCode.OK);

        var refusal = await _operator.Step(agreement.Path(), new { to = "proposed" }).Refuses(HttpStatusCode.Conflict, "draft.names-merged");
        Assert.Equal("P2", (string?)refusal["invariant"]);
        foreach (var word in new[] { gone, stays, "Name another" })
            Assert.Contains(word, (string?)refusal["detail"], StringComparison.Ordinal);
        // Its side is whoever the old one was merged into.
        await key.Approve(act).Refuses(HttpStatusCode.Conflict, "draft.names-merged");
        await key.Patch(act, new { note = "?" }, "*").Refuses(HttpStatusCode.UnprocessableEntity, "transfer.from-is-to");

        await key.Patch(act, new { to = other }, "*").Is(HttpStatusCode.OK);
        await key.Approve(act).Is(HttpStatusCode.OK);
        await key.Step(second, new { to = "cancelled", reason = "Ошибка" }).Is(HttpStatusCode.OK);
        await _operator.Step(agreement.Path(), new { to = "withdrawn", reason = "Ошибка" }).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_amendment_that_came_to_nothing_forbids_no_merge()
    {
        var (gone, stays, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var agreement = await app.AgreementIn("in_force", gone, other);
        var parties = new[] { gone, other, stays }.Select(institution => new { institution, role = "signatory" });
        var (baseVersion, effectiveFrom) = ((long)agreement["version"]!, AgreementsGiven.Today);
        var change = new { kind = "add_party", baseVersion, effectiveFrom, changes = new { parties }, reason = "?" };
        await _operator.Post($"{agreement.Path()}/amendments", change, "*").Is(HttpStatusCode.Created);
        var refusal = await Merge(gone, stays).Refuses(HttpStatusCode.Conflict, "merge.both-parties");
        Assert.Contains((string)agreement["registryNumber"]!, (string?)refusal["detail"], StringComparison.Ordinal);
        await _operator.Post($"{agreement.Path()}/amendments/1/transitions", new { to = "declined", party = stays, reason = "?" }, "*").Is(HttpStatusCode.OK);

        await Merge(gone, stays).Is(HttpStatusCode.OK);

        var shown = await _operator.Read(agreement.Path());
        Assert.Equal([stays, other], shown.Parties());
        Assert.Equal(new[] { gone, other, stays }.Order(), shown["amendments"]![0]!["signatures"]!.AsArray()
            .Select(signature => (string)signature!["institution"]!["code"]!).Order());
    }

    [Fact]
    public async Task One_act_and_one_number_registered_with_both_are_named()
    {
        var (gone, stays, giver) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (act, inv) = (Given.Unique("акт"), Given.Unique("инв"));
        object Numbered(string institution) => new { identifiers = new[] { new { scheme = "inv", value = inv, institution } } };
        var (one, other) = (await app.AnItem(gone, Numbered(gone)), await app.AnItem(stays, Numbered(stays)));
        var first = await app.Recorded(giver, gone, await app.AnItem(giver), "2015", new { actNumber = act, actDate = "2015-01-01" });
        var second = await app.Recorded(giver, stays, await app.AnItem(giver), "2015", new { actNumber = act, actDate = "2015-01-01" });

        var refusal = await Merge(gone, stays).Refuses(HttpStatusCode.Conflict, "merge.act-twice");

        Assert.Equal(["merge.act-twice", "merge.number-twice"], refusal.Codes().Order());
        foreach (var part in new[] { (string)first["registryNumber"]!, (string)second["registryNumber"]!, inv, $"/items/{one}", $"/items/{other}" })
            Assert.Contains(part, refusal["errors"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }),
                StringComparison.Ordinal);
        await _operator.Step(second.Act(), new { to = "void", reason = "Дважды" }).Is(HttpStatusCode.OK);
        await _operator.Patch($"/items/{one}", new { identifiers = new[] { new { scheme = "inv", value = inv, institution = gone, to = "2020" } } }, "*")
            .Is(HttpStatusCode.OK);
        await Merge(gone, stays).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_number_of_one_item_and_a_reference_that_both_have_forbid_no_merge()
    {
        var (gone, stays, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (inv, reference) = (Given.Unique("инв"), Given.Unique("REF"));
        var identifiers = new[] { gone, stays }.Select(institution => new { scheme = "inv", value = inv, institution });
        var item = await app.AnItem(gone, new { owner = stays, identifiers });
        var posted = new List<string>();
        foreach (var code in new[] { gone, stays })
        {
            var key = await app.AKey("museum", code);
            posted.Add((await key.Post("/transfers", Given.ATransfer(code, other, new { externalRef = reference })).Is(HttpStatusCode.Created)).Act());
            posted.Add((await key.Post("/agreements", Given.AnAgreement(code, other, new { externalRef = reference })).Is(HttpStatusCode.Created)).Path());
        }

        await Merge(gone, stays).Is(HttpStatusCode.OK);

        Assert.Single((await _operator.Read($"/items/{item}"))["identifiers"]!.AsArray());
        foreach (var path in posted)
            Assert.Equal(reference, (string?)(await _operator.Read(path))["externalRef"]);
        // The reference leads to the record of the one whose name stays, and either can be changed still.
        var again = await (await app.AKey("museum", stays)).Post("/agreements", Given.AnAgreement(stays, other, new { externalRef = reference }))
            .Refuses(HttpStatusCode.Conflict, "external-ref.taken");
        Assert.EndsWith(posted[3], (string?)again["first"]!["href"], StringComparison.Ordinal);
        foreach (var path in posted)
            await _operator.Patch(path, new { note = "Сверено" }, "*").Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("transfers")]
    [InlineData("agreements")]
    public async Task A_reference_that_a_merge_gave_to_another_record_is_replaced_by_one_that_is_kept_again(string list)
    {
        var (gone, stays, other) = (await app.AnInstitution(), await app.AnInstitution(), await app.AnInstitution());
        var (reference, next) = (Given.Unique("REF"), Given.Unique("REF"));
        JsonObject Body(string code, string externalRef) => list is "transfers" ? Given.ATransfer(code, other, new { externalRef })
            : Given.AnAgreement(code, other, new { externalRef });
        var first = (await (await app.AKey("museum", gone)).Post($"/{list}", Body(gone, reference)).Is(HttpStatusCode.Created)).Id();
        var key = await app.AKey("museum", stays);
        await key.Post($"/{list}", Body(stays, reference)).Is(HttpStatusCode.Created);
        await Merge(gone, stays).Is(HttpStatusCode.OK);

        await key.Patch($"/{list}/{first}", new { externalRef = next }, "*").Is(HttpStatusCode.OK);

        await key.Post($"/{list}", Body(stays, next)).Refuses(HttpStatusCode.Conflict, "external-ref.taken");
        await key.Patch($"/{list}/{first}", new { note = "Сверено" }, "*").Is(HttpStatusCode.OK);
        await key.Post($"/{list}", Body(stays, next)).Refuses(HttpStatusCode.Conflict, "external-ref.taken");
        // The one of before is the other record's now.
        await key.Patch($"/{list}/{first}", new { externalRef = reference }, "*").Refuses(HttpStatusCode.Conflict, "external-ref.taken");
    }

    [SkippableTheory]
    [InlineData("transfers", "approved")]
    [InlineData("agreements", "proposed")]
    public async Task What_is_no_draft_any_more_when_the_merge_comes_to_it_stands_in_its_way(string table, string status)
    {
        Skip.If(RegistryApp.SqlServer is not null, "There a merge and a step run at once, and RaceTests show it; the trigger is SQLite's.");
        var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());
        var draft = table is "agreements" ? (await app.AgreementIn("draft", gone, stays)).Id()
            : (await _operator.Begin(Acts.Of(gone, stays, await app.AnItem(gone)))).Split('/')[^1];
        await using var connection = await app.Database.Open(CancellationToken.None);
        // What another unit commits on a server after the merge has looked, and before it has taken the row.
        await connection.ExecuteAsync($"""
            CREATE TRIGGER meanwhile AFTER UPDATE OF merged_into_id ON institutions WHEN NEW.merged_into_id IS NOT NULL BEGIN
              UPDATE {table}
              SET status = '{status}', registry_number = 'its number', document = json_set(document, '$.status', '{status}', '$.registryNumber', 'its number')
              WHERE id = '{draft}';
            END
            """);
        try
        {
            var refusal = await Merge(gone, stays).Refuses(HttpStatusCode.Conflict, "merge.both-parties");
            var named = Assert.Single(refusal["errors"]!.AsArray())!["params"]!;
            Assert.Equal(("its number", status, $"/{table}/{draft}"), ((string?)named["name"], (string?)named["status"], Address((string)named["href"]!)));
        }
        finally
        {
            await connection.ExecuteAsync("DROP TRIGGER meanwhile");
        }
        // Nothing of the merge is kept, and it is made once nothing stands in its way.
        Assert.Equal(1, (long)(await _operator.Read($"/institutions/{gone}"))["version"]!);
        await Merge(gone, stays).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ISILs_that_differ_in_case_only_since_before_they_were_compared_forbid_no_merge()
    {
        var (gone, stays) = (await app.AnInstitution("culture_department"), await app.AnInstitution("culture_department"));
        var (isil, old) = ("KZ-caseone", "KZ-CASEone");
        var first = await app.AnInstitution(more: new { isil });
        var second = await app.AnInstitution(supervisedBy: gone, more: new { isil = "KZ-other" });
        await using (var connection = await app.Database.Open(CancellationToken.None))
            await connection.ExecuteAsync("""
                UPDATE institutions SET isil = @old, isil_folded = NULL, document = REPLACE(document, 'KZ-other', @old) WHERE code = @second
                """, new { old, second });

        await Merge(gone, stays).Is(HttpStatusCode.OK);

        var shown = await _operator.Read($"/institutions/{second}");
        Assert.Equal((old, stays), ((string?)shown["isil"], (string?)shown["supervisedBy"]!["code"]));
        async Task<IEnumerable<string?>> Found() => (await _operator.Walk($"/institutions?isil={isil}")).Select(found => (string?)found["code"]);
        Assert.Equal([first], await Found());
        await _operator.Patch($"/institutions/{second}", new { isil = "KZ-caseONE" }, "*").Refuses(HttpStatusCode.Conflict, "institution.isil-taken");
        // Where the one that was compared is gone, the other is.
        await Merge(first, second).Is(HttpStatusCode.OK);
        Assert.Equal([second], await Found());
    }

    [Fact]
    public async Task A_merge_is_done_only_where_it_is_confirmed_by_the_name_of_what_goes()
    {
        var (gone, stays) = (await app.AnInstitution(), await app.AnInstitution());

        foreach (var confirm in new[] { null, stays, gone.ToUpperInvariant(), "да" })
        {
            var refusal = await _operator.Post($"/institutions/{gone}/merge", new { into = stays, reason = "?", confirm }, "*")
                .Refuses(HttpStatusCode.UnprocessableEntity, "merge.unconfirmed");
            Assert.Equal(["/confirm"], refusal.Pointers());
            Assert.Contains($"\"{gone}\"", (string?)refusal["detail"], StringComparison.Ordinal);
        }
        await _operator.Ask($"/institutions/{gone}").Is(HttpStatusCode.OK);
        await Merge(gone, stays).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_merge_that_is_tried_answers_as_if_done_and_keeps_nothing()
    {
        var (gone, stays) = (await app.AnInstitution(more: new { place = new { ru = "Есик" } }), await app.AnInstitution());
        var (item, head) = (await app.AnItem(gone), (long)(await _operator.Ask("/changes?from=now").Is(HttpStatusCode.OK))["headSeq"]!);

        var tried = await _operator.Post($"/institutions/{gone}/merge?dryRun=true", new { into = stays, reason = "?", confirm = gone }, "*")
            .Is(HttpStatusCode.OK);
        await _operator.Post($"/institutions/{gone}/merge?dryRun=true", new { into = stays, reason = "?" }, "*")
            .Refuses(HttpStatusCode.UnprocessableEntity, "merge.unconfirmed");

        Assert.Equal(head, (long)(await _operator.Ask("/changes?from=now").Is(HttpStatusCode.OK))["headSeq"]!);
        await _operator.Ask($"/institutions/{gone}").Is(HttpStatusCode.OK);
        Assert.Equal(gone, await app.HolderOf(item));
        var done = await Merge(gone, stays).Is(HttpStatusCode.OK);
        Assert.Equal(("Есик", 2L), ((string?)tried["place"]!["ru"], (long)tried["version"]!));
        // Each has the moment of its own.
        Assert.True(tried.Remove("updatedAt") && done.Remove("updatedAt") && JsonNode.DeepEquals(tried, done), $"{tried}\n{done}");
    }

    Task<HttpResponseMessage> Merge(string gone, string into) => _operator.Post($"/institutions/{gone}/merge",
        new { into, reason = "Одно учреждение", confirm = gone }, "*");

    static string Address(string href) => href.Replace($"http://localhost{Conversation.V1}", "", StringComparison.Ordinal);
}
