-- Two records of one object, or of one institution, become one: the other stays as a row that leads to it.
ALTER TABLE items ADD merged_into_id char(36) COLLATE Latin1_General_100_BIN2 NULL CONSTRAINT fk_items_merged_into REFERENCES items (id);
ALTER TABLE institutions ADD merged_into_id char(36) COLLATE Latin1_General_100_BIN2 NULL CONSTRAINT fk_institutions_merged_into REFERENCES institutions (id);

GO

CREATE INDEX ix_items_merged_into ON items (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ix_institutions_merged_into ON institutions (merged_into_id) WHERE merged_into_id IS NOT NULL;
