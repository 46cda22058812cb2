-- An ISIL is one institution's whatever the case it is written in (ISO 15511): compared and found by this column.
ALTER TABLE institutions ADD COLUMN isil_folded TEXT;

-- Of several that were entered in different case the first has it; the others stay as they are, and are refused it when they are given it anew.
UPDATE institutions
SET isil_folded = UPPER(isil)
WHERE isil IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM institutions AS earlier WHERE UPPER(earlier.isil) = UPPER(institutions.isil) AND earlier.id < institutions.id);

CREATE UNIQUE INDEX ux_institutions_isil_folded ON institutions (isil_folded) WHERE isil_folded IS NOT NULL;
