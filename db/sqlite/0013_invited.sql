-- Asked by an amendment that is not signed yet: it sees the agreement, and is none of its parties.
ALTER TABLE agreement_parties ADD COLUMN is_invited INTEGER NOT NULL CONSTRAINT df_agreement_parties_invited DEFAULT 0
    CONSTRAINT ck_agreement_parties_invited CHECK (is_invited IN (0, 1));

UPDATE agreement_parties
SET is_invited = 1
WHERE signature_required = 0 AND EXISTS (
    SELECT 1 FROM amendment_signatures AS asked
    WHERE asked.agreement_id = agreement_parties.agreement_id AND asked.institution_id = agreement_parties.institution_id AND asked.is_awaited = 1)
  AND NOT EXISTS (
    SELECT 1 FROM amendment_signatures AS given
    WHERE given.agreement_id = agreement_parties.agreement_id AND given.institution_id = agreement_parties.institution_id AND given.is_awaited = 0);
