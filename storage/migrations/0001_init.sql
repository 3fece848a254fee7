-- Times are milliseconds since 1970 in UTC.

PRAGMA application_id = 1349480525; -- "PopM"

-- One row. next_message is the id that the next message gets: ids are never used
-- again. edits grows with every commit that does more than add messages.
-- digest says which reading of the octets the caches below come from;
-- reparsed is the last message that a rebuild under way has done.
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    next_message INTEGER NOT NULL,
    edits INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    reparsed INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 1, 0, 0, 0);

-- removed: the person removed the account and kept its mail. Its unique-ids stay,
-- so that nothing arrives twice when the account comes back.
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    user TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    ca_file TEXT NOT NULL,
    auth TEXT NOT NULL,
    leave TEXT NOT NULL,
    keep TEXT NOT NULL,
    interval_ms INTEGER NOT NULL,
    last_check INTEGER,
    last_error TEXT NOT NULL DEFAULT '',
    removed INTEGER NOT NULL DEFAULT 0
);

-- account is NULL for own folders, and for the Archive, Junk and Trash of mail
-- whose account is no longer there. The counts are kept by triggers.
CREATE TABLE folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('inbox', 'archive', 'junk', 'trash', 'own')),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    CHECK (role <> 'own' OR account IS NULL)
);
CREATE UNIQUE INDEX folders_role ON folders (coalesce(account, 0), role) WHERE role <> 'own';
CREATE UNIQUE INDEX folders_name ON folders (name_key) WHERE role = 'own';

-- What lists are sorted and filtered by; narrow, so that all of it is read fast.
-- flags: 1 read, 2 starred. size: octets as received.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    account INTEGER REFERENCES accounts (id),
    folder INTEGER NOT NULL REFERENCES folders (id),
    date INTEGER NOT NULL,
    received INTEGER NOT NULL,
    size INTEGER NOT NULL,
    flags INTEGER NOT NULL DEFAULT 0,
    attachments INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX messages_date ON messages (date DESC, id DESC);
CREATE INDEX messages_folder ON messages (folder, date DESC, id DESC);

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

-- The octets as received: the truth. codec: 0 as they are, 1 Zstandard, 2 as they
-- are because packing does not gain. What is 0 is tried again when there is time.
CREATE TABLE octets (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    codec INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    data BLOB NOT NULL
);

CREATE INDEX octets_unpacked ON octets (message) WHERE codec = 0;

-- What a list row shows: a cache of what the octets say. recipients and problems
-- are JSON: [[name, email], …] and ["sentence", …].
CREATE TABLE headers (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    uid BLOB NOT NULL,
    message_id TEXT NOT NULL,
    from_name TEXT NOT NULL,
    from_email TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    snippet TEXT NOT NULL,
    problems TEXT NOT NULL
);

-- A cache as well.
CREATE TABLE attachments (
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    inline INTEGER NOT NULL,
    cid TEXT NOT NULL,
    PRIMARY KEY (message, position)
) WITHOUT ROWID;

-- Every unique-id (RFC 1939, section 7) that was ever stored, byte for byte. The
-- message goes when the person removes it for ever; the unique-id stays.
-- gone: the server has confirmed the removal. replaced: the server has given the
-- same mail a new unique-id.
CREATE TABLE unique_ids (
    account INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    uid BLOB NOT NULL,
    stored INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    replaced INTEGER NOT NULL DEFAULT 0,
    message INTEGER REFERENCES messages (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (account, uid)
) WITHOUT ROWID;
CREATE INDEX unique_ids_message ON unique_ids (message) WHERE message IS NOT NULL;

-- The index of words; rowid is the message. The text is folded beforehand, so the
-- tokenizer only parts it at spaces. people is To and Cc, files the names of
-- attachments, short the beginnings of words (one and two letters).
-- Segments are merged by the store when it is idle. A small hash stays in the
-- processor's cache; the many segments that it makes cost little until then.
CREATE VIRTUAL TABLE words USING fts5 (
    sender, people, subject, body, files, short,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);
INSERT INTO words (words, rank) VALUES ('pgsz', 8100);
INSERT INTO words (words, rank) VALUES ('hashsize', 1048576);
INSERT INTO words (words, rank) VALUES ('automerge', 0);
INSERT INTO words (words, rank) VALUES ('crisismerge', 256);
