-- Two roles of a SQL Server database, so that the service can't do what it never does. Run by the owner of the database after every migration; it may be run again at any time.
--
--   registry_owner     runs the migrations (`-- migrate`): it makes and alters tables
--   registry_service   serves: no table is made or altered, and no entry of the journal is changed or removed
--
-- A login is given a role by: CREATE USER registry_app FOR LOGIN registry_app; ALTER ROLE registry_service ADD MEMBER registry_app;
-- The service checks these rights at start (Database__MigrateAtStart=false), and a test holds them against its statements.

IF DATABASE_PRINCIPAL_ID('registry_owner') IS NULL
    CREATE ROLE registry_owner;
GO

IF DATABASE_PRINCIPAL_ID('registry_service') IS NULL
    CREATE ROLE registry_service;
GO

ALTER ROLE db_ddladmin ADD MEMBER registry_owner;
ALTER ROLE db_datareader ADD MEMBER registry_owner;
ALTER ROLE db_datawriter ADD MEMBER registry_owner;
GO

GRANT SELECT, INSERT ON journal TO registry_service;
GRANT SELECT, UPDATE ON journal_head TO registry_service;
GRANT SELECT, INSERT ON access_log TO registry_service;
GRANT SELECT, INSERT, UPDATE ON key_uses TO registry_service;
GRANT SELECT, INSERT, UPDATE ON access_keys TO registry_service;
GRANT SELECT, INSERT, DELETE ON agreement_parties TO registry_service;
GRANT SELECT, INSERT, DELETE ON agreement_scope_areas TO registry_service;
GRANT SELECT, INSERT, DELETE ON agreement_terms TO registry_service;
GRANT SELECT, INSERT, UPDATE ON agreements TO registry_service;
GRANT SELECT, INSERT, DELETE ON amendment_signatures TO registry_service;
GRANT SELECT, INSERT, DELETE ON custody_intervals TO registry_service;
GRANT SELECT, INSERT, DELETE ON custody_loans TO registry_service;
GRANT SELECT, INSERT, DELETE ON event_agreements TO registry_service;
GRANT SELECT, INSERT, DELETE ON event_participants TO registry_service;
GRANT SELECT, INSERT, DELETE ON event_transfers TO registry_service;
GRANT SELECT, INSERT, UPDATE ON events TO registry_service;
GRANT SELECT, INSERT, DELETE ON export_parts TO registry_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON exports TO registry_service;
GRANT SELECT, INSERT, UPDATE ON institution_codes TO registry_service;
GRANT SELECT, INSERT, DELETE ON institution_memberships TO registry_service;
GRANT SELECT, INSERT, UPDATE ON institutions TO registry_service;
GRANT SELECT, INSERT, DELETE ON item_identifiers TO registry_service;
GRANT SELECT, INSERT, UPDATE ON items TO registry_service;
GRANT SELECT, UPDATE ON registry_locks TO registry_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_answers TO registry_service;
GRANT SELECT, INSERT, UPDATE ON registry_numbers TO registry_service;
GRANT SELECT ON registry_secrets TO registry_service;
GRANT SELECT, INSERT, UPDATE ON search_entries TO registry_service;
GRANT SELECT, INSERT, DELETE ON transfer_extensions TO registry_service;
GRANT SELECT, INSERT, DELETE ON transfer_lines TO registry_service;
GRANT SELECT, INSERT, DELETE ON transfer_sides TO registry_service;
GRANT SELECT, INSERT, UPDATE ON transfers TO registry_service;
GRANT SELECT, INSERT, DELETE ON webhook_attempts TO registry_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_messages TO registry_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO registry_service;
GRANT SELECT ON SchemaVersions TO registry_service;
