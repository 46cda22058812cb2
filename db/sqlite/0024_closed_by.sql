-- The act that has closed a number: who may not see the act is told, and finds, that the number is open.
ALTER TABLE item_identifiers ADD COLUMN closed_by_id TEXT CONSTRAINT fk_item_identifiers_closed_by REFERENCES transfers (id);

UPDATE item_identifiers
SET closed_by_id = (
    SELECT json_extract(item.document, '$.identifiers[' || item_identifiers.position || '].closedBy')
    FROM items AS item
    WHERE item.id = item_identifiers.item_id);
