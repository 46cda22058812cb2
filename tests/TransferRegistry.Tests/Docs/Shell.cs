using System.Text;

namespace TransferRegistry.Tests.Docs;

/// <summary>The few words of a shell that the README's commands are written in: variables, quotes, comments, and curl with some of its options.</summary>
sealed class Shell
{
    readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    /// <summary>Runs a block: sets its variables and gives its one curl, or null where it has none. A variable set to … is what a reader copies, of which the comment tells.</summary>
    public Curl? Run(string block, Func<string, string> copied)
    {
        Curl? curl = null;
        foreach (var line in Lines(block.Replace("\\\n", " ", StringComparison.Ordinal)))
        {
            var words = Words(line, out var comment);
            if (words.Count == 0)
                continue;
            if (words is [var assignment] && assignment.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && assignment[..at].All(char.IsAsciiLetterUpper))
                _variables[assignment[..at]] = assignment[(at + 1)..] == "…" ? copied(comment) : assignment[(at + 1)..];
            else if (words[0] != "curl" || curl is not null)
                throw new InvalidOperationException($"A block of the tour has variables and one curl: {line}");
            else
                curl = Curl.Of(words.Skip(1));
        }
        return curl;
    }

    // A line ends where no quote is open.
    static IEnumerable<string> Lines(string block)
    {
        var (line, quote) = (new StringBuilder(), '\0');
        foreach (var letter in block)
        {
            if (letter == '\n' && quote == '\0')
            {
                yield return line.ToString();
                line.Clear();
                continue;
            }
            if (letter == quote)
                quote = '\0';
            else if (quote == '\0' && letter is '\'' or '"')
                quote = letter;
            line.Append(letter);
        }
        yield return line.ToString();
    }

    List<string> Words(string line, out string comment)
    {
        var words = new List<string>();
        var (word, quote, begun) = (new StringBuilder(), '\0', false);
        comment = "";
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (quote == '\0' && letter == '#' && !begun)
            {
                comment = line[(i + 1)..].Trim();
                break;
            }
            if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                if (begun)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
                continue;
            }
            begun = true;
            if (letter == quote)
                quote = '\0';
            else if (quote == '\0' && letter is '\'' or '"')
                quote = letter;
            else if (quote != '\'' && letter == '$')
            {
                var name = string.Concat(line[(i + 1)..].TakeWhile(char.IsAsciiLetterUpper));
                word.Append(_variables[name]);
                i += name.Length;
            }
            else if (quote == '\0' && letter is '|' or ';' or '&' or '>' or '<' or '(' or ')' or '`')
                throw new InvalidOperationException($"The tour needs nothing but curl: {line}");
            else
                word.Append(letter);
        }
        if (begun)
            words.Add(word.ToString());
        return words;
    }
}
