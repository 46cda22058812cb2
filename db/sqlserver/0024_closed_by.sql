-- The act that has closed a number: who may not see the act is told, and finds, that the number is open.
ALTER TABLE item_identifiers ADD closed_by_id char(36) COLLATE Latin1_General_100_BIN2 NULL CONSTRAINT fk_item_identifiers_closed_by REFERENCES transfers (id);

GO

UPDATE item_identifiers
SET closed_by_id = (
    SELECT JSON_VALUE(told.value, '$.closedBy')
    FROM items AS item
    CROSS APPLY OPENJSON(item.document, '$.identifiers') AS told
    WHERE item.id = item_identifiers.item_id AND CAST(told.[key] AS bigint) = item_identifiers.position);
