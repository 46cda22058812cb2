using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Problems;
using TransferRegistry.Api.Reading.Webhooks;
using TransferRegistry.Tests.Http;
using Xunit.Abstractions;

namespace TransferRegistry.Tests.Fuzz;

/// <summary>
/// Requests made from the document, good ones and damaged ones, by all kinds of callers: whatever comes, the registry answers, as the document says, and never fails.
/// <c>REGISTRY_TEST_REQUESTS=50000</c> sends so many; some hundreds always. The seed is fixed (<c>REGISTRY_TEST_SEED</c> sets another): what fails, fails again.
/// </summary>
public sealed class FuzzTests(FuzzTests.Registry app, ITestOutputHelper output) : IClassFixture<FuzzTests.Registry>
{
    const int MostFindings = 30;

    static int Requests => Number("REGISTRY_TEST_REQUESTS", 400);
    static int Seed => Number("REGISTRY_TEST_SEED", 20261123);

    static int Number(string name, int usual) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : usual;

    [Fact]
    public async Task Whatever_is_sent_is_answered_as_the_document_says()
    {
        var run = new Run(app, new((await app.AsAnybody().Ask("/openapi/v1.json").Is(HttpStatusCode.OK)).AsObject()), new(Seed));
        await run.Begin();
        await run.EachOnce();
        for (var sent = 0; sent < Requests && run.Findings.Count < MostFindings; sent++)
            await run.Next();

        output.WriteLine(run.Report());
        Assert.True(run.Findings.Count == 0, $"{run.Findings.Count} findings (seed {Seed}):\n{string.Join("\n\n", run.Findings)}");
        Assert.Empty(run.Unreached);
    }

    [Fact]
    public async Task Random_bytes_are_refused_in_form() =>
        await Gen.Byte.Array[0, 200].SampleAsync(async bytes =>
        {
            var answer = await app.AsOperator().PostBytes("/agreements", bytes);
            await Task.FromResult(answer).Refuses(answer.StatusCode);
            Assert.True((int)answer.StatusCode is 400 or 422, $"{answer.StatusCode}");
        }, iter: 200, threads: 1);

