-- Who read what is sealed, who took copies of much at once, and who was refused. Only added to; beside the journal, which tells what was changed.
CREATE TABLE access_log (
    id             TEXT    NOT NULL CONSTRAINT pk_access_log PRIMARY KEY, -- UUIDv7: in order of time
    accessed_at    TEXT    NOT NULL,
    act            TEXT    NOT NULL,
    role           TEXT,              -- absent: the credential was refused
    institution_id TEXT,
    credential     TEXT    NOT NULL, -- the public part of it: a key's id, or a token's issuer and subject
    method         TEXT    NOT NULL,
    path           TEXT    NOT NULL,
    resource_type  TEXT,
    resource_id    TEXT,
    status         INTEGER NOT NULL,
    code           TEXT,
    request_id     TEXT    NOT NULL,
    CONSTRAINT ck_access_log_act CHECK (act IN ('read', 'exported', 'denied'))
) STRICT;

CREATE INDEX ix_access_log_resource ON access_log (resource_id, id);
CREATE INDEX ix_access_log_institution ON access_log (institution_id, id);
CREATE INDEX ix_access_log_credential ON access_log (credential, id);

CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log
BEGIN SELECT RAISE(ABORT, 'The access log is append-only.'); END;

CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log
BEGIN SELECT RAISE(ABORT, 'The access log is append-only.'); END;
