-- Two records of one object, or of one institution, become one: the other stays as a row that leads to it.
ALTER TABLE items ADD COLUMN merged_into_id TEXT CONSTRAINT fk_items_merged_into REFERENCES items (id);
ALTER TABLE institutions ADD COLUMN merged_into_id TEXT CONSTRAINT fk_institutions_merged_into REFERENCES institutions (id);

CREATE INDEX ix_items_merged_into ON items (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ix_institutions_merged_into ON institutions (merged_into_id) WHERE merged_into_id IS NOT NULL;
