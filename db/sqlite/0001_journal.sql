-- The journal: every change of the registry's records, numbered without gaps in commit order.
-- journal_head is one row; whoever advances it holds it to commit, and that alone orders the numbers.
CREATE TABLE journal_head (
    id                   INTEGER NOT NULL CONSTRAINT pk_journal_head PRIMARY KEY,
    seq                  INTEGER NOT NULL,
    recorded_microsecond INTEGER NOT NULL, -- of the last entry, since 1970-01-01T00:00:00Z
    CONSTRAINT ck_journal_head_one_row CHECK (id = 1)
) STRICT;

INSERT INTO journal_head (id, seq, recorded_microsecond) VALUES (1, 0, 0);

CREATE TABLE journal (
    seq           INTEGER NOT NULL CONSTRAINT pk_journal PRIMARY KEY,
    recorded_at   TEXT    NOT NULL,
    type          TEXT    NOT NULL,
    resource_type TEXT    NOT NULL,
    resource_id   TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    institutions  TEXT    NOT NULL, -- JSON array of the ids of the institutions concerned
    actor         TEXT    NOT NULL, -- JSON: role, institution, key
    request_id    TEXT    NOT NULL,
    reason        TEXT,
    document      TEXT    NOT NULL, -- JSON: the record as it then stood
    entry_hash    TEXT    NOT NULL, -- SHA-256 over the entry's exact bytes, lower-case hex
    CONSTRAINT ck_journal_seq CHECK (seq > 0),
    CONSTRAINT ck_journal_version CHECK (version > 0)
) STRICT;

-- One entry a version: a second writer of the same version is refused by the database itself.
CREATE UNIQUE INDEX ux_journal_version ON journal (resource_type, resource_id, version);

CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'The journal is append-only.'); END;

CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'The journal is append-only.'); END;

-- Made once, by whoever migrates first: page cursors are signed with it, on every instance and after every restore.
CREATE TABLE registry_secrets (
    name  TEXT NOT NULL CONSTRAINT pk_registry_secrets PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- The last number given, per prefix, year and series: A agreement, T transfer, I item.
CREATE TABLE registry_numbers (
    prefix      TEXT    NOT NULL,
    year        INTEGER NOT NULL,
    series      TEXT    NOT NULL,
    last_number INTEGER NOT NULL,
    CONSTRAINT pk_registry_numbers PRIMARY KEY (prefix, year, series),
    CONSTRAINT ck_registry_numbers_series CHECK (series IN ('A', 'T', 'I')),
    CONSTRAINT ck_registry_numbers_last CHECK (last_number > 0)
) STRICT;

-- Rows taken by an UPDATE before a decision about a whole graph (memberships, supersession, a year's first number) is made.
CREATE TABLE registry_locks (
    name  TEXT    NOT NULL CONSTRAINT pk_registry_locks PRIMARY KEY,
    taken INTEGER NOT NULL
) STRICT;

INSERT INTO registry_locks (name, taken) VALUES ('institutions', 0), ('agreements', 0), ('numbers', 0);
