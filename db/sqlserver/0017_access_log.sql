-- Who read what is sealed, who took copies of much at once, and who was refused. Only added to; beside the journal, which tells what was changed.
CREATE TABLE access_log (
    id             char(36) COLLATE Latin1_General_100_BIN2      NOT NULL CONSTRAINT pk_access_log PRIMARY KEY, -- UUIDv7: in order of time
    accessed_at    datetime2(6)                                  NOT NULL,
    act            nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    role           nvarchar(64) COLLATE Latin1_General_100_BIN2      NULL, -- absent: the credential was refused
    institution_id char(36) COLLATE Latin1_General_100_BIN2          NULL,
    credential     nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the public part of it: a key's id, or a token's issuer and subject
    method         nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    path           nvarchar(400) COLLATE Latin1_General_100_BIN2 NOT NULL,
    resource_type  nvarchar(64) COLLATE Latin1_General_100_BIN2      NULL,
    resource_id    char(36) COLLATE Latin1_General_100_BIN2          NULL,
    status         bigint                                        NOT NULL,
    code           nvarchar(64) COLLATE Latin1_General_100_BIN2      NULL,
    request_id     nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT ck_access_log_act CHECK (act IN ('read', 'exported', 'denied'))
);

CREATE INDEX ix_access_log_resource ON access_log (resource_id, id);
CREATE INDEX ix_access_log_institution ON access_log (institution_id, id);
CREATE INDEX ix_access_log_credential ON access_log (credential, id);
GO

CREATE TRIGGER access_log_no_update ON access_log INSTEAD OF UPDATE AS
THROW 50001, 'The access log is append-only.', 1;
GO

CREATE TRIGGER access_log_no_delete ON access_log INSTEAD OF DELETE AS
THROW 50001, 'The access log is append-only.', 1;
