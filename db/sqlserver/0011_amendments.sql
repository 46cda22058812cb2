-- The terms of an agreement through time: what was signed, and what each amendment in effect made of it. On any day one of them holds.
CREATE TABLE agreement_terms (
    agreement_id   char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_agreement_terms_agreement REFERENCES agreements (id),
    position       bigint                                   NOT NULL,
    since_on       date                                         NULL, -- absent: from the first
    until_on       date                                         NULL, -- absent: to the last
    effective_from date                                         NULL,
    effective_to   date                                         NULL,
    CONSTRAINT pk_agreement_terms PRIMARY KEY (agreement_id, position)
);

CREATE INDEX ix_agreement_terms_effective_to ON agreement_terms (effective_to, agreement_id);

INSERT INTO agreement_terms (agreement_id, position, since_on, until_on, effective_from, effective_to)
SELECT agreement.id, 0, NULL, NULL, agreement.effective_from, agreement.effective_to FROM agreements AS agreement;

-- The terms are asked there.
DROP INDEX ix_agreements_effective_to ON agreements;

CREATE TABLE amendment_signatures (
    agreement_id   char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_amendment_signatures_agreement REFERENCES agreements (id),
    seq            bigint                                   NOT NULL,
    institution_id char(36) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT fk_amendment_signatures_institution REFERENCES institutions (id),
    is_awaited     bit                                      NOT NULL,
    CONSTRAINT pk_amendment_signatures PRIMARY KEY (agreement_id, seq, institution_id)
);

CREATE INDEX ix_amendment_signatures_institution ON amendment_signatures (institution_id, agreement_id);
