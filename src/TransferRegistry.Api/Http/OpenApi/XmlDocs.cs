using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TransferRegistry.Api.Http.OpenApi;

/// <summary>The comments of contracts, where the OpenAPI document needs them and its generator does not look.</summary>
static partial class XmlDocs
{
    static readonly Dictionary<string, string> Summaries = Read();

    public static string? Of(Type type) => Summaries.GetValueOrDefault($"T:{Name(type)}");

    public static string? Of(PropertyInfo property) => Summaries.GetValueOrDefault($"P:{Name(property.DeclaringType!)}.{property.Name}");

    public static string? Of(Type type, string field) => Summaries.GetValueOrDefault($"F:{Name(type)}.{field}");

    static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    static Dictionary<string, string> Read()
    {
        var file = Path.ChangeExtension(typeof(XmlDocs).Assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("summary").Where(summary => summary.Parent?.Name == "member")
                .ToDictionary(
                    summary => summary.Parent!.Attribute("name")!.Value, summary => Blanks().Replace(summary.Value, " ").Trim(), StringComparer.Ordinal)
            : [];
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
