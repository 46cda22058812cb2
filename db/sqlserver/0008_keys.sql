-- Credentials. Only the SHA-256 of a key is kept.
CREATE TABLE access_keys (
    id             char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT pk_access_keys PRIMARY KEY,
    handle         nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the part of a key that names it: trk_<handle>_...
    secret_hash    nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    role           nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    institution_id char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_access_keys_institution REFERENCES institutions (id),
    region         nvarchar(64) COLLATE Latin1_General_100_BIN2     NULL,
    sample         bit                                          NOT NULL, -- made for development; refused elsewhere
    expires_at     datetime2(6)                                     NULL,
    revoked_at     datetime2(6)                                     NULL,
    document       nvarchar(max)                                NOT NULL,
    version        bigint                                       NOT NULL,
    created_at     datetime2(6)                                 NOT NULL,
    CONSTRAINT ck_access_keys_role CHECK (role IN ('department', 'museum', 'auditor', 'admin')),
    CONSTRAINT ck_access_keys_institution CHECK (institution_id IS NOT NULL OR role IN ('auditor', 'admin')),
    CONSTRAINT ck_access_keys_version CHECK (version > 0)
);

CREATE UNIQUE INDEX ux_access_keys_handle ON access_keys (handle);
CREATE INDEX ix_access_keys_institution ON access_keys (institution_id, id);
