-- The address book: people whom the person wrote down or changed. Who was only met in mail is
-- not in the file, see people.go. contacts counts the changes of all of it.
ALTER TABLE state ADD COLUMN contacts INTEGER NOT NULL DEFAULT 0;

-- rest: lines of a vCard with what came with an import and is not shown, to be given out again.
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    note TEXT NOT NULL,
    rest TEXT NOT NULL
);

-- address: email in small letters, which belongs to one entry. place: their order.
CREATE TABLE contact_addresses (
    address TEXT PRIMARY KEY,
    contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    email TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX contact_addresses_contact ON contact_addresses (contact, place);

-- Addresses in small letters that are not offered any more although they stand in mail.
CREATE TABLE forgotten_addresses (address TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE contact_groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL
);
CREATE TABLE contact_members (
    contact_group INTEGER NOT NULL REFERENCES contact_groups (id) ON DELETE CASCADE,
    contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (contact_group, contact)
) WITHOUT ROWID;
CREATE INDEX contact_members_contact ON contact_members (contact);