    /// <summary>With a clock that goes on, and webhooks that lead nowhere.</summary>
    public sealed class Registry : RegistryApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            this.Ticking();
            builder.ConfigureTestServices(services => services.AddSingleton<Resolver>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.9.9.9")])));
        }
    }

    sealed class Run(Registry app, PublishedContract contract, Random random)
    {
        readonly Harvest _harvest = new();
        readonly Damage _damage = new(random);
        readonly Dictionary<string, HttpClient> _callers = [];
        readonly Dictionary<string, Func<Task<HttpClient>>> _keys = [];
        readonly SortedDictionary<int, int> _statuses = [];
        readonly SortedDictionary<string, int> _succeeded = new(StringComparer.Ordinal);
        int _sent;

        public List<string> Findings { get; } = [];

        public IEnumerable<string> Unreached => contract.Operations.Select(operation => operation.Id).Where(id => !_succeeded.ContainsKey(id));

        Maker Maker => field ??= new(contract, _harvest, random);

        public async Task Begin()
        {
            var department = await app.AnInstitution("culture_department");
            var (museum, sister, other) = (await app.AnInstitution(supervisedBy: department), await app.AnInstitution(supervisedBy: department), await app.AnInstitution(region: "KZ-75"));
            foreach (var code in new[] { department, museum, sister, other })
                _harvest.Note("institutions", code);
            _keys["department"] = () => app.AKey("department", department, "KZ-19");
            _keys["museum"] = () => app.AKey("museum", museum);
            _keys["auditor"] = () => app.AKey("auditor");
            foreach (var (caller, key) in _keys)
                _callers[caller] = await key();
            (_callers["admin"], _callers["anonymous"]) = (app.AsOperator(), app.AsAnybody());
        }

        /// <summary>Of each operation the request that succeeds.</summary>
        public async Task EachOnce()
        {
            foreach (var operation in contract.Operations)
                await Send(await Arranged(operation), "admin");
        }

        public async Task Next()
        {
            var operation = Maker.Any(contract.Operations);
            if (_sent % 50 == 0)
                await Tidy();
            var shot = random.Next(8) == 0 ? await Arranged(operation) : Made(operation);
            if (random.Next(2) == 0)
                _damage.Of(shot);
            await Send(shot, random.Next(3) == 0 ? Maker.Any<string>(["museum", "department", "auditor", "anonymous"]) : "admin");
        }

        // Each webhook is told of everything, and of exports so many are kept: a few are enough to be asked about.
        async Task Tidy()
        {
            foreach (var list in new[] { "/webhooks", "/exports" })
                foreach (var record in (await app.AsOperator().Walk($"{list}?limit=500")).SkipLast(3))
                    await app.AsOperator().Send(HttpMethod.Delete, $"{list}/{record.Id()}", content: null);
        }

        async Task<Shot> Arranged(Operation operation)
        {
            var made = await app.Made(operation.Id);
            var (path, query) = made.Path.Split('?') is [var before, var after] ? (before, after) : (made.Path, null);
            var shot = new Shot(operation, path.StartsWith("/health", StringComparison.Ordinal) ? path : Conversation.V1 + path);
            if (query?.Split('=') is [var name, var value])
                shot.Query.Add((name, value));
            if (made.Body is not null)
                (shot.Body, shot.MediaType) = (Encoding.UTF8.GetBytes(made.Body.ToJsonString()), "application/json");
            if (operation.IsConditional)
                shot.Headers["If-Match"] = await app.AsOperator().Tag(made.Record!);
            return shot;
        }

        Shot Made(Operation operation)
        {
            var shot = new Shot(operation, string.Join('/', operation.Path.Split('/').Select((segment, at) => segment.StartsWith('{') ? Segment(operation, segment, at) : segment)));
            foreach (var parameter in operation.Parameters)
                if (parameter.In == "query" && random.Next(8) == 0 && Maker.Value(parameter.Schema, parameter.Name) is { } value)
                    shot.Query.Add((parameter.Name, parameter.Name == "wait" ? "0" : Uri.EscapeDataString(value.GetValueKind() is JsonValueKind.String ? (string)value! : value.ToJsonString())));
            if (operation.IsConditional)
                shot.Headers["If-Match"] = random.Next(3) == 0 ? "*" : _harvest.TagOf(string.Join('/', shot.Path.Split('/').Take(5))) ?? "*";
            if (operation.Bodies.Count > 0)
            {
                var (mediaType, content) = Maker.Any(operation.Bodies.ToList());
                var body = random.Next(2) == 0 && content["example"] is { } example ? Maker.Example(example) : Maker.Value(content["schema"]!.AsObject(), "");
                (shot.Body, shot.MediaType) = (Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null"), mediaType);
                if (random.Next(10) == 0)
                    shot.Headers["Idempotency-Key"] = string.Create(CultureInfo.InvariantCulture, $"a key of this run: {random.Next(200):0000}").Replace(' ', '-').Replace(":", "", StringComparison.Ordinal);
            }
            return shot;
        }

        string Segment(Operation operation, string segment, int at) => segment switch
        {
            "{version}" or "{seq}" => random.Next(1, 4).ToString(CultureInfo.InvariantCulture),
            _ => _harvest.Any(operation.Path.Split('/')[at - 1], random) ?? Guid.NewGuid().ToString(),
        };

        async Task Send(Shot shot, string caller)
        {
            _sent++;
            using var message = shot.Message();
            try
            {
                using var answer = await _callers[caller].SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
                var text = answer.Content.Headers.ContentType?.MediaType is "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync();
                await Judge(shot, caller, answer, text);
            }
            catch (Exception fault) when (fault is InvalidOperationException or HttpRequestException or IOException or TaskCanceledException)
            {
                // What the document does not list is told by Documented.
                Find(shot, caller, fault.InnerException?.Message ?? fault.Message);
            }
        }

        async Task Judge(Shot shot, string caller, HttpResponseMessage answer, string text)
        {
            var status = (int)answer.StatusCode;
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
            if (answer.IsSuccessStatusCode && shot.Method == shot.Operation.Method && Fits(shot))
                _succeeded[shot.Operation.Id] = _succeeded.GetValueOrDefault(shot.Operation.Id) + 1;
            if (status is 401 && _keys.TryGetValue(caller, out var renew) && !shot.Headers.ContainsKey("Authorization"))
                _callers[caller] = await renew();
            if (answer.Headers.ETag is { } tag)
                _harvest.Tag(shot.Path, tag.ToString());
            var isJson = answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
            var told = isJson && text.Length > 0 ? JsonNode.Parse(text) : null;
            if (answer.IsSuccessStatusCode)
            {
                _harvest.Take(told);
                if (told is not null && shot.Operation.Path.Split('/') is [_, "api", "v1", var resource])
                    _harvest.TakeIds(resource, told);
                if (isJson && text.Contains(":null", StringComparison.Ordinal))
                    Find(shot, caller, "An answer says null.");
                return;
            }
            if (shot.Method == HttpMethod.Head && status >= 500)
                Find(shot, caller, $"{status} to HEAD");
            if (status < 400 || shot.Method == HttpMethod.Head)
                return;
            if (status >= 500 && !IsIntended(told))
                Find(shot, caller, $"{status} {text}");
            if (told is not JsonObject problem || (string?)problem["title"] is null || (string?)problem["detail"] is not { Length: > 0 } detail)
            {
                Find(shot, caller, $"{status} is said without a problem document: {text}");
                return;
            }
            if (detail.Length > contract.MostOfADetail || detail.Contains("System.", StringComparison.Ordinal))
                Find(shot, caller, $"{status} {detail}");
        }

        bool Fits(Shot shot) => shot.IsWhole || contract.Operations.First(operation => operation.Id == shot.Operation.Id).Path.Split('/').Length == shot.Path.Split('/').Length;

        // That the database is away, or that time has run out, is foreseen; and it says so.
        static bool IsIntended(JsonNode? problem) => (int?)problem?["status"] == 503
            && Faults.All.Any(kind => kind.Problem == Problem.Unavailable && kind.Code == (string?)problem["errors"]?[0]?["code"]);

        void Find(Shot shot, string caller, string what)
        {
            var said = what.Length > 1_500 ? what[..1_500] : what;
            if (Findings.Count < MostFindings && !Findings.Any(known => known.StartsWith($"{shot.Operation.Id}: {said[..Math.Min(40, said.Length)]}", StringComparison.Ordinal)))
                Findings.Add($"{shot.Operation.Id}: {said}\n  request {_sent} of {caller}: {shot}");
        }

        public string Report() => string.Join('\n',
        [
            $"{_sent} requests, seed {Seed}",
            .. _statuses.Select(status => $"  {status.Key}: {status.Value}"),
            $"Operations with 2xx: {_succeeded.Count} of {contract.Operations.Count}",
            .. _succeeded.Select(operation => $"  {operation.Key}: {operation.Value}"),
            $"Never with 2xx: {string.Join(", ", Unreached.DefaultIfEmpty("none"))}",
        ]);
    }
}
