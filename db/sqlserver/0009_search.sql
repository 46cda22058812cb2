-- What q looks in: one folded text a record (see Kernel/Folding.cs), words separated and led by one blank.
CREATE TABLE search_entries (
    entry_number  bigint IDENTITY(1, 1)                         NOT NULL CONSTRAINT pk_search_entries PRIMARY KEY,
    resource_type nvarchar(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    resource_id   char(36) COLLATE Latin1_General_100_BIN2      NOT NULL,
    folded        nvarchar(max) COLLATE Latin1_General_100_BIN2 NOT NULL
);

CREATE UNIQUE INDEX ux_search_entries_resource ON search_entries (resource_type, resource_id);

-- SQLite keeps an FTS5 index beside this table; here folded is searched with LIKE, on every SQL Server,
-- whether or not its full-text service is installed.
