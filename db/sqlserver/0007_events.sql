CREATE TABLE events (
    id             char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT pk_events PRIMARY KEY,
    kind           nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    visibility     nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    held_earliest  date                                             NULL,
    held_latest    date                                             NULL,
    held_day_from  bigint                                           NULL,
    held_day_to    bigint                                           NULL,
    held_qualified bit                                          NOT NULL,
    submitter      nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    posted_for_id  char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_events_posted_for REFERENCES institutions (id),
    title          nvarchar(max)                                NOT NULL, -- JSON, for references from other records
    document       nvarchar(max)                                NOT NULL,
    version        bigint                                       NOT NULL,
    created_at     datetime2(6)                                 NOT NULL,
    updated_at     datetime2(6)                                 NOT NULL,
    CONSTRAINT ck_events_kind CHECK (kind IN ('seminar', 'conference', 'handover_ceremony', 'signing_ceremony', 'working_meeting', 'exhibition_opening',
        'training', 'other')),
    CONSTRAINT ck_events_visibility CHECK (visibility IN ('public', 'parties', 'sealed')),
    CONSTRAINT ck_events_held CHECK (held_latest >= held_earliest),
    CONSTRAINT ck_events_version CHECK (version > 0)
);

CREATE INDEX ix_events_kind ON events (kind, id);

-- Attending is not signing: participants are a table of their own.
CREATE TABLE event_participants (
    event_id       char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_event_participants_event REFERENCES events (id),
    position       bigint                                       NOT NULL,
    -- absent: a group, named in the document
    institution_id char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_event_participants_institution REFERENCES institutions (id),
    role           nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT pk_event_participants PRIMARY KEY (event_id, position),
    CONSTRAINT ck_event_participants_role CHECK (role IN ('host', 'organiser', 'guest', 'speaker', 'attendee'))
);

CREATE INDEX ix_event_participants_institution ON event_participants (institution_id, event_id);

CREATE TABLE event_agreements (
    event_id     char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_event_agreements_event REFERENCES events (id),
    agreement_id char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_event_agreements_agreement REFERENCES agreements (id),
    CONSTRAINT pk_event_agreements PRIMARY KEY (event_id, agreement_id)
);

CREATE INDEX ix_event_agreements_agreement ON event_agreements (agreement_id, event_id);

CREATE TABLE event_transfers (
    event_id    char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_event_transfers_event REFERENCES events (id),
    transfer_id char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_event_transfers_transfer REFERENCES transfers (id),
    CONSTRAINT pk_event_transfers PRIMARY KEY (event_id, transfer_id)
);

CREATE INDEX ix_event_transfers_transfer ON event_transfers (transfer_id, event_id);
