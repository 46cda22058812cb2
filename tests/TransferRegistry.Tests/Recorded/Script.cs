using System.Globalization;
using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Recorded;

/// <summary>
/// What is said to the registry: the life of agreements, transfers, items, institutions and events, every list with every filter, and what is refused.
/// </summary>
static class Script
{
    static readonly string[] Callers = ["admin", "department", "museum", "auditor", "anybody"];
    static readonly (string, string) Any = ("If-Match", "*");

    public static async Task Play(Recording registry)
    {
        await Introduce(registry);
        var known = await Live(registry);
        await Refuse(registry, known);
        await Read(registry, known);
        await List(registry, known);
        await Pull(registry, known);
        await End(registry, known);
    }

    static async Task Introduce(Recording registry)
    {
        foreach (var caller in Callers)
            await registry.Say(caller, "GET", "/me");
        foreach (var path in new[] { "/health/live", "/health/ready", "/problems", "/problems/custody-conflict", "/problems/nothing", "/rules", "/rules/C1",
            "/nothing" })
            await registry.Say("anybody", "GET", path);
    }

    static async Task<Dictionary<string, string>> Live(Recording registry)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        async Task<JsonObject> Kept(string name, string caller, string path, object body, params (string, string)[] headers)
        {
            var made = await registry.Say(caller, "POST", path, body, headers);
            known[name] = (string?)made["id"] ?? throw new InvalidOperationException($"{name} was not made: {made}");
            return made;
        }
        Task<JsonObject> Step(string caller, string path, object step) => registry.Say(caller, "POST", $"{path}/transitions", step, Any);

        await Kept("stranger", "admin", "/institutions", new
        {
            code = "stranger-museum", kind = "museum", names = new { kk = "Бөтен музей", ru = "Чужой музей", en = "Stranger museum" },
            shortNames = new { ru = "Чужой" },
            legalForm = "kgu", level = "district", country = "KZ", region = "KZ-10", bin = "940140000385", isil = "KZ-StrM",
            representatives = new[] { new { name = "А. Чужой", from = "2020-01-01" } },
        });
        await Kept("double", "department", "/institutions", new
        {
            code = "karasai", kind = "museum", names = new { ru = "Музей в Карасайском районе" },
            country = "KZ", region = "KZ-19"
        });
        await Kept("foreign", "admin", "/institutions", new
        {
            code = "foreign-museum", kind = "museum", names = new { en = "A museum abroad" },
            country = "DE", level = "foreign"
        });
        await registry.Say("department", "PATCH", "/institutions/atameken", new { shortNames = new { ru = "Центр «Атамекен»" } }, Any);
        await registry.Say("museum", "PATCH", "/institutions/atameken", new { shortNames = new { ru = "Наш" } }, Any);
        await Kept("stranger key", "admin", "/keys", new { role = "museum", institution = "stranger-museum", expiresAt = "2030-01-01T00:00:00Z" });

