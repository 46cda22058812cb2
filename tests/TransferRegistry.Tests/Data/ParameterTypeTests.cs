using System.Data;
using Microsoft.Data.SqlClient;

namespace TransferRegistry.Tests.Data;

/// <summary>The judge of parameters bites; on a server it judges every command of the whole suite (<see cref="ParameterTypes.Watch"/>).</summary>
public sealed class ParameterTypeTests
{
    [Theory]
    [InlineData("SELECT document FROM agreements WHERE id = @Value", SqlDbType.Char, true)]
    [InlineData("SELECT document FROM agreements WHERE id = @Value", SqlDbType.NVarChar, false)]
    [InlineData("SELECT document FROM agreements WHERE id = @Value", SqlDbType.UniqueIdentifier, false)]
    [InlineData("SELECT item.document FROM items AS item WHERE @Value = item.id", SqlDbType.NVarChar, false)]
    [InlineData("SELECT document FROM agreements WHERE registry_number = @Value", SqlDbType.NVarChar, true)]
    [InlineData("SELECT document FROM agreements WHERE registry_number = @Value", SqlDbType.VarChar, false)]
    [InlineData("SELECT document FROM agreements WHERE effective_to < @Value", SqlDbType.Date, true)]
    [InlineData("SELECT document FROM agreements WHERE effective_to < @Value", SqlDbType.DateTime, false)]
    [InlineData("UPDATE agreements SET updated_at = @Value WHERE version = 1", SqlDbType.DateTime2, true)]
    [InlineData("UPDATE agreements SET updated_at = @Value WHERE version = 1", SqlDbType.DateTime, false)]
    [InlineData("INSERT INTO agreement_scope_areas (agreement_id, scope_area) VALUES (@Value, 'other')", SqlDbType.NVarChar, false)]
    [InlineData("SELECT term.position FROM agreement_terms AS term WHERE term.position BETWEEN @Value AND 3", SqlDbType.BigInt, true)]
    [InlineData("SELECT party.role FROM agreement_parties AS party WHERE party.signature_required = @Value", SqlDbType.Int, false)]
    public void A_parameter_of_another_type_than_its_column_is_seen(string text, SqlDbType type, bool fits)
    {
        using var command = new SqlCommand(text);
        command.Parameters.Add(new SqlParameter("Value", type) { Value = "x", Size = 36, Scale = 6 });

        Assert.Equal(fits, ParameterTypes.Conversions(command).Count == 0);
    }

    [SkippableFact]
    public async Task On_a_server_no_such_command_is_sent()
    {
        Skip.If(RegistryApp.SqlServer is null, "REGISTRY_TEST_SQLSERVER names no server.");
        await using var app = new RegistryApp();
        await using var connection = (SqlConnection)await app.Database.Open(CancellationToken.None);
        await using var command = new SqlCommand("SELECT document FROM agreements WHERE id = @Id", connection);
        command.Parameters.AddWithValue("Id", "an id as text");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => command.ExecuteScalarAsync());

        Assert.Contains("@Id is sent as NVarChar", refused.Message, StringComparison.Ordinal);
    }
}
