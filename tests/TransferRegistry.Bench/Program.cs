using System.Diagnostics;
using System.Globalization;
using TransferRegistry.Bench;

// Measures a served registry on a generated database:
//   dotnet run -c Release --project src/TransferRegistry.Api -- generate --agreements 100000 --items 1000000 --seed 42
//   dotnet run -c Release --project tests/TransferRegistry.Bench -- data/registry.db
// A second word measures only the lists that have it in their address; "export" only the whole list of items. The posting rate writes into that database.
if (args.Length is not (1 or 2) || !File.Exists(args[0]))
{
    Console.Error.WriteLine("Name the file of a generated registry: TransferRegistry.Bench <registry.db> [<word>]");
    return args is ["--help"] ? 0 : 1;
}

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
using var service = await ServedRegistry.Start(args[0]);
var clock = Stopwatch.StartNew();
var lists = new Lists(service);
if (args.ElementAtOrDefault(1) is not "export")
    await lists.Measure(args.ElementAtOrDefault(1) ?? "");
if (args.ElementAtOrDefault(1) is null or "export")
    await new Exporting(service, args[0]).Measure();
Console.WriteLine($"resident memory after {clock.Elapsed.TotalSeconds:N0} s of walking: at most {service.MostResident:N0} MB");
if (args.Length == 1)
    await new Rates(service).Measure();
Console.WriteLine($"resident memory over all: at most {service.MostResident:N0} MB");
return 0;
