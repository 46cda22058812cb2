using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Tests.Kernel;

/// <summary>Every sentence of the catalogue, said with every word and every number it can take, and with the longest texts.</summary>
public sealed partial class SentenceTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly string Long = string.Concat(Enumerable.Repeat("Ұ😀", 50_000));
    static readonly object[] Counts = [0L, 1L, 2L, 5L, 21L];
    static readonly object[] Words = [.. typeof(FaultKind).Assembly.GetTypes().Where(type => type is { IsEnum: true, IsNested: false })
        .SelectMany(type => Enum.GetNames(type)).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Distinct()];
    static readonly object[] Lists = [new[] { "one" }, Enumerable.Repeat("signed_by_all", 5_000), new[] { Long }];
    static readonly object[] Texts = ["KZ-71/2026/000001", new LocalDate(2026, 3, 1), Instant.FromUtc(2026, 3, 1, 4, 5), Edtf.Parse("XXXX-02-28"), "", Long];

    // What each parameter can hold; a name that is new is to be entered here.
    static readonly (string[] Names, object[] Values)[] Taken =
    [
        (["attempts", "baseVersion", "byte", "coming", "count", "days", "declared", "head", "leaving", "least", "left", "length", "line", "listed", "most", "offset", "out", "parts", "port", "quantity",
            "seconds", "seq", "sum", "usual", "version"], Counts),
        (["expected", "from", "kind", "one", "other", "restriction", "role", "scheme", "signature", "status", "to", "value"], [.. Words, .. Texts]),
        (["actual", "expected"], ["object", "array", "string", "number", "boolean", "null"]),
        (["record", "resource"], ["agreement", "transfer", "item", "event", "institution", "key", "webhook", "export", "record"]),
        (["choices", "known", "members", "open", "parties", "roles", "transfers"], Lists),
        (["accept", "act", "actDate", "actNumber", "agreement", "allowed", "asOf", "association", "bin", "bound", "claim", "code", "country", "date", "due", "earlier", "earlierDate",
            "effectiveFrom", "end", "endedOn", "expiresAt", "externalRef", "fault", "found", "gone", "handedOver", "heldBy", "holder", "host", "id", "institution", "into", "isil", "issuer", "item", "kato",
            "later", "laterDate", "mediaType", "member", "method", "month", "most", "name", "new", "newDue", "now", "old", "oldDue", "on", "parameter", "parent", "path", "pattern", "person", "received",
            "record", "region", "signed", "since", "slug", "successor", "suggestion", "supervisor", "takenFrom", "takenTo", "today", "transfer", "url", "whole"], Texts),
    ];

    static IEnumerable<object> Values(string name) => Taken.Where(taken => taken.Names.Contains(name)).SelectMany(taken => taken.Values);

    [Fact]
    public void A_sentence_is_good_English_whatever_word_or_number_stands_in_it()
    {
        var faults = Faults.All.SelectMany(Said).SelectMany(said => Wrong(said).Select(wrong => $"{wrong}: {said}")).ToList();

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(50)));
    }

    [Fact]
    public async Task A_sentence_fits_the_document_however_long_what_it_speaks_of()
    {
        var schemas = (await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK))["components"]!["schemas"]!;
        foreach (var (schema, most) in new[] { "Problem", "Fault" }.Select(name => (name, (int?)schemas[name]!["properties"]!["detail"]!["maxLength"])))
            Assert.All(Faults.All, kind => Assert.True(Longest(kind).Length <= most, $"{schema}: {kind.Code} comes to {Longest(kind).Length} of {most}"));
    }

    [Fact]
    public void A_long_text_is_cut_between_two_characters_and_a_list_between_two_words()
    {
        var text = Faults.UnknownWord.At("/x", ("value", Long), ("choices", Enumerable.Range(1, 5_000).Select(number => $"word_{number}")));

        Assert.EndsWith("…", (string)text.Params["value"], StringComparison.Ordinal);
        Assert.True(((string)text.Params["value"]).IsNormalized());
        Assert.Matches("^(word_[0-9]+, )+…$", (string)text.Params["choices"]);
        Assert.InRange(text.Detail.Length, 500, 1_100);
    }

    [Fact]
    public void A_template_names_only_parameters_that_are_known_and_puts_no_article_before_them()
    {
        Assert.All(Faults.All, kind => Assert.All(kind.Parameters, name => Assert.True(Values(name).Any(), $"{kind.Code} speaks of {name}, which the test does not know.")));
        Assert.All(Faults.All, kind => Assert.DoesNotMatch(@"\b[Aa]n? \{", kind.Text));
        Assert.All(Taken.SelectMany(taken => taken.Names).Distinct(), name => Assert.Contains(name, Faults.All.SelectMany(kind => kind.Parameters)));
    }

    [Fact]
    public void What_a_sentence_names_is_given_wherever_it_is_said()
    {
        // An address stands in params for a client to follow, and in no sentence.
        var (kinds, known) = (Sentences(), Faults.All.SelectMany(kind => kind.Parameters).Concat(["href", "oneHref", "otherHref"]).ToHashSet());
        var (faults, met) = (new List<string>(), new HashSet<string>());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(OpenApiTests.Root(), "src"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
            foreach (var (names, given) in Calls(File.ReadAllText(file)))
                foreach (var name in names)
                {
                    met.Add(name);
                    var missing = kinds[name].Parameters.Except(given).Concat(given.Except(known)).ToList();
                    if (missing.Count > 0)
                        faults.Add($"{Path.GetFileName(file)}: {name} names {string.Join(", ", kinds[name].Parameters)} and is given {string.Join(", ", given)}");
                }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        // Some are chosen in one place and said in another, where a step's name, the sender and the holder are at hand.
        Assert.All(kinds.Where(kind => !met.Contains(kind.Key)), kind => Assert.Empty(kind.Value.Parameters.Except(["to", "from", "holder"])));
    }

    [Fact]
    public void The_pages_speak_as_the_sentences_do() => Assert.All(
        Rules.All.SelectMany(rule => new[] { rule.Title, rule.Statement, rule.Why, rule.Remedy }).Concat(Problem.All.SelectMany(problem => new[] { problem.Title, problem.Advice })),
        text => Assert.Empty(Wrong(text).Except([NoFullStop, NoCapital]).Select(wrong => $"{wrong}: {text}")));

    // A heading has no full stop, and a rule may begin with a word of the contract.
    const string NoFullStop = "no full stop";
    const string NoCapital = "no capital";

    static IEnumerable<string> Wrong(string said)
    {
        if (!char.IsUpper(said[0]))
            yield return NoCapital;
        if (!said.EndsWith('.'))
            yield return NoFullStop;
        if (Unfilled().IsMatch(said))
            yield return "unfilled";
        if (Plural().IsMatch(said))
            yield return "one is several";
        if (Who().IsMatch(said))
            yield return "who as a subject";
        foreach (Match article in Article().Matches(said))
            if ((article.Groups["article"].Value is "an" or "An") != SoundsLikeVowel(article.Groups["word"].Value))
                yield return $"\"{article.Value}\"";
    }

    static bool SoundsLikeVowel(string word) => word.Length > 1 && word != "NUL" && word.All(letter => char.IsUpper(letter) || char.IsDigit(letter)) ? "AEFHILMNORSX".Contains(word[0], StringComparison.Ordinal)
        : "aeiouAEIO".Contains(word[0], StringComparison.Ordinal) && !word.StartsWith("one", StringComparison.Ordinal) && !word.StartsWith("uni", StringComparison.Ordinal) && !word.StartsWith("us", StringComparison.Ordinal);

    // One parameter after the other takes all it can, while the others stay as they are.
    static IEnumerable<string> Said(FaultKind kind) => kind.Parameters.DefaultIfEmpty("").Distinct().SelectMany(changing => (changing.Length == 0 ? [""] : Values(changing))
        .Select(value => kind.At("/x", [.. kind.Parameters.Distinct().Select(name => (name, (object?)(name == changing ? value : Values(name).First())))]).Detail));

    static string Longest(FaultKind kind) => kind.At("/x", [.. kind.Parameters.Distinct().Select(name => (name, (object?)Values(name).MaxBy(value => kind.Say((name, value)).Length)))]).Detail;

    static Dictionary<string, FaultKind> Sentences() => typeof(Faults).GetFields().Where(field => field.FieldType == typeof(FaultKind)).ToDictionary(field => field.Name, field => (FaultKind)field.GetValue(null)!);

    /// <summary>Where sentences are said: which, one of several where a condition chooses, and the names of what is given.</summary>
    static IEnumerable<(IReadOnlyList<string> Names, IReadOnlyList<string> Given)> Calls(string source)
    {
        foreach (Match call in Call().Matches(source))
        {
            var names = Name().Matches(call.Groups["which"].Value).Select(name => name.Groups["name"].Value).ToList();
            if (names.Count > 0)
                yield return (names, [.. Given().Matches(Inside(source, call.Index + call.Length)).Select(given => given.Groups["name"].Value)]);
        }
    }

    static string Inside(string source, int from)
    {
        var (depth, at) = (1, from);
        for (; depth > 0; at++)
            depth += source[at] switch { '(' => 1, ')' => -1, _ => 0 };
        return source[from..(at - 1)];
    }

    [GeneratedRegex(@"(?<which>Faults\.\w+|\((?:[^()]|\([^()]*\))*\))\s*\.(At|Because|Parameter|Header|Say)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"Faults\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\(""(?<name>\w+)"",", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Given();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, 1000)]
    private static partial Regex Unfilled();

    [GeneratedRegex(@"(?<![\w.\-/])(?<!(ine|mendment|entry|version|at|to) )1 (are|were|have|come|leave|(?!(is|was|has|as|this)\b)[a-z]+s)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plural();

    [GeneratedRegex(@"(^|[.:;] )[Ww]ho(ever)? ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Who();

    [GeneratedRegex(@"(?<![\w""])(?<article>[Aa]n?) (?<word>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Article();
}
