using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Problems;

/// <summary>A sentence of the catalogue: its code never changes, its text may be said in another language.</summary>
/// <param name="Code">Stable, <c>subject.fault</c>.</param>
/// <param name="Problem">What a request with this fault is answered with.</param>
/// <param name="Invariant">The domain's rule it breaks.</param>
/// <param name="Text">English, with {parameters}.</param>
sealed partial record FaultKind(string Code, Problem Problem, string? Invariant, string Text)
{
    /// <summary>No sentence is longer, whatever it speaks of.</summary>
    public const int MostCharacters = 2000;

    // What somebody sent may be a megabyte: as much of it is said as tells which it is.
    const int MostOfAText = 200;
    const int MostOfAList = 800;

    /// <summary>What the sentence speaks of.</summary>
    public IEnumerable<string> Parameters => Placeholder().Matches(Text).Select(found => found.Groups["name"].Value);

    public Fault At(string? pointer, params (string Name, object? Value)[] parameters) => new(this, pointer, Params(parameters));

    /// <summary>The refusal that says this of the request as a whole.</summary>
    public Refusal Because(params (string Name, object? Value)[] parameters) => At(pointer: null, parameters).Refused();

    public Fault Parameter(string name, params (string Name, object? Value)[] parameters) => new(this, Pointer: null, Params(parameters)) { ParameterName = name };

    public Fault Header(string name, params (string Name, object? Value)[] parameters) => new(this, Pointer: null, Params(parameters)) { HeaderName = name };

    static Dictionary<string, object> Params((string Name, object? Value)[] parameters) =>
        parameters.Where(parameter => parameter.Value is not null).ToDictionary(parameter => parameter.Name, parameter => Plain(parameter.Value!));

    // A text or a number: as the sentence says it, as params give it.
    static object Plain(object value) => value switch
    {
        int or long or decimal => value,
        string text => Cut(text),
        IEnumerable<string?> words => ListResult([.. words.OfType<string>()]),
        LocalDate day => TimeText.Of(day),
        Instant moment => TimeText.Of(moment),
        EdtfDate date => date.Edtf.Text,
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        _ => Cut(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    static string Cut(string text) =>
        text.Length <= MostOfAText ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[MostOfAText - 1]) ? MostOfAText - 1 : MostOfAText)}…";

    static string ListResult(IReadOnlyList<string> words)
    {
        var (said, length) = (0, 0);
        while (said < words.Count && (length += Math.Min(words[said].Length, MostOfAText) + 2) <= MostOfAList)
            said++;
        return string.Join(", ", words.Take(said).Select(Cut).Concat(said < words.Count ? ["…"] : []));
    }

    /// <summary>The sentence by itself, of no place in the request.</summary>
    public string Say(params (string Name, object? Value)[] parameters) => Say(Params(parameters));

    public string Say(IReadOnlyDictionary<string, object> parameters) => Placeholder().Replace(Text, found =>
        parameters.TryGetValue(found.Groups["name"].Value, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "unknown");

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}

/// <summary>One thing that is wrong, with its place in the request.</summary>
sealed record Fault(FaultKind Kind, string? Pointer, IReadOnlyDictionary<string, object> Params)
{
    public string? ParameterName { get; init; }
    public string? HeaderName { get; init; }
    /// <summary>The institution that in truth holds the item, as the caller may see it.</summary>
    public object? Holder { get; init; }
    /// <summary>The transfer that put it there, or stands in the way, as the caller may see it.</summary>
    public object? Act { get; init; }
    /// <summary>The address of the record that has already what was to be given.</summary>
    public string? Location { get; init; }
    /// <summary>The rule it follows from, behind which it stands whatever its own place.</summary>
    public string? Behind { get; init; }

    public string Detail => Kind.Say(Params);

    public Refusal Refused() => new(Kind.Problem, Detail, [this]);
}

/// <summary>A value that a converter can't read, and the sentence that says why; where it stands is known to whoever reads the body.</summary>
sealed class UnreadableValue(Fault fault) : JsonException(fault.Detail)
{
    public Fault Fault => fault;
}

/// <summary>Everything a request breaks, gathered before it is refused, and everything that could not be decided.</summary>
sealed class Findings
{
    /// <summary>More than these nobody mends by hand: the rest goes unsaid.</summary>
    public const int Most = 1000;

    readonly List<Fault> _refused = [];
    readonly List<Fault> _warnings = [];

    public IReadOnlyList<Fault> Refused => _refused;
    public IReadOnlyList<Fault> Warnings => _warnings;

    public void Refuse(Fault fault) => _refused.Add(fault);

    public void Warn(Fault fault) => _warnings.Add(fault);

    public void Add(Fault fault, bool onlyWarns) => (onlyWarns ? _warnings : _refused).Add(fault);

    /// <summary>As strictly as a policy is kept.</summary>
    public void Add(Fault fault, PolicyMode mode)
    {
        if (mode is not PolicyMode.Off)
            Add(fault, onlyWarns: mode is PolicyMode.Warn);
    }

    /// <summary>What was found at a member of the record is shown where the request has said it.</summary>
    public void Move(string from, string to)
    {
        foreach (var faults in new[] { _refused, _warnings })
            for (var i = 0; i < faults.Count; i++)
                if (faults[i].Pointer == from)
                    faults[i] = faults[i] with { Pointer = to };
    }

    /// <summary>Throws one refusal for all that was found.</summary>
    public void ThrowIfRefused()
    {
        if (Refusal() is { } refusal)
            throw refusal;
    }

    /// <summary>The refusal of all that was found, named by its first rule; null when nothing was.</summary>
    public Refusal? Refusal()
    {
        if (_refused.Count == 0)
            return null;
        var ordered = _refused.OrderBy(Rank).Take(Most).ToList();
        var refusal = new Refusal(ordered[0].Kind.Problem, ordered[0].Detail, ordered);
        if (ordered[0].Location is { } location)
            refusal.WithHeader("Location", location);
        return ordered.FirstOrDefault(fault => (fault.Holder ?? fault.Act) is not null) is { } named
            ? refusal.With("holder", named.Holder).With("act", named.Act)
            : refusal;
    }

    static int Rank(Fault fault) => fault.Kind.Problem == Problem.Forbidden ? -2 : fault.Kind.Problem == Problem.Invalid ? -1
        : Rules.Rank(fault.Behind ?? fault.Kind.Invariant);
}
