-- What the server of an account held when the person looked last, so that the page about it
-- shows at once what is known. listing has unique-ids and sizes, packed, in the order of the
-- server; who wrote what is not on this computer lies beside what was seen of it. A look that
-- is lost is taken again.
CREATE TABLE server_lists (
    account INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    looked INTEGER NOT NULL,
    octets INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    untold INTEGER NOT NULL,
    listing BLOB NOT NULL
);
ALTER TABLE server_looks ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE server_looks ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE server_looks ADD COLUMN dated INTEGER NOT NULL DEFAULT 0;
