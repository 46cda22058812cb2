-- The answer to a request that came with an Idempotency-Key, written in the transaction of what it answers. Housekeeping: no record of the registry, removed after 30 days.
CREATE TABLE kept_answers (
    submitter       TEXT    NOT NULL, -- whose key it is: an institution's id, or operator
    idempotency_key TEXT    NOT NULL,
    request_hash    TEXT    NOT NULL, -- SHA-256 of the method, the address, the role and the body's bytes
    status          INTEGER NOT NULL, -- 0: claimed, in the transaction that answers it
    location        TEXT,
    entity_tag      TEXT,
    body            TEXT,
    created_at      TEXT    NOT NULL,
    CONSTRAINT pk_kept_answers PRIMARY KEY (submitter, idempotency_key),
    CONSTRAINT ck_kept_answers_status CHECK (status = 0 OR status BETWEEN 200 AND 299)
) STRICT;

CREATE INDEX ix_kept_answers_created_at ON kept_answers (created_at);
