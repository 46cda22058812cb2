-- When a key was last used, to the minute. Housekeeping: no record of the registry.
CREATE TABLE key_uses (
    key_id       TEXT NOT NULL CONSTRAINT pk_key_uses PRIMARY KEY CONSTRAINT fk_key_uses_key REFERENCES access_keys (id),
    last_used_at TEXT NOT NULL
) STRICT;
