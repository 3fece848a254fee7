-- foreign keys: off
-- A role is no longer one of a list that only a rebuild of the table can make longer:
-- which there are is the program's to know.
DROP TRIGGER messages_count_insert;
DROP TRIGGER messages_count_delete;
DROP TRIGGER messages_count_update;

CREATE TABLE folders_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    kept INTEGER REFERENCES accounts (id),
    CHECK (role <> 'own' OR account IS NULL)
);
INSERT INTO folders_new (id, account, role, name, name_key, total, unread, kept)
    SELECT id, account, role, name, name_key, total, unread, kept FROM folders;
-- Numbers of folders that were deleted are not given again.
DELETE FROM sqlite_sequence WHERE name = 'folders_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'folders_new', seq FROM sqlite_sequence WHERE name = 'folders';
DROP TABLE folders;
ALTER TABLE folders_new RENAME TO folders;
CREATE UNIQUE INDEX folders_role ON folders (coalesce(account, 0), role) WHERE role <> 'own';
CREATE UNIQUE INDEX folders_name ON folders (name_key) WHERE role = 'own';

CREATE TRIGGER messages_count_insert AFTER INSERT ON messages BEGIN
    UPDATE folders SET total = total + 1, unread = unread + ((new.flags & 1) = 0) WHERE id = new.folder;
END;
CREATE TRIGGER messages_count_delete AFTER DELETE ON messages BEGIN
    UPDATE folders SET total = total - 1, unread = unread - ((old.flags & 1) = 0) WHERE id = old.folder;
END;
CREATE TRIGGER messages_count_update AFTER UPDATE OF folder, flags ON messages BEGIN
    UPDATE folders SET total = total - 1, unread = unread - ((old.flags & 1) = 0) WHERE id = old.folder;
    UPDATE folders SET total = total + 1, unread = unread + ((new.flags & 1) = 0) WHERE id = new.folder;
END;

-- cc is as recipients. in_reply_to and refs are message-ids without brackets (RFC
-- 5322, section 3.6.4), the latter parted by spaces, the nearest last. They are caches
-- as the rest of the table; that of older mail is filled when it is read anew.
ALTER TABLE headers ADD COLUMN cc TEXT NOT NULL DEFAULT '';
ALTER TABLE headers ADD COLUMN in_reply_to TEXT NOT NULL DEFAULT '';
ALTER TABLE headers ADD COLUMN refs TEXT NOT NULL DEFAULT '';

-- Where the mail of an account is handed in; out_host '' where no server is set up.
ALTER TABLE accounts ADD COLUMN out_host TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN out_port INTEGER NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN out_security TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN out_ca_file TEXT NOT NULL DEFAULT '';

-- Nothing has read it: a message that is opened is taken apart once, and names of
-- attachments are found in the index.
DROP TABLE attachments;

-- last_error is a word for the kind of trouble, and behind a space what the server
-- said. It was a sentence in English.
UPDATE accounts SET last_error = 'other' WHERE last_error <> '';

UPDATE state SET edits = edits + 1;
