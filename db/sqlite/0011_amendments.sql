-- The terms of an agreement through time: what was signed, and what each amendment in effect made of it. On any day one of them holds.
CREATE TABLE agreement_terms (
    agreement_id   TEXT    NOT NULL CONSTRAINT fk_agreement_terms_agreement REFERENCES agreements (id),
    position       INTEGER NOT NULL,
    since_on       TEXT,             -- absent: from the first
    until_on       TEXT,             -- absent: to the last
    effective_from TEXT,
    effective_to   TEXT,
    CONSTRAINT pk_agreement_terms PRIMARY KEY (agreement_id, position)
) STRICT;

CREATE INDEX ix_agreement_terms_effective_to ON agreement_terms (effective_to, agreement_id);

INSERT INTO agreement_terms (agreement_id, position, since_on, until_on, effective_from, effective_to)
SELECT agreement.id, 0, NULL, NULL, agreement.effective_from, agreement.effective_to FROM agreements AS agreement;

-- The terms are asked there.
DROP INDEX ix_agreements_effective_to;

CREATE TABLE amendment_signatures (
    agreement_id   TEXT    NOT NULL CONSTRAINT fk_amendment_signatures_agreement REFERENCES agreements (id),
    seq            INTEGER NOT NULL,
    institution_id TEXT    NOT NULL CONSTRAINT fk_amendment_signatures_institution REFERENCES institutions (id),
    is_awaited     INTEGER NOT NULL,
    CONSTRAINT pk_amendment_signatures PRIMARY KEY (agreement_id, seq, institution_id),
    CONSTRAINT ck_amendment_signatures_awaited CHECK (is_awaited IN (0, 1))
) STRICT;

CREATE INDEX ix_amendment_signatures_institution ON amendment_signatures (institution_id, agreement_id);
