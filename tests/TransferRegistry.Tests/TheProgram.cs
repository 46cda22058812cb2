using System.Diagnostics;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests;

/// <summary>The program itself, as an operator calls it, in a process of its own and in Production.</summary>
static class TheProgram
{
    /// <summary>Told to serve, with settings that should keep it from doing so: with which code it ended, and what it said to the operator.</summary>
    public static async Task<(int Exit, string Told)> Ends(params IEnumerable<(string Key, string Value)> settings)
    {
        var (exit, _, told) = await Does(["--urls", "http://127.0.0.1:0"], settings);
        return (exit, told);
    }

    /// <summary>What it does when it is called so: its code, what it printed, and what it said beside.</summary>
    public static async Task<(int Exit, string Printed, string Told)> Does(IEnumerable<string> arguments, params IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Database).Assembly.Location, .. arguments])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Public__BaseUrl"] = "https://registry.example.kz";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;
        using var program = Process.Start(start)!;
        var (output, error) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await program.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            program.Kill();
            Assert.Fail($"It does not end: {await output}");
        }
        return (program.ExitCode, await output, await error);
    }
}
