-- What q looks in: one folded text a record (see Kernel/Folding.cs), words separated and led by one blank.
CREATE TABLE search_entries (
    entry_number  INTEGER NOT NULL CONSTRAINT pk_search_entries PRIMARY KEY,
    resource_type TEXT    NOT NULL,
    resource_id   TEXT    NOT NULL,
    folded        TEXT    NOT NULL
) STRICT;

CREATE UNIQUE INDEX ux_search_entries_resource ON search_entries (resource_type, resource_id);

CREATE VIRTUAL TABLE search_index USING fts5 (
    resource_type, folded,
    content = 'search_entries', content_rowid = 'entry_number',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3 4'
);

CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries
BEGIN
    INSERT INTO search_index (rowid, resource_type, folded) VALUES (new.entry_number, new.resource_type, new.folded);
END;

CREATE TRIGGER search_entries_changed AFTER UPDATE ON search_entries
BEGIN
    INSERT INTO search_index (search_index, rowid, resource_type, folded) VALUES ('delete', old.entry_number, old.resource_type, old.folded);
    INSERT INTO search_index (rowid, resource_type, folded) VALUES (new.entry_number, new.resource_type, new.folded);
END;
