-- Whole lists that are written down for somebody to fetch, whichever instance is asked. Housekeeping: no record of the registry, removed after a day.
CREATE TABLE exports (
    id            TEXT    NOT NULL CONSTRAINT pk_exports PRIMARY KEY,
    owner         TEXT    NOT NULL, -- whose eyes it was written with: role, institution, region
    status        TEXT    NOT NULL,
    lease_id      TEXT,             -- the instance that writes it, until lease_ends_at
    lease_ends_at TEXT,
    attempts      INTEGER NOT NULL, -- how often it was begun
    seq           INTEGER,          -- the journal's entry at which the list was so
    records       INTEGER,          -- how many the list has
    written       INTEGER NOT NULL, -- how many of them are written down
    bytes         INTEGER NOT NULL, -- how many of the file
    digest        TEXT,             -- SHA-256 of all of it
    fault         TEXT,             -- why it failed
    document      TEXT    NOT NULL, -- what was asked, by whom
    version       INTEGER NOT NULL,
    created_at    TEXT    NOT NULL,
    finished_at   TEXT,
    expires_at    TEXT    NOT NULL,
    CONSTRAINT ck_exports_status CHECK (status IN ('queued', 'running', 'done', 'failed'))
) STRICT;

CREATE INDEX ix_exports_owner ON exports (owner, id);
CREATE INDEX ix_exports_status ON exports (status, id);
CREATE INDEX ix_exports_expires_at ON exports (expires_at);

-- An export's file, a part of fixed length a row.
CREATE TABLE export_parts (
    export_id TEXT    NOT NULL CONSTRAINT fk_export_parts_export REFERENCES exports (id),
    part      INTEGER NOT NULL, -- from 0
    content   BLOB    NOT NULL, -- by gzip
    CONSTRAINT pk_export_parts PRIMARY KEY (export_id, part)
) STRICT;
