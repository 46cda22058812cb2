-- The answer to a request that came with an Idempotency-Key, written in the transaction of what it answers. Housekeeping: no record of the registry, removed after 30 days.
CREATE TABLE kept_answers (
    submitter       nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL, -- whose key it is: an institution's id, or operator
    idempotency_key nvarchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    request_hash    nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL, -- SHA-256 of the method, the address, the role and the body's bytes
    status          bigint                                        NOT NULL, -- 0: claimed, in the transaction that answers it
    location        nvarchar(400) COLLATE Latin1_General_100_BIN2     NULL,
    entity_tag      nvarchar(128) COLLATE Latin1_General_100_BIN2     NULL,
    body            nvarchar(max)                                     NULL,
    created_at      datetime2(6)                                  NOT NULL,
    CONSTRAINT pk_kept_answers PRIMARY KEY (submitter, idempotency_key),
    CONSTRAINT ck_kept_answers_status CHECK (status = 0 OR status BETWEEN 200 AND 299)
);

CREATE INDEX ix_kept_answers_created_at ON kept_answers (created_at);
