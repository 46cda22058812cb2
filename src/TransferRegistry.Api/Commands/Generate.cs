using System.CommandLine;

namespace TransferRegistry.Api.Commands;

static class Generate
{
    public static Command Verb(Func<string[], WebApplication> compose) => new("generate", "Fills the registry with made-up agreements and items, the same for the same seed.");
}
