using System.Text.Encodings.Web;
using System.Text.Json;
using TransferRegistry.Api.Language;
using TransferRegistry.Api.Problems;

namespace TransferRegistry.Tests.Kernel;

public sealed class EdtfDateTests
{
    static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("\"2024-02\"", """{"edtf":"2024-02","earliest":"2024-02-01","latest":"2024-02-29"}""")]
    [InlineData("\"2024/..\"", """{"edtf":"2024/..","earliest":"2024-01-01"}""")]
    [InlineData("""{"verbatim":"28 февраля","edtf":"XXXX-02-28"}""", """{"edtf":"XXXX-02-28","verbatim":"28 февраля"}""")]
    [InlineData("""{"edtf":"2024","verbatim":null,"earliest":null}""", """{"edtf":"2024","earliest":"2024-01-01","latest":"2024-12-31"}""")]
    public void A_date_is_read_as_text_or_object_and_written_as_object(string read, string written)
    {
        var json = JsonSerializer.Serialize(Read(read), Options);

        Assert.Equal(written, json);
        Assert.Equal(Read(read), Read(json));
    }

    [Theory]
    [InlineData("\"2023-02-29\"", "There is no day 2023-02-29")]
    [InlineData("{}", "The date is empty.")]
    [InlineData("""{"edtf":null}""", "The date is empty.")]
    [InlineData("2024", "A date is an EDTF text")]
    [InlineData("[]", "A date is an EDTF text")]
    [InlineData("""{"edtf":2024}""", "The member edtf is a text.")]
    [InlineData("""{"edtf":"2024","verbatim":{}}""", "The member verbatim is a text.")]
    [InlineData("""{"edtf":"2024","note":"?"}""", "and no other")]
    [InlineData("""{"edtf":"2024","Verbatim":"?"}""", "and no other")]
    [InlineData("""{"edtf":"2024","earliest":"2024-01-02"}""", "earliest follows from edtf and is 2024-01-01 here")]
    [InlineData("""{"edtf":"2024/..","latest":"2025-01-01"}""", "latest follows from edtf and is unknown here")]
    public void What_is_no_date_is_refused_with_the_fault_as_message(string read, string fault) =>
        Assert.Contains(fault, Assert.Throws<UnreadableValue>(() => Read(read)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void The_words_of_the_source_have_at_most_200_characters(int length, bool isRead)
    {
        var json = JsonSerializer.Serialize(new { edtf = "2024", verbatim = new string('ы', length) });

        Assert.Equal(isRead, Record.Exception(() => Read(json)) is null);
    }

    [Fact]
    public void A_fault_inside_a_larger_body_keeps_its_words_and_its_place()
    {
        var fault = Assert.Throws<UnreadableValue>(() => JsonSerializer.Deserialize<Dictionary<string, EdtfDate>>("""{"signedOn":"2024/"}"""));

        Assert.Equal("A side of the interval is empty; write .. where it is open, as in 2024/.. or ../2024.", fault.Message);
        Assert.Equal("$.signedOn", fault.Path);
    }

    static EdtfDate Read(string json) => JsonSerializer.Deserialize<EdtfDate>(json)!;
}
