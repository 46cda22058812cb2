-- The journal: every change of the registry's records, numbered without gaps in commit order.
-- journal_head is one row; whoever advances it holds it to commit, and that alone orders the numbers.
CREATE TABLE journal_head (
    id                   bigint NOT NULL CONSTRAINT pk_journal_head PRIMARY KEY,
    seq                  bigint NOT NULL,
    recorded_microsecond bigint NOT NULL, -- of the last entry, since 1970-01-01T00:00:00Z
    CONSTRAINT ck_journal_head_one_row CHECK (id = 1)
);

INSERT INTO journal_head (id, seq, recorded_microsecond) VALUES (1, 0, 0);

CREATE TABLE journal (
    seq           bigint                                        NOT NULL CONSTRAINT pk_journal PRIMARY KEY,
    recorded_at   datetime2(6)                                  NOT NULL,
    type          nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    resource_type nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    resource_id   char(36) COLLATE Latin1_General_100_BIN2      NOT NULL,
    version       bigint                                        NOT NULL,
    institutions  nvarchar(max)                                 NOT NULL, -- JSON array of the ids of the institutions concerned
    actor         nvarchar(max)                                 NOT NULL, -- JSON: role, institution, key
    request_id    nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    reason        nvarchar(max)                                     NULL,
    document      nvarchar(max)                                 NOT NULL, -- JSON: the record as it then stood
    entry_hash    nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL, -- SHA-256 over the entry's exact bytes, lower-case hex
    CONSTRAINT ck_journal_seq CHECK (seq > 0),
    CONSTRAINT ck_journal_version CHECK (version > 0)
);

-- One entry a version: a second writer of the same version is refused by the database itself.
CREATE UNIQUE INDEX ux_journal_version ON journal (resource_type, resource_id, version);
GO

-- TRUNCATE TABLE fires no trigger: the service's login gets no ALTER on the journal (db/README.md).
CREATE TRIGGER journal_no_update ON journal INSTEAD OF UPDATE AS
THROW 50001, 'The journal is append-only.', 1;
GO

CREATE TRIGGER journal_no_delete ON journal INSTEAD OF DELETE AS
THROW 50001, 'The journal is append-only.', 1;
GO

-- Made once, here: page cursors are signed with it, on every instance and after every restore.
CREATE TABLE registry_secrets (
    name  nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT pk_registry_secrets PRIMARY KEY,
    value nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL
);

-- The last number given, per prefix, year and series: A agreement, T transfer, I item.
CREATE TABLE registry_numbers (
    prefix      nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    year        bigint                                       NOT NULL,
    series      nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    last_number bigint                                       NOT NULL,
    CONSTRAINT pk_registry_numbers PRIMARY KEY (prefix, year, series),
    CONSTRAINT ck_registry_numbers_series CHECK (series IN ('A', 'T', 'I')),
    CONSTRAINT ck_registry_numbers_last CHECK (last_number > 0)
);

-- Rows taken by an UPDATE before a decision about a whole graph (memberships, supersession, a year's first number) is made.
CREATE TABLE registry_locks (
    name  nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT pk_registry_locks PRIMARY KEY,
    taken bigint                                       NOT NULL
);

INSERT INTO registry_locks (name, taken) VALUES ('institutions', 0), ('agreements', 0), ('numbers', 0);
