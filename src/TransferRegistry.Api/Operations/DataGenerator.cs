using System.Globalization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.V1;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Institutions;
using TransferRegistry.Api.V1.Items;
using TransferRegistry.Api.V1.Transfers;

namespace TransferRegistry.Api.Operations;

/// <summary>
/// A registry nobody has: museums, agreements and items in any number, as a client would post them. The same for the same seed,
/// and as uneven as real ones: dates known to the day, to the year or not at all, acts of one line and of hundreds.
/// </summary>
sealed class DataGenerator(int seed)
{
    const int Museums = 200;
    const int MostLines = 500;
    const int MostRemembered = 2_000;

    static readonly string[] Regions =
    [
        "KZ-10", "KZ-11", "KZ-15", "KZ-19", "KZ-23", "KZ-27", "KZ-31", "KZ-33", "KZ-35", "KZ-39",
        "KZ-43", "KZ-47", "KZ-55", "KZ-59", "KZ-61", "KZ-62", "KZ-63", "KZ-71", "KZ-75", "KZ-79",
    ];

    static readonly (AgreementKindV1 Kind, PartyRoleV1 First, PartyRoleV1 Second, TransferKindV1 Act, string Title)[] Kinds =
    [
        (AgreementKindV1.PermanentTransfer, PartyRoleV1.Transferor, PartyRoleV1.Transferee, TransferKindV1.Permanent, "Договор о передаче музейных предметов"),
        (AgreementKindV1.PermanentTransfer, PartyRoleV1.Transferor, PartyRoleV1.Transferee, TransferKindV1.Permanent, "Договор о передаче музейного собрания"),
        (AgreementKindV1.Gift, PartyRoleV1.Donor, PartyRoleV1.Recipient, TransferKindV1.Gift, "Договор дарения"),
        (AgreementKindV1.Loan, PartyRoleV1.Lender, PartyRoleV1.Borrower, TransferKindV1.TemporaryUse, "Договор о временном пользовании"),
        (AgreementKindV1.Deposit, PartyRoleV1.Depositor, PartyRoleV1.Depositary, TransferKindV1.TemporaryStorage, "Договор хранения"),
        (AgreementKindV1.Purchase, PartyRoleV1.Seller, PartyRoleV1.Buyer, TransferKindV1.Purchase, "Договор закупки"),
        (AgreementKindV1.JointExhibition, PartyRoleV1.Signatory, PartyRoleV1.Signatory, TransferKindV1.TemporaryUse, "Соглашение о совместной выставке"),
        (AgreementKindV1.Restoration, PartyRoleV1.Signatory, PartyRoleV1.Signatory, TransferKindV1.Restoration, "Договор о реставрации"),
        (AgreementKindV1.MemorandumOfCooperation, PartyRoleV1.Signatory, PartyRoleV1.Signatory, TransferKindV1.Unknown, "Меморандум о сотрудничестве"),
        (AgreementKindV1.FrameworkAgreement, PartyRoleV1.Signatory, PartyRoleV1.Signatory, TransferKindV1.Permanent, "Рамочное соглашение"),
    ];

    static readonly (ObjectTypeV1 Type, string[] Names, string Material)[] Objects =
    [
        (ObjectTypeV1.Painting, ["Портрет аксакала", "Вид Заилийского Алатау", "Натюрморт с кумысом", "Аул вечером"], "холст, масло"),
        (ObjectTypeV1.Graphic, ["Эскиз к спектаклю", "Гравюра «Караван»", "Набросок юрты"], "бумага, карандаш"),
        (ObjectTypeV1.Photograph, ["Фотография съезда", "Групповой снимок учителей", "Вид станции"], "фотобумага"),
        (ObjectTypeV1.Document, ["Удостоверение", "Письмо с фронта", "Протокол собрания", "Грамота"], "бумага, чернила"),
        (ObjectTypeV1.Book, ["Учебник казахского языка", "Сборник песен", "Рукописная книга"], "бумага, печать"),
        (ObjectTypeV1.Numismatics, ["Монета", "Банкнота", "Жетон"], "металл"),
        (ObjectTypeV1.Award, ["Медаль «За труд»", "Орден", "Нагрудный знак"], "металл, эмаль"),
        (ObjectTypeV1.Weapon, ["Сабля", "Кинжал", "Наконечник копья"], "сталь"),
        (ObjectTypeV1.Textile, ["Тускииз", "Алаша", "Чапан", "Сырмак"], "шерсть, войлок"),
        (ObjectTypeV1.Household, ["Торсык", "Кебеже", "Самовар", "Домбра"], "дерево, кожа"),
        (ObjectTypeV1.Archaeological, ["Сосуд", "Бусина", "Пряслице", "Бронзовое зеркало"], "керамика, бронза"),
        (ObjectTypeV1.NaturalHistory, ["Гербарный лист", "Образец минерала", "Чучело беркута"], "природный материал"),
    ];

