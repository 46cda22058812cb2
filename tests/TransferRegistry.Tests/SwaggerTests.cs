using Microsoft.Playwright;

namespace TransferRegistry.Tests;

/// <summary>The service with its sample on a port of its own, for a browser.</summary>
public sealed class ServedSample : RegistryApp
{
    public ServedSample() => UseKestrel(0);

    protected override string Environmental => "Development";
}

/// <summary>The pages under /swagger in a real browser, as an auditor uses them: with nothing but this service in reach.</summary>
public sealed class SwaggerTests(ServedSample app) : IClassFixture<ServedSample>, IAsyncLifetime
{
    static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    // A browser that asks nobody but the page for anything.
    static readonly string[] Quiet =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    static readonly string? Executable = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Browsers.Select(browser => Path.Combine(folder, browser))).FirstOrDefault(File.Exists);

    readonly List<string> _complaints = [];
    IPlaywright? _driver;
    IBrowser? _browser;
    IPage? _page;

    IPage Page => _page!;

    public async Task InitializeAsync()
    {
        if (Executable is null)
            return;
        app.StartServer();
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Quiet });
        _page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1400 }, BaseURL = app.ClientOptions.BaseAddress.ToString() });
        Page.Console += (_, message) => Complain(message.Type is "error" or "warning", $"console: {message.Text}");
        Page.PageError += (_, fault) => Complain(complains: true, $"script: {fault}");
        Page.RequestFailed += (_, request) => Complain(complains: true, $"failed: {request.Url}");
        Page.Request += (_, request) => Complain(!IsOurs(new(request.Url)), $"asked elsewhere: {request.Url}");
        Page.Response += (_, answer) => Complain(answer.Status >= 400, $"{answer.Status}: {answer.Url}");
        await Page.GotoAsync("/");
        await Page.Locator(".opblock-tag").First.WaitForAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _driver?.Dispose();
    }

    [SkippableFact]
    public async Task An_auditor_finds_and_reads_the_agreements()
    {
        Skip.If(Executable is null, $"None of {string.Join(", ", Browsers)} is on the PATH.");

        await Authorize("trk_000auditor_");
        await Page.Locator(".operation-filter-input").FillAsync("Agreements");
        await Assertions.Expect(Page.Locator(".opblock-tag")).ToHaveCountAsync(1);
        var operation = await Execute("Agreements", "listAgreements");

        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToHaveTextAsync("200");
        await Assertions.Expect(operation.Locator(".live-responses-table")).ToContainTextAsync("Меморандум о сотрудничестве");
        await Assertions.Expect(operation.Locator(".live-responses-table")).ToContainTextAsync("XXXX-02-28");
        await Assertions.Expect(operation).ToContainTextAsync("Request duration");
        await Look("list");
        Assert.True(_complaints.Count == 0, string.Join("\n", _complaints));
    }

    [SkippableFact]
    public async Task What_the_page_proposes_to_post_is_accepted_as_it_stands()
    {
        Skip.If(Executable is null, $"None of {string.Join(", ", Browsers)} is on the PATH.");

        await Authorize("trk_department_");
        var operation = await Execute("Agreements", "postAgreement");

        await Assertions.Expect(operation.Locator(".live-responses-table .response-col_status").Last).ToHaveTextAsync("201");
        await Look("post");
        Assert.True(_complaints.Count == 0, string.Join("\n", _complaints));
    }

    async Task Authorize(string beginning)
    {
        await Page.Locator(".auth-wrapper .authorize").ClickAsync();
        await Page.Locator(".modal-ux input").FillAsync(Api.Access.SampleKeys.All.Select(sample => sample.Key.Text).Single(key => key.StartsWith(beginning, StringComparison.Ordinal)));
        await Page.Locator(".modal-ux .auth-btn-wrapper .authorize").ClickAsync();
        await Page.Locator(".modal-ux .btn-done").ClickAsync();
    }

    async Task<ILocator> Execute(string section, string operationId)
    {
        var operation = Page.Locator($"#operations-{section}-{operationId}");
        if (!await operation.IsVisibleAsync())
            await Page.Locator($"#operations-tag-{section}").ClickAsync();
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.Locator(".execute").ClickAsync();
        await operation.Locator(".live-responses-table").WaitForAsync();
        return operation;
    }

    // Where SWAGGER_SCREENSHOTS names a folder, what was seen is kept there.
    async Task Look(string name)
    {
        if (Environment.GetEnvironmentVariable("SWAGGER_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"swagger-{name}.png"), FullPage = true });
    }

    void Complain(bool complains, string what)
    {
        if (complains)
            _complaints.Add(what);
    }

    static bool IsOurs(Uri address) => address.IsLoopback || address.Scheme is "data" or "blob";
}