        // A loan of two parties, from draft to return, with all that can happen on the way.
        var loan = new
        {
            kind = "loan", title = new { ru = "Договор о временном пользовании", kk = "Уақытша пайдалану туралы шарт" }, evidence = "signed_by_all",
            onBehalfOf = "almaty-region-museums",
            parties = new object[] { new { institution = "almaty-region-museums", role = "lender", number = "17-Д" }, new { institution = "karasai-museum",
                role = "borrower", signatory = new { name = "Б. Омаров" } } },
            effectiveFrom = "2026-01-15", effectiveTo = "2028-12-31", scopeAreas = new[] { "item_transfer", "exhibitions" }, externalRef = "LOAN-1",
            basis = new[] { new { kind = "order", number = "5", date = "2026-01-10" } }, renewal = new
            {
                kind = "automatic", period = "P1Y",
                noticeDays = 30
            },
            transfers = new[]
            {
                new
                {
                    kind = "temporary_use", from = "almaty-region-museums", to = "karasai-museum", dueBackOn = "2026-06-30", purpose = "exhibition",
                        declaredCount = 4, externalRef = "LOAN-1-ACT",
                    insurance = new { policy = "P-1", insurer = "Страховщик", sum = 150000.5, currency = "KZT" },
                    lines = new object[]
                    {
                        new { item = new { name = new { ru = "Домбра", kk = "Домбыра" }, objectType = "household", creator = "неизвестный мастер",
                            created = "190X?", identifiers = new[] { new { scheme = "kp", value = "КП-17" } } }, quantity = 1,
                            valuation = new { amount = 1000, currency = "KZT", on = "2026-01-15" } },
                        new { item = new { name = new { ru = "Торсык" }, objectType = "household", materialTechnique = "кожа",
                            identifiers = new[] { new { scheme = "inv", value = "И-2" } } }, quantity = 1, conditionOut = "хорошее" },
                        new { item = new { kind = "lot", name = new { ru = "Монеты" }, description = new { ru = "монеты, без описи" }, quantity = 2 },
                            quantity = 2 },
                    },
                },
            },
        };
        await registry.Say("department", "POST", "/agreements?dryRun=true", loan);
        var agreement = await Kept("loan agreement", "department", "/agreements", loan, ("Idempotency-Key", "recorded-answers-0001"));
        await registry.Say("department", "POST", "/agreements", loan, ("Idempotency-Key", "recorded-answers-0001"));
        await registry.Say("department", "POST", "/agreements", loan);
        var path = $"/agreements/{agreement["id"]}";
        var listed = await registry.Say("department", "GET", $"{path}/transfers");
        known["loan"] = (string)listed["items"]![0]!["id"]!;
        var act = $"/transfers/{known["loan"]}";
        var lines = await registry.Say("department", "GET", $"{act}/lines");
        foreach (var (index, name) in new[] { "dombra", "torsyk", "coins" }.Index())
            known[name] = (string)lines["items"]![index]!["item"]!["id"]!;
        await registry.Say("department", "PATCH", path, new { note = "Сверено." }, Any);
        await registry.Say("department", "PATCH", act, new { purpose = "exposition", place = (string?)null }, Any);
        await Step("department", path, new { to = "proposed" });
        await Step("department", path, new { to = "draft" });
        await Step("department", path, new { to = "proposed" });
        await Step("department", path, new { to = "signed", on = "2026-01-12", party = "almaty-region-museums" });
        await Step("museum", path, new { to = "signed", on = "2026-01-12" });
        await Step("department", path, new { to = "signed", on = "2026-01-12", party = "karasai-museum" });
        await Step("department", path, new { to = "in_force" });
        await Step("department", act, new
        {
            to = "approved", on = "2026-01-20", by = new { name = "Г. Директор", position = new { ru = "директор" } },
            authorizations = new[] { new { body = "ФЗК", protocolNumber = "3", date = "2026-01-18" } }
        });
        await Step("department", act, new
        {
            to = "in_transit", on = "2026-02-01", by = new { name = "А. Сеитов" }, actNumber = "12",
            actDate = "2026-02-01"
        });
        await Step("department", act, new
        {
            to = "received", on = "2026-02-03", by = new { name = "Б. Омаров" }, lines = new object[] { new { line = 2,
            outcome = "damaged", conditionIn = "трещина" }, new { line = 3, outcome = "received" } }
        });
        await registry.Say("department", "POST", $"{act}/extensions", new
        {
            newDueBackOn = "2026-09-30", reason = "Выставка продлена",
            decidedBy = new { name = "Г. Директор" }, on = "2026-06-20"
        }, Any);
        var part = await registry.Say("department", "POST", $"{act}/returns", new
        {
            on = "2026-07-01", handedOverBy = new { name = "Б. Омаров" },
            receivedBy = new { name = "А. Сеитов" }, lines = new[] { new { returnsLine = 1, outcome = "returned", conditionIn = "хорошее" } }
        }, Any);
        known["return"] = (string)part["id"]!;
        await registry.Say("department", "POST", $"{act}/returns", new
        {
            on = "2026-08-01", lines = new[] { new { returnsLine = 3, quantity = 1,
            outcome = "lost" } }
        }, Any);
        var correction = await registry.Say("department", "POST", $"{act}/corrections", new
        {
            reason = "Акт сверки", on = "2026-08-05",
            lines = new[] { new { line = 2, outcome = "received", note = "повреждения нет" } }
        }, Any);
        known["correction"] = (string)correction["id"]!;
        foreach (var version in new[] { 7, 8 })
            await registry.Say("department", "POST", $"{path}/amendments", new
            {
                kind = "extension", baseVersion = version, effectiveFrom = "2026-10-01",
                changes = new { effectiveTo = "2030-12-31" }, reason = "Продление"
            }, Any);
        await registry.Say("department", "POST", $"{path}/amendments/1/transitions", new
        {
            to = "signed", on = "2026-09-20",
            party = "almaty-region-museums"
        }, Any);
        await registry.Say("department", "POST", $"{path}/amendments/1/transitions", new { to = "signed", on = "2026-09-21", party = "karasai-museum" }, Any);

