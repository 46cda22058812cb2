using TransferRegistry.Api.Data;
using TransferRegistry.Api.Registry.Search;
using TransferRegistry.Api.Registry.Visibility;

namespace TransferRegistry.Api.Registry.Events;

static class EventSql
{
    public static readonly SqlList List = new("event.id, event.document", "events AS event", "event.id", new Dictionary<string, SqlText>(VisibilitySql.Event.ForList())
    {
        ["id"] = "event.id = @Id",
        ["q"] = SearchSql.Found("event"),
        ["kind"] = "event.kind = @Kind",
        ["institution"] = "event.id IN (SELECT participant.event_id FROM event_participants AS participant WHERE participant.institution_id = @Institution)",
        ["agreement"] = "event.id IN (SELECT linked.event_id FROM event_agreements AS linked WHERE linked.agreement_id = @Agreement)",
        ["transfer"] = "event.id IN (SELECT linked.event_id FROM event_transfers AS linked WHERE linked.transfer_id = @Transfer)",
        ["date possible"] = DateSql.Possible("event.held", "Date"),
        ["date certain"] = DateSql.Certain("event.held", "Date"),
    });

    public static readonly SqlText Insert = """
        INSERT INTO events (id, kind, visibility, held_earliest, held_latest, held_day_from, held_day_to, held_qualified, submitter, posted_for_id,
            title, document, version, created_at, updated_at)
        VALUES (@Id, @Kind, @Visibility, @HeldEarliest, @HeldLatest, @HeldDayFrom, @HeldDayTo, @HeldQualified, @Submitter, @PostedFor,
            @Title, @Document, @Version, @CreatedAt, @UpdatedAt)
        """;

    public static readonly SqlText Update = SqlRows.NextVersions("events", """
        id, kind, visibility, held_earliest, held_latest, held_day_from, held_day_to, held_qualified, title, document, version, updated_at
        """, """
        @Id, @Kind, @Visibility, @HeldEarliest, @HeldLatest, @HeldDayFrom, @HeldDayTo, @HeldQualified, @Title, @Document, @Version, @UpdatedAt
        """, """
        kind = given.kind, visibility = given.visibility, held_earliest = given.held_earliest, held_latest = given.held_latest,
            held_day_from = given.held_day_from, held_day_to = given.held_day_to, held_qualified = given.held_qualified,
            title = given.title, document = given.document, version = given.version, updated_at = given.updated_at
        """);

    public static readonly SqlText Uninvite = Ids.In("DELETE FROM event_participants WHERE event_id");

    public static readonly SqlText Invite = """
        INSERT INTO event_participants (event_id, position, institution_id, role) VALUES (@Id, @Position, @Institution, @Role)
        """;

    public static readonly SqlText UnlinkAgreements = Ids.In("DELETE FROM event_agreements WHERE event_id");

    public static readonly SqlText LinkAgreement = "INSERT INTO event_agreements (event_id, agreement_id) VALUES (@Id, @Agreement)";

    public static readonly SqlText UnlinkTransfers = Ids.In("DELETE FROM event_transfers WHERE event_id");

    public static readonly SqlText LinkTransfer = "INSERT INTO event_transfers (event_id, transfer_id) VALUES (@Id, @Transfer)";
}
