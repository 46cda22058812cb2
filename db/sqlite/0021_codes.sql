-- Every code that an institution has or had leads to it, and is nobody else's.
CREATE TABLE institution_codes (
    code           TEXT NOT NULL CONSTRAINT pk_institution_codes PRIMARY KEY,
    institution_id TEXT NOT NULL CONSTRAINT fk_institution_codes_institution REFERENCES institutions (id)
) STRICT;

CREATE INDEX ix_institution_codes_institution ON institution_codes (institution_id);

INSERT INTO institution_codes (code, institution_id)
SELECT institution.code, COALESCE(institution.merged_into_id, institution.id) FROM institutions AS institution;

-- What was given up before stands in the journal; a code that several had leads to the last of them.
INSERT INTO institution_codes (code, institution_id)
SELECT given.code, COALESCE(institution.merged_into_id, institution.id)
FROM (
    SELECT json_extract(entry.document, '$.code') AS code, MAX(entry.seq) AS seq FROM journal AS entry
    WHERE entry.resource_type = 'institution'
    GROUP BY json_extract(entry.document, '$.code')) AS given
JOIN journal AS latest ON latest.seq = given.seq
JOIN institutions AS institution ON institution.id = latest.resource_id
WHERE NOT EXISTS (SELECT 1 FROM institution_codes AS known WHERE known.code = given.code);