        // A permanent transfer on the museum's own word; one that is refused on the way; one that is recorded, acknowledged and void.
        var gift = await Kept("gift", "museum", "/transfers", new
        {
            kind = "gift", from = "museum-first-president", to = "atameken", evidence = "signed_by_all", legalEffect = "title_and_custody",
            basis = new[] { new { kind = "order", number = "9" } },
            lines = new[] { new { item = new { name = new { ru = "Портрет", en = "A portrait" }, objectType = "painting", created = "1961",
                restrictions = new[] { new { kind = "no_export" } }, provenance = new[] { new { text = new { ru = "из семьи" }, certainty = "probable" } } },
                quantity = 1 } },
        });
        await Step("museum", $"/transfers/{gift["id"]}", new { to = "approved", on = "2026-11-01" });
        await Step("museum", $"/transfers/{gift["id"]}", new
        {
            to = "in_transit", on = "2026-11-02", by = new { name = "К. Актаева" }, actNumber = "Д-1",
            actDate = "2026-11-02"
        });
        await Step("museum", $"/transfers/{gift["id"]}", new { to = "received", on = "2026-11-03", by = new { name = "Х. Хранитель" } });
        await Step("department", $"/transfers/{gift["id"]}", new { to = "received", on = "2026-11-03", by = new { name = "Х. Хранитель" } });
        var refused = await Kept("refused", "department", "/transfers", new
        {
            kind = "permanent", from = "karasai-museum", to = "atameken",
            evidence = "signed_by_all", basis = new[] { new { kind = "order", number = "1" } },
            lines = new[] { new { lot = new { description = new { ru = "книги" } } } }
        });
        await Step("department", $"/transfers/{refused["id"]}", new { to = "approved", on = "2026-11-01" });
        await Step("department", $"/transfers/{refused["id"]}", new
        {
            to = "in_transit", on = "2026-11-02", by = new { name = "А" }, actNumber = "К-1",
            actDate = "2026-11-02"
        });
        await Step("department", $"/transfers/{refused["id"]}", new { to = "refused", on = "2026-11-03", reason = "Не те книги" });
        var pressed = await Kept("recorded", "department", "/transfers", new
        {
            kind = "permanent", from = "stranger-museum", to = "karasai-museum",
            evidence = "press", initialStatus = "recorded", handedOverOn = "2019-05~", source = new
            {
                kind = "press", publisher = "Газета",
                url = "https://example.kz/a"
            }, lines = new[] { new { item = new { name = new { ru = "Кинжал" }, objectType = "weapon" }, quantity = 1 } }
        });
        await registry.Say("department", "PATCH", $"/transfers/{pressed["id"]}", new { note = "По газете." }, Any);
        await Step("department", $"/transfers/{pressed["id"]}", new { to = "received", on = "2019-06" });
        var spurious = await Kept("void", "museum", "/transfers", new
        {
            kind = "unknown", from = "museum-first-president", to = "stranger-museum",
            evidence = "party_statement", initialStatus = "recorded", lines = new[] { new { lot = new { description = new { ru = "неизвестно что" } } } }
        });
        await Step("museum", $"/transfers/{spurious["id"]}", new { to = "void", reason = "Ошибка" });
        var dropped = await Kept("cancelled", "museum", "/transfers", new
        {
            kind = "temporary_storage", from = "museum-first-president",
            to = "stranger-museum", evidence = "signed_by_all", dueBackOn = "2027-01-01", purpose = "storage",
            lines = new[] { new { lot = new { description = new { ru = "не отдано" } } } }
        });
        await Step("museum", $"/transfers/{dropped["id"]}", new { to = "cancelled", reason = "Передумали" });