    static readonly string[] Makers = ["А. Жумабаев", "К. Тельжанов", "неизвестный мастер", "Ж. Сериков", "Г. Омарова", "С. Ахметов", "М. Кенбаев"];
    static readonly string[] Origins = ["резиденция", "семейный архив", "экспедиция", "районный отдел образования", "находка при раскопках"];

    // How unevenly items fall to agreements: nothing to many, about one share each taken together.
    static readonly double[] Shares = [0, 0, 0, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2.5, 4];

    // Told by its seed, not by a secret: nothing here is to be hard to guess.
    readonly Random _chance = new(seed);
    readonly List<(string Holder, string Number)> _remembered = [];
    int _numbers;

    public string FirstCode => Department(Regions[0]);

    public IEnumerable<InstitutionRequestV1> Institutions()
    {
        foreach (var region in Regions)
            yield return new()
            {
                Code = Department(region), Kind = InstitutionKindV1.CultureDepartment, Names = Russian($"Управление культуры {region} (вымышленное, {seed})"),
                LegalForm = LegalFormV1.Gu, Level = InstitutionLevelV1.Regional, Country = "KZ", Region = region,
            };
        for (var number = 0; number < Museums; number++)
            yield return new()
            {
                Code = Museum(number),
                Kind = number % 10 == 0 ? InstitutionKindV1.Archive : number % 7 == 0 ? InstitutionKindV1.ReserveMuseum : InstitutionKindV1.Museum,
                Names = new([new("ru", $"Вымышленный музей № {number + 1} ({seed})"), new("kk", $"Ойдан шығарылған мұражай № {number + 1} ({seed})")]),
                LegalForm = LegalFormV1.Kgu, Level = InstitutionLevelV1.District, Country = "KZ", Region = Regions[number % Regions.Length],
                SupervisedBy = Named(Department(Regions[number % Regions.Length])),
            };
    }

    public IEnumerable<AgreementWithTransfersV1> Agreements(int agreements, int items)
    {
        for (var number = 0; number < agreements; number++)
        {
            var share = (double)items / (agreements - number);
            var lines = number == agreements - 1 ? items
                : (int)Math.Min(items, Math.Round(share * (_chance.Next(200) == 0 ? 30 : Any(Shares))));
            items -= lines;
            yield return Agreement(lines);
        }
    }

    AgreementWithTransfersV1 Agreement(int lines)
    {
        var (kind, first, second, act, title) = Any(Kinds);
        var remembered = act is TransferKindV1.TemporaryUse && _remembered.Count > 0 && Happens(30) ? Any(_remembered) : default((string Holder, string Number)?);
        var from = remembered?.Holder ?? Museum(_chance.Next(Museums));
        var to = Another(from);
        var year = 1995 + _chance.Next(30);
        List<AgreementPartyRequestV1> parties = [new() { Institution = Named(from), Role = first }, new() { Institution = Named(to), Role = second }];
        if (Happens(25) && Another(from) is var third && third != to)
            parties.Add(new() { Institution = Named(third), Role = first is PartyRoleV1.Signatory ? PartyRoleV1.Signatory : PartyRoleV1.Observer });
        var isKnownOnly = lines > 0 || remembered is not null || Happens(70);
        return new()
        {
            Kind = kind,
            Title = Russian($"{title} № {1 + _chance.Next(900)}"),
            ScopeAreas = Happens(40) ? [Any(Enum.GetValues<ScopeAreaV1>())] : null,
            Parties = parties,
            SignedOn = isKnownOnly || Happens(50) ? Day(year) : null,
            EffectiveTo = act is TransferKindV1.TemporaryUse or TransferKindV1.TemporaryStorage ? new LocalDate(year + 2 + _chance.Next(12), 12, 31) : null,
            Evidence = isKnownOnly ? Any([EvidenceV1.Press, EvidenceV1.PartyStatement, EvidenceV1.OneSidedDocument]) : EvidenceV1.SignedByAll,
            Visibility = Happens(5) ? VisibilityV1.Parties : null,
            InitialStatus = isKnownOnly ? InitialStatusV1.Recorded : Happens(50) ? InitialStatusV1.Draft : InitialStatusV1.Proposed,
            Transfers = [.. Acts(act, from, to, year, lines, remembered)],
        };
    }

