using Microsoft.Extensions.DependencyInjection;
using TransferRegistry.Api.Data;

namespace TransferRegistry.Tests.Data;

/// <summary>A unit of work keeps all of what it did or nothing, and never keeps others waiting.</summary>
public sealed class WorkTests(RegistryApp app) : IClassFixture<RegistryApp>
{
    static readonly SqlText Touch = "UPDATE registry_numbers SET last_number = last_number";

    [Fact]
    public async Task What_is_written_without_being_recorded_is_not_committed()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<Work>();
        await work.Begin();
        await work.Write(Touch);

        await Assert.ThrowsAsync<InvalidOperationException>(work.Commit);
    }

    [Fact]
    public async Task Nothing_is_written_outside_a_unit()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<Work>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => work.Write(Touch));
        await Assert.ThrowsAsync<InvalidOperationException>(() => work.ExecuteUnjournaled(Touch));
    }

    [Fact]
    public async Task The_gate_opens_again_whatever_became_of_the_unit()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var work = scope.ServiceProvider.GetRequiredService<Work>();
            await work.Begin().WaitAsync(TimeSpan.FromSeconds(10));
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => work.Write("UPDATE no_such_table SET x = 1"));
        }
        await app.AnInstitution().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Ids_of_a_unit_sort_in_the_order_they_were_made()
    {
        await using var scope = app.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<Work>();
        await work.Begin();

        var ids = Enumerable.Range(0, 5000).Select(_ => work.NewId().ToString()).ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
