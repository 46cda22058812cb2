-- The custody ledger: derived from the acts in the act's own unit of work, one row an interval.
CREATE TABLE custody_intervals (
    item_id             char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_custody_intervals_item REFERENCES items (id),
    position            bigint                                       NOT NULL,
    owner_id            char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_custody_intervals_owner REFERENCES institutions (id),
    normal_custodian_id char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_custody_intervals_normal REFERENCES institutions (id),
    custodian_id        char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_custody_intervals_custodian REFERENCES institutions (id),
    since               nvarchar(64) COLLATE Latin1_General_100_BIN2     NULL, -- EDTF, as the act gives it
    since_earliest      date                                             NULL, -- absent: open, or the first holder's
    since_latest        date                                             NULL,
    until_earliest      date                                             NULL,
    -- the act that began it; absent for the first holder
    transfer_id         char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_custody_intervals_transfer REFERENCES transfers (id),
    -- absent while it is open
    ended_by_id         char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_custody_intervals_ended_by REFERENCES transfers (id),
    is_gap              bit                                          NOT NULL, -- the act's from was not the custodian before it
    is_last             bit                                          NOT NULL,
    CONSTRAINT pk_custody_intervals PRIMARY KEY (item_id, position)
);

-- C2: one custodian at any moment.
CREATE UNIQUE INDEX ux_custody_intervals_last ON custody_intervals (item_id) WHERE is_last = 1;
CREATE INDEX ix_custody_intervals_custodian ON custody_intervals (custodian_id, is_last, item_id);
CREATE INDEX ix_custody_intervals_normal ON custody_intervals (normal_custodian_id, is_last, item_id);
CREATE INDEX ix_custody_intervals_owner ON custody_intervals (owner_id, is_last, item_id);
-- As of a day, walked in the order of the items without sorting.
CREATE INDEX ix_custody_intervals_custodian_ever ON custody_intervals (custodian_id, item_id);
CREATE INDEX ix_custody_intervals_normal_ever ON custody_intervals (normal_custodian_id, item_id);