    IEnumerable<NestedTransferV1> Acts(TransferKindV1 kind, string from, string to, int year, int lines, (string Holder, string Number)? remembered)
    {
        List<LineRequestV1> known = remembered is { } item
            ? [new() { Item = new() { Inventory = new() { Institution = Named(item.Holder), Scheme = IdentifierSchemeV1.Inv, Value = item.Number } }, Quantity = 1 }]
            : [];
        for (; lines > 0 || known.Count > 0; known = [])
        {
            var some = Math.Min(lines, MostLines);
            lines -= some;
            yield return new()
            {
                Kind = kind,
                From = Named(from),
                To = Named(to),
                HandedOverOn = Day(year),
                DueBackOn = TransferKinds.Of(kind.OfV1()).Term is TransferTerm.Temporary ? new LocalDate(year + 2, 1 + _chance.Next(12), 1) : null,
                Purpose = kind is TransferKindV1.TemporaryUse ? PurposeV1.Exhibition : null,
                InitialStatus = InitialTransferStatusV1.Recorded,
                Lines = [.. known, .. Enumerable.Range(0, some).Select(_ => Line(kind, from, to))],
            };
        }
    }

    LineRequestV1 Line(TransferKindV1 kind, string from, string to)
    {
        var (type, names, material) = Any(Objects);
        if (Happens(2))
            return new() { Lot = new() { Description = Russian($"Собрание: {Any(names).ToLowerInvariant()} и другое") } };
        // What passes for good is entered in the receiver's book; what is lent stays in the owner's.
        var holder = TransferKinds.Of(kind.OfV1()).Term is TransferTerm.Permanent ? to : from;
        var number = string.Create(CultureInfo.InvariantCulture, $"{seed}-{++_numbers}");
        if (kind is not TransferKindV1.Unknown)
            Remember(holder, number);
        return new()
        {
            Item = new()
            {
                New = new()
                {
                    Name = Russian($"{Any(names)} {1 + _chance.Next(999)}"),
                    ObjectType = type,
                    Creator = Happens(40) ? Any(Makers) : null,
                    Created = Happens(60) ? Day(1850 + _chance.Next(140)) : null,
                    MaterialTechnique = Happens(70) ? material : null,
                    Identifiers = [new() { Scheme = IdentifierSchemeV1.Inv, Value = number, Institution = Named(holder) }],
                    Provenance = Happens(15) ? [new() { SourceName = Any(Origins) }] : null,
                },
            },
            Quantity = Happens(90) ? 1 : null,
        };
    }

    void Remember(string holder, string number)
    {
        if (_remembered.Count < MostRemembered)
            _remembered.Add((holder, number));
        else if (Happens(5))
            _remembered[_chance.Next(MostRemembered)] = (holder, number);
    }

    // To the day, to the month, to the year, about then, every year on that day, or not known.
    EdtfDate? Day(int year)
    {
        var (month, day) = (1 + _chance.Next(12), 1 + _chance.Next(28));
        var text = _chance.Next(20) switch
        {
            < 11 => Text($"{year:D4}-{month:D2}-{day:D2}"),
            < 13 => Text($"{year:D4}-{month:D2}"),
            < 16 => Text($"{year:D4}"),
            16 => Text($"{year:D4}~"),
            17 => Text($"XXXX-{month:D2}-{day:D2}"),
            _ => null,
        };
        return text is null ? null : new(Edtf.Parse(text));

        static string Text(FormattableString written) => written.ToString(CultureInfo.InvariantCulture);
    }

    string Another(string museum)
    {
        string other;
        do
            other = Museum(_chance.Next(Museums));
        while (other == museum);
        return other;
    }

    string Department(string region) => string.Create(CultureInfo.InvariantCulture, $"made-up-{seed}-culture-{region.ToLowerInvariant()}");

    string Museum(int number) => string.Create(CultureInfo.InvariantCulture, $"made-up-{seed}-museum-{number + 1:D3}");

    static Reference Named(string code) => new() { Name = code };

    static LocalizedText Russian(string text) => LocalizedText.In("ru", text);

    T Any<T>(IReadOnlyList<T> list) => list[_chance.Next(list.Count)];

    bool Happens(int percent) => _chance.Next(100) < percent;
}
