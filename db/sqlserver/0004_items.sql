CREATE TABLE items (
    id              char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT pk_items PRIMARY KEY,
    registry_number nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    kind            nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    object_type     nvarchar(64) COLLATE Latin1_General_100_BIN2     NULL,
    standing        nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- draft: seen only with the draft transfer that names it
    parent_item_id  char(36) COLLATE Latin1_General_100_BIN2         NULL CONSTRAINT fk_items_parent REFERENCES items (id),
    quantity        bigint                                           NULL,
    first_holder_id char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_items_first_holder REFERENCES institutions (id),
    first_owner_id  char(36) COLLATE Latin1_General_100_BIN2     NOT NULL CONSTRAINT fk_items_first_owner REFERENCES institutions (id),
    submitter       nvarchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    name            nvarchar(max)                                NOT NULL, -- JSON, for references from other records
    document        nvarchar(max)                                NOT NULL,
    version         bigint                                       NOT NULL,
    -- raised by whoever decides about the item's custody, so that two decisions never cross
    taken           bigint                                       NOT NULL,
    created_at      datetime2(6)                                 NOT NULL,
    updated_at      datetime2(6)                                 NOT NULL,
    CONSTRAINT ck_items_kind CHECK (kind IN ('single', 'set', 'lot')),
    CONSTRAINT ck_items_object_type CHECK (object_type IN ('painting', 'graphic', 'sculpture', 'photograph', 'document', 'book', 'numismatics', 'award',
        'weapon', 'textile', 'furniture', 'household', 'technical', 'natural_history', 'archaeological', 'media', 'other')),
    CONSTRAINT ck_items_standing CHECK (standing IN ('draft', 'registered', 'withdrawn')),
    CONSTRAINT ck_items_parent CHECK (parent_item_id <> id),
    CONSTRAINT ck_items_quantity CHECK (quantity > 0),
    CONSTRAINT ck_items_version CHECK (version > 0)
);

CREATE UNIQUE INDEX ux_items_registry_number ON items (registry_number);
CREATE INDEX ix_items_parent ON items (parent_item_id, id);
CREATE INDEX ix_items_object_type ON items (object_type, id);

CREATE TABLE item_identifiers (
    item_id        char(36) COLLATE Latin1_General_100_BIN2      NOT NULL CONSTRAINT fk_item_identifiers_item REFERENCES items (id),
    position       bigint                                        NOT NULL,
    scheme         nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    value          nvarchar(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    -- absent for state_catalogue, which follows the object
    institution_id char(36) COLLATE Latin1_General_100_BIN2          NULL CONSTRAINT fk_item_identifiers_institution REFERENCES institutions (id),
    is_open        bit                                           NOT NULL,
    CONSTRAINT pk_item_identifiers PRIMARY KEY (item_id, position),
    CONSTRAINT ck_item_identifiers_scheme CHECK (scheme IN ('kp', 'inv', 'special_inv', 'nvf', 'state_catalogue', 'other'))
);

-- A number is one item's at its holder for as long as it is open.
CREATE UNIQUE INDEX ux_item_identifiers_open ON item_identifiers (institution_id, scheme, value) WHERE is_open = 1 AND institution_id IS NOT NULL;
CREATE UNIQUE INDEX ux_item_identifiers_state ON item_identifiers (scheme, value) WHERE is_open = 1 AND institution_id IS NULL;
CREATE INDEX ix_item_identifiers_value ON item_identifiers (value, item_id);
