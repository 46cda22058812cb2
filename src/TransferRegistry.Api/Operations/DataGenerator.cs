using System.Globalization;
using NodaTime;
using TransferRegistry.Api.Kernel;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Registry.Agreements;
using TransferRegistry.Api.Registry.Institutions;
using TransferRegistry.Api.Registry.Items;
using TransferRegistry.Api.Registry.Transfers;
using TransferRegistry.Api.V1.Agreements;
using TransferRegistry.Api.V1.Institutions;
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

    static readonly (AgreementKind Kind, PartyRole First, PartyRole Second, TransferKind Act, string Title)[] Kinds =
    [
        (AgreementKind.PermanentTransfer, PartyRole.Transferor, PartyRole.Transferee, TransferKind.Permanent, "Договор о передаче музейных предметов"),
        (AgreementKind.PermanentTransfer, PartyRole.Transferor, PartyRole.Transferee, TransferKind.Permanent, "Договор о передаче музейного собрания"),
        (AgreementKind.Gift, PartyRole.Donor, PartyRole.Recipient, TransferKind.Gift, "Договор дарения"),
        (AgreementKind.Loan, PartyRole.Lender, PartyRole.Borrower, TransferKind.TemporaryUse, "Договор о временном пользовании"),
        (AgreementKind.Deposit, PartyRole.Depositor, PartyRole.Depositary, TransferKind.TemporaryStorage, "Договор хранения"),
        (AgreementKind.Purchase, PartyRole.Seller, PartyRole.Buyer, TransferKind.Purchase, "Договор закупки"),
        (AgreementKind.JointExhibition, PartyRole.Signatory, PartyRole.Signatory, TransferKind.TemporaryUse, "Соглашение о совместной выставке"),
        (AgreementKind.Restoration, PartyRole.Signatory, PartyRole.Signatory, TransferKind.Restoration, "Договор о реставрации"),
        (AgreementKind.MemorandumOfCooperation, PartyRole.Signatory, PartyRole.Signatory, TransferKind.Unknown, "Меморандум о сотрудничестве"),
        (AgreementKind.FrameworkAgreement, PartyRole.Signatory, PartyRole.Signatory, TransferKind.Permanent, "Рамочное соглашение"),
    ];

    static readonly (ObjectType Type, string[] Names, string Material)[] Objects =
    [
        (ObjectType.Painting, ["Портрет аксакала", "Вид Заилийского Алатау", "Натюрморт с кумысом", "Аул вечером"], "холст, масло"),
        (ObjectType.Graphic, ["Эскиз к спектаклю", "Гравюра «Караван»", "Набросок юрты"], "бумага, карандаш"),
        (ObjectType.Photograph, ["Фотография съезда", "Групповой снимок учителей", "Вид станции"], "фотобумага"),
        (ObjectType.Document, ["Удостоверение", "Письмо с фронта", "Протокол собрания", "Грамота"], "бумага, чернила"),
        (ObjectType.Book, ["Учебник казахского языка", "Сборник песен", "Рукописная книга"], "бумага, печать"),
        (ObjectType.Numismatics, ["Монета", "Банкнота", "Жетон"], "металл"),
        (ObjectType.Award, ["Медаль «За труд»", "Орден", "Нагрудный знак"], "металл, эмаль"),
        (ObjectType.Weapon, ["Сабля", "Кинжал", "Наконечник копья"], "сталь"),
        (ObjectType.Textile, ["Тускииз", "Алаша", "Чапан", "Сырмак"], "шерсть, войлок"),
        (ObjectType.Household, ["Торсык", "Кебеже", "Самовар", "Домбра"], "дерево, кожа"),
        (ObjectType.Archaeological, ["Сосуд", "Бусина", "Пряслице", "Бронзовое зеркало"], "керамика, бронза"),
        (ObjectType.NaturalHistory, ["Гербарный лист", "Образец минерала", "Чучело беркута"], "природный материал"),
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
                Code = Department(region), Kind = InstitutionKind.CultureDepartment, Names = Russian($"Управление культуры {region} (вымышленное, {seed})"),
                LegalForm = LegalForm.Gu, Level = InstitutionLevel.Regional, Country = "KZ", Region = region,
            };
        for (var number = 0; number < Museums; number++)
            yield return new()
            {
                Code = Museum(number),
                Kind = number % 10 == 0 ? InstitutionKind.Archive : number % 7 == 0 ? InstitutionKind.ReserveMuseum : InstitutionKind.Museum,
                Names = new([new("ru", $"Вымышленный музей № {number + 1} ({seed})"), new("kk", $"Ойдан шығарылған мұражай № {number + 1} ({seed})")]),
                LegalForm = LegalForm.Kgu, Level = InstitutionLevel.District, Country = "KZ", Region = Regions[number % Regions.Length],
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
        var remembered = act is TransferKind.TemporaryUse && _remembered.Count > 0 && Happens(30) ? Any(_remembered) : default((string Holder, string Number)?);
        var from = remembered?.Holder ?? Museum(_chance.Next(Museums));
        var to = Another(from);
        var year = 1995 + _chance.Next(30);
        List<AgreementPartyRequestV1> parties = [new() { Institution = Named(from), Role = first }, new() { Institution = Named(to), Role = second }];
        if (Happens(25) && Another(from) is var third && third != to)
            parties.Add(new() { Institution = Named(third), Role = first is PartyRole.Signatory ? PartyRole.Signatory : PartyRole.Observer });
        var isKnownOnly = lines > 0 || remembered is not null || Happens(70);
        return new()
        {
            Kind = kind,
            Title = Russian($"{title} № {1 + _chance.Next(900)}"),
            ScopeAreas = Happens(40) ? [Any(Enum.GetValues<ScopeArea>())] : null,
            Parties = parties,
            SignedOn = isKnownOnly || Happens(50) ? Day(year) : null,
            EffectiveTo = act is TransferKind.TemporaryUse or TransferKind.TemporaryStorage ? new LocalDate(year + 2 + _chance.Next(12), 12, 31) : null,
            Evidence = isKnownOnly ? Any([Evidence.Press, Evidence.PartyStatement, Evidence.OneSidedDocument]) : Evidence.SignedByAll,
            Visibility = Happens(5) ? Visibility.Parties : null,
            InitialStatus = isKnownOnly ? InitialStatus.Recorded : Happens(50) ? InitialStatus.Draft : InitialStatus.Proposed,
            Transfers = [.. Acts(act, from, to, year, lines, remembered)],
        };
    }

    IEnumerable<NestedTransferV1> Acts(TransferKind kind, string from, string to, int year, int lines, (string Holder, string Number)? remembered)
    {
        List<LineRequestV1> known = remembered is { } item
            ? [new() { Item = new() { Inventory = new() { Institution = Named(item.Holder), Scheme = IdentifierScheme.Inv, Value = item.Number } }, Quantity = 1 }]
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
                DueBackOn = kind is TransferKind.TemporaryUse or TransferKind.TemporaryStorage or TransferKind.Restoration ? new LocalDate(year + 2, 1 + _chance.Next(12), 1) : null,
                Purpose = kind is TransferKind.TemporaryUse ? Purpose.Exhibition : null,
                InitialStatus = InitialTransferStatus.Recorded,
                Lines = [.. known, .. Enumerable.Range(0, some).Select(_ => Line(kind, from, to))],
            };
        }
    }

    LineRequestV1 Line(TransferKind kind, string from, string to)
    {
        var (type, names, material) = Any(Objects);
        if (Happens(2))
            return new() { Lot = new() { Description = Russian($"Собрание: {Any(names).ToLowerInvariant()} и другое") } };
        // What passes for good is entered in the receiver's book; what is lent stays in the owner's.
        var holder = kind is TransferKind.TemporaryUse or TransferKind.TemporaryStorage or TransferKind.Restoration or TransferKind.Unknown ? from : to;
        var number = string.Create(CultureInfo.InvariantCulture, $"{seed}-{++_numbers}");
        if (kind is not TransferKind.Unknown)
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
                    Identifiers = [new() { Scheme = IdentifierScheme.Inv, Value = number, Institution = Named(holder) }],
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
