-- A date that may be partly unknown takes five columns beside the document: its bounds; for a date that comes round
-- every year the day as month * 100 + day (from, to); whether it is qualified. Four absent: the date is unknown.
CREATE TABLE agreements (
    id                 char(36) COLLATE Latin1_General_100_BIN2      NOT NULL CONSTRAINT pk_agreements PRIMARY KEY,
    registry_number    nvarchar(64) COLLATE Latin1_General_100_BIN2      NULL,
    kind               nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    binding            bit                                           NOT NULL,
    status             nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    evidence           nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    visibility         nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    signed_earliest    date                                              NULL,
    signed_latest      date                                              NULL,
    signed_day_from    bigint                                            NULL,
    signed_day_to      bigint                                            NULL,
    signed_qualified   bit                                           NOT NULL,
    effective_from     date                                              NULL,
    effective_to       date                                              NULL,
    parent_id          char(36) COLLATE Latin1_General_100_BIN2          NULL CONSTRAINT fk_agreements_parent REFERENCES agreements (id),
    supersedes_id      char(36) COLLATE Latin1_General_100_BIN2          NULL CONSTRAINT fk_agreements_supersedes REFERENCES agreements (id),
    submitter          nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL, -- the submitting institution's id, or 'operator'
    posted_for_id      char(36) COLLATE Latin1_General_100_BIN2      NOT NULL CONSTRAINT fk_agreements_posted_for REFERENCES institutions (id),
    external_ref       nvarchar(128) COLLATE Latin1_General_100_BIN2     NULL,
    external_ref_freed bit                                           NOT NULL,
    content_hash       nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL, -- of the request as posted, for sameContent
    title              nvarchar(max)                                 NOT NULL, -- JSON, for references from other records
    document           nvarchar(max)                                 NOT NULL,
    version            bigint                                        NOT NULL,
    created_at         datetime2(6)                                  NOT NULL,
    updated_at         datetime2(6)                                  NOT NULL,
    CONSTRAINT ck_agreements_kind CHECK (kind IN ('memorandum_of_cooperation', 'framework_agreement', 'permanent_transfer', 'loan', 'deposit', 'exchange',
        'gift', 'purchase', 'joint_exhibition', 'restoration', 'other')),
    CONSTRAINT ck_agreements_status CHECK (status IN ('draft', 'proposed', 'signed', 'in_force', 'recorded', 'suspended', 'terminated', 'superseded',
        'void', 'declined', 'withdrawn')),
    CONSTRAINT ck_agreements_evidence CHECK (evidence IN ('press', 'party_statement', 'one_sided_document', 'signed_by_all')),
    CONSTRAINT ck_agreements_visibility CHECK (visibility IN ('public', 'parties', 'sealed')),
    CONSTRAINT ck_agreements_signed CHECK (signed_latest >= signed_earliest),
    CONSTRAINT ck_agreements_effective CHECK (effective_to >= effective_from),
    CONSTRAINT ck_agreements_number CHECK (registry_number IS NOT NULL OR status NOT IN ('in_force', 'recorded', 'suspended', 'superseded')),
    CONSTRAINT ck_agreements_not_itself CHECK (parent_id <> id AND supersedes_id <> id),
    CONSTRAINT ck_agreements_version CHECK (version > 0)
);

CREATE UNIQUE INDEX ux_agreements_registry_number ON agreements (registry_number) WHERE registry_number IS NOT NULL;
CREATE UNIQUE INDEX ux_agreements_external_ref ON agreements (submitter, external_ref) WHERE external_ref IS NOT NULL AND external_ref_freed = 0;
CREATE INDEX ix_agreements_external_ref ON agreements (external_ref, id) WHERE external_ref IS NOT NULL;
CREATE INDEX ix_agreements_status ON agreements (status, id);
CREATE INDEX ix_agreements_kind ON agreements (kind, id);
CREATE INDEX ix_agreements_evidence ON agreements (evidence, id);
CREATE INDEX ix_agreements_parent ON agreements (parent_id, id);
CREATE INDEX ix_agreements_effective_to ON agreements (effective_to, id);
-- A4: an agreement has one successor. Not NOT IN: SQL Server takes none in the filter of an index.
CREATE UNIQUE INDEX ux_agreements_supersedes ON agreements (supersedes_id)
    WHERE supersedes_id IS NOT NULL AND status <> 'withdrawn' AND status <> 'declined' AND status <> 'void';

-- P2: an institution is a party once.
CREATE TABLE agreement_parties (
    agreement_id       char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_agreement_parties_agreement REFERENCES agreements (id),
    institution_id     char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_agreement_parties_institution REFERENCES institutions (id),
    position           bigint                                       NOT NULL,
    role               nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    signature_required bit                                          NOT NULL,
    signature          nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT pk_agreement_parties PRIMARY KEY (agreement_id, institution_id),
    CONSTRAINT ck_agreement_parties_role CHECK (role IN ('signatory', 'transferor', 'transferee', 'lender', 'borrower', 'depositor', 'depositary',
        'exchanging_party', 'donor', 'recipient', 'seller', 'buyer', 'approver', 'witness', 'observer')),
    CONSTRAINT ck_agreement_parties_signature CHECK (signature IN ('pending', 'signed', 'declined', 'withdrawn'))
);

CREATE INDEX ix_agreement_parties_institution ON agreement_parties (institution_id, agreement_id);

CREATE TABLE agreement_scope_areas (
    agreement_id char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_agreement_scope_areas_agreement REFERENCES agreements (id),
    scope_area   nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT pk_agreement_scope_areas PRIMARY KEY (agreement_id, scope_area),
    CONSTRAINT ck_agreement_scope_areas CHECK (scope_area IN ('joint_projects', 'joint_events', 'research', 'exhibitions', 'publications', 'digitisation',
        'training', 'methodology', 'restoration', 'item_transfer', 'other'))
);

CREATE INDEX ix_agreement_scope_areas ON agreement_scope_areas (scope_area, agreement_id);
