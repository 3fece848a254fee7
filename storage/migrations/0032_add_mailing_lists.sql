-- The mailing list that a message came through (storage/lists.go): its address, and after a space
-- its name where it has one; empty: none.
ALTER TABLE headers ADD COLUMN list TEXT NOT NULL DEFAULT '';
CREATE INDEX headers_list ON headers (list) WHERE list <> '';

-- Mailing lists for which the person wants no folder offered.
CREATE TABLE list_refusals (
    address TEXT PRIMARY KEY,
    since INTEGER NOT NULL
) WITHOUT ROWID;
