-- Who is rung when the journal goes on. A record, like a key; whose eyes it reads with is its key's to say.
CREATE TABLE webhooks (
    id               TEXT    NOT NULL CONSTRAINT pk_webhooks PRIMARY KEY,
    key_id           TEXT    CONSTRAINT fk_webhooks_key REFERENCES access_keys (id), -- absent: the operator's
    status           TEXT    NOT NULL,
    position         INTEGER NOT NULL, -- the journal's entry up to which its messages were made
    secret           TEXT    NOT NULL, -- what its messages are signed with: told once, and needed for each
    previous_secret  TEXT,             -- beside the other until previous_ends_at
    previous_ends_at TEXT,
    lease_id         TEXT,             -- the instance that works for it, until lease_ends_at
    lease_ends_at    TEXT,
    document         TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    created_at       TEXT    NOT NULL,
    CONSTRAINT ck_webhooks_status CHECK (status IN ('enabled', 'disabled')),
    CONSTRAINT ck_webhooks_version CHECK (version > 0)
) STRICT;

CREATE INDEX ix_webhooks_status ON webhooks (status, id);
CREATE INDEX ix_webhooks_key ON webhooks (key_id, id);

-- What is to be sent, once made, whoever sends it. Housekeeping: it follows from the journal, and is removed 30 days after it is settled.
CREATE TABLE webhook_messages (
    id         TEXT    NOT NULL CONSTRAINT pk_webhook_messages PRIMARY KEY,
    webhook_id TEXT    NOT NULL CONSTRAINT fk_webhook_messages_webhook REFERENCES webhooks (id),
    seq        INTEGER,          -- the journal's entry it tells of; absent: of none, a ping
    type       TEXT    NOT NULL,
    body       TEXT    NOT NULL, -- the bytes that are signed and sent
    status     TEXT    NOT NULL,
    attempts   INTEGER NOT NULL,
    due_at     TEXT    NOT NULL, -- not before
    created_at TEXT    NOT NULL,
    CONSTRAINT ck_webhook_messages_status CHECK (status IN ('waiting', 'delivered', 'given_up')),
    CONSTRAINT ck_webhook_messages_attempts CHECK (attempts >= 0)
) STRICT;

CREATE UNIQUE INDEX ux_webhook_messages_seq ON webhook_messages (webhook_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX ix_webhook_messages_due ON webhook_messages (webhook_id, status, due_at, id);
CREATE INDEX ix_webhook_messages_created_at ON webhook_messages (created_at);

-- What became of each attempt. Removed after 30 days.
CREATE TABLE webhook_attempts (
    id           TEXT    NOT NULL CONSTRAINT pk_webhook_attempts PRIMARY KEY,
    webhook_id   TEXT    NOT NULL,
    message      TEXT    NOT NULL, -- webhook-id, as it was sent
    seq          INTEGER,
    type         TEXT    NOT NULL,
    attempt      INTEGER NOT NULL, -- from 1
    attempted_at TEXT    NOT NULL,
    milliseconds INTEGER NOT NULL,
    outcome      TEXT    NOT NULL,
    status       INTEGER,          -- what the receiver answered; absent: nothing
    next_at      TEXT,             -- when it is tried again; absent: not
    CONSTRAINT ck_webhook_attempts_outcome CHECK (outcome IN ('delivered', 'refused', 'timed_out', 'unreachable', 'forbidden'))
) STRICT;

CREATE INDEX ix_webhook_attempts_webhook ON webhook_attempts (webhook_id, id);
CREATE INDEX ix_webhook_attempts_attempted_at ON webhook_attempts (attempted_at);
