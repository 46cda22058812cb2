-- The day custody passed, by which acts are found: received or, where that is not known, handed over.
-- Absent of acts that have not come to that, and of those that only correct another.
ALTER TABLE transfers ADD moved_earliest date NULL;
ALTER TABLE transfers ADD moved_latest date NULL;
ALTER TABLE transfers ADD moved_day_from bigint NULL;
ALTER TABLE transfers ADD moved_day_to bigint NULL;
-- Absent where no day is known.
ALTER TABLE transfers ADD moved_qualified bit NULL;

GO

-- Led by the key, so that a list is walked in its order by what this index holds, and a record is read only when it is one of the list's.
CREATE INDEX ix_transfers_moved ON transfers (id, moved_earliest, moved_latest, moved_day_from, moved_day_to, moved_qualified)
    WHERE moved_qualified IS NOT NULL;

UPDATE transfers
SET moved_earliest = CASE WHEN JSON_VALUE(document, '$.receivedOn.edtf') IS NULL THEN handed_over_earliest
        ELSE CAST(JSON_VALUE(document, '$.receivedOn.earliest') AS date) END,
    moved_latest = CASE WHEN JSON_VALUE(document, '$.receivedOn.edtf') IS NULL THEN handed_over_latest
        ELSE CAST(JSON_VALUE(document, '$.receivedOn.latest') AS date) END,
    moved_day_from = CASE WHEN custody_on LIKE '___X-__-__%'
        THEN CAST(SUBSTRING(custody_on, 6, 2) AS bigint) * 100
            + CASE WHEN SUBSTRING(custody_on, 9, 2) = 'XX' THEN 1 ELSE CAST(SUBSTRING(custody_on, 9, 2) AS bigint) END END,
    moved_day_to = CASE WHEN custody_on LIKE '___X-__-__%'
        THEN CAST(SUBSTRING(custody_on, 6, 2) AS bigint) * 100
            + CASE WHEN SUBSTRING(custody_on, 9, 2) <> 'XX' THEN CAST(SUBSTRING(custody_on, 9, 2) AS bigint)
            WHEN SUBSTRING(custody_on, 6, 2) = '02' THEN 29 WHEN SUBSTRING(custody_on, 6, 2) IN ('04', '06', '09', '11') THEN 30 ELSE 31 END END,
    moved_qualified = CASE WHEN custody_on LIKE '%?%' OR custody_on LIKE '%~%' OR CHARINDEX('%', custody_on) > 0 THEN 1 ELSE 0 END
WHERE status IN ('received', 'recorded') AND corrects_id IS NULL AND custody_on IS NOT NULL;
