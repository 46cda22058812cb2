-- What an act has to do with another: the loan it brings home, the act it corrects, the loan whose item it lets the borrower keep.
ALTER TABLE transfers ADD COLUMN returns_id TEXT CONSTRAINT fk_transfers_returns REFERENCES transfers (id);
ALTER TABLE transfers ADD COLUMN corrects_id TEXT CONSTRAINT fk_transfers_corrects REFERENCES transfers (id);
ALTER TABLE transfers ADD COLUMN retains_id TEXT CONSTRAINT fk_transfers_retains REFERENCES transfers (id);
-- The first day it counts as handed over, as passed on, and as confirmed: where its own date leaves that open, the day the registry learnt of it.
ALTER TABLE transfers ADD COLUMN begun_earliest TEXT;
ALTER TABLE transfers ADD COLUMN custody_earliest TEXT;
ALTER TABLE transfers ADD COLUMN confirmed_earliest TEXT;
-- The earliest day it was ever due: none but an act with this before a day can have been overdue on it.
ALTER TABLE transfers ADD COLUMN first_due_back_on TEXT;

CREATE INDEX ix_transfers_returns ON transfers (returns_id, id) WHERE returns_id IS NOT NULL;
CREATE INDEX ix_transfers_corrects ON transfers (corrects_id, id) WHERE corrects_id IS NOT NULL;
CREATE INDEX ix_transfers_first_due_back_on ON transfers (first_due_back_on, id);

UPDATE transfers
SET first_due_back_on = due_back_on,
    begun_earliest = CASE WHEN status IN ('in_transit', 'received', 'refused', 'recorded') THEN COALESCE(handed_over_earliest, substr(COALESCE(moved_at, updated_at), 1, 10)) END,
    custody_earliest = CASE WHEN status IN ('received', 'recorded') THEN COALESCE(handed_over_earliest, substr(moved_at, 1, 10)) END,
    confirmed_earliest = CASE WHEN status IN ('received', 'refused') THEN substr(updated_at, 1, 10) END;

-- quantity and outcome are what the line comes to after its receipt and any correction; document keeps what was said each time.
ALTER TABLE transfer_lines ADD COLUMN returns_line INTEGER;
ALTER TABLE transfer_lines ADD COLUMN is_discrepant INTEGER NOT NULL CONSTRAINT df_transfer_lines_discrepant DEFAULT 0
    CONSTRAINT ck_transfer_lines_discrepant CHECK (is_discrepant IN (0, 1));
-- Where a correction has passed it on, after the act itself had not.
ALTER TABLE transfer_lines ADD COLUMN custody_on TEXT;
ALTER TABLE transfer_lines ADD COLUMN moved_at TEXT;

CREATE INDEX ix_transfer_lines_discrepant ON transfer_lines (transfer_id, line) WHERE is_discrepant = 1;

UPDATE transfer_lines
SET quantity = COALESCE(json_extract(document, '$.quantityReceived'), quantity),
    is_discrepant = CASE WHEN outcome IN ('refused', 'missing') OR json_extract(document, '$.quantityReceived') < quantity THEN 1 ELSE 0 END;

CREATE TABLE transfer_extensions (
    transfer_id      TEXT    NOT NULL CONSTRAINT fk_transfer_extensions_transfer REFERENCES transfers (id),
    position         INTEGER NOT NULL,
    old_due_back_on  TEXT,
    decided_earliest TEXT    NOT NULL, -- from this day on the new day counts
    CONSTRAINT pk_transfer_extensions PRIMARY KEY (transfer_id, position)
) STRICT;

-- A part of a set or lot goes where its whole goes, until an act of its own moves it.
ALTER TABLE items ADD COLUMN split_from_id TEXT CONSTRAINT fk_items_split_from REFERENCES items (id);
CREATE INDEX ix_items_split_from ON items (split_from_id, id) WHERE split_from_id IS NOT NULL;

-- The custody ledger's second page: from when to when an item is away by a loan. Derived from the acts together with the intervals.
CREATE TABLE custody_loans (
    item_id        TEXT    NOT NULL CONSTRAINT fk_custody_loans_item REFERENCES items (id),
    transfer_id    TEXT    NOT NULL CONSTRAINT fk_custody_loans_transfer REFERENCES transfers (id),
    position       INTEGER NOT NULL, -- of the interval that it began; a loan out of a loan has a higher one
    since_earliest TEXT,             -- absent: open
    until_earliest TEXT,
    ended_by_id    TEXT    CONSTRAINT fk_custody_loans_ended_by REFERENCES transfers (id), -- absent while the item is away
    CONSTRAINT pk_custody_loans PRIMARY KEY (item_id, transfer_id)
) STRICT;

CREATE INDEX ix_custody_loans_transfer ON custody_loans (transfer_id, item_id);

INSERT INTO custody_loans (item_id, transfer_id, position, since_earliest, until_earliest, ended_by_id)
SELECT began.item_id, began.transfer_id, began.position, began.since_earliest, ended.since_earliest, ended.transfer_id
FROM custody_intervals AS began
JOIN transfers AS loan ON loan.id = began.transfer_id AND loan.kind IN ('temporary_use', 'temporary_storage', 'restoration')
LEFT JOIN custody_intervals AS ended ON ended.item_id = began.item_id AND ended.position = (
    SELECT MIN(later.position)
    FROM custody_intervals AS later
    JOIN transfers AS moving ON moving.id = later.transfer_id
    WHERE later.item_id = began.item_id AND later.position > began.position AND (later.custodian_id = loan.from_id OR moving.legal_effect <> 'custody_only'));
