using System.Runtime.CompilerServices;
using TransferRegistry.Api.Access;
using TransferRegistry.Api.Operations;

namespace TransferRegistry.Tests.Recorded;

/// <summary>
/// What version 1 answered once it answers still, byte for byte: a conversation of some hundred requests with the sample and a made-up registry,
/// held against how it went when it was written down, with a second version beside it. RECORD_ANSWERS=1 writes it down again; the difference is then read as a client would.
/// </summary>
public sealed class RecordedAnswersTests(V2.WithVersion2 app) : IClassFixture<V2.WithVersion2>
{
    const string Between = "\n====\n";

    [SkippableFact]
    public async Task The_answers_of_version_1_are_what_they_were()
    {
        Skip.If(RegistryApp.SqlServer is not null, "The entries of one unit of work may stand in another order there.");
        using var _ = app.CreateClient();
        app.Clock.AdvanceMinutes(1);
        await Generate.Fill(app.Services, new(seed: 7), agreements: 30, items: 120);
        var keys = SampleKeys.All.ToDictionary(key => Api.Kernel.Json.ToWire(key.Role), key => (string?)key.Key.Text, StringComparer.Ordinal);
        keys.Add("anybody", null);
        var recording = new Recording(app, keys);
        await Script.Play(recording);

        if (Environment.GetEnvironmentVariable("RECORD_ANSWERS") is { Length: > 0 })
            await File.WriteAllTextAsync(Place(), string.Join(Between, recording.Exchanges) + "\n");

        var kept = (await File.ReadAllTextAsync(Place())).TrimEnd('\n').Split(Between);
        Assert.All(kept.Zip(recording.Exchanges).Index(), pair => Assert.Equal(pair.Item.First, pair.Item.Second));
        Assert.Equal(kept.Length, recording.Exchanges.Count);
    }

    static string Place([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "answers.txt");
}
