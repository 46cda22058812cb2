using System.Text.Json.Nodes;

namespace TransferRegistry.Tests.Docs;

/// <summary>The comparison that the README's answers are held to notices what it must.</summary>
public sealed class ExcerptTests
{
    [Theory]
    [InlineData("""{ "a": 1, … }""", true)]
    [InlineData("""{ "a": 1, "b": …, "c": [ "x", … ] }""", true)]
    [InlineData("""{ …, "c": [ "x", "y" ] }""", true)]
    [InlineData("""{ …, "b": { "t": "te…" }, … }""", true)]
    [InlineData("""{ "a": 2, … }""", false)]
    [InlineData("""{ "a": 1, "c": … }""", false)]
    [InlineData("""{ "a": 1 }""", false)]
    [InlineData("""{ …, "c": …, "a": 1 }""", false)]
    [InlineData("""{ …, "c": [ "x" ] }""", false)]
    [InlineData("""{ …, "c": [ "x", "y", "z", … ] }""", false)]
    [InlineData("""{ …, "b": { "t": "…x" }, … }""", false)]
    [InlineData("""{ …, "d": …, … }""", false)]
    public void A_printed_answer_leaves_out_only_what_it_marks(string printed, bool fits) =>
        Assert.Equal(fits, Excerpt.Difference(printed, JsonNode.Parse("""{ "a": 1, "b": { "t": "text" }, "c": [ "x", "y" ] }""")) is null);
}
