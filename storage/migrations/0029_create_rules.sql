-- What is done to new mail (storage/rules.go). query: as it is typed (storage/query); acts: bits
-- of mailbox.Act; folder: that of mailbox.RuleMove, NULL where it is gone; changed: when it was
-- last switched or saved; caught, last: how many messages it has caught, and when the last one.
CREATE TABLE rules (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    place INTEGER NOT NULL,
    query TEXT NOT NULL,
    acts INTEGER NOT NULL,
    folder INTEGER REFERENCES folders (id) ON DELETE SET NULL,
    is_on INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    caught INTEGER NOT NULL DEFAULT 0,
    last INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX rules_again ON rules (place, query, acts, folder, is_on, changed, caught, last) WHERE id > 0;
