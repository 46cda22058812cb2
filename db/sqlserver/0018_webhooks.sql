-- Who is rung when the journal goes on. A record, like a key; whose eyes it reads with is its key's to say.
CREATE TABLE webhooks (
    id               char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT pk_webhooks PRIMARY KEY,
    key_id           char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_webhooks_key REFERENCES access_keys (id), -- absent: the operator's
    status           nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    position         bigint                                       NOT NULL, -- the journal's entry up to which its messages were made
    secret           nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- what its messages are signed with: told once, and needed for each
    previous_secret  nvarchar(64) COLLATE Latin1_General_100_BIN2     NULL, -- beside the other until previous_ends_at
    previous_ends_at datetime2(6)                                     NULL,
    lease_id         char(36) COLLATE Latin1_General_100_BIN2         NULL, -- the instance that works for it, until lease_ends_at
    lease_ends_at    datetime2(6)                                     NULL,
    document         nvarchar(max)                                NOT NULL,
    version          bigint                                       NOT NULL,
    created_at       datetime2(6)                                 NOT NULL,
    CONSTRAINT ck_webhooks_status CHECK (status IN ('enabled', 'disabled')),
    CONSTRAINT ck_webhooks_version CHECK (version > 0)
);

CREATE INDEX ix_webhooks_status ON webhooks (status, id);
CREATE INDEX ix_webhooks_key ON webhooks (key_id, id);

-- What is to be sent, once made, whoever sends it. Housekeeping: it follows from the journal, and is removed 30 days after it is settled.
CREATE TABLE webhook_messages (
    id         char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT pk_webhook_messages PRIMARY KEY,
    webhook_id char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_webhook_messages_webhook REFERENCES webhooks (id),
    seq        bigint                                           NULL, -- the journal's entry it tells of; absent: of none, a ping
    type       nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    body       nvarchar(max)                                NOT NULL, -- the bytes that are signed and sent
    status     nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    attempts   bigint                                       NOT NULL,
    due_at     datetime2(6)                                 NOT NULL, -- not before
    created_at datetime2(6)                                 NOT NULL,
    CONSTRAINT ck_webhook_messages_status CHECK (status IN ('waiting', 'delivered', 'given_up')),
    CONSTRAINT ck_webhook_messages_attempts CHECK (attempts >= 0)
);

CREATE UNIQUE INDEX ux_webhook_messages_seq ON webhook_messages (webhook_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX ix_webhook_messages_due ON webhook_messages (webhook_id, status, due_at, id);
CREATE INDEX ix_webhook_messages_created_at ON webhook_messages (created_at);

-- What became of each attempt. Removed after 30 days.
CREATE TABLE webhook_attempts (
    id           char(36) COLLATE Latin1_General_100_BIN2      NOT NULL CONSTRAINT pk_webhook_attempts PRIMARY KEY,
    webhook_id   char(36) COLLATE Latin1_General_100_BIN2      NOT NULL,
    message      nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL, -- webhook-id, as it was sent
    seq          bigint                                            NULL,
    type         nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    attempt      bigint                                        NOT NULL, -- from 1
    attempted_at datetime2(6)                                  NOT NULL,
    milliseconds bigint                                        NOT NULL,
    outcome      nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    status       bigint                                            NULL, -- what the receiver answered; absent: nothing
    next_at      datetime2(6)                                      NULL, -- when it is tried again; absent: not
    CONSTRAINT ck_webhook_attempts_outcome CHECK (outcome IN ('delivered', 'refused', 'timed_out', 'unreachable', 'forbidden'))
);

CREATE INDEX ix_webhook_attempts_webhook ON webhook_attempts (webhook_id, id);
CREATE INDEX ix_webhook_attempts_attempted_at ON webhook_attempts (attempted_at);