        // Agreements that end in other ways.
        foreach (var (name, kind, role) in new[] { ("sealed", "purchase", "sealed"), ("closed", "gift", "parties") })
            await Kept(name, "museum", "/agreements", new
            {
                kind, title = new { ru = "Договор" }, evidence = "signed_by_all", visibility = role,
                initialStatus = "proposed", parties = new[] { new { institution = "museum-first-president", role = kind is "gift" ? "donor" : "seller" },
                new { institution = "karasai-museum", role = kind is "gift" ? "recipient" : "buyer" } }
            });
        await Step("museum", $"/agreements/{known["sealed"]}", new { to = "signed", on = "2026-10-01" });
        await Step("department", $"/agreements/{known["sealed"]}", new { to = "signed", on = "2026-10-02" });
        await Step("museum", $"/agreements/{known["sealed"]}", new { to = "in_force" });
        await Step("museum", $"/agreements/{known["sealed"]}", new { to = "suspended", on = "2026-11-01", reason = "Проверка" });
        await Step("museum", $"/agreements/{known["sealed"]}", new { to = "in_force", on = "2026-11-02" });
        await Step("museum", $"/agreements/{known["sealed"]}", new { to = "terminated", on = "2026-11-03", reason = "По соглашению" });
        await Step("department", $"/agreements/{known["closed"]}", new { to = "declined", reason = "Не согласны" });
        var pulled = await Kept("withdrawn", "museum", "/agreements", new
        {
            kind = "memorandum_of_cooperation", title = new { ru = "Меморандум" },
            evidence = "signed_by_all", externalRef = "MEMO-1", parties = new[] { new { institution = "museum-first-president", role = "signatory" },
            new { institution = "stranger-museum", role = "signatory" } }
        });
        await Step("museum", $"/agreements/{pulled["id"]}", new { to = "withdrawn", reason = "Подписан другой" });

