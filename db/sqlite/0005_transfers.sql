-- One act: one from, one to. document is the record without its lines, which stand in transfer_lines.
CREATE TABLE transfers (
    id                   TEXT    NOT NULL CONSTRAINT pk_transfers PRIMARY KEY,
    registry_number      TEXT,
    kind                 TEXT    NOT NULL,
    legal_effect         TEXT    NOT NULL,
    status               TEXT    NOT NULL,
    evidence             TEXT    NOT NULL,
    visibility           TEXT,            -- absent: its agreement's
    agreement_id         TEXT    CONSTRAINT fk_transfers_agreement REFERENCES agreements (id),
    from_id              TEXT    NOT NULL CONSTRAINT fk_transfers_from REFERENCES institutions (id),
    to_id                TEXT    NOT NULL CONSTRAINT fk_transfers_to REFERENCES institutions (id),
    event_id             TEXT,            -- no key: events may name transfers and transfers events
    act_key              TEXT,            -- from, to, number and date of the act where both are known and given by itself (T4)
    handed_over_earliest  TEXT,
    handed_over_latest    TEXT,
    handed_over_day_from  INTEGER,
    handed_over_day_to    INTEGER,
    handed_over_qualified INTEGER NOT NULL,
    reserved_from        TEXT,            -- C7: the days its items are taken for, from approval on
    reserved_to          TEXT,
    due_back_on          TEXT,
    custody_on           TEXT,            -- EDTF: received, else handed over; absent: unknown
    moved_at             TEXT,            -- when the registry learnt that custody passed: the order of acts that dates leave equal
    unacknowledged       INTEGER NOT NULL, -- handed over or recorded, and not confirmed by the receiving side
    submitter            TEXT    NOT NULL,
    posted_for_id        TEXT    NOT NULL CONSTRAINT fk_transfers_posted_for REFERENCES institutions (id),
    external_ref         TEXT,
    external_ref_freed   INTEGER NOT NULL,
    content_hash         TEXT    NOT NULL,
    document             TEXT    NOT NULL,
    version              INTEGER NOT NULL,
    created_at           TEXT    NOT NULL,
    updated_at           TEXT    NOT NULL,
    CONSTRAINT ck_transfers_kind CHECK (kind IN ('permanent', 'gift', 'purchase', 'exchange', 'restitution', 'temporary_use', 'temporary_storage',
        'restoration', 'return', 'unknown')),
    CONSTRAINT ck_transfers_legal_effect CHECK (legal_effect IN ('title_and_custody', 'operational_management', 'custody_only', 'unknown')),
    CONSTRAINT ck_transfers_temporary CHECK (legal_effect = 'custody_only' OR kind NOT IN ('temporary_use', 'temporary_storage', 'restoration')),
    CONSTRAINT ck_transfers_status CHECK (status IN ('draft', 'approved', 'in_transit', 'received', 'refused', 'recorded', 'cancelled', 'void')),
    CONSTRAINT ck_transfers_evidence CHECK (evidence IN ('press', 'party_statement', 'one_sided_document', 'signed_by_all')),
    CONSTRAINT ck_transfers_visibility CHECK (visibility IN ('public', 'parties', 'sealed')),
    CONSTRAINT ck_transfers_distinct CHECK (from_id <> to_id),
    CONSTRAINT ck_transfers_handed_over CHECK (handed_over_latest >= handed_over_earliest),
    CONSTRAINT ck_transfers_reserved CHECK (reserved_to >= reserved_from),
    CONSTRAINT ck_transfers_number CHECK (registry_number IS NOT NULL OR status IN ('draft', 'cancelled')),
    CONSTRAINT ck_transfers_moved CHECK (status NOT IN ('received', 'recorded') OR moved_at IS NOT NULL),
    CONSTRAINT ck_transfers_flags CHECK (external_ref_freed IN (0, 1) AND unacknowledged IN (0, 1) AND handed_over_qualified IN (0, 1)),
    CONSTRAINT ck_transfers_version CHECK (version > 0)
) STRICT;

CREATE UNIQUE INDEX ux_transfers_registry_number ON transfers (registry_number) WHERE registry_number IS NOT NULL;
CREATE UNIQUE INDEX ux_transfers_act ON transfers (act_key) WHERE act_key IS NOT NULL;
CREATE UNIQUE INDEX ux_transfers_external_ref ON transfers (submitter, external_ref) WHERE external_ref IS NOT NULL AND external_ref_freed = 0;
CREATE INDEX ix_transfers_external_ref ON transfers (external_ref, id) WHERE external_ref IS NOT NULL;
CREATE INDEX ix_transfers_agreement ON transfers (agreement_id, id);
CREATE INDEX ix_transfers_from ON transfers (from_id, id);
CREATE INDEX ix_transfers_to ON transfers (to_id, id);
CREATE INDEX ix_transfers_status ON transfers (status, id);
CREATE INDEX ix_transfers_kind ON transfers (kind, id);
CREATE INDEX ix_transfers_evidence ON transfers (evidence, id);
CREATE INDEX ix_transfers_due_back_on ON transfers (due_back_on, id);
CREATE INDEX ix_transfers_unacknowledged ON transfers (unacknowledged, id);

-- Both sides of every act, so that one institution's acts are walked in order whichever side it is on.
CREATE TABLE transfer_sides (
    institution_id TEXT NOT NULL CONSTRAINT fk_transfer_sides_institution REFERENCES institutions (id),
    transfer_id    TEXT NOT NULL CONSTRAINT fk_transfer_sides_transfer REFERENCES transfers (id),
    CONSTRAINT pk_transfer_sides PRIMARY KEY (institution_id, transfer_id)
) STRICT;

CREATE INDEX ix_transfer_sides_transfer ON transfer_sides (transfer_id);

CREATE TABLE transfer_lines (
    transfer_id TEXT    NOT NULL CONSTRAINT fk_transfer_lines_transfer REFERENCES transfers (id),
    line        INTEGER NOT NULL,
    item_id     TEXT    NOT NULL CONSTRAINT fk_transfer_lines_item REFERENCES items (id),
    quantity    INTEGER,
    outcome     TEXT    NOT NULL,
    document    TEXT    NOT NULL,
    CONSTRAINT pk_transfer_lines PRIMARY KEY (transfer_id, line),
    CONSTRAINT ck_transfer_lines_line CHECK (line > 0),
    CONSTRAINT ck_transfer_lines_quantity CHECK (quantity >= 0),
    CONSTRAINT ck_transfer_lines_outcome CHECK (outcome IN ('listed', 'handed_over', 'received', 'damaged', 'refused', 'missing',
        'returned', 'retained', 'lost', 'destroyed'))
) STRICT;

CREATE INDEX ix_transfer_lines_item ON transfer_lines (item_id, transfer_id);
-- One act's lines are walked by their items.
CREATE INDEX ix_transfer_lines_transfer ON transfer_lines (transfer_id, item_id);
