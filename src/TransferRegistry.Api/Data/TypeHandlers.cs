using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;
using NodaTime;
using TransferRegistry.Api.Language;

namespace TransferRegistry.Api.Data;

/// <summary>Ids, moments and days across the border: native types to SQL Server, fixed-width text to SQLite.</summary>
static class TypeHandlers
{
    static readonly Lock Once = new();
    static bool _registered;

    public static void Register()
    {
        lock (Once)
        {
            if (_registered)
                return;
            DefaultTypeMap.MatchNamesWithUnderscores = true;
            // Dapper writes types it maps itself without asking a handler, unless the mapping is removed first.
            SqlMapper.RemoveTypeMap(typeof(Guid));
            SqlMapper.RemoveTypeMap(typeof(Guid?));
            SqlMapper.AddTypeHandler(new GuidHandler());
            SqlMapper.AddTypeHandler(new InstantHandler());
            SqlMapper.AddTypeHandler(new LocalDateHandler());
            _registered = true;
        }
    }

    sealed class GuidHandler : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value)
        {
            parameter.Value = value.ToString();
            if (parameter is SqlParameter server)
                (server.SqlDbType, server.Size) = (SqlDbType.Char, 36);
        }

        public override Guid Parse(object value) => Guid.Parse((string)value, CultureInfo.InvariantCulture);
    }

    sealed class InstantHandler : SqlMapper.TypeHandler<Instant>
    {
        public override void SetValue(IDbDataParameter parameter, Instant value)
        {
            if (parameter is SqlParameter server)
                (server.SqlDbType, server.Scale, server.Value) = (SqlDbType.DateTime2, 6, value.ToDateTimeUtc());
            else
                parameter.Value = TimeText.Of(value);
        }

        public override Instant Parse(object value) => value is DateTime moment
            ? Instant.FromDateTimeUtc(DateTime.SpecifyKind(moment, DateTimeKind.Utc))
            : TimeText.ReadInstant((string)value) ?? throw new DataException("A stored instant can't be read.");
    }

    sealed class LocalDateHandler : SqlMapper.TypeHandler<LocalDate>
    {
        public override void SetValue(IDbDataParameter parameter, LocalDate value)
        {
            if (parameter is SqlParameter server)
                (server.SqlDbType, server.Value) = (SqlDbType.Date, value.ToDateTimeUnspecified());
            else
                parameter.Value = TimeText.Of(value);
        }

        public override LocalDate Parse(object value) => value is DateTime day
            ? LocalDate.FromDateTime(day)
            : TimeText.ReadDay((string)value) ?? throw new DataException("A stored day can't be read.");
    }
}