        // Items by themselves, one that is two records, and events.
        await Kept("item", "museum", "/items", new
        {
            heldBy = "museum-first-president", name = new { ru = "Чапан", kk = "Шапан" }, objectType = "textile",
            created = "1950/1960", fund = "main", quantity = 1, identifiers = new[] { new { scheme = "kp", value = "КП-1", from = "2001-01-01" } },
            associatedPersons = new[] { new { name = "Владелец", role = "owner" } }
        });
        await Kept("same item", "museum", "/items", new { heldBy = "museum-first-president", name = new { ru = "Чапан" }, quantity = 1 });
        await registry.Say("museum", "PATCH", $"/items/{known["item"]}", new
        {
            dimensions = "120 × 80 см", restrictions = new[] { new { kind = "no_loan",
            from = "2026-01-01" } }
        }, Any);
        await registry.Say("department", "PATCH", $"/items/{known["item"]}", new { dimensions = "1" }, Any);
        await Kept("event", "museum", "/events", new
        {
            kind = "conference", title = new { ru = "Конференция" }, date = new
            {
                edtf = "2026-10",
                verbatim = "октябрь"
            }, place = new { ru = "Астана" }, participants = new object[] { new { institution = "museum-first-president",
            role = "host" }, new { label = new { ru = "гости" }, role = "guest" } }, transfers = new[] { known["gift"] }
        });
        await registry.Say("museum", "PATCH", $"/events/{known["event"]}", new { programme = new { ru = "Доклады" } }, Any);
        known["lot"] = (string)(await registry.Say("department", "GET", "/items?q=президентом"))["items"]![0]!["id"]!;
        known["agreement"] = known["loan agreement"];
        known["transfer"] = known["loan"];
        return known;
    }

    static async Task Refuse(Recording registry, Dictionary<string, string> known)
    {
        var agreement = $"/agreements/{known["agreement"]}";
        await registry.Say("department", "POST", "/agreements", "{");
        await registry.Say("department", "POST", "/agreements", """{"kind":"loan","kind":"loan"}""");
        await registry.Say("department", "POST", "/agreements", "[]");
        await registry.Say("department", "POST", "/agreements", new
        {
            kind = "nothing", title = 5, parties = new object[] { new { institution = "nobody",
            role = "lender", extra = 1 } }, signedOn = "2023-02-29", effectiveFrom = "28.02.2026"
        });
        await registry.Say("department", "POST", "/agreements", new
        {
            kind = "gift", title = new { ru = "x" }, evidence = "signed_by_all",
            parties = new[] { new { institution = "nobody", role = "donor" }, new { institution = "nobody", role = "recipient" } }
        });
        await registry.Say("department", "POST", "/agreements", new
        {
            kind = "gift", title = new { ru = "x" }, evidence = "signed_by_all",
            parties = new[] { new { institution = "stranger-museum", role = "donor" }, new { institution = "museum-first-president",
            role = "recipient" } }
        });
        await registry.Say("department", "POST", "/agreements", new
        {
            kind = "gift", title = new { ru = "x" }, evidence = "signed_by_all",
            effectiveFrom = "2027-01-01", effectiveTo = "2026-01-01", signedOn = "2030-01-01", parties = new[] { new { institution = "karasai-museum",
            role = "donor" }, new { institution = "karasai-museum", role = "recipient" } }
        });
        await registry.Say("anybody", "POST", "/agreements", new { });
        await registry.Say("auditor", "POST", "/agreements", new { });
        await registry.Say("museum", "GET", $"{agreement}?nothing=1");
        await registry.Say("museum", "GET", agreement, null, ("Accept", "image/png"));
        await registry.Say("department", "PATCH", agreement, new { note = "x" });
        await registry.Say("department", "PATCH", agreement, new { note = "x" }, ("If-Match", "\"1\""));
        await registry.Say("department", "PATCH", agreement, new { note = "x" }, ("If-Match", "W/\"1\""));
        await registry.Say("department", "PATCH", agreement, new { note = "x" }, Any);
        await registry.Say("department", "DELETE", agreement);
        await registry.Say("department", "PUT", agreement, new { });
        await registry.Say("department", "POST", $"{agreement}/transitions", new { to = "terminated", on = "2026-11-01", reason = "x" }, Any);
        await registry.Say("museum", "POST", $"{agreement}/transitions", new { to = "suspended", on = "2026-11-01", reason = "x" }, Any);
        await registry.Say("department", "POST", $"/transfers/{known["loan"]}/transitions", new
        {
            to = "received", on = "2026-02-03",
            by = new { name = "x" }
        }, Any);
        await registry.Say("department", "POST", $"/transfers/{known["loan"]}/returns", new
        {
            on = "2026-08-01", lines = new[] { new { returnsLine = 9,
            outcome = "returned" }, new { returnsLine = 1, outcome = "returned" } }
        }, Any);
        await registry.Say("department", "POST", $"/transfers/{known["loan"]}/extensions", new
        {
            newDueBackOn = "2026-07-01", reason = "x",
            on = "2026-07-01"
        }, Any);
        await registry.Say("department", "POST", $"/transfers/{known["loan"]}/corrections", new
        {
            reason = "x", on = "2027-08-05",
            lines = new[] { new { line = 7, outcome = "lost" } }
        }, Any);
        // The giver has it no more (C1), the object is out (C7), nothing of a state museum is sold to a private hand (P1).
        foreach (var (from, to, item) in new[] { ("museum-first-president", "stranger-museum", "item"), ("almaty-region-museums", "atameken", "torsyk"),
            ("karasai-museum", "atameken", "torsyk"), ("atameken", "foreign-museum", "coins") })
        {
            var posted = await registry.Say("admin", "POST", "/transfers", new
            {
                kind = "permanent", from, to, evidence = "signed_by_all",
                basis = new[] { new { kind = "order", number = "2" } }, lines = new[] { new { item = known[item], quantity = 1 } }
            });
            foreach (var step in new object[] { new { to = "approved", on = "2026-11-20" }, new { to = "in_transit", on = "2026-11-20",
                by = new { name = "А" }, actNumber = "О-1", actDate = "2026-11-20" } })
                await registry.Say("admin", "POST", $"/transfers/{posted["id"]}/transitions", step, Any);
        }
        await registry.Say("museum", "POST", "/items", new
        {
            heldBy = "museum-first-president", name = new { ru = "Второй" },
            identifiers = new[] { new { scheme = "kp", value = "КП-1" } }
        });
        await registry.Say("museum", "POST", "/items", new { heldBy = "karasai-museum", name = new { ru = "Чужой" } });
        await registry.Say("museum", "POST", "/institutions", new { code = "mine", kind = "museum", names = new { ru = "x" }, country = "KZ" });
        await registry.Say("department", "POST", "/institutions", new
        {
            code = "Плохой код", kind = "museum", names = new { }, country = "XX",
            bin = "940140000380", region = "KZ-ALM"
        });
        await registry.Say("admin", "POST", "/institutions", new { code = "stranger-museum", kind = "museum", names = new { ru = "x" }, country = "KZ" });
        await registry.Say("museum", "GET", "/agreements?limit=0");
        await registry.Say("museum", "GET", "/agreements?limit=501&status=nothing&signedFrom=2018-99-99&party=nobody");
        await registry.Say("museum", "GET", "/agreements?cursor=abc");
        await registry.Say("museum", "GET", "/agreements?sort=nothing");
        await registry.Say("museum", "GET", "/changes?limit=2");
        await registry.Say("museum", "GET", "/changes?from=yesterday&limit=1001");
        await registry.Say("museum", "GET", "/audit/access");
        await registry.Say("museum", "GET", $"/transfers/{known["void"].Replace('0', '1')}");
        await registry.Say("museum", "POST", "/exports", new { list = "nothing", format = "doc" });
        await registry.Say("museum", "POST", "/webhooks", new { url = "http://192.168.0.1/" });
        await registry.Say("museum", "POST", "/keys", new { role = "admin" });
    }

    static async Task Read(Recording registry, Dictionary<string, string> known)
    {
        foreach (var caller in Callers)
        {
            foreach (var code in new[] { "atameken", "stranger-museum", "museum-first-president" })
                await registry.Say(caller, "GET", $"/institutions/{code}");
            foreach (var (list, names) in new (string, string[])[]
            {
                ("agreements", ["agreement", "sealed", "closed", "withdrawn"]), ("transfers", ["loan", "return", "correction", "gift", "refused", "recorded",
                    "void", "cancelled"]),
                ("items", ["dombra", "torsyk", "coins", "item", "lot"]), ("events", ["event"]),
            })
                foreach (var name in names)
                    await registry.Say(caller, "GET", $"/{list}/{known[name]}");
            await registry.Say(caller, "GET", $"/agreements/{known["agreement"]}/history");
            await registry.Say(caller, "GET", $"/transfers/{known["loan"]}/history");
            await registry.Say(caller, "GET", $"/transfers/{known["gift"]}?expand=items");
            foreach (var item in new[] { "dombra", "coins", "lot" })
                await registry.Say(caller, "GET", $"/items/{known[item]}/custody");
        }
        foreach (var version in Enumerable.Range(1, 9))
            await registry.Say("auditor", "GET", $"/agreements/{known["agreement"]}/versions/{version}");
        foreach (var version in Enumerable.Range(1, 9))
            await registry.Say("auditor", "GET", $"/transfers/{known["loan"]}/versions/{version}");
        foreach (var path in new[] { $"/items/{known["dombra"]}", $"/events/{known["event"]}", "/institutions/atameken" })
            foreach (var further in new[] { "/history", "/versions/1", "/versions/99", "?asOf=2026-11-23T06:01:30Z" })
                await registry.Say("auditor", "GET", path + further);
        foreach (var day in new[] { "2018-02-28", "2026-02-02", "2026-02-03", "2026-07-01", "2026-11-23" })
        {
            foreach (var item in new[] { "dombra", "torsyk", "lot" })
                await registry.Say("auditor", "GET", $"/items/{known[item]}/custody?on={day}");
            await registry.Say("auditor", "GET", $"/transfers/{known["loan"]}?on={day}");
            await registry.Say("auditor", "GET", $"/agreements/{known["agreement"]}?on={day}");
        }
        await registry.Say("auditor", "GET", $"/agreements/{known["agreement"]}/amendments");
        await registry.Say("auditor", "GET", $"/agreements/{known["agreement"]}/amendments/1");
        await registry.Say("auditor", "GET", $"/agreements/{known["agreement"]}/amendments/2");
        await registry.Say("auditor", "GET", $"/agreements/{known["agreement"]}/items");
        await registry.Say("auditor", "GET", $"/transfers/{known["loan"]}/lines?limit=2");
    }

    static async Task List(Recording registry, Dictionary<string, string> known)
    {
        var lists = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["institutions"] = ["q=президента", "kind=archive", "region=KZ-19", "code=atameken", "bin=940140000385", "isil=KZ-StrM",
                "supervisedBy=almaty-region-culture", "status=active", "sort=-id", "count=true"],
            ["agreements"] =
            [
                "q=сотрудничестве", "kind=loan", "status=recorded", "party=karasai-museum", "party=karasai-museum&role=borrower", "region=KZ-19",
                    "scopeArea=exhibitions", "signedFrom=2018-02-28&signedTo=2018-02-28",
                "signedFrom=2018-02-28&signedTo=2018-02-28&match=certain", "inForceOn=2026-11-01", "expiresBefore=2031-01-01", "expired=true",
                    "expired=false&on=2015-01-01", "fulfilled=true", "evidence=press",
                "externalRef=LOAN-1", "registryNumber=KZ-19/2026/000001", "awaiting=me", "sort=-id", "count=true",
            ],
            ["transfers"] =
            [
                "q=домбра", $"agreement={known["agreement"]}", $"item={known["dombra"]}", "inventoryNumber=КП-17", "from=museum-first-president",
                    "to=atameken", "institution=karasai-museum", "kind=gift", "status=received",
                "region=KZ-19", "handedOverFrom=2026-02-01&handedOverTo=2026-02-28", "handedOverFrom=2018-02-28&handedOverTo=2018-02-28&match=certain",
                    "dueBefore=2026-12-31", "overdue=true", "overdue=true&on=2026-08-01",
                "dueSoon=true&on=2026-09-15", "outstanding=true", "closed=true", "closed=false", "discrepancyOpen=true", $"returnsTransfer={known["loan"]}",
                    $"correctsTransfer={known["loan"]}", "unacknowledged=true", "evidence=press",
                "registryNumber=KZ-19/2026/T000001", "externalRef=LOAN-1-ACT", "awaiting=me", "sort=-id", "count=true",
            ],
            ["items"] = ["q=чапан", "identifier=КП-17", "holder=karasai-museum", "owner=almaty-region-museums", "objectType=weapon",
                $"agreement={known["agreement"]}", "custodyState=on_loan", $"parentItem={known["coins"]}", "sort=-id", "count=true"],
            ["events"] = ["q=семинар", "kind=seminar", "institution=atameken", $"agreement={known["agreement"]}", $"transfer={known["gift"]}",
                "dateFrom=2018-02-28&dateTo=2018-02-28", "dateFrom=2018-02-28&dateTo=2018-02-28&match=certain", "sort=-id", "count=true"],
        };
        foreach (var (list, filters) in lists)
        {
            foreach (var caller in Callers)
                await registry.Say(caller, "GET", $"/{list}?limit=5");
            foreach (var filter in filters)
                await registry.Say("auditor", "GET", $"/{list}?limit=2&{filter}");
            await registry.Say("museum", "GET", $"/{list}?limit=2&{filters[0]}");
            await registry.Say("auditor", "GET", $"/{list}?{filters[0]}&format=csv");
            await registry.Say("anybody", "GET", $"/{list}?{filters[0]}&format=ndjson");
        }
        foreach (var kind in new[] { "", "kind=own", "kind=borrowed", "kind=lent", "on=2026-03-01&kind=lent", "format=csv" })
            await registry.Say("auditor", "GET", $"/institutions/almaty-region-museums/holdings?limit=3&{kind}".TrimEnd('&'));
        await registry.Say("museum", "GET", "/institutions/almaty-region-museums/holdings?limit=3");
        await registry.Say("auditor", "GET", "/audit/access?limit=5");

        // A walk by cursor: three pages of each list, to the number.
        foreach (var list in lists.Keys)
        {
            var next = $"/{list}?limit=3&sort=-id";
            for (var page = 0; page < 3 && next is not null; page++)
                next = (string?)(await registry.Say("auditor", "GET", next))["links"]?["next"] is { } link ? new Uri(link).PathAndQuery : null;
        }
    }

    static async Task Pull(Recording registry, Dictionary<string, string> known)
    {
        var head = (long)(await registry.Say("auditor", "GET", "/changes?from=now"))["headSeq"]!;
        var late = string.Create(CultureInfo.InvariantCulture, $"seq:{head - 60}");
        foreach (var caller in Callers)
        {
            await registry.Say(caller, "GET", "/changes?from=start&limit=25");
            await registry.Say(caller, "GET", $"/changes?from={late}&limit=60&types=transfer&institution=karasai-museum");
        }
        await registry.Say("museum", "GET", "/changes?from=start&limit=25&include=record");
        foreach (var caller in new[] { "admin", "museum" })
            await registry.Say(caller, "GET", $"/changes?from={late}&limit=20&include=record");
        await registry.Say("museum", "POST", "/webhooks", new { url = "http://127.0.0.1:9009/registry", types = new[] { "agreement" } });
        await registry.Say("museum", "GET", "/webhooks");
        await registry.Say("museum", "POST", "/exports", new { list = "items", filter = new { holder = "atameken" }, format = "csv" });
        await registry.Say("museum", "POST", "/exports", new { list = "items", filter = new { nothing = "atameken" }, format = "csv" });
    }

    static async Task End(Recording registry, Dictionary<string, string> known)
    {
        await registry.Say("admin", "POST", $"/institutions/{known["double"]}/merge",
            new { into = "karasai-museum", reason = "Одно учреждение", confirm = "karasai" }, Any);
        await registry.Say("admin", "GET", $"/institutions/{known["double"]}");
        await registry.Say("admin", "GET", "/institutions/karasai");
        var number = (string?)(await registry.Say("museum", "GET", $"/items/{known["same item"]}"))["registryNumber"];
        await registry.Say("admin", "POST", $"/items/{known["same item"]}/merge", new { into = known["item"], reason = "Один предмет", confirm = number }, Any);
        await registry.Say("admin", "GET", $"/items/{known["same item"]}");
        await registry.Say("department", "POST", $"/agreements/{known["agreement"]}/transitions", new
        {
            to = "terminated", on = "2026-11-20", reason = "x",
            dispositions = new[] { new { transfer = known["loan"], how = "return_by", on = "2027-01-31" } }
        }, Any);
        await registry.Say("department", "GET", $"/transfers/{known["loan"]}");
        await registry.Say("admin", "DELETE", $"/keys/{known["stranger key"]}");
        await registry.Say("admin", "GET", $"/changes?from=seq:1&types=institution&limit=10");
    }
}
