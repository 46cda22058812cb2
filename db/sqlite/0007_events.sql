CREATE TABLE events (
    id             TEXT    NOT NULL CONSTRAINT pk_events PRIMARY KEY,
    kind           TEXT    NOT NULL,
    visibility     TEXT    NOT NULL,
    held_earliest  TEXT,
    held_latest    TEXT,
    held_day_from  INTEGER,
    held_day_to    INTEGER,
    held_qualified INTEGER NOT NULL,
    submitter      TEXT    NOT NULL,
    posted_for_id  TEXT    CONSTRAINT fk_events_posted_for REFERENCES institutions (id),
    title          TEXT    NOT NULL, -- JSON, for references from other records
    document       TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    created_at     TEXT    NOT NULL,
    updated_at     TEXT    NOT NULL,
    CONSTRAINT ck_events_kind CHECK (kind IN ('seminar', 'conference', 'handover_ceremony', 'signing_ceremony', 'working_meeting', 'exhibition_opening',
        'training', 'other')),
    CONSTRAINT ck_events_visibility CHECK (visibility IN ('public', 'parties', 'sealed')),
    CONSTRAINT ck_events_held CHECK (held_latest >= held_earliest),
    CONSTRAINT ck_events_qualified CHECK (held_qualified IN (0, 1)),
    CONSTRAINT ck_events_version CHECK (version > 0)
) STRICT;

CREATE INDEX ix_events_kind ON events (kind, id);

-- Attending is not signing: participants are a table of their own.
CREATE TABLE event_participants (
    event_id       TEXT    NOT NULL CONSTRAINT fk_event_participants_event REFERENCES events (id),
    position       INTEGER NOT NULL,
    institution_id TEXT    CONSTRAINT fk_event_participants_institution REFERENCES institutions (id), -- absent: a group, named in the document
    role           TEXT    NOT NULL,
    CONSTRAINT pk_event_participants PRIMARY KEY (event_id, position),
    CONSTRAINT ck_event_participants_role CHECK (role IN ('host', 'organiser', 'guest', 'speaker', 'attendee'))
) STRICT;

CREATE INDEX ix_event_participants_institution ON event_participants (institution_id, event_id);

CREATE TABLE event_agreements (
    event_id     TEXT NOT NULL CONSTRAINT fk_event_agreements_event REFERENCES events (id),
    agreement_id TEXT NOT NULL CONSTRAINT fk_event_agreements_agreement REFERENCES agreements (id),
    CONSTRAINT pk_event_agreements PRIMARY KEY (event_id, agreement_id)
) STRICT;

CREATE INDEX ix_event_agreements_agreement ON event_agreements (agreement_id, event_id);

CREATE TABLE event_transfers (
    event_id    TEXT NOT NULL CONSTRAINT fk_event_transfers_event REFERENCES events (id),
    transfer_id TEXT NOT NULL CONSTRAINT fk_event_transfers_transfer REFERENCES transfers (id),
    CONSTRAINT pk_event_transfers PRIMARY KEY (event_id, transfer_id)
) STRICT;

CREATE INDEX ix_event_transfers_transfer ON event_transfers (transfer_id, event_id);
