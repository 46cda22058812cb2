-- Credentials. Only the SHA-256 of a key is kept.
CREATE TABLE access_keys (
    id             TEXT    NOT NULL CONSTRAINT pk_access_keys PRIMARY KEY,
    handle         TEXT    NOT NULL, -- the part of a key that names it: trk_<handle>_...
    secret_hash    TEXT    NOT NULL,
    role           TEXT    NOT NULL,
    institution_id TEXT    CONSTRAINT fk_access_keys_institution REFERENCES institutions (id),
    region         TEXT,
    sample         INTEGER NOT NULL, -- made for development; refused elsewhere
    expires_at     TEXT,
    revoked_at     TEXT,
    document       TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    created_at     TEXT    NOT NULL,
    CONSTRAINT ck_access_keys_role CHECK (role IN ('department', 'museum', 'auditor', 'admin')),
    CONSTRAINT ck_access_keys_institution CHECK (institution_id IS NOT NULL OR role IN ('auditor', 'admin')),
    CONSTRAINT ck_access_keys_sample CHECK (sample IN (0, 1)),
    CONSTRAINT ck_access_keys_version CHECK (version > 0)
) STRICT;

CREATE UNIQUE INDEX ux_access_keys_handle ON access_keys (handle);
CREATE INDEX ix_access_keys_institution ON access_keys (institution_id, id);
