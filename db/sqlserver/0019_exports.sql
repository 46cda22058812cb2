-- Whole lists that are written down for somebody to fetch, whichever instance is asked. Housekeeping: no record of the registry, removed after a day.
CREATE TABLE exports (
    id            char(36) COLLATE Latin1_General_100_BIN2      NOT NULL CONSTRAINT pk_exports PRIMARY KEY,
    owner         nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL, -- whose eyes it was written with: role, institution, region
    status        nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    lease_id      char(36) COLLATE Latin1_General_100_BIN2          NULL, -- the instance that writes it, until lease_ends_at
    lease_ends_at datetime2(6)                                      NULL,
    attempts      bigint                                        NOT NULL, -- how often it was begun
    seq           bigint                                            NULL, -- the journal's entry at which the list was so
    records       bigint                                            NULL, -- how many the list has
    written       bigint                                        NOT NULL, -- how many of them are written down
    bytes         bigint                                        NOT NULL, -- how many of the file
    digest        nvarchar(64) COLLATE Latin1_General_100_BIN2      NULL, -- SHA-256 of all of it
    fault         nvarchar(max)                                     NULL, -- why it failed
    document      nvarchar(max)                                 NOT NULL, -- what was asked, by whom
    version       bigint                                        NOT NULL,
    created_at    datetime2(6)                                  NOT NULL,
    finished_at   datetime2(6)                                      NULL,
    expires_at    datetime2(6)                                  NOT NULL,
    CONSTRAINT ck_exports_status CHECK (status IN ('queued', 'running', 'done', 'failed'))
);

CREATE INDEX ix_exports_owner ON exports (owner, id);
CREATE INDEX ix_exports_status ON exports (status, id);
CREATE INDEX ix_exports_expires_at ON exports (expires_at);

-- An export's file, a part of fixed length a row.
CREATE TABLE export_parts (
    export_id char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_export_parts_export REFERENCES exports (id),
    part      bigint                                   NOT NULL, -- from 0
    content   varbinary(max)                           NOT NULL, -- by gzip
    CONSTRAINT pk_export_parts PRIMARY KEY (export_id, part)
);
