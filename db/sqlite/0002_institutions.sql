-- In every room: document is the record as the journal holds it; the columns beside it are
-- what it is found by, joined on and constrained by, written in the same statement.
CREATE TABLE institutions (
    id               TEXT    NOT NULL CONSTRAINT pk_institutions PRIMARY KEY,
    code             TEXT    NOT NULL,
    kind             TEXT    NOT NULL,
    level            TEXT,
    legal_form       TEXT,
    country          TEXT    NOT NULL,
    region           TEXT,
    bin              TEXT,
    isil             TEXT,
    supervised_by_id TEXT    CONSTRAINT fk_institutions_supervised_by REFERENCES institutions (id),
    status           TEXT    NOT NULL,
    ended_on         TEXT,
    successor_id     TEXT    CONSTRAINT fk_institutions_successor REFERENCES institutions (id),
    names            TEXT    NOT NULL, -- JSON, for references from other records
    document         TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    created_at       TEXT    NOT NULL,
    updated_at       TEXT    NOT NULL,
    CONSTRAINT ck_institutions_kind CHECK (kind IN ('museum', 'historical_cultural_centre', 'museum_association', 'culture_department', 'archive', 'library',
        'reserve_museum', 'school_museum', 'university', 'foundation', 'state_body', 'religious_organisation', 'private_collection', 'other')),
    CONSTRAINT ck_institutions_level CHECK (level IN ('republican', 'regional', 'city', 'district', 'private', 'foreign')),
    CONSTRAINT ck_institutions_legal_form CHECK (legal_form IN ('gu', 'kgu', 'rgu', 'kgkp', 'gkkp', 'rgkp', 'kgp_phv', 'rgp_phv', 'nao', 'ao', 'too',
        'foundation', 'public_association', 'private_institution', 'foreign', 'other')),
    CONSTRAINT ck_institutions_status CHECK (status IN ('active', 'reorganised', 'liquidated')),
    CONSTRAINT ck_institutions_successor CHECK (successor_id IS NULL OR status = 'reorganised'),
    CONSTRAINT ck_institutions_supervised_by CHECK (supervised_by_id <> id),
    CONSTRAINT ck_institutions_version CHECK (version > 0)
) STRICT;

CREATE UNIQUE INDEX ux_institutions_code ON institutions (code);
CREATE UNIQUE INDEX ux_institutions_bin ON institutions (bin) WHERE bin IS NOT NULL;
CREATE UNIQUE INDEX ux_institutions_isil ON institutions (isil) WHERE isil IS NOT NULL;
CREATE INDEX ix_institutions_supervised_by ON institutions (supervised_by_id, id);
CREATE INDEX ix_institutions_region ON institutions (region, id);
CREATE INDEX ix_institutions_kind ON institutions (kind, id);

CREATE TABLE institution_memberships (
    institution_id TEXT    NOT NULL CONSTRAINT fk_memberships_institution REFERENCES institutions (id),
    position       INTEGER NOT NULL,
    association_id TEXT    NOT NULL CONSTRAINT fk_memberships_association REFERENCES institutions (id),
    CONSTRAINT pk_institution_memberships PRIMARY KEY (institution_id, position),
    CONSTRAINT ck_memberships_not_itself CHECK (association_id <> institution_id)
) STRICT;

CREATE INDEX ix_memberships_association ON institution_memberships (association_id, institution_id);
